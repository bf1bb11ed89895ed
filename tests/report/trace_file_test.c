/* SPDX-License-Identifier: MIT */
/* Traces are JSON whatever is in them, fit into what they promise, and are read
 * by the Firefox Profiler with every event on its thread. */
#include "report/export/trace_file.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/buf.h"
#include "store/scan.h"
#include "store/utf8.h"
#include "tests/report/export_fixtures.h"
#include "tests/test.h"

enum {

    STATUS_SKIP = 77,
    STATUS_NOT_FOUND = 127 /* of a shell: there is no python3 */
};

#define US 1000

/* ---- traces -------------------------------------------------------------- */

/* A launch of a millisecond, with its set-up and two samples. */
static void trace_launch(struct tare_trace *trace, const char *id,
                         enum tare_side side, int cpu)
{
    uint64_t at = trace->start_ns + ++trace->launches * 2000 * US;
    struct tare_trace_event event = { .rank = TARE_TRACE_LAUNCH,
                                      .what = "timed launch",
                                      .number = trace->launches,
                                      .side = side,
                                      .cpu = cpu,
                                      .begin_ns = at,
                                      .end_ns = at + 1000 * US };

    tare_trace_add(trace, &event, id);
    event.what = "set-up";
    event.end_ns = at + 100 * US;
    tare_trace_add(trace, &event, NULL);
    event.rank = TARE_TRACE_QUIET;
    event.what = "sample";
    event.sample = (struct tare_sample){ .iterations = 7, .value = 1.0 / 3 };
    event.begin_ns = at + 200 * US;
    event.end_ns = at + 400 * US;
    tare_trace_add(trace, &event, NULL);
    event.rank = TARE_TRACE_DISTURBED;
    event.what = "disturbed sample";
    event.sample.switches = 2;
    event.sample.steal_ns = 1234.5678;
    event.sample.throttled = -1; /* not known */
    event.begin_ns = at + 500 * US;
    event.end_ns = at + 700 * US;
    tare_trace_add(trace, &event, NULL);
}

static void trace_round(struct tare_trace *trace, uint64_t round,
                        uint64_t elapsed_ns)
{
    struct tare_trace_event event = { .rank = TARE_TRACE_PHASE,
                                      .what = "round",
                                      .number = round,
                                      .begin_ns = trace->start_ns,
                                      .end_ns = trace->start_ns + elapsed_ns };

    tare_trace_add(trace, &event, NULL);
}

static char *print(const struct tare_trace *trace, size_t *size)
{
    char *text = NULL;
    FILE *stream = open_memstream(&text, size);

    tare_trace_print(trace, stream);
    fclose(stream);
    return text;
}

/* ---- what we read ourselves ---------------------------------------------- */

static int is_json(const char *text, size_t size)
{
    struct tare_scan scan;
    struct tare_err err = { 0 };
    int status;

    tare_scan_open(&scan, "trace", text, size, &err);
    status = tare_scan_skip(&scan);
    if (status == 0)
        status = tare_scan_finish(&scan);
    tare_scan_close(&scan);
    if (status < 0)
        printf("# %s\n", err.text);
    return status == 0;
}

TEST(an_empty_trace_is_json)
{
    struct tare_trace trace = { 0 };
    size_t size;
    char *text = print(&trace, &size);

    CHECK(is_json(text, size));
    free(text);
}

TEST(an_event_is_a_line)
{
    struct tare_trace trace = { .start_ns = 5000 * US };
    size_t size;
    char *text;

    trace_launch(&trace, "a\"b\x1b", TARE_SIDE_NONE, 3);
    trace_round(&trace, 12, 9000 * US);
    text = print(&trace, &size);
    CHECK(is_json(text, size));
    CHECK(strstr(text,
                 "{\"name\": \"a\\\"b\\u001b\", \"ph\": \"X\", \"pid\": 1, "
                 "\"tid\": 8, \"cat\": \"launch\", \"ts\": 2000, "
                 "\"dur\": 1000, \"args\": {\"work\": \"timed launch\", "
                 "\"launch\": 1}},\n") != NULL);
    CHECK(strstr(text, "\"cat\": \"sample\", \"ts\": 2200, \"dur\": 200, "
                       "\"args\": {\"iterations\": 7, "
                       "\"ns_per_iteration\": 0.333333}},\n") != NULL);
    CHECK(strstr(text, "\"ns_per_iteration\": 0.333333, \"switches\": 2, "
                       "\"steal_ns\": 1234.57}},\n") != NULL);
    CHECK(strstr(text, "{\"name\": \"round 12\", \"ph\": \"X\", \"pid\": 1, "
                       "\"tid\": 1, \"cat\": \"phase\", \"ts\": 0, "
                       "\"dur\": 9000, \"args\": {}}\n") != NULL);
    CHECK(strstr(text, "\"args\": {\"name\": \"launches on CPU 3\"}") != NULL);
    CHECK(strstr(text, "left out") == NULL);
    free(text);
    tare_trace_release(&trace);
}

/* The longest numbers there can be, of a run of a day. */
static void trace_longest(struct tare_trace *trace, const char *id)
{
    struct tare_trace_event event = {
        .rank = TARE_TRACE_LAUNCH,
        .what = "starting and ending launches",
        .number = ++trace->launches,
        .cpu = 1023,
        .begin_ns = 86400123456789,
        .end_ns = 2 * 86400123456789,
        .sample = { .iterations = UINT64_MAX,
                    .value = -1.23456e-300,
                    .switches = UINT32_MAX,
                    .faults = UINT32_MAX,
                    .major_faults = UINT32_MAX,
                    .steal_ns = 1.23456e300,
                    .throttled = 1.23456e300,
                    .pace_ns = 1.23456e300,
                    .share_ns = 1.23456e300 },
    };

    tare_trace_add(trace, &event, id);
    event.what = "disturbed sample";
    event.rank = TARE_TRACE_DISTURBED;
    tare_trace_add(trace, &event, NULL);
    event.what = "sample";
    event.rank = TARE_TRACE_QUIET;
    tare_trace_add(trace, &event, NULL);
}

TEST(a_full_trace_says_so_and_fits)
{
    struct tare_trace trace = { 0 };
    size_t size;
    char *text;

    for (size_t i = 0; i < 20000; i++)
        trace_longest(&trace, hostile_names[i % HOSTILE_NAMES]);
    text = print(&trace, &size);
    CHECK(is_json(text, size));
    CHECK(size <= TARE_TRACE_SIZE_MAX);
    CHECK(size > TARE_TRACE_SIZE_MAX / 4);
    CHECK(strstr(text, "{\"name\": \"left out\", \"ph\": \"i\"") != NULL);
    free(text);
    tare_trace_release(&trace);
}

/* ---- what others read ---------------------------------------------------- */

static char folder[] = "/tmp/tare-trace-XXXXXX";

static void put_hex(FILE *stream, const char *word, const char *text)
{
    char *clean = tare_utf8_clean(text);

    fprintf(stream, "%s ", word);
    for (const char *at = clean; *at != '\0'; at++)
        fprintf(stream, "%02x", (unsigned)(unsigned char)*at);
    putc('\n', stream);
    free(clean);
}

/* Launches of both sides and of a run, and what is on which thread. */
static void make_file(const char *path, const char *expected)
{
    struct tare_trace trace = { .start_ns = 1 };
    FILE *stream = fopen(path, "w"), *names = fopen(expected, "w");

    for (size_t i = 0; i < HOSTILE_NAMES; i++) {
        trace_launch(&trace, hostile_names[i], TARE_SIDE_NONE, -1);
        trace_launch(&trace, hostile_names[i], TARE_SIDE_NONE, 0);
        trace_launch(&trace, hostile_names[i], TARE_SIDE_OLD, 0);
        trace_launch(&trace, hostile_names[i], TARE_SIDE_NEW, 0);
        put_hex(names, "case", hostile_names[i]);
    }
    trace_round(&trace, 1, 1000000 * US);
    fprintf(names,
            "1 coordinator\n%d launches on any CPU\n%d launches on CPU 0\n"
            "%d launches of the old side\n%d launches of the new side\n",
            4 * HOSTILE_NAMES, 4 * HOSTILE_NAMES, 4 * HOSTILE_NAMES,
            4 * HOSTILE_NAMES);
    tare_trace_print(&trace, stream);
    fclose(stream);
    fclose(names);
    tare_trace_release(&trace);
}

TEST(a_trace_is_read_by_profiler_cli)
{
    char command[256], path[64], expected[64];
    int status;

    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/trace.json", folder);
    snprintf(expected, sizeof expected, "%s/expected", folder);
    make_file(path, expected);
    snprintf(command, sizeof command,
             "${PYTHON:-python3} tests/report/read_export.py trace %s %s", path,
             expected);
    fflush(stdout);
    status = system(command);
    unlink(path);
    unlink(expected);
    rmdir(folder);
    if (WIFEXITED(status) && (WEXITSTATUS(status) == STATUS_SKIP ||
                              WEXITSTATUS(status) == STATUS_NOT_FOUND))
        SKIP("its reader is not installed: see above");
    CHECK_INT(status, 0);
}

TESTS(RUN(an_empty_trace_is_json), RUN(an_event_is_a_line),
      RUN(a_full_trace_says_so_and_fits), RUN(a_trace_is_read_by_profiler_cli))
