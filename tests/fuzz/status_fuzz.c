/* SPDX-License-Identifier: MIT */
/* Hostile status files, as tare watch reads them from anybody, for libFuzzer; see
 * tests/fuzz/fuzz.sh. */
#include "report/terminal/progress.h"
#include "store/live.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/printed.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t size_max,
                               unsigned seed);

int LLVMFuzzerInitialize(int *count, char ***words)
{
    (void)count, (void)words;
    scratch_make();
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t size_max,
                               unsigned seed)
{
    return mutate(bytes, size, size_max, seed);
}

/* One harmless line. */
static void show(const struct tare_live *live)
{
    struct printed p;
    FILE *stream = printed_open(&p, "progress", PRINTED_TEXT);
    struct tare_buf line = { 0 };

    tare_progress_describe(&line, live);
    demand(strchr(tare_buf_text(&line), '\n') == NULL, "lines", line.data);
    fputs(tare_buf_text(&line), stream);
    demand(printed_holds(&p), "printed", line.data);
    tare_buf_release(&line);
}

/* What was loaded can be saved, and is the same then. */
static void save_again(const struct tare_live *live, const char *path)
{
    struct tare_live again = { 0 };
    struct tare_err err = { 0 };
    char *first = tare_live_text(live), *second;

    demand(tare_live_save(live, path, &err) == 0, "save", err.text);
    demand(tare_live_load(&again, path, &err) == 0, "load", err.text);
    second = tare_live_text(&again);
    demand(strcmp(first, second) == 0, "changed", second);
    free(first);
    free(second);
    tare_live_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct tare_live live = { 0 };
    struct tare_err err = { 0 };
    const char *path = scratch_path("status.json");

    scratch_put(path, bytes, size);
    if (tare_live_load(&live, path, &err) == 0) {
        show(&live);
        save_again(&live, path);
    } else {
        demand(err.code == TARE_EBASELINE, "code", err.text);
        demand(strncmp(err.text, path, strlen(path)) == 0, "path", err.text);
    }
    tare_live_release(&live);
    return 0;
}
