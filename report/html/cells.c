/* SPDX-License-Identifier: MIT */
#include "report/html/cells.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "report/terminal/changes.h"
#include "report/terminal/text.h"

enum {
    NAME_MAX_COLUMNS = 160
};

void tare_page_cut(struct tare_buf *buf, const char *text)
{
    tare_text_shorten(buf, text, NAME_MAX_COLUMNS);
}

void tare_page_signs(struct tare_buf *buf, const char *text)
{
    char before = ' ';

    for (; text != NULL && *text != '\0'; before = *text++)
        if (*text == '-' && strchr(" (^", before) != NULL &&
            isdigit((unsigned char)text[1]))
            tare_buf_puts(buf, "−");
        else
            tare_buf_add(buf, text, 1);
}

/* Appends it with minus signs, and takes it. */
static void put_signed(struct tare_buf *buf, struct tare_buf *text)
{
    tare_page_signs(buf, text->data);
    tare_buf_release(text);
}

/* ---- estimates ----------------------------------------------------------- */

void tare_page_interval(struct tare_buf *buf, const struct tare_band *band,
                        const struct tare_scale *scale)
{
    struct tare_buf text = { 0 };

    tare_interval_format(&text, band->low, band->high, scale);
    put_signed(buf, &text);
}

void tare_page_estimate(struct tare_buf *buf, const struct tare_band *band,
                        const char *unit, int has_interval)
{
    struct tare_scale scale = tare_scale_one(fabs(band->value), unit);
    struct tare_buf interval = { 0 };
    char value[TARE_SCALED_SIZE];

    tare_scaled_format(value, band->value, &scale);
    tare_buf_puts(buf, value);
    if (has_interval)
        tare_page_interval(&interval, band, &scale);
    if (interval.size > 0)
        tare_buf_printf(buf, " (%s)", interval.data);
    tare_buf_release(&interval);
}

/* ---- changes ------------------------------------------------------------- */

void tare_page_change(struct tare_buf *buf, const struct tare_band *change)
{
    struct tare_buf text = { 0 };

    if (isfinite(change->value))
        tare_change_format(&text, change->value, change);
    put_signed(buf, &text);
}

void tare_page_change_interval(struct tare_buf *buf,
                               const struct tare_band *change)
{
    struct tare_buf text = { 0 };

    tare_change_interval(&text, change);
    put_signed(buf, &text);
}

/* ---- around them --------------------------------------------------------- */

void tare_page_cell(struct tare_buf *cells, const char *text)
{
    struct tare_buf shown = { 0 };

    tare_page_signs(&shown, text);
    TARE_FILL(cells, "case.html", "cell", tare_hole_take("text", &shown));
}

void tare_page_cell_take(struct tare_buf *cells, struct tare_buf *text)
{
    tare_page_cell(cells, text->data);
    tare_buf_release(text);
}

void tare_page_head(struct tare_buf *heads, const char *name)
{
    struct tare_buf shown = { 0 };

    tare_page_cut(&shown, name);
    TARE_FILL(heads, "case.html", "head", tare_hole_take("text", &shown));
}

void tare_page_row(struct tare_buf *rows, const char *name,
                   struct tare_buf *cells)
{
    struct tare_buf shown = { 0 };

    tare_page_cut(&shown, name);
    TARE_FILL(rows, "case.html", "table-row", tare_hole_take("name", &shown),
              tare_hole_markup("cells", cells));
}
