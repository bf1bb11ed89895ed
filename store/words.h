/* SPDX-License-Identifier: MIT */
/* Words: how they begin and end, and whether they are among others. */
#ifndef TARE_STORE_WORDS_H
#define TARE_STORE_WORDS_H

int tare_begins(const char *text, const char *begin);
int tare_ends(const char *text, const char *end);

/* Whether it is one of the words, with a blank between any two of them. */
int tare_is_among(const char *word, const char *words);

#endif
