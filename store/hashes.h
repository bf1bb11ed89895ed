/* SPDX-License-Identifier: MIT */
/* A few hashes, each once: of the files that a record says are kept. */
#ifndef TARE_STORE_HASHES_H
#define TARE_STORE_HASHES_H

#include "store/record.h"

/* All zero: none. */
struct tare_hashes {
    char **items; /* owned, as are the strings */
    size_t count;
};

/* Adds those of the executables and libraries that are in the store. */
void tare_hashes_add_kept(struct tare_hashes *hashes,
                          const struct tare_run *run);

/* Takes that one out; whether it was there. */
int tare_hashes_take(struct tare_hashes *hashes, const char *hash);

/* The first that is no hash, or NULL. */
const char *tare_hashes_fault(const struct tare_hashes *hashes);
void tare_hashes_release(struct tare_hashes *hashes);

#endif
