/* SPDX-License-Identifier: MIT */
/* Reading numbers from bytes that may be anything: little-endian, as both machines
 * are, or as long as they need be (DWARF 4, section 7.6). */
#ifndef TARE_HARNESS_BYTES_H
#define TARE_HARNESS_BYTES_H

#include <stddef.h>
#include <stdint.h>

/* A part of a memory that is being read; bad once something was beyond it. */
struct tare_bytes {
    const unsigned char *at, *end;
    uint64_t address; /* of at, in the memory that it was */
    int is_bad;
};

/* So many of them, or NULL. */
const unsigned char *tare_bytes_take(struct tare_bytes *bytes, size_t size);

/* Of at most eight bytes; 0 when bad. */
uint64_t tare_bytes_number(struct tare_bytes *bytes, size_t size);
int64_t tare_bytes_signed(struct tare_bytes *bytes, size_t size);
uint64_t tare_bytes_leb(struct tare_bytes *bytes, int is_signed);

#endif
