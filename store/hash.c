/* SPDX-License-Identifier: MIT */
#include "store/hash.h"

#include <string.h>

enum {
    BLOCK = 64, /* bytes */
    ROUNDS = 64
};

/* The first 32 bits of the fractional parts of the square roots of the first 8
 * primes, and of the cube roots of the first 64. */
static const uint32_t initial[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372,
                                     0xa54ff53a, 0x510e527f, 0x9b05688c,
                                     0x1f83d9ab, 0x5be0cd19 };

static const uint32_t constants[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
};

static uint32_t rotate(uint32_t word, int by)
{
    return word >> by | word << (32 - by);
}

/* The message schedule: the block's 16 words, and 48 made of them. */
static void schedule(uint32_t words[ROUNDS], const unsigned char *block)
{
    for (int i = 0; i < 16; i++)
        words[i] = (uint32_t)block[4 * i] << 24 |
                   (uint32_t)block[4 * i + 1] << 16 |
                   (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < ROUNDS; i++) {
        uint32_t a = words[i - 15], b = words[i - 2];

        words[i] = words[i - 16] + words[i - 7] +
                   (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) +
                   (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
    }
}

/* The letters are those of the standard, 6.2.2. */
static void compress(uint32_t state[8], const unsigned char *block)
{
    uint32_t words[ROUNDS];
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];

    schedule(words, block);
    for (int i = 0; i < ROUNDS; i++) {
        uint32_t t1 = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
                      ((e & f) ^ (~e & g)) + constants[i] + words[i];
        uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +
                      ((a & b) ^ (a & c) ^ (b & c));

        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
}

void tare_hasher_init(struct tare_hasher *hasher)
{
    *hasher = (struct tare_hasher){ 0 };
    memcpy(hasher->state, initial, sizeof initial);
}

void tare_hasher_add(struct tare_hasher *hasher, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;

    while (size > 0) {
        size_t used = hasher->size % BLOCK;
        size_t piece = size < BLOCK - used ? size : BLOCK - used;

        if (piece == BLOCK) {
            compress(hasher->state, at); /* no need for a copy */
        } else {
            memcpy(hasher->block + used, at, piece);
            if (used + piece == BLOCK)
                compress(hasher->state, hasher->block);
        }
        hasher->size += piece;
        at += piece;
        size -= piece;
    }
}

/* A one bit, zeros up to 8 bytes before the end of a block, and how many bits
 * there were. */
static void pad(struct tare_hasher *hasher)
{
    uint64_t bits = 8 * hasher->size;
    unsigned char padding[2 * BLOCK] = { 0x80 };
    size_t used = hasher->size % BLOCK;
    size_t size = (used < BLOCK - 8 ? BLOCK : 2 * BLOCK) - used;

    for (size_t i = 0; i < 8; i++)
        padding[size - 1 - i] = (unsigned char)(bits >> 8 * i);
    tare_hasher_add(hasher, padding, size);
}

void tare_hasher_finish(struct tare_hasher *hasher, char text[TARE_HASH_SIZE])
{
    static const char digits[] = "0123456789abcdef";

    pad(hasher);
    for (size_t i = 0; i < TARE_HASH_SIZE - 1; i++)
        text[i] = digits[hasher->state[i / 8] >> (28 - 4 * (i % 8)) & 15];
    text[TARE_HASH_SIZE - 1] = '\0';
}

void tare_hash(char text[TARE_HASH_SIZE], const void *bytes, size_t size)
{
    struct tare_hasher hasher;

    tare_hasher_init(&hasher);
    tare_hasher_add(&hasher, bytes, size);
    tare_hasher_finish(&hasher, text);
}

int tare_hash_is_valid(const char *text)
{
    return text != NULL && strlen(text) == TARE_HASH_SIZE - 1 &&
           strspn(text, "0123456789abcdef") == TARE_HASH_SIZE - 1;
}
