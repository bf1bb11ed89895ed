/* SPDX-License-Identifier: MIT */
/* A folder for what can only be read from files or written to them; it is in
 * memory where that can be. */
#ifndef TARE_TESTS_FUZZ_SCRATCH_H
#define TARE_TESTS_FUZZ_SCRATCH_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char scratch[64];

static inline int scratch_remove(const char *path, const struct stat *facts,
                                 int kind, struct FTW *place)
{
    (void)facts, (void)kind, (void)place;
    return remove(path);
}

static inline void scratch_empty(const char *path)
{
    nftw(path, scratch_remove, 8, FTW_DEPTH | FTW_PHYS);
}

static inline void scratch_drop(void)
{
    scratch_empty(scratch);
}

static inline void scratch_make(void)
{
    strcpy(scratch, access("/dev/shm", W_OK) == 0 ? "/dev/shm/tare-fuzz-XXXXXX"
                                                  : "/tmp/tare-fuzz-XXXXXX");
    if (mkdtemp(scratch) == NULL) {
        perror(scratch);
        exit(1);
    }
    atexit(scratch_drop);
}

/* A path in it; there are eight of them. */
static inline const char *scratch_path(const char *name)
{
    static char paths[8][160];
    static unsigned count;
    char *path = paths[count++ % 8];

    snprintf(path, sizeof paths[0], "%s/%s", scratch, name);
    return path;
}

static inline void scratch_put(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "w");

    if (file == NULL || fwrite(bytes, 1, size, file) != size ||
        fclose(file) != 0) {
        perror(path);
        exit(1);
    }
}

#endif
