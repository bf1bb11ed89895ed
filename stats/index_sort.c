/* SPDX-License-Identifier: MIT */
#include "stats/index_sort.h"

#include <math.h>

static int comes_before(const double *values, size_t a, size_t b)
{
    if (values[a] != values[b])
        return values[a] < values[b];
    return a < b;
}

/* Moves the index at `place` down the heap until nothing larger is below. */
static void sift(size_t *heap, size_t place, size_t count, const double *values)
{
    size_t index = heap[place];

    for (;;) {
        size_t child = 2 * place + 1;

        if (child + 1 < count &&
            comes_before(values, heap[child], heap[child + 1]))
            child++;
        if (child >= count || !comes_before(values, index, heap[child]))
            break;
        heap[place] = heap[child];
        place = child;
    }
    heap[place] = index;
}

size_t tare_index_sort(size_t *order, const double *values, size_t count)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        if (!isnan(values[i]))
            order[found++] = i;
    }
    for (size_t i = found / 2; i > 0; i--)
        sift(order, i - 1, found, values);
    for (size_t left = found; left > 1; left--) {
        size_t largest = order[0];

        order[0] = order[left - 1];
        order[left - 1] = largest;
        sift(order, 0, left - 1, values);
    }
    return found;
}
