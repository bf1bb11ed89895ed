/* SPDX-License-Identifier: MIT */
/*
 * The remainder of the message, as a polynomial over GF(2) with its bits in
 * reverse, divided by 0xedb88320.  Sixteen bytes at a time: since the division
 * is linear, what each of them contributes is looked up on its own, in a table
 * for its distance from the end of the sixteen.
 */
#include "store/crc32.h"

#include <endian.h>
#include <pthread.h>
#include <string.h>

enum {
    SLICES = 16
};

/* table[n][b]: the remainder of the byte b followed by n zero bytes. */
static uint32_t table[SLICES][256];

static void fill_tables(void)
{
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t rest = byte;

        for (int bit = 0; bit < 8; bit++)
            rest = (rest >> 1) ^ (0xedb88320u & (0u - (rest & 1u)));
        table[0][byte] = rest;
    }
    for (int n = 1; n < SLICES; n++)
        for (int byte = 0; byte < 256; byte++) {
            uint32_t rest = table[n - 1][byte];

            table[n][byte] = (rest >> 8) ^ table[0][rest & 0xffu];
        }
}

/* What four bytes contribute, given the table of the last of them. */
static inline uint32_t four(uint32_t word, uint32_t (*last)[256])
{
    return last[3][word & 0xffu] ^ last[2][(word >> 8) & 0xffu] ^
           last[1][(word >> 16) & 0xffu] ^ last[0][word >> 24];
}

uint32_t tare_crc32(uint32_t crc, const void *bytes, size_t size)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const unsigned char *at = bytes;
    uint32_t rest = ~crc;

    pthread_once(&once, fill_tables);
    for (; size >= SLICES; size -= SLICES, at += SLICES) {
        uint32_t words[4];

        memcpy(words, at, sizeof words);
        rest = four(le32toh(words[0]) ^ rest, &table[12]) ^
               four(le32toh(words[1]), &table[8]) ^
               four(le32toh(words[2]), &table[4]) ^
               four(le32toh(words[3]), &table[0]);
    }
    for (; size > 0; size--, at++)
        rest = (rest >> 8) ^ table[0][(rest ^ *at) & 0xffu];
    return ~rest;
}
