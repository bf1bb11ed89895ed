/* SPDX-License-Identifier: MIT */
/* The verbs as data: --help, the manual pages and completion read them here. */
#ifndef TARE_COMMAND_VERBS_H
#define TARE_COMMAND_VERBS_H

#include <stddef.h>

#include "command/options.h"
#include "store/fail.h"

struct tare_verb {
    const char *name;
    enum tare_verb_mask mask;
    const char *arguments; /* operands in order; "|" is or, "..." is more */
    const char *summary;
    int (*run)(int count, char **words, struct tare_err *err);
};

extern const struct tare_verb tare_verbs[];
extern const size_t tare_verb_count;

/* NULL where there is none. */
const struct tare_verb *tare_verb_find(const char *name);
const struct tare_verb *tare_verb_of(enum tare_verb_mask mask);

#endif
