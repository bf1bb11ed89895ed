/* SPDX-License-Identifier: MIT */
#include "harness/results.h"

#include <inttypes.h>

#include "harness/advice.h"

void tare_results_judge(struct tare_comparison *comparison,
                        const struct tare_case *old,
                        const struct tare_case *new)
{
    struct tare_judgement *judgement;

    if (!old->has_result || !new->has_result || old->result == new->result)
        return;
    judgement = tare_comparison_add(comparison, new->identity.id, "result");
    tare_judgement_rule(judgement, TARE_RULING_DIFFERENT, "different-result",
                        "the two sides compute different results (old "
                        "%016" PRIx64 ", new %016" PRIx64 "), so they do not "
                        "do the same work",
                        old->result, new->result);
    tare_advise(judgement);
}
