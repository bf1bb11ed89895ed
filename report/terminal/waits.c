/* SPDX-License-Identifier: MIT */
#include "report/terminal/waits.h"

#include <math.h>

#include "report/terminal/profile_text.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"

#define WORTH_SAYING 0.01
#define SPOTS_LEAST  TARE_SPOTS_LEAST

/* ---- in words ------------------------------------------------------------ */

static struct tare_scale scale_of(const struct tare_waits *waits)
{
    return tare_scale_one(waits->ns.value, "ns");
}

void tare_waits_describe(struct tare_buf *text, const struct tare_waits *waits)
{
    struct tare_scale scale = scale_of(waits);
    char percent[TARE_SCALED_SIZE];

    if (!(waits->ns.value > 0)) {
        tare_buf_puts(text, "does not wait");
        return;
    }
    if (waits->threads > 1)
        tare_buf_printf(text, "its %u threads together wait ", waits->threads);
    else
        tare_buf_puts(text, "waits ");
    tare_band_describe(text, &waits->own_ns, &scale);
    tare_percent_format(percent, fmin(waits->explained, 1));
    tare_buf_printf(
        text, " per iteration, which is %s of the time without a CPU", percent);
}

static void add_share(struct tare_buf *text, double share, const char *sentence)
{
    char percent[TARE_SCALED_SIZE];

    if (!(share >= WORTH_SAYING))
        return;
    tare_percent_format(percent, share);
    tare_buf_printf(text, "%s %s\n", percent, sentence);
}

static void add_preempted(struct tare_buf *text, const struct tare_waits *waits)
{
    struct tare_scale scale = tare_scale_one(waits->preempted_ns, "ns");
    char time[TARE_SCALED_SIZE];

    if (!(waits->ns.value > 0 &&
          waits->preempted_ns > WORTH_SAYING * waits->ns.value))
        return;
    tare_scaled_format(time, waits->preempted_ns, &scale);
    tare_buf_printf(
        text,
        "others took its CPU %.2g times per iteration, for %s: that "
        "is a disturbance, and left out\n",
        waits->preempted, time);
}

void tare_waits_doubts(struct tare_buf *text, const struct tare_waits *waits)
{
    if (waits->is_blind)
        tare_buf_puts(text, "where it waits is not to be seen: that needs "
                            "permission (sudo sysctl "
                            "kernel.perf_event_paranoid=1)\n");
    else
        add_share(text, waits->unseen,
                  "of the waiting has no place: its callers could not be "
                  "found as far as the loop");
    add_share(text, waits->lost,
              "of the waiting is not known: the kernel had no room for so "
              "many waits");
    add_share(text, waits->guessed,
              "of the waiting is at stacks that are partly guessed: code "
              "without frame information");
    add_share(text, waits->others,
              "of the waiting is by threads that the benchmark starts, beside "
              "the loop");
    add_preempted(text, waits);
}

/* ---- the table ----------------------------------------------------------- */

static void add_name(struct tare_table *table,
                     const struct tare_profile *profile,
                     const struct tare_wait_row *row)
{
    struct tare_buf text = { 0 };

    tare_table_row(table);
    tare_buf_puts(&text, "  ");
    if (row->thread > 0) {
        tare_hotspot_name(&text, profile, row->thread);
        tare_buf_puts(&text, " ");
    }
    tare_hotspot_name(&text, profile, row->function);
    if (row->call > 0) {
        tare_buf_puts(&text, ": ");
        tare_hotspot_name(&text, profile, row->call);
    }
    tare_table_take(table, &text, TARE_ALIGN_WHOLE, TARE_INK_PLAIN);
}

/* "[lock]" is "lock" where there is nothing else. */
static void add_on(struct tare_table *table, const struct tare_profile *profile,
                   size_t on)
{
    struct tare_buf name = { 0 }, text = { 0 };

    tare_hotspot_name(&name, profile, on);
    if (name.size > 2 && name.data[0] == '[')
        tare_buf_add(&text, name.data + 1, name.size - 2);
    tare_buf_release(&name);
    tare_table_take(table, &text, TARE_ALIGN_LEFT, TARE_INK_PLAIN);
}

static void add_row(struct tare_table *table, const struct tare_case *c,
                    const struct tare_wait_row *row,
                    const struct tare_scale *scale)
{
    struct tare_buf text = { 0 };

    add_name(table, &c->waits, row);
    add_on(table, &c->waits, row->on);
    tare_buf_printf(&text, "%.3g", row->times);
    tare_table_take(table, &text, TARE_ALIGN_RIGHT, TARE_INK_PLAIN);
    tare_band_describe(&text, &row->ns, scale);
    tare_table_take(table, &text, TARE_ALIGN_RIGHT, TARE_INK_STRONG);
    tare_hotspot_where(&text, &c->waits, row->function);
    tare_table_take(table, &text, TARE_ALIGN_LEFT, TARE_INK_FAINT);
}

static void print_rows(const struct tare_case *c,
                       const struct tare_waits *waits, size_t most,
                       FILE *stream, const struct tare_style *style)
{
    static const char *const names[] = { "  where", "waits for", "times",
                                         "how long", "" };
    struct tare_scale scale = scale_of(waits);
    struct tare_table table = { 0 };
    size_t shown = 0;

    tare_table_heads(&table, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < waits->count; i++) {
        const struct tare_wait_row *row = &waits->items[i];

        if (i > 0 && row->thread != waits->items[i - 1].thread)
            shown = 0;
        if (shown < (most > 0 ? most : TARE_SPOTS_MOST) && row->ns.value > 0 &&
            (most > 0 || row->share >= SPOTS_LEAST)) {
            add_row(&table, c, row, &scale);
            shown++;
        }
    }
    tare_table_print(&table, stream, style);
    tare_table_release(&table);
}

static void print_case(const struct tare_case *c, size_t most, FILE *stream,
                       const struct tare_style *style)
{
    struct tare_waits waits;
    struct tare_buf text = { 0 };

    tare_waits_find(&waits, c);
    tare_text_show(&text, c->identity.id);
    tare_buf_puts(&text, c->side == TARE_SIDE_OLD   ? " (old): "
                         : c->side == TARE_SIDE_NEW ? " (new): "
                                                    : ": ");
    tare_waits_describe(&text, &waits);
    tare_ink_print(stream, style, TARE_INK_PLAIN, "\n  ", &text);
    if (waits.ns.value > 0 && waits.count > 0)
        print_rows(c, &waits, most, stream, style);
    tare_waits_doubts(&text, &waits);
    tare_ink_print_lines(stream, style, TARE_INK_DOUBT, "  ", &text);
    tare_waits_release(&waits);
}

void tare_waits_print(const struct tare_run *run, size_t most, FILE *stream,
                      const struct tare_style *style)
{
    for (size_t i = 0; i < run->case_count; i++)
        if (run->cases[i].waits.launch_count > 0)
            print_case(&run->cases[i], most, stream, style);
}
