/* SPDX-License-Identifier: MIT */
#include "harness/run/copies.h"

#include <stdlib.h>

#include "store/alloc.h"

int tare_copies_read(struct tare_copies *copies, struct tare_binary *binaries)
{
    return tare_duel_side_read(copies->side, binaries, &copies->err);
}

/* A copy tends to get the pages of the one that was dropped last, hence the
 * order.  What builds make alike they have in the same memory. */
int tare_copies_renew(struct tare_copies *copies, struct tare_rng *rng,
                      const char *is_launched)
{
    struct tare_suite *suite = &copies->side->suite;
    size_t *order = tare_alloc(suite->binary_count, sizeof *order);
    int status = 0;

    tare_fixtures_share(&suite->fixtures, &suite->fixtures);
    for (size_t i = 0; i < suite->binary_count; i++) {
        tare_duel_side_draw(copies->side, i, copies->seed);
        order[i] = i;
    }
    tare_rng_shuffle(rng, order, suite->binary_count);
    for (size_t i = 0; i < suite->binary_count && status == 0; i++) {
        if (!is_launched[order[i]])
            continue;
        status = tare_duel_side_copy(copies->side, order[i], copies->folder,
                                     &copies->err);
    }
    free(order);
    return status;
}
