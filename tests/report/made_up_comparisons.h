/* SPDX-License-Identifier: MIT */
/* Comparisons that are made up, and what is printed of them. */
#ifndef TARE_TESTS_REPORT_MADE_UP_COMPARISONS_H
#define TARE_TESTS_REPORT_MADE_UP_COMPARISONS_H

#include "report/terminal/verdicts.h"

#include "report/terminal/answer.h"
#include "report/terminal/changes.h"
#include "report/terminal/text.h"
#include "store/alloc.h"
#include "tests/test.h"

/* ---- made-up comparisons ------------------------------------------------- */

static inline struct tare_comparison duel(void)
{
    struct tare_comparison comparison = {
        .old_name = tare_strdup("main"),
        .new_name = tare_strdup("./bench"),
        .threshold = 0.02,
        .alpha = 0.01,
        .elapsed_s = 112,
        .budget_s = 192,
        .negative = TARE_CONTROL_GOOD,
        .positive = TARE_CONTROL_GOOD,
        .negative_p = 0.43,
        .found = { 0.0211, 0.018, 0.024, 0.95 },
    };

    return comparison;
}

static inline struct tare_verdict *add(struct tare_comparison *comparison,
                                       const char *id,
                                       enum tare_verdict_kind kind,
                                       double change)
{
    struct tare_verdict *j = tare_comparison_add(comparison, id, "time");

    j->kind = kind;
    j->unit = tare_strdup("ns");
    j->old_value = 41230;
    j->new_value = 41230 * (1 + change);
    j->change =
        (struct tare_band){ change, change - 0.0042, change + 0.0043, 0.95 };
    return j;
}

static inline void add_unchanged(struct tare_comparison *comparison,
                                 size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char id[16];

        snprintf(id, sizeof id, "same/%zu", i);
        add(comparison, id, TARE_VERDICT_UNCHANGED, i == 3 ? 0.0041 : -0.001)
            ->pairs = 20;
    }
}

static inline struct tare_verdict *add_open(struct tare_comparison *comparison,
                                            const char *id)
{
    struct tare_verdict *j =
        add(comparison, id, TARE_VERDICT_INCONCLUSIVE, 0.012);

    tare_verdict_set(j, TARE_VERDICT_INCONCLUSIVE, "budget",
                     "the budget ended first");
    return j;
}

static inline struct tare_verdict *
add_suspect(struct tare_comparison *comparison, const char *id, double change)
{
    struct tare_verdict *j =
        add(comparison, id, TARE_VERDICT_INCONCLUSIVE, change);

    j->is_suspect = 1;
    return j;
}

/* Prints it, and releases it.  Returned. */
static inline char *print(struct tare_comparison *comparison,
                          const struct tare_style *style,
                          enum tare_detail detail)
{
    char *text = NULL, *copy;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    tare_verdicts_print(comparison, stream, style, detail);
    fclose(stream);
    tare_comparison_release(comparison);
    copy = tare_strdup(text);
    free(text);
    return copy;
}

static inline void check_print(struct tare_comparison *comparison,
                               size_t columns, enum tare_detail detail,
                               const char *want)
{
    struct tare_style style = { .columns = columns };
    char *text = print(comparison, &style, detail);

    CHECK_STR(text, want);
    free(text);
}

#endif
