/* SPDX-License-Identifier: MIT */
/* Stacks of this process, against what is known of them: by the C library's own
 * unwinder where it was asked to stop, and by who must have called at moments that
 * nobody chose. */
#include "harness/stacks/unwind.h"

#include "tests/test.h"

#if !__has_include(<execinfo.h>)

/* musl, which has no frame information of itself either. */
TEST(the_callers_are_those_that_the_c_library_finds)
{
    SKIP("the C library has no unwinder");
}

TESTS(RUN(the_callers_are_those_that_the_c_library_finds))

#else

#include <execinfo.h>
#include <math.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>

#include "harness/stacks/here.h"
#include "harness/stacks/modules.h"
#include "stats/rng.h"

enum {
    MODULES_MAX = 64,
    COPY_SIZE = 65536, /* regcomp() alone has frames of 20 kB */
    SNAPSHOTS_MAX = 400,
    PATIENCE_S = 20
};

static struct tare_module modules_here[MODULES_MAX];
static struct tare_modules modules;
static const unsigned char *stack_top;

struct snapshot {
    struct tare_registers registers;
    unsigned char copy[COPY_SIZE];
    uint64_t sp;
    size_t size;
};

static struct snapshot snapshots[SNAPSHOTS_MAX];
static volatile sig_atomic_t snapshot_count;

/* Memory of others, which sanitizers mind. */
__attribute__((no_sanitize("address"))) static void
copy_bytes(unsigned char *to, const unsigned char *from, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((volatile unsigned char *)to)[i] = from[i];
}

static void keep(struct snapshot *snapshot, const ucontext_t *context)
{
    size_t left;

    tare_stack_interrupted(&snapshot->registers, context);
    snapshot->sp = tare_stack_pointer(&snapshot->registers);
    left = (size_t)(stack_top - (const unsigned char *)snapshot->sp);
    snapshot->size = left < COPY_SIZE ? left : COPY_SIZE;
    copy_bytes(snapshot->copy, (const unsigned char *)snapshot->sp,
               snapshot->size);
}

static void unwind(const struct snapshot *snapshot, struct tare_stack *stack)
{
    struct tare_extent_of_memory copy = { snapshot->copy, snapshot->sp,
                                          snapshot->size };

    tare_unwind(&modules, &snapshot->registers, &copy, stack);
}

static void begin(const void *top)
{
    stack_top = top;
    modules =
        (struct tare_modules){ modules_here,
                               tare_modules_list(modules_here, MODULES_MAX),
                               tare_unwind_machine() };
}

/* ---- where it was asked to stop ------------------------------------------ */

static void *seen[TARE_FRAMES_MAX];
static int seen_count;
static struct snapshot stopped;

static __attribute__((noinline)) int stop(const void *a, const void *b)
{
    ucontext_t context;

    if (seen_count == 0) {
        seen_count = backtrace(seen, TARE_FRAMES_MAX);
        getcontext(&context);
        keep(&stopped, &context);
    }
    return *(const int *)a - *(const int *)b;
}

TEST(the_callers_are_those_that_the_c_library_finds)
{
    int values[100];
    struct tare_stack stack;

    begin((const unsigned char *)__builtin_frame_address(0) + 256);
    for (int i = 0; i < 100; i++)
        values[i] = i * 7919 % 100;
    qsort(values, 100, sizeof *values, stop);
    unwind(&stopped, &stack);
    CHECK(seen_count > 3);
    CHECK_INT(stack.guessed, 0);
#ifndef __SANITIZE_ADDRESS__ /* whose qsort() is another */
    /* the first is inside of stop(), at two places of it */
    for (int i = 1; i < 4; i++)
        CHECK(stack.pcs[i] == (uint64_t)(uintptr_t)seen[i] - 1);
#endif
}

/* ---- at any moment ------------------------------------------------------- */

static void snap(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)info;
    if (snapshot_count < SNAPSHOTS_MAX) {
        keep(&snapshots[snapshot_count], context);
        snapshot_count++;
    }
}

static int ascending(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static void work_on_numbers(void)
{
    char text[64];
    double value;

    snprintf(text, sizeof text, "%.17g", 3.14159 * snapshot_count);
    value = strtod(text, NULL);
    snprintf(text, sizeof text, "%f %d", pow(value, 1.7), snapshot_count);
}

static void work_on_memory(void)
{
    void *blocks[20];

    for (size_t i = 0; i < 20; i++)
        blocks[i] = malloc(32 + 64 * i);
    for (size_t i = 0; i < 20; i++)
        free(blocks[i]);
}

static void work_on_order(void)
{
    int values[200];

    for (int i = 0; i < 200; i++)
        values[i] = i * 7919 % 211;
    qsort(values, 200, sizeof *values, ascending);
}

static void work_on_text(void)
{
    regex_t expression;

    if (regcomp(&expression, "(a|b)*c[0-9]+", REG_EXTENDED) == 0) {
        (void)regexec(&expression, "ababababc1234", 0, NULL, 0);
        regfree(&expression);
    }
}

static __attribute__((noinline)) void root(void)
{
    time_t end = time(NULL) + PATIENCE_S;

    while (snapshot_count < SNAPSHOTS_MAX && time(NULL) < end) {
        work_on_numbers();
        work_on_memory();
        work_on_order();
        work_on_text();
    }
    __asm__ volatile("");
}

static int is_in_root(uint64_t pc)
{
    const struct tare_module *module = tare_modules_find(&modules, pc);
    struct tare_cfi_row row;

    return module != NULL && tare_module_find_row(module, pc, &row) == 0 &&
           row.begin == (uint64_t)(uintptr_t)root;
}

static int has_root(const struct tare_stack *stack)
{
    for (size_t i = 0; i < stack->count; i++)
        if (is_in_root(stack->pcs[i]))
            return 1;
    return 0;
}

TEST(stacks_of_any_moment_reach_who_called)
{
    struct sigaction action = { .sa_flags = SA_SIGINFO | SA_RESTART };
    struct sigevent event = { .sigev_notify = SIGEV_SIGNAL };
    struct itimerspec often = { { 0, 1000000 }, { 0, 1000000 } };
    timer_t timer;
    int broken = 0;

    begin((const unsigned char *)__builtin_frame_address(0) + 256);
    action.sa_sigaction = snap;
    event.sigev_signo = SIGRTMIN;
    sigaction(SIGRTMIN, &action, NULL);
    CHECK_INT(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
    timer_settime(timer, 0, &often, NULL);
    root();
    timer_delete(timer);
    for (int i = 0; i < snapshot_count; i++) {
        struct tare_stack stack;

        unwind(&snapshots[i], &stack);
        broken += !has_root(&stack);
    }
    printf("# %d of %d broken\n", broken, (int)snapshot_count);
    CHECK(snapshot_count >= 20);
    CHECK(broken * 500 <= snapshot_count);
}

/* ---- hostile bytes ------------------------------------------------------- */

/* The frame information of this executable with bytes changed: whatever comes of
 * it, nothing outside of it is read, and it ends. */
TEST(changed_frame_information_is_survived)
{
    const struct tare_module *module;
    struct tare_module changed;
    struct tare_modules alone;
    unsigned char *bytes;
    struct tare_rng rng;
    size_t frames = 0;

    begin((const unsigned char *)__builtin_frame_address(0) + 256);
    module = tare_modules_find(&modules, (uint64_t)(uintptr_t)root);
    changed = *module;
    bytes = malloc(module->frames.size);
    changed.frames.bytes = bytes;
    alone = (struct tare_modules){ &changed, 1, modules.machine };
    tare_rng_seed(&rng, 3);
    for (int round = 0; round < 2000; round++) {
        const struct snapshot *snapshot = &snapshots[round % 20];
        struct tare_extent_of_memory copy = { snapshot->copy, snapshot->sp,
                                              snapshot->size };
        struct tare_registers registers = snapshot->registers;
        struct tare_stack stack;

        copy_bytes(bytes, module->frames.bytes, module->frames.size);
        for (int i = 0; i < 2000; i++)
            bytes[tare_rng_below(&rng, (unsigned)module->frames.size)] =
                (unsigned char)tare_rng_below(&rng, 256);
        registers.pc = module->code.address +
                       tare_rng_below(&rng, (unsigned)module->code.size);
        tare_unwind(&alone, &registers, &copy, &stack);
        frames += stack.count;
        CHECK(stack.count >= 1 && stack.count <= TARE_FRAMES_MAX);
    }
    printf("# %zu frames\n", frames);
    free(bytes);
}

TESTS(RUN(the_callers_are_those_that_the_c_library_finds),
      RUN(stacks_of_any_moment_reach_who_called),
      RUN(changed_frame_information_is_survived))

#endif
