/* SPDX-License-Identifier: MIT */
/* What changed between two profiles: a table of functions for each case of a duel
 * that has both. */
#ifndef TARE_REPORT_MOVES_H
#define TARE_REPORT_MOVES_H

#include <stdio.h>

#include "report/terminal/style.h"
#include "report/terminal/units.h"
#include "store/moves.h"

/* At most so many functions of each; 0: those that matter. */
void tare_moves_print(const struct tare_run *run, size_t most, FILE *stream,
                      const struct tare_style *style);

/* Appends "+120 ± 16 ns". */
void tare_move_describe(struct tare_buf *text, const struct tare_band *change,
                        const struct tare_scale *scale);

/* Appends "+11.8 ± 0.1 ns per iteration; 25011 looks in 40 launches". */
void tare_moves_describe(struct tare_buf *text, const struct tare_moves *moves,
                         const struct tare_case *old,
                         const struct tare_case *new);

/* Appends "– → 31 ns"; of what is not there, a dash. */
void tare_move_values(struct tare_buf *text, const struct tare_move *move,
                      const struct tare_scale *scale);

#endif
