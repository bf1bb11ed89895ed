/* SPDX-License-Identifier: MIT */
/* Where the time of the run went: a bar, and its parts with their shares. */
#include "report/html/index_results.h"

#include <stdio.h>

#include "report/terminal/units.h"

/* Narrower than this fraction, a part is not seen. */
#define SEEN 0.0005

static void add_share(struct tare_buf *items, enum tare_spent_on kind,
                      double share)
{
    char color[16], percent[TARE_SCALED_SIZE];

    snprintf(color, sizeof color, "k%d", (int)kind);
    tare_percent_format(percent, share);
    TARE_FILL(items, "index.html", "share", tare_hole("color", color),
              tare_hole("name", tare_spent_name(kind)),
              tare_hole("share", percent));
}

void tare_index_spent(struct tare_buf *buf, const struct tare_run *run)
{
    struct tare_buf bar = { 0 }, items = { 0 };
    char duration[TARE_SCALED_SIZE];
    double all_s = tare_spent_s(&run->spent), at = 0;

    if (!(all_s > 0))
        return;
    for (enum tare_spent_on kind = 0; kind < TARE_SPENT_KINDS; kind++) {
        double share = run->spent.s[kind] / all_s;

        if (share >= SEEN) {
            tare_buf_printf(&bar,
                            "<rect class=\"k%d\" x=\"%.4g%%\" "
                            "width=\"%.4g%%\"/>",
                            (int)kind, 100 * at, 100 * share);
            add_share(&items, kind, share);
        }
        at += share;
    }
    tare_duration_format(duration, all_s);
    TARE_FILL(buf, "index.html", "spent", tare_hole("duration", duration),
              tare_hole_markup("bar", &bar), tare_hole_markup("items", &items));
}
