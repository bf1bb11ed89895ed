/* SPDX-License-Identifier: MIT */
/*
 * Which function of a file an address is in: by its symbols, or those of the file
 * with its debug information, or else by the frame information, which tells where
 * a function begins and not its name.
 */
#ifndef TARE_HARNESS_FUNCTIONS_H
#define TARE_HARNESS_FUNCTIONS_H

#include "harness/stacks/eh_frame_index.h"
#include "harness/stacks/symbols.h"

/* What the linker's stubs are called, by which functions of libraries are called:
 * they have no symbols. */
#define TARE_STUBS_NAME "[plt]"

enum {
    TARE_STUBS_MAX = 3 /* sections of them */
};

struct tare_functions {
    char *bytes; /* of the file; owned */
    struct tare_symbols symbols;
    char *debug_bytes; /* of its debug information, if that is apart; owned */
    struct tare_symbols debug_symbols;
    char *debug_path;                    /* owned; NULL: there is none */
    struct tare_extent_of_memory frames; /* in the bytes */
    uint64_t header;
    struct tare_eh_frame_index index; /* where there is none */
    struct tare_extent_of_memory stubs[TARE_STUBS_MAX]; /* without bytes */
};

struct tare_function_at {
    uint64_t begin;   /* 0: not known */
    const char *name; /* NULL: not known */
    size_t length;    /* of what is the function's own of it */
};

/* The file must be that build (hexadecimal; NULL: any).  0, or -1 where it is not
 * there, or another one.  Release it in any case. */
int tare_functions_open(struct tare_functions *functions, const char *path,
                        const char *build_id);
struct tare_function_at
tare_functions_find(const struct tare_functions *functions, uint64_t address);
void tare_functions_release(struct tare_functions *functions);

#endif
