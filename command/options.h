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
#include <stdint.h>
#include <stdio.h>

#include "store/fail.h"

enum tare_output_format {
    TARE_OUTPUT_TABLE,
    TARE_OUTPUT_CRITERION,
    TARE_OUTPUT_BENCHER
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

/* The array is owned, the word borrowed. */
void tare_words_add(struct tare_words *words, char *word);

/* Members are int or double where the table's kinds say so. */
struct tare_options {
    /* what to run */
    struct tare_words operands; /* before "--" */
    struct tare_words after;    /* after "--" */
    struct tare_words skips;
    int exact, list, format;
    /* how */
    int test, no_fork, quick, bench;
    double profile_time_s;
    double precision, confidence;
    double measurement_time_s, warm_up_time_s, sample_time_s, timeout_s;
    double sample_size, samples, launches, nresamples;
    double cpu, seed; /* negative: not given */
    int no_pin, sampling;
    /* what to show */
    const char *output;
    int output_format, color, quiet, verbose, nocapture;
    int help, version;
};

/* The defaults, then the environment, then the arguments (without the
 * program's or the verb's name). */
int tare_options_parse(struct tare_options *options, int count, char **words,
                       struct tare_err *err);
void tare_options_release(struct tare_options *options);

/* All options, by section. */
void tare_options_help(FILE *stream);

#endif
