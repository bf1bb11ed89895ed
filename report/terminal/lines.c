/* SPDX-License-Identifier: MIT */
#include "report/terminal/lines.h"

#include <math.h>
#include <string.h>

#include "report/terminal/plain_number.h"
#include "report/terminal/text.h"
#include "report/terminal/units.h"
#include "store/buf.h"
#include "store/utf8.h"

enum {
    NAME_COLUMNS = 24
};

/* Of a duel, whose record has both sides, the new one counts. */
static int is_shown(const struct tare_case *c)
{
    return c->side != TARE_SIDE_OLD && tare_case_is_measured(c) &&
           isfinite(c->measures[0].estimate.value);
}

static const struct tare_band *estimate_of(const struct tare_case *c)
{
    return is_shown(c) ? &c->measures[0].estimate : NULL;
}

/* Without an interval the estimate stands for its ends. */
static double or_value(double end, const struct tare_band *estimate)
{
    return isfinite(end) ? end : estimate->value;
}

void tare_lines_criterion(const struct tare_run *run, FILE *stream)
{
    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_band *estimate = estimate_of(&run->cases[i]);
        struct tare_buf name = { 0 };
        char low[TARE_SCALED_SIZE], mid[TARE_SCALED_SIZE],
            high[TARE_SCALED_SIZE];
        struct tare_scale scale;

        if (estimate == NULL)
            continue;
        scale = tare_scale_one(estimate->value, "ns");
        tare_text_show(&name, run->cases[i].identity.id);
        if (tare_text_width(tare_buf_text(&name)) >= NAME_COLUMNS)
            fprintf(stream, "%s\n%*s", tare_buf_text(&name), NAME_COLUMNS, "");
        else
            fprintf(stream, "%s%*s", tare_buf_text(&name),
                    (int)(NAME_COLUMNS - tare_text_width(tare_buf_text(&name))),
                    "");
        tare_scaled_format(low, or_value(estimate->low, estimate), &scale);
        tare_scaled_format(mid, estimate->value, &scale);
        tare_scaled_format(high, or_value(estimate->high, estimate), &scale);
        fprintf(stream, "time:   [%s %s %s]\n", low, mid, high);
        tare_buf_release(&name);
    }
}

/* The name without blanks: any of the readers takes one for its end. */
static void add_word(struct tare_buf *word, const char *name)
{
    struct tare_buf shown = { 0 };
    const char *at;
    size_t length;

    tare_text_show(&shown, name);
    at = tare_buf_text(&shown);
    for (size_t left = shown.size; left > 0; left -= length) {
        uint32_t code;

        length = tare_utf8_decode(at, left, &code);

        if (tare_text_is_blank(code))
            tare_buf_puts(word, "_");
        else
            tare_buf_add(word, at, length);
        at += length;
    }
    tare_buf_release(&shown);
}

void tare_lines_bencher(const struct tare_run *run, FILE *stream)
{
    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_band *estimate = estimate_of(&run->cases[i]);
        char value[TARE_PLAIN_SIZE], half[TARE_PLAIN_SIZE];
        struct tare_buf name = { 0 };

        if (estimate == NULL)
            continue;
        add_word(&name, run->cases[i].identity.id);
        tare_fixed_format(value, estimate->value, 2);
        tare_fixed_format(half,
                          or_value(estimate->high, estimate) / 2 -
                              or_value(estimate->low, estimate) / 2,
                          2);
        fprintf(stream, "test %s ... bench: %15s ns/iter (+/- %s)\n",
                tare_buf_text(&name), value, half);
        tare_buf_release(&name);
    }
}
