/* SPDX-License-Identifier: MIT */
#include "harness/bench/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/bench/axes.h"
#include "harness/bench/conductor.h"
#include "harness/machine/descriptor.h"
#include "harness/machine/emulation.h"
#include "harness/bench/registry.h"
#include "harness/bench/warmth.h"
#include "harness/machine/sanitizers.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/path.h"

/* Longer limits would overflow the milliseconds of poll(2). */
#define TIMEOUT_MAX_S 1e6

/* ---- building ------------------------------------------------------------ */

void tare_suite_describe(struct tare_suite_case *c,
                         const struct tare_entry_ *entry, size_t entry_index,
                         size_t index)
{
    const struct tare_def *def = entry->def;

    *c = (struct tare_suite_case){ .entry = entry_index, .index = index };
    tare_registry_identity(entry, index, &c->identity);
    c->options =
        (struct tare_case_options){ .sampling = def->sampling,
                                    .budget_s = def->budget_s,
                                    .precision = def->precision,
                                    .noise = def->noise,
                                    .timeout_s = def->timeout_s,
                                    .samples = def->samples,
                                    .batch = def->batch,
                                    .warmth = tare_warmth_of(def, &c->identity),
                                    .baseline = def->baseline,
                                    .no_contest = def->no_contest,
                                    .contest_by =
                                        tare_strdup(def->contest_by) };
    c->compiler = tare_strdup(entry->build->compiler);
    c->language = tare_strdup(entry->build->language);
    c->flags = tare_strdup(entry->build->flags);
    c->optimized = entry->build->optimized;
    c->sanitizers = entry->build->sanitizers | tare_sanitizers_linked();
    c->is_aligned = (uintptr_t)def->run % 64 == 0;
}

void tare_suite_add(struct tare_suite *suite, struct tare_suite_case *c)
{
    suite->cases = tare_grow(suite->cases, suite->count, sizeof *suite->cases);
    suite->cases[suite->count++] = *c;
    *c = (struct tare_suite_case){ 0 };
}

static int has_axis(const struct tare_def *def, const char *name)
{
    const struct tare_axis state = tare_warmth_axis(def->state);
    const struct tare_axis *const axes[] = { &def->args, &def->args2,
                                             &def->args3, &def->args4, &state };

    if (name == NULL)
        return 1;
    for (size_t i = 0; i < sizeof axes / sizeof(*axes); i++)
        if (axes[i]->name != NULL && strcmp(axes[i]->name, name) == 0)
            return 1;
    return 0;
}

int tare_suite_check_options(const struct tare_entry_ *entry,
                             struct tare_err *err)
{
    const struct tare_def *def = entry->def;
    const char *what = NULL;

    if (!isfinite(def->budget_s) || def->budget_s < 0)
        what = "budget_s";
    if (!isfinite(def->precision) || def->precision < 0 || def->precision >= 1)
        what = "precision";
    if (!isfinite(def->noise) || def->noise < 0 || def->noise >= 1)
        what = "noise";
    if (!isfinite(def->timeout_s) || def->timeout_s < 0 ||
        def->timeout_s > TIMEOUT_MAX_S)
        what = "timeout_s";
    if (def->samples >= TARE_REQUEST_MAX) /* one place is the warm-up */
        what = "samples";
    if (def->threads > TARE_THREADS_MAX)
        what = "threads";
    if (def->state > TARE_WARMTHS)
        what = "state";
    if (def->name != NULL && def->name[0] == '\0')
        what = "name";
    if (!has_axis(def, def->contest_by))
        return tare_fail_with(err, TARE_EUSAGE,
                              "%s:%d: .contest_by of %s is \"%.60s\", and it "
                              "has no such argument",
                              entry->file, entry->line, entry->symbol,
                              def->contest_by);
    if (what == NULL)
        return 0;
    return tare_fail_with(err, TARE_EUSAGE, "%s:%d: .%s of %s is out of range",
                          entry->file, entry->line, what, entry->symbol);
}

static size_t add_binary(struct tare_suite *suite, const char *path, char *exec,
                         int fd)
{
    suite->binaries = tare_grow(suite->binaries, suite->binary_count,
                                sizeof *suite->binaries);
    suite->binaries[suite->binary_count] = (struct tare_suite_binary){
        .path = tare_strdup(path), .exec = exec, .fd = fd
    };
    return suite->binary_count++;
}

int tare_suite_refuse_empty(const char *name, struct tare_err *err)
{
    return tare_fail_with(
        err, TARE_ENOTHING,
        "%s: no benchmark is linked in: declare some with TARE_BENCH; from a "
        "static library the linker takes only what is referenced: link its "
        "objects, or put it between -Wl,--whole-archive and "
        "-Wl,--no-whole-archive",
        name);
}

int tare_suite_open(struct tare_suite *suite, const char *path, size_t *binary,
                    struct tare_err *err)
{
    struct tare_buf exec = { 0 };
    struct stat facts;
    int fd, status = tare_fd_paths_check(err);

    if (status < 0)
        return status;
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return tare_fail_with(err, TARE_EUSAGE, "%s: cannot open: %s", path,
                              strerror(errno));
    if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode) ||
        access(path, X_OK) != 0) {
        close(fd);
        return tare_fail_with(err, TARE_EUSAGE, "%s: not an executable file",
                              path);
    }
    tare_buf_printf(&exec, "/proc/%ld/fd/%d", (long)getpid(), fd);
    *binary = add_binary(suite, path, tare_buf_detach(&exec), fd);
    return 0;
}

const struct tare_suite_binary *
tare_suite_drawn(const struct tare_suite *suite,
                 const struct tare_suite_case *c)
{
    const struct tare_suite_binary *first = &suite->binaries[c->binary];

    return first + first->drawn;
}

size_t tare_suite_first_layout(const struct tare_suite *suite, size_t binary)
{
    for (size_t i = 0; i < binary; i++)
        if (i + suite->binaries[i].layouts > binary)
            return i;
    return binary;
}

/* This program, as the file it was started from, because that is what tools
 * that run it (valgrind, emulators) know about; where that file is gone, as
 * the kernel still has it. */
size_t tare_suite_open_own(struct tare_suite *suite)
{
    char *path = tare_path_self();
    size_t binary;

    if (path == NULL || tare_suite_open(suite, path, &binary, NULL) < 0)
        binary = add_binary(suite, path != NULL ? path : "(this program)",
                            tare_strdup("/proc/self/exe"), -1);
    free(path);
    return binary;
}

int tare_suite_own(struct tare_suite *suite, struct tare_err *err)
{
    const struct tare_entry_ *entry = tare_registry_first();
    size_t binary = tare_suite_open_own(suite);

    suite->binaries[binary].is_emulated = tare_emulation_here();
    for (size_t i = 0; entry != NULL; i++, entry = entry->next) {
        size_t count = tare_registry_cases(entry, err);

        if (count == 0 || tare_suite_check_options(entry, err) < 0)
            return TARE_EUSAGE;
        for (size_t j = 0; j < count; j++) {
            struct tare_suite_case c;

            tare_suite_describe(&c, entry, i, j);
            c.binary = binary;
            c.is_emulated = suite->binaries[binary].is_emulated;
            tare_suite_add(suite, &c);
        }
    }
    return tare_suite_check(suite, err);
}

/* ---- two of one name ----------------------------------------------------- */

int tare_suite_by_id(const void *a, const void *b)
{
    const struct tare_suite_case *const *left = a, *const *right = b;

    return strcmp((*left)->identity.id, (*right)->identity.id);
}

const struct tare_suite_case **tare_suite_sorted(const struct tare_suite *suite)
{
    const struct tare_suite_case **sorted =
        tare_alloc(suite->count, sizeof *sorted);

    for (size_t i = 0; i < suite->count; i++)
        sorted[i] = &suite->cases[i];
    qsort(sorted, suite->count, sizeof *sorted, tare_suite_by_id);
    return sorted;
}

static int refuse_pair(const struct tare_suite *suite,
                       const struct tare_suite_case *a,
                       const struct tare_suite_case *b, struct tare_err *err)
{
    if (a->binary != b->binary)
        return tare_fail_with(err, TARE_EUSAGE,
                              "%s and %s both have a case \"%.100s\": run "
                              "them one at a time",
                              suite->binaries[a->binary].path,
                              suite->binaries[b->binary].path, a->identity.id);
    return tare_fail_with(err, TARE_EUSAGE,
                          "two cases are called \"%.100s\" (%s:%d and %s:%d): "
                          "give one of them another .name or .group",
                          a->identity.id, a->identity.file, a->identity.line,
                          b->identity.file, b->identity.line);
}

static int has_arg(const void *context, const char *name)
{
    const struct tare_suite *suite = context;

    for (size_t i = 0; i < suite->count; i++)
        for (size_t k = 0; k < suite->cases[i].identity.arg_count; k++)
            if (strcmp(suite->cases[i].identity.args[k].name, name) == 0)
                return 1;
    return 0;
}

/* Executables from before there was --arg have their own values, and would be
 * measured at these without a word. */
static int check_values(const struct tare_suite *suite, struct tare_err *err)
{
    for (size_t i = 0; i < suite->count; i++) {
        const struct tare_suite_case *c = &suite->cases[i];

        for (size_t k = 0; k < c->identity.arg_count; k++)
            if (!tare_axes_allow(&c->identity.args[k]))
                return tare_fail_with(
                    err, TARE_EUSAGE,
                    "--arg: %s has a case \"%.100s\" all the same: it was "
                    "built with an earlier tare; build it again",
                    suite->binaries[c->binary].path, c->identity.id);
    }
    return 0;
}

int tare_suite_check(const struct tare_suite *suite, struct tare_err *err)
{
    const struct tare_suite_case **sorted = tare_suite_sorted(suite);
    int status = tare_axes_check(has_arg, suite, err);

    if (status == 0)
        status = check_values(suite, err);
    for (size_t i = 1; i < suite->count && status == 0; i++)
        if (tare_suite_by_id(&sorted[i - 1], &sorted[i]) == 0)
            status = refuse_pair(suite, sorted[i - 1], sorted[i], err);
    free(sorted);
    return status;
}

/* ---- choosing ------------------------------------------------------------ */

int tare_suite_choose(struct tare_suite *suite,
                      const struct tare_choice *choice, struct tare_err *err)
{
    struct tare_chooser chooser;
    size_t kept = 0;
    int status = tare_chooser_open(&chooser, choice, err);

    if (status < 0)
        return status;
    for (size_t i = 0; i < suite->count; i++)
        if (tare_chooser_takes(&chooser, suite->cases[i].identity.id))
            suite->cases[kept++] = suite->cases[i];
        else
            tare_suite_case_release(&suite->cases[i]);
    suite->count = kept;
    tare_chooser_close(&chooser);
    return 0;
}

/* ---- release ------------------------------------------------------------- */

void tare_suite_case_release(struct tare_suite_case *c)
{
    tare_identity_release(&c->identity);
    free(c->own_id);
    free(c->options.contest_by);
    free(c->compiler);
    free(c->language);
    free(c->flags);
    free(c->spots);
    *c = (struct tare_suite_case){ 0 };
}

void tare_suite_release(struct tare_suite *suite)
{
    for (size_t i = 0; i < suite->count; i++)
        tare_suite_case_release(&suite->cases[i]);
    for (size_t i = 0; i < suite->binary_count; i++) {
        free(suite->binaries[i].path);
        free(suite->binaries[i].exec);
        free(suite->binaries[i].library_path);
        if (suite->binaries[i].fd >= 0)
            close(suite->binaries[i].fd);
    }
    tare_fixtures_release(&suite->fixtures);
    free(suite->cases);
    free(suite->binaries);
    *suite = (struct tare_suite){ 0 };
}
