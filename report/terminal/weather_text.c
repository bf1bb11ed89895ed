/* SPDX-License-Identifier: MIT */
#include "report/terminal/weather_text.h"

#include <math.h>
#include <stdio.h>

#include "report/terminal/text.h"
#include "report/terminal/units.h"

/* Below, somebody else was hardly there. */
#define SHOWN 0.005

static void add_share(struct tare_buf *text, double share, const char *what)
{
    char shown[TARE_SCALED_SIZE];

    if (share < SHOWN)
        return;
    tare_percent_format(shown, share);
    tare_buf_printf(text, what, shown);
}

void tare_weather_describe(struct tare_buf *text,
                           const struct tare_weather *weather)
{
    char shown[TARE_SCALED_SIZE];

    if (!(weather->quiet + weather->preempted + weather->crowded > 0))
        return;
    tare_buf_printf(text, "%.0f %% of the samples were taken in quiet",
                    floor(100 * weather->quiet));
    add_share(text, weather->preempted, "; %s lost the CPU to other work");
    add_share(text, weather->crowded, "; %s shared the core with other work");
    add_share(text, weather->interrupts, "; interrupts took %s of the time");
    if (weather->slower > 0) {
        tare_percent_format(shown, weather->slower);
        tare_buf_printf(text,
                        "; the clock of the core was %s slower than this "
                        "machine has had",
                        shown);
    }
}

static double half_width(const struct tare_band *band)
{
    return fmax(band->high - band->value, band->value - band->low) /
           band->value;
}

void tare_precision_describe(struct tare_buf *text, const struct tare_run *run)
{
    const struct tare_fact *wanted =
        tare_facts_find(&run->settings, "precision");
    const struct tare_case *widest = NULL;
    double most = 0;
    size_t count = 0, precise = 0;
    char shown[TARE_SCALED_SIZE];

    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_case *c = &run->cases[i];
        double half;

        if (!tare_case_is_measured(c))
            continue;
        half = half_width(&c->measures[0].estimate);
        count++;
        precise += c->has_converged != 0;
        if (widest == NULL || half > most || isnan(half)) {
            widest = c;
            most = half;
        }
    }
    if (count == 0 || tare_run_is_race(run) || wanted == NULL ||
        wanted->kind != TARE_FACT_NUMBER)
        return;
    snprintf(shown, sizeof shown, "%g %%", 100 * wanted->number);
    if (precise == count) {
        tare_buf_printf(text, "%s known to ±%s",
                        count == 1 ? "it is" : "all are", shown);
        return;
    }
    if (count > 1)
        tare_buf_printf(text, "%zu of %zu are known to ±%s, ", precise, count,
                        shown);
    tare_text_show(text, widest->identity.id);
    if (isfinite(most)) {
        tare_percent_format(shown, most);
        tare_buf_printf(text, "%s ±%s", count > 1 ? " only to" : " is known to",
                        shown);
    } else
        tare_buf_puts(text, " has no interval");
}
