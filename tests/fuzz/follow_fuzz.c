/* SPDX-License-Identifier: MIT */
/* What follows the loading of a record, against hostile ones, for libFuzzer;
 * see tests/fuzz/fuzz.sh. */
#include <stdint.h>

#include "tests/fuzz/follow.h"
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t size_max,
                               unsigned seed);

enum {
    TRIES = 30
};

static struct tare_run other;
static struct following following = { .other = &other };

int LLVMFuzzerInitialize(int *count, char ***words)
{
    struct tare_err err = { 0 };

    (void)count, (void)words;
    scratch_make();
    setenv("PATH", scratch, 1); /* where there is no gnuplot */
    following.folder = scratch;
    if (tare_run_load(&other, "tests/fuzz/corpus/load-full-2.json",
                      TARE_LOAD_ALL, &err) < 0) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
    return 0;
}

/* Without a checksum no mutation can make it wrong. */
static size_t drop_sum(char *bytes, size_t size)
{
    static const char sum[] = ",\n\"crc32\":\"";
    char *found = memmem(bytes, size, sum, sizeof sum - 1);

    if (found == NULL || (size_t)(found - bytes) + 2 > size)
        return size;
    memcpy(found, "}\n", 2);
    return (size_t)(found - bytes) + 2;
}

static int loads(const char *bytes, size_t size)
{
    struct tare_run run = { 0 };
    int does = follow_parse(&run, bytes, size);

    tare_run_release(&run);
    return does;
}

/* Most mutations are refused, so several are tried. */
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t size_max,
                               unsigned seed)
{
    char *text = (char *)bytes, *copy = malloc(size_max);
    size_t now = 0;

    size = drop_sum(text, size);
    for (unsigned i = 0; i < TRIES; i++) {
        memcpy(copy, bytes, size);
        now = mutate((uint8_t *)copy, size, size_max, seed + 7919 * i);
        if (loads(copy, now))
            break;
    }
    memcpy(bytes, copy, now);
    free(copy);
    return now;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const char *text = (const char *)bytes;

    follow_choose(&following, text, size);
    if (!follow(text, size, &following)) {
        fflush(stdout);
        abort();
    }
    return 0;
}
