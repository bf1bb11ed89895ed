/* SPDX-License-Identifier: MIT */
#include "command/languages.h"

#include <string.h>
#include <strings.h>

/* A piece of either language: a quoted text without its quotes, a word, or a
 * single character.  (A comment of several lines is taken for words.) */
struct piece {
    const char *start;
    size_t length;
};

#define BETWEEN " \t\r\n,[]"
#define ALONE   "()#'\""

static int is_one(const struct piece *piece, const char *word)
{
    return piece->length == strlen(word) &&
           strncasecmp(piece->start, word, piece->length) == 0;
}

/* What begins at the text; returned is what follows it. */
static const char *take_piece(const char *text, struct piece *piece)
{
    text += strspn(text, BETWEEN);
    while (*text == '#') { /* a comment */
        text += strcspn(text, "\n");
        text += strspn(text, BETWEEN);
    }
    piece->start = text;
    if (*text == '\'' || *text == '"') {
        const char *end = strchr(text + 1, *text);

        piece->start = text + 1;
        piece->length =
            end != NULL ? (size_t)(end - text - 1) : strlen(text + 1);
        return piece->start + piece->length + (end != NULL);
    }
    piece->length = strcspn(text, BETWEEN ALONE);
    if (piece->length == 0 && *text != '\0')
        piece->length = 1;
    return text + piece->length;
}

static int names_languages(const struct piece *piece)
{
    static const char *const calls[] = { "project", "enable_language",
                                         "add_languages" };

    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (is_one(piece, calls[i]))
            return 1;
    return 0;
}

int tare_languages_are_cpp(const char *text)
{
    struct piece piece, last = { 0 };
    int depth = 0, has_c = 0, has_cpp = 0;

    while (*(text = take_piece(text, &piece)) != '\0' || piece.length > 0) {
        if (is_one(&piece, "("))
            depth += depth > 0 || names_languages(&last);
        else if (is_one(&piece, ")"))
            depth -= depth > 0;
        else if (depth > 0) {
            has_c |= is_one(&piece, "c");
            has_cpp |= is_one(&piece, "cxx") || is_one(&piece, "cpp");
        }
        last = piece;
    }
    return has_cpp && !has_c;
}
