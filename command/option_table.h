/* SPDX-License-Identifier: MIT */
/* The options as data: names, kinds, bounds, who takes them, and what --help
 * says.  command/options.c reads command lines through it. */
#ifndef TARE_COMMAND_OPTION_TABLE_H
#define TARE_COMMAND_OPTION_TABLE_H

#include <stddef.h>

enum tare_option_kind {
    TARE_OPTION_SECTION, /* a heading of --help; name is its text */
    TARE_OPTION_FLAG,
    TARE_OPTION_NUMBER,
    TARE_OPTION_FRACTION, /* a number, or "2%" */
    TARE_OPTION_WHOLE,
    TARE_OPTION_CHOICE,
    TARE_OPTION_TEXT,
    TARE_OPTION_LIST
};

struct tare_option {
    enum tare_option_kind kind;
    unsigned verbs; /* who takes it: enum tare_verb_mask */
    char letter;    /* 0 for none */
    const char *name, *argument;
    size_t offset;    /* of its member of struct tare_options */
    double low, high; /* of numbers, both allowed */
    const char *help; /* NULL hides it */
};

extern const struct tare_option tare_option_table[];
extern const size_t tare_option_count;

#endif
