/* SPDX-License-Identifier: MIT */
#include "report/terminal/answer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/terminal/changes.h"
#include "report/terminal/text.h"
#include "report/terminal/units.h"
#include "store/lookup.h"

int tare_verdict_is_worse(const struct tare_verdict *verdict)
{
    return tare_verdict_direction(verdict, verdict->change.value > 0) ==
           TARE_VERDICT_REGRESSED;
}

/* ---- counting ------------------------------------------------------------ */

/* What is said of a case, as a set of bits: verdicts, then the suspects. */
enum {
    WORSE = TARE_VERDICT_KINDS,
    BETTER
};

static unsigned bit_of(const struct tare_verdict *verdict)
{
    if (verdict->kind != TARE_VERDICT_INCONCLUSIVE || !verdict->is_suspect)
        return 1u << verdict->kind;
    return 1u << (tare_verdict_is_worse(verdict) ? WORSE : BETTER);
}

static void add_case(struct tare_tally *tally, unsigned said)
{
    unsigned unchanged = 1u << TARE_VERDICT_UNCHANGED;

    tally->cases++;
    if (said != unchanged)
        said &= ~unchanged;
    for (int i = 0; i < TARE_VERDICT_KINDS; i++)
        tally->kinds[i] += said >> i & 1;
    tally->worse += said >> WORSE & 1;
    tally->better += said >> BETTER & 1;
}

struct tare_tally tare_tally_count(const struct tare_comparison *comparison)
{
    size_t count = comparison->count;
    const struct tare_verdict **sorted = tare_verdicts_sort(comparison);
    struct tare_tally tally = { 0 };
    unsigned said = 0;

    for (size_t i = 0; i < count; i++) {
        said |= bit_of(sorted[i]);
        if (i + 1 == count || strcmp(sorted[i]->id, sorted[i + 1]->id) != 0) {
            add_case(&tally, said);
            said = 0;
        }
    }
    free(sorted);
    return tally;
}

/* ---- the sentence -------------------------------------------------------- */

/* "2 of 12 cases regressed", then ", 1 improved". */
static void add_part(struct tare_buf *text, size_t count, size_t cases,
                     const char *word)
{
    if (count == 0)
        return;
    if (text->size == 0)
        tare_buf_printf(text, "%zu of %zu case%s %s", count, cases,
                        cases == 1 ? "" : "s", word);
    else
        tare_buf_printf(text, ", %zu %s", count, word);
}

static void add_changed(struct tare_buf *text, const struct tare_tally *tally)
{
    size_t suspects = tally->worse + tally->better;

    add_part(text, tally->kinds[TARE_VERDICT_REGRESSED], tally->cases,
             "regressed");
    add_part(text, tally->kinds[TARE_VERDICT_IMPROVED], tally->cases,
             "improved");
    add_part(text, tally->kinds[TARE_VERDICT_FAILED], tally->cases, "failed");
    add_part(text, tally->kinds[TARE_VERDICT_DIFFERENT], tally->cases,
             tally->kinds[TARE_VERDICT_DIFFERENT] == 1
                 ? "computes other results"
                 : "compute other results");
    add_part(text, tally->worse, tally->cases,
             tally->worse == 1 ? "looks worse" : "look worse");
    add_part(text, tally->better, tally->cases,
             tally->better == 1 ? "looks better" : "look better");
    if (suspects > 0)
        tare_buf_puts(text, ", which is not proven");
}

/* The threshold that all unchanged measures were held to, or 0. */
static double common_threshold(const struct tare_comparison *comparison)
{
    double common = 0;

    for (size_t i = 0; i < comparison->count; i++) {
        const struct tare_verdict *verdict = &comparison->items[i];

        if (verdict->kind != TARE_VERDICT_UNCHANGED || verdict->is_counted)
            continue;
        if (common > 0 &&
            (verdict->threshold < common || verdict->threshold > common))
            return 0;
        common = verdict->threshold;
    }
    return common;
}

/* Whether nothing at all had to be measured. */
static int is_identical(const struct tare_comparison *comparison)
{
    for (size_t i = 0; i < comparison->count; i++)
        if (comparison->items[i].kind == TARE_VERDICT_UNCHANGED &&
            (comparison->items[i].code == NULL ||
             strcmp(comparison->items[i].code, "identical") != 0))
            return 0;
    return comparison->count > 0;
}

static void add_unchanged(struct tare_buf *text,
                          const struct tare_comparison *comparison,
                          const struct tare_tally *tally)
{
    size_t unchanged = tally->kinds[TARE_VERDICT_UNCHANGED];
    double threshold = common_threshold(comparison);

    if (unchanged == 0) {
        tare_buf_puts(text, "Nothing was compared");
        return;
    }
    tare_buf_puts(text, "Nothing changed: ");
    if (is_identical(comparison)) {
        tare_buf_puts(text, "the executables are identical, and were not "
                            "measured");
        return;
    }
    if (tally->cases == 1)
        tare_buf_puts(text, "the case is within ");
    else if (unchanged == tally->cases)
        tare_buf_printf(text, "all %zu cases are within ", unchanged);
    else
        tare_buf_printf(text, "%zu of %zu cases %s within ", unchanged,
                        tally->cases, unchanged == 1 ? "is" : "are");
    if (threshold > 0)
        tare_buf_printf(text, "±%.3g %%", tare_percent(threshold));
    else
        tare_buf_puts(text,
                      tally->cases == 1 ? "its threshold" : "their thresholds");
}

static void add_open(struct tare_buf *text, const struct tare_tally *tally)
{
    size_t open = tally->kinds[TARE_VERDICT_INCONCLUSIVE];

    if (text->size > 0)
        tare_buf_printf(text, "; can't tell for %zu", open);
    else if (open == tally->cases && open > 1)
        tare_buf_printf(text, "Can't tell for any of the %zu cases", open);
    else
        tare_buf_printf(text, "Can't tell for %zu of %zu case%s%s", open,
                        tally->cases, tally->cases == 1 ? "" : "s",
                        tally->kinds[TARE_VERDICT_UNCHANGED] > 0
                            ? "; nothing else changed"
                            : "");
}

/* "; 1 removed, 2 added" */
static void add_others(struct tare_buf *text, const struct tare_tally *tally)
{
    static const enum tare_verdict_kind others[] = { TARE_VERDICT_REMOVED,
                                                     TARE_VERDICT_ADDED,
                                                     TARE_VERDICT_SKIPPED };
    const char *separator = "; ";

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (tally->kinds[others[i]] == 0)
            continue;
        tare_buf_printf(text, "%s%zu %s", separator, tally->kinds[others[i]],
                        tare_verdict_kind_name(others[i]));
        separator = ", ";
    }
}

static enum tare_ink ink_of(const struct tare_tally *tally)
{
    if (tally->kinds[TARE_VERDICT_REGRESSED] > 0 ||
        tally->kinds[TARE_VERDICT_FAILED] > 0)
        return TARE_INK_BAD;
    if (tally->worse + tally->better > 0 ||
        tally->kinds[TARE_VERDICT_INCONCLUSIVE] > 0)
        return TARE_INK_DOUBT;
    return tally->kinds[TARE_VERDICT_IMPROVED] > 0 ||
                   tally->kinds[TARE_VERDICT_UNCHANGED] > 0
               ? TARE_INK_GOOD
               : TARE_INK_DOUBT;
}

enum tare_ink tare_answer_format(struct tare_buf *text,
                                 const struct tare_comparison *comparison)
{
    struct tare_tally tally = tare_tally_count(comparison);
    struct tare_buf sentence = { 0 };

    if (comparison->negative == TARE_CONTROL_BAD) {
        tare_buf_puts(text, "Withheld: the A/A control alarmed, so no verdict "
                            "of this comparison can be trusted.");
        return TARE_INK_BAD;
    }
    add_changed(&sentence, &tally);
    if (tally.kinds[TARE_VERDICT_INCONCLUSIVE] > 0)
        add_open(&sentence, &tally);
    else if (sentence.size == 0)
        add_unchanged(&sentence, comparison, &tally);
    add_others(&sentence, &tally);
    tare_buf_printf(text, "%s%s.", sentence.data,
                    comparison->interrupted ? " (interrupted)" : "");
    tare_buf_release(&sentence);
    return ink_of(&tally);
}

/* ---- what stands below it ------------------------------------------------ */

enum tare_ink tare_controls_format(struct tare_buf *text,
                                   const struct tare_comparison *comparison)
{
    static const char *const negative[] = { "not run", "quiet", "ALARMED" };
    static const char *const positive[] = { "not run", "found", "MISSED" };
    int is_bad = comparison->negative == TARE_CONTROL_BAD ||
                 comparison->positive == TARE_CONTROL_BAD;

    if (comparison->by == TARE_BY_NUMBERS ||
        (comparison->negative == TARE_CONTROL_NOT_RUN &&
         comparison->positive == TARE_CONTROL_NOT_RUN))
        return TARE_INK_FAINT;
    tare_buf_printf(text, "A/A control: %s", negative[comparison->negative]);
    if (isfinite(comparison->negative_p))
        tare_buf_printf(text, " (p = %.2g)", comparison->negative_p);
    tare_buf_printf(text, ", +%.3g %% control: %s",
                    tare_percent(comparison->threshold),
                    positive[comparison->positive]);
    if (isfinite(comparison->found.value)) {
        tare_buf_puts(text, " (");
        tare_change_format(text, comparison->found.value, &comparison->found);
        tare_buf_puts(text, ")");
    }
    return is_bad ? TARE_INK_DOUBT : TARE_INK_FAINT;
}

void tare_course_format(struct tare_buf *text,
                        const struct tare_comparison *comparison)
{
    char duration[TARE_SCALED_SIZE];

    tare_text_show(text,
                   comparison->old_name != NULL ? comparison->old_name : "old");
    tare_buf_puts(text, " → ");
    tare_text_show(text,
                   comparison->new_name != NULL ? comparison->new_name : "new");
    if (comparison->by == TARE_BY_NUMBERS)
        tare_buf_puts(text, ", by saved numbers alone");
    if (comparison->elapsed_s > 0) {
        tare_duration_format(duration, comparison->elapsed_s);
        tare_buf_printf(text, ", in %s", duration);
    }
    if (comparison->budget_s > 0) {
        tare_duration_format(duration, comparison->budget_s);
        tare_buf_printf(text, ", of %s allowed", duration);
    }
}
