/* SPDX-License-Identifier: MIT */
/* What the script of a flame graph reads: columns of numbers, and names. */
#include <stdlib.h>

#include "report/html/flame_parts.h"
#include "report/html/html.h"
#include "report/terminal/profile_text.h"
#include "store/alloc.h"

/* Columns of numbers, of the calls that are in the page. */
struct columns {
    struct tare_buf parents, functions, totals, selves, errors;
};

static void add_number(struct tare_buf *column, double value)
{
    tare_buf_printf(column, "%.4g ", value);
}

/* The functions that are in the page, from 1 on.  Returned. */
static size_t *number_functions(const struct tare_flame *flame)
{
    size_t functions = flame->c->profile.function_count + 1, count = 0;
    size_t *numbers = tare_alloc(functions, sizeof *numbers);

    for (size_t i = 0; i < flame->tree.count; i++)
        if (flame->tree.items[i].total >= flame->least)
            numbers[flame->tree.items[i].function] = 1;
    for (size_t i = 0; i < functions; i++)
        if (numbers[i] > 0)
            numbers[i] = ++count;
    return numbers;
}

static void fill_columns(struct columns *columns,
                         const struct tare_flame *flame,
                         const size_t *functions)
{
    size_t *numbers = tare_alloc(flame->tree.count, sizeof *numbers);
    size_t count = 0;

    for (size_t i = 0; i < flame->tree.count; i++) {
        const struct tare_call *call = &flame->tree.items[i];
        double half = (call->total_ns.high - call->total_ns.low) / 2;

        if (call->total < flame->least)
            continue;
        numbers[i] = ++count;
        tare_buf_printf(&columns->parents, "%zu ",
                        call->parent > 0 ? numbers[call->parent - 1] : 0);
        tare_buf_printf(&columns->functions, "%zu ",
                        2 * (functions[call->function] - 1) +
                            (call->calls_itself != 0));
        add_number(&columns->totals, call->total_ns.value);
        add_number(&columns->selves, call->self_ns.value);
        add_number(&columns->errors, half);
    }
    free(numbers);
}

/* One of its calls. */
static const struct tare_call *call_of(const struct tare_flame *flame,
                                       size_t function)
{
    const struct tare_call *call = flame->tree.items;

    while (call->function != function)
        call++;
    return call;
}

/* A line for each function that is called, with the kind and the place before the name: markup,
 * because lines and tabs would not stay in text. */
static void list_functions(struct tare_buf *buf, const struct tare_flame *flame,
                           const size_t *functions)
{
    for (size_t i = 0; i <= flame->c->profile.function_count; i++) {
        struct tare_buf where = { 0 }, name = { 0 };

        if (functions[i] == 0)
            continue;
        tare_hotspot_where(&where, &flame->c->profile, i);
        tare_flame_name(&name, flame, i, 0);
        tare_buf_puts(buf, functions[i] > 1 ? "\n" : "");
        tare_flame_kind(buf, flame, call_of(flame, i));
        tare_buf_puts(buf, "\t");
        tare_html_text(buf, tare_buf_text(&where));
        tare_buf_puts(buf, "\t");
        tare_html_text(buf, tare_buf_text(&name));
        tare_buf_release(&where);
        tare_buf_release(&name);
    }
}

void tare_flame_data(struct tare_buf *buf, const struct tare_flame *flame)
{
    char unit[TARE_SCALED_SIZE];
    struct columns columns = { 0 };
    struct tare_buf names = { 0 }, factor = { 0 }, width = { 0 };
    size_t *functions = number_functions(flame);

    tare_scaled_unit(unit, sizeof unit, &flame->scale);
    fill_columns(&columns, flame, functions);
    list_functions(&names, flame, functions);
    free(functions);
    tare_buf_printf(&factor, "%g", flame->scale.factor);
    tare_buf_printf(&width, "%.6g", flame->width);
    TARE_FILL(
        buf, "flame.html", "data", tare_hole_take("parents", &columns.parents),
        tare_hole_take("functions", &columns.functions),
        tare_hole_take("totals", &columns.totals),
        tare_hole_take("selves", &columns.selves),
        tare_hole_take("errors", &columns.errors),
        tare_hole_markup("names", &names), tare_hole_take("factor", &factor),
        tare_hole("unit", unit), tare_hole_take("width", &width),
        tare_hole("down", flame->is_down ? "1" : ""));
}
