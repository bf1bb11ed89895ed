/* SPDX-License-Identifier: MIT */
#include "report/terminal/changes.h"

#include <math.h>
#include <stdio.h>

#include "report/terminal/text.h"
#include "report/terminal/units.h"

enum {
    DECIMALS_MAX = 6
};

/* Values further apart than this do not share a unit. */
#define SCALE_SPAN 1e3

/* So many that half the interval, or without one the change, has a digit. */
static int decimals_for(double change, const struct tare_band *band)
{
    double size = 50 * (band->high - band->low);
    int decimals = 1;

    if (!(size > 0))
        size = tare_percent(fabs(change));
    if (!(size > 0))
        return 1;
    if (size >= 10)
        return 0;
    while (decimals < DECIMALS_MAX && size * pow(10, decimals) < 0.95)
        decimals++;
    return decimals;
}

/* Without the unit; no sign where nothing but zeros would follow it. */
static void add_percent(struct tare_buf *text, double change, int decimals)
{
    double percent = tare_percent(change);

    if (fabs(percent) >= 1e6)
        tare_buf_printf(text, "%+.2g", percent);
    else if (fabs(percent) < 0.5 * pow(10, -decimals))
        tare_buf_printf(text, "%.*f", decimals, 0.0);
    else
        tare_buf_printf(text, "%+.*f", decimals, percent);
}

void tare_change_format(struct tare_buf *text, double change,
                        const struct tare_band *band)
{
    if (!isfinite(change)) {
        tare_buf_puts(text, "–");
        return;
    }
    add_percent(text, change, decimals_for(change, band));
    tare_buf_puts(text, " %");
}

void tare_change_interval(struct tare_buf *text, const struct tare_band *band)
{
    int decimals = decimals_for(band->value, band);

    if (!isfinite(band->low) || !isfinite(band->high))
        return;
    add_percent(text, band->low, decimals);
    tare_buf_puts(text, " … ");
    add_percent(text, band->high, decimals);
    tare_buf_puts(text, " %");
}

void tare_change_whole(struct tare_buf *text, const struct tare_band *change,
                       int has_interval)
{
    struct tare_buf interval = { 0 };

    tare_change_format(text, change->value, change);
    if (has_interval)
        tare_change_interval(&interval, change);
    if (interval.size > 0)
        tare_buf_printf(text, " (%s)", interval.data);
    tare_buf_release(&interval);
}

static struct tare_scale scale_of(const struct tare_verdict *verdict,
                                  double value)
{
    const char *unit = verdict->unit != NULL ? verdict->unit : "";
    double values[] = { fabs(verdict->old_value), fabs(verdict->new_value) };
    double ratio = values[1] / values[0];

    return ratio > 1 / SCALE_SPAN && ratio < SCALE_SPAN
               ? tare_scale_for(values, 2, unit)
               : tare_scale_one(fabs(value), unit);
}

/* With its unit, unless the other value, which has the same, follows. */
static void add_value(struct tare_buf *text, const struct tare_verdict *verdict,
                      double value, int is_followed)
{
    struct tare_scale scale = scale_of(verdict, value);
    struct tare_scale other = scale_of(verdict, verdict->new_value);
    char shown[TARE_SCALED_SIZE];

    if (is_followed && scale.prefix == other.prefix)
        tare_scaled_number(shown, value, &scale);
    else
        tare_scaled_format(shown, value, &scale);
    tare_text_show(text, shown);
}

void tare_change_values(struct tare_buf *text,
                        const struct tare_verdict *verdict)
{
    int has_old = isfinite(verdict->old_value);
    int has_new = isfinite(verdict->new_value);

    if (!has_old && !has_new)
        return;
    if (has_old)
        add_value(text, verdict, verdict->old_value, has_new);
    tare_buf_puts(text, has_old ? " →" : "→");
    if (has_new) {
        tare_buf_puts(text, " ");
        add_value(text, verdict, verdict->new_value, 0);
    }
}

void tare_series_format(struct tare_buf *text, const char *id,
                        const char *measure)
{
    tare_text_show(text, id);
    if (tare_is_time(measure))
        return;
    tare_buf_puts(text, ": ");
    tare_text_show(text, measure);
}
