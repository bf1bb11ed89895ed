/* SPDX-License-Identifier: MIT */
/* Benchmarks of which it is known how many page faults an iteration causes. */
#ifndef TARE_TESTS_HARNESS_FAULTING_H
#define TARE_TESTS_HARNESS_FAULTING_H

#include <sys/mman.h>

#include "harness/include/tare.h"

enum {
    PAGE = 4096,
    PAGES = 24 /* that an iteration touches */
};

/* Faults once for each page. */
static void touch_pages(size_t count)
{
    char *memory = mmap(NULL, count * PAGE, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    for (size_t i = 0; i < count; i++)
        ((volatile char *)memory)[i * PAGE] = 1;
    munmap(memory, count * PAGE);
}

static void faults(struct tare *t)
{
    TARE_LOOP(t)
        touch_pages(PAGES);
}
TARE_BENCH(faults);
TARE_BENCH(faults, .name = "faults_of_two", .threads = 2);

static void faults_in_pauses(struct tare *t)
{
    TARE_LOOP(t) {
        tare_pause(t);
        touch_pages(5 * PAGES);
        tare_resume(t);
        touch_pages(PAGES);
    }
}
TARE_BENCH(faults_in_pauses);

static void make(void *item, void *context)
{
    (void)context;
    touch_pages(5 * PAGES);
    *(int *)item = 0;
}

static void faults_in_batches(struct tare *t)
{
    TARE_LOOP_BATCHED(t, int, item, make, NULL, NULL) {
        tare_black_box(item);
        touch_pages(PAGES);
    }
}
TARE_BENCH(faults_in_batches, .batch = 2);

#endif
