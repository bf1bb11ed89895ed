/* SPDX-License-Identifier: MIT */
/*
 * Building one suite several times, with other compilers and flags: each time in
 * a fresh copy of the current folder at the same path, because compilers look for
 * profiles by the path of an object.
 *
 *     struct tare_variants variants = { .command = "make CC=...", ... };
 *     status = tare_variants_open(&variants, err);
 *     for each: status = tare_variant_build(&variants, &variant, &why);
 *     tare_variants_close(&variants);
 *
 * Functions return 0, a negative code, or 128 and the signal when we were asked to
 * end.
 */
#ifndef TARE_COMMAND_VARIANT_H
#define TARE_COMMAND_VARIANT_H

#include "command/command.h"
#include "store/scratch.h"

struct tare_variants {
    const char *command; /* that builds, for sh -c */
    const char *binary;  /* what it builds, a relative path */
    const struct tare_case_choice *choice;
    const char *train; /* the cases to train with; NULL: all, and halves */
    const char *link;  /* that links it again; NULL: no layouts */
    unsigned layouts;  /* of each build, by this seed: all are to match */
    uint64_t seed;
    struct tare_scratch scratch;
    char *tree; /* the copy */
};

struct tare_variant {
    char *name;           /* "gcc-O2-pgo"; owned */
    const char *compiler; /* as a person would type it */
    const char *flags;
    int has_lto, has_profile;
    char *line; /* what it was built with; owned, as the others below */
    /* the executable, or a folder of its layouts; NULL: it was not built */
    char *path;
    /* trained by one half of the benchmarks each: even and odd; NULL: none */
    char *halves[2];
};

int tare_variants_open(struct tare_variants *variants, struct tare_err *err);

/* What the tools say is kept in STORE/variants when it fails. */
int tare_variant_build(const struct tare_variants *variants,
                       struct tare_variant *variant, struct tare_err *err);

void tare_variant_release(struct tare_variant *variant);
void tare_variants_close(struct tare_variants *variants);

/* In which half each case of the suite is: all of a benchmark in one.  Returned
 * array. */
char *tare_variant_halves(const struct tare_suite *suite);

#endif
