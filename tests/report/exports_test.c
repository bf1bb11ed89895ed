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
#include "store/hotspots.h"
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

static void put_shown(FILE *stream, const char *text)
{
    struct tare_buf shown = { 0 };
    char *clean = tare_utf8_clean(text);

    tare_text_show(&shown, text);
    put_hex(stream, clean);
    putc(':', stream);
    put_hex(stream, tare_buf_text(&shown));
    tare_buf_release(&shown);
    free(clean);
}

/* The name of the function, clean and as shown, and of its object. */
static void put_frame(FILE *stream, const struct tare_profile *profile,
                      const struct tare_profile_node *node)
{
    struct tare_buf name = { 0 };

    tare_hotspot_name(&name, profile, node->function);
    putc(' ', stream);
    put_shown(stream, tare_buf_text(&name));
    putc(':', stream);
    put_shown(stream, profile->objects[node->object].path);
    fprintf(stream, ":%u:%d", node->inlined, node->line);
    tare_buf_release(&name);
}

/* The frames, the innermost first, and how often it was found there. */
static void put_stack(FILE *stream, const struct tare_case *c, double period,
                      const struct tare_profile_count *found)
{
    const struct tare_measure *time = tare_case_measure(c, "time");

    put_shown(stream, c->identity.id);
    fprintf(stream, " %d %.17g %.17g %zu %llu", (int)c->side, period,
            time != NULL ? time->estimate.value : 0, found->node,
            (unsigned long long)found->looks);
    for (size_t at = found->node + 1; at > 0;
         at = c->profile.nodes[at - 1].parent)
        put_frame(stream, &c->profile, &c->profile.nodes[at - 1]);
    putc('\n', stream);
}

/* A line for each stack of each launch. */
static void write_stacks(const struct tare_run *run, const char *path)
{
    FILE *stream = fopen(path, "w");

    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_profile *profile = &run->cases[i].profile;
        double period = 0;

        for (size_t k = 0; k < profile->launch_count; k++)
            period +=
                profile->launches[k].period_ns / (double)profile->launch_count;
        for (size_t k = 0; k < profile->launch_count; k++)
            for (size_t j = 0; j < profile->launches[k].count; j++)
                if (profile->launches[k].counts[j].looks > 0)
                    put_stack(stream, &run->cases[i], period,
                              &profile->launches[k].counts[j]);
    }
    fclose(stream);
}

typedef void (*make_fn)(struct tare_run *run,
                        struct tare_comparison *comparison);

/* Exports what that makes, into two files whose names the command gets. 
 * The reader of a profile wants to know of stacks. */
static void write_one(const struct tare_export_format *format, make_fn make,
                      int is_compared, int is_profile, struct tare_buf *command)
{
    static unsigned number;
    struct tare_comparison comparison = { 0 };
    struct tare_run run = { 0 };
    char path[128], names[128];
    FILE *stream;

    make(&run, &comparison);
    snprintf(path, sizeof path, "%s/%u.%s", folder, number, format->extension);
    snprintf(names, sizeof names, "%s/%u.names", folder, number++);
    if (is_profile)
        write_stacks(&run, names);
    else
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

/* Takes the command. */
static void check_read(struct tare_buf *command)
{
    int status;

    fflush(stdout);
    status = system(command->data);
    tare_buf_release(command);
    empty_folder();
    if (WIFEXITED(status) && (WEXITSTATUS(status) == STATUS_SKIP ||
                              WEXITSTATUS(status) == STATUS_NOT_FOUND))
        SKIP("its reader is not installed: see above");
    CHECK_INT(status, 0);
}

static const struct tare_export_format *begin(struct tare_buf *command,
                                              const char *name)
{
    tare_buf_printf(command,
                    "${PYTHON:-python3} tests/report/read_export.py %s", name);
    return tare_export_find(name, strlen(name));
}

static void check_format(const char *name)
{
    static const make_fn makers[] = { make_hostile, make_odd, make_empty };
    struct tare_buf command = { 0 };
    const struct tare_export_format *format = begin(&command, name);

    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        for (int is_compared = 0; is_compared < 2; is_compared++)
            write_one(format, makers[i], is_compared, 0, &command);
    write_one(format, make_many, 1, 0, &command);
    check_read(&command);
}

static void check_profile(const char *name)
{
    static const make_fn makers[] = { make_profiled, make_profiled_duel,
                                      make_hostile, make_empty };
    struct tare_buf command = { 0 };
    const struct tare_export_format *format = begin(&command, name);

    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        write_one(format, makers[i], 0, 1, &command);
    check_read(&command);
}

/* ---- formats ------------------------------------------------------------- */

#define FORMAT(name, format)                                                   \
    TEST(name)                                                                 \
    {                                                                          \
        check_format(format);                                                  \
    }

#define PROFILE(name, format)                                                  \
    TEST(name)                                                                 \
    {                                                                          \
        check_profile(format);                                                 \
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
FORMAT(otlp_is_read_by_protobufs_parser, "otlp")
FORMAT(gbench_is_read_by_compare_py, "gbench")
FORMAT(gbench_aggregates_is_read_by_compare_py, "gbench-aggregates")
FORMAT(smaller_is_better_is_read, "github-action-benchmark")
FORMAT(bigger_is_better_is_read, "github-action-benchmark-bigger")
FORMAT(bmf_is_read, "bmf")
FORMAT(benchfmt_is_read_as_benchstat_does, "benchfmt")
FORMAT(libtest_is_read_as_its_readers_do, "libtest")
FORMAT(hyperfine_is_read, "hyperfine")

PROFILE(pprof_is_read_by_gos_pprof, "pprof")
PROFILE(folded_is_read_by_flamegraph_pl, "folded")
PROFILE(firefox_is_read_by_profiler_cli, "firefox")
PROFILE(speedscope_is_read_with_its_schema, "speedscope")
PROFILE(callgrind_is_read_by_callgrind_annotate, "callgrind")
PROFILE(perf_script_is_read_by_stackcollapse, "perf-script")

TEST(the_room_is_left_empty)
{
    CHECK_INT(rmdir(folder), 0);
}

TESTS(RUN(there_is_room_for_what_is_written), RUN(csv_is_read_by_pythons_csv),
      RUN(markdown_is_read_by_cmark), RUN(the_summary_is_read_by_cmark),
      RUN(annotations_are_read_as_the_runner_does),
      RUN(junit_is_read_by_xmllint_with_a_schema),
      RUN(tap_is_read_by_perls_parser), RUN(openmetrics_is_read_by_promtool),
      RUN(otlp_is_read_by_protobufs_parser), RUN(gbench_is_read_by_compare_py),
      RUN(gbench_aggregates_is_read_by_compare_py),
      RUN(smaller_is_better_is_read), RUN(bigger_is_better_is_read),
      RUN(bmf_is_read), RUN(benchfmt_is_read_as_benchstat_does),
      RUN(libtest_is_read_as_its_readers_do), RUN(hyperfine_is_read),
      RUN(pprof_is_read_by_gos_pprof), RUN(folded_is_read_by_flamegraph_pl),
      RUN(firefox_is_read_by_profiler_cli),
      RUN(speedscope_is_read_with_its_schema),
      RUN(callgrind_is_read_by_callgrind_annotate),
      RUN(perf_script_is_read_by_stackcollapse), RUN(the_room_is_left_empty))
