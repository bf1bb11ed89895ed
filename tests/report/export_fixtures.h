/* SPDX-License-Identifier: MIT */
/* Made-up runs and comparisons for the exports: hostile names, odd cases,
 * nothing, very many. */
#ifndef TARE_TESTS_REPORT_EXPORT_FIXTURES_H
#define TARE_TESTS_REPORT_EXPORT_FIXTURES_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stats/rng.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/comparison.h"
#include "store/record.h"
#include "tests/store/profiles.h"

static const char *const hostile_names[] = {
    "plain",
    "group/name/n=10/how=up",
    "with space",
    " space at both ends ",
    "  ",
    "'quote'",
    "\"double\"",
    "\"",
    "\"\"\"",
    "`back`",
    "``",
    "a`b``c",
    "back\\slash",
    "ends in backslash\\",
    "\\\"",
    "\\|",
    "\\\\|",
    "|cmd",
    "a|b|c",
    "| --- | --- |",
    "line\nbreak",
    "\nleading",
    "trailing\n",
    "cr\rlf\r\n",
    "tab\there",
    "\x01\x02\x1f\x7f",
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "%d %s %n %x",
    "%",
    "%25",
    "%0A::error::x",
    "::error::pwned",
    "::error file=a,line=1::b",
    "x\n::set-env name=PATH::/evil",
    "##[error]x",
    "::stop-commands::t",
    "</script><script>alert(1)</script>",
    "<!-- comment -->",
    "--><b>x</b><!--",
    "<img src=x onerror=alert(1)>",
    "<details><summary>x",
    "&amp;&lt;&#60;",
    "]]>",
    "<![CDATA[x]]>",
    "<?xml version=\"1.0\"?>",
    "<!DOCTYPE x [<!ENTITY a \"b\">]>",
    "../../etc/passwd",
    "/absolute/path",
    "-dash",
    "--option",
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1",
    "@SUM(A1)",
    "@everyone",
    "#123",
    "# heading",
    "- list",
    "1. list",
    "* star * star *",
    "_under_ __score__",
    "[link](http://example.org)",
    "![image](http://example.org/x.png)",
    "http://example.org/",
    "$math$",
    "~~strike~~",
    "a,b;c",
    "a,\"b\",c",
    "crc-32",
    "Upper",
    "upper",
    "\xc3\x9cmlaut",
    "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
    "\xf0\x9f\x92\xa9",
    "bidi \xe2\x80\xaetxt.exe",
    "isolate \xe2\x81\xa6x\xe2\x81\xa9",
    "zero\xe2\x80\x8bwidth",
    "sep\xe2\x80\xa8para\xe2\x80\xa9",
    "\xef\xbb\xbf"
    "bom",
    "non\xef\xbf\xbe"
    "char\xef\xbf\xbf",
    "nbsp\xc2\xa0here",
    "tag\xf3\xa0\x81\x81",
    "\xff\xfe",
    "cut \xe2\x82",
    "overlong \xc0\xaf",
    "surrogate \xed\xa0\x80",
    "ok 1 - x # SKIP y",
    "name # TODO later",
    "1..7",
    "Bail out!",
    "Benchmark 1 2 ns/op",
    "x ... bench: 1 ns/iter (+/- 1)",
    "goos: windows",
    "Unit ns/op better=higher",
    "123e4567-e89b-12d3-a456-426614174000",
    "{123e4567e89b12d3a456426614174000}",
    "urn:uuid:123e4567-e89b-12d3-a456-426614174000",
    "x-bencher-ignore",
    "# EOF",
    "{}[]",
    "null",
    "true",
    "\xe2\x88\x92 minus",
    "a\\nb",
    "emoji \xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9",
};

enum {
    HOSTILE_NAMES = sizeof hostile_names / sizeof *hostile_names,
    GENERATED_NAMES = 60,
    LONG_NAME = 10240
};

/* ---- cases --------------------------------------------------------------- */

static inline struct tare_case *add_case(struct tare_run *run, const char *id)
{
    struct tare_case *c;

    run->cases = tare_grow(run->cases, run->case_count, sizeof *run->cases);
    c = &run->cases[run->case_count++];
    c->identity.id = tare_strdup(id);
    c->identity.group = tare_strdup("group");
    c->identity.name = tare_strdup(id);
    c->identity.threads = 1;
    c->identity.file = tare_strdup(id);
    c->identity.line = 7;
    return c;
}

static inline void add_launch(struct tare_measure *measure, double value)
{
    struct tare_launch *launch;

    measure->launches =
        tare_grow(measure->launches, measure->count, sizeof *measure->launches);
    launch = &measure->launches[measure->count++];
    launch->value = value;
    launch->samples = tare_alloc(2, sizeof *launch->samples);
    for (launch->count = 0; launch->count < 2; launch->count++)
        launch->samples[launch->count] = (struct tare_sample){
            .iterations = 1000, .value = value, .cpu_ns = 1000 * value
        };
}

static inline struct tare_measure *add_measure(struct tare_case *c,
                                               const char *name,
                                               const char *unit, double value,
                                               size_t launches)
{
    struct tare_measure *measure = tare_case_add_measure(
        c, name, unit, TARE_BETTER_LOWER, TARE_KIND_NOISY);

    measure->has_estimate = 1;
    measure->estimate =
        (struct tare_band){ value, value * 0.99, value * 1.01, 0.95 };
    measure->spread = 0.01;
    for (size_t i = 0; i < launches; i++)
        add_launch(measure, value * (1 + 0.001 * (double)i));
    return measure;
}

static inline void add_verdict(struct tare_comparison *comparison,
                               const char *id, const char *measure,
                               enum tare_verdict_kind kind, const char *reason)
{
    struct tare_verdict *j = tare_comparison_add(comparison, id, measure);

    j->unit = tare_strdup("ns");
    j->old_value = 41230;
    j->new_value = 42300;
    j->change = (struct tare_band){ 0.026, 0.021, 0.031, 0.95 };
    j->threshold = 0.02;
    j->pairs = 20;
    tare_verdict_set(j, kind, "code", "%s", reason);
    j->is_suspect = kind == TARE_VERDICT_INCONCLUSIVE && strlen(id) % 2 == 0;
}

/* ---- runs ---------------------------------------------------------------- */

static inline void add_facts(struct tare_run *run, const char *text)
{
    run->started = tare_strdup("2026-01-31T12:00:00Z");
    run->elapsed_s = 1.23456789;
    tare_facts_text(&run->machine, "host", text);
    tare_facts_text(&run->machine, "cpu", text);
    tare_facts_text(&run->machine, "kernel", text);
    tare_facts_text(&run->machine, "architecture", "x86_64");
    tare_facts_number(&run->machine, "cpus", 2);
    tare_facts_number(&run->machine, "cache_l1d_bytes", 32768);
    tare_facts_text(&run->settings, "tare", "0.1.0");
}

/* Measured, with every name that one has heard of, and a reported measure of
 * that name in that unit. */
static inline void add_hostile(struct tare_run *run,
                               struct tare_comparison *comparison,
                               const char *name, size_t number)
{
    struct tare_case *c = add_case(run, name);
    struct tare_measure *reported;

    add_measure(c, "time", "ns", 12.5 * (double)(number + 1), 3);
    reported = add_measure(c, name, name, 0.5, 3);
    reported->better = number % 2 ? TARE_BETTER_LOWER : TARE_BETTER_HIGHER;
    c->work.bytes = number % 3 == 0 ? 64 : 0;
    c->work.items = number % 3 == 1 ? 8 : 0;
    c->identity.arg_count = 1;
    c->identity.args[0].name = tare_strdup(name);
    c->identity.args[0].text = tare_strdup(name);
    tare_case_warn(c, "noisy", "%s", name);
    add_verdict(comparison, name, "time",
                (enum tare_verdict_kind)(number % TARE_VERDICT_KINDS), name);
    add_verdict(comparison, name, name, TARE_VERDICT_UNCHANGED, name);
}

/* Any bytes, most of them such as writers trip over. */
static inline void make_name(char *name, size_t size, struct tare_rng *rng)
{
    static const char tricky[] = "\\\"'`|<>&%:,;#@=+-_*[](){}\n\r\t\x1b /~$!?";

    for (size_t i = 0; i + 1 < size; i++)
        name[i] =
            tare_rng_unit(rng) < 0.7
                ? tricky[(size_t)(tare_rng_unit(rng) * (sizeof tricky - 1))]
                : (char)(1 + (int)(tare_rng_unit(rng) * 255));
    name[size - 1] = '\0';
}

static inline void make_hostile(struct tare_run *run,
                                struct tare_comparison *comparison)
{
    char name[LONG_NAME + 1];
    struct tare_rng rng;

    tare_rng_seed(&rng, 20261121);
    add_facts(run, "host \"x\" </script> `y` | \n::error::");
    comparison->old_name = tare_strdup("old `|` <b>");
    comparison->new_name = tare_strdup("new\n::error::x");
    comparison->threshold = 0.02;
    tare_comparison_note(comparison, "note", "a note | with `marks` @all");
    for (size_t i = 0; i < HOSTILE_NAMES; i++)
        add_hostile(run, comparison, hostile_names[i], i);
    for (size_t i = 0; i < GENERATED_NAMES; i++) {
        make_name(name, 4 + i, &rng);
        add_hostile(run, comparison, name, HOSTILE_NAMES + i);
    }
    memset(name, 'x', LONG_NAME);
    name[LONG_NAME] = '\0';
    add_hostile(run, comparison, name, HOSTILE_NAMES + GENERATED_NAMES);
    memset(name, '\\', LONG_NAME);
    add_hostile(run, comparison, name, HOSTILE_NAMES + GENERATED_NAMES + 1);
}

static inline struct tare_case *add_bad(struct tare_run *run, const char *id,
                                        enum tare_status status,
                                        const char *reason)
{
    struct tare_case *c = add_case(run, id);

    c->status = status;
    c->reason = tare_strdup(reason);
    return c;
}

/* One of each kind that is not as one would like. */
static inline void make_odd(struct tare_run *run,
                            struct tare_comparison *comparison)
{
    struct tare_case *c = add_case(run, "one-launch");

    add_facts(run, "host");
    add_measure(c, "time", "ns", 0.3, 1)->estimate.low = NAN;
    c->measures[0].estimate.high = NAN;
    c->measures[0].spread = NAN;
    add_verdict(comparison, "one-launch", "time", TARE_VERDICT_ADDED, "new");
    c = add_case(run, "threads");
    c->identity.threads = 4;
    c->work.items = 3;
    add_measure(c, "time", "ns", 3e12, 12);
    add_verdict(comparison, "threads", "time", TARE_VERDICT_REGRESSED, "");
    c = add_case(run, "tiny");
    add_measure(c, "time", "ns", 1.5e-7, 2);
    add_measure(c, "latency", "s", 2, 2);
    add_measure(c, "throughput", "req/s", 7, 2)->better = TARE_BETTER_HIGHER;
    add_measure(c, "name", "", 7, 2);
    add_verdict(comparison, "tiny", "time", TARE_VERDICT_UNCHANGED, "");
    c = add_case(run, "not a number");
    add_measure(c, "time", "ns", 5, 2)->estimate.value = NAN;
    add_case(run, "only tested");
    c = add_bad(run, "crashed", TARE_STATUS_CRASHED, "killed by SIGSEGV");
    c->output = tare_strdup("last words\n<b>]]></b>\x1b[31m\n");
    add_measure(c, "time", "ns", 5, 2)->has_estimate = 0;
    add_verdict(comparison, "crashed", "time", TARE_VERDICT_FAILED, "x");
    add_bad(run, "failed", TARE_STATUS_FAILED, "wrong \"result\"");
    add_bad(run, "slow", TARE_STATUS_TIMED_OUT, NULL);
    add_bad(run, "skipped", TARE_STATUS_SKIPPED, "needs AVX-512");
    add_verdict(comparison, "gone", "time", TARE_VERDICT_REMOVED, "gone");
    add_case(run, "old side")->side = TARE_SIDE_OLD;
}

/* ---- profiles ------------------------------------------------------------ */

enum {
    PROFILED_LAUNCHES = 3,
    PROFILED_NODES = 150
};

/* Every name, in the program and in a library; without a name, in all objects;
 * functions of the same name. */
static inline void add_functions(struct tare_profile *profile)
{
    static const char program[] = "bin/a (deleted) <b>;\n";
    static const char library[] = "/lib/\xff\xe2\x80\xae/libc.so.6";

    for (size_t i = 0; i < HOSTILE_NAMES; i++)
        put_function(profile, i % 3 > 0 ? program : library, hostile_names[i],
                     i % 4 > 0 ? hostile_names[i] : NULL);
    put_function(profile, program, NULL, "a.c");
    put_function(profile, library, NULL, NULL);
    put_function(profile, library, "plain", NULL);
    put_function(profile, TARE_PROFILE_KERNEL, NULL, NULL);
    put_function(profile, TARE_PROFILE_ANONYMOUS, NULL, NULL);
    profile->functions[profile->function_count - 1].begin = 0;
    put_function(profile, program, "ends in a number 17", NULL);
    put_function(profile, program, "f;g<h>&\"'\n\x1b[31m\xff\xe2\x80\xae", "x");
}

/* Anything below anything: what is inlined, what calls itself, and a place of
 * which nothing is known. */
static inline void add_nodes(struct tare_profile *profile, struct tare_rng *rng)
{
    uint32_t functions = (uint32_t)profile->function_count;

    put_node(profile, 0, 1, 7);
    put_node(profile, 1, 1, 8);
    for (size_t i = 0; i < 3; i++) /* the same call, each in the other */
        put_node(profile, profile->node_count, 2, 7);
    while (profile->node_count < PROFILED_NODES) {
        size_t parent = 1 + tare_rng_below(rng, (uint32_t)profile->node_count);
        size_t function = 1 + tare_rng_below(rng, functions);
        int line = (int)tare_rng_below(rng, 100);

        if (tare_rng_below(rng, 3) == 0)
            put_inlined(profile, parent, function, line);
        else if (tare_rng_below(rng, 4) == 0)
            put_node(profile, parent, profile->nodes[parent - 1].function,
                     line);
        else
            put_node(profile, parent, function, line);
    }
    profile->nodes[PROFILED_NODES / 2].function = 0;
    put_node(profile, 0, 2, 9); /* another root */
}

static inline void add_profile(struct tare_case *c, uint64_t seed)
{
    struct tare_profile *profile = &c->profile;
    struct tare_rng rng;

    tare_rng_seed(&rng, seed);
    add_functions(profile);
    add_nodes(profile, &rng);
    for (size_t i = 0; i < PROFILED_LAUNCHES; i++) {
        put_launch(profile)->period_ns = 250123.5 + (double)i;
        for (size_t k = 0; k < profile->node_count; k++)
            if (tare_rng_below(&rng, 2) > 0)
                put_looks(profile, i, k + 1, tare_rng_below(&rng, 50));
    }
}

static const char *const profiled[] = {
    "plain",      "#123",         "a;b;c 7",     "line\nbreak",
    "\xff\xfe",   "\xe2\x80\xae", "  ",          "%d (x)",
    "name/n=1 3", "1..7",         "a\tb\rc\x1b", "<script>&\"'",
};

static inline void make_profiled(struct tare_run *run,
                                 struct tare_comparison *comparison)
{
    (void)comparison;
    add_facts(run, "host");
    for (size_t i = 0; i < sizeof profiled / sizeof *profiled; i++) {
        struct tare_case *c = add_case(run, profiled[i]);

        add_measure(c, "time", "ns", 12.5 * (double)(i + 1), 3);
        add_profile(c, i);
    }
    add_measure(add_case(run, "not profiled"), "time", "ns", 5, 3);
    /* looks that are in no stack, and a time that is not known */
    add_measure(add_case(run, "all broken"), "time", "ns", 5, 3);
    put_launch(&run->cases[run->case_count - 1].profile)->broken = 7;
    add_profile(add_case(run, "no time"), 77);
}

static inline void make_profiled_duel(struct tare_run *run,
                                      struct tare_comparison *comparison)
{
    (void)comparison;
    add_facts(run, "host");
    for (size_t i = 0; i < 8; i++) {
        struct tare_case *c = add_case(run, profiled[i / 2]);

        c->side = i % 2 == 0 ? TARE_SIDE_OLD : TARE_SIDE_NEW;
        add_measure(c, "time", "ns", 12.5 * (double)(i + 1), 3);
        if (i < 7) /* the last has an old side only */
            add_profile(c, i);
    }
}

static inline void make_many(struct tare_run *run,
                             struct tare_comparison *comparison)
{
    add_facts(run, "host");
    for (size_t i = 0; i < 10000; i++) {
        char id[64];

        snprintf(id, sizeof id, "group%zu/some_function/n=%zu", i / 100, i);
        add_measure(add_case(run, id), "time", "ns", 10 + (double)i, 1);
        add_verdict(comparison, id, "time",
                    i % 3 ? TARE_VERDICT_REGRESSED : TARE_VERDICT_UNCHANGED,
                    "");
    }
}

#endif
