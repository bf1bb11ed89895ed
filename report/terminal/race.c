/* SPDX-License-Identifier: MIT */
#include "report/terminal/race.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/terminal/contest_text.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"
#include "report/terminal/units.h"
#include "store/alloc.h"

enum {
    NAMES_WIDTH = 48, /* of all builds, to stand above the columns of a table */
    BESIDE = 8        /* builds in one table of cases: 80 columns */
};

/* ---- one build ----------------------------------------------------------- */

static struct tare_meeting against_baseline(const struct tare_contest *contest,
                                            size_t build)
{
    return build == contest->control
               ? contest->check
               : tare_contest_meeting(contest, contest->yardstick, build);
}

void tare_race_ratio(struct tare_buf *text, const struct tare_contest *contest,
                     size_t build, int has_interval)
{
    struct tare_meeting meeting = against_baseline(contest, build);

    tare_buf_puts(text, "");
    if (build == contest->yardstick && contest->contestants[build].out == NULL)
        tare_buf_puts(text, "1");
    else if (!isfinite(meeting.ratio.value))
        return;
    else if (has_interval)
        tare_ratio_describe(text, &meeting.ratio);
    else
        tare_buf_printf(text, "%.3f×", meeting.ratio.value);
}

/* A leader that was shown to be faster than this one, or else anybody who was;
 * the meeting, of that one with this. */
static struct tare_meeting find_faster(const struct tare_contest *contest,
                                       size_t build)
{
    struct tare_meeting found = { .first = build };

    for (size_t i = 0; i < contest->count; i++) {
        struct tare_meeting meeting = tare_contest_meeting(contest, i, build);

        if (meeting.kind != TARE_MEETING_FASTER)
            continue;
        if (found.pairs == 0 || contest->contestants[i].place == 0)
            found = meeting;
        if (contest->contestants[i].place == 0)
            break;
    }
    return found;
}

static void describe_slower(struct tare_buf *text,
                            const struct tare_contest *contest, size_t build)
{
    struct tare_meeting meeting = find_faster(contest, build);
    const struct tare_band *ratio = &meeting.ratio;

    tare_buf_printf(text, "slower than %s",
                    contest->contestants[meeting.first].name);
    if (isfinite(ratio->value))
        tare_buf_printf(text, " by %.1f %% (%.1f … %.1f)",
                        100 * (ratio->value - 1), 100 * (ratio->low - 1),
                        100 * (ratio->high - 1));
}

/* Whether more layouts of it are wanted, and not more launches. */
static int is_placement(const struct tare_contest *contest, size_t build)
{
    for (size_t i = 0; i < contest->meeting_count; i++) {
        const struct tare_meeting *meeting = &contest->meetings[i];

        if ((meeting->first == build || meeting->second == build) &&
            meeting->is_placement)
            return 1;
    }
    return 0;
}

void tare_race_describe(struct tare_buf *text,
                        const struct tare_contest *contest, size_t build)
{
    const struct tare_contestant *contestant = &contest->contestants[build];
    enum tare_lead lead = tare_contest_lead(contest);

    tare_buf_puts(text, "");
    if (contestant->out != NULL)
        tare_buf_puts(text, contestant->out);
    else if (contest->note != NULL)
        return;
    else if (contestant->place > 0)
        describe_slower(text, contest, build);
    else if (lead == TARE_LEAD_WON)
        tare_buf_puts(text, "fastest");
    else if (lead == TARE_LEAD_EQUAL)
        tare_buf_puts(text, "fastest, equal to others");
    else
        tare_buf_printf(text, "not told apart from the fastest%s",
                        is_placement(contest, build) ? ": code placement may "
                                                       "be the difference"
                                                     : "");
}

/* "O2", "O2 and O3", "O1, O2 or O3": all that nobody was shown to be faster than. */
static size_t add_leaders(struct tare_buf *text,
                          const struct tare_contest *overall,
                          const char *last_word)
{
    size_t count = overall->count, named = 0, next;

    for (size_t i = tare_contest_leader(overall, count); i < count; i = next) {
        next = tare_contest_leader(overall, i);
        tare_buf_puts(text, named == 0 ? "" : next == count ? last_word : ", ");
        tare_buf_puts(text, overall->contestants[i].name);
        named++;
    }
    return named;
}

void tare_race_answer(struct tare_buf *text, const struct tare_contest *overall)
{
    size_t builds = overall->count - (overall->control < overall->count);
    size_t leaders;
    enum tare_lead lead = tare_contest_lead(overall);

    if (lead == TARE_LEAD_NONE) {
        tare_buf_puts(text, "It was not shown which build is the fastest.");
        return;
    }
    if (lead == TARE_LEAD_OPEN)
        tare_buf_printf(text, "The fastest of %zu builds is ", builds);
    leaders =
        add_leaders(text, overall, lead == TARE_LEAD_OPEN ? " or " : " and ");
    if (lead == TARE_LEAD_OPEN)
        tare_buf_puts(text, ": it was not shown which.");
    else
        tare_buf_printf(text, "%s the fastest of %zu builds%s.",
                        leaders > 1 ? " are" : " is", builds,
                        leaders > 1 ? ", and equal" : "");
}

double tare_race_code(const struct tare_run *run,
                      const struct tare_contestant *build)
{
    const struct tare_fact *fact =
        build->c->binary < run->binary_count
            ? tare_facts_find(&run->binaries[build->c->binary].build,
                              "code_bytes")
            : NULL;

    return fact != NULL && fact->kind == TARE_FACT_NUMBER ? fact->number : 0;
}

void tare_race_mean(struct tare_buf *text, const struct tare_contests *contests)
{
    tare_buf_printf(text, "mean of %zu case%s", contests->mean_of,
                    contests->mean_of == 1 ? "" : "s");
}

/* ---- the table of builds ------------------------------------------------- */

static void take(struct tare_table *table, struct tare_buf *text,
                 enum tare_align align, enum tare_ink ink)
{
    tare_buf_puts(text, "");
    tare_table_take(table, text, align, ink);
}

static void add_build(struct tare_table *table,
                      const struct tare_contest *overall,
                      const struct tare_run *run, size_t build, int is_numbered)
{
    struct tare_buf name = { 0 }, ratio = { 0 }, code = { 0 }, what = { 0 };
    int is_best = overall->contestants[build].out == NULL &&
                  overall->contestants[build].place == 0 &&
                  tare_contest_lead(overall) == TARE_LEAD_WON;
    double bytes = tare_race_code(run, &overall->contestants[build]);

    if (is_numbered)
        tare_buf_printf(&name, "%zu ", build + 1);
    tare_buf_puts(&name, overall->contestants[build].name);
    tare_race_ratio(&ratio, overall, build, 1);
    if (bytes > 0)
        tare_buf_printf(&code, "%.0f KiB", bytes / 1024);
    tare_race_describe(&what, overall, build);
    tare_table_row(table);
    take(table, &name, TARE_ALIGN_LEFT,
         is_best ? TARE_INK_STRONG : TARE_INK_PLAIN);
    take(table, &ratio, TARE_ALIGN_LEFT, TARE_INK_PLAIN);
    take(table, &code, TARE_ALIGN_RIGHT, TARE_INK_FAINT);
    take(table, &what, TARE_ALIGN_LEFT,
         is_best ? TARE_INK_STRONG : TARE_INK_FAINT);
}

static void print_builds(const struct tare_contests *contests,
                         const struct tare_run *run, int is_numbered,
                         FILE *stream, const struct tare_style *style)
{
    struct tare_table table = { 0 };
    struct tare_buf mean = { 0 };
    const char *const heads[] = { "build", NULL, "code", "" };

    tare_race_mean(&mean, contests);
    tare_table_row(&table);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        tare_table_cell(&table, i == 1 ? mean.data : heads[i],
                        i == 2 ? TARE_ALIGN_RIGHT : TARE_ALIGN_LEFT,
                        TARE_INK_FAINT);
    for (size_t i = 0; i < contests->overall.count; i++)
        add_build(&table, &contests->overall, run, i, is_numbered);
    tare_table_print(&table, stream, style);
    tare_table_release(&table);
    tare_buf_release(&mean);
}

/* ---- the table of cases -------------------------------------------------- */

static const char *mark_of(const struct tare_contest *contest, size_t build)
{
    enum tare_lead lead = tare_contest_lead(contest);

    if (contest->note != NULL || contest->contestants[build].place > 0 ||
        contest->contestants[build].out != NULL)
        return " ";
    return lead == TARE_LEAD_WON ? "*" : lead == TARE_LEAD_EQUAL ? "=" : "?";
}

size_t tare_race_find(const struct tare_contest *contest, const char *name)
{
    size_t i = 0;

    while (i < contest->count &&
           strcmp(contest->contestants[i].name, name) != 0)
        i++;
    return i;
}

void tare_race_cell(struct tare_buf *text, const struct tare_contest *contest,
                    size_t build)
{
    tare_buf_puts(text, "");
    if (build == contest->count)
        return;
    tare_race_ratio(text, contest, build, 0);
    if (text->size > 0)
        tare_buf_puts(text, mark_of(contest, build));
    else if (contest->contestants[build].out != NULL)
        tare_buf_puts(text, "out ");
}

static void add_case(struct tare_table *table,
                     const struct tare_contest *contest,
                     const struct tare_contest *overall, size_t first,
                     size_t end)
{
    struct tare_buf name = { 0 };

    tare_contest_title(&name, contest);
    tare_table_row(table);
    take(table, &name, TARE_ALIGN_LEFT, TARE_INK_PLAIN);
    for (size_t i = first; i < end; i++) {
        size_t build = tare_race_find(contest, overall->contestants[i].name);
        struct tare_buf cell = { 0 };
        int is_fastest;

        tare_race_cell(&cell, contest, build);
        is_fastest = cell.size > 0 && cell.data[cell.size - 1] == '*';
        take(table, &cell, TARE_ALIGN_RIGHT,
             is_fastest ? TARE_INK_STRONG : TARE_INK_PLAIN);
    }
}

/* Of a contest that is none, and of builds that take no part in it. */
static void print_reason(const struct tare_contest *contest, FILE *stream,
                         const struct tare_style *style)
{
    struct tare_buf text = { 0 }, line = { 0 };
    size_t size;

    tare_contest_title(&text, contest);
    size = text.size;
    if (contest->note != NULL)
        tare_buf_printf(&text, ": %s", contest->note);
    for (size_t k = 0; k < contest->count; k++)
        if (contest->contestants[k].out != NULL && k != contest->control)
            tare_buf_printf(&text, "%s %s: %s", text.size > size ? ";" : ":",
                            contest->contestants[k].name,
                            contest->contestants[k].out);
    if (text.size > size) {
        tare_text_show(&line, text.data);
        tare_ink_print(stream, style, TARE_INK_DOUBT, "", &line);
    }
    tare_buf_release(&text);
}

/* The builds from first to end. */
static void print_some(const struct tare_contests *contests, size_t first,
                       size_t end, int is_numbered, FILE *stream,
                       const struct tare_style *style)
{
    const struct tare_contest *overall = &contests->overall;
    struct tare_table table = { 0 };

    tare_table_row(&table);
    tare_table_cell(&table, "case", TARE_ALIGN_LEFT, TARE_INK_FAINT);
    for (size_t i = first; i < end; i++) {
        struct tare_buf head = { 0 };

        if (is_numbered)
            tare_buf_printf(&head, "%zu ", i + 1);
        else
            tare_buf_printf(&head, "%s ", overall->contestants[i].name);
        take(&table, &head, TARE_ALIGN_RIGHT, TARE_INK_FAINT);
    }
    for (size_t i = 0; i < contests->count; i++)
        add_case(&table, &contests->items[i], overall, first, end);
    fputs("\n", stream);
    tare_table_print(&table, stream, style);
    tare_table_release(&table);
}

static void print_cases(const struct tare_contests *contests, int is_numbered,
                        FILE *stream, const struct tare_style *style)
{
    size_t count = contests->overall.count;

    for (size_t first = 0; first < count; first += BESIDE)
        print_some(contests, first,
                   first + BESIDE < count ? first + BESIDE : count, is_numbered,
                   stream, style);
    fputs("* fastest   = fastest, equal to others   ? not told apart from the "
          "fastest\n",
          stream);
}

/* ---- the race ------------------------------------------------------------ */

static int is_numbered(const struct tare_contest *overall)
{
    size_t width = 0;

    for (size_t i = 0; i < overall->count; i++)
        width += strlen(overall->contestants[i].name) + 3;
    return width > NAMES_WIDTH;
}

static void print_facts(const struct tare_contests *contests,
                        const struct tare_run *run, FILE *stream,
                        const struct tare_style *style)
{
    const struct tare_fact *same =
        tare_facts_find(&run->settings, "same_builds");
    struct tare_buf line = { 0 };

    if (contests->overall.note != NULL) {
        tare_buf_printf(&line, "all cases: %s", contests->overall.note);
        tare_ink_print(stream, style, TARE_INK_DOUBT, "", &line);
    }
    if (same == NULL || same->kind != TARE_FACT_TEXT)
        return;
    tare_buf_puts(&line, "the same file, measured once: ");
    tare_text_show(&line, same->text);
    tare_ink_print(stream, style, TARE_INK_FAINT, "", &line);
}

void tare_race_print(const struct tare_contests *contests,
                     const struct tare_run *run, FILE *stream,
                     const struct tare_style *style)
{
    int has_numbers = is_numbered(&contests->overall);
    struct tare_buf answer = { 0 };

    tare_race_answer(&answer, &contests->overall);
    tare_ink_print(stream, style, TARE_INK_STRONG, "", &answer);
    fputc('\n', stream);
    print_builds(contests, run, has_numbers, stream, style);
    print_facts(contests, run, stream, style);
    print_cases(contests, has_numbers, stream, style);
    for (size_t i = 0; i < contests->count; i++)
        print_reason(&contests->items[i], stream, style);
}
