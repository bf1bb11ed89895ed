/* SPDX-License-Identifier: MIT */
/*
 * One side of a duel: its cases, and what they are launched from.  Both sides
 * go through the same steps, so that nothing else can tell them apart: note
 * which libraries the launches load, read executables and libraries into
 * memory once, and launch from a fresh copy of them every round.
 */
#ifndef TARE_HARNESS_DUEL_SIDE_H
#define TARE_HARNESS_DUEL_SIDE_H

#include "harness/launch/session.h"
#include "harness/image/copy.h"
#include "harness/image/copy_folder.h"
#include "store/fail.h"
#include "store/record.h"

/* The layouts of a binary in the order in which they are drawn. */
struct tare_deck {
    struct tare_rng rng;
    size_t *order; /* owned */
    size_t at, count;
};

struct tare_duel_side {
    /* the last of its binaries is the program that holds the controls */
    struct tare_suite suite;
    /* one for each binary; those of kept executables are there before, the
     * others are read when it is known which libraries they load */
    struct tare_image *images;
    struct tare_copy *copies; /* of this round */
    size_t image_count;
    struct tare_deck *decks; /* one for each binary that is the first of
                                several layouts */
    int are_rivals; /* its binaries are builds of a race, whose layouts are
                       matched among themselves */
};

/* Whether the image of that binary is there. */
int tare_duel_side_has(const struct tare_duel_side *side, size_t index);

/* Adds what a launch has loaded to what the record knows of its binary. */
void tare_duel_side_note(struct tare_binary *binary,
                         const struct tare_session *session);

/* Warns the case, once, when a launch from a copy has loaded a library of today
 * by its full path that is not what the side had. */
void tare_duel_side_check(const struct tare_binary *binary,
                          const struct tare_session *session,
                          struct tare_case *row);

/* Reads the images that are not there yet; binaries are the record's, of this
 * side, and get the hashes. */
int tare_duel_side_read(struct tare_duel_side *side,
                        struct tare_binary *binaries, struct tare_err *err);

/* Draws the layout of that binary for what comes next: all of them before any
 * again, each time in another order.  With one seed, binaries of as many
 * layouts draw the same numbers on both sides, because layouts of one number
 * are matched (stats/layouts.h). */
void tare_duel_side_draw(struct tare_duel_side *side, size_t index,
                         uint64_t seed);

/* A fresh copy of that binary, of the layout that was drawn, in other pages of
 * memory than the last one, which goes. */
int tare_duel_side_copy(struct tare_duel_side *side, size_t index,
                        struct tare_copy_folder *copy_folder,
                        struct tare_err *err);

/* The folder has to be open still. */
void tare_duel_side_release(struct tare_duel_side *side);

#endif
