/* SPDX-License-Identifier: MIT */
/* Work for looks to be at: two functions of which one does three times as much, and
 * the function that calls them. */
#ifndef TARE_TESTS_HARNESS_LOOKED_AT_H
#define TARE_TESTS_HARNESS_LOOKED_AT_H

#include <stdint.h>
#include <time.h>

#include "harness/stacks/unwind.h"

static uint64_t cpu_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uint64_t spin(uint64_t times)
{
    uint64_t x = times;

    for (uint64_t i = 0; i < times; i++) {
        x *= 0x9e3779b97f4a7c15u;
        __asm__ volatile("" : "+r"(x));
    }
    return x;
}

/* The second does three times the work of the first, in a function they share. */
__attribute__((noinline)) static uint64_t first(void)
{
    uint64_t x = spin(20000);

    __asm__ volatile("" : "+r"(x));
    return x;
}

__attribute__((noinline)) static uint64_t second(void)
{
    uint64_t x = spin(60000);

    __asm__ volatile("" : "+r"(x));
    return x;
}

__attribute__((noinline)) static void both(uint64_t for_ns)
{
    uint64_t end = cpu_ns() + for_ns;
    volatile uint64_t sink = 0;

    while (cpu_ns() < end)
        sink = sink + first() + second();
}

/* Where the function begins that holds that instruction; 0: not known. */
static uint64_t function_in(const struct tare_modules *modules, uint64_t pc)
{
    const struct tare_module *module = tare_modules_find(modules, pc);
    struct tare_cfi_row row;

    return module != NULL && tare_module_find_row(module, pc, &row) == 0
               ? row.begin
               : 0;
}

#endif
