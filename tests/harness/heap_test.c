/* SPDX-License-Identifier: MIT */
#include "harness/meters/heap.h"

#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/test.h"

/* xorshift, of a fixed seed */
static uint64_t state = 88172645463325252u;

static size_t pick(size_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state % below);
}

static void *take(size_t size, size_t alignment)
{
    int is_zero;
    void *block;

    tare_heap_lock();
    block = tare_heap_take(size, alignment, &is_zero);
    tare_heap_unlock();
    return block;
}

TEST(blocks_are_aligned_as_asked)
{
    static const size_t sizes[] = { 0, 1, 16, 100, 4096, 65520, 70000 };

    tare_heap_open();
    for (size_t alignment = 1; alignment <= 1 << 21; alignment *= 2)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            char *block = take(sizes[i], alignment);

            CHECK(block != NULL);
            CHECK_INT((uintptr_t)block % alignment, 0);
            CHECK_INT((uintptr_t)block % 16, 0);
            CHECK_INT(tare_heap_size(block), sizes[i]);
            memset(block, 1, sizes[i]);
            tare_heap_give(block);
        }
}

TEST(absurd_wishes_are_refused)
{
    CHECK(take(SIZE_MAX, 16) == NULL);
    CHECK(take(SIZE_MAX - 15, 16) == NULL);
    CHECK(take(PTRDIFF_MAX, 16) == NULL);
    CHECK(take((size_t)1 << 62, 16) == NULL);
    CHECK(take(1, (size_t)1 << 63) == NULL);
    CHECK(take(SIZE_MAX / 2, (size_t)1 << 62) == NULL);
}

TEST(what_is_given_back_is_used_again)
{
    void *first = take(100, 16);

    tare_heap_give(first);
    CHECK(take(97, 16) == first);
    tare_heap_give(first);
}

TEST(only_fresh_mappings_are_known_to_be_zero)
{
    int is_zero = 1;
    char *small = tare_heap_take(1000, 16, &is_zero), *large;
    int is_clean = 1;

    CHECK(!is_zero);
    large = tare_heap_take(1 << 20, 16, &is_zero);
    CHECK(is_zero);
    for (size_t i = 0; i < 1 << 20; i++)
        is_clean &= large[i] == 0;
    CHECK(is_clean);
    tare_heap_give(small);
    tare_heap_give(large);
}

TEST(blocks_of_others_are_not_ours)
{
    static char fixed[64];
    char local[64];
    char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *mine = take(200000, 16);

    munmap(page, 4096); /* nothing before the second */
    CHECK(!tare_heap_has(fixed + 32));
    CHECK(!tare_heap_has(local + 32));
    CHECK(!tare_heap_has(page + 4096));
    CHECK(!tare_heap_has((void *)16));
    CHECK(!tare_heap_has((void *)-16));
    CHECK(tare_heap_has(mine));
    tare_heap_give(mine);
    CHECK(!tare_heap_has(mine)); /* its mapping is gone */
}

/* ---- against a model ----------------------------------------------------- */

enum {
    SLOTS = 400,
    STEPS = 60000
};

static struct slot {
    unsigned char *block;
    size_t size;
} slots[SLOTS];

/* Mostly small, some of several pages, few large. */
static size_t pick_size(void)
{
    switch (pick(20)) {
    case 0:
        return pick(300000);
    case 1:
    case 2:
        return pick(70000);
    default:
        return pick(600);
    }
}

static void fill(size_t index)
{
    memset(slots[index].block, (int)(index % 251), slots[index].size);
}

static int is_intact(size_t index, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (slots[index].block[i] != index % 251)
            return 0;
    return tare_heap_has(slots[index].block);
}

static void step(size_t index)
{
    struct slot *slot = &slots[index];
    size_t size = pick_size();

    if (slot->block == NULL) {
        slot->block = take(size, (size_t)1 << pick(14));
        slot->size = size;
        CHECK_INT(tare_heap_size(slot->block), size);
        fill(index);
        return;
    }
    CHECK(is_intact(index, slot->size));
    if (pick(3) == 0 && tare_heap_resize(slot->block, size)) {
        CHECK(is_intact(index, size < slot->size ? size : slot->size));
        slot->size = size;
        fill(index);
    } else {
        tare_heap_give(slot->block);
        slot->block = NULL;
    }
}

TEST(blocks_keep_what_is_in_them)
{
    printf("# seed %llu\n", (unsigned long long)state);
    for (size_t i = 0; i < STEPS; i++)
        step(pick(SLOTS));
    for (size_t i = 0; i < SLOTS; i++)
        if (slots[i].block != NULL) {
            CHECK(is_intact(i, slots[i].size));
            tare_heap_give(slots[i].block);
        }
}

TEST(many_large_blocks_are_all_known)
{
    enum {
        MANY = 6000 /* more than the first list of mappings has room for */
    };
    static void *blocks[MANY];
    int are_known = 1;

    for (size_t i = 0; i < MANY; i++)
        blocks[i] = take(66000, 16);
    for (size_t i = 0; i < MANY; i++)
        are_known &= blocks[i] != NULL && tare_heap_has(blocks[i]);
    CHECK(are_known);
    for (size_t i = 0; i < MANY; i++)
        tare_heap_give(blocks[(i * 7919) % MANY]);
}

/* ---- mistakes ------------------------------------------------------------ */

static void give_twice(void)
{
    void *block = take(10, 16);

    tare_heap_give(block);
    tare_heap_give(block);
}

static void give_the_middle(void)
{
    char *block = take(1000, 16);

    memset(block, 0, 1000);
    tare_heap_give(block + 160);
}

/* The signal that ends a child that does it. */
static int signal_of(void (*mistake)(void))
{
    pid_t child = fork();
    int status = 0;

    if (child == 0) {
        close(STDERR_FILENO);
        signal(SIGABRT, SIG_DFL);
        mistake();
        _exit(0);
    }
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

TEST(giving_back_what_is_no_block_ends_the_program)
{
    CHECK_INT(signal_of(give_twice), SIGABRT);
    CHECK_INT(signal_of(give_the_middle), SIGABRT);
}

TESTS(RUN(blocks_are_aligned_as_asked), RUN(absurd_wishes_are_refused),
      RUN(what_is_given_back_is_used_again),
      RUN(only_fresh_mappings_are_known_to_be_zero),
      RUN(blocks_of_others_are_not_ours), RUN(blocks_keep_what_is_in_them),
      RUN(many_large_blocks_are_all_known),
      RUN(giving_back_what_is_no_block_ends_the_program))
