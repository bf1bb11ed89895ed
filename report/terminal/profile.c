/* SPDX-License-Identifier: MIT */
#include "report/terminal/profile.h"

#include "report/terminal/profile_text.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"
#include "store/hotspots.h"

static void add_time(struct tare_table *table, const struct tare_band *band,
                     const struct tare_scale *scale, enum tare_ink ink)
{
    struct tare_buf text = { 0 };

    if (band->value > 0)
        tare_band_describe(&text, band, scale);
    else
        tare_buf_puts(&text, "–");
    tare_table_take(table, &text, TARE_ALIGN_RIGHT, ink);
}

static void add_spot(struct tare_table *table, const struct tare_case *c,
                     const struct tare_hotspot *spot,
                     const struct tare_scale *scale)
{
    struct tare_buf text = { 0 };

    tare_table_row(table);
    tare_buf_puts(&text, "  ");
    tare_hotspot_name(&text, &c->profile, spot->function);
    tare_buf_puts(&text, spot->calls_itself ? " (calls itself)" : "");
    tare_table_take(table, &text, TARE_ALIGN_LEFT, TARE_INK_PLAIN);
    add_time(table, &spot->self_ns, scale, TARE_INK_STRONG);
    add_time(table, &spot->total_ns, scale, TARE_INK_PLAIN);
    tare_hotspot_where(&text, &c->profile, spot->function);
    tare_table_take(table, &text, TARE_ALIGN_LEFT, TARE_INK_FAINT);
}

/* Those that are not shown, and what they are worth together. */
static void add_rest(struct tare_table *table, size_t count, double self)
{
    struct tare_buf text = { 0 };
    char percent[TARE_SCALED_SIZE];

    if (count == 0)
        return;
    tare_percent_format(percent, self);
    tare_table_row(table);
    tare_buf_printf(&text, "  %zu more, together %s", count, percent);
    tare_table_take(table, &text, TARE_ALIGN_SPAN, TARE_INK_FAINT);
}

/* most: 0 for those that matter. */
static void add_spots(struct tare_table *table, const struct tare_case *c,
                      const struct tare_hotspots *hotspots, size_t most)
{
    struct tare_scale scale = tare_profile_scale(hotspots);
    double least = most > 0 ? 0 : TARE_SPOTS_LEAST, rest = 0;
    size_t shown = 0;

    for (size_t i = 0; i < hotspots->count; i++) {
        const struct tare_hotspot *spot = &hotspots->items[i];

        if (shown < (most > 0 ? most : TARE_SPOTS_MOST) &&
            spot->total >= least) {
            add_spot(table, c, spot, &scale);
            shown++;
        } else {
            rest += spot->self;
        }
    }
    add_rest(table, hotspots->count - shown, rest);
}

static void print_spots(const struct tare_case *c,
                        const struct tare_hotspots *hotspots, size_t most,
                        FILE *stream, const struct tare_style *style)
{
    static const char *const names[] = { "  function", "itself", "with callees",
                                         "" };
    struct tare_table table = { 0 };

    tare_table_heads(&table, names, sizeof names / sizeof *names);
    add_spots(&table, c, hotspots, most);
    tare_table_print(&table, stream, style);
    tare_table_release(&table);
}

static void print_case(const struct tare_case *c, size_t most, FILE *stream,
                       const struct tare_style *style)
{
    struct tare_hotspots hotspots;
    struct tare_buf title = { 0 }, doubts = { 0 };

    tare_hotspots_find(&hotspots, c);
    if (!(hotspots.iteration_ns > 0)) {
        tare_hotspots_release(&hotspots);
        return;
    }
    tare_text_show(&title, c->identity.id);
    tare_buf_puts(&title, ": ");
    tare_profile_describe(&title, c, &hotspots);
    tare_ink_print(stream, style, TARE_INK_PLAIN, "\n  ", &title);
    if (hotspots.count > 0)
        print_spots(c, &hotspots, most, stream, style);
    tare_profile_doubts(&doubts, &hotspots);
    tare_ink_print_lines(stream, style, TARE_INK_DOUBT, "  ", &doubts);
    tare_hotspots_release(&hotspots);
}

void tare_profile_print(const struct tare_run *run, size_t most, FILE *stream,
                        const struct tare_style *style)
{
    for (size_t i = 0; i < run->case_count; i++)
        print_case(&run->cases[i], most, stream, style);
}
