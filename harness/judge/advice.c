/* SPDX-License-Identifier: MIT */
#include "harness/judge/advice.h"

#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/buf.h"

static const struct {
    const char *code, *advice;
} table[] = {
    { "few-pairs", "give it more time: --measurement-time" },
    { "budget", "give it more time (--measurement-time), or raise the "
                "threshold (--noise-threshold, .noise)" },
    { "last-look", "raise the threshold (--noise-threshold, .noise), or make "
                   "the benchmark steadier" },
    { "interrupted", "run it again" },
    { "pair-limit", "allow more pairs: --pairs" },
    { "layouts", "link more layouts of each side (tare layouts), or align the "
                 "code (tare flags --bench-cflags)" },
    { "not-reproduced", "nothing to do unless it happens again: then something "
                        "outside the code varies (tare doctor)" },
    { "not-a-number", "report a positive value in every launch" },
    { "unconfirmed", "confirm it with more time: --measurement-time" },
    { "suite-wide", "look for what all cases share: the compiler, its flags, a "
                    "library, the harness" },
    { "control", "find out what else differs between the sides (tare doctor), "
                 "and measure again" },
    { "shared-library", "give each side its own copy, or keep the old one with "
                        "--save-baseline before building the new one" },
    { "not-staged", "load it by its name without a folder, so that each side "
                    "gets its own" },
    { "varies", "make each iteration do the same work, or do not gate on that "
                "measure" },
    { "different-result",
      "if this is intended, accept it: --accept-results, or "
      "\"different-result\": \"pass\" for the case in a policy" },
};

/* Of one layout a side nobody knows but that the linker moved the code. */
static void advise_regression(struct tare_verdict *verdict)
{
    int is_placed = verdict->placement.layouts[0] > 0 || verdict->pairs == 0 ||
                    !tare_is_time(verdict->measure);
    struct tare_buf advice = { 0 };

    tare_buf_puts(&advice, "see where the time goes: run both executables with "
                           "--profile-time 5 and this id under a profiler");
    if (!is_placed)
        tare_buf_puts(&advice, "; several layouts show whether the linker only "
                               "moved the code (tare layouts)");
    verdict->advice = tare_buf_detach(&advice);
}

void tare_advise(struct tare_verdict *verdict)
{
    const char *code = verdict->code != NULL ? verdict->code : "";

    free(verdict->advice);
    verdict->advice = NULL;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(code, table[i].code) == 0)
            verdict->advice = tare_strdup(table[i].advice);
    if (verdict->kind == TARE_VERDICT_REGRESSED && verdict->is_counted)
        verdict->advice =
            tare_strdup("if this is intended, allow it: --limit of tare gate, "
                        "or \"limits\" in its policy");
    if (verdict->kind == TARE_VERDICT_REGRESSED && verdict->advice == NULL)
        advise_regression(verdict);
}
