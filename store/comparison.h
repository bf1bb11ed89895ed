/* SPDX-License-Identifier: MIT */
/*
 * Two sides compared, case by case and measure by measure: what the judge
 * says, and what everything that shows or gates reads.
 *
 * Everything a struct points at is owned by it; all-zero is empty.
 */
#ifndef TARE_STORE_COMPARISON_H
#define TARE_STORE_COMPARISON_H

#include <stddef.h>

#include "store/record.h"

enum tare_verdict_kind {
    TARE_VERDICT_INCONCLUSIVE,
    TARE_VERDICT_UNCHANGED,
    TARE_VERDICT_IMPROVED,
    TARE_VERDICT_REGRESSED,
    TARE_VERDICT_ADDED,    /* only the new side has the case */
    TARE_VERDICT_REMOVED,  /* only the old side has it */
    TARE_VERDICT_FAILED,   /* it failed, crashed or timed out on some side */
    TARE_VERDICT_SKIPPED,  /* it skipped itself on some side */
    TARE_VERDICT_DIFFERENT /* both sides compute, and not the same */
};

/* What a policy makes of a verdict. */
enum tare_action {
    TARE_ACTION_UNSET, /* there is no policy */
    TARE_ACTION_PASS,
    TARE_ACTION_WARN, /* shown, but does not fail the gate */
    TARE_ACTION_FAIL
};

enum {
    TARE_VERDICT_KINDS = TARE_VERDICT_DIFFERENT + 1
};

/* "regressed" and so on, as in the verdict file. */
const char *tare_verdict_kind_name(enum tare_verdict_kind kind);

/* How launches spread when the sides were linked in several layouts: standard
 * deviations of the logarithm, 0.02 is 2 %; old, new.  All zero: they were
 * not. */
struct tare_placement {
    size_t layouts[2];
    double between[2]; /* the layouts of that side; NaN for one */
    double within[2];  /* launches of one layout; NaN */
    double unknown;    /* half of the 95 % interval that layouts leave; infinite
                       where they leave anything */
};

/* What one machine of a fleet says. */
struct tare_machine_verdict {
    char *name;
    enum tare_verdict_kind kind;
    struct tare_band change;
    char *code, *reason; /* as in a verdict; NULL: it was not measured there */
    int is_deciding;     /* by the rule of the fleet */
};

/* What all machines of a fleet say, in their order.  All zero: there is none. */
struct tare_machines {
    struct tare_machine_verdict *items;
    size_t count;
    double p;              /* of "all changed alike"; NaN */
    struct tare_band mean; /* over such machines; NaN below five */
    int is_opposed;        /* improved on one, regressed on another */
};

/* What is said of one case and measure. */
struct tare_verdict {
    char *id, *measure, *unit;
    enum tare_better_way better;
    enum tare_verdict_kind kind;
    /* new over old, less 1: 0.02 is 2 % more.  NaN where there is none. */
    struct tare_band change;
    double old_value, new_value; /* estimates of the sides; NaN for none */
    double threshold;            /* of this case */
    double detectable; /* smallest change that would have been found; NaN */
    double needed_s;   /* time that would probably settle it; NaN */
    size_t pairs;      /* 0 when only numbers were compared */
    size_t pairs_first, pairs_seen; /* of which the change is: from, up to */
    struct tare_placement placement;
    struct tare_machines machines;
    enum tare_action action; /* what a policy makes of it */
    int is_confirmed;
    int is_counted; /* not measured: no statistics, no pairs */
    int is_suspect; /* numbers only: looks changed, but is not proven */
    /* why the verdict is what it is, and what to do: a stable word such as
     * "budget" (NULL for none), a sentence, and the next step (NULL) */
    char *code, *reason, *advice;
    char *evidence; /* what other measures say of it; NULL */
};

/* How far evidence has moved from one side to the other: told, never judged. */
struct tare_shift {
    char *id, *measure, *unit;
    double old_value, new_value;
    struct tare_band change; /* as in a verdict */
};

/* What else is not the same on both sides: compiler, commit, kernel. */
struct tare_difference {
    char *what, *old_value, *new_value;
    int is_noted; /* a note says it, too */
};

enum tare_control_state {
    TARE_CONTROL_NOT_RUN,
    TARE_CONTROL_GOOD, /* silent, or found */
    TARE_CONTROL_BAD   /* alarmed, or missed */
};

/* How the two sides were compared. */
enum tare_compared_by {
    TARE_BY_DUEL,
    TARE_BY_NUMBERS,
    TARE_BY_FLEET /* duels on several machines */
};

struct tare_comparison {
    enum tare_compared_by by;
    char *old_name, *new_name; /* as the user called them */
    double threshold, alpha;
    double elapsed_s, budget_s; /* budget 0: none */
    int interrupted;
    enum tare_control_state negative, positive;
    double negative_p;          /* of the silent control; NaN */
    struct tare_band found;     /* the change of the other one; NaN */
    struct tare_warning *notes; /* about the comparison as a whole */
    size_t note_count;
    struct tare_difference *differences;
    size_t difference_count;
    struct tare_verdict *items;
    size_t count;
    struct tare_shift *shifts; /* those of a case side by side */
    size_t shift_count;
};

struct tare_verdict *tare_comparison_add(struct tare_comparison *comparison,
                                         const char *id, const char *measure);
void tare_comparison_note(struct tare_comparison *comparison, const char *code,
                          const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds it unless it is there. */
void tare_comparison_differ(struct tare_comparison *comparison,
                            const char *what, const char *old_value,
                            const char *new_value, int is_noted);

struct tare_shift *tare_comparison_shift(struct tare_comparison *comparison,
                                         const char *id, const char *measure,
                                         const char *unit);

/* Sets verdict, code, and reason (a format); frees what was there. */
void tare_verdict_set(struct tare_verdict *verdict, enum tare_verdict_kind kind,
                      const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* What a proven change is that has more of the measure, or less. */
enum tare_verdict_kind
tare_verdict_direction(const struct tare_verdict *verdict, int is_more);
int tare_verdict_is_change(const struct tare_verdict *verdict);

/* Removes the verdicts of cases that the function does not take. */
void tare_comparison_keep(struct tare_comparison *comparison,
                          int (*takes)(const void *context, const char *id),
                          const void *context);
void tare_comparison_release(struct tare_comparison *comparison);

#endif
