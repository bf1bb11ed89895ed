/* SPDX-License-Identifier: MIT */
/*
 * What runs say under a neighbour, against what they say without one:
 *
 *     weather_table QUIET.json... -- NOISY.json...
 *
 * Side by side: the time of a quiet machine, and what all launches say as they
 * were met, which is what was reported before there were canaries.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stats/moments.h"
#include "stats/order.h"
#include "store/alloc.h"
#include "store/load.h"

#define PRECISE 0.005

enum {
    RUNS_MAX = 200,
    CASES_MAX = 100
};

static struct tare_run runs[2][RUNS_MAX]; /* quiet, noisy */
static size_t counts[2];

static int is_in_modes(const struct tare_case *c)
{
    return strncmp(c->identity.id, "modes", 5) == 0;
}

/* The estimate of the case in that run by that rule: 0 is of a quiet machine. */
static int take(const struct tare_run *run, const char *id, int rule,
                struct tare_band *band)
{
    const struct tare_case *c = tare_run_case(run, id, TARE_SIDE_NONE);

    if (c == NULL || !tare_case_is_measured(c))
        return 0;
    *band = rule == 0 ? c->measures[0].estimate : c->measures[0].met;
    return band->value > 0;
}

static double half_width(const struct tare_band *band)
{
    return (band->high - band->low) / 2 / band->value;
}

/* The logarithms of a case in all runs of that weather. */
static size_t logs_of(int weather, const char *id, int rule, double *logs)
{
    size_t count = 0;
    struct tare_band band;

    for (size_t i = 0; i < counts[weather]; i++)
        if (take(&runs[weather][i], id, rule, &band))
            logs[count++] = log(band.value);
    return count;
}

static double median_log(int weather, const char *id, int rule)
{
    double logs[RUNS_MAX];
    size_t count = logs_of(weather, id, rule, logs);

    tare_sort(logs, count);
    return tare_median(logs, count);
}

/* How many intervals hold that, and are within 0.5 %; of how many. */
static void look(int weather, const char *id, int rule, double truth,
                 size_t tally[3])
{
    struct tare_band band;

    for (size_t i = 0; i < counts[weather]; i++)
        if (take(&runs[weather][i], id, rule, &band)) {
            tally[0] += log(band.low) <= truth && log(band.high) >= truth;
            tally[1] += half_width(&band) <= PRECISE;
            tally[2]++;
        }
}

static void print_percents(const char *what, double a, double b)
{
    printf("%-58s %9.2f %9.2f\n", what, 100 * a, 100 * b);
}

struct row {
    double sds[CASES_MAX], biases[CASES_MAX];
    size_t tallies[2][3]; /* quiet, noisy */
};

static void add_case(struct row *row, size_t index, const char *id, int rule)
{
    double logs[RUNS_MAX];
    size_t count = logs_of(1, id, rule, logs);
    double truth = median_log(0, id, 0);

    row->sds[index] = tare_std_dev(logs, count);
    row->biases[index] = fabs(median_log(1, id, rule) - truth);
    for (int weather = 0; weather < 2; weather++)
        look(weather, id, rule, truth, row->tallies[weather]);
}

static double share(const size_t tally[3], int which)
{
    return tally[2] > 0 ? (double)tally[which] / (double)tally[2] : 0;
}

static void print_rows(struct row rows[2], size_t count)
{
    for (int rule = 0; rule < 2; rule++) {
        tare_sort(rows[rule].sds, count);
        tare_sort(rows[rule].biases, count);
    }
    printf("%zu runs in quiet, %zu beside a neighbour, %zu cases; in %%\n",
           counts[0], counts[1], count);
    printf("%-58s %9s %9s\n", "", "quiet", "as met");
    print_percents("SD between runs beside the neighbour, median over cases",
                   tare_median(rows[0].sds, count),
                   tare_median(rows[1].sds, count));
    print_percents("  the worst case", rows[0].sds[count - 1],
                   rows[1].sds[count - 1]);
    print_percents("difference from the time in quiet, median over cases",
                   tare_median(rows[0].biases, count),
                   tare_median(rows[1].biases, count));
    print_percents("  in 9 of 10 cases below",
                   tare_quantile(rows[0].biases, count, 0.9),
                   tare_quantile(rows[1].biases, count, 0.9));
    print_percents("intervals that hold the time in quiet, beside it",
                   share(rows[0].tallies[1], 0), share(rows[1].tallies[1], 0));
    print_percents("  in quiet", share(rows[0].tallies[0], 0),
                   share(rows[1].tallies[0], 0));
    print_percents("cases within 0.5 %, beside it",
                   share(rows[0].tallies[1], 1), share(rows[1].tallies[1], 1));
    print_percents("  in quiet", share(rows[0].tallies[0], 1),
                   share(rows[1].tallies[0], 1));
}

/* Benchmarks of two kinds of launches: how often that was said. */
static void print_modes(void)
{
    for (int weather = 0; weather < 2; weather++) {
        size_t said = 0, all = 0;

        for (size_t i = 0; i < counts[weather]; i++)
            for (size_t j = 0; j < runs[weather][i].case_count; j++) {
                const struct tare_case *c = &runs[weather][i].cases[j];

                if (!is_in_modes(c) || !tare_case_is_measured(c))
                    continue;
                all++;
                said += c->measures[0].shape.is_bimodal != 0;
            }
        printf("%-58s %6zu of %zu\n",
               weather == 0 ? "of two kinds by itself, said in quiet"
                            : "  beside the neighbour",
               said, all);
    }
}

static void print_times(void)
{
    for (int weather = 0; weather < 2; weather++) {
        double sum_s = 0, quiet = 0;

        for (size_t i = 0; i < counts[weather]; i++) {
            sum_s += runs[weather][i].elapsed_s;
            quiet += runs[weather][i].weather.quiet;
        }
        printf("%-40s %6.1f s a run, %3.0f %% of samples in quiet\n",
               weather == 0 ? "without the neighbour" : "beside it",
               sum_s / (double)counts[weather],
               100 * quiet / (double)counts[weather]);
    }
}

static int load(int argc, char **argv)
{
    int weather = 0;

    for (int i = 1; i < argc; i++) {
        struct tare_err err = { 0 };

        if (strcmp(argv[i], "--") == 0)
            weather = 1;
        else if (counts[weather] < RUNS_MAX &&
                 tare_run_load(&runs[weather][counts[weather]++], argv[i],
                               TARE_LOAD_ALL, &err) < 0) {
            fprintf(stderr, "%s\n", err.text);
            return -1;
        }
    }
    return counts[0] > 0 && counts[1] > 1 ? 0 : -1;
}

int main(int argc, char **argv)
{
    static struct row rows[2];
    size_t count = 0;

    if (load(argc, argv) < 0) {
        fputs("usage: weather_table QUIET.json... -- NOISY.json...\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < runs[0][0].case_count && count < CASES_MAX; i++) {
        const struct tare_case *c = &runs[0][0].cases[i];

        if (is_in_modes(c))
            continue;
        for (int rule = 0; rule < 2; rule++)
            add_case(&rows[rule], count, c->identity.id, rule);
        if (getenv("VERBOSE") != NULL)
            printf("%-12s SD %6.2f %6.2f  bias %6.2f %6.2f\n", c->identity.id,
                   100 * rows[0].sds[count], 100 * rows[1].sds[count],
                   100 * rows[0].biases[count], 100 * rows[1].biases[count]);
        count++;
    }
    print_rows(rows, count);
    print_modes();
    print_times();
    return 0;
}
