/* SPDX-License-Identifier: MIT */
/*
 * Where the time of a case goes: the stacks that its loop was found in by looking
 * at it every so often, in launches of the meter "profile".
 *
 * The stacks are one tree.  A node is a place in the code, below the place that
 * called it; the roots are in the function that holds the loop, or are names in
 * brackets for the thread below them.  Each launch has its own counts of looks,
 * because launches are the unit of the statistics.
 *
 * Where a case waits is kept in the same way, with the time in place of looks; what
 * it waits for is a name in brackets at the end of each stack.
 */
#ifndef TARE_STORE_PROFILE_H
#define TARE_STORE_PROFILE_H

#include <stddef.h>
#include <stdint.h>

enum {
    TARE_PROFILE_NODES_MAX = 65536,
    TARE_PROFILE_OBJECTS_MAX = 256,
    TARE_PROFILE_DEPTH_MAX = 512, /* of the tree, with what was inlined */
    TARE_PROFILE_LAUNCHES_MAX = 1000
};

/* Of a node in a launch, or of nanoseconds that it waited: as many as one can add up
 * of all nodes; two hours. */
#define TARE_PROFILE_LOOKS_MAX ((uint64_t)1 << 43)

/* Objects that are no files. */
#define TARE_PROFILE_KERNEL "[kernel]"
#define TARE_PROFILE_LOST                                                      \
    "[callers not found]" /* above what is known of them */
#define TARE_PROFILE_OTHERS                                                    \
    "[other threads]" /* that the benchmark has started: above their stacks */
#define TARE_PROFILE_ANONYMOUS                                                 \
    "[anonymous]" /* made by the program as it runs */

/* An executable or a library. */
struct tare_profile_object {
    char *path;
    char *build_id; /* hexadecimal; NULL: it has none */
    double built_s; /* when its file was written, since 1970; 0: not known */
};

struct tare_profile_function {
    size_t object;
    uint64_t begin; /* in the object; of one that was inlined, 0 */
    char *name;     /* NULL: not known */
    char *file;     /* that it is written in; NULL: not known */
};

/* Numbers that may be missing are one more than what they stand for. */
struct tare_profile_node {
    size_t parent; /* 0: a root */
    size_t object;
    uint64_t offset;    /* in the object; of a caller, inside the call */
    unsigned inlined;   /* 0: the function itself; else a copy of another one
                            inside it, so deep, and the parent has the same
                            offset */
    size_t function;    /* 0: not looked up yet */
    int line;           /* 0: not known */
    size_t child, next; /* the first one, and the next of the same parent */
};

/* Of waits, looks are nanoseconds here and below: the time waited. */
struct tare_profile_count {
    size_t node;
    uint64_t looks;
    uint64_t times; /* that it waited there; 0: it is no wait */
};

/* What was allocated at a node, in all iterations of a launch. */
struct tare_site {
    size_t node;
    uint64_t blocks, bytes;
    uint64_t resized; /* of the blocks: instead of an older one, by realloc() */
    uint64_t freed;   /* of them; and those in the iteration that made them */
    uint64_t brief;
    uint64_t lived; /* by all together, in allocations, to the end at most */
    uint64_t most_blocks, most_bytes; /* there at once */
    uint64_t peak_blocks, peak_bytes; /* there when most bytes of all were */
    uint64_t left_blocks, left_bytes; /* after the last iteration */
};

struct tare_profile_launch {
    uint64_t iterations; /* that were looked at */
    double time_ns;      /* of one of them */
    double period_ns;    /* between two looks, on average */
    double look_ns;      /* what a look costs */
    double expected;     /* looks, by the time of the threads */
    /* looks that are in no stack: at the harness itself; that the kernel had no
     * room for; that it did not take; whose stack did not reach the loop, and of
     * those, because the copy of it was too short */
    uint64_t harness, lost, throttled, broken, truncated;
    uint64_t guessed; /* stacks with a frame that was guessed */
    int is_blind;     /* what the kernel did for it was not to be seen */
    /* Looked at by a timer, which sees the caller where the kernel runs, because
     * perf was refused: why (NULL: not known), and how often it came while the
     * thread mostly waited. */
    int is_timed;
    char *refusal;
    uint64_t waiting;
    double others_ns; /* of an iteration: threads that were not looked at */
    /* of waits: how often others took the CPU, for how long, and how often a thread
     * was woken for next to nothing (store/waits.h) */
    uint64_t preempted, preempted_ns, idle;
    struct tare_profile_count *counts;
    size_t count;
    struct tare_site *sites; /* in a profile of the heap, instead of looks */
    size_t site_count;
    uint64_t peak_at; /* allocations when most bytes were there */
};

/* No launches: it was not taken. */
struct tare_profile {
    struct tare_profile_object *objects;
    size_t object_count;
    struct tare_profile_function *functions;
    size_t function_count;
    struct tare_profile_node *nodes; /* a caller before those it calls */
    size_t node_count;
    size_t root; /* the first one, plus 1 */
    struct tare_profile_launch *launches;
    size_t launch_count;
};

/* The object of that path and build, made when missing; its number, or
 * TARE_PROFILE_OBJECTS_MAX when there are too many. */
size_t tare_profile_object(struct tare_profile *profile, const char *path,
                           const char *build_id);

/* The number of that node below the parent (plus 1; 0: a root), made when
 * missing; or TARE_PROFILE_NODES_MAX when there are too many. */
size_t tare_profile_node(struct tare_profile *profile, size_t parent,
                         size_t object, uint64_t offset, unsigned inlined);

/* Adds a node as it is at the end, where there is room: 0; else -1. */
int tare_profile_append(struct tare_profile *profile,
                        const struct tare_profile_node *node);

/* The count of that node in the one launch of a profile, made when missing. */
struct tare_profile_count *tare_profile_count_of(struct tare_profile *profile,
                                                 size_t node);

/* Adds the one launch of another profile, of the same case. */
void tare_profile_join(struct tare_profile *profile,
                       const struct tare_profile *launch);

/* The number of the object that the loop is in; 0 where that is not known. */
size_t tare_profile_program(const struct tare_profile *profile);

/* The function of that number, from 1 on; NULL: nothing is known of it. */
const struct tare_profile_function *
tare_profile_function(const struct tare_profile *profile, size_t function);

/* Looks of a launch that should be in stacks and are in none.  What the kernel did
 * not take counts only where it may not be looked at, and is more than chance. */
double tare_profile_unseen(const struct tare_profile_launch *launch);

/* Looks in all stacks of a launch. */
uint64_t tare_profile_looks(const struct tare_profile_launch *launch);

/* Of all launches. */
uint64_t tare_profile_all_looks(const struct tare_profile *profile);

void tare_profile_release(struct tare_profile *profile);

#endif
