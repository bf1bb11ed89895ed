/* SPDX-License-Identifier: MIT */
/*
 * Go's benchmark format: a line for each launch.  benchstat compares files
 * whose configuration lines agree, so nothing stands there that differs
 * between two runs on one machine.  Names are percent-encoded; a last dash
 * and number would be taken for the count of processors, so that count is
 * always appended.  Numbers have no exponents, which not every reader knows.
 */
#include "report/export/export_formats.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/terminal/plain_number.h"
#include "store/crc32.h"

enum {
    NAME_MAX_BYTES = 16384 /* encoded: readers take lines of 64 KiB */
};

/* ---- text ---------------------------------------------------------------- */

static int is_plain(char byte, const char *marks)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || strchr(marks, byte) != NULL;
}

static void add_encoded(struct tare_buf *buf, const char *text,
                        const char *marks)
{
    size_t start = buf->size, size = strlen(text);

    for (const char *at = text; *at != '\0'; at++) {
        if (is_plain(*at, marks))
            tare_buf_add(buf, at, 1);
        else
            tare_buf_printf(buf, "%%%02X", (unsigned)(unsigned char)*at);
        if (buf->size - start > NAME_MAX_BYTES) {
            tare_buf_printf(buf, "%%7E%08" PRIx32, tare_crc32(0, text, size));
            return;
        }
    }
}

/* The first letter of a Go benchmark is a capital one; other names get "_", so
 * that no two become one. */
static void add_name(struct tare_buf *buf, const struct tare_case *c)
{
    const char *id = c->identity.id;

    tare_buf_puts(buf, "Benchmark");
    if (*id >= 'a' && *id <= 'z') {
        char first = (char)(*id++ - 'a' + 'A');

        tare_buf_add(buf, &first, 1);
    } else {
        tare_buf_puts(buf, "_");
    }
    add_encoded(buf, id, "_.=/,:+-");
    tare_buf_printf(buf, "-%u", c->identity.threads);
}

/* The name of a reported measure as a unit, which is never one of ours. */
static void add_unit(struct tare_buf *buf, const char *measure)
{
    add_encoded(buf, measure, "_.-");
}

/* ---- configuration ------------------------------------------------------- */

static void put_config(FILE *stream, const char *key, const char *value)
{
    if (value == NULL)
        return;
    fprintf(stream, "%s: ", key);
    tare_export_put(stream, value, "", "");
    putc('\n', stream);
}

static const char *go_architecture(const char *name)
{
    static const char *const pairs[][2] = { { "x86_64", "amd64" },
                                            { "aarch64", "arm64" },
                                            { "i686", "386" } };

    for (size_t i = 0; name != NULL && i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(name, pairs[i][0]) == 0)
            return pairs[i][1];
    return name;
}

static void put_head(FILE *stream, const struct tare_run *run)
{
    put_config(stream, "goos", "linux");
    put_config(
        stream, "goarch",
        go_architecture(tare_export_fact(&run->machine, "architecture")));
    put_config(stream, "cpu", tare_export_fact(&run->machine, "cpu"));
    put_config(stream, "pkg", "tare");
}

/* ---- units --------------------------------------------------------------- */

/* Whether all measures of that name agree with this one, of which it is the
 * first: readers refuse units that are said to be both. */
static int is_told(const struct tare_export_input *input, size_t at)
{
    const struct tare_measure *measure = input->rows[at].measure;

    for (size_t i = 0; i < input->count; i++) {
        const struct tare_measure *other = input->rows[i].measure;

        if (other == NULL || strcmp(other->name, measure->name) != 0)
            continue;
        if (i < at || other->better != measure->better ||
            other->kind != measure->kind)
            return 0;
    }
    return 1;
}

static void put_units(FILE *stream, const struct tare_export_input *input)
{
    for (size_t i = 0; i < input->count; i++) {
        const struct tare_export_row *row = &input->rows[i];
        struct tare_buf unit = { 0 };

        if (tare_export_estimate(row) == NULL || tare_export_is_time(row) ||
            !is_told(input, i))
            continue;
        add_unit(&unit, row->measure->name);
        fprintf(stream, "Unit %s better=%s%s\n", unit.data,
                row->measure->better == TARE_BETTER_LOWER ? "lower" : "higher",
                row->measure->kind == TARE_KIND_EXACT ? " assume=exact" : "");
        tare_buf_release(&unit);
    }
}

/* ---- results ------------------------------------------------------------- */

static void put_value(FILE *stream, double value, const char *unit)
{
    char text[TARE_PLAIN_SIZE];

    if (!isfinite(value))
        return;
    tare_plain_format(text, value);
    fprintf(stream, "\t%s %s", text, unit);
}

static void put_reported(FILE *stream, const struct tare_export_row *row,
                         size_t launch)
{
    struct tare_buf unit = { 0 };

    if (tare_export_estimate(row) == NULL || launch >= row->measure->count)
        return;
    add_unit(&unit, row->measure->name);
    put_value(stream, row->measure->launches[launch].value, unit.data);
    tare_buf_release(&unit);
}

static void put_launch(FILE *stream, const struct tare_export_row *rows,
                       size_t count, size_t index)
{
    const struct tare_launch *launch = &rows[0].measure->launches[index];
    const struct tare_case *c = rows[0].c;
    struct tare_buf name = { 0 };

    add_name(&name, c);
    fprintf(stream, "%s\t%" PRIu64, name.data, tare_export_iterations(launch));
    put_value(stream, launch->value, "ns/op");
    if (c->work.bytes > 0 && launch->value > 0)
        put_value(stream,
                  c->work.bytes * c->identity.threads * 1e3 / launch->value,
                  "MB/s");
    for (size_t i = 1; i < count; i++)
        put_reported(stream, &rows[i], index);
    putc('\n', stream);
    tare_buf_release(&name);
}

void tare_export_benchfmt(const struct tare_export_input *input, FILE *stream)
{
    size_t end;

    put_head(stream, input->run);
    put_units(stream, input);
    for (size_t i = 0; i < input->count; i = end) {
        const struct tare_export_row *rows = &input->rows[i];

        end = tare_export_case_end(input, i);
        for (size_t j = 0;
             tare_export_has_time(rows) && j < rows->measure->count; j++)
            if (isfinite(rows->measure->launches[j].value) &&
                !rows->measure->launches[j].aside)
                put_launch(stream, rows, end - i, j);
    }
}
