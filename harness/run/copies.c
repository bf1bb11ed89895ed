/* SPDX-License-Identifier: MIT */
#include "harness/run/copies.h"

#include <stdlib.h>

#include "store/alloc.h"

int tare_copies_read(struct tare_copies *copies, struct tare_binary *binaries)
{
    return tare_duel_side_read(copies->side, binaries, &copies->err);
}

/* A copy tends to get the pages of the one that was dropped last, hence the
 * order. */
void tare_copies_draw(struct tare_copies *copies, struct tare_rng *rng,
                      const char *is_launched)
{
    size_t count = copies->side->suite.binary_count;

    if (copies->order == NULL) {
        copies->order = tare_alloc(count, sizeof *copies->order);
        copies->is_launched = tare_alloc(count, 1);
    }
    for (size_t i = 0; i < count; i++) {
        tare_duel_side_draw(copies->side, i, copies->seed);
        copies->order[i] = i;
        copies->is_launched[i] = is_launched[i];
    }
    tare_rng_shuffle(rng, copies->order, count);
}

/* What builds make alike they have in the same memory. */
int tare_copies_make(struct tare_copies *copies)
{
    struct tare_suite *suite = &copies->side->suite;
    int status = 0;

    tare_fixtures_share(&suite->fixtures, &suite->fixtures);
    for (size_t i = 0; i < suite->binary_count && status == 0; i++)
        if (copies->is_launched[copies->order[i]])
            status = tare_duel_side_copy(copies->side, copies->order[i],
                                         copies->folder, &copies->err);
    return status;
}

void tare_copies_release(struct tare_copies *copies)
{
    free(copies->order);
    free(copies->is_launched);
    *copies = (struct tare_copies){ 0 };
}
