/* SPDX-License-Identifier: MIT */
#include "report/lines.h"

#include <math.h>

#include "report/text.h"
#include "report/units.h"
#include "store/buf.h"

enum {
    NAME_COLUMNS = 24
};

static const struct tare_band *estimate_of(const struct tare_case *c)
{
    return tare_case_is_measured(c) ? &c->measures[0].estimate : NULL;
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

void tare_lines_bencher(const struct tare_run *run, FILE *stream)
{
    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_band *estimate = estimate_of(&run->cases[i]);
        struct tare_buf name = { 0 };
        double half;

        if (estimate == NULL)
            continue;
        half = or_value(estimate->high, estimate) -
               or_value(estimate->low, estimate);
        tare_text_show(&name, run->cases[i].identity.id);
        for (char *at = name.data; at != NULL && *at != '\0'; at++)
            if (*at == ' ')
                *at = '_';
        fprintf(stream, "test %s ... bench: %15.2f ns/iter (+/- %.2f)\n",
                tare_buf_text(&name), estimate->value, half / 2);
        tare_buf_release(&name);
    }
}
