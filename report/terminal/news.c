/* SPDX-License-Identifier: MIT */
#include "report/terminal/news.h"

#include <math.h>

int tare_measure_is_news(const struct tare_run *run,
                         const struct tare_measure *measure)
{
    int is_asked = tare_facts_find(&run->settings, "measures") != NULL;

    if (!measure->has_estimate ||
        (measure->kind == TARE_KIND_EVIDENCE && !is_asked))
        return 0;
    return fabs(measure->estimate.value) > 0 ||
           (is_asked && measure->kind == TARE_KIND_EXACT);
}

int tare_verdict_is_news(const struct tare_verdict *verdict)
{
    int is_nothing =
        fabs(verdict->old_value) <= 0 && fabs(verdict->new_value) <= 0;

    return verdict->kind != TARE_VERDICT_UNCHANGED || !is_nothing;
}
