/* SPDX-License-Identifier: MIT */
/* SHA-256 (FIPS 180-4), for naming files by their content. */
#ifndef TARE_STORE_HASH_H
#define TARE_STORE_HASH_H

#include <stddef.h>

/* The hash as 64 hexadecimal digits. */
void tare_hash(char text[65], const void *bytes, size_t size);

#endif
