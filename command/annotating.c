/* SPDX-License-Identifier: MIT */
#include "command/annotating.h"

#include <inttypes.h>
#include <stdlib.h>

#include "command/verbosity.h"
#include "harness/stacks/functions.h"
#include "report/terminal/annotate.h"
#include "report/terminal/text.h"
#include "store/child.h"

enum {
    LIMIT_S = 60,
    FUNCTION_MAX = 65536 /* bytes; the listing ends with the function */
};

/* Whether the file is still the build that was profiled: another one has other
 * instructions there. */
static int is_that_build(const struct tare_profile_object *object)
{
    struct tare_functions functions = { 0 };
    char *path = realpath(object->path, NULL);
    int is_it = path != NULL &&
                tare_functions_open(&functions, path, object->build_id) == 0;

    tare_functions_release(&functions);
    free(path);
    return is_it;
}

static void print_lack(const struct tare_profile_object *object, FILE *stream,
                       const struct tare_style *style)
{
    struct tare_buf text = { 0 };

    tare_text_show(&text, object->path);
    tare_buf_puts(&text, ": is not there, or was built again since: profile it "
                         "again to see source and instructions");
    tare_ink_print(stream, style, TARE_INK_DOUBT, "  ", &text);
}

/* The instructions from where the function begins; NULL without objdump, or
 * without the file. */
static char *disassemble(const struct tare_profile *profile,
                         const struct tare_profile_function *function)
{
    const char *path = profile->objects[function->object].path;
    char from[64], to[64];
    const char *const argv[] = {
        "objdump", "-d", "-l", "-C", "--no-show-raw-insn",
        from,      to,   "--", path, NULL
    };
    struct tare_buf output = { 0 }, errors = { 0 };
    struct tare_child child = {
        .argv = argv, .limit_s = LIMIT_S, .output = &output, .errors = &errors
    };
    int status = 0;

    if (function->begin == 0 || path[0] == '[')
        return NULL;
    snprintf(from, sizeof from, "--start-address=0x%" PRIx64, function->begin);
    snprintf(to, sizeof to, "--stop-address=0x%" PRIx64,
             function->begin + FUNCTION_MAX);
    if (tare_child_run(&child, &status, NULL) != 0 || status != 0)
        tare_buf_clear(&output);
    tare_buf_release(&errors);
    return output.size > 0 ? tare_buf_detach(&output) : NULL;
}

static int annotate_case(const struct tare_case *c, const char *name,
                         FILE *stream, const struct tare_style *style)
{
    const struct tare_profile_function *function;
    const struct tare_profile_object *object;
    struct tare_annotation annotation;
    struct tare_source source = { 0 };
    char *listing = NULL;
    int is_there;

    tare_annotation_make(&annotation, c, name);
    if (annotation.function == 0)
        return 0;
    function = &c->profile.functions[annotation.function - 1];
    object = &c->profile.objects[function->object];
    is_there = is_that_build(object);
    if (is_there) {
        tare_source_read(&source, function->file, object);
        listing = disassemble(&c->profile, function);
    }
    tare_annotate_print(c, &annotation, &source, listing, stream, style);
    if (!is_there)
        print_lack(object, stream, style);
    tare_source_release(&source);
    free(listing);
    tare_annotation_release(&annotation);
    return 1;
}

int tare_annotate(const struct tare_run *run,
                  const struct tare_options *options, FILE *stream,
                  struct tare_err *err)
{
    struct tare_style style = tare_verbosity_style(stream, options);
    int found = 0, is_profiled = 0, is_measured = 0;

    if (options->annotate == NULL)
        return 0;
    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_case *c = &run->cases[i];

        is_profiled |= c->profile.launch_count > 0;
        is_measured |= tare_case_is_measured(c);
        found |= annotate_case(c, options->annotate, stream, &style);
    }
    if (!is_measured && options->verb != TARE_VERB_REPORT)
        return 0; /* and why, is said already */
    if (!is_profiled)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--annotate: this run has no profile: measure "
                              "with --profile");
    if (!found)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--annotate: no profile has a function "
                              "\"%.60s\": tare report --text --top 1000 lists "
                              "those there are",
                              options->annotate);
    return 0;
}
