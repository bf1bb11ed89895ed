/* SPDX-License-Identifier: MIT */
#include "report/terminal/units.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/terminal/text.h"

/* Values further apart than this do not share a unit. */
#define SCALE_SPAN 1e3

/* Where nobody reads on. */
#define PERCENT_MAX 1e12

/* From here on digits say nothing any more. */
#define DIGITS_MAX 1e15

enum {
    UNIT_COLUMNS = 20,    /* of a unit that are shown, */
    UNIT_COLUMNS_MIN = 3, /* or as many as there is room for */
};

struct step {
    double size; /* in the base unit */
    const char *name;
};

static const struct step times[] = {
    { 1e-3, "ps" }, { 1, "ns" }, { 1e3, "µs" }, { 1e6, "ms" }, { 1e9, "s" }
};
static const struct step thousands[] = {
    { 1, "" }, { 1e3, "k" }, { 1e6, "M" }, { 1e9, "G" }, { 1e12, "T" }
};

/* The largest step that leaves at least 1, judged after rounding to four
 * digits: 999.96 ns is 1.000 µs. */
static const struct step *find_step(const struct step *steps, size_t count,
                                    double value)
{
    const struct step *best = &steps[0];

    for (size_t i = 1; i < count; i++)
        if (value >= 0.99995 * steps[i].size)
            best = &steps[i];
    return best;
}

/* Decimals that give the value four significant digits. */
static int decimals_for(double value)
{
    int magnitude;

    if (value * 1.00005 >= 1e3)
        return 0;
    magnitude = (int)floor(log10(value * 1.00005));
    return magnitude < -6 ? 9 : 3 - magnitude;
}

struct tare_scale tare_scale_for(const double *values, size_t count,
                                 const char *unit)
{
    int is_time = strcmp(unit, "ns") == 0;
    struct tare_scale scale = { .factor = 1, .prefix = "", .unit = unit };
    const struct step *step;
    double smallest = INFINITY;

    for (size_t i = 0; i < count; i++)
        if (values[i] > 0 && values[i] < smallest)
            smallest = values[i];
    if (!isfinite(smallest)) {
        scale.decimals = 3;
        return scale;
    }
    /* a call of nothing takes 0.3 ns, which nobody calls 300 ps */
    step = is_time ? find_step(times + 1, 4, smallest)
                   : find_step(thousands, 5, smallest);
    scale.factor = 1 / step->size;
    scale.decimals = decimals_for(smallest * scale.factor);
    scale.prefix = step->name;
    if (is_time)
        scale.unit = "";
    return scale;
}

struct tare_scale tare_scale_one(double value, const char *unit)
{
    return tare_scale_for(&value, 1, unit);
}

struct tare_scale tare_scale_within(struct tare_scale scale, double half_width)
{
    double shown = half_width * scale.factor;
    int decimals;

    if (!(shown > 0) || !isfinite(shown))
        return scale;
    decimals = shown >= 10 ? 0 : decimals_for(shown) - 2;
    if (decimals < scale.decimals)
        scale.decimals = decimals;
    return scale;
}

void tare_extent_add(struct tare_extent *extent, double value)
{
    if (!(value > 0))
        return;
    extent->low = extent->high > 0 ? fmin(extent->low, value) : value;
    extent->high = fmax(extent->high, value);
}

struct tare_scale tare_scale_shared(const struct tare_extent *all, double value,
                                    const char *unit)
{
    return tare_scale_one(all->high > SCALE_SPAN * all->low ? value : all->low,
                          unit);
}

void tare_scaled_number(char text[TARE_SCALED_SIZE], double value,
                        const struct tare_scale *scale)
{
    if (!isfinite(value))
        strcpy(text, "–");
    else if (fabs(value * scale->factor) >= DIGITS_MAX)
        snprintf(text, TARE_SCALED_SIZE, "%.4g", value * scale->factor);
    else
        snprintf(text, TARE_SCALED_SIZE, "%.*f", scale->decimals,
                 value * scale->factor);
}

/* The unit is a text from outside. */
void tare_scaled_unit(char *text, size_t size, const struct tare_scale *scale)
{
    struct tare_buf shown = { 0 }, cut = { 0 };
    size_t columns = UNIT_COLUMNS + 1;

    tare_text_show(&shown, scale->unit);
    do {
        tare_buf_clear(&cut);
        tare_text_cut(&cut, tare_buf_text(&shown), --columns);
    } while (columns > UNIT_COLUMNS_MIN &&
             cut.size + strlen(scale->prefix) + 1 > size);
    snprintf(text, size, "%s%s", scale->prefix, tare_buf_text(&cut));
    tare_buf_release(&shown);
    tare_buf_release(&cut);
}

void tare_scaled_format(char text[TARE_SCALED_SIZE], double value,
                        const struct tare_scale *scale)
{
    size_t used;

    tare_scaled_number(text, value, scale);
    used = strlen(text);
    if (!isfinite(value) ||
        (scale->prefix[0] == '\0' && scale->unit[0] == '\0'))
        return;
    text[used++] = ' ';
    tare_scaled_unit(text + used, TARE_SCALED_SIZE - used, scale);
}

void tare_amount_format(char text[TARE_SCALED_SIZE], double value,
                        const char *unit)
{
    struct tare_scale scale = tare_scale_one(fabs(value), unit);

    tare_scaled_format(text, value, &scale);
}

void tare_interval_format(struct tare_buf *text, double low, double high,
                          const struct tare_scale *scale)
{
    char shown[2][TARE_SCALED_SIZE];

    if (!isfinite(low) || !isfinite(high))
        return;
    tare_scaled_number(shown[0], low, scale);
    tare_scaled_number(shown[1], high, scale);
    tare_buf_printf(text, "%s … %s", shown[0], shown[1]);
}

double tare_percent(double fraction)
{
    return fabs(fraction) <= PERCENT_MAX / 100 ? 100 * fraction
           : isfinite(fraction)                ? copysign(PERCENT_MAX, fraction)
                                               : fraction;
}

void tare_percent_format(char text[TARE_SCALED_SIZE], double fraction)
{
    double percent = tare_percent(fabs(fraction));
    int decimals = percent < 0.995 ? 2 : percent < 9.95 ? 1 : 0;

    if (!isfinite(fraction))
        strcpy(text, "–");
    else
        snprintf(text, TARE_SCALED_SIZE, "%.*f %%", decimals,
                 tare_percent(fraction));
}

#define HOUR_S 3600.0
#define DAY_S  (24 * HOUR_S)
#define YEAR_S (365.25 * DAY_S)

/* Above two hours nobody counts minutes. */
static void format_long(char text[TARE_SCALED_SIZE], double seconds)
{
    if (seconds < 2 * DAY_S)
        snprintf(text, TARE_SCALED_SIZE, "%.0f h", seconds / HOUR_S);
    else if (seconds < 2 * YEAR_S)
        snprintf(text, TARE_SCALED_SIZE, "%.0f days", seconds / DAY_S);
    else
        snprintf(text, TARE_SCALED_SIZE, "%.0f years",
                 fmin(seconds / YEAR_S, 1000));
}

void tare_duration_format(char text[TARE_SCALED_SIZE], double seconds)
{
    int whole;

    if (seconds >= 2 * HOUR_S) {
        format_long(text, seconds);
        return;
    }

    if (seconds < 59.95) {
        snprintf(text, TARE_SCALED_SIZE, "%.*f s", seconds < 9.995 ? 1 : 0,
                 seconds);
        return;
    }
    whole = (int)(seconds + 0.5);
    snprintf(text, TARE_SCALED_SIZE, "%d:%02d min", whole / 60, whole % 60);
}
