/* SPDX-License-Identifier: MIT */
#include "report/terminal/contests.h"

#include "report/terminal/contest_text.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"

/* ---- the table ----------------------------------------------------------- */

static void take(struct tare_table *table, struct tare_buf *text,
                 enum tare_ink ink)
{
    tare_buf_puts(text, "");
    tare_table_take(table, text, TARE_ALIGN_LEFT, ink);
}

static void add_row(struct tare_table *table,
                    const struct tare_contests *contests, size_t from,
                    size_t count)
{
    const struct tare_contest *contest = &contests->items[from];
    enum tare_lead lead = tare_contest_lead(contest);
    struct tare_buf title = { 0 }, where = { 0 }, who = { 0 }, what = { 0 };

    if (from == 0 || contests->items[from - 1].family != contest->family)
        tare_buf_puts(&title, contest->title);
    tare_contests_where(&where, contests, from, count);
    tare_contest_leaders(&who, contest);
    tare_contests_outcome(&what, contests, from, count);
    tare_table_row(table);
    take(table, &title, TARE_INK_PLAIN);
    take(table, &where, TARE_INK_PLAIN);
    take(table, &who, lead == TARE_LEAD_WON ? TARE_INK_STRONG : TARE_INK_PLAIN);
    take(table, &what, TARE_INK_FAINT);
}

static void print_crossings(const struct tare_contests *contests, FILE *stream,
                            const struct tare_style *style)
{
    struct tare_crossing crossing;

    for (size_t i = 0; i < contests->count;) {
        size_t next = tare_contests_crossing(contests, i, &crossing);
        struct tare_buf line = { 0 }, said = { 0 };

        if (next > 0) {
            tare_contest_family(&said, &contests->items[i]);
            tare_buf_puts(&said, ": ");
            tare_crossing_describe(&said, contests->items[i].axis, &crossing);
            tare_text_show(&line, said.data);
            tare_buf_release(&said);
            tare_ink_print(stream, style, TARE_INK_PLAIN, "", &line);
        }
        i = next > 0 ? next : tare_contests_family_end(contests, i);
    }
}

/* ---- every meeting ------------------------------------------------------- */

static void add_meeting(struct tare_table *table,
                        const struct tare_contest *contest,
                        const struct tare_meeting *meeting)
{
    static const char *const words[] = { "can't tell", "equal", "faster",
                                         "slower" };
    struct tare_buf who = { 0 }, ratio = { 0 };

    tare_buf_printf(&who, "%s %s %s", contest->contestants[meeting->first].name,
                    meeting->kind == TARE_MEETING_FASTER   ? "<"
                    : meeting->kind == TARE_MEETING_SLOWER ? ">"
                    : meeting->kind == TARE_MEETING_EQUAL  ? "="
                                                           : "?",
                    contest->contestants[meeting->second].name);
    tare_ratio_describe(&ratio, &meeting->ratio);
    tare_table_row(table);
    tare_table_cell(table, contest->title, TARE_ALIGN_LEFT, TARE_INK_PLAIN);
    tare_table_cell(table, contest->at, TARE_ALIGN_LEFT, TARE_INK_PLAIN);
    take(table, &who, TARE_INK_PLAIN);
    take(table, &ratio, TARE_INK_FAINT);
    tare_table_cell(table, words[meeting->kind], TARE_ALIGN_LEFT,
                    TARE_INK_FAINT);
}

static void print_meetings(const struct tare_contests *contests, FILE *stream,
                           const struct tare_style *style)
{
    struct tare_table table = { 0 };

    for (size_t i = 0; i < contests->count; i++)
        for (size_t k = 0; k < contests->items[i].meeting_count; k++)
            add_meeting(&table, &contests->items[i],
                        &contests->items[i].meetings[k]);
    fputs("\n", stream);
    tare_table_print(&table, stream, style);
    tare_table_release(&table);
}

void tare_contests_print(const struct tare_contests *contests, FILE *stream,
                         const struct tare_style *style, int is_verbose)
{
    static const char *const heads[] = { "group", "", "fastest" };
    struct tare_table table = { 0 };
    size_t count;

    if (contests->count == 0)
        return;
    tare_table_row(&table);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        tare_table_cell(&table, heads[i], TARE_ALIGN_LEFT, TARE_INK_FAINT);
    for (size_t i = 0; i < contests->count; i += count) {
        count = tare_contests_alike(contests, i);
        add_row(&table, contests, i, count);
    }
    fputs("\n", stream);
    tare_table_print(&table, stream, style);
    tare_table_release(&table);
    print_crossings(contests, stream, style);
    if (is_verbose)
        print_meetings(contests, stream, style);
}
