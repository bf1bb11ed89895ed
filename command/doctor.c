/* SPDX-License-Identifier: MIT */
#include "command/command.h"

#include <stdio.h>
#include <string.h>

#include "harness/doctor.h"
#include "harness/machine/weather.h"
#include "report/terminal/style.h"
#include "report/terminal/table.h"

static const struct {
    const char *mark;
    enum tare_ink ink;
} findings[] = { { "good", TARE_INK_GOOD },
                 { "beware", TARE_INK_DOUBT },
                 { "unknown", TARE_INK_FAINT } };

static void print_results(const struct tare_check_result *results, size_t count,
                          const struct tare_style *style)
{
    struct tare_table table = { 0 };

    for (size_t i = 0; i < count; i++) {
        const struct tare_check_result *result = &results[i];

        tare_table_row(&table);
        tare_table_cell(&table, result->what, TARE_ALIGN_LEFT, TARE_INK_PLAIN);
        tare_table_cell(&table, findings[result->finding].mark, TARE_ALIGN_LEFT,
                        findings[result->finding].ink);
        tare_table_cell(&table, result->detail, TARE_ALIGN_SPAN,
                        TARE_INK_PLAIN);
        if (result->advice == NULL)
            continue;
        tare_table_row(&table);
        tare_table_cell(&table, "", TARE_ALIGN_LEFT, TARE_INK_PLAIN);
        tare_table_cell(&table, "", TARE_ALIGN_LEFT, TARE_INK_PLAIN);
        tare_table_cell(&table, result->advice, TARE_ALIGN_SPAN,
                        TARE_INK_FAINT);
    }
    tare_table_print(&table, stdout, style);
    tare_table_release(&table);
}

/* ---- the weather --------------------------------------------------------- */

#define WATCHED_S 2.0
#define NOTABLE   0.005 /* share of the time that interrupts take */

enum {
    CPUS_SHOWN = 32,
    BAR = 20
};

static void describe_load(struct tare_buf *text, const struct tare_watched *w)
{
    double looks = (double)w->looks;
    double quiet = (double)(w->looks - w->away - w->crowded) / looks;

    for (int i = 0; i < BAR; i++)
        tare_buf_puts(text, i < (int)(quiet * BAR + 0.5) ? "█" : "░");
    tare_buf_printf(text, " quiet %.0f %%", 100 * quiet);
    if (w->away > 0)
        tare_buf_printf(text, ", used by others %.0f %%",
                        100 * (double)w->away / looks);
    if (w->crowded > 0)
        tare_buf_printf(text, ", core shared %.0f %%",
                        100 * (double)w->crowded / looks);
}

/* The clock always varies a little; it is not known where it was never quiet. */
static void describe_core(struct tare_buf *text, const struct tare_watched *w)
{
    if (w->slowest_ns > 0)
        tare_buf_printf(text, "clock varied by %.2g %%",
                        100 * (w->slowest_ns / w->pace_ns - 1));
    if (w->interrupted_ns > NOTABLE * w->listened_ns)
        tare_buf_printf(text,
                        "%s%.0f interrupts a second took %.2g %% of the time",
                        w->slowest_ns > 0 ? ", " : "",
                        1e9 * (double)w->interrupts / w->listened_ns,
                        100 * w->interrupted_ns / w->listened_ns);
}

static void add_line(struct tare_table *table, const char *name,
                     struct tare_buf *text)
{
    tare_table_row(table);
    tare_table_cell(table, name, TARE_ALIGN_RIGHT, TARE_INK_PLAIN);
    tare_table_take(table, text, TARE_ALIGN_SPAN, TARE_INK_PLAIN);
}

static void print_weather(const struct tare_style *style)
{
    struct tare_watched watched[CPUS_SHOWN];
    size_t count = tare_weather_watch(WATCHED_S, watched, CPUS_SHOWN);
    struct tare_table table = { 0 };

    printf("\nThe last %g seconds:\n", WATCHED_S);
    for (size_t i = 0; i < count; i++) {
        struct tare_buf text = { 0 };
        char name[24];

        snprintf(name, sizeof name, "CPU %d", watched[i].cpu);
        describe_load(&text, &watched[i]);
        add_line(&table, name, &text);
        describe_core(&text, &watched[i]);
        add_line(&table, "", &text);
    }
    tare_table_print(&table, stdout, style);
    tare_table_release(&table);
}

static const char help[] =
    "Usage: tare doctor [OPTIONS]\n\n"
    "Reports what on this machine disturbs measurements, and how to fix it. "
    "Changes\nnothing.";

/* Reports only: whatever it finds, the status is 0. */
static int examine(struct tare_options *options, struct tare_err *err)
{
    struct tare_check_result results[TARE_DOCTOR_MAX];
    struct tare_style style =
        tare_style_of(stdout, (enum tare_color)options->color);

    if (options->operands.count > 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "doctor: unexpected argument \"%.60s\"",
                              options->operands.items[0]);
    print_results(results, tare_doctor_examine(results), &style);
    fflush(stdout);
    print_weather(&style);
    return 0;
}

int tare_verb_doctor(int count, char **words, struct tare_err *err)
{
    return tare_options_run(TARE_VERB_DOCTOR, count, words, help, examine, err);
}
