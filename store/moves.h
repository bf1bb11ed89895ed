/* SPDX-License-Identifier: MIT */
/*
 * What changed between two profiles of a case: by how much each function itself
 * takes longer, in ns of an iteration, with an interval; and of which of them it
 * is shown, all being tested together (Holm).
 */
#ifndef TARE_STORE_MOVES_H
#define TARE_STORE_MOVES_H

#include "store/record.h"

struct tare_move {
    char *name;          /* as tare_move_name() says it; owned */
    size_t functions[2]; /* one of that name, old and new, plus 1; 0: none */
    double ns[2];        /* of an iteration, itself */
    struct tare_band change_ns;
    double p;     /* adjusted */
    int is_shown; /* that it moved */
};

struct tare_moves {
    struct tare_move *items; /* those shown first, then by how far; owned */
    size_t count;
    size_t shown;
    struct tare_band change_ns; /* of the whole iteration */
    double
        others_ns; /* of the others, none has moved by more than that: of all at once */
};

/* Of the same case in two builds.  Empty where one has no profile, or no time. */
void tare_moves_find(struct tare_moves *moves, const struct tare_case *old,
                     const struct tare_case *new);
void tare_moves_release(struct tare_moves *moves);

/* What a function is called on both sides.  An address is another one in each
 * build, so all code without a name is one function, except in a library of the
 * system, which both sides share.  Added to the text. */
struct tare_buf;
void tare_move_name(struct tare_buf *text, const struct tare_profile *profile,
                    size_t function);

/* The one of that name, or NULL: too small to be told of. */
const struct tare_move *tare_moves_of(const struct tare_moves *moves,
                                      const char *name);

#endif
