/* SPDX-License-Identifier: MIT */
/*
 * JUnit XML as both schemas in use want it, Ant's and Jenkins': timestamps
 * without a zone, suite times with three decimals, no exponents, at most one
 * of skipped, error and failure in a test, both system- elements.  A test's
 * time is that of one iteration.  Duplicate names would be dropped, so a
 * test's name is the whole id.
 */
#include "report/export/export_formats.h"

#include <math.h>
#include <string.h>

#include "report/terminal/contest_text.h"
#include "report/terminal/plain_number.h"
#include "report/terminal/text.h"
#include "store/utf8.h"

struct totals {
    size_t tests, failures, errors, skipped;
};

/* ---- text ---------------------------------------------------------------- */

/* XML has no way to write some characters at all; what tare_text_show makes
 * visible holds all of those but two. */
static int is_forbidden(uint32_t code)
{
    return code == 0xfffe || code == 0xffff;
}

static void put_text(FILE *stream, const char *text)
{
    struct tare_buf shown = { 0 };
    size_t left;

    tare_text_show(&shown, text);
    text = tare_buf_text(&shown);
    left = strlen(text);
    while (left > 0) {
        uint32_t code;
        size_t length = tare_utf8_decode(text, left, &code);

        if (is_forbidden(code))
            fputs("\xef\xbf\xbd", stream);
        else if (length == 1 && strchr("&<>\"'", *text) != NULL)
            fprintf(stream, "&#%d;", *text);
        else
            fwrite(text, 1, length, stream);
        text += length;
        left -= length;
    }
    tare_buf_release(&shown);
}

/* What a benchmark printed, in its lines. */
static void put_lines(FILE *stream, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        struct tare_buf line = { 0 };

        tare_buf_add(&line, text, length);
        put_text(stream, line.data);
        tare_buf_release(&line);
        text += length;
        if (*text == '\n')
            putc(*text++, stream);
    }
}

static void put_attribute(FILE *stream, const char *name, const char *value)
{
    fprintf(stream, " %s=\"", name);
    put_text(stream, value);
    putc('"', stream);
}

static void put_seconds(FILE *stream, double seconds, int decimals)
{
    char text[TARE_PLAIN_SIZE];

    tare_fixed_format(text, isfinite(seconds) && seconds > 0 ? seconds : 0,
                      decimals);
    put_attribute(stream, "time", text);
}

/* ---- one test ------------------------------------------------------------ */

struct mapping {
    const char *element, *type;
};

static const struct mapping mappings[] = {
    [TARE_END_PASSED] = { NULL, NULL },
    [TARE_END_REGRESSED] = { "failure", "regression" },
    [TARE_END_FAILED] = { "failure", "failed" },
    [TARE_END_CRASHED] = { "error", "crash" },
    [TARE_END_TIMED_OUT] = { "error", "timeout" },
    [TARE_END_SKIPPED] = { "skipped", NULL },
};

static void put_end(FILE *stream, enum tare_export_end end, const char *why,
                    const char *output)
{
    const struct mapping *mapping = &mappings[end];

    fprintf(stream, "      <%s", mapping->element);
    if (mapping->type != NULL)
        put_attribute(stream, "type", mapping->type);
    put_attribute(stream, "message", why);
    putc('>', stream);
    put_lines(stream, output != NULL ? output : "");
    fprintf(stream, "</%s>\n", mapping->element);
}

/* "tare.GROUP": what stands before the last dot is a package to some. */
static void put_class(FILE *stream, const struct tare_case *c)
{
    struct tare_buf name = { 0 };

    tare_buf_puts(&name, "tare.");
    tare_buf_puts(&name, c != NULL && c->identity.group != NULL
                             ? c->identity.group
                             : "benchmarks");
    for (char *at = name.data + strlen("tare."); *at != '\0'; at++)
        if (*at == '.')
            *at = '_';
    put_attribute(stream, "classname", name.data);
    tare_buf_release(&name);
}

static void put_test(FILE *stream, const struct tare_export_row *rows,
                     size_t count)
{
    const struct tare_band *estimate = tare_export_estimate(&rows[0]);
    struct tare_buf why = { 0 };
    enum tare_export_end end = tare_export_end_of(rows, count, &why);

    fputs("    <testcase", stream);
    put_attribute(stream, "name", rows[0].id);
    put_class(stream, rows[0].c);
    put_seconds(stream,
                estimate != NULL && tare_export_is_time(&rows[0])
                    ? estimate->value / 1e9
                    : 0,
                9);
    if (end == TARE_END_PASSED) {
        fputs("/>\n", stream);
    } else {
        fputs(">\n", stream);
        put_end(stream, end, tare_buf_text(&why),
                rows[0].c != NULL ? rows[0].c->output : NULL);
        fputs("    </testcase>\n", stream);
    }
    tare_buf_release(&why);
}

/* ---- the suite ----------------------------------------------------------- */

static struct totals count_ends(const struct tare_export_input *input)
{
    struct totals totals = { 0 };
    size_t end;

    for (size_t i = 0; i < input->count; i = end) {
        struct tare_buf why = { 0 };
        const char *element;

        end = tare_export_case_end(input, i);
        element = mappings[tare_export_end_of(&input->rows[i], end - i, &why)]
                      .element;
        totals.tests++;
        totals.failures += element != NULL && strcmp(element, "failure") == 0;
        totals.errors += element != NULL && strcmp(element, "error") == 0;
        totals.skipped += element != NULL && strcmp(element, "skipped") == 0;
        tare_buf_release(&why);
    }
    return totals;
}

/* "2026-01-31T12:00:00", which the schema wants; the record is as good. */
static void put_timestamp(FILE *stream, const char *started)
{
    static const char shape[] = "0000-00-00T00:00:00";
    char text[sizeof shape] = "1970-01-01T00:00:00";
    int is_good = started != NULL && strlen(started) >= sizeof shape - 1;

    for (size_t i = 0; is_good && i < sizeof shape - 1; i++)
        is_good = shape[i] == '0' ? started[i] >= '0' && started[i] <= '9'
                                  : started[i] == shape[i];
    if (is_good)
        memcpy(text, started, sizeof text - 1);
    put_attribute(stream, "timestamp", text);
}

static void put_facts(FILE *stream, const struct tare_facts *facts)
{
    for (size_t i = 0; i < facts->count; i++) {
        const struct tare_fact *fact = &facts->items[i];

        if (fact->kind != TARE_FACT_TEXT || fact->name[0] == '\0')
            continue;
        fputs("      <property", stream);
        put_attribute(stream, "name", fact->name);
        put_attribute(stream, "value", fact->text);
        fputs("/>\n", stream);
    }
}

/* Who is fastest, as what is known of the suite. */
static void put_contests(FILE *stream, const struct tare_contests *contests)
{
    for (size_t i = 0; contests != NULL && i < contests->count; i++) {
        struct tare_buf name = { 0 }, value = { 0 };

        tare_buf_printf(&name, "fastest of %s%s%s", contests->items[i].title,
                        contests->items[i].at[0] != '\0' ? " at " : "",
                        contests->items[i].at);
        tare_contest_leaders(&value, &contests->items[i]);
        tare_buf_puts(&value, value.size > 0 ? "; " : "");
        tare_contests_outcome(&value, contests, i, 1);
        fputs("      <property", stream);
        put_attribute(stream, "name", name.data);
        put_attribute(stream, "value", tare_buf_text(&value));
        fputs("/>\n", stream);
        tare_buf_release(&name);
        tare_buf_release(&value);
    }
}

static void put_suite_tag(FILE *stream, const struct tare_run *run,
                          const struct totals *totals)
{
    const char *host = tare_export_fact(&run->machine, "host");
    int has_host = host != NULL && host[strspn(host, " ")] != '\0';

    fputs("  <testsuite name=\"benchmarks\" package=\"tare\" id=\"0\"", stream);
    put_timestamp(stream, run->started);
    put_attribute(stream, "hostname", has_host ? host : "localhost");
    fprintf(stream,
            " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\"",
            totals->tests, totals->failures, totals->errors, totals->skipped);
    put_seconds(stream, run->elapsed_s, 3);
    fputs(">\n", stream);
}

void tare_export_junit(const struct tare_export_input *input, FILE *stream)
{
    struct totals totals = count_ends(input);
    size_t end;

    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", stream);
    put_suite_tag(stream, input->run, &totals);
    fputs("    <properties>\n", stream);
    put_facts(stream, &input->run->machine);
    put_contests(stream, input->contests);
    fputs("    </properties>\n", stream);
    for (size_t i = 0; i < input->count; i = end) {
        end = tare_export_case_end(input, i);
        put_test(stream, &input->rows[i], end - i);
    }
    fputs("    <system-out></system-out>\n    <system-err></system-err>\n"
          "  </testsuite>\n</testsuites>\n",
          stream);
}
