/* SPDX-License-Identifier: MIT */
/*
 * Reads what callgrind has written: text in, costs out.  A file holds parts,
 * one for each time that callgrind was made to write; those of one trigger
 * count here, in their order.
 *
 *     struct tare_callgrind dump = { .at = text, .end = text + size,
 *                                    .trigger = "function" };
 *     while ((got = tare_callgrind_next(&dump, &cost)) > 0) ...
 *     tare_callgrind_release(&dump);
 *
 * The file is written in the process of a benchmark, so nothing in it is
 * trusted: lines, names and numbers are bounded, each part must be complete,
 * and its lines must add up to the totals that it claims.
 */
#ifndef TARE_HARNESS_CALLGRIND_H
#define TARE_HARNESS_CALLGRIND_H

#include <stddef.h>

/* The events of callgrind that are read. */
enum tare_callgrind_event {
    TARE_CALLGRIND_IR,   /* instructions executed */
    TARE_CALLGRIND_DR,   /* data reads */
    TARE_CALLGRIND_DW,   /* data writes */
    TARE_CALLGRIND_I1MR, /* first-level misses: instructions, */
    TARE_CALLGRIND_D1MR, /* data read, */
    TARE_CALLGRIND_D1MW, /* data written */
    TARE_CALLGRIND_ILMR, /* the same for the last level */
    TARE_CALLGRIND_DLMR,
    TARE_CALLGRIND_DLMW,
    TARE_CALLGRIND_BC, /* conditional branches, and those guessed wrong */
    TARE_CALLGRIND_BCM,
    TARE_CALLGRIND_BI, /* indirect ones */
    TARE_CALLGRIND_BIM,
    TARE_CALLGRIND_EVENTS
};

enum {
    TARE_CALLGRIND_COLUMNS_MAX = 32
};

/* What a part, or several, cost.  Whole numbers below 2^53. */
struct tare_callgrind_cost {
    double totals[TARE_CALLGRIND_EVENTS];
    double *self; /* owned: instructions of each function by itself */
    size_t count; /* of them; functions beyond have cost none */
};

struct tare_callgrind {
    const char *at, *end; /* of the text that is still to be read; borrowed */
    const char *trigger;  /* the function of --dump-before; borrowed */
    /* Functions of which the caller is wanted; the last is NULL.  Borrowed. */
    const char *const *callees;
    size_t caller; /* the index of the one that called last, plus one; or 0 */
    char **names;  /* of the functions so far, each once; owned */
    size_t name_count;
    /* the rest is for reading */
    size_t *ids; /* owned: of the file's own numbers, an index plus one */
    size_t id_count;
    int events[TARE_CALLGRIND_COLUMNS_MAX]; /* of each column; -1: not ours */
    size_t column_count, position_count;
};

/* Adds the next part to the cost: 1, 0 when there is none any more, or -1 when
 * what is there makes no sense. */
int tare_callgrind_next(struct tare_callgrind *dump,
                        struct tare_callgrind_cost *cost);

/* What that function has cost by itself. */
double tare_callgrind_self(const struct tare_callgrind_cost *cost,
                           size_t function);

void tare_callgrind_cost_release(struct tare_callgrind_cost *cost);
void tare_callgrind_release(struct tare_callgrind *dump);

#endif
