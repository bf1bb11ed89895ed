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

int tare_judgement_is_news(const struct tare_judgement *judgement)
{
    int is_nothing =
        fabs(judgement->old_value) <= 0 && fabs(judgement->new_value) <= 0;

    return judgement->ruling != TARE_RULING_UNCHANGED || !is_nothing;
}
