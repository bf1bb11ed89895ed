/* SPDX-License-Identifier: MIT */
#include "report/terminal/spent_text.h"

#include "report/terminal/text.h"
#include "report/terminal/units.h"
#include "store/buf.h"

/* What is less than this fraction is among everything else. */
#define SMALL 0.005

static void describe(struct tare_buf *text, const struct tare_spent *spent,
                     double all_s)
{
    double rest = spent->s[TARE_SPENT_REST] / all_s;
    char percent[TARE_SCALED_SIZE];

    for (enum tare_spent_on kind = 0; kind < TARE_SPENT_REST; kind++) {
        double share = spent->s[kind] / all_s;

        if (share < SMALL) {
            rest += share;
            continue;
        }
        tare_percent_format(percent, share);
        tare_buf_printf(text, "%s %s, ", tare_spent_name(kind), percent);
    }
    tare_percent_format(percent, rest);
    tare_buf_printf(text, "%s %s", tare_spent_name(TARE_SPENT_REST), percent);
}

void tare_spent_print(const struct tare_spent *spent, FILE *stream,
                      const struct tare_style *style)
{
    struct tare_buf text = { 0 }, lines = { 0 };
    size_t columns = style->columns > 0 ? style->columns : 100;
    double all_s = tare_spent_s(spent);

    if (!(all_s > 0))
        return;
    tare_buf_puts(&text, "where the time went: ");
    describe(&text, spent, all_s);
    tare_text_wrap(&lines, tare_buf_text(&text), columns, 0);
    fprintf(stream, "%s%s%s\n", tare_ink_begin(style, TARE_INK_FAINT),
            tare_buf_text(&lines), tare_ink_end(style, TARE_INK_FAINT));
    tare_buf_release(&text);
    tare_buf_release(&lines);
}
