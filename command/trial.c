/* SPDX-License-Identifier: MIT */
/*
 * tare trial: executables against themselves, again and again, as they are,
 * with one case slowed down on purpose, and with more than time measured on
 * one side.  How often would it have cried wolf here, and what would it have
 * missed?
 */
#include "command/command.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/verbosity.h"
#include "command/save.h"
#include "command/measuring.h"
#include "command/compare_now.h"
#include "report/terminal/say.h"
#include "report/terminal/style.h"
#include "report/terminal/text.h"
#include "report/terminal/units.h"
#include "stats/distributions.h"
#include "stats/order.h"
#include "stats/rng.h"
#include "store/alloc.h"
#include "store/signals.h"

#define SLOWDOWN_LEAST 1e-4
#define SLOWDOWN_MOST  10.0

/* What the duels without a change could have seen of one case. */
struct resolution {
    char *id;
    double *changes;
    size_t count;
};

/* Duels in which one case was made slower by so much; 0: none was.  Or those
 * in which the launches of the new side take more than time. */
struct series {
    double slowdown;
    int is_measured;
    size_t duels;
    size_t alarmed; /* in which a case that was not slowed was called changed */
    size_t found;   /* in which the one that was slowed was called regressed */
    size_t times, unchanged; /* verdicts on time, and which said that */
    double largest;          /* change of a time, signed */
    char *largest_id;
};

struct trial {
    const struct tare_options *options;
    struct tare_wanted wanted; /* what the measured series take */
    struct tare_style style;   /* of stdout */
    struct tare_rng rng;       /* of who is slowed down, and of the seeds */
    struct series *series;     /* the first is the one without a slowdown */
    size_t series_count;
    double seconds, budget_s;
    struct resolution *cases;
    size_t count;
};

/* ---- one duel ------------------------------------------------------------ */

static void note_resolution(struct trial *trial,
                            const struct tare_verdict *verdict)
{
    struct resolution *entry;
    size_t i = 0;

    if (!isfinite(verdict->detectable))
        return;
    while (i < trial->count && strcmp(trial->cases[i].id, verdict->id) != 0)
        i++;
    if (i == trial->count)
        TARE_ADD(trial->cases, trial->count)->id = tare_strdup(verdict->id);
    entry = &trial->cases[i];
    *TARE_ADD(entry->changes, entry->count) = verdict->detectable;
}

/* "false alarm: a/b regressed (+2.3 %)", one line for each. */
static void tell_alarm(const struct trial *trial, const char *what,
                       const struct tare_verdict *verdict)
{
    struct tare_buf text = { 0 };

    tare_text_show(&text, verdict->id);
    tare_buf_printf(&text, " %s (", tare_verdict_kind_name(verdict->kind));
    if (isfinite(verdict->change.value))
        tare_buf_printf(&text, "%+.2f %%, ", 100 * verdict->change.value);
    printf("  %s%s%s: %s%zu pairs)\n",
           tare_ink_begin(&trial->style, TARE_INK_BAD), what,
           tare_ink_end(&trial->style, TARE_INK_BAD), text.data,
           verdict->pairs);
    tare_buf_release(&text);
}

static void note_time(struct series *series, const struct tare_verdict *verdict)
{
    double change = verdict->change.value;

    if (!tare_is_time(verdict->measure))
        return;
    series->times++;
    series->unchanged += verdict->kind == TARE_VERDICT_UNCHANGED;
    if (!(fabs(change) > fabs(series->largest)))
        return;
    series->largest = change;
    free(series->largest_id);
    series->largest_id = tare_strdup(verdict->id);
}

/* slowed: the id that was, or NULL.  Whether the duel got it right. */
static int tally(struct trial *trial, struct series *series,
                 const struct tare_comparison *comparison, const char *slowed)
{
    int is_false = 0, is_found = 0;

    for (size_t i = 0; i < comparison->count; i++) {
        const struct tare_verdict *verdict = &comparison->items[i];
        int is_slowed = slowed != NULL && strcmp(verdict->id, slowed) == 0 &&
                        tare_is_time(verdict->measure);

        if (slowed == NULL && !series->is_measured)
            note_resolution(trial, verdict);
        note_time(series, verdict);
        if (is_slowed && verdict->kind == TARE_VERDICT_REGRESSED)
            is_found = 1;
        else if (is_slowed)
            tell_alarm(trial, "missed", verdict);
        else if (tare_verdict_is_change(verdict))
            tell_alarm(trial, "false alarm", verdict);
        is_false |= !is_slowed && tare_verdict_is_change(verdict);
    }
    series->duels++;
    series->found += is_found != 0;
    series->alarmed += is_false != 0;
    trial->seconds += comparison->elapsed_s;
    trial->budget_s += comparison->budget_s;
    return !is_false && (slowed == NULL || is_found);
}

/* Slows one case down, any of them; its id. */
static const char *slow_down(struct trial *trial, struct tare_suite *suite,
                             double slowdown)
{
    struct tare_suite_case *c =
        &suite->cases[tare_rng_below(&trial->rng, (uint32_t)suite->count)];

    c->slowdown = slowdown;
    return c->identity.id;
}

/* The new side's launches take the measures, the old side's time alone. */
static void take_measures(const struct trial *trial, struct tare_suite *old,
                          struct tare_options *options)
{
    options->wanted = trial->wanted;
    for (size_t i = 0; i < old->count; i++)
        old->cases[i].is_bare = 1;
}

static int hold_duel(struct trial *trial, struct series *series,
                     struct tare_err *err)
{
    struct tare_options options = *trial->options; /* words are borrowed */
    struct tare_case_choice choice = { &options.after, &options };
    struct tare_comparing comparing = { 0 };
    const char *slowed = NULL;
    int status = 0;

    options.duel_anyway = 1; /* the sides are one executable */
    options.wanted = tare_wanted_default();
    options.seed = (double)(tare_rng_next(&trial->rng) >> 16);
    for (unsigned side = 0; side < 2 && status == 0; side++)
        status = tare_sides_executables(&comparing.sides, side,
                                        &options.operands, &choice, err);
    if (status == 0 && comparing.sides.side[1].suite.count == 0)
        status = tare_fail_with(err, TARE_ENOTHING, "no case matches");
    if (status == 0 && series->slowdown > 0)
        slowed =
            slow_down(trial, &comparing.sides.side[1].suite, series->slowdown);
    if (status == 0 && series->is_measured)
        take_measures(trial, &comparing.sides.side[0].suite, &options);
    if (status == 0)
        status = tare_compare_now(&comparing, &options, err);
    if (status == 0 && comparing.comparison.interrupted)
        status = 128 + tare_signals_number();
    if (status == 0 && !tally(trial, series, &comparing.comparison, slowed))
        tare_save_last(&comparing.run, &options); /* to be looked into */
    tare_comparing_release(&comparing);
    return status;
}

/* ---- what came out ------------------------------------------------------- */

/* The other end of the one-sided 95 % interval for a share. */
static double at_most(size_t count, size_t of)
{
    if (count >= of)
        return 1;
    return tare_beta_quantile(0.95, (double)count + 1, (double)(of - count));
}

static double at_least(size_t count, size_t of)
{
    return 1 - at_most(of - count, of);
}

static int compare_noisiest(const void *a, const void *b)
{
    const struct resolution *left = a, *right = b;

    return (left->changes[0] < right->changes[0]) -
           (left->changes[0] > right->changes[0]);
}

/* The median over duels of each case, and of the cases the middle and the
 * worst. */
static void print_resolution(struct trial *trial)
{
    struct tare_buf name = { 0 };

    if (trial->count == 0)
        return;
    for (size_t i = 0; i < trial->count; i++) {
        struct resolution *entry = &trial->cases[i];

        tare_sort(entry->changes, entry->count);
        entry->changes[0] = tare_median(entry->changes, entry->count);
    }
    qsort(trial->cases, trial->count, sizeof *trial->cases, compare_noisiest);
    tare_text_show(&name, trial->cases[0].id);
    printf("smallest change found almost certainly here: %.2f %% in a typical "
           "case, %.2f %% in the noisiest (%s)\n",
           100 * trial->cases[trial->count / 2].changes[0],
           100 * trial->cases[0].changes[0], name.data);
    tare_buf_release(&name);
}

/* Whether measuring more costs time: how sure it is that it does not. */
static void print_times(const struct series *series)
{
    struct tare_buf text = { 0 };

    printf("            time proven unchanged in %zu of %zu cases",
           series->unchanged, series->times);
    if (series->largest_id != NULL) {
        tare_text_show(&text, series->largest_id);
        printf("; the largest change was %+.2f %% (%s)", 100 * series->largest,
               text.data);
    }
    printf("\n");
    tare_buf_release(&text);
}

static void print_series(const struct series *series)
{
    if (series->slowdown <= 0)
        printf(
            "%s  %zu of %zu duels raised a false alarm; with 95 %% confidence, "
            "fewer than %.0f in 100 do\n",
            series->is_measured ? "measured: " : "unchanged:", series->alarmed,
            series->duels, ceil(100 * at_most(series->alarmed, series->duels)));
    else
        printf("%.3g %% slower: found in %zu of %zu duels; with 95 %% "
               "confidence, more than %.0f in 100 are%s\n",
               100 * series->slowdown, series->found, series->duels,
               floor(100 * at_least(series->found, series->duels)),
               series->alarmed > 0 ? " (and there were false alarms)" : "");
    if (series->is_measured)
        print_times(series);
}

static void print_outcome(struct trial *trial)
{
    char each[TARE_SCALED_SIZE];
    size_t duels = 0;

    for (size_t i = 0; i < trial->series_count; i++) {
        duels += trial->series[i].duels;
        if (trial->series[i].duels > 0)
            print_series(&trial->series[i]);
    }
    if (duels == 0)
        return;
    print_resolution(trial);
    tare_duration_format(each, trial->seconds / (double)duels);
    printf("a duel took %s, %.0f %% of its time budget\n", each,
           100 * trial->seconds / trial->budget_s);
}

/* A gate that cries wolf is as useless as one that finds nothing. */
static int status_of(const struct trial *trial)
{
    int status = 0;

    for (size_t i = 0; i < trial->series_count; i++) {
        const struct series *series = &trial->series[i];

        if (series->alarmed > 0)
            return TARE_EREGRESSED;
        if (series->slowdown > 0 && series->found < series->duels)
            status = TARE_EINCONCLUSIVE;
    }
    return status;
}

/* ---- the trial ----------------------------------------------------------- */

/* "2%" or "0.02" */
static int read_slowdown(const char *text, double *slowdown,
                         struct tare_err *err)
{
    char *end;

    *slowdown = strtod(text, &end);
    if (end > text && *end == '%') {
        *slowdown /= 100;
        end++;
    }
    if (end == text || *end != '\0' ||
        !(*slowdown >= SLOWDOWN_LEAST && *slowdown <= SLOWDOWN_MOST))
        return tare_fail_with(err, TARE_EUSAGE,
                              "--slowdown: \"%.60s\" is not a fraction between "
                              "%g and %g",
                              text, SLOWDOWN_LEAST, SLOWDOWN_MOST);
    return 0;
}

static int make_series(struct trial *trial, struct tare_err *err)
{
    const struct tare_options *options = trial->options;
    const struct tare_words *slowdowns = &options->slowdowns;
    int is_measured = (options->measures != NULL || options->events != NULL) &&
                      options->wanted.meters != 0;
    size_t count = 1;
    int status = 0;

    trial->series = tare_alloc(3 + slowdowns->count, sizeof *trial->series);
    for (size_t i = 0; i < slowdowns->count && status == 0; i++)
        status = read_slowdown(slowdowns->items[i],
                               &trial->series[count++].slowdown, err);
    if (slowdowns->count == 0 && !is_measured)
        trial->series[count++].slowdown = options->noise_threshold > 0
                                              ? options->noise_threshold
                                              : TARE_THRESHOLD;
    if (is_measured)
        trial->series[count++].is_measured = 1;
    trial->series_count = count;
    return status;
}

/* What is not to be had is said once, not before every duel. */
static int begin(struct trial *trial, struct tare_err *err)
{
    const struct tare_options *options = trial->options;
    struct tare_rounds_settings settings = tare_measuring_settings(options);

    trial->wanted = settings.wanted;
    trial->wanted.asked = 0;
    trial->style = tare_verbosity_style(stdout, options);
    tare_rng_stream(&trial->rng, settings.seed, "trial", 0);
    if (options->wanted.asked != 0 && trial->wanted.meters == 0)
        return tare_fail_with(err, TARE_ENOTHING,
                              "trial: none of these measures can be taken "
                              "here (--list-measures says why)");
    return 0;
}

static void release(struct trial *trial)
{
    for (size_t i = 0; i < trial->count; i++) {
        free(trial->cases[i].id);
        free(trial->cases[i].changes);
    }
    for (size_t i = 0; i < trial->series_count; i++)
        free(trial->series[i].largest_id);
    free(trial->cases);
    free(trial->series);
}

static int hold_all(struct tare_options *options, struct tare_err *err)
{
    struct trial trial = { .options = options };
    size_t runs = (size_t)options->runs;
    int status;

    if (options->operands.count == 0)
        return tare_fail_with(
            err, TARE_EUSAGE,
            "trial needs a binary: BINARY... (tare trial --help)");
    status = make_series(&trial, err);
    if (status == 0)
        status = begin(&trial, err);
    for (size_t i = 0; i < runs && status == 0; i++) {
        for (size_t k = 0; k < trial.series_count && status == 0; k++)
            status = hold_duel(&trial, &trial.series[k], err);
        if (status == 0 && !options->quiet)
            tare_say("%zu of %zu rounds of duels done", i + 1, runs);
        fflush(stdout);
    }
    print_outcome(&trial);
    if (status == 0)
        status = status_of(&trial);
    release(&trial);
    return status;
}

static const char help[] =
    "Usage: tare trial [OPTIONS] BINARY... [-- FILTER...]\n\n"
    "Compares executables with themselves, as they are and with one case "
    "slowed down on\npurpose, and counts false alarms and missed "
    "slowdowns. With --measures, also runs\nduels where one side measures "
    "more than time, which should not cost time.";

int tare_verb_trial(int count, char **words, struct tare_err *err)
{
    return tare_options_run(TARE_VERB_TRIAL, count, words, help, hold_all, err);
}
