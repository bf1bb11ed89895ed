/* SPDX-License-Identifier: MIT */
#include "harness/meters/mallocs.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/meters/heap.h"
#include "tests/test.h"

static void check_count(uint64_t calls, uint64_t bytes, uint64_t peak)
{
    struct tare_mallocs_count count = tare_mallocs_take();

    CHECK_INT(count.calls, calls);
    CHECK_INT(count.bytes, bytes);
    CHECK_INT(count.peak, peak);
}

/* ---- what counts --------------------------------------------------------- */

TEST(every_call_that_gives_a_block_counts)
{
    void *block = NULL;

    tare_heap_open();
    tare_mallocs_start();
    tare_mallocs_free(tare_mallocs_malloc(10));
    tare_mallocs_free(tare_mallocs_calloc(3, 5));
    tare_mallocs_free(tare_mallocs_realloc(NULL, 20));
    tare_mallocs_free(tare_mallocs_reallocarray(NULL, 4, 6));
    tare_mallocs_free(tare_mallocs_memalign(64, 30));
    CHECK_INT(tare_mallocs_posix_memalign(&block, 64, 7), 0);
    tare_mallocs_free(block);
    tare_mallocs_free(tare_mallocs_valloc(1));
    tare_mallocs_free(NULL);
    tare_mallocs_stop();
    check_count(7, 10 + 15 + 20 + 24 + 30 + 7 + 1, 30);
}

TEST(calls_that_give_nothing_do_not_count)
{
    void *block = &block;

    tare_mallocs_start();
    errno = 0;
    CHECK(tare_mallocs_malloc(SIZE_MAX) == NULL);
    CHECK_INT(errno, ENOMEM);
    errno = 0;
    CHECK(tare_mallocs_calloc(SIZE_MAX / 2, 3) == NULL);
    CHECK_INT(errno, ENOMEM);
    CHECK(tare_mallocs_reallocarray(NULL, SIZE_MAX / 2, 3) == NULL);
    CHECK(tare_mallocs_pvalloc(SIZE_MAX) == NULL);
    CHECK(tare_mallocs_memalign(SIZE_MAX, 1) == NULL);
    CHECK_INT(tare_mallocs_posix_memalign(&block, 24, 8), EINVAL);
    CHECK_INT(tare_mallocs_posix_memalign(&block, 0, 8), EINVAL);
    CHECK_INT(tare_mallocs_posix_memalign(&block, 16, SIZE_MAX), ENOMEM);
    CHECK(block == &block);
    tare_mallocs_stop();
    check_count(0, 0, 0);
}

TEST(realloc_counts_each_time_with_the_new_size)
{
    char *block;

    tare_mallocs_start();
    block = tare_mallocs_malloc(8);
    memcpy(block, "content", 8);
    block = tare_mallocs_realloc(block, 9); /* stays */
    block = tare_mallocs_realloc(block, 5000);
    CHECK_STR(block, "content");
    block = tare_mallocs_realloc(block, 200000);
    CHECK_STR(block, "content");
    block = tare_mallocs_realloc(block, 8);
    CHECK_STR(block, "content");
    CHECK(tare_mallocs_realloc(block, SIZE_MAX) == NULL);
    CHECK_STR(block, "content"); /* is as it was */
    CHECK(tare_mallocs_realloc(block, 0) == NULL);
    tare_mallocs_stop();
    check_count(5, 8 + 9 + 5000 + 200000 + 8, 200000);
}

TEST(calloc_clears_what_was_used_before)
{
    for (size_t size = 1; size < 300000; size = size * 3 + 1) {
        char *block = tare_mallocs_malloc(size);
        int is_clean = 1;

        memset(block, 7, size);
        tare_mallocs_free(block);
        block = tare_mallocs_calloc(1, size);
        for (size_t i = 0; i < size; i++)
            is_clean &= block[i] == 0;
        CHECK(is_clean);
        tare_mallocs_free(block);
    }
}

TEST(errno_outlives_free)
{
    void *large = tare_mallocs_malloc(1 << 20);

    errno = 99;
    tare_mallocs_free(large);
    CHECK_INT(errno, 99);
}

/* ---- when it counts ------------------------------------------------------ */

TEST(only_what_is_between_start_and_stop_counts)
{
    void *before = tare_mallocs_malloc(1000), *after;

    tare_mallocs_start();
    tare_mallocs_free(before);
    tare_mallocs_free(tare_mallocs_malloc(600)); /* 400 less than before */
    tare_mallocs_stop();
    after = tare_mallocs_malloc(1500); /* there, though not counted */
    tare_mallocs_start();
    tare_mallocs_free(tare_mallocs_malloc(20));
    tare_mallocs_stop();
    check_count(2, 620, 520);
    tare_mallocs_free(after);
    check_count(0, 0, 0);
}

static void *allocate_once(void *unused)
{
    tare_mallocs_free(tare_mallocs_malloc(50));
    return unused;
}

static void in_a_thread(void *(*run)(void *))
{
    pthread_t thread;

    CHECK_INT(pthread_create(&thread, NULL, run, NULL), 0);
    pthread_join(thread, NULL);
}

TEST(a_thread_of_the_benchmarks_own_counts_while_one_runs)
{
    in_a_thread(allocate_once);
    check_count(0, 0, 0);
    tare_mallocs_start();
    in_a_thread(allocate_once);
    tare_mallocs_stop();
    check_count(1, 50, 50);
}

static void *pause_and_allocate(void *unused)
{
    tare_mallocs_start();
    tare_mallocs_free(tare_mallocs_malloc(3));
    tare_mallocs_stop();
    tare_mallocs_free(tare_mallocs_malloc(50));
    return unused;
}

TEST(one_that_takes_part_does_not_while_it_is_paused)
{
    tare_mallocs_start();
    in_a_thread(pause_and_allocate);
    tare_mallocs_stop();
    check_count(1, 3, 3);
}

/* ---- blocks from before -------------------------------------------------- */

TEST(blocks_of_others_are_moved_and_never_freed)
{
    size_t page = (size_t)getpagesize();
    char *mapping = mmap(NULL, 3 * page, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *block = mapping + page + 16, *moved;
    size_t size = page - 16; /* to the last byte that there is */
    int is_same = 1;

    for (size_t i = 0; i < size; i++)
        block[i] = (char)(i * 7);
    mprotect(mapping + 2 * page, page, PROT_NONE);
    munmap(mapping, page);
    tare_mallocs_free(block);
    CHECK_INT(tare_mallocs_usable_size(block), 0);
    tare_mallocs_start();
    moved = tare_mallocs_realloc(block, 3 * page);
    tare_mallocs_stop();
    check_count(1, 3 * page, 3 * page);
    for (size_t i = 0; i < size; i++)
        is_same &= moved[i] == (char)(i * 7);
    CHECK(is_same);
    CHECK_INT(tare_mallocs_usable_size(moved), 3 * page);
    tare_mallocs_free(moved);
    CHECK_INT(block[5], 35); /* still there */
}

/* ---- threads and forks --------------------------------------------------- */

enum {
    THREADS = 4,
    ROUNDS = 4000
};

static atomic_int damage;
static atomic_int is_over;

/* Each with a pattern of its own. */
static void *churn(void *argument)
{
    unsigned char *blocks[16] = { 0 };
    size_t sizes[16] = { 0 };
    unsigned mine = *(unsigned *)argument, random = mine * 7919 + 1;

    tare_mallocs_start();
    for (unsigned i = 0; i < ROUNDS; i++) {
        unsigned slot = (random = random * 1103515245 + 12345) >> 16 & 15;
        size_t size = (random >> 8) % (slot == 0 ? 200000 : 700) + 1;

        for (size_t k = 0; k < sizes[slot]; k += 97)
            damage += blocks[slot][k] != mine;
        blocks[slot] = tare_mallocs_realloc(blocks[slot], size);
        sizes[slot] = size;
        memset(blocks[slot], (int)mine, size);
    }
    for (size_t i = 0; i < 16; i++)
        tare_mallocs_free(blocks[i]);
    tare_mallocs_stop();
    return NULL;
}

TEST(threads_do_not_disturb_each_other)
{
    pthread_t threads[THREADS];
    unsigned numbers[THREADS];
    struct tare_mallocs_count count;

    for (unsigned i = 0; i < THREADS; i++) {
        numbers[i] = i + 1;
        pthread_create(&threads[i], NULL, churn, &numbers[i]);
    }
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    CHECK_INT(damage, 0);
    count = tare_mallocs_take();
    CHECK_INT(count.calls, THREADS * ROUNDS);
    tare_mallocs_start();
    tare_mallocs_free(tare_mallocs_malloc(1));
    tare_mallocs_stop();
    check_count(1, 1, 1); /* nothing is left over */
}

static void *churn_on(void *argument)
{
    (void)argument;
    while (!is_over)
        tare_mallocs_free(tare_mallocs_malloc(100));
    return NULL;
}

TEST(a_forked_child_can_allocate)
{
    pthread_t threads[2];
    int status = 0, failed = 0;

    for (size_t i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, churn_on, NULL);
    for (unsigned i = 0; i < 100; i++) {
        pid_t child = fork();

        if (child == 0) {
            alarm(20); /* rather than for ever */
            tare_mallocs_free(tare_mallocs_malloc(100));
            _exit(0);
        }
        waitpid(child, &status, 0);
        failed += status != 0;
    }
    is_over = 1;
    for (size_t i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    CHECK_INT(failed, 0);
}

TESTS(RUN(every_call_that_gives_a_block_counts),
      RUN(calls_that_give_nothing_do_not_count),
      RUN(realloc_counts_each_time_with_the_new_size),
      RUN(calloc_clears_what_was_used_before), RUN(errno_outlives_free),
      RUN(only_what_is_between_start_and_stop_counts),
      RUN(a_thread_of_the_benchmarks_own_counts_while_one_runs),
      RUN(one_that_takes_part_does_not_while_it_is_paused),
      RUN(blocks_of_others_are_moved_and_never_freed),
      RUN(threads_do_not_disturb_each_other), RUN(a_forked_child_can_allocate))
