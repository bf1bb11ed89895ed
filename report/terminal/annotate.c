/* SPDX-License-Identifier: MIT */
#include "report/terminal/annotate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "report/terminal/profile_text.h"
#include "report/terminal/text.h"
#include "store/alloc.h"
#include "store/path.h"

enum {
    AROUND = 3, /* instructions and lines beside those that take time */
    TIME_COLUMNS = 18,
    TEXT_MAX = 400
};

struct annotate {
    const struct tare_case *c;
    const struct tare_annotation *annotation;
    const struct tare_profile_function *function;
    struct tare_scale scale;
    const struct tare_source *source;
    FILE *stream;
    const struct tare_style *style;
};

/* ---- rows ---------------------------------------------------------------- */

/* "12.3 ± 0.4 ns", to the right, or blanks. */
static void add_time(struct tare_buf *row, const struct annotate *annotate,
                     const struct tare_band *band)
{
    struct tare_buf text = { 0 };
    size_t width;

    if (band != NULL)
        tare_band_describe(&text, band, &annotate->scale);
    width = tare_text_width(tare_buf_text(&text));
    tare_buf_printf(row, "%*s%s",
                    (int)(width < TIME_COLUMNS ? TIME_COLUMNS - width : 0), "",
                    tare_buf_text(&text));
    tare_buf_release(&text);
}

static void print_row(const struct annotate *annotate, struct tare_buf *row,
                      enum tare_ink ink)
{
    tare_ink_print(annotate->stream, annotate->style, ink, "  ", row);
}

/* The text is from a file of the user's. */
static void add_text(struct tare_buf *row, const char *text, size_t size)
{
    char part[TEXT_MAX + 1];
    size_t length = size < TEXT_MAX ? size : TEXT_MAX;

    memcpy(part, text, length);
    part[length] = '\0';
    for (char *at = part; *at != '\0'; at++)
        *at = *at == '\t' ? ' ' : *at;
    tare_text_show(row, part);
}

static const struct tare_band *time_of_line(const struct annotate *annotate,
                                            size_t line)
{
    return tare_annotated_at(annotate->annotation->lines,
                             annotate->annotation->line_count, line);
}

static void print_line(const struct annotate *annotate, size_t line,
                       const struct tare_band *time)
{
    const char *text = tare_source_line(annotate->source, line);
    struct tare_buf row = { 0 };

    add_time(&row, annotate, time);
    tare_buf_printf(&row, "  %4zu  ", line);
    if (text != NULL)
        add_text(&row, text, strlen(text));
    print_row(annotate, &row, TARE_INK_STRONG);
}

/* ---- without instructions ------------------------------------------------ */

static int is_near_line(const struct annotate *annotate, size_t line)
{
    for (size_t i = 0; i < annotate->annotation->line_count; i++) {
        size_t other = annotate->annotation->lines[i].at;

        if (line + AROUND >= other && line <= other + AROUND)
            return 1;
    }
    return 0;
}

static void print_lines(const struct annotate *annotate)
{
    const struct tare_annotation *annotation = annotate->annotation;

    if (annotate->source->count == 0)
        for (size_t i = 0; i < annotation->line_count; i++)
            print_line(annotate, annotation->lines[i].at,
                       &annotation->lines[i].ns);
    for (size_t line = 1; line <= annotate->source->count; line++)
        if (is_near_line(annotate, line))
            print_line(annotate, line, time_of_line(annotate, line));
}

/* ---- with instructions --------------------------------------------------- */

/* What stands on one line of the listing. */
enum row_kind {
    ROW_OTHER,
    ROW_FUNCTION,
    ROW_LINE,
    ROW_INSTRUCTION
};

struct row {
    enum row_kind kind;
    uint64_t offset;  /* of an instruction */
    size_t line;      /* of the source; 0: of another file */
    const char *text; /* the instruction, or the place in the other file */
    size_t size;
};

struct rows {
    struct row *items;
    size_t count;
};

/* "FILE:LINE", perhaps with more behind. */
static void read_place(struct row *row, const struct annotate *annotate,
                       const char *text, size_t size)
{
    const char *file = annotate->function->file, *name;
    char part[TEXT_MAX + 1];
    char *colon, *blank;

    if (size > TEXT_MAX)
        return;
    memcpy(part, text, size);
    part[size] = '\0';
    blank = strstr(part, " (");
    if (blank != NULL)
        *blank = '\0';
    colon = strrchr(part, ':');
    if (colon == NULL || !isdigit((unsigned char)colon[1]))
        return;
    *row = (struct row){ .kind = ROW_LINE, .text = text, .size = strlen(part) };
    *colon = '\0';
    name = tare_path_name(part);
    if (file != NULL && strcmp(name, tare_path_name(file)) == 0)
        row->line = strtoul(colon + 1, NULL, 10);
}

static struct row read_row(const struct annotate *annotate, const char *text,
                           size_t size)
{
    struct row row = { .kind = ROW_OTHER };
    char *end;
    uint64_t number = strtoull(text, &end, 16);

    if (size > 0 && text[0] == ' ' && *end == ':') {
        row = (struct row){ ROW_INSTRUCTION, number, 0, end + 1, 0 };
        row.text += strspn(row.text, " \t");
        row.size = (size_t)(text + size - row.text);
    } else if (size > 0 && isxdigit((unsigned char)text[0]) &&
               strncmp(end, " <", 2) == 0) {
        row.kind = ROW_FUNCTION;
    } else {
        read_place(&row, annotate, text, size);
    }
    return row;
}

/* Of the first function in the listing. */
static struct rows read_rows(const struct annotate *annotate,
                             const char *listing)
{
    struct rows rows = { 0 };
    size_t functions = 0;

    while (*listing != '\0') {
        size_t size = strcspn(listing, "\n");
        struct row row = read_row(annotate, listing, size);

        functions += row.kind == ROW_FUNCTION;
        if (functions > 1)
            break;
        if (functions == 1 && row.kind >= ROW_LINE)
            *TARE_ADD(rows.items, rows.count) = row;
        listing += size + (listing[size] == '\n');
    }
    return rows;
}

static const struct tare_band *time_of(const struct annotate *annotate,
                                       const struct row *row)
{
    return tare_annotated_at(annotate->annotation->instructions,
                             annotate->annotation->instruction_count,
                             row->offset);
}

/* Whether an instruction takes time, or one a few further on or back does. */
static int is_near(const struct annotate *annotate, const struct rows *rows,
                   size_t index)
{
    size_t from = index > AROUND ? index - AROUND : 0;

    for (size_t i = from; i < rows->count && i <= index + AROUND; i++)
        if (rows->items[i].kind == ROW_INSTRUCTION &&
            time_of(annotate, &rows->items[i]) != NULL)
            return 1;
    return 0;
}

/* With its time, the first time that it is told of. */
static void print_line_once(const struct annotate *annotate, size_t line,
                            char *is_told)
{
    const struct tare_annotation *annotation = annotate->annotation;
    const struct tare_band *time = NULL;

    for (size_t i = 0; i < annotation->line_count; i++) {
        if (annotation->lines[i].at != line || is_told[i])
            continue;
        time = &annotation->lines[i].ns;
        is_told[i] = 1;
    }
    print_line(annotate, line, time);
}

static void print_place(const struct annotate *annotate, const struct row *row,
                        char *is_told)
{
    struct tare_buf text = { 0 };

    if (row->line > 0) {
        print_line_once(annotate, row->line, is_told);
        return;
    }
    tare_buf_printf(&text, "%*s  ", TIME_COLUMNS, "");
    add_text(&text, row->text, row->size);
    print_row(annotate, &text, TARE_INK_FAINT);
}

static void print_instruction(const struct annotate *annotate,
                              const struct row *row)
{
    struct tare_buf text = { 0 };

    add_time(&text, annotate, time_of(annotate, row));
    tare_buf_printf(&text, "        %6llx  ", (unsigned long long)row->offset);
    add_text(&text, row->text, row->size);
    print_row(annotate, &text, TARE_INK_PLAIN);
}

/* A line before the first of its instructions that is shown. */
static void print_instructions(const struct annotate *annotate,
                               const struct rows *rows)
{
    char *is_told = tare_alloc(annotate->annotation->line_count, 1);
    const struct row *place = NULL;
    int is_gap = 0;

    for (size_t i = 0; i < rows->count; i++) {
        const struct row *row = &rows->items[i];

        if (row->kind == ROW_LINE) {
            place = row;
            continue;
        }
        if (!is_near(annotate, rows, i)) {
            is_gap = 1;
            continue;
        }
        if (is_gap)
            fputs("                            …\n", annotate->stream);
        is_gap = 0;
        if (place != NULL)
            print_place(annotate, place, is_told);
        place = NULL;
        print_instruction(annotate, row);
    }
    free(is_told);
}

/* ---- the function -------------------------------------------------------- */

static void print_title(const struct annotate *annotate)
{
    struct tare_buf title = { 0 };

    tare_buf_puts(&title, "\n  ");
    tare_text_show(&title, annotate->c->identity.id);
    tare_buf_puts(&title, ": ");
    tare_text_show(&title, annotate->function->name);
    if (annotate->function->file != NULL) {
        tare_buf_puts(&title, ", ");
        tare_text_show(&title, annotate->function->file);
    }
    if (annotate->c->side != TARE_SIDE_NONE)
        tare_buf_puts(&title, annotate->c->side == TARE_SIDE_OLD
                                  ? ", old side"
                                  : ", new side");
    fputs(tare_buf_text(&title), annotate->stream);
    putc('\n', annotate->stream);
    tare_buf_release(&title);
}

static void print_skid(const struct annotate *annotate)
{
    struct tare_buf text = { 0 };

    tare_buf_puts(&text, "time is shown at the instruction that waited, "
                         "usually the one after the slow one");
    print_row(annotate, &text, TARE_INK_FAINT);
}

void tare_annotate_print(const struct tare_case *c,
                         const struct tare_annotation *annotation,
                         const struct tare_source *source, const char *listing,
                         FILE *stream, const struct tare_style *style)
{
    struct rows rows = { 0 };
    struct annotate annotate = {
        .c = c,
        .annotation = annotation,
        .function = &c->profile.functions[annotation->function - 1],
        .scale =
            tare_scale_one(tare_case_measure(c, "time")->estimate.value, "ns"),
        .source = source,
        .stream = stream,
        .style = style
    };

    if (listing != NULL)
        rows = read_rows(&annotate, listing);
    print_title(&annotate);
    if (rows.count > 0) {
        print_instructions(&annotate, &rows);
        print_skid(&annotate);
    } else {
        print_lines(&annotate);
    }
    free(rows.items);
}
