/* SPDX-License-Identifier: MIT */
#include "command/annotating.h"

#include <inttypes.h>
#include <stdlib.h>

#include "report/terminal/annotate.h"
#include "store/child.h"

enum {
    LIMIT_S = 60,
    FUNCTION_MAX = 65536 /* bytes; the listing ends with the function */
};

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
    struct tare_annotation annotation;
    struct tare_source source;
    char *listing;

    tare_annotation_make(&annotation, c, name);
    if (annotation.function == 0)
        return 0;
    function = &c->profile.functions[annotation.function - 1];
    tare_source_read(&source, function->file,
                     c->profile.objects[function->object].path);
    listing = disassemble(&c->profile, function);
    tare_annotate_print(c, &annotation, &source, listing, stream, style);
    tare_source_release(&source);
    free(listing);
    tare_annotation_release(&annotation);
    return 1;
}

int tare_annotate(const struct tare_run *run, const char *function,
                  FILE *stream, const struct tare_style *style,
                  struct tare_err *err)
{
    int found = 0;

    for (size_t i = 0; i < run->case_count; i++)
        if (run->cases[i].side != TARE_SIDE_OLD)
            found |= annotate_case(&run->cases[i], function, stream, style);
    if (!found)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--annotate: no profile has a function \"%.60s\"",
                              function);
    return 0;
}
