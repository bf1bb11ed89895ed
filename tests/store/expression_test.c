/* SPDX-License-Identifier: MIT */
#include "store/expression.h"

#include "store/buf.h"
#include "tests/test.h"

/* Whether it compiles, and matches the text. */
static int matches(const char *expression, const char *text)
{
    char reason[TARE_EXPRESSION_REASON] = "";
    regex_t compiled;
    int found;

    CHECK_INT(tare_expression_compile(&compiled, expression, reason), 0);
    CHECK_STR(reason, "");
    if (reason[0] != '\0')
        return -1;
    found = regexec(&compiled, text, 0, NULL, 0) == 0;
    regfree(&compiled);
    return found;
}

static const char *refusal(const char *expression)
{
    static char reason[TARE_EXPRESSION_REASON];
    regex_t compiled;

    reason[0] = '\0';
    if (tare_expression_compile(&compiled, expression, reason) == 0)
        regfree(&compiled);
    return reason;
}

TEST(ordinary_expressions_are_taken)
{
    CHECK(matches("^sort/(qsort|heap)/n=(16|128)$", "sort/heap/n=128"));
    CHECK(matches("[0-9]{4}-[0-9]{2}-[0-9]{2}", "2026-01-02"));
    CHECK(matches("[]a[:digit:]]+$", "x]a9"));
    CHECK(matches("[^]x]", "y"));
    CHECK(matches("a\\{3}", "a{3}"));
    CHECK(matches("(a|b)*(c+)?$", "abab"));
    CHECK(matches("([0-9]{1,3}\\.){3}[0-9]{1,3}", "127.0.0.1"));
    CHECK(matches("x{255}", "x") == 0);
    CHECK(matches("", "anything"));
}

TEST(what_regcomp_refuses_is_refused_in_its_words)
{
    regex_t compiled;
    char words[TARE_EXPRESSION_REASON];
    int code = regcomp(&compiled, "(", REG_EXTENDED);

    regerror(code, &compiled, words, sizeof words);
    CHECK_STR(refusal("("), words);
    CHECK(strlen(refusal("[")) > 0);
    CHECK(strlen(refusal("[[:")) > 0);
    CHECK(strlen(refusal("a{5,2}")) > 0);
    CHECK(strlen(refusal("\\")) > 0);
    CHECK(strlen(refusal("a{99999999999999999999}")) > 0);
}

/* As they come from a policy in a repository that somebody else wrote. */
TEST(what_would_take_minutes_or_all_memory_never_gets_to_regcomp)
{
    static const char large[] = "it is too large with its repetitions "
                                "written out";
    struct tare_buf deep = { 0 }, nested = { 0 }, lengthy = { 0 };

    CHECK_STR(refusal("a{255}{255}{255}"), large);
    CHECK_STR(refusal("((a{255}){255}){255}"), large);
    CHECK_STR(refusal("(((((((((((((((((a+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+"),
              large);
    CHECK_STR(refusal("(x|(y{9,250})){3,250}{2}"), large);
    CHECK_STR(refusal("(a*)\\1"), "it refers back to a group");
    tare_buf_fill(&deep, '(', 30000);
    CHECK_STR(refusal(deep.data), "its parentheses are nested too deeply");
    tare_buf_fill(&nested, '(', 64);
    tare_buf_fill(&nested, ')', 64);
    CHECK(matches(nested.data, "x"));
    tare_buf_fill(&lengthy, 'a', TARE_EXPRESSION_MAX + 1);
    CHECK_STR(refusal(lengthy.data), "it is longer than 64 KiB");
    tare_buf_release(&deep);
    tare_buf_release(&nested);
    tare_buf_release(&lengthy);
}

TESTS(RUN(ordinary_expressions_are_taken),
      RUN(what_regcomp_refuses_is_refused_in_its_words),
      RUN(what_would_take_minutes_or_all_memory_never_gets_to_regcomp))
