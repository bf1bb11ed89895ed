/* SPDX-License-Identifier: MIT */
/*
 * The colours of pages and plots, once.  What they mean is what the inks of
 * the terminal mean (report/terminal/style.h): bad is vermilion, good is bluish green,
 * doubt is amber, and nothing else has these.  The set can be told apart with
 * any colour vision; where it matters, a word or a sign says the same.
 *
 * Every colour has two shades: one to be read on white, one on near black, both
 * with a contrast of at least 4.5 where text is written in it.
 */
#ifndef TARE_REPORT_PALETTE_H
#define TARE_REPORT_PALETTE_H

#include "store/buf.h"

enum tare_color_name {
    TARE_COLOR_PAPER,  /* behind everything */
    TARE_COLOR_PANEL,  /* behind what stands out a little */
    TARE_COLOR_TEXT,   /* TARE_INK_PLAIN and TARE_INK_STRONG */
    TARE_COLOR_MUTED,  /* TARE_INK_FAINT; axes */
    TARE_COLOR_LINE,   /* rules and grids */
    TARE_COLOR_BAD,    /* TARE_INK_BAD: regressed, failed */
    TARE_COLOR_GOOD,   /* TARE_INK_GOOD: improved, unchanged */
    TARE_COLOR_DOUBT,  /* TARE_INK_DOUBT: cannot tell, warnings */
    TARE_COLOR_NOW,    /* what was measured: the run, the new side */
    TARE_COLOR_BEFORE, /* what it is compared with: the old side */
    TARE_COLOR_SERIES, /* one of several lines; the first of */
    TARE_COLOR_SERIES_LAST = TARE_COLOR_SERIES + 6,
    TARE_COLORS
};

enum {
    TARE_SERIES_COLORS = TARE_COLOR_SERIES_LAST - TARE_COLOR_SERIES + 1
};

struct tare_shades {
    const char *name;     /* as a custom property of CSS, without the dashes */
    unsigned light, dark; /* 0xRRGGBB */
};

extern const struct tare_shades tare_palette[TARE_COLORS];

/* Appends the rules that give a page its colours. */
void tare_palette_css(struct tare_buf *css);

/* Appends the rules that let a plot of gnuplot, whose colours are the light
 * ones, follow a dark page; only for colours that the SVG has. */
void tare_palette_plot_css(struct tare_buf *css, const char *svg);

#endif
