/* SPDX-License-Identifier: MIT */
#include "harness/bench/builds.h"

#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/arg.h"

static int refuse_argument(const struct tare_suite_case *c,
                           struct tare_err *err)
{
    for (size_t i = 0; i < c->identity.arg_count; i++)
        if (strcmp(c->identity.args[i].name, TARE_BUILD_ARG) == 0)
            return tare_fail_with(
                err, TARE_EUSAGE,
                "%.100s: has an argument \"%s\", which in a race is the name "
                "of a build: call it something else",
                c->identity.id, TARE_BUILD_ARG);
    return 0;
}

static void name_after(struct tare_suite_case *c, const char *build)
{
    struct tare_identity *identity = &c->identity;
    struct tare_arg_value *arg = &identity->args[identity->arg_count++];
    struct tare_buf id = { 0 };

    *arg = (struct tare_arg_value){ .name = tare_strdup(TARE_BUILD_ARG),
                                    .text = tare_strdup(build) };
    tare_buf_printf(&id, "%s/", identity->id);
    tare_arg_format(&id, arg);
    c->own_id = identity->id;
    identity->id = tare_buf_detach(&id);
}

/* What is declared about contests is about those of one build. */
static void enter(struct tare_suite_case *c, enum tare_build_role role)
{
    free(c->options.contest_by);
    c->options.contest_by = NULL;
    c->options.no_contest = 0;
    c->options.baseline = role == TARE_BUILD_BASELINE;
    c->options.is_control = role == TARE_BUILD_CONTROL;
}

int tare_builds_add(struct tare_suite *suite, struct tare_suite *build,
                    const char *name, enum tare_build_role role,
                    struct tare_err *err)
{
    size_t first = suite->binary_count;

    for (size_t i = 0; i < build->count; i++)
        if (refuse_argument(&build->cases[i], err) < 0)
            return TARE_EUSAGE;
    for (size_t i = 0; i < build->count; i++) {
        struct tare_suite_case *c = &build->cases[i];

        name_after(c, name);
        enter(c, role);
        c->binary += first;
        tare_suite_add(suite, c);
    }
    for (size_t i = 0; i < build->binary_count; i++) {
        suite->binaries = tare_grow(suite->binaries, suite->binary_count,
                                    sizeof *suite->binaries);
        suite->binaries[suite->binary_count++] = build->binaries[i];
    }
    build->count = build->binary_count = 0;
    tare_suite_release(build);
    return 0;
}
