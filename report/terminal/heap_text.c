/* SPDX-License-Identifier: MIT */
#include "report/terminal/heap_text.h"

#include <string.h>

#include "report/terminal/text.h"
#include "report/terminal/units.h"

enum {
    TOLD_MOST = 3 /* ways of each kind */
};

#define ARROW        " ← "
#define RESIZES      2.0 /* of an iteration, that can be spared */
#define WORTH_SAYING 0.01

void tare_blocks_describe(struct tare_buf *text, double blocks)
{
    tare_buf_printf(text, "%.6g block%s", blocks,
                    blocks < 1 || blocks > 1 ? "s" : "");
}

void tare_bytes_describe(struct tare_buf *text, double bytes)
{
    struct tare_scale scale = tare_scale_one(bytes, "B");
    char number[TARE_SCALED_SIZE];

    if (bytes < 1000)
        tare_buf_printf(text, "%.6g B", bytes);
    else {
        tare_scaled_format(number, bytes, &scale);
        tare_buf_puts(text, number);
    }
}

void tare_heap_describe(struct tare_buf *text, const struct tare_heap *heap)
{
    if (heap->sum.blocks == 0) {
        tare_buf_puts(text, "does not allocate");
        return;
    }
    tare_blocks_describe(text, (double)heap->sum.blocks / heap->iterations);
    tare_buf_puts(text, ", ");
    tare_bytes_describe(text, (double)heap->sum.bytes / heap->iterations);
    tare_buf_puts(text, " per iteration; ");
    tare_bytes_describe(text, (double)heap->sum.peak_bytes);
    tare_buf_puts(text, " at the peak");
}

/* Behind so many functions of a way, or its end. */
static size_t length_of(const char *name, unsigned functions)
{
    const char *at = name;

    for (;;) {
        const char *next = strstr(at, ARROW);

        if (next == NULL)
            return strlen(name);
        if (--functions == 0)
            return (size_t)(next - name);
        at = next + strlen(ARROW);
    }
}

void tare_way_describe(struct tare_buf *text, const struct tare_way *way,
                       unsigned functions)
{
    size_t first = length_of(way->name, 1);
    size_t length = length_of(way->name, functions);
    struct tare_buf name = { 0 };

    tare_buf_add(&name, way->name, first);
    if (way->line > 0)
        tare_buf_printf(&name, ":%d", way->line);
    tare_buf_add(&name, way->name + first, length - first);
    if (functions > 1 && way->name[length] != '\0')
        tare_buf_puts(&name, ARROW "…");
    tare_text_show(text, name.data);
    tare_buf_release(&name);
}

/* ---- sentences ----------------------------------------------------------- */

static void tell_left(struct tare_buf *text, const struct tare_way *way,
                      double iterations)
{
    tare_way_describe(text, way, 1);
    tare_buf_puts(text, ": ");
    tare_blocks_describe(text, (double)way->sum.left_blocks / iterations);
    tare_buf_puts(text, " (");
    tare_bytes_describe(text, (double)way->sum.left_bytes / iterations);
    tare_buf_puts(text, ") left over by each iteration\n");
}

static void tell_resized(struct tare_buf *text, const struct tare_way *way,
                         double iterations)
{
    double resized = (double)way->sum.resized / iterations;

    tare_way_describe(text, way, 1);
    tare_buf_printf(text, ": %.6g of ", resized);
    tare_blocks_describe(text, (double)way->sum.blocks / iterations);
    tare_buf_printf(text,
                    " only resize%s one: asking for the final size at once "
                    "would save them\n",
                    resized > 1 ? "" : "s");
}

static void tell_share(struct tare_buf *text, double share,
                       const char *sentence)
{
    char percent[TARE_SCALED_SIZE];

    if (!(share >= WORTH_SAYING))
        return;
    tare_percent_format(percent, share);
    tare_buf_printf(text, "%s %s\n", percent, sentence);
}

void tare_heap_doubts(struct tare_buf *text, const struct tare_heap *heap)
{
    unsigned left = 0, resized = 0;

    for (size_t i = 0; i < heap->count; i++) {
        const struct tare_way *way = &heap->items[i];

        if ((double)way->sum.left_blocks >= heap->iterations &&
            left++ < TOLD_MOST)
            tell_left(text, way, heap->iterations);
        if ((double)way->sum.resized >= RESIZES * heap->iterations &&
            resized++ < TOLD_MOST)
            tell_resized(text, way, heap->iterations);
    }
    tell_share(text, heap->lost,
               "of the blocks have no place: their callers could not be found "
               "as far as the loop");
    tell_share(text, heap->guessed,
               "of the blocks have callers that are partly guessed: code "
               "without frame information");
    if (heap->differs)
        tare_buf_puts(text, "the launches differ, so the counts depend on "
                            "addresses, random numbers or time; these are of "
                            "the first one\n");
}
