/* SPDX-License-Identifier: MIT */
/* Words: how they begin and end, and whether they are among others. */
#ifndef TARE_STORE_WORDS_H
#define TARE_STORE_WORDS_H

#include <stddef.h>

int tare_begins(const char *text, const char *begin);
int tare_ends(const char *text, const char *end);

/* Of words with a blank between any two of them: whether it is one, and the
 * length of the first that it begins with, or 0. */
int tare_is_among(const char *word, const char *words);
size_t tare_begins_among(const char *text, const char *words);

#endif
