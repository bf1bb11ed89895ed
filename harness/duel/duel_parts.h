/* SPDX-License-Identifier: MIT */
/* A duel while it runs, and the parts of it that its coordinator, duel.c, puts
 * together; for harness/duel alone. */
#ifndef TARE_HARNESS_DUEL_PARTS_H
#define TARE_HARNESS_DUEL_PARTS_H

#include "harness/duel/duel.h"
#include "harness/duel/pair_runner.h"
#include "harness/duel/pairing.h"
#include "harness/judge/pairs.h"
#include "harness/run/waiting.h"

struct tare_duel {
    struct tare_run *run;
    struct tare_duel_side *sides;
    struct tare_copy_folder *copy_folder;
    const struct tare_duel_settings *settings;
    struct tare_context context;
    struct tare_rng coins;
    struct tare_pairing pairing;
    struct tare_waiting waiting;
    size_t *order;
    struct tare_pairs pairs;
    struct tare_pair_runner **owners; /* of each series */
    size_t *wanted;                   /* pairs that each both is to have */
    double *spent_ns;                 /* on the pairs of each */
    unsigned copied_first;            /* the side, in this round */
    int are_all_copied; /* not only what is launched in this round */
    double budget_ns;
    double empty_ns; /* of the empty loop; 0: not measured */
    struct tare_progress progress;
    struct tare_err *err;
    int is_confirming;
    int status; /* negative: the duel cannot go on */
};

/* ---- programs.c: what both sides are launched from ----------------------- */

/* For the context: what the originals load belongs to their images; what copies
 * load should be of these. */
void tare_duel_note_launch(void *listener, const struct tare_runner *runner,
                           const struct tare_session *session);

/* Those of all originals, with what they load. */
void tare_duel_read_images(struct tare_duel *duel);

/* Marks the cases whose sides are one executable. */
void tare_duel_find_one_files(struct tare_duel *duel);

/* Whether that holds of all that they have loaded too. */
int tare_duel_is_identical(struct tare_duel *duel,
                           const struct tare_pair_runner *both);

/* ---- pair_rounds.c: rounds of pairs, from fresh copies -------------------- */

/* Whether the limit has come, or the end. */
int tare_duel_is_ended(const struct tare_duel *duel, double limit_ns);

/* Tells how far it is; next is who is launched now, or NULL. */
void tare_duel_show(struct tare_duel *duel,
                    const struct tare_pair_runner *next);

/* Fresh copies of everything, for launches that are no pairs; of a duel. */
void tare_duel_copy_all(void *duel);

/* Has every case measured until there are so many pairs. */
void tare_duel_want_all(struct tare_duel *duel, size_t pairs);

/* Until every case has what it wants, or the limit. */
void tare_duel_measure(struct tare_duel *duel, double limit_ns);

/* ---- competition.c: who goes on ------------------------------------------ */

/* The pairs of all that are to be measured, until they are decided or the
 * budget is spent. */
void tare_duel_compete(struct tare_duel *duel);

#endif
