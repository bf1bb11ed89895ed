/* SPDX-License-Identifier: MIT */
#include "store/words.h"

#include <string.h>

int tare_begins(const char *text, const char *begin)
{
    return strncmp(text, begin, strlen(begin)) == 0;
}

int tare_ends(const char *text, const char *end)
{
    size_t size = strlen(text), tail = strlen(end);

    return size >= tail && strcmp(text + size - tail, end) == 0;
}

int tare_is_among(const char *word, const char *words)
{
    size_t size = strlen(word);

    while (*words != '\0') {
        size_t length = strcspn(words, " ");

        if (length == size && memcmp(words, word, size) == 0)
            return 1;
        words += length + (words[length] == ' ');
    }
    return 0;
}

size_t tare_begins_among(const char *text, const char *words)
{
    while (*words != '\0') {
        size_t length = strcspn(words, " ");

        if (strncmp(text, words, length) == 0)
            return length;
        words += length + (words[length] == ' ');
    }
    return 0;
}
