/* SPDX-License-Identifier: MIT */
/* SHA-256 (FIPS 180-4), for naming files by their content. */
#ifndef TARE_STORE_HASH_H
#define TARE_STORE_HASH_H

#include <stddef.h>
#include <stdint.h>

enum {
    TARE_HASH_SIZE = 65 /* 64 hexadecimal digits and the end */
};

/* The hash as 64 hexadecimal digits. */
void tare_hash(char text[TARE_HASH_SIZE], const void *bytes, size_t size);

/* Whether the text is 64 lower-case hexadecimal digits; NULL is none. */
int tare_hash_is_valid(const char *text);

/*
 * The same piece by piece:
 *
 *     tare_hasher_init(&hasher);
 *     tare_hasher_add(&hasher, bytes, size), as often as needed
 *     tare_hasher_finish(&hasher, text);
 */
struct tare_hasher {
    uint32_t state[8];
    uint64_t size; /* of what was added, in bytes */
    unsigned char block[64];
};

void tare_hasher_init(struct tare_hasher *hasher);
void tare_hasher_add(struct tare_hasher *hasher, const void *bytes,
                     size_t size);
void tare_hasher_finish(struct tare_hasher *hasher, char text[TARE_HASH_SIZE]);

#endif
