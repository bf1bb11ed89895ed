/* SPDX-License-Identifier: MIT */
/*
 * The stacks of a profile by functions: who calls whom, and how much time of an
 * iteration is spent on that way.  A function that calls itself is one call.
 */
#ifndef TARE_STORE_CALL_TREE_H
#define TARE_STORE_CALL_TREE_H

#include "store/record.h"

struct tare_call {
    size_t function;    /* plus 1; 0: nothing is known of it */
    size_t parent;      /* plus 1; 0: a root */
    size_t child, next; /* plus 1; by their names */
    unsigned depth;     /* of a root 0 */
    int calls_itself;
    double self, total; /* shares of the looks */
    struct tare_band self_ns, total_ns;
};

struct tare_call_tree {
    struct tare_call *items; /* a caller before those it calls; owned */
    size_t count;
    size_t root; /* the first root, plus 1 */
    unsigned depth;
};

/* Empty without a profile, or without a time. */
void tare_call_tree_make(struct tare_call_tree *tree,
                         const struct tare_case *c);
void tare_call_tree_release(struct tare_call_tree *tree);

#endif
