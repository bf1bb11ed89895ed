/* SPDX-License-Identifier: MIT */
#include "report/plots/palette.h"

#include <stdio.h>
#include <string.h>

/* clang-format off */
const struct tare_shades tare_palette[TARE_COLORS] = {
    [TARE_COLOR_PAPER]      = { "paper",  0xffffff, 0x15171c },
    [TARE_COLOR_PANEL]      = { "panel",  0xf5f6f8, 0x1e2128 },
    [TARE_COLOR_TEXT]       = { "text",   0x1b1e24, 0xe6e8ec },
    [TARE_COLOR_MUTED]      = { "muted",  0x5d6470, 0x9aa2b0 },
    [TARE_COLOR_LINE]       = { "line",   0xdfe2e8, 0x353a45 },
    [TARE_COLOR_BAD]        = { "bad",    0xb03c00, 0xff9059 },
    [TARE_COLOR_GOOD]       = { "good",   0x006e4d, 0x3ecb9a },
    [TARE_COLOR_DOUBT]      = { "doubt",  0x855d00, 0xeabb45 },
    [TARE_COLOR_NOW]        = { "now",    0x0063a6, 0x62b5f5 },
    [TARE_COLOR_BEFORE]     = { "before", 0x6f7480, 0xa9afba },
    [TARE_COLOR_SERIES]     = { "s1",     0x0064a7, 0x63b6f6 },
    [TARE_COLOR_SERIES + 1] = { "s2",     0xaa4499, 0xe08fd3 },
    [TARE_COLOR_SERIES + 2] = { "s3",     0x2b8fb3, 0x8fdcf2 },
    [TARE_COLOR_SERIES + 3] = { "s4",     0x882255, 0xe07ba7 },
    [TARE_COLOR_SERIES + 4] = { "s5",     0x77772a, 0xc9c96a },
    [TARE_COLOR_SERIES + 5] = { "s6",     0x443399, 0xa79bf0 },
    [TARE_COLOR_SERIES + 6] = { "s7",     0x7d4b2e, 0xd9a989 },
};
/* clang-format on */

void tare_palette_css(struct tare_buf *css)
{
    tare_buf_puts(css, ":root{color-scheme:light dark");
    for (size_t i = 0; i < TARE_COLORS; i++)
        tare_buf_printf(css, ";--%s:#%06x", tare_palette[i].name,
                        tare_palette[i].light);
    tare_buf_puts(css, "}\n@media screen and (prefers-color-scheme:dark)"
                       "{:root{color-scheme:dark");
    for (size_t i = 0; i < TARE_COLORS; i++)
        tare_buf_printf(css, ";--%s:#%06x", tare_palette[i].name,
                        tare_palette[i].dark);
    tare_buf_puts(css, "}}\n");
}

/* One attribute of that value, if the SVG has it. */
static void add_rule(struct tare_buf *css, const char *svg,
                     const char *property, const char *value, unsigned dark)
{
    if (strstr(svg, value) != NULL)
        tare_buf_printf(css, "[%s=\"%s\"]{%s:#%06x}", property, value, property,
                        dark);
}

/* gnuplot writes "rgb(  0, 99, 166)" for strokes and fills, and without the
 * blanks for text; points take the colour of what they are in. */
static void add_rules(struct tare_buf *css, const char *svg,
                      const struct tare_shades *shades)
{
    unsigned red = shades->light >> 16, green = shades->light >> 8 & 255;
    unsigned blue = shades->light & 255;
    char wide[32], tight[32];

    snprintf(wide, sizeof wide, "rgb(%3u, %3u, %3u)", red, green, blue);
    snprintf(tight, sizeof tight, "rgb(%u,%u,%u)", red, green, blue);
    add_rule(css, svg, "stroke", wide, shades->dark);
    add_rule(css, svg, "fill", wide, shades->dark);
    add_rule(css, svg, "color", wide, shades->dark);
    add_rule(css, svg, "fill", tight, shades->dark);
}

void tare_palette_plot_css(struct tare_buf *css, const char *svg)
{
    tare_buf_puts(css, "@media screen and (prefers-color-scheme:dark){");
    for (size_t i = 0; i < TARE_COLORS; i++)
        add_rules(css, svg, &tare_palette[i]);
    tare_buf_printf(css, "[color=black]{color:#%06x}[fill=black]{fill:#%06x}}",
                    tare_palette[TARE_COLOR_TEXT].dark,
                    tare_palette[TARE_COLOR_TEXT].dark);
}
