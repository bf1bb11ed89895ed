/* SPDX-License-Identifier: MIT */
#include "harness/judge/explain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/buf.h"
#include "store/heap.h"
#include "store/moves.h"
#include "store/words.h"

/* Less of a change in instructions explains no change in time. */
#define SAME_INSTRUCTIONS 0.002

/* A part of the change in instructions that deserves to be called "most". */
#define MOST 0.5

/* Other measures are told of when they have moved by more than that. */
#define TOLD 0.05

/* Of a change: one that no function moved by so much is spread over several. */
#define SPREAD 0.5

enum {
    TOLD_MAX = 2,
    TOLD_FUNCTIONS = 3
};

/* The buffer, ready for the next clause. */
static struct tare_buf *more_of(struct tare_buf *text)
{
    tare_buf_puts(text, text->size > 0 ? ", " : "");
    return text;
}

/* To three digits, but not as a power of ten. */
static void add_percent(struct tare_buf *text, double change)
{
    tare_buf_printf(text, fabs(change) < 10 ? "%+.3g %%" : "%+.0f %%",
                    100 * change);
}

/* The estimate of that measure; NaN where there is none. */
static double value_of(const struct tare_case *c, const char *name)
{
    const struct tare_measure *measure = tare_case_measure(c, name);

    return measure != NULL && measure->has_estimate ? measure->estimate.value
                                                    : NAN;
}

/* ---- instructions -------------------------------------------------------- */

static double part_of(const struct tare_measure *measure, const char *name)
{
    for (size_t i = 0; i < measure->part_count; i++)
        if (strcmp(measure->parts[i].name, name) == 0)
            return measure->parts[i].value;
    return 0;
}

struct culprit {
    const char *name; /* NULL: none */
    double more;      /* per iteration */
};

static void accuse(struct culprit *culprit, const char *name, double more,
                   double direction)
{
    if (more * direction > culprit->more * direction) {
        culprit->name = name;
        culprit->more = more;
    }
}

/* The function that has moved most in that direction. */
static struct culprit find_culprit(const struct tare_measure *old,
                                   const struct tare_measure *new,
                                   double direction)
{
    struct culprit culprit = { 0 };

    for (size_t i = 0; i < new->part_count; i++)
        accuse(&culprit, new->parts[i].name,
               new->parts[i].value - part_of(old, new->parts[i].name),
               direction);
    for (size_t i = 0; i < old->part_count; i++)
        accuse(&culprit, old->parts[i].name,
               part_of(new, old->parts[i].name) - old->parts[i].value,
               direction);
    return culprit;
}

/* Whether the instructions are known and as many as before. */
static int tell_instructions(struct tare_buf *text, const struct tare_case *old,
                             const struct tare_case *new)
{
    double before = value_of(old, "instructions");
    double more = value_of(new, "instructions") - before;
    struct culprit culprit;

    if (!(before > 0) || !isfinite(more))
        return 0;
    if (fabs(more) <= SAME_INSTRUCTIONS * before) {
        tare_buf_printf(more_of(text), "same instructions");
        return 1;
    }
    add_percent(more_of(text), more / before);
    tare_buf_puts(text, " instructions");
    culprit = find_culprit(tare_case_measure(old, "instructions"),
                           tare_case_measure(new, "instructions"), more);
    if (culprit.name != NULL)
        tare_buf_printf(more_of(text), "%s in %s: %+.6g per iteration",
                        culprit.more / more >= MOST ? "most" : "largest part",
                        culprit.name, culprit.more);
    return 0;
}

/* ---- functions ----------------------------------------------------------- */

/* In which changes are told: that of the largest. */
struct unit {
    const char *name;
    double ns;
};

static struct unit unit_for(const struct tare_moves *moves)
{
    static const struct unit units[] = {
        { "s", 1e9 }, { "ms", 1e6 }, { "µs", 1e3 }, { "ns", 1 }
    };
    double most_ns = fmax(fabs(moves->change_ns.value), moves->others_ns);
    size_t i = 0;

    for (size_t k = 0; k < moves->shown; k++)
        most_ns = fmax(most_ns, fabs(moves->items[k].change_ns.value));
    while (units[i].ns > 1 && most_ns < units[i].ns)
        i++;
    return units[i];
}

/* Decimals that give such an uncertainty two digits. */
static int decimals_of(double half)
{
    return half > 0 && isfinite(half)
               ? (int)fmin(fmax(1 - floor(log10(half * 1.005)), 0), 6)
               : 2;
}

/* "16 ns", which is as uncertain as it is large. */
static void add_bound(struct tare_buf *text, double ns, struct unit unit)
{
    double bound = ns / unit.ns;

    tare_buf_printf(text, "%.*f %s", decimals_of(bound), bound, unit.name);
}

/* "+120 ± 16 ns" */
static void add_change(struct tare_buf *text, const struct tare_band *change,
                       struct unit unit)
{
    double half = (change->high - change->low) / 2 / unit.ns;
    int decimals = decimals_of(half);

    tare_buf_printf(text, "%+.*f ± %.*f %s", decimals, change->value / unit.ns,
                    decimals, half, unit.name);
}

static void add_shown(struct tare_buf *text, const struct tare_moves *moves,
                      struct unit unit)
{
    for (size_t i = 0; i < moves->shown && i < TOLD_FUNCTIONS; i++) {
        tare_buf_printf(more_of(text), "%s ", moves->items[i].name);
        add_change(text, &moves->items[i].change_ns, unit);
    }
    if (moves->shown > TOLD_FUNCTIONS)
        tare_buf_printf(more_of(text), "%zu more",
                        moves->shown - TOLD_FUNCTIONS);
    tare_buf_puts(text, " of ");
    add_change(text, &moves->change_ns, unit);
    if (moves->count > moves->shown) {
        tare_buf_puts(text, "; nothing else moved by more than ");
        add_bound(text, moves->others_ns, unit);
    }
}

/* That none is shown to have moved.  It is spread where none can have moved by much
 * of the change; else there were too few looks. */
static void add_none(struct tare_buf *text, const struct tare_moves *moves,
                     struct unit unit, int is_changed)
{
    int is_spread = moves->others_ns < SPREAD * fabs(moves->change_ns.value);

    if (!is_changed)
        tare_buf_puts(more_of(text), "no function moved by more than ");
    else if (is_spread)
        tare_buf_printf(more_of(text),
                        "spread over %zu functions, none of which moved by "
                        "more than ",
                        moves->count);
    else
        tare_buf_puts(more_of(text), "the profile cannot tell which function: "
                                     "any may have moved by up to ");
    add_bound(text, moves->others_ns, unit);
}

/* Whether it is said of a function that it has moved.  One launch tells of none. */
static int tell_functions(struct tare_buf *text, const struct tare_case *old,
                          const struct tare_case *new, int is_changed)
{
    struct tare_moves moves;
    struct unit unit;
    int is_shown;

    tare_moves_find(&moves, old, new);
    unit = unit_for(&moves);
    is_shown = moves.shown > 0;
    if (is_shown)
        add_shown(text, &moves, unit);
    else if (moves.count > 0 && isfinite(moves.others_ns))
        add_none(text, &moves, unit, is_changed);
    tare_moves_release(&moves);
    return is_shown;
}

/* ---- the rest ------------------------------------------------------------ */

/* "parse_number ← read_row (+1 block, +64 B)", those of most bytes. */
static void add_ways(struct tare_buf *text,
                     const struct tare_heap_changes *changes)
{
    for (size_t i = 0; i < changes->count && i < TOLD_MAX; i++) {
        const struct tare_heap_change *change = &changes->items[i];

        tare_buf_printf(text, "%s%s (", i > 0 ? ", " : "", change->name);
        if (change->blocks > 0 || change->blocks < 0)
            tare_buf_printf(text, "%+.6g block%s, ", change->blocks,
                            fabs(change->blocks) > 1 ? "s" : "");
        tare_buf_printf(text, "%+.6g B)", change->bytes);
    }
    if (changes->count > TOLD_MAX)
        tare_buf_printf(text, " and %zu more calls", changes->count - TOLD_MAX);
}

static char *tell_ways(const struct tare_case *old, const struct tare_case *new)
{
    struct tare_heap_changes changes;
    struct tare_buf text = { 0 };

    tare_heap_compare(&changes, old, new);
    if (changes.count > 0)
        tare_buf_puts(&text, "per iteration in ");
    add_ways(&text, &changes);
    tare_heap_changes_release(&changes);
    return text.size > 0 ? tare_buf_detach(&text) : NULL;
}

/* Takes the ways, if any are known. */
static void tell_more(struct tare_buf *text, double before, double more,
                      char *ways)
{
    tare_buf_printf(more_of(text), "%+.6g allocation%s", more,
                    fabs(more) > 1 ? "s" : "");
    if (ways != NULL)
        tare_buf_printf(text, " (%.6g before) %s", before, ways);
    else
        tare_buf_printf(text, " per iteration (%.6g before)", before);
    free(ways);
}

/* As many as before, but perhaps others; whether not. */
static int tell_same(struct tare_buf *text, const struct tare_case *old,
                     const struct tare_case *new)
{
    char *ways = tell_ways(old, new);
    int is_same = ways == NULL;

    tare_buf_puts(more_of(text),
                  is_same ? "same allocations" : "as many allocations, but ");
    tare_buf_puts(text, is_same ? "" : ways);
    free(ways);
    return is_same;
}

/* Whether the same are made as before, as far as is known. */
static int tell_allocations(struct tare_buf *text, const struct tare_case *old,
                            const struct tare_case *new)
{
    double before = value_of(old, "allocations");
    double more = value_of(new, "allocations") - before;

    if (!isfinite(more))
        return 1;
    if (more > 0 || more < 0) {
        tell_more(text, before, more, tell_ways(old, new));
        return 0;
    }
    return before > 0 ? tell_same(text, old, new) : 1;
}

/* Those have been told of, or only say again what time says. */
static int is_told(const char *name)
{
    return tare_is_among(
        name, "time cpu-time instructions allocations simulated-cycles");
}

/* How far a measure has moved for certain, relative to what it was; 0 when the
 * intervals of both sides touch. */
static double move_of(const struct tare_case *old,
                      const struct tare_measure *now)
{
    const struct tare_measure *before = tare_case_measure(old, now->name);

    if (before == NULL || !before->has_estimate || !now->has_estimate ||
        !(before->estimate.value > 0) ||
        !(now->estimate.low > before->estimate.high ||
          now->estimate.high < before->estimate.low))
        return 0;
    return now->estimate.value / before->estimate.value - 1;
}

/* What else has moved, the first few in the order of the measures; whether
 * anything has. */
static int tell_others(struct tare_buf *text, const struct tare_case *old,
                       const struct tare_case *new)
{
    int told = 0;

    for (size_t i = 0; i < new->measure_count &&told < TOLD_MAX; i++) {
        double move = is_told(new->measures[i].name)
                          ? 0
                          : move_of(old, &new->measures[i]);

        if (!(fabs(move) >= TOLD))
            continue;
        tare_buf_printf(more_of(text), "%s ", new->measures[i].name);
        add_percent(text, move);
        told++;
    }
    return told > 0;
}

char *tare_explain_evidence(const struct tare_case *old,
                            const struct tare_case *new, int is_changed)
{
    struct tare_buf text = { 0 };
    int is_moved = tell_functions(&text, old, new, is_changed);
    int is_same = tell_instructions(&text, old, new);

    is_same &= tell_allocations(&text, old, new);
    is_moved |= tell_others(&text, old, new);
    if (is_same && !is_moved && is_changed)
        tare_buf_puts(&text, ": placement suspected");
    return text.size > 0 ? tare_buf_detach(&text) : NULL;
}

static int needs_evidence(const struct tare_verdict *verdict)
{
    return tare_is_time(verdict->measure) &&
           (tare_verdict_is_change(verdict) ||
            verdict->kind == TARE_VERDICT_INCONCLUSIVE);
}

void tare_explain(struct tare_verdict *verdict, const struct tare_case *old,
                  const struct tare_case *new)
{
    if (needs_evidence(verdict))
        verdict->evidence =
            tare_explain_evidence(old, new, tare_verdict_is_change(verdict));
}

void tare_explain_blocks(struct tare_verdict *verdict,
                         const struct tare_case *old,
                         const struct tare_case *new)
{
    if (tare_verdict_is_change(verdict) &&
        (strcmp(verdict->measure, "allocations") == 0 ||
         strcmp(verdict->measure, "allocated-bytes") == 0))
        verdict->evidence = tell_ways(old, new);
}

void tare_explain_less(struct tare_comparison *comparison)
{
    for (size_t i = 0; i < comparison->count; i++) {
        struct tare_verdict *verdict = &comparison->items[i];

        if (needs_evidence(verdict))
            continue;
        free(verdict->evidence);
        verdict->evidence = NULL;
    }
}
