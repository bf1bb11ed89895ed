/* SPDX-License-Identifier: MIT */
/*
 * The cases that can be measured, of one binary or several, and choosing among
 * them.  Taken from the registry for this program's own, and asked of the
 * binary itself for another one.
 */
#ifndef TARE_HARNESS_SUITE_H
#define TARE_HARNESS_SUITE_H

#include <stddef.h>
#include <stdint.h>

#include "harness/bench/choice.h"
#include "harness/bench/fixtures.h"
#include "harness/include/tare.h"
#include "store/fail.h"
#include "store/record.h"

/* What the declaration says about measuring; zero is "default". */
struct tare_case_options {
    enum tare_sampling sampling;
    double budget_s, precision, noise, timeout_s;
    unsigned samples;
    uint64_t batch;
    enum tare_warmth warmth;
    int baseline, no_contest, is_control;
    char *contest_by; /* owned; NULL */
};

/* Where a binary has a case registered. */
struct tare_case_spot {
    size_t entry, index;
};

struct tare_suite_case {
    struct tare_identity identity;
    char *own_id; /* what its binary calls it; owned; NULL: as we do */
    struct tare_case_options options;
    size_t binary;       /* index into the suite's binaries */
    size_t entry, index; /* which benchmark of it, and which of its cases */
    /* the same two for each layout of the binary, since each registers in an
     * order of its own; owned; NULL where there is but one */
    struct tare_case_spot *spots;
    /* how its file was compiled */
    char *compiler, *language, *flags; /* flags may be NULL */
    int optimized;
    unsigned sanitizers; /* enum tare_sanitizer_ */
    int is_aligned;      /* the function starts at a multiple of 64 */
    int is_emulated;     /* as its binary */
    double slowdown;     /* launches take longer by this fraction: for trials;
                            0 for none */
    int is_bare;         /* launches take nothing beside time: for trials */
};

struct tare_suite_binary {
    char *path; /* to show; owned */
    char *exec; /* to execute: the file as it was when the suite was made */
    int fd;     /* keeps that file; -1 when only the kernel has it */
    char *library_path; /* LD_LIBRARY_PATH for it; owned; NULL for ours */
    int is_copy;        /* made for one launch, its libraries beside it */
    int is_emulated;    /* another program stands in for the processor */
    unsigned layouts;   /* so many, of which it is the first, the others coming
                           after it; 0: it is what it is */
    unsigned drawn;     /* the layout that launches take now, from 0 */
};

struct tare_suite {
    struct tare_suite_case *cases;
    size_t count;
    struct tare_suite_binary *binaries;
    size_t binary_count;
    struct tare_fixtures fixtures; /* built by launches of these binaries */
};

/* The cases of this program itself.  Two cases of one id, or an axis without
 * sense, are an error. */
int tare_suite_own(struct tare_suite *suite, struct tare_err *err);

/* Fills in c from the declaration; exported for the launch that is asked. */
void tare_suite_describe(struct tare_suite_case *c,
                         const struct tare_entry_ *entry, size_t entry_index,
                         size_t index);

/* 0, or an error that names the option out of range and who declared it. */
int tare_suite_check_options(const struct tare_entry_ *entry,
                             struct tare_err *err);

/* Says that there are no benchmarks in what is called that, and why that may
 * be. */
int tare_suite_refuse_empty(const char *name, struct tare_err *err);

/* Opens the binary for launching: its index in *binary. */
int tare_suite_open(struct tare_suite *suite, const char *path, size_t *binary,
                    struct tare_err *err);

/* Opens the file that this program was started from: its index. */
size_t tare_suite_open_own(struct tare_suite *suite);

/* The binary that a launch of the case takes now. */
const struct tare_suite_binary *
tare_suite_drawn(const struct tare_suite *suite,
                 const struct tare_suite_case *c);

/* The binary whose cases that one has too: of several layouts the first. */
size_t tare_suite_first_layout(const struct tare_suite *suite, size_t binary);

/* Adds a case, whose content the suite takes over. */
void tare_suite_add(struct tare_suite *suite, struct tare_suite_case *c);

/* For qsort() and bsearch() of pointers to cases: by id. */
int tare_suite_by_id(const void *a, const void *b);

/* The cases in the order of their ids.  Returned: the caller frees the array. */
const struct tare_suite_case **
tare_suite_sorted(const struct tare_suite *suite);

/* 0, or an error that names two cases of one id, or an argument that has values
 * on the command line and in no case. */
int tare_suite_check(const struct tare_suite *suite, struct tare_err *err);

void tare_suite_case_release(struct tare_suite_case *c);
void tare_suite_release(struct tare_suite *suite);

/* Removes the cases that are not chosen. */
int tare_suite_choose(struct tare_suite *suite,
                      const struct tare_choice *choice, struct tare_err *err);

#endif
