/* SPDX-License-Identifier: MIT */
#include "report/terminal/placements.h"

#include <math.h>

#include "report/terminal/units.h"

int tare_placement_is_known(const struct tare_placement *placement)
{
    return placement->layouts[0] > 0;
}

void tare_placement_side(struct tare_buf *text,
                         const struct tare_placement *placement, unsigned side)
{
    char spread[TARE_SCALED_SIZE];
    size_t count = placement->layouts[side];

    tare_buf_printf(text, "%zu layout%s", count, count == 1 ? "" : "s");
    if (!isfinite(placement->between[side]))
        return;
    tare_percent_format(spread, placement->between[side]);
    tare_buf_printf(text, ", SD %s", spread);
}

void tare_placement_within(struct tare_buf *text,
                           const struct tare_placement *placement)
{
    char spread[TARE_SCALED_SIZE];

    tare_percent_format(spread,
                        fmax(placement->within[0], placement->within[1]));
    tare_buf_puts(text, spread);
}

void tare_placement_unknown(struct tare_buf *text,
                            const struct tare_placement *placement)
{
    char unknown[TARE_SCALED_SIZE];

    tare_percent_format(unknown, placement->unknown);
    tare_buf_printf(text, "%s%s", isfinite(placement->unknown) ? "±" : "",
                    unknown);
}

void tare_placement_line(struct tare_buf *text,
                         const struct tare_placement *placement)
{
    tare_buf_puts(text, "placement: old ");
    tare_placement_side(text, placement, 0);
    tare_buf_puts(text, "; new ");
    tare_placement_side(text, placement, 1);
    tare_buf_puts(text, "; launches of one, SD ");
    tare_placement_within(text, placement);
    tare_buf_puts(text, "; layouts leave ");
    tare_placement_unknown(text, placement);
    tare_buf_puts(text, " unknown");
}
