/* SPDX-License-Identifier: MIT */
/*
 * Sorting uses up its input, so each iteration gets a fresh copy, made outside
 * the clock: the batched loop.  A benchmark that computed a wrong result would
 * fail instead of getting a number.
 */
#include <tare.h>

#include <stdlib.h>
#include <string.h>

struct input {
    size_t count;
    uint32_t *values; /* in random order */
};

static struct input random_input(size_t count)
{
    struct input input = { count, malloc(count * sizeof(uint32_t)) };
    uint32_t state = 1;

    for (size_t i = 0; i < count; i++)
        input.values[i] = state = state * 1664525u + 1013904223u;
    return input;
}

static void make_copy(void *item, void *context)
{
    const struct input *input = context;
    uint32_t *copy = malloc(input->count * sizeof *copy);

    memcpy(copy, input->values, input->count * sizeof *copy);
    *(uint32_t **)item = copy;
}

/* Outside the clock as well, so that checking costs nothing. */
static void drop_copy(void *item, void *context)
{
    (void)context;
    free(*(uint32_t **)item);
}

static int compare(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

static void library_sort(uint32_t *values, size_t count)
{
    qsort(values, count, sizeof *values, compare);
}

static void insertion_sort(uint32_t *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint32_t value = values[i];
        size_t j = i;

        for (; j > 0 && values[j - 1] > value; j--)
            values[j] = values[j - 1];
        values[j] = value;
    }
}

/* Down the heap from `root`, in the first `count` values. */
static void sift(uint32_t *values, size_t root, size_t count)
{
    uint32_t value = values[root];
    size_t child;

    while ((child = 2 * root + 1) < count) {
        child += child + 1 < count && values[child + 1] > values[child];
        if (values[child] <= value)
            break;
        values[root] = values[child];
        root = child;
    }
    values[root] = value;
}

static void heap_sort(uint32_t *values, size_t count)
{
    for (size_t i = count / 2; i-- > 0;)
        sift(values, i, count);
    for (size_t i = count; i-- > 1;) {
        uint32_t largest = values[0];

        values[0] = values[i];
        values[i] = largest;
        sift(values, 0, i);
    }
}

static void check_sorted(struct tare *t, const uint32_t *values, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (values[i - 1] > values[i])
            tare_fail(t, "value %zu is out of order", i);
}

static void measure(struct tare *t, void (*sort)(uint32_t *, size_t))
{
    struct input input = random_input((size_t)tare_arg(t, "n"));
    uint32_t *once;

    make_copy(&once, &input);
    sort(once, input.count);
    check_sorted(t, once, input.count);
    tare_result_bytes(t, once, input.count * sizeof *once);
    free(once);
    tare_items(t, input.count);
    TARE_LOOP_BATCHED(t, uint32_t *, values, make_copy, drop_copy, &input)
        sort(tare_black_box(*values), input.count);
    free(input.values);
}

static void bench_library(struct tare *t)
{
    measure(t, library_sort);
}

static void bench_insertion(struct tare *t)
{
    measure(t, insertion_sort);
}

static void bench_heap(struct tare *t)
{
    measure(t, heap_sort);
}

TARE_BENCH(bench_library, .group = "sort", .name = "qsort",
           .args = TARE_RANGE("n", 16, 1024, 8));
TARE_BENCH(bench_insertion, .group = "sort", .name = "insertion",
           .args = TARE_RANGE("n", 16, 1024, 8));
TARE_BENCH(bench_heap, .group = "sort", .name = "heap",
           .args = TARE_RANGE("n", 16, 1024, 8));

TARE_MAIN();
