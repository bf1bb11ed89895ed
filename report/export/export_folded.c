/* SPDX-License-Identifier: MIT */
/*
 * Folded stacks, as flamegraph.pl, inferno and speedscope read them: a line for
 * each, from the case to the innermost function, and how often it was found, or
 * for how many ns or bytes it stands.  Of a duel there are two numbers, old and
 * new, for a differential graph.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/export/export_formats.h"
#include "report/export/profile_stacks.h"
#include "report/terminal/text.h"
#include "store/alloc.h"

struct line {
    char *stack;
    uint64_t looks[2]; /* old, new */
};

struct lines {
    struct line *items;
    size_t count;
    int are_both; /* sides */
};

/* A name that ends in a number, as "operator 2", must not be read as one with a
 * count of another side behind it. */
static void hide_number(struct tare_buf *text)
{
    size_t at = text->size;

    while (at > 0 && strchr("0123456789.", text->data[at - 1]) != NULL)
        at--;
    if (at < text->size && at > 0 && text->data[at - 1] == ' ')
        text->data[at - 1] = '_';
}

static char *fold(const struct tare_stacks *stacks, size_t node)
{
    size_t way[TARE_PROFILE_DEPTH_MAX];
    size_t count = tare_stacks_way(stacks, node, way);
    struct tare_buf text = { 0 };

    tare_text_show(&text, stacks->c->identity.id);
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == ';')
            text.data[i] = ':';
    for (size_t i = 0; i < count; i++) {
        tare_buf_puts(&text, ";");
        tare_stacks_name(&text, stacks, way[i], ";", ':');
    }
    hide_number(&text);
    return tare_buf_detach(&text);
}

static void add_stacks(struct lines *lines, const struct tare_stacks *stacks)
{
    const struct tare_case *c = stacks->c;

    lines->are_both |= c->side == TARE_SIDE_OLD;
    for (size_t i = 0; i < stacks->profile->node_count; i++) {
        struct line *line;

        if (stacks->looks[i] == 0)
            continue;
        line = TARE_ADD(lines->items, lines->count);
        line->stack = fold(stacks, i);
        line->looks[c->side != TARE_SIDE_OLD] = stacks->looks[i];
    }
}

static int by_stack(const void *a, const void *b)
{
    const struct line *x = a, *y = b;

    return strcmp(x->stack, y->stack);
}

static void write_lines(struct lines *lines, FILE *stream)
{
    if (lines->count > 0)
        qsort(lines->items, lines->count, sizeof *lines->items, by_stack);
    for (size_t i = 0; i < lines->count; i++) {
        struct line *line = &lines->items[i];

        if (i + 1 < lines->count &&
            strcmp(line->stack, lines->items[i + 1].stack) == 0) {
            lines->items[i + 1].looks[0] += line->looks[0];
            lines->items[i + 1].looks[1] += line->looks[1];
        } else {
            fputs(line->stack, stream);
            if (lines->are_both)
                fprintf(stream, " %" PRIu64, line->looks[0]);
            fprintf(stream, " %" PRIu64 "\n", line->looks[1]);
        }
        free(line->stack);
    }
    free(lines->items);
}

static void export(const struct tare_export_input *input,
                   enum tare_stacks_of of, FILE *stream)
{
    struct lines lines = { 0 };

    for (size_t i = 0; i < input->run->case_count; i++)
        if (tare_stacks_are_there(&input->run->cases[i], of)) {
            struct tare_stacks stacks;

            tare_stacks_open(&stacks, &input->run->cases[i], of);
            add_stacks(&lines, &stacks);
            tare_stacks_close(&stacks);
        }
    write_lines(&lines, stream);
}

void tare_export_folded(const struct tare_export_input *input, FILE *stream)
{
    export(input, TARE_STACKS_TIME, stream);
}

void tare_export_waits_folded(const struct tare_export_input *input,
                              FILE *stream)
{
    export(input, TARE_STACKS_WAITS, stream);
}

void tare_export_heap_folded(const struct tare_export_input *input,
                             FILE *stream)
{
    export(input, TARE_STACKS_HEAP, stream);
}
