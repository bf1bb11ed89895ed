/* SPDX-License-Identifier: MIT */
#include "report/terminal/rate.h"

double tare_case_rate_at(const struct tare_case *c, double time_ns)
{
    double work = c->work.bytes > 0   ? c->work.bytes
                  : c->work.items > 0 ? c->work.items
                                      : c->work.bits;

    return time_ns > 0 ? work * c->identity.threads * 1e9 / time_ns : 0;
}

double tare_case_rate(const struct tare_case *c)
{
    return tare_case_rate_at(c, c->measures[0].estimate.value);
}

const char *tare_case_rate_unit(const struct tare_case *c)
{
    return c->work.bytes > 0 ? "B/s" : c->work.items > 0 ? "items/s" : "bit/s";
}

void tare_rate_format(char text[TARE_SCALED_SIZE], const struct tare_case *c)
{
    text[0] = '\0';
    if (tare_case_rate(c) > 0)
        tare_amount_format(text, tare_case_rate(c), tare_case_rate_unit(c));
}
