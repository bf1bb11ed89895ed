/* SPDX-License-Identifier: MIT */
#include "report/html/svg.h"

#include <math.h>

/* Bars that start at zero show nothing of values further apart than this. */
#define LINEAR_SPAN 30

/* Marks nearer to the border than this percentage would be cut. */
#define MARGIN 4.0

/* ---- estimates ----------------------------------------------------------- */

static double low_of(const struct tare_band *band)
{
    return isfinite(band->low) ? band->low : band->value;
}

static double high_of(const struct tare_band *band)
{
    return isfinite(band->high) ? band->high : band->value;
}

void tare_svg_bars_add(struct tare_svg_bars *bars,
                       const struct tare_band *estimate)
{
    double low = low_of(estimate), high = high_of(estimate);

    if (!(estimate->value > 0) || !isfinite(high))
        return;
    if (!(low > 0))
        low = estimate->value;
    bars->low = bars->high > 0 ? fmin(bars->low, low) : low;
    bars->high = fmax(bars->high, high);
}

int tare_svg_bars_are_log(const struct tare_svg_bars *bars)
{
    return bars->high > LINEAR_SPAN * bars->low;
}

/* In percent of the width. */
static double place(const struct tare_svg_bars *bars, double value)
{
    double part;

    if (tare_svg_bars_are_log(bars)) {
        double low = bars->low / 1.5;

        part = value > low ? log(value / low) / log(bars->high / low) : 0;
    } else {
        part = value / bars->high;
    }
    return 100 * fmin(fmax(part, 0), 1);
}

void tare_svg_bar(struct tare_buf *buf, const struct tare_svg_bars *bars,
                  const struct tare_band *estimate)
{
    double low = place(bars, low_of(estimate));
    double high = place(bars, high_of(estimate));

    if (!(estimate->value > 0) || !(bars->high > 0))
        return;
    tare_buf_printf(buf,
                    "<svg class=\"b\" aria-hidden=\"true\"><rect class=\"v\" "
                    "width=\"%.4g%%\"/><rect class=\"i\" x=\"%.4g%%\" "
                    "width=\"%.3g%%\"/></svg>",
                    place(bars, estimate->value), low, fmax(high - low, 0.6));
}

/* ---- changes ------------------------------------------------------------- */

void tare_svg_axis_add(struct tare_svg_axis *axis,
                       const struct tare_band *change, double threshold)
{
    double sizes[] = { fabs(change->value), fabs(change->low),
                       fabs(change->high), 2 * threshold };

    if (axis->unit <= 0 || threshold < axis->unit)
        axis->unit = threshold;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (isfinite(sizes[i]) && sizes[i] > axis->limit)
            axis->limit = fmin(sizes[i], 10);
}

/* In percent of the width; what is beyond the axis is at its end. */
static double place_change(const struct tare_svg_axis *axis, double change)
{
    double unit = axis->unit > 0 ? axis->unit : 0.01;
    double part = asinh(change / unit) / asinh(axis->limit / unit);

    return 50 + (50 - MARGIN) * fmin(fmax(part, -1.05), 1.05);
}

void tare_svg_change(struct tare_buf *buf, const struct tare_svg_axis *axis,
                     const struct tare_band *change, double threshold)
{
    double low = place_change(axis, low_of(change));
    double high = place_change(axis, high_of(change));
    double edge = place_change(axis, threshold) - 50;

    if (!isfinite(change->value))
        return;
    tare_buf_printf(buf,
                    "<svg class=\"f\" aria-hidden=\"true\"><rect class=\"z\" "
                    "x=\"%.4g%%\" width=\"%.4g%%\"/><rect class=\"o\"/><rect "
                    "class=\"i\" x=\"%.4g%%\" width=\"%.3g%%\"/><circle "
                    "cx=\"%.4g%%\"/></svg>",
                    50 - edge, 2 * edge, low, high - low,
                    place_change(axis, change->value));
}

/* The round percentages that are apart far enough to be read. */
void tare_svg_change_labels(struct tare_buf *buf,
                            const struct tare_svg_axis *axis)
{
    static const double rounds[] = { 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1,
                                     0.2,   0.5,   1,     2,    5,    10 };
    double last = 50;

    tare_buf_puts(buf, "<svg class=\"x\" aria-hidden=\"true\"><text "
                       "x=\"50%\" y=\"12\">0</text>");
    for (size_t i = 0; i < sizeof rounds / sizeof *rounds; i++) {
        double at = place_change(axis, rounds[i]);

        if (rounds[i] > axis->limit || at - last < 11)
            continue;
        tare_buf_printf(buf,
                        "<text x=\"%.4g%%\" y=\"12\">+%g %%</text><text "
                        "x=\"%.4g%%\" y=\"12\">−%g %%</text>",
                        at, 100 * rounds[i], 100 - at, 100 * rounds[i]);
        last = at;
    }
    tare_buf_puts(buf, "</svg>");
}
