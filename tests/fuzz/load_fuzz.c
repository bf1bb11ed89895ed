/* SPDX-License-Identifier: MIT */
/* The loader against hostile bytes, for libFuzzer; see tests/fuzz/fuzz.sh. */
#include <stdint.h>

#include "tests/fuzz/property.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char sum[] = ",\n\"crc32\":\"00000000\"}\n";

/* Mutations destroy checksums; with this, what is behind them is seen too. */
static void mend_sum(char *copy, size_t size)
{
    size_t covered = size - (sizeof sum - 1);
    char text[16];

    if (size < sizeof sum || memcmp(copy + covered, sum, 11) != 0)
        return;
    snprintf(text, sizeof text, "%08x", tare_crc32(0, copy, covered));
    memcpy(copy + covered + 11, text, 8);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const enum tare_load_depth depths[] = { TARE_LOAD_ALL,
                                                   TARE_LOAD_LAUNCHES,
                                                   TARE_LOAD_HEAD };
    char *copy = malloc(size + 1);
    int loads;

    memcpy(copy, bytes, size);
    for (int i = 0; i < 3; i++)
        if (!holds(copy, size, depths[i], &loads))
            abort();
    mend_sum(copy, size);
    if (!holds(copy, size, TARE_LOAD_ALL, &loads))
        abort();
    free(copy);
    return 0;
}
