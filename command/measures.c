/* SPDX-License-Identifier: MIT */
#include "command/measures.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/meters/events.h"
#include "harness/meters/profile.h"
#include "report/terminal/style.h"
#include "report/terminal/say.h"
#include "report/terminal/table.h"
#include "store/buf.h"
#include "store/policy.h"

/* ---- choosing ------------------------------------------------------------ */

/* Who names events wants them counted. */
static int choose_events(struct tare_options *options, struct tare_err *err)
{
    struct tare_events events;
    int status;

    if (options->events == NULL)
        return 0;
    status = tare_events_parse(&events, options->events, NULL, err);
    if (status < 0)
        return status;
    options->wanted.events = options->events;
    options->wanted.meters |= 1u << TARE_METER_COUNTERS;
    options->wanted.asked |= 1u << TARE_METER_COUNTERS;
    return 0;
}

/* The launches of a profile count no events; those that do may be with it. */
static int choose_apart(struct tare_options *options, struct tare_err *err)
{
    if (!options->apart)
        return 0;
    if (((options->wanted.meters >> TARE_METER_PROFILE) & 1) == 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--apart: it is for profiles; add --profile");
    if (((options->wanted.meters >> TARE_METER_COUNTERS) & 1) != 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--apart: it does not go with counters; take "
                              "them in another run");
    options->wanted.events = TARE_PROFILE_APART;
    return 0;
}

int tare_measures_choose(struct tare_options *options, struct tare_err *err)
{
    int status;

    options->wanted = (struct tare_wanted){ 0 };
    if (options->measures == NULL)
        options->wanted = tare_wanted_default();
    else if (tare_wanted_parse(&options->wanted, options->measures, err) < 0)
        return TARE_EUSAGE;
    if (options->profile) {
        options->wanted.meters |= 1u << TARE_METER_PROFILE;
        options->wanted.asked |= 1u << TARE_METER_PROFILE;
    }
    if (options->alloc) {
        options->wanted.meters |= 1u << TARE_METER_SITES;
        options->wanted.asked |= 1u << TARE_METER_SITES;
    }
    if (options->wait) {
        options->wanted.meters |= 1u << TARE_METER_WAITS;
        options->wanted.asked |= 1u << TARE_METER_WAITS;
    }
    status = choose_events(options, err);
    if (status == 0)
        status = choose_apart(options, err);
    if (status < 0)
        return status;
    if (options->wanted.asked != 0 &&
        (options->no_fork || options->profile_time_s > 0))
        return tare_fail_with(
            err, TARE_EUSAGE,
            "--measures: only time can be measured in this process; leave out "
            "--no-fork and --profile-time");
    return 0;
}

void tare_measures_check(struct tare_wanted *wanted,
                         const struct tare_options *options)
{
    char *refused;

    tare_wanted_check(wanted, &refused);
    for (char *line = refused; line != NULL && *line != '\0';) {
        char *end = strchr(line, '\n');

        *end = '\0';
        if (!options->quiet)
            tare_say("%s", line);
        line = end + 1;
    }
    free(refused);
}

/* ---- limits -------------------------------------------------------------- */

static int read_limit(const char *text, struct tare_limit *limit)
{
    int is_amount = text[0] == '+';
    double value;
    char *end;

    value = strtod(text + is_amount, &end);
    if (end == text + is_amount || !(value >= 0) || !isfinite(value))
        return -1;
    if (!is_amount && strcmp(end, "%") == 0)
        value /= 100;
    else if (*end != '\0')
        return -1;
    if (is_amount)
        limit->absolute = value;
    else
        limit->relative = value;
    return 0;
}

int tare_measures_limits(struct tare_policy *policy,
                         const struct tare_options *options,
                         struct tare_err *err)
{
    for (size_t i = 0; i < options->limits.count; i++) {
        const char *word = options->limits.items[i];
        const char *equals = strchr(word, '=');
        struct tare_limit limit = { 0 };
        struct tare_buf measure = { 0 };

        if (equals == NULL || equals == word ||
            read_limit(equals + 1, &limit) < 0)
            return tare_fail_with(err, TARE_EUSAGE,
                                  "--limit: \"%.60s\" is not of the form "
                                  "MEASURE=1%% or MEASURE=+2",
                                  word);
        tare_buf_add(&measure, word, (size_t)(equals - word));
        tare_policy_set_limit(&policy->limits, measure.data, limit);
        tare_buf_release(&measure);
    }
    return 0;
}

/* ---- listing ------------------------------------------------------------- */

static const char *kind_of(const struct tare_reading *reading)
{
    static const char *const kinds[] = { [TARE_KIND_NOISY] = "judged by pairs",
                                         [TARE_KIND_EXACT] = "exact",
                                         [TARE_KIND_EVIDENCE] = "evidence" };

    return kinds[reading->kind];
}

/* refusal: why it is not to be had here, NULL when it is. */
static void add_reading(void *context, const struct tare_reading *reading,
                        const char *refusal)
{
    struct tare_table *table = context;
    char name[80];

    snprintf(name, sizeof name, "  %s", reading->name);
    tare_table_row(table);
    tare_table_cell(table, name, TARE_ALIGN_LEFT, TARE_INK_PLAIN);
    tare_table_cell(table, refusal != NULL ? "not available" : kind_of(reading),
                    TARE_ALIGN_LEFT,
                    refusal != NULL ? TARE_INK_DOUBT : TARE_INK_FAINT);
    tare_table_cell(table, refusal != NULL ? refusal : reading->what,
                    TARE_ALIGN_SPAN, TARE_INK_FAINT);
}

static void add_readings(struct tare_table *table,
                         const struct tare_meter *meter, const char *events)
{
    if (meter->list != NULL)
        meter->list(events, add_reading, table);
    for (size_t i = 0; meter->list == NULL && i < meter->count; i++)
        add_reading(table, &meter->readings[i], NULL);
}

static void add_meter(struct tare_table *table, const struct tare_meter *meter,
                      const struct tare_options *options)
{
    char reason[300];
    int is_here =
        meter->check == NULL ||
        meter->check(options->wanted.events, reason, sizeof reason) == 0;

    tare_table_row(table);
    tare_table_cell(table, meter->name, TARE_ALIGN_LEFT, TARE_INK_STRONG);
    tare_table_cell(table,
                    !is_here            ? "not available"
                    : meter->is_default ? "default"
                                        : "on request",
                    TARE_ALIGN_LEFT, is_here ? TARE_INK_GOOD : TARE_INK_DOUBT);
    tare_table_cell(table, is_here ? meter->what : reason, TARE_ALIGN_SPAN,
                    TARE_INK_PLAIN);
    add_readings(table, meter, options->wanted.events);
}

void tare_measures_print(const struct tare_options *options)
{
    static const struct tare_meter time = {
        .name = "time",
        .what = "the time of an iteration; always available",
        .is_default = 1,
    };
    struct tare_style style =
        tare_style_of(stdout, (enum tare_color)options->color);
    struct tare_table table = { 0 };

    add_meter(&table, &time, options);
    for (unsigned i = 0; i < TARE_METERS; i++)
        add_meter(&table, tare_meters[i], options);
    tare_table_print(&table, stdout, &style);
    tare_table_release(&table);
}
