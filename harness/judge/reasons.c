/* SPDX-License-Identifier: MIT */
#include "harness/judge/reasons.h"

#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/buf.h"

static const struct tare_verdict_reason table[] = {
    { "few-pairs", "the time was used up after few pairs",
      "give it more time: --measurement-time" },
    { "budget", "the time was used up",
      "give it more time (--measurement-time), or raise the threshold "
      "(--noise-threshold, .noise)" },
    { "last-look", "too noisy to decide with as many pairs as the rule allows",
      "raise the threshold (--noise-threshold, .noise), or make the benchmark "
      "steadier" },
    { "interrupted", "the duel was interrupted", "run it again" },
    { "pair-limit", "the limit of --pairs was reached",
      "allow more pairs: --pairs" },
    { "layouts", "the placement of the code by the linker explains it",
      "link more layouts of each side (tare layouts), or align the code (tare "
      "flags --bench-cflags)" },
    { "not-reproduced", "it looked changed, but fresh pairs did not confirm it",
      "nothing to do unless it happens again: then something outside the code "
      "varies (tare doctor)" },
    { "not-a-number", "some launches gave no positive value",
      "report a positive value in every launch" },
    { "unconfirmed", "no time was left to confirm it on fresh pairs",
      "confirm it with more time: --measurement-time" },
    { "suite-wide",
      "part of a change of the whole suite, whose weakest cases were confirmed",
      "look for what all cases share: the compiler, its flags, a library, the "
      "harness" },
    { "control",
      "the A/A control alarmed: something other than the code differs between "
      "the two sides",
      "find out what else differs between the sides (tare doctor), and measure "
      "again" },
    { "shared-library", NULL,
      "give each side its own copy, or keep the old one with --save-baseline "
      "before building the new one" },
    { "not-staged", NULL,
      "load it by its name without a folder, so that each side gets its own" },
    { "emulated", NULL,
      "judge counts (--measures allocations), or measure on a machine with "
      "that processor" },
    { "varies", NULL,
      "make each iteration do the same work, or do not gate on that measure" },
    { "different-result", NULL,
      "if this is intended, accept it: --accept-results, or "
      "\"different-result\": \"pass\" for the case in a policy" },
    { "small-shift", "shifted a little, below the threshold", NULL },
};

const struct tare_verdict_reason *tare_reason_find(const char *code)
{
    for (size_t i = 0; code != NULL && i < sizeof table / sizeof *table; i++)
        if (strcmp(code, table[i].code) == 0)
            return &table[i];
    return NULL;
}

const struct tare_verdict_reason *tare_reason_of(enum tare_reason reason)
{
    static const struct tare_verdict_reason none;
    static const char *const codes[] = {
        [TARE_REASON_FEW_PAIRS] = "few-pairs",
        [TARE_REASON_BUDGET] = "budget",
        [TARE_REASON_LAST_LOOK] = "last-look",
        [TARE_REASON_NOT_REPRODUCED] = "not-reproduced",
        [TARE_REASON_NOT_A_NUMBER] = "not-a-number",
        [TARE_REASON_LAYOUTS] = "layouts",
        [TARE_REASON_UNCONFIRMED] = "unconfirmed",
        [TARE_REASON_SUITE_WIDE] = "suite-wide",
        [TARE_REASON_SMALL_SHIFT] = "small-shift",
    };

    return codes[reason] != NULL ? tare_reason_find(codes[reason]) : &none;
}

const struct tare_verdict_reason *tare_reason_choose(enum tare_reason reason,
                                                     const struct tare_run *run,
                                                     size_t pairs)
{
    const struct tare_fact *most = tare_facts_find(&run->settings, "pairs");
    int is_out_of_time = reason == TARE_REASON_BUDGET ||
                         reason == TARE_REASON_FEW_PAIRS ||
                         reason == TARE_REASON_UNCONFIRMED;

    if (is_out_of_time && run->interrupted)
        return tare_reason_find("interrupted");
    if (is_out_of_time && most != NULL && most->kind == TARE_FACT_NUMBER &&
        (double)pairs >= most->number)
        return tare_reason_find("pair-limit");
    return tare_reason_of(reason);
}

/* Of one layout a side nobody knows but that the linker moved the code. */
static void advise_regression(struct tare_verdict *verdict)
{
    int is_placed = verdict->placement.layouts[0] > 0 || verdict->pairs == 0 ||
                    !tare_is_time(verdict->measure);
    struct tare_buf advice = { 0 };

    tare_buf_puts(&advice,
                  "--profile prints where the time goes, and the report "
                  "draws it");
    if (!is_placed)
        tare_buf_puts(&advice, "; several layouts show whether the linker only "
                               "moved the code (tare layouts)");
    verdict->advice = tare_buf_detach(&advice);
}

void tare_advise(struct tare_verdict *verdict)
{
    const struct tare_verdict_reason *reason = tare_reason_find(verdict->code);

    free(verdict->advice);
    verdict->advice = NULL;
    if (reason != NULL && reason->advice != NULL)
        verdict->advice = tare_strdup(reason->advice);
    if (verdict->kind == TARE_VERDICT_REGRESSED && verdict->is_counted)
        verdict->advice =
            tare_strdup("if this is intended, allow it: --limit of tare gate, "
                        "or \"limits\" in its policy");
    if (verdict->kind == TARE_VERDICT_REGRESSED && verdict->advice == NULL)
        advise_regression(verdict);
}
