/* SPDX-License-Identifier: MIT */
/*
 * RFC 4180 with newlines as line ends.  Every row is one line, because what
 * acts on a terminal is made visible; a text that a spreadsheet would take for
 * a formula gets an apostrophe in front.  Unknown is empty.
 */
#include "report/export/export_formats.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/terminal/rate.h"
#include "report/terminal/text.h"
#include "store/number.h"

static const char header[] =
    "id,group,name,args,threads,status,reason,measure,unit,better,value,low,"
    "high,confidence,spread,mean,median,std_dev,mad,slope,launches,samples,"
    "iterations,rate,rate_unit,warnings,verdict,change,change_low,change_high,"
    "old_value,new_value,threshold,pairs,why\n";

/* ---- cells --------------------------------------------------------------- */

/* Each cell but the first of a row begins with a comma. */
struct sheet {
    FILE *stream;
    int is_inside; /* a row */
};

static void begin_cell(struct sheet *sheet)
{
    if (sheet->is_inside)
        putc(',', sheet->stream);
    sheet->is_inside = 1;
}

static void end_row(struct sheet *sheet)
{
    putc('\n', sheet->stream);
    sheet->is_inside = 0;
}

static void put_text(struct sheet *sheet, const char *text)
{
    struct tare_buf shown = { 0 };

    begin_cell(sheet);
    if (text == NULL)
        return;
    if (strchr("=+-@", text[0]) != NULL && text[0] != '\0')
        tare_buf_puts(&shown, "'");
    tare_text_show(&shown, text);
    text = tare_buf_text(&shown);
    if (text[strcspn(text, ",\"")] == '\0' && text[0] != ' ') {
        fputs(text, sheet->stream);
    } else {
        putc('"', sheet->stream);
        for (; *text != '\0'; text++)
            fputs(*text == '"' ? "\"\"" : (char[]){ *text, '\0' },
                  sheet->stream);
        putc('"', sheet->stream);
    }
    tare_buf_release(&shown);
}

static void put_number(struct sheet *sheet, double value)
{
    char text[TARE_NUMBER_SIZE];

    begin_cell(sheet);
    if (!isfinite(value))
        return;
    tare_number_format(text, value);
    fputs(text, sheet->stream);
}

static void put_count(struct sheet *sheet, uint64_t count)
{
    begin_cell(sheet);
    fprintf(sheet->stream, "%" PRIu64, count);
}

static void put_nothing(struct sheet *sheet, int cells)
{
    while (cells-- > 0)
        begin_cell(sheet);
}

/* ---- a row --------------------------------------------------------------- */

/* "n=10;how=up" */
static void put_args(struct sheet *sheet, const struct tare_identity *identity)
{
    struct tare_buf text = { 0 };

    for (size_t i = 0; i < identity->arg_count; i++) {
        const struct tare_arg_value *arg = &identity->args[i];
        char number[TARE_NUMBER_SIZE];

        tare_buf_printf(&text, "%s%s=", i > 0 ? ";" : "", arg->name);
        if (arg->text == NULL)
            tare_number_format(number, arg->number);
        tare_buf_puts(&text, arg->text != NULL ? arg->text : number);
    }
    put_text(sheet, tare_buf_text(&text));
    tare_buf_release(&text);
}

static void put_case(struct sheet *sheet, const struct tare_export_row *row)
{
    const struct tare_case *c = row->c;

    put_text(sheet, row->id);
    if (c == NULL) {
        put_nothing(sheet, 6);
        return;
    }
    put_text(sheet, c->identity.group);
    put_text(sheet, c->identity.name);
    put_args(sheet, &c->identity);
    put_count(sheet, c->identity.threads);
    put_text(sheet, tare_status_name(c->status));
    put_text(sheet, c->reason);
}

static void put_counts(struct sheet *sheet, const struct tare_measure *measure)
{
    uint64_t samples = 0, iterations = 0;

    for (size_t i = 0; i < measure->count; i++) {
        samples += measure->launches[i].count;
        iterations += tare_export_iterations(&measure->launches[i]);
    }
    put_count(sheet, measure->count);
    put_count(sheet, samples);
    put_count(sheet, iterations);
}

static void put_figures(struct sheet *sheet, const struct tare_measure *measure)
{
    if (!measure->is_analysed) {
        put_nothing(sheet, 5);
        return;
    }
    put_number(sheet, measure->mean.value);
    put_number(sheet, measure->median.value);
    put_number(sheet, measure->std_dev.value);
    put_number(sheet, measure->mad.value);
    put_number(sheet, measure->slope.value);
}

static void put_measure(struct sheet *sheet, const struct tare_export_row *row)
{
    const struct tare_measure *measure = row->measure;
    const struct tare_band *estimate = tare_export_estimate(row);

    if (measure == NULL) {
        put_text(sheet, row->verdict != NULL ? row->verdict->measure : NULL);
        put_nothing(sheet, 15);
        return;
    }
    put_text(sheet, measure->name);
    put_text(sheet, measure->unit);
    put_text(sheet, measure->better == TARE_BETTER_LOWER ? "lower" : "higher");
    if (estimate != NULL) {
        put_number(sheet, estimate->value);
        put_number(sheet, estimate->low);
        put_number(sheet, estimate->high);
        put_number(sheet, estimate->confidence);
        put_number(sheet, measure->spread);
    } else {
        put_nothing(sheet, 5);
    }
    put_figures(sheet, measure);
    put_counts(sheet, measure);
}

static void put_rate(struct sheet *sheet, const struct tare_export_row *row)
{
    if (tare_export_estimate(row) == NULL || !tare_export_is_time(row) ||
        tare_case_rate(row->c) <= 0) {
        put_nothing(sheet, 2);
        return;
    }
    put_number(sheet, tare_case_rate(row->c));
    put_text(sheet, tare_case_rate_unit(row->c));
}

static void put_warnings(struct sheet *sheet, const struct tare_case *c)
{
    struct tare_buf codes = { 0 };

    for (size_t i = 0; c != NULL && i < c->warning_count; i++)
        tare_buf_printf(&codes, "%s%s", i > 0 ? ";" : "", c->warnings[i].code);
    put_text(sheet, tare_buf_text(&codes));
    tare_buf_release(&codes);
}

static void put_verdict(struct sheet *sheet, const struct tare_verdict *verdict)
{
    if (verdict == NULL) {
        put_nothing(sheet, 9);
        return;
    }
    put_text(sheet, verdict->is_suspect
                        ? "suspect"
                        : tare_verdict_kind_name(verdict->kind));
    put_number(sheet, verdict->change.value);
    put_number(sheet, verdict->change.low);
    put_number(sheet, verdict->change.high);
    put_number(sheet, verdict->old_value);
    put_number(sheet, verdict->new_value);
    put_number(sheet, verdict->threshold);
    put_count(sheet, verdict->pairs);
    put_text(sheet, verdict->reason);
}

void tare_export_csv(const struct tare_export_input *input, FILE *stream)
{
    struct sheet sheet = { .stream = stream };

    fputs(header, stream);
    for (size_t i = 0; i < input->count; i++) {
        const struct tare_export_row *row = &input->rows[i];

        put_case(&sheet, row);
        put_measure(&sheet, row);
        put_rate(&sheet, row);
        put_warnings(&sheet, row->c);
        put_verdict(&sheet, row->verdict);
        end_row(&sheet);
    }
}
