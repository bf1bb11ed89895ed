/* SPDX-License-Identifier: MIT */
#include "command/probing.h"

#include <math.h>

#include "harness/machine/probe.h"

void tare_probing_run(const struct tare_run *run)
{
    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_case *c = &run->cases[i];
        double time_ns = tare_case_is_measured(c)
                             ? tare_case_measure(c, "time")->estimate.value
                             : 0;

        TARE_PROBE2(case__done, c->identity.id, round(time_ns));
    }
}

void tare_probing_comparison(const struct tare_comparison *comparison)
{
    for (size_t i = 0; i < comparison->count; i++) {
        const struct tare_verdict *verdict = &comparison->items[i];

        TARE_PROBE3(verdict, verdict->id, tare_verdict_kind_name(verdict->kind),
                    verdict->measure);
    }
}
