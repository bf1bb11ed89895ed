/* SPDX-License-Identifier: MIT */
/* What follows the loading of the fuzzer's corpus, in ordinary builds: once for
 * each way in which it can go on. */
#include "tests/fuzz/follow.h"
#include "tests/fuzz/scratch.h"
#include "tests/test.h"

static const char folder[] = "tests/fuzz/corpus";
static struct tare_run other;

static void follow_file(const char *name)
{
    struct following f = { .other = &other, .folder = scratch };
    char path[512], *bytes;
    struct tare_err err = { 0 };
    size_t size;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    CHECK_INT(tare_input_read(&bytes, &size, path, 1 << 20, &err), 0);
    follow_choose(&f, bytes, size);
    f.with_pages = 1;
    for (unsigned i = 0; i < 4; i++) {
        f.choice = (f.choice & ~(3u << 13)) | i << 13;
        f.style.columns = 25 * i;
        if (!follow(bytes, size, &f))
            CHECK_STR(name, "a file for which it holds");
    }
    free(bytes);
}

TEST(what_loads_can_be_shown)
{
    struct tare_folder files = { 0 };
    size_t count;
    char **names;

    scratch_make();
    setenv("PATH", scratch, 1); /* where there is no gnuplot */
    CHECK_INT(tare_run_load(&other, "tests/fuzz/corpus/load-full-2.json",
                            TARE_LOAD_ALL, NULL),
              0);
    CHECK_INT(tare_folder_open(&files, folder, NULL), 0);
    names = tare_folder_list(&files, &count, NULL);
    CHECK(count > 60);
    for (size_t i = 0; i < count; i++)
        if (strncmp(names[i], "load", 4) == 0)
            follow_file(names[i]);
    tare_names_free(names, count);
    tare_folder_close(&files);
    tare_run_release(&other);
}

/* ---- names --------------------------------------------------------------- */

enum {
    NAMES = 10000
};

/* What breaks quotes, tags, lines, paths, formats, commands and terminals. */
static const char *const fragments[] = {
    "'",     "\"",
    "`",     "$(touch x)",
    "\n",    "\r",
    "\t",    "%d",
    "%n",    "\\",
    "</",    "script>",
    "]]>",   "<!--",
    "-->",   "&#60;",
    "::",    "error::",
    "##[",   "|x",
    "../",   "/etc/",
    ";",     ",",
    "{{",    "}}",
    "\x1b[", "\x9b",
    "\x7f",  "\xe2\x80\xae",
    "\xc3",  "\xff",
    "=",     "{",
    "}",     "*",
    " ",     "x",
    "#",     "+",
    "@",     "-",
    "~",     "\xe4\xbd\xa0",
};

/* Returned. */
static char *make_name(struct tare_rng *rng, unsigned number)
{
    struct tare_buf name = { 0 };
    unsigned pieces = 1 + tare_rng_below(rng, 12);
    char *clean;

    for (unsigned i = 0; i < pieces; i++)
        tare_buf_puts(&name, fragments[tare_rng_below(
                                 rng, sizeof fragments / sizeof *fragments)]);
    tare_buf_printf(&name, "%u", number);
    clean = tare_utf8_clean(name.data);
    tare_buf_release(&name);
    return clean;
}

static void add_named(struct tare_run *run, struct tare_rng *rng, unsigned i)
{
    struct tare_case *c;

    run->cases = tare_grow(run->cases, run->case_count, sizeof *run->cases);
    c = &run->cases[run->case_count++];
    c->identity.id = make_name(rng, i);
    c->identity.name = tare_strdup(c->identity.id);
    c->identity.group = tare_rng_below(rng, 4) == 0 ? make_name(rng, 0) : NULL;
    c->identity.threads = 1;
    c->status = TARE_STATUS_SKIPPED;
    c->reason = make_name(rng, i);
    if (i % 20 == 0) { /* the others take no time */
        char *unit = make_name(rng, i);
        struct tare_measure *time = tare_case_add_measure(
            c, "time", "ns", TARE_BETTER_LOWER, TARE_KIND_NOISY);

        c->status = TARE_STATUS_OK;
        time->launches = tare_alloc(1, sizeof *time->launches);
        time->count = 1;
        time->launches[0] = (struct tare_launch){ .value = 1, .cpu = -1 };
        tare_case_add_measure(c, c->reason, unit, TARE_BETTER_LOWER,
                              TARE_KIND_NOISY);
        free(unit);
    }
}

/* All of them in one record, through all that shows it. */
TEST(ten_thousand_names_break_nothing)
{
    struct tare_run run = { .started = tare_strdup("2026-01-01T00:00:00Z") };
    struct following f = { .folder = scratch, .with_pages = 1 };
    char *text = NULL, *copy;
    struct tare_rng rng;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    tare_rng_seed(&rng, 5);
    run.binaries = tare_alloc(1, sizeof *run.binaries);
    run.binaries[0].path = tare_strdup("bench");
    run.binary_count = 1;
    for (unsigned i = 0; i < NAMES; i++)
        add_named(&run, &rng, i);
    tare_run_print(&run, stream);
    fclose(stream);
    tare_run_release(&run);
    CHECK_INT(tare_run_load(&other, "tests/fuzz/corpus/load-full-2.json",
                            TARE_LOAD_ALL, NULL),
              0);
    f.other = &other;
    copy = tare_strdup(text); /* parsing may change it */
    CHECK_INT(tare_run_parse(&run, copy, size, "names", TARE_LOAD_ALL, NULL),
              0);
    free(copy);
    CHECK_INT(run.case_count, NAMES);
    tare_run_release(&run);
    CHECK(follow(text, size, &f));
    tare_run_release(&other);
    free(text);
}

TESTS(RUN(what_loads_can_be_shown), RUN(ten_thousand_names_break_nothing))
