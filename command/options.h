/* SPDX-License-Identifier: MIT */
/*
 * The option table of the verbs that measure or list, and the command line
 * read through it.  --help is printed from the same table, so it cannot lie;
 * each option can also be given as an environment variable TARE_NAME, which
 * the command line overrides.
 */
#ifndef TARE_COMMAND_OPTIONS_H
#define TARE_COMMAND_OPTIONS_H

#include <stddef.h>

#include "harness/meters/meters.h"
#include "store/fail.h"
#include "store/trace.h"

enum tare_output_format {
    TARE_OUTPUT_TABLE,
    TARE_OUTPUT_CRITERION,
    TARE_OUTPUT_BENCHER
};

enum tare_progress_format {
    TARE_PROGRESS_TEXT,
    TARE_PROGRESS_JSON
};

enum tare_list_format {
    TARE_LIST_PRETTY,
    TARE_LIST_TERSE,
    TARE_LIST_JSON
};

struct tare_words {
    char **items; /* owned array of borrowed strings */
    size_t count;
};

/* Who takes an option. */
enum tare_verb_mask {
    TARE_VERB_RUN = 1, /* and a bench binary by itself */
    TARE_VERB_LIST = 2,
    TARE_VERB_DUEL = 4,
    TARE_VERB_GATE = 8,
    TARE_VERB_TRIAL = 16,
    TARE_VERB_COMPARE = 32,
    TARE_VERB_EXPORT = 64,
    TARE_VERB_REPORT = 128,
    TARE_VERB_LAYOUTS = 256,
    TARE_VERB_PROFILE = 512,
    TARE_VERB_WATCH = 1024,
    TARE_VERB_FLAGS = 2048,
    TARE_VERB_DOCTOR = 4096,
    TARE_VERB_BASELINE = 8192,
    TARE_VERB_RACE = 16384,
    TARE_VERB_VARIANTS = 32768,
    TARE_VERB_RACES = TARE_VERB_RACE | TARE_VERB_VARIANTS,
    TARE_VERB_INIT = 65536,
    TARE_VERB_MERGE = 131072,
    TARE_VERB_AT = 262144,
    TARE_VERB_FLEET = 524288,
    TARE_VERB_DUELS = TARE_VERB_DUEL | TARE_VERB_GATE | TARE_VERB_TRIAL,
    TARE_VERB_MEASURES =
        TARE_VERB_RUN | TARE_VERB_PROFILE | TARE_VERB_RACES | TARE_VERB_DUELS
};

/* The array is owned, the word borrowed. */
void tare_words_add(struct tare_words *words, char *word);
void tare_words_release(struct tare_words *words);

/* Members are int or double where the table's kinds say so. */
struct tare_options {
    enum tare_verb_mask verb; /* whose command line it is */
    int is_own; /* a bench binary runs its own cases; set by it, no option */
    /* what to run */
    struct tare_words operands; /* before "--" */
    struct tare_words after;    /* after "--" */
    struct tare_words skips;
    int exact, list, format;
    struct tare_words args; /* values for arguments */
    const char *shard, *costs;
    /* how */
    int test, no_fork, quick, bench;
    double profile_time_s;
    double precision, confidence;
    int is_precision_asked; /* else it is the default */
    int contest;
    const char *contest_by, *versus;
    struct tare_words requirements;
    double measurement_time_s, warm_up_time_s, sample_time_s, timeout_s;
    double sample_size, samples, launches, nresamples, pairs;
    double cpu, seed; /* negative: not given */
    const char *launcher;
    const char *copy, *tare; /* of tare at */
    const char *rule;        /* of tare fleet */
    int no_pin, sampling, resume;
    /* beside time */
    const char *measures, *events, *annotate;
    int list_measures, profile, alloc, wait, apart, view;
    double top; /* functions of each profile that are shown; 0: not said */
    struct tare_wanted wanted; /* which that is */
    struct tare_words limits;
    /* baselines and verdicts */
    const char *save_baseline, *baseline, *baseline_lenient, *load_baseline;
    const char *verdict, *replay, *store;
    int baseline_numbers, trust_json, any_machine;
    int duel_anyway, accept_results;
    int no_keep_binary, replace_baseline, any_build, discard_baseline;
    double noise_threshold, alpha; /* negative: not given */
    /* the gate; on_...: negative when not given, then 0 pass, 1 warn, 2 fail */
    const char *policy, *against, *build;
    struct tare_words binaries, links;
    double layouts; /* negative: not given */
    int strict, bisect;
    int on_inconclusive, on_added, on_removed, on_failed;
    /* variants */
    const char *compilers, *train;
    int preset; /* negative: not given */
    struct tare_words variants;
    /* the trial */
    double runs;
    struct tare_words slowdowns;
    /* the report */
    const char *report; /* where, after measuring */
    int noplot, keep_gnuplot, plot_format, single_file, text;
    /* what to show */
    const char *output, *export_format, *otlp_file, *trace;
    struct tare_trace *traced; /* what --trace keeps; owned; NULL: nothing */
    struct tare_words exports;
    struct tare_words contexts;
    int output_format, color, quiet, verbose, nocapture;
    const char *status; /* the file for whoever watches */
    int progress;
    int help, man, version;
    /* tare flags, tare baseline */
    int cflags, libs, bench_cflags, json, replace;
    /* tare init */
    int ci, dry_run; /* ci: negative when not given, enum tare_ci */
};

/* The defaults, then the environment, then the arguments (without the
 * program's or the verb's name). */
int tare_options_parse(struct tare_options *options, enum tare_verb_mask verb,
                       int count, char **words, struct tare_err *err);
void tare_options_release(struct tare_options *options);

/* Whether help or the version was all that was asked for; prints that.  The
 * help is what stands above the options. */
int tare_options_answer(const struct tare_options *options, const char *help);

/* A verb: parses its words, and answers them or acts. */
int tare_options_run(enum tare_verb_mask verb, int count, char **words,
                     const char *help,
                     int (*act)(struct tare_options *options,
                                struct tare_err *err),
                     struct tare_err *err);

#endif
