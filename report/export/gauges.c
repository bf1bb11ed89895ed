/* SPDX-License-Identifier: MIT */
#include "report/export/gauges.h"

#include <math.h>

#include "report/terminal/rate.h"

static const char *const band_stats[] = { "estimate", "lower", "upper", NULL };

static double of_band(const struct tare_band *band, int stat)
{
    return stat == 0 ? band->value : stat == 1 ? band->low : band->high;
}

static double time_s(const struct tare_export_row *row, int stat)
{
    const struct tare_band *band = tare_export_estimate(row);

    return band != NULL && tare_export_is_time(row) ? of_band(band, stat) / 1e9
                                                    : NAN;
}

static double reported(const struct tare_export_row *row, int stat)
{
    const struct tare_band *band = tare_export_estimate(row);

    return band != NULL && !tare_export_is_time(row) ? of_band(band, stat)
                                                     : NAN;
}

/* Of a case with several kinds of work, the first, as everywhere. */
static double rate(const struct tare_export_row *row, int is_wanted)
{
    return is_wanted && tare_export_estimate(row) != NULL &&
                   tare_export_is_time(row) && tare_case_rate(row->c) > 0
               ? tare_case_rate(row->c)
               : NAN;
}

static double bytes_rate(const struct tare_export_row *row, int stat)
{
    (void)stat;
    return rate(row, row->c != NULL && row->c->work.bytes > 0);
}

static double items_rate(const struct tare_export_row *row, int stat)
{
    (void)stat;
    return rate(row, row->c != NULL && row->c->work.bytes <= 0 &&
                         row->c->work.items > 0);
}

static double spread(const struct tare_export_row *row, int stat)
{
    (void)stat;
    return tare_export_estimate(row) != NULL ? row->measure->spread : NAN;
}

static double launches(const struct tare_export_row *row, int stat)
{
    (void)stat;
    return tare_export_estimate(row) != NULL ? (double)row->measure->count
                                             : NAN;
}

static double is_good(const struct tare_export_row *row, int stat)
{
    (void)stat;
    if (row->c == NULL || !row->is_first ||
        row->c->status == TARE_STATUS_SKIPPED)
        return NAN;
    return row->c->status == TARE_STATUS_OK;
}

static double change(const struct tare_export_row *row, int stat)
{
    return row->verdict != NULL ? of_band(&row->verdict->change, stat) : NAN;
}

static double has_regressed(const struct tare_export_row *row, int stat)
{
    (void)stat;
    return row->verdict != NULL ? row->verdict->kind == TARE_VERDICT_REGRESSED
                                : NAN;
}

static double is_open(const struct tare_export_row *row, int stat)
{
    (void)stat;
    return row->verdict != NULL
               ? row->verdict->kind == TARE_VERDICT_INCONCLUSIVE
               : NAN;
}

static double has_verdict(const struct tare_export_row *row, int stat)
{
    (void)stat;
    return row->verdict != NULL ? 1 : NAN;
}

const struct tare_gauge tare_gauges[] = {
    { "tare_time_seconds", "seconds", "tare.time", "s",
      "Time of one iteration.", band_stats, time_s, 0 },
    { "tare_reported", NULL, "tare.reported", "",
      "What the benchmark reported for one iteration, in its own unit.",
      band_stats, reported, TARE_LABEL_MEASURE | TARE_LABEL_UNIT },
    { "tare_throughput_bytes_per_second", "bytes_per_second", "tare.throughput",
      "By/s", "Bytes that all threads processed per second.", NULL, bytes_rate,
      0 },
    { "tare_throughput_items_per_second", "items_per_second",
      "tare.throughput.items", "{item}/s",
      "Items that all threads processed per second.", NULL, items_rate, 0 },
    { "tare_spread_ratio", "ratio", "tare.spread", "1",
      "Standard deviation between launches over the estimate.", NULL, spread,
      TARE_LABEL_MEASURE },
    { "tare_launches", NULL, "tare.launches", "{launch}",
      "Fresh processes that were measured.", NULL, launches,
      TARE_LABEL_MEASURE },
    { "tare_ok", NULL, "tare.ok", "",
      "1: the case ended well, 0: failed or crashed.", NULL, is_good, 0 },
    { "tare_change_ratio", "ratio", "tare.change", "1", "New over old, less 1.",
      band_stats, change, TARE_LABEL_MEASURE },
    { "tare_verdict", NULL, "tare.verdict", "",
      "1, and the verdict as a label.", NULL, has_verdict,
      TARE_LABEL_MEASURE | TARE_LABEL_VERDICT },
    { "tare_regressed", NULL, "tare.regressed", "",
      "1: proven to be worse than before.", NULL, has_regressed,
      TARE_LABEL_MEASURE },
    { "tare_inconclusive", NULL, "tare.inconclusive", "",
      "1: the verdict is inconclusive.", NULL, is_open, TARE_LABEL_MEASURE },
};

const size_t tare_gauge_count = sizeof tare_gauges / sizeof *tare_gauges;

static const char *measure_of(const struct tare_export_row *row)
{
    return row->measure != NULL   ? row->measure->name
           : row->verdict != NULL ? row->verdict->measure
                                  : "time";
}

int tare_gauge_has_stat(const struct tare_gauge *gauge, int stat)
{
    return gauge->stats != NULL ? gauge->stats[stat] != NULL : stat == 0;
}

void tare_gauge_labels(const struct tare_gauge *gauge,
                       const struct tare_export_row *row, int stat,
                       tare_label_fn *put, void *context)
{
    put(context, "benchmark", row->id);
    if (gauge->labels & TARE_LABEL_MEASURE)
        put(context, "measure", measure_of(row));
    if (gauge->labels & TARE_LABEL_UNIT)
        put(context, "unit", row->measure->unit);
    if (gauge->labels & TARE_LABEL_VERDICT)
        put(context, "verdict", tare_verdict_kind_name(row->verdict->kind));
    if (gauge->stats != NULL)
        put(context, "stat", gauge->stats[stat]);
}
