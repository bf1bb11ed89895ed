/* SPDX-License-Identifier: MIT */
/* Options by their names, among those that a verb takes; ~0u is any verb. */
#ifndef TARE_COMMAND_OPTION_NAMES_H
#define TARE_COMMAND_OPTION_NAMES_H

#include "command/option_table.h"
#include "command/options.h"

/* The next one, from *at on; NULL at the end. */
const struct tare_option *tare_option_next(enum tare_verb_mask verb,
                                           size_t *at);

/* NULL where there is none. */
const struct tare_option *tare_option_find(enum tare_verb_mask verb,
                                           const char *name, size_t length);
const struct tare_option *tare_option_letter(enum tare_verb_mask verb,
                                             char letter);

/* Whether it can be set in the environment. */
int tare_option_has_variable(const struct tare_option *option);

enum {
    TARE_VARIABLE_SIZE = 64
};

/* What it is set to there, and the name of its variable: TARE_WARM_UP_TIME for
 * warm-up-time.  NULL: it is not set. */
char *tare_option_in_environment(const struct tare_option *option,
                                 char name[TARE_VARIABLE_SIZE]);

/* The name that is most like that one; NULL where none is. */
const char *tare_option_nearest(enum tare_verb_mask verb, const char *name,
                                size_t length);

/* There is none of that name; says which may be meant. */
int tare_option_refuse(enum tare_verb_mask verb, const char *name,
                       size_t length, struct tare_err *err);

#endif
