/* SPDX-License-Identifier: MIT */
#include "report/export/export_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/terminal/changes.h"
#include "report/terminal/text.h"
#include "report/terminal/units.h"
#include "store/alloc.h"
#include "store/lookup.h"

/* ---- who belongs to whom ------------------------------------------------- */

/* The verdicts that rows are made of. */
struct said {
    const struct tare_verdict **sorted; /* owned */
    int *is_used;                       /* owned */
    size_t count;
};

static void add_row(struct tare_export_input *input, const char *id,
                    const struct tare_case *c,
                    const struct tare_measure *measure,
                    const struct tare_verdict *verdict)
{
    int is_first = input->count == 0 || input->rows[input->count - 1].c != c ||
                   strcmp(input->rows[input->count - 1].id, id) != 0;

    *TARE_ADD(input->rows, input->count) =
        (struct tare_export_row){ id, c, measure, verdict, is_first };
}

/* The verdict of that measure among so many of one case, if any. */
static const struct tare_verdict *take(struct said *said, size_t first,
                                       size_t count, const char *measure)
{
    for (size_t i = first; i < first + count; i++)
        if (!said->is_used[i] &&
            strcmp(said->sorted[i]->measure, measure) == 0) {
            said->is_used[i] = 1;
            return said->sorted[i];
        }
    return NULL;
}

/* Those that belong to no measure. */
static void add_rest(struct tare_export_input *input, const struct tare_case *c,
                     struct said *said, size_t first, size_t count)
{
    for (size_t i = first; i < first + count; i++)
        if (!said->is_used[i]) {
            said->is_used[i] = 1;
            add_row(input, said->sorted[i]->id, c, NULL, said->sorted[i]);
        }
}

static void add_case(struct tare_export_input *input, const struct tare_case *c,
                     struct said *said)
{
    const char *id = c->identity.id;
    size_t count;
    size_t first = tare_verdicts_find(said->sorted, said->count, id, &count);

    for (size_t i = 0; i < c->measure_count; i++)
        add_row(input, id, c, &c->measures[i],
                take(said, first, count, c->measures[i].name));
    if (c->measure_count == 0)
        add_row(input, id, c, NULL, take(said, first, count, "time"));
    add_rest(input, c, said, first, count);
}

void tare_export_rows_make(struct tare_export_input *input,
                           const struct tare_run *run,
                           const struct tare_comparison *comparison)
{
    struct said said = { tare_verdicts_sort(comparison), NULL, 0 };

    *input = (struct tare_export_input){ .run = run, .comparison = comparison };
    said.count = comparison != NULL ? comparison->count : 0;
    said.is_used = tare_alloc(said.count, sizeof *said.is_used);
    for (size_t i = 0; i < run->case_count; i++)
        if (run->cases[i].side != TARE_SIDE_OLD)
            add_case(input, &run->cases[i], &said);
    add_rest(input, NULL, &said, 0, said.count);
    free(said.sorted);
    free(said.is_used);
}

void tare_export_rows_release(struct tare_export_input *input)
{
    free(input->rows);
    *input = (struct tare_export_input){ 0 };
}

/* ---- reading them -------------------------------------------------------- */

size_t tare_export_case_end(const struct tare_export_input *input, size_t from)
{
    size_t end = from + 1;

    while (end < input->count && !input->rows[end].is_first)
        end++;
    return end;
}

const struct tare_band *tare_export_estimate(const struct tare_export_row *row)
{
    int is_there = row->c != NULL && row->c->status == TARE_STATUS_OK &&
                   row->measure != NULL && row->measure->has_estimate &&
                   isfinite(row->measure->estimate.value);

    return is_there ? &row->measure->estimate : NULL;
}

int tare_export_is_time(const struct tare_export_row *row)
{
    const char *name = row->measure != NULL   ? row->measure->name
                       : row->verdict != NULL ? row->verdict->measure
                                              : "time";

    return tare_is_time(name);
}

int tare_export_has_time(const struct tare_export_row *row)
{
    return tare_export_estimate(row) != NULL && tare_export_is_time(row) &&
           row->measure->count > 0;
}

uint64_t tare_export_iterations(const struct tare_launch *launch)
{
    uint64_t iterations = 0;

    for (size_t i = 0; i < launch->count; i++)
        iterations += launch->samples[i].iterations;
    return iterations;
}

void tare_export_put(FILE *stream, const char *text, const char *special,
                     const char *format)
{
    struct tare_buf shown = { 0 };

    tare_text_show(&shown, text);
    for (const char *at = tare_buf_text(&shown); *at != '\0'; at++)
        if (strchr(special, *at) != NULL)
            fprintf(stream, format, *at);
        else
            putc(*at, stream);
    tare_buf_release(&shown);
}

const char *tare_export_fact(const struct tare_facts *facts, const char *name)
{
    const struct tare_fact *fact = tare_facts_find(facts, name);

    return fact != NULL ? fact->text : NULL;
}

/* ---- good, bad, or neither ----------------------------------------------- */

void tare_export_change(struct tare_buf *text,
                        const struct tare_verdict *verdict)
{
    struct tare_buf values = { 0 };

    if (!isfinite(verdict->change.value))
        return;
    tare_change_whole(text, &verdict->change, 1);
    tare_change_values(&values, verdict);
    if (values.size > 0)
        tare_buf_printf(text, ", %s", values.data);
    tare_buf_release(&values);
}

/* "crashed: killed by SIGSEGV" */
static void add_status(struct tare_buf *why, const struct tare_case *c)
{
    tare_buf_puts(why, tare_status_name(c->status));
    if (c->reason == NULL || c->reason[0] == '\0')
        return;
    tare_buf_puts(why, ": ");
    tare_text_show(why, c->reason);
}

/* "; time: regressed, +2.1 % ..., threshold 2 %: the reason" */
static void add_verdict(struct tare_buf *why,
                        const struct tare_verdict *verdict)
{
    const char *word =
        verdict->is_suspect ? "suspect" : tare_verdict_kind_name(verdict->kind);
    char threshold[TARE_SCALED_SIZE];

    if (why->size > 0)
        tare_buf_puts(why, "; ");
    if (!tare_is_time(verdict->measure)) {
        tare_text_show(why, verdict->measure);
        tare_buf_puts(why, ": ");
    }
    tare_buf_puts(why, word);
    if (isfinite(verdict->change.value)) {
        tare_buf_puts(why, " ");
        tare_export_change(why, verdict);
    }
    if (verdict->kind == TARE_VERDICT_REGRESSED) {
        tare_percent_format(threshold, verdict->threshold);
        tare_buf_printf(why, ", threshold %s", threshold);
    }
    if (verdict->reason != NULL && verdict->reason[0] != '\0') {
        tare_buf_puts(why, ": ");
        tare_text_show(why, verdict->reason);
    }
    if ((verdict->kind == TARE_VERDICT_REGRESSED ||
         verdict->kind == TARE_VERDICT_DIFFERENT) &&
        (verdict->action == TARE_ACTION_WARN ||
         verdict->action == TARE_ACTION_PASS))
        tare_buf_puts(why, verdict->action == TARE_ACTION_WARN
                               ? " (the policy only warns)"
                               : " (the policy lets it pass)");
    if (verdict->evidence != NULL) {
        tare_buf_puts(why, "; ");
        tare_text_show(why, verdict->evidence);
    }
}

static enum tare_export_end end_of_kind(const struct tare_export_row *row)
{
    enum tare_action action = row->verdict->action;

    if (action == TARE_ACTION_FAIL)
        return TARE_END_REGRESSED;
    switch (row->verdict->kind) {
    case TARE_VERDICT_REGRESSED:
    case TARE_VERDICT_DIFFERENT:
        return action == TARE_ACTION_UNSET ? TARE_END_REGRESSED
                                           : TARE_END_SKIPPED;
    case TARE_VERDICT_UNCHANGED:
    case TARE_VERDICT_IMPROVED:
    case TARE_VERDICT_ADDED:
        return TARE_END_PASSED;
    case TARE_VERDICT_INCONCLUSIVE:
    case TARE_VERDICT_REMOVED:
    case TARE_VERDICT_FAILED: /* on the old side */
    case TARE_VERDICT_SKIPPED:
        break;
    }
    return TARE_END_SKIPPED;
}

/* A regression of one measure outweighs doubt about another, and doubt a
 * pass. */
static enum tare_export_end worse(enum tare_export_end a,
                                  enum tare_export_end b)
{
    if (a == TARE_END_REGRESSED || b == TARE_END_REGRESSED)
        return TARE_END_REGRESSED;
    return a == TARE_END_PASSED ? b : a;
}

enum tare_export_end tare_export_end_of(const struct tare_export_row *rows,
                                        size_t count, struct tare_buf *why)
{
    static const enum tare_export_end ends[] = {
        [TARE_STATUS_OK] = TARE_END_PASSED,
        [TARE_STATUS_FAILED] = TARE_END_FAILED,
        [TARE_STATUS_CRASHED] = TARE_END_CRASHED,
        [TARE_STATUS_TIMED_OUT] = TARE_END_TIMED_OUT,
        [TARE_STATUS_SKIPPED] = TARE_END_SKIPPED,
    };
    const struct tare_case *c = rows[0].c;
    enum tare_export_end end = TARE_END_PASSED;

    if (c != NULL && c->status != TARE_STATUS_OK) {
        add_status(why, c);
        return ends[c->status];
    }
    for (size_t i = 0; i < count; i++)
        if (rows[i].verdict != NULL)
            end = worse(end, end_of_kind(&rows[i]));
    for (size_t i = 0; i < count; i++)
        if (rows[i].verdict != NULL && end == end_of_kind(&rows[i]))
            add_verdict(why, rows[i].verdict);
    return end;
}

/* ---- the order of gravity ------------------------------------------------ */

const char *tare_export_word(const struct tare_export_row *row)
{
    if (row->c != NULL && row->c->status != TARE_STATUS_OK)
        return tare_status_name(row->c->status);
    if (row->verdict == NULL)
        return "";
    if (row->verdict->kind == TARE_VERDICT_INCONCLUSIVE)
        return row->verdict->is_suspect ? "suspect" : "can't tell";
    return tare_verdict_kind_name(row->verdict->kind);
}

static int gravity_of(const struct tare_export_row *row)
{
    static const int gravities[] = {
        [TARE_VERDICT_REGRESSED] = 6, [TARE_VERDICT_FAILED] = 5,
        [TARE_VERDICT_REMOVED] = 4,   [TARE_VERDICT_INCONCLUSIVE] = 3,
        [TARE_VERDICT_IMPROVED] = 2,  [TARE_VERDICT_ADDED] = 2,
        [TARE_VERDICT_SKIPPED] = 1,   [TARE_VERDICT_UNCHANGED] = 0,
        [TARE_VERDICT_DIFFERENT] = 5,
    };

    if (row->c != NULL && row->c->status != TARE_STATUS_OK)
        return row->c->status == TARE_STATUS_SKIPPED ? 2 : 10;
    if (row->verdict == NULL)
        return -1;
    return 2 * gravities[row->verdict->kind] + row->verdict->is_suspect;
}

static double change_of(const struct tare_export_row *row)
{
    return row->verdict != NULL && isfinite(row->verdict->change.value)
               ? fabs(row->verdict->change.value)
               : -1;
}

static int by_gravity(const void *a, const void *b)
{
    const struct tare_export_row *const *x = a, *const *y = b;
    int order = gravity_of(*y) - gravity_of(*x);

    if (order != 0)
        return order;
    if (change_of(*x) < change_of(*y) || change_of(*x) > change_of(*y))
        return change_of(*x) < change_of(*y) ? 1 : -1;
    return (*x > *y) - (*x < *y);
}

const struct tare_export_row **
tare_export_gravest_first(const struct tare_export_input *input)
{
    const struct tare_export_row **rows =
        tare_alloc(input->count, sizeof *rows);

    for (size_t i = 0; i < input->count; i++)
        rows[i] = &input->rows[i];
    qsort(rows, input->count, sizeof *rows, by_gravity);
    return rows;
}
