/* SPDX-License-Identifier: MIT */
#include "report/terminal/moves.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "report/terminal/table.h"
#include "report/terminal/text.h"

enum {
    MOST = 12
};

void tare_move_describe(struct tare_buf *text, const struct tare_band *change,
                        const struct tare_scale *scale)
{
    double half = (change->high - change->low) / 2;
    struct tare_scale within = tare_scale_within(*scale, half);
    char value[TARE_SCALED_SIZE], spread[TARE_SCALED_SIZE];

    tare_scaled_number(value, fabs(change->value), &within);
    tare_scaled_format(spread, half, &within);
    tare_buf_printf(text, "%s%s ± %s", change->value < 0 ? "-" : "+", value,
                    spread);
}

static struct tare_scale scale_of(const struct tare_case *c)
{
    return tare_scale_one(tare_case_measure(c, "time")->estimate.value, "ns");
}

void tare_moves_describe(struct tare_buf *text, const struct tare_moves *moves,
                         const struct tare_case *old,
                         const struct tare_case *new)
{
    struct tare_scale scale = scale_of(new);

    tare_move_describe(text, &moves->change_ns, &scale);
    tare_buf_printf(text, " per iteration; %" PRIu64 " looks in %zu launches",
                    tare_profile_all_looks(&old->profile) +
                        tare_profile_all_looks(&new->profile),
                    old->profile.launch_count + new->profile.launch_count);
}

static void add_value(struct tare_buf *text, double ns, size_t function,
                      const struct tare_scale *scale)
{
    char value[TARE_SCALED_SIZE];

    if (function == 0 && !(ns > 0)) {
        tare_buf_puts(text, "–");
        return;
    }
    tare_scaled_format(value, ns, scale);
    tare_buf_puts(text, value);
}

void tare_move_values(struct tare_buf *text, const struct tare_move *move,
                      const struct tare_scale *scale)
{
    double half = (move->change_ns.high - move->change_ns.low) / 2;
    struct tare_scale within = tare_scale_within(*scale, half);

    add_value(text, move->ns[0], move->functions[0], &within);
    tare_buf_puts(text, " → ");
    add_value(text, move->ns[1], move->functions[1], &within);
}

static void add_move(struct tare_table *table, const struct tare_move *move,
                     const struct tare_scale *scale)
{
    struct tare_buf text = { 0 };
    enum tare_ink ink = !move->is_shown             ? TARE_INK_FAINT
                        : move->change_ns.value > 0 ? TARE_INK_BAD
                                                    : TARE_INK_GOOD;

    tare_table_row(table);
    tare_buf_printf(&text, "  %s", move->name);
    tare_table_take(table, &text, TARE_ALIGN_LEFT, TARE_INK_PLAIN);
    tare_move_describe(&text, &move->change_ns, scale);
    tare_table_take(table, &text, TARE_ALIGN_RIGHT, ink);
    tare_table_cell(table, move->is_shown ? "" : "within chance",
                    TARE_ALIGN_LEFT, TARE_INK_FAINT);
    tare_move_values(&text, move, scale);
    tare_table_take(table, &text, TARE_ALIGN_RIGHT, TARE_INK_PLAIN);
}

static void print_case(const struct tare_case *old, const struct tare_case *new,
                       size_t most, FILE *stream,
                       const struct tare_style *style)
{
    static const char *const names[] = { "  function, itself", "change", "",
                                         "old → new" };
    struct tare_table table = { 0 };
    struct tare_buf title = { 0 };
    struct tare_moves moves;
    struct tare_scale scale;

    tare_moves_find(&moves, old, new);
    if (moves.count > 0) {
        scale = scale_of(new);
        tare_text_show(&title, new->identity.id);
        tare_buf_puts(&title, ": ");
        tare_moves_describe(&title, &moves, old, new);
        tare_ink_print(stream, style, TARE_INK_PLAIN, "\n  ", &title);
        tare_table_heads(&table, names, sizeof names / sizeof *names);
        for (size_t i = 0; i < moves.count && i < (most > 0 ? most : MOST); i++)
            add_move(&table, &moves.items[i], &scale);
        tare_table_print(&table, stream, style);
        tare_table_release(&table);
    }
    tare_moves_release(&moves);
}

void tare_moves_print(const struct tare_run *run, size_t most, FILE *stream,
                      const struct tare_style *style)
{
    const struct tare_case **others =
        tare_other_sides(run->cases, run->case_count);

    for (size_t i = 0; i < run->case_count; i++)
        if (run->cases[i].side == TARE_SIDE_NEW && others[i] != NULL)
            print_case(others[i], &run->cases[i], most, stream, style);
    free(others);
}
