/* SPDX-License-Identifier: MIT */
/* Benchmarks whose allocations are known: allocations.txt says what each
 * must count.  They check what the allocator gives them as well. */
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tare.h>

/* What the compiler must not see through. */
#define HIDE(x) tare_black_box(x)

static void drop(void *block)
{
    free(HIDE(block));
}

static void *get(size_t size)
{
    return HIDE(malloc(HIDE(size)));
}

/* ---- one call ------------------------------------------------------------ */

static void none(struct tare *t)
{
    unsigned sum = 0;

    TARE_LOOP(t)
        sum += HIDE(1u);
    HIDE(sum);
}
TARE_BENCH(none);

static void one_malloc(struct tare *t)
{
    TARE_LOOP(t)
        drop(get(100));
}
TARE_BENCH(one_malloc);

static void malloc_of_nothing(struct tare *t)
{
    TARE_LOOP(t) {
        void *block = get(0);

        if (block == NULL)
            tare_fail(t, "malloc(0) is NULL");
        drop(block);
    }
}
TARE_BENCH(malloc_of_nothing);

static void free_of_null(struct tare *t)
{
    TARE_LOOP(t)
        drop(NULL);
}
TARE_BENCH(free_of_null);

static void one_calloc(struct tare *t)
{
    TARE_LOOP(t) {
        char *block = HIDE(calloc(HIDE((size_t)10), 24));

        for (size_t i = 0; i < 240; i++)
            if (block[i] != 0)
                tare_fail(t, "calloc() gives %d", block[i]);
        memset(block, 7, 240);
        drop(block);
    }
}
TARE_BENCH(one_calloc);

static void too_much(struct tare *t)
{
    TARE_LOOP(t)
        if (get(SIZE_MAX / 2) != NULL || get(SIZE_MAX - 7) != NULL ||
            HIDE(calloc(HIDE(SIZE_MAX / 2), HIDE((size_t)4))) != NULL ||
            HIDE(reallocarray(NULL, HIDE(SIZE_MAX / 2), 4)) != NULL)
            tare_fail(t, "gets more than there is");
}
TARE_BENCH(too_much);

static void ten_megabytes(struct tare *t)
{
    TARE_LOOP(t) {
        char *block = get(10 << 20);

        block[0] = block[(10 << 20) - 1] = 1;
        drop(block);
    }
}
TARE_BENCH(ten_megabytes);

static void usable_size(struct tare *t)
{
    TARE_LOOP(t) {
        char *block = get(33);
        size_t size = malloc_usable_size(block);

        if (size < 33)
            tare_fail(t, "a block of 33 bytes has %zu", size);
        memset(block, 1, size);
        drop(block);
    }
}
TARE_BENCH(usable_size);

/* ---- realloc ------------------------------------------------------------- */

/* The same growing text, checked at each step. */
static char *grow(struct tare *t, char *block, size_t from, size_t size)
{
    block = HIDE(realloc(HIDE(block), HIDE(size)));
    for (size_t i = 0; i < from && i < size; i++)
        if (block[i] != (char)i)
            tare_fail(t, "realloc() lost byte %zu", i);
    for (size_t i = from; i < size; i++)
        block[i] = (char)i;
    return block;
}

static void realloc_grows(struct tare *t)
{
    TARE_LOOP(t) {
        char *block = grow(t, get(10), 0, 10);

        block = grow(t, block, 10, 100);
        drop(grow(t, block, 100, 1000));
    }
}
TARE_BENCH(realloc_grows);

static void realloc_shrinks(struct tare *t)
{
    TARE_LOOP(t)
        drop(grow(t, grow(t, NULL, 0, 1000), 1000, 10));
}
TARE_BENCH(realloc_shrinks);

static void realloc_of_null(struct tare *t)
{
    TARE_LOOP(t)
        drop(grow(t, NULL, 0, 64));
}
TARE_BENCH(realloc_of_null);

static void realloc_to_nothing(struct tare *t)
{
    TARE_LOOP(t)
        if (HIDE(realloc(get(32), HIDE((size_t)0))) != NULL)
            tare_fail(t, "realloc(block, 0) gives a block");
}
TARE_BENCH(realloc_to_nothing);

/* 1, 2, 4, ... 1024 */
static void realloc_doubles(struct tare *t)
{
    TARE_LOOP(t) {
        char *block = NULL;

        for (size_t size = 1; size <= 1024; size *= 2)
            block = grow(t, block, size / 2, size);
        drop(block);
    }
}
TARE_BENCH(realloc_doubles);

static void realloc_of_large(struct tare *t)
{
    TARE_LOOP(t) {
        char *block = grow(t, NULL, 0, 100000);

        block = grow(t, block, 100000, 300000);
        drop(grow(t, block, 300000, 1000));
    }
}
TARE_BENCH(realloc_of_large);

static void one_reallocarray(struct tare *t)
{
    TARE_LOOP(t)
        drop(HIDE(reallocarray(NULL, HIDE((size_t)12), 8)));
}
TARE_BENCH(one_reallocarray);

/* ---- alignment ----------------------------------------------------------- */

static void check_aligned(struct tare *t, void *block, size_t alignment)
{
    if (block == NULL || (uintptr_t)block % alignment != 0)
        tare_fail(t, "%p is not at a multiple of %zu", block, alignment);
    drop(block);
}

static void one_aligned_alloc(struct tare *t)
{
    TARE_LOOP(t)
        check_aligned(t, HIDE(aligned_alloc(64, HIDE((size_t)256))), 64);
}
TARE_BENCH(one_aligned_alloc);

static void one_memalign(struct tare *t)
{
    TARE_LOOP(t)
        check_aligned(t, HIDE(memalign(128, HIDE((size_t)50))), 128);
}
TARE_BENCH(one_memalign);

static void one_posix_memalign(struct tare *t)
{
    TARE_LOOP(t) {
        void *block = NULL, *none_such = &block;

        if (posix_memalign(&block, 65536, HIDE((size_t)100)) != 0 ||
            posix_memalign(&none_such, HIDE((size_t)24), 8) == 0 ||
            none_such != &block)
            tare_fail(t, "posix_memalign() gives or takes what it should not");
        check_aligned(t, block, 65536);
    }
}
TARE_BENCH(one_posix_memalign);

static void one_valloc(struct tare *t)
{
    TARE_LOOP(t)
        check_aligned(t, HIDE(valloc(HIDE((size_t)10))), 4096);
}
TARE_BENCH(one_valloc);

static void one_pvalloc(struct tare *t)
{
    TARE_LOOP(t)
        check_aligned(t, HIDE(pvalloc(HIDE((size_t)10))), 4096);
}
TARE_BENCH(one_pvalloc);

/* ---- many ---------------------------------------------------------------- */

static void squares(struct tare *t)
{
    TARE_LOOP(t) {
        char *blocks[100];

        for (size_t i = 0; i < 100; i++)
            blocks[i] = memset(get(i * i), (int)i, i * i);
        for (size_t i = 0; i < 100; i++) {
            if (i > 0 &&
                (blocks[i][0] != (char)i || blocks[i][i * i - 1] != (char)i))
                tare_fail(t, "block %zu was overwritten", i);
            drop(blocks[i]);
        }
    }
}
TARE_BENCH(squares);

struct node {
    struct node *left, *right;
    long value[2];
};

static struct node *plant(unsigned depth)
{
    struct node *node = get(sizeof *node);

    node->left = depth > 0 ? plant(depth - 1) : NULL;
    node->right = depth > 0 ? plant(depth - 1) : NULL;
    return node;
}

static void fell(struct node *node)
{
    if (node == NULL)
        return;
    fell(node->left);
    fell(node->right);
    drop(node);
}

static void tree(struct tare *t)
{
    TARE_LOOP(t)
        fell(plant(5));
}
TARE_BENCH(tree);

/* ---- inside of the C library --------------------------------------------- */

static void one_strdup(struct tare *t)
{
    TARE_LOOP(t)
        drop(HIDE(strdup(HIDE("hello"))));
}
TARE_BENCH(one_strdup);

static void one_strndup(struct tare *t)
{
    TARE_LOOP(t)
        drop(HIDE(strndup(HIDE("hello"), 3)));
}
TARE_BENCH(one_strndup);

static void one_asprintf(struct tare *t)
{
    TARE_LOOP(t) {
        char *text = NULL;

        if (asprintf(&text, "%d bottles", HIDE(99)) != 10)
            tare_fail(t, "asprintf() fails");
        drop(text);
    }
}
TARE_BENCH(one_asprintf);

static void one_snprintf(struct tare *t)
{
    TARE_LOOP(t) {
        char text[32];

        snprintf(text, sizeof text, "%d bottles", HIDE(99));
        HIDE(&text[0]);
    }
}
TARE_BENCH(one_snprintf);

static void one_fopen(struct tare *t)
{
    TARE_LOOP(t) {
        FILE *file = fopen("/dev/null", "r");

        if (file == NULL)
            tare_fail(t, "cannot open /dev/null");
        fclose(file);
    }
}
TARE_BENCH(one_fopen);

static void one_getline(struct tare *t)
{
    static char text[] = "a line\n";
    FILE *file = fmemopen(text, sizeof text - 1, "r");

    TARE_LOOP(t) {
        char *line = NULL;
        size_t room = 0;

        rewind(file);
        if (getline(&line, &room, file) != 7)
            tare_fail(t, "getline() fails");
        drop(line);
    }
    fclose(file);
}
TARE_BENCH(one_getline);

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static void small_qsort(struct tare *t)
{
    TARE_LOOP(t) {
        int numbers[8] = { 3, 1, 4, 1, 5, 9, 2, 6 };

        qsort(HIDE(&numbers[0]), 8, sizeof *numbers, compare);
        HIDE(&numbers[0]);
    }
}
TARE_BENCH(small_qsort);

/* ---- outside of the clock ------------------------------------------------ */

struct parcel {
    void *block;
};

static void wrap(void *item, void *context)
{
    (void)context;
    ((struct parcel *)item)->block = get(500);
}

static void unwrap(void *item, void *context)
{
    (void)context;
    drop(((struct parcel *)item)->block);
}

static void batch_that_is_used_up(struct tare *t)
{
    TARE_LOOP_BATCHED(t, struct parcel, item, wrap, NULL, NULL)
        drop(item->block);
}
TARE_BENCH(batch_that_is_used_up);

static void batch_that_grows(struct tare *t)
{
    TARE_LOOP_BATCHED(t, struct parcel, item, wrap, unwrap, NULL)
        item->block = HIDE(realloc(item->block, HIDE((size_t)548)));
}
TARE_BENCH(batch_that_grows);

static void paused(struct tare *t)
{
    TARE_LOOP(t) {
        void *block;

        tare_pause(t);
        block = get(1000);
        tare_resume(t);
        drop(get(10));
        tare_pause(t);
        drop(block);
        tare_resume(t);
    }
}
TARE_BENCH(paused);

static void set_up_and_tear_down(struct tare *t)
{
    void *blocks[10];

    for (size_t i = 0; i < 10; i++)
        blocks[i] = get(1000);
    TARE_LOOP(t)
        HIDE(blocks[0]);
    for (size_t i = 0; i < 10; i++)
        drop(blocks[i]);
}
TARE_BENCH(set_up_and_tear_down);

static void frees_what_set_up_made(struct tare *t)
{
    void *blocks[100];
    size_t at = 0;

    for (size_t i = 0; i < 100; i++)
        blocks[i] = get(i);
    TARE_LOOP(t) {
        drop(blocks[at]);
        blocks[at] = NULL;
        at = (at + 1) % 100;
    }
    for (size_t i = 0; i < 100; i++)
        drop(blocks[i]);
}
TARE_BENCH(frees_what_set_up_made);

static void resizes_what_set_up_made(struct tare *t)
{
    char *block = grow(t, NULL, 0, 200);

    TARE_LOOP(t) {
        block = grow(t, block, 200, 250);
        block = grow(t, block, 250, 200);
    }
    drop(block);
}
TARE_BENCH(resizes_what_set_up_made);

/* ---- what stays ---------------------------------------------------------- */

struct kept {
    struct kept *next;
    char rest[24];
};

static void keeps(struct tare *t)
{
    struct kept *all = NULL;

    TARE_LOOP(t) {
        struct kept *block = get(sizeof *block);

        block->next = all;
        all = HIDE(block);
    }
    while (all != NULL) {
        struct kept *next = all->next;

        drop(all);
        all = next;
    }
}
TARE_BENCH(keeps);

/* Once, in the first iteration of all. */
static void remembers(struct tare *t)
{
    char *table = NULL;

    TARE_LOOP(t) {
        if (table == NULL)
            table = get(4096);
        HIDE(table);
    }
    drop(table);
}
TARE_BENCH(remembers);

/* ---- from before main() -------------------------------------------------- */

static char *early, *early_too, *early_large;

__attribute__((constructor)) static void begin(void)
{
    early = malloc(3000);
    early_too = malloc(40);
    early_large = malloc(1 << 20);
    for (size_t i = 0; early != NULL && i < 3000; i++)
        early[i] = (char)i;
    for (size_t i = 0; early_large != NULL && i < 1 << 20; i++)
        early_large[i] = (char)i;
}

static void keeps_what_was_there_before(struct tare *t)
{
    early = grow(t, early, 3000, 4000);
    early = grow(t, early, 4000, 100);
    early_large = grow(t, early_large, 1 << 20, 3 << 20);
    TARE_LOOP(t) {
        drop(early_too);
        early_too = NULL;
        drop(get(7));
    }
    drop(early);
    drop(early_large);
}
TARE_BENCH(keeps_what_was_there_before);

/* ---- threads and processes ----------------------------------------------- */

static void four_threads(struct tare *t)
{
    TARE_LOOP(t)
        drop(get(20));
}
TARE_BENCH(four_threads, .threads = 4);

static void batches_in_threads(struct tare *t)
{
    TARE_LOOP_BATCHED(t, struct parcel, item, wrap, unwrap, NULL) {
        drop(get(30));
        HIDE(item);
    }
}
TARE_BENCH(batches_in_threads, .threads = 3);

static _Atomic(void *) counter_top; /* what lies there to be taken */

static void wait_for(struct tare *t, int is_full)
{
    (void)t;
    while ((atomic_load(&counter_top) != NULL) != is_full)
        sched_yield();
}

static void handed_over(struct tare *t)
{
    TARE_LOOP(t) {
        if (tare_thread(t) == 0) {
            wait_for(t, 0);
            atomic_store(&counter_top, get(64));
        } else {
            wait_for(t, 1);
            drop(atomic_load(&counter_top));
            atomic_store(&counter_top, NULL);
        }
    }
}
TARE_BENCH(handed_over, .threads = 2);

static void *work(void *unused)
{
    (void)unused;
    drop(get(40));
    return NULL;
}

static void thread_of_its_own(struct tare *t)
{
    TARE_LOOP(t) {
        pthread_t thread;

        if (pthread_create(&thread, NULL, work, NULL) != 0)
            tare_fail(t, "cannot start a thread");
        pthread_join(thread, NULL);
    }
}
TARE_BENCH(thread_of_its_own);

static void child_process(struct tare *t)
{
    TARE_LOOP(t) {
        pid_t child = fork();
        int status = 1;

        if (child == 0) {
            drop(get(123456));
            drop(get(12));
            _exit(0);
        }
        drop(get(8));
        if (waitpid(child, &status, 0) != child || status != 0)
            tare_fail(t, "the child ends with %d", status);
    }
}
TARE_BENCH(child_process);

TARE_MAIN();
