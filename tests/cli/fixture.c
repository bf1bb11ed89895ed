/* SPDX-License-Identifier: MIT */
/* Benchmarks that share a fixture.  SALT tells two builds apart that fill it
 * alike, START two that do not. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tare.h>
#include <unistd.h>

#ifndef START
#define START 1
#endif
#ifndef SALT
#define SALT 0
#endif
volatile int salt = SALT;

static void note(const char *name, const char *text)
{
    FILE *file = fopen(name, "a");

    if (file == NULL)
        abort();
    fputs(text, file);
    fclose(file);
}

static void fill(struct tare *t, void *memory, size_t size)
{
    uint32_t *word = memory;

    note("filled", "x");
    if (access("skip", F_OK) == 0)
        tare_skip(t, "no data");
    for (size_t i = 0; i < size / sizeof *word; i++) {
        if (word[i] != 0)
            note("dirty", "x");
        word[i] = (uint32_t)(i + START);
        if (i == 1000 && access("crash", F_OK) == 0 && remove("crash") == 0)
            abort();
    }
    if (access("slow", F_OK) == 0)
        sleep(3);
}
TARE_FIXTURE(words, fill, 1 << 20);

/* The file in which it lies, by its number. */
static void note_inode(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[500], number[32];

    while (maps != NULL && fgets(line, sizeof line, maps) != NULL)
        if (strstr(line, "memfd:tare-fixture") != NULL &&
            sscanf(line, "%*s %*s %*s %*s %30s", number) == 1) {
            note("inodes", number);
            note("inodes", "\n");
        }
    if (maps != NULL)
        fclose(maps);
}

static void sum(struct tare *t)
{
    const uint32_t *word = words(t);
    uint64_t total = 0;

    note_inode();
    if (word[1000] != 1000 + START || word != words(t))
        tare_fail(t, "this is something else");
    TARE_LOOP(t) {
        for (size_t i = 0; i < 1000; i++)
            total += word[i * 64];
        tare_black_box(total);
    }
}
TARE_BENCH(sum, .args = TARE_VALUES("n", 1, 2));
TARE_BENCH(sum, .name = "threads", .threads = 3);

static void late(struct tare *t)
{
    TARE_LOOP(t)
        tare_black_box(words(t));
}
TARE_BENCH(late);

static void writes(struct tare *t)
{
    uint32_t *word = (uint32_t *)(uintptr_t)words(t);

    TARE_LOOP(t)
        word[1] = 1;
}
TARE_BENCH(writes);

/* What a sample has left behind is put back before the next. */
struct wear {
    unsigned resets, starts;
    int is_fresh;
};

static void put_back(void *context)
{
    struct wear *wear = context;

    wear->resets++;
    wear->is_fresh = 1;
}

static void wears(struct tare *t)
{
    struct wear wear = { 0 };

    tare_before_sample(t, put_back, &wear);
    TARE_LOOP(t) {
        wear.starts += wear.is_fresh != 0;
        wear.is_fresh = 0;
        tare_black_box(&wear);
    }
    if (wear.starts != wear.resets)
        tare_fail(t, "%u samples after %u resets", wear.starts, wear.resets);
    tare_report(t, "resets", wear.resets);
}
TARE_BENCH(wears);
TARE_BENCH(wears, .name = "wears_threads", .threads = 2);

/* Made at run time: what is theirs comes with the declaration. */
static void adds(struct tare *t)
{
    const int *step = tare_context(t);

    TARE_LOOP(t)
        tare_black_box(*step);
    tare_result(t, (uint64_t)*step);
}

int main(int argc, char **argv)
{
    static int steps[] = { 3, 5 };

    tare_add(&(struct tare_def){
        .run = adds, .name = "three", .context = &steps[0] });
    tare_add(&(struct tare_def){
        .run = adds, .name = "five", .context = &steps[1] });
    return tare_main(argc, argv);
}
