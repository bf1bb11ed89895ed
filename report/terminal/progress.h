/* SPDX-License-Identifier: MIT */
/*
 * What is going on, on stderr: a line that is redrawn where somebody watches
 * (ten times a second at most, never while something is timed, because the
 * caller only calls between launches), a plain line now and then elsewhere.
 * The cursor is never hidden, so it never has to be brought back.
 */
#ifndef TARE_REPORT_PROGRESS_H
#define TARE_REPORT_PROGRESS_H

#include <stddef.h>

#include "report/terminal/style.h"

struct tare_progress_line {
    const char *verb; /* "calibrating", "measuring", "latency" */
    size_t done, count, round;
    size_t suspects;          /* cases that look changed so far */
    double elapsed_s, left_s; /* left: negative when not known */
    const char *id;           /* what comes next; may be NULL */
};

struct tare_progress_bar {
    struct tare_style style; /* of stderr */
    double last_s;           /* when it was drawn last */
    int is_drawn;
};

void tare_progress_show(struct tare_progress_bar *bar,
                        const struct tare_progress_line *line);

/* Removes the line from the terminal. */
void tare_progress_clear(struct tare_progress_bar *bar);

#endif
