/* SPDX-License-Identifier: MIT */
/* What can stand for a word that is being typed: what there is of its kind. */
#ifndef TARE_COMMAND_CANDIDATES_H
#define TARE_COMMAND_CANDIDATES_H

#include <stddef.h>

#include "command/options.h"

/* All is borrowed. */
struct tare_typing {
    char *word;
    size_t skipped; /* of it, in front of what is completed: "--format=" */
    char *program;  /* whose own benchmarks it is about; NULL: those named */
    enum tare_verb_mask mask;
    char **words; /* complete ones before it */
    int count;
};

/* Prints it if the word begins like it. */
void tare_candidate(const struct tare_typing *typing, const char *text,
                    const char *meaning);

/* Of "a|b|c" each. */
void tare_candidates_choices(const struct tare_typing *typing,
                             const char *choices);

/* Of a list, its last word. */
void tare_candidates_measures(const struct tare_typing *typing);

/* Of the kind that the word of a usage stands for: FILTER is ids of cases, OLD
 * a saved run, and so on.  None of a word that it does not know. */
void tare_candidates_named(const struct tare_typing *typing, const char *kind);

#endif
