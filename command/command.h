/* SPDX-License-Identifier: MIT */
/* The verbs a person can type, and what they share. */
#ifndef TARE_COMMAND_COMMAND_H
#define TARE_COMMAND_COMMAND_H

#include "command/options.h"
#include "harness/bench/suite.h"
#include "store/fail.h"

/* A verb gets its arguments without its own name; 0, the negative code of
 * fail.h, or a positive exit status of its own (128 + signal). */
int tare_verb_init(int count, char **words, struct tare_err *err);
int tare_verb_run(int count, char **words, struct tare_err *err);
int tare_verb_profile(int count, char **words, struct tare_err *err);
int tare_verb_list(int count, char **words, struct tare_err *err);
int tare_verb_flags(int count, char **words, struct tare_err *err);
int tare_verb_duel(int count, char **words, struct tare_err *err);
int tare_verb_race(int count, char **words, struct tare_err *err);
int tare_verb_variants(int count, char **words, struct tare_err *err);
int tare_verb_compare(int count, char **words, struct tare_err *err);
int tare_verb_gate(int count, char **words, struct tare_err *err);
int tare_verb_trial(int count, char **words, struct tare_err *err);
int tare_verb_layouts(int count, char **words, struct tare_err *err);
int tare_verb_doctor(int count, char **words, struct tare_err *err);
int tare_verb_merge(int count, char **words, struct tare_err *err);
int tare_verb_fleet(int count, char **words, struct tare_err *err);
int tare_verb_at(int count, char **words, struct tare_err *err);
int tare_verb_export(int count, char **words, struct tare_err *err);
int tare_verb_report(int count, char **words, struct tare_err *err);
int tare_verb_watch(int count, char **words, struct tare_err *err);
int tare_verb_baseline(int count, char **words, struct tare_err *err);

/* What a bench binary does by itself: its own cases, measured or listed. */
int tare_run_own(int count, char **words, struct tare_err *err);

/* Shows, judges and keeps a run that was measured elsewhere. */
int tare_run_conclude(struct tare_run *run, const struct tare_options *options,
                      struct tare_err *err);

/* Which cases a verb is about: filters are the words that this verb has for
 * them. */
struct tare_case_choice {
    const struct tare_words *filters;
    const struct tare_options *options;
};

struct tare_choice tare_chosen_cases(const struct tare_case_choice *choice);

/* The cases of the binaries named, those that are chosen. */
int tare_gather_cases(struct tare_suite *suite, const struct tare_words *paths,
                      const struct tare_case_choice *choice,
                      struct tare_err *err);

/* Prints the cases as the options say. */
void tare_print_cases(const struct tare_suite *suite,
                      const struct tare_options *options);

/* The main of `tare`: its verbs. */
int tare_program_main(int argc, char **argv);

#endif
