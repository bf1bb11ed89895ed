/* SPDX-License-Identifier: MIT */
#include "store/shell_words.h"

#include <stdlib.h>

#include "store/buf.h"
#include "tests/test.h"

/* The words, each in brackets; or why not.  Returned. */
static char *split(const char *text)
{
    struct tare_buf out = { 0 };
    char **words;
    size_t count;
    const char *why = tare_shell_words(text, &words, &count);

    tare_buf_puts(&out, why != NULL ? why : "");
    for (size_t i = 0; i < count; i++)
        tare_buf_printf(&out, "[%s]", words[i]);
    tare_shell_words_release(words, count);
    return tare_buf_detach(&out);
}

static void check(const char *text, const char *wanted)
{
    char *got = split(text);

    CHECK_STR(got, wanted);
    free(got);
}

TEST(blanks_part_words)
{
    check("taskset -c 2", "[taskset][-c][2]");
    check(" \t a\nb  ", "[a][b]");
    check("a b c d e f g h i", "[a][b][c][d][e][f][g][h][i]");
}

TEST(quotes_keep_them_together)
{
    check("'a b' \"c d\"", "[a b][c d]");
    check("a'b'\"c\"d", "[abcd]");
    check("'' \"\"", "[][]");
    check("'a\\b$c`'", "[a\\b$c`]");
    check("\"a\\b \\\\ \\\" \\$ \\`\"", "[a\\b \\ \" $ `]");
    check("a\\ b \\' \\\\", "[a b]['][\\]");
    check("$HOME *", "[$HOME][*]");
}

TEST(what_cannot_be_split_is_said)
{
    check("", "there is no command");
    check("  ", "there is no command");
    check("a 'b", "a quote is not closed");
    check("a \"b\\\"", "a quote is not closed");
    check("a b\\", "ends with a backslash");
}

TESTS(RUN(blanks_part_words), RUN(quotes_keep_them_together),
      RUN(what_cannot_be_split_is_said))
