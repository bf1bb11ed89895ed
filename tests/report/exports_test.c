/* SPDX-License-Identifier: MIT */
/*
 * Every export of every made-up run is read by its real consumer, or by a
 * strict reader of ours, in tests/report/read_export.py: well-formed, by the
 * rules of its format, and with the names that went in.
 */
#include "report/export/export.h"

#include <sys/wait.h>
#include <unistd.h>

#include "report/export/export_rows.h"
#include "report/terminal/text.h"
#include "store/utf8.h"
#include "tests/report/export_fixtures.h"
#include "tests/test.h"

enum {
    STATUS_SKIP = 77,
    STATUS_NOT_FOUND = 127 /* of a shell: there is no python3 */
};

static char folder[] = "/tmp/tare-exports-XXXXXX";

/* ---- what the reader gets ------------------------------------------------ */

static void put_hex(FILE *stream, const char *text)
{
    if (*text == '\0')
        putc('-', stream);
    for (; *text != '\0'; text++)
        fprintf(stream, "%02x", (unsigned)(unsigned char)*text);
}

/* A line for each row: the id and the measure, clean and as shown, and what is
 * there. */
static void write_names(const struct tare_run *run,
                        const struct tare_comparison *comparison,
                        const char *path)
{
    struct tare_export_input input;
    FILE *stream = fopen(path, "w");

    tare_export_rows_make(&input, run, comparison);
    for (size_t i = 0; i < input.count; i++) {
        const struct tare_export_row *row = &input.rows[i];
        const char *measure = row->measure != NULL ? row->measure->name : "";
        char *id = tare_utf8_clean(row->id), *name = tare_utf8_clean(measure);
        struct tare_buf shown = { 0 }, shown_measure = { 0 };

        tare_text_show(&shown, row->id);
        tare_text_show(&shown_measure, measure);
        put_hex(stream, id);
        putc(' ', stream);
        put_hex(stream, tare_buf_text(&shown));
        putc(' ', stream);
        put_hex(stream, name);
        putc(' ', stream);
        put_hex(stream, tare_buf_text(&shown_measure));
        fprintf(stream, " %d %d %d\n", tare_export_estimate(row) != NULL,
                row->is_first, row->verdict != NULL);
        tare_buf_release(&shown);
        tare_buf_release(&shown_measure);
        free(id);
        free(name);
    }
    tare_export_rows_release(&input);
    fclose(stream);
}

typedef void (*make_fn)(struct tare_run *run,
                        struct tare_comparison *comparison);

/* Exports what that makes, into two files whose names the command gets. */
static void write_one(const struct tare_export_format *format, make_fn make,
                      int is_compared, struct tare_buf *command)
{
    static unsigned number;
    struct tare_comparison comparison = { 0 };
    struct tare_run run = { 0 };
    char path[128], names[128];
    FILE *stream;

    make(&run, &comparison);
    snprintf(path, sizeof path, "%s/%u.%s", folder, number, format->extension);
    snprintf(names, sizeof names, "%s/%u.names", folder, number++);
    write_names(&run, is_compared ? &comparison : NULL, names);
    stream = fopen(path, "w");
    tare_export(format, &run, is_compared ? &comparison : NULL, NULL, stream);
    CHECK_INT(fclose(stream), 0);
    tare_buf_printf(command, " %s %s", path, names);
    tare_run_release(&run);
    tare_comparison_release(&comparison);
}

static void make_empty(struct tare_run *run, struct tare_comparison *comparison)
{
    (void)run;
    (void)comparison;
}

static void empty_folder(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -f %s/*", folder);
    CHECK_INT(system(command), 0);
}

static void check_format(const char *name)
{
    static const make_fn makers[] = { make_hostile, make_odd, make_empty };
    const struct tare_export_format *format =
        tare_export_find(name, strlen(name));
    struct tare_buf command = { 0 };
    int status;

    tare_buf_printf(&command,
                    "${PYTHON:-python3} tests/report/read_export.py %s", name);
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        for (int is_compared = 0; is_compared < 2; is_compared++)
            write_one(format, makers[i], is_compared, &command);
    write_one(format, make_many, 1, &command);
    fflush(stdout);
    status = system(command.data);
    tare_buf_release(&command);
    empty_folder();
    if (WIFEXITED(status) && (WEXITSTATUS(status) == STATUS_SKIP ||
                              WEXITSTATUS(status) == STATUS_NOT_FOUND))
        SKIP("its reader is not installed: see above");
    CHECK_INT(status, 0);
}

/* ---- formats ------------------------------------------------------------- */

#define FORMAT(name, format)                                                   \
    TEST(name)                                                                 \
    {                                                                          \
        check_format(format);                                                  \
    }

TEST(there_is_room_for_what_is_written)
{
    CHECK(mkdtemp(folder) != NULL);
}

FORMAT(csv_is_read_by_pythons_csv, "csv")
FORMAT(markdown_is_read_by_cmark, "markdown")
FORMAT(the_summary_is_read_by_cmark, "github-summary")
FORMAT(annotations_are_read_as_the_runner_does, "github-annotations")
FORMAT(junit_is_read_by_xmllint_with_a_schema, "junit")
FORMAT(tap_is_read_by_perls_parser, "tap")
FORMAT(openmetrics_is_read_by_promtool, "openmetrics")
FORMAT(gbench_is_read_by_compare_py, "gbench")
FORMAT(gbench_aggregates_is_read_by_compare_py, "gbench-aggregates")
FORMAT(smaller_is_better_is_read, "github-action-benchmark")
FORMAT(bigger_is_better_is_read, "github-action-benchmark-bigger")
FORMAT(bmf_is_read, "bmf")
FORMAT(benchfmt_is_read_as_benchstat_does, "benchfmt")
FORMAT(libtest_is_read_as_its_readers_do, "libtest")
FORMAT(hyperfine_is_read, "hyperfine")

TEST(the_room_is_left_empty)
{
    CHECK_INT(rmdir(folder), 0);
}

TESTS(RUN(there_is_room_for_what_is_written), RUN(csv_is_read_by_pythons_csv),
      RUN(markdown_is_read_by_cmark), RUN(the_summary_is_read_by_cmark),
      RUN(annotations_are_read_as_the_runner_does),
      RUN(junit_is_read_by_xmllint_with_a_schema),
      RUN(tap_is_read_by_perls_parser), RUN(openmetrics_is_read_by_promtool),
      RUN(gbench_is_read_by_compare_py),
      RUN(gbench_aggregates_is_read_by_compare_py),
      RUN(smaller_is_better_is_read), RUN(bigger_is_better_is_read),
      RUN(bmf_is_read), RUN(benchfmt_is_read_as_benchstat_does),
      RUN(libtest_is_read_as_its_readers_do), RUN(hyperfine_is_read),
      RUN(the_room_is_left_empty))
