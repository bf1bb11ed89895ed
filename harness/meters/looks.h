/* SPDX-License-Identifier: MIT */
/* From looks at the threads of a launch to the stacks of its profile. */
#ifndef TARE_HARNESS_LOOKS_H
#define TARE_HARNESS_LOOKS_H

#include "harness/meters/look.h"
#include "harness/stacks/symbols.h"
#include "store/profile.h"

enum {
    TARE_MODULES_MAX = TARE_PROFILE_OBJECTS_MAX,
    TARE_LABEL_SIZE = 24
};

/* All zero is empty. */
struct tare_looks {
    struct tare_profile *profile; /* borrowed; of one launch, with one count for
                                     each node */
    struct tare_module items[TARE_MODULES_MAX];
    size_t objects[TARE_MODULES_MAX]; /* each one's number in the profile */
    struct tare_modules modules;
    struct tare_symbols symbols; /* of the program, once they are needed */
    int has_symbols;
};

/* Where the stacks of a thread end: the frame of the function whose loop it is in,
 * or, where that function has no frame information, the code of it. */
struct tare_root {
    uint64_t cfa;        /* 0: not known */
    uint64_t begin, end; /* both 0: the frame will do, or it is not known */
    pid_t thread;        /* whose it is */
    char label[TARE_LABEL_SIZE]; /* above it in the profile; "": nothing */
};

/* What is loaded may have changed. */
void tare_looks_refresh(struct tare_looks *looks);

/* Of the loop that is being entered, by its thread; all zero where that cannot be
 * told. */
struct tare_root tare_looks_root(struct tare_looks *looks);

/* Where in the tree a look is. */
struct tare_look_found {
    size_t node;           /* TARE_PROFILE_NODES_MAX: nowhere, because */
    unsigned is_harness;   /* it is at the harness itself, */
    unsigned is_broken;    /* or its stack did not reach the loop: */
    unsigned is_truncated; /* the copy of it was too short */
    unsigned is_guessed;   /* in part */
};

/* Of the thread with that root, or of another one, which has none: all of its
 * stack is shown. */
struct tare_look_found tare_looks_find(struct tare_looks *looks,
                                       const struct tare_root *root,
                                       const struct tare_look *look);

/* That name at the end of the stack of the node; a node, or
 * TARE_PROFILE_NODES_MAX. */
size_t tare_looks_below(struct tare_looks *looks, size_t node,
                        const char *name);

/* Begins anew, with what is known of how it looks. */
void tare_looks_forget(struct tare_looks *looks);

/* Finds it, and counts it there. */
void tare_looks_add(struct tare_looks *looks, const struct tare_root *root,
                    const struct tare_look *look);

/* The node of the call that returns there, in the calling thread: its root, or NULL
 * for one without; TARE_PROFILE_NODES_MAX when there is no room.  One thread at a
 * time. */
size_t tare_looks_place(struct tare_looks *looks, const struct tare_root *root,
                        const void *back);

#endif
