/* SPDX-License-Identifier: MIT */
#include "report/terminal/progress.h"

#include <math.h>
#include <stdio.h>

#include "report/terminal/text.h"
#include "report/terminal/units.h"

#define REDRAW_S 0.1
#define PLAIN_S  10.0

enum {
    BAR = 20,
    SHORT_BAR = 8,
    WIDE = 110,
    NARROW = 60,
    ID_COLUMNS = 200 /* where nobody has said how wide it is */
};

static void add_bar(struct tare_buf *text, const struct tare_live *live,
                    size_t size)
{
    size_t full = live->count > 0 ? size * live->done / live->count : 0;

    for (size_t i = 0; i < size; i++)
        tare_buf_puts(text, i < full ? "█" : "░");
    tare_buf_puts(text, " ");
}

static void compose(struct tare_buf *text, const struct tare_live *live)
{
    char left[TARE_SCALED_SIZE];

    tare_text_show(text, live->phase);
    if (live->count > 0)
        tare_buf_printf(text, ", %zu of %zu %s", live->done, live->count,
                        live->round > 0 ? "settled" : "done");
    if (live->round > 0)
        tare_buf_printf(text, ", round %zu", live->round);
    if (live->verdicts.suspected > 0)
        tare_buf_printf(text, ", %zu suspected", live->verdicts.suspected);
    if (isfinite(live->left_s)) {
        tare_duration_format(left, live->left_s);
        tare_buf_printf(text, ", at most %s left", left);
    }
}

static void add_count(struct tare_buf *text, size_t count, const char *what)
{
    if (count > 0)
        tare_buf_printf(text, ", %zu %s", count, what);
}

void tare_progress_describe(struct tare_buf *text, const struct tare_live *live)
{
    const struct tare_live_verdicts *verdicts = &live->verdicts;
    char elapsed[TARE_SCALED_SIZE];

    compose(text, live);
    add_count(text, verdicts->regressed, "regressed");
    add_count(text, verdicts->improved, "improved");
    add_count(text, verdicts->unchanged, "unchanged");
    add_count(text, verdicts->inconclusive, "inconclusive");
    add_count(text, verdicts->failed, "failed");
    tare_duration_format(elapsed, live->elapsed_s);
    tare_buf_printf(text, ", after %s", elapsed);
    if (live->case_id != NULL) {
        tare_buf_puts(text, ": ");
        tare_text_shorten(text, live->case_id, ID_COLUMNS);
    }
}

void tare_progress_draw(struct tare_progress_bar *bar,
                        const struct tare_live *live)
{
    size_t columns = bar->style.columns > 0 ? bar->style.columns : 80;
    struct tare_buf text = { 0 }, shown = { 0 };

    if (columns >= NARROW)
        add_bar(&text, live, columns >= WIDE ? BAR : SHORT_BAR);
    compose(&text, live);
    if (live->case_id != NULL) {
        tare_buf_puts(&text, "  ");
        tare_text_show(&text, live->case_id);
    }
    tare_text_cut(&shown, text.data, columns > 4 ? columns - 1 : 4);
    fprintf(bar->stream, "\r\033[K%s", shown.data);
    fflush(bar->stream);
    bar->is_drawn = 1;
    tare_buf_release(&text);
    tare_buf_release(&shown);
}

void tare_progress_show(struct tare_progress_bar *bar,
                        const struct tare_live *live)
{
    double pause_s = bar->style.is_terminal ? REDRAW_S : PLAIN_S;
    struct tare_buf text = { 0 };

    if (live->elapsed_s - bar->last_s < pause_s)
        return;
    bar->last_s = live->elapsed_s;
    if (bar->style.is_terminal) {
        tare_progress_draw(bar, live);
        return;
    }
    compose(&text, live);
    fprintf(bar->stream, "tare: %s\n", text.data);
    tare_buf_release(&text);
}

void tare_progress_clear(struct tare_progress_bar *bar)
{
    if (!bar->is_drawn)
        return;
    fputs("\r\033[K", bar->stream);
    fflush(bar->stream);
    bar->is_drawn = 0;
}
