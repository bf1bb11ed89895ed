/* SPDX-License-Identifier: MIT */
/*
 * Text that both OpenMetrics and the older Prometheus parser read: families
 * in one piece, TYPE, UNIT and HELP before them, base units, "# EOF" at the
 * end, no timestamps.  Everything is a gauge, because the older parser knows
 * no info.
 */
#include "report/export/export_formats.h"

#include <math.h>

#include "report/terminal/rate.h"
#include "store/number.h"

/* What a family says of a row; NaN: nothing. */
struct family {
    const char *name, *unit, *help;
    const char *const *stats; /* values of the label; NULL: it has none */
    double (*value)(const struct tare_export_row *row, int stat);
    int has_measure; /* as a label */
};

static const char *const band_stats[] = { "estimate", "lower", "upper", NULL };

static double of_band(const struct tare_band *band, int stat)
{
    return stat == 0 ? band->value : stat == 1 ? band->low : band->high;
}

/* ---- values -------------------------------------------------------------- */

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

static const struct family families[] = {
    { "tare_time_seconds", "seconds", "Time of one iteration.", band_stats,
      time_s, 0 },
    { "tare_reported", NULL,
      "What the benchmark reported for one iteration, in its own unit.",
      band_stats, reported, 1 },
    { "tare_throughput_bytes_per_second", "bytes_per_second",
      "Bytes that all threads processed per second.", NULL, bytes_rate, 0 },
    { "tare_throughput_items_per_second", "items_per_second",
      "Items that all threads processed per second.", NULL, items_rate, 0 },
    { "tare_spread_ratio", "ratio",
      "Standard deviation between launches over the estimate.", NULL, spread,
      1 },
    { "tare_launches", NULL, "Fresh processes that were measured.", NULL,
      launches, 1 },
    { "tare_ok", NULL, "1: the case ended well, 0: failed or crashed.", NULL,
      is_good, 0 },
    { "tare_change_ratio", "ratio", "New over old, less 1.", band_stats, change,
      1 },
    { "tare_regressed", NULL, "1: proven to be worse than before.", NULL,
      has_regressed, 1 },
    { "tare_inconclusive", NULL, "1: the verdict is inconclusive.", NULL,
      is_open, 1 },
};

/* ---- writing ------------------------------------------------------------- */

static void put_label(FILE *stream, const char *separator, const char *name,
                      const char *value)
{
    fprintf(stream, "%s%s=\"", separator, name);
    tare_export_put(stream, value, "\\\"", "\\%c");
    putc('"', stream);
}

static void put_head(FILE *stream, const char *name, const char *unit,
                     const char *help)
{
    fprintf(stream, "# TYPE %s gauge\n", name);
    if (unit != NULL)
        fprintf(stream, "# UNIT %s %s\n", name, unit);
    fprintf(stream, "# HELP %s %s\n", name, help);
}

static const char *measure_of(const struct tare_export_row *row)
{
    return row->measure != NULL   ? row->measure->name
           : row->verdict != NULL ? row->verdict->measure
                                  : "time";
}

static void put_sample(FILE *stream, const struct family *family,
                       const struct tare_export_row *row, int stat,
                       double value)
{
    char text[TARE_NUMBER_SIZE];

    fputs(family->name, stream);
    put_label(stream, "{", "benchmark", row->id);
    if (family->has_measure)
        put_label(stream, ",", "measure", measure_of(row));
    if (family->value == reported)
        put_label(stream, ",", "unit", row->measure->unit);
    if (family->stats != NULL)
        put_label(stream, ",", "stat", family->stats[stat]);
    tare_number_format(text, value);
    fprintf(stream, "} %s\n", text);
}

/* A family without a sample is not there. */
static void put_family(FILE *stream, const struct family *family,
                       const struct tare_export_input *input)
{
    int has_head = 0;

    for (size_t i = 0; i < input->count; i++)
        for (int stat = 0; stat == 0 || (family->stats != NULL &&
                                         family->stats[stat] != NULL);
             stat++) {
            double value = family->value(&input->rows[i], stat);

            if (!isfinite(value))
                continue;
            if (!has_head)
                put_head(stream, family->name, family->unit, family->help);
            has_head = 1;
            put_sample(stream, family, &input->rows[i], stat, value);
        }
}

static void put_fact(FILE *stream, const char *separator, const char *label,
                     const char *text)
{
    put_label(stream, separator, label, text != NULL ? text : "");
}

static void put_run(FILE *stream, const struct tare_run *run)
{
    put_head(stream, "tare_run_info", NULL, "The run, by its labels.");
    fputs("tare_run_info", stream);
    put_fact(stream, "{", "version", tare_export_fact(&run->settings, "tare"));
    put_fact(stream, ",", "host", tare_export_fact(&run->machine, "host"));
    put_fact(stream, ",", "cpu", tare_export_fact(&run->machine, "cpu"));
    put_fact(stream, ",", "kernel", tare_export_fact(&run->machine, "kernel"));
    put_fact(stream, ",", "started", run->started);
    fputs("} 1\n", stream);
}

void tare_export_openmetrics(const struct tare_export_input *input,
                             FILE *stream)
{
    put_run(stream, input->run);
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        put_family(stream, &families[i], input);
    fputs("# EOF\n", stream);
}
