/* SPDX-License-Identifier: MIT */
#include "harness/judge/exact.h"

#include <math.h>

#include "harness/bench/meter.h"

/* Counts are divided by iterations: what rounding can do. */
#define ROUNDING 1e-9

struct tare_limit tare_exact_limit(const char *measure, double threshold)
{
    const struct tare_reading *reading = tare_reading_find(measure);
    double relative = reading != NULL ? reading->limit : 0;

    return (struct tare_limit){ relative < 0 ? threshold : relative, 0 };
}

int tare_exact_is_judged(const struct tare_measure *old,
                         const struct tare_measure *new)
{
    return old->kind == TARE_KIND_EXACT || new->kind == TARE_KIND_EXACT;
}

/* Whether all launches say the same, as what is counted does. */
static int is_exact(const struct tare_measure *measure)
{
    for (size_t i = 1; i < measure->count; i++)
        if (measure->launches[i].value < measure->launches[0].value ||
            measure->launches[i].value > measure->launches[0].value)
            return 0;
    return measure->kind == TARE_KIND_EXACT && measure->count > 0;
}

static double value_of(const struct tare_measure *measure)
{
    return measure->count > 0 ? measure->launches[0].value : NAN;
}

static void set_change(struct tare_verdict *verdict)
{
    double change = NAN;

    if (verdict->old_value > 0)
        change = verdict->new_value / verdict->old_value - 1;
    verdict->change = (struct tare_band){ change, change, change, 1 };
}

void tare_exact_rule(struct tare_verdict *verdict,
                     const struct tare_measure *old,
                     const struct tare_measure *new,
                     const struct tare_limit *limit)
{
    double before = value_of(old), now = value_of(new), more = now - before;
    double allowed = fmax(limit->absolute, limit->relative * fabs(before));
    double rounding = ROUNDING * fmax(fabs(before), fabs(now));

    verdict->is_counted = 1;
    verdict->old_value = before;
    verdict->new_value = now;
    verdict->threshold = limit->relative;
    set_change(verdict);
    if (!is_exact(old) || !is_exact(new))
        tare_verdict_set(
            verdict, TARE_VERDICT_INCONCLUSIVE, "varies",
            "the count varies from launch to launch on the %s side",
            !is_exact(old) ? "old" : "new");
    else if (fabs(more) <= rounding)
        verdict->kind = TARE_VERDICT_UNCHANGED;
    else if (fabs(more) <= allowed + rounding)
        tare_verdict_set(verdict, TARE_VERDICT_UNCHANGED, "within-limit",
                         "counted, not measured: %.15g before, %.15g now, "
                         "within the limit",
                         before, now);
    else
        tare_verdict_set(
            verdict, tare_verdict_direction(verdict, more > 0), "exact",
            "counted, not measured: %.15g before, %.15g now", before, now);
    verdict->is_confirmed = tare_verdict_is_change(verdict);
}
