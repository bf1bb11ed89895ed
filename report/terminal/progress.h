/* SPDX-License-Identifier: MIT */
/*
 * Where a run is, for people: a line that is redrawn where somebody watches
 * (ten times a second at most, never while something is timed, because the
 * caller only calls between launches), a plain line now and then elsewhere.
 * The cursor is never hidden, so it never has to be brought back.
 */
#ifndef TARE_REPORT_PROGRESS_H
#define TARE_REPORT_PROGRESS_H

#include <stdio.h>

#include "report/terminal/style.h"
#include "store/buf.h"
#include "store/live.h"

struct tare_progress_bar {
    FILE *stream;            /* borrowed */
    struct tare_style style; /* of it */
    double last_s;           /* when it was drawn last */
    int is_drawn;
};

/* Draws or prints, unless it was just done. */
void tare_progress_show(struct tare_progress_bar *bar,
                        const struct tare_live *live);

/* Draws the line on a terminal. */
void tare_progress_draw(struct tare_progress_bar *bar,
                        const struct tare_live *live);

/* Removes the line from the terminal. */
void tare_progress_clear(struct tare_progress_bar *bar);

/* Appends all that is known, as one harmless line. */
void tare_progress_describe(struct tare_buf *text,
                            const struct tare_live *live);

#endif
