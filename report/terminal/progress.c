/* SPDX-License-Identifier: MIT */
#include "report/terminal/progress.h"

#include <stdio.h>

#include "report/terminal/text.h"
#include "report/terminal/units.h"
#include "store/buf.h"

#define REDRAW_S 0.1
#define PLAIN_S  10.0

enum {
    BAR = 20,
    SHORT_BAR = 8,
    WIDE = 110,
    NARROW = 60
};

static void add_bar(struct tare_buf *text,
                    const struct tare_progress_line *line, size_t size)
{
    size_t full = line->count > 0 ? size * line->done / line->count : 0;

    for (size_t i = 0; i < size; i++)
        tare_buf_puts(text, i < full ? "█" : "░");
    tare_buf_puts(text, " ");
}

static void compose(struct tare_buf *text,
                    const struct tare_progress_line *line)
{
    char left[TARE_SCALED_SIZE];

    tare_buf_printf(text, "%s, %zu of %zu %s", line->verb, line->done,
                    line->count, line->round > 0 ? "settled" : "done");
    if (line->round > 0)
        tare_buf_printf(text, ", round %zu", line->round);
    if (line->suspects > 0)
        tare_buf_printf(text, ", %zu suspected", line->suspects);
    if (line->left_s >= 0) {
        tare_duration_format(left, line->left_s);
        tare_buf_printf(text, ", at most %s left", left);
    }
}

static void draw(struct tare_progress_bar *bar,
                 const struct tare_progress_line *line)
{
    size_t columns = bar->style.columns > 0 ? bar->style.columns : 80;
    struct tare_buf text = { 0 }, shown = { 0 };

    if (columns >= NARROW)
        add_bar(&text, line, columns >= WIDE ? BAR : SHORT_BAR);
    compose(&text, line);
    if (line->id != NULL) {
        tare_buf_puts(&text, "  ");
        tare_text_show(&text, line->id);
    }
    tare_text_cut(&shown, text.data, columns > 4 ? columns - 1 : 4);
    fprintf(stderr, "\r\033[K%s", shown.data);
    fflush(stderr);
    bar->is_drawn = 1;
    tare_buf_release(&text);
    tare_buf_release(&shown);
}

void tare_progress_show(struct tare_progress_bar *bar,
                        const struct tare_progress_line *line)
{
    double pause_s = bar->style.is_terminal ? REDRAW_S : PLAIN_S;
    struct tare_buf text = { 0 };

    if (line->elapsed_s - bar->last_s < pause_s)
        return;
    bar->last_s = line->elapsed_s;
    if (bar->style.is_terminal) {
        draw(bar, line);
        return;
    }
    compose(&text, line);
    fprintf(stderr, "tare: %s\n", text.data);
    tare_buf_release(&text);
}

void tare_progress_clear(struct tare_progress_bar *bar)
{
    if (!bar->is_drawn)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    bar->is_drawn = 0;
}
