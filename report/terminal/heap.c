/* SPDX-License-Identifier: MIT */
#include "report/terminal/heap.h"

#include <math.h>
#include <stdlib.h>

#include "report/terminal/heap_text.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"

enum {
    FUNCTIONS_SHOWN = 4 /* of a way */
};

static void add_bytes(struct tare_table *table, double bytes)
{
    struct tare_buf text = { 0 };

    if (bytes > 0)
        tare_bytes_describe(&text, bytes);
    else
        tare_buf_puts(&text, "–");
    tare_table_take(table, &text, TARE_ALIGN_RIGHT, TARE_INK_PLAIN);
}

static void add_number(struct tare_table *table, const char *format,
                       double value, enum tare_ink ink)
{
    struct tare_buf text = { 0 };

    tare_buf_printf(&text, format, value);
    tare_table_take(table, &text, TARE_ALIGN_RIGHT, ink);
}

/* Lifetimes are in allocations, a clock that is the same each time. */
static void add_way(struct tare_table *table, const struct tare_way *way,
                    double iterations)
{
    const struct tare_site *sum = &way->sum;
    struct tare_buf who = { 0 };

    tare_table_row(table);
    tare_buf_puts(&who, "  ");
    tare_way_describe(&who, way, FUNCTIONS_SHOWN);
    tare_table_take(table, &who, TARE_ALIGN_WHOLE, TARE_INK_PLAIN);
    add_number(table, "%.6g", (double)sum->blocks / iterations,
               TARE_INK_STRONG);
    add_bytes(table, (double)sum->bytes / iterations);
    add_number(table, "%.0f %%",
               100 * (double)sum->brief / (double)(sum->blocks),
               TARE_INK_PLAIN);
    add_bytes(table, (double)sum->peak_bytes);
    add_bytes(table, (double)sum->left_bytes);
}

static void print_ways(const struct tare_heap *heap, size_t most, FILE *stream,
                       const struct tare_style *style)
{
    static const char *const names[] = { "  call",      "blocks",
                                         "bytes",       "short-lived",
                                         "at the peak", "left over" };
    struct tare_table table = { 0 };
    size_t shown = heap->count < most ? heap->count : most;

    tare_table_heads(&table, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < shown; i++)
        add_way(&table, &heap->items[i], heap->iterations);
    if (shown < heap->count) {
        struct tare_buf more = { 0 };

        tare_table_row(&table);
        tare_buf_printf(&more, "  %zu more", heap->count - shown);
        tare_table_take(&table, &more, TARE_ALIGN_SPAN, TARE_INK_FAINT);
    }
    tare_table_print(&table, stream, style);
    tare_table_release(&table);
}

static void print_case(const struct tare_case *c, size_t most, FILE *stream,
                       const struct tare_style *style)
{
    struct tare_heap heap;
    struct tare_buf title = { 0 }, doubts = { 0 };

    tare_heap_find(&heap, c, 1);
    if (heap.iterations > 0) {
        tare_text_show(&title, c->identity.id);
        tare_buf_puts(&title, ": ");
        tare_heap_describe(&title, &heap);
        tare_ink_print(stream, style, TARE_INK_PLAIN, "\n  ", &title);
        if (heap.count > 0)
            print_ways(&heap, most > 0 ? most : TARE_WAYS_MOST, stream, style);
        tare_heap_doubts(&doubts, &heap);
        tare_ink_print_lines(stream, style, TARE_INK_DOUBT, "  ", &doubts);
    }
    tare_heap_release(&heap);
}

void tare_heap_print(const struct tare_run *run, size_t most, FILE *stream,
                     const struct tare_style *style)
{
    for (size_t i = 0; i < run->case_count; i++)
        print_case(&run->cases[i], most, stream, style);
}

/* ---- what changed -------------------------------------------------------- */

/* "+2", "-100 B" */
static void add_change(struct tare_buf *text, double change, const char *unit)
{
    tare_buf_printf(text, "%+.6g%s", change, unit);
}

static void print_changes(const struct tare_heap_changes *changes, size_t most,
                          FILE *stream, const struct tare_style *style)
{
    static const char *const names[] = { "  call", "blocks", "bytes" };
    struct tare_table table = { 0 };

    tare_table_heads(&table, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < changes->count && i < most; i++) {
        const struct tare_heap_change *change = &changes->items[i];
        struct tare_buf who = { 0 }, blocks = { 0 }, bytes = { 0 };

        tare_table_row(&table);
        tare_buf_puts(&who, "  ");
        tare_text_show(&who, change->name);
        add_change(&blocks, change->blocks, "");
        add_change(&bytes, change->bytes, " B");
        tare_table_take(&table, &who, TARE_ALIGN_LEFT, TARE_INK_PLAIN);
        tare_table_take(&table, &blocks, TARE_ALIGN_RIGHT, TARE_INK_STRONG);
        tare_table_take(&table, &bytes, TARE_ALIGN_RIGHT, TARE_INK_PLAIN);
    }
    tare_table_print(&table, stream, style);
    tare_table_release(&table);
}

static void print_sides(const struct tare_case *before,
                        const struct tare_case *now, size_t most, FILE *stream,
                        const struct tare_style *style)
{
    struct tare_heap_changes changes;
    struct tare_buf title = { 0 };

    if (before->heap.launch_count == 0 || now->heap.launch_count == 0)
        return;
    tare_heap_compare(&changes, before, now);
    tare_text_show(&title, now->identity.id);
    if (changes.count > 0) {
        tare_buf_puts(&title, ": per iteration ");
        add_change(&title, changes.sum.blocks,
                   fabs(changes.sum.blocks) > 1 ? " blocks, " : " block, ");
        add_change(&title, changes.sum.bytes, " B");
    } else if (changes.differs) {
        tare_buf_puts(&title, ": the allocations differ from launch to launch, "
                              "so that sides cannot be compared");
    } else {
        tare_buf_puts(&title, ": the same allocations on both sides");
    }
    tare_ink_print(stream, style, TARE_INK_PLAIN, "\n  ", &title);
    if (changes.count > 0)
        print_changes(&changes, most, stream, style);
    tare_heap_changes_release(&changes);
}

void tare_heap_changes_print(const struct tare_run *run, size_t most,
                             FILE *stream, const struct tare_style *style)
{
    const struct tare_case **others =
        tare_other_sides(run->cases, run->case_count);

    for (size_t i = 0; i < run->case_count; i++)
        if (run->cases[i].side == TARE_SIDE_NEW && others[i] != NULL)
            print_sides(others[i], &run->cases[i],
                        most > 0 ? most : TARE_WAYS_MOST, stream, style);
    free(others);
}
