/* SPDX-License-Identifier: MIT */
#include "store/shell_words.h"

#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/buf.h"

static const char blanks[] = " \t\n";

/* Past the quoted part whose opening quote is at `at`; NULL when it does not
 * end. */
static const char *take_quoted(struct tare_buf *word, const char *at)
{
    char quote = *at++;

    for (; *at != quote; at++) {
        if (*at == '\0')
            return NULL;
        if (quote == '"' && *at == '\\' && at[1] != '\0' &&
            strchr("$`\"\\\n", at[1]) != NULL)
            at++;
        tare_buf_add(word, at, 1);
    }
    return at + 1;
}

/* Past one word; NULL with the reason. */
static const char *take_word(struct tare_buf *word, const char *at,
                             const char **why)
{
    tare_buf_puts(word, "");
    while (at != NULL && *at != '\0' && strchr(blanks, *at) == NULL)
        if (*at == '\'' || *at == '"') {
            at = take_quoted(word, at);
            *why = at == NULL ? "a quote is not closed" : NULL;
        } else if (*at == '\\' && at[1] == '\0') {
            *why = "ends with a backslash";
            at = NULL;
        } else {
            at += *at == '\\';
            tare_buf_add(word, at++, 1);
        }
    return at;
}

const char *tare_shell_words(const char *text, char ***words, size_t *count)
{
    const char *at = text + strspn(text, blanks), *why = NULL;

    *words = NULL;
    *count = 0;
    while (at != NULL && *at != '\0') {
        struct tare_buf word = { 0 };

        at = take_word(&word, at, &why);
        *TARE_ADD(*words, *count) = tare_buf_detach(&word);
        if (at != NULL)
            at += strspn(at, blanks);
    }
    if (why == NULL && *count == 0)
        why = "there is no command";
    if (why != NULL) {
        tare_shell_words_release(*words, *count);
        *words = NULL;
        *count = 0;
    }
    return why;
}

void tare_shell_words_release(char **words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(words[i]);
    free(words);
}
