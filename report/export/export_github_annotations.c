/* SPDX-License-Identifier: MIT */
/*
 * Commands to GitHub's runner, which shows them beside the source line of the
 * benchmark.  It shows ten of a kind for each step; the tenth says how many
 * there are.  No line begins with a text of anybody else, and no text can end
 * its line or its field.
 */
#include "report/export/export_formats.h"

#include <stdlib.h>

enum {
    SHOWN_MAX = 10
};

enum kind {
    KIND_ERROR,
    KIND_WARNING,
    KIND_NOTICE,
    KIND_NONE
};

static const char *const kinds[] = { "error", "warning", "notice" };

static enum kind kind_of(const struct tare_export_row *row)
{
    if (row->c != NULL && row->c->status != TARE_STATUS_OK)
        return row->c->status == TARE_STATUS_SKIPPED || !row->is_first
                   ? KIND_NONE
                   : KIND_ERROR;
    if (row->verdict == NULL)
        return KIND_NONE;
    if (row->verdict->action == TARE_ACTION_FAIL)
        return KIND_ERROR;
    if (row->verdict->action == TARE_ACTION_WARN)
        return KIND_WARNING;
    if (row->verdict->action == TARE_ACTION_PASS &&
        row->verdict->kind != TARE_VERDICT_IMPROVED)
        return KIND_NONE;
    switch (row->verdict->kind) {
    case TARE_VERDICT_REGRESSED:
    case TARE_VERDICT_DIFFERENT:
        return KIND_ERROR;
    case TARE_VERDICT_INCONCLUSIVE:
    case TARE_VERDICT_REMOVED:
    case TARE_VERDICT_FAILED: /* on the old side */
        return KIND_WARNING;
    case TARE_VERDICT_IMPROVED:
        return KIND_NOTICE;
    case TARE_VERDICT_UNCHANGED:
    case TARE_VERDICT_ADDED:
    case TARE_VERDICT_SKIPPED:
        break;
    }
    return KIND_NONE;
}

/* What would end the field is escaped. */
static void put_property(FILE *stream, const char *value)
{
    tare_export_put(stream, value, "%:,", "%%%02X");
}

static void put_row(FILE *stream, const struct tare_export_row *row)
{
    const struct tare_identity *identity =
        row->c != NULL ? &row->c->identity : NULL;
    struct tare_buf why = { 0 };

    tare_export_end_of(row, 1, &why);
    fprintf(stream, "::%s ", kinds[kind_of(row)]);
    if (identity != NULL && identity->file != NULL) {
        fputs("file=", stream);
        put_property(stream, identity->file);
        fprintf(stream, ",line=%d,", identity->line);
    }
    fputs("title=", stream);
    put_property(stream, tare_export_word(row));
    fputs("::", stream);
    tare_export_put(stream, row->id, "%", "%%%02X");
    if (why.size > 0) {
        fputs(": ", stream);
        tare_export_put(stream, why.data, "%", "%%%02X");
    }
    putc('\n', stream);
    tare_buf_release(&why);
}

static void put_kind(const struct tare_export_row *const *rows, size_t count,
                     enum kind kind, FILE *stream)
{
    size_t all = 0, limit = SHOWN_MAX, shown = 0;

    for (size_t i = 0; i < count; i++)
        all += kind_of(rows[i]) == kind;
    if (all > limit)
        limit--;
    for (size_t i = 0; i < count && shown < limit; i++)
        if (kind_of(rows[i]) == kind) {
            put_row(stream, rows[i]);
            shown++;
        }
    if (all > shown)
        fprintf(stream, "::%s title=and %zu more::%zu in all\n", kinds[kind],
                all - shown, all);
}

void tare_export_github_annotations(const struct tare_export_input *input,
                                    FILE *stream)
{
    const struct tare_export_row **rows = tare_export_gravest_first(input);

    for (enum kind kind = KIND_ERROR; kind < KIND_NONE; kind++)
        put_kind(rows, input->count, kind, stream);
    free(rows);
}
