/* SPDX-License-Identifier: MIT */
/* A command line split into words by the rules of a shell: blanks between them;
 * in '...' nothing is special; in "..." a backslash before $ ` " \ or the end of
 * a line; elsewhere it takes the next character as it is.  Nothing is expanded. */
#ifndef TARE_STORE_SHELL_WORDS_H
#define TARE_STORE_SHELL_WORDS_H

#include <stddef.h>

/* NULL, with array and strings returned, at least one of them; or why it cannot
 * be split. */
const char *tare_shell_words(const char *text, char ***words, size_t *count);

void tare_shell_words_release(char **words, size_t count);

#endif
