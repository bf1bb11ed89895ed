/* SPDX-License-Identifier: MIT */
#include "command/options.h"

#include <stdarg.h>

#include "tests/test.h"

static struct tare_options options;
static struct tare_err err;

/* Parses the words, which end with NULL; the status. */
static int parse(const char *first, ...)
{
    char *words[16];
    int count = 0;
    va_list rest;

    tare_options_release(&options);
    err = (struct tare_err){ 0 };
    va_start(rest, first);
    for (const char *word = first; word != NULL;
         word = va_arg(rest, const char *))
        words[count++] = (char *)(uintptr_t)word;
    va_end(rest);
    return tare_options_parse(&options, TARE_VERB_RUN, count, words, &err);
}

TEST(defaults_are_those_of_the_manual)
{
    CHECK_INT(parse(NULL), 0);
    CHECK_NEAR(options.precision, 0.005, 0);
    CHECK_NEAR(options.measurement_time_s, 8, 0);
    CHECK_NEAR(options.confidence, 0.95, 0);
}

TEST(values_stand_behind_a_blank_or_an_equals_sign)
{
    CHECK_INT(parse("--precision", "0.01", "--launches=7", "-ofile", NULL), 0);
    CHECK_NEAR(options.precision, 0.01, 0);
    CHECK_NEAR(options.launches, 7, 0);
    CHECK_STR(options.output, "file");
}

TEST(short_flags_can_be_joined)
{
    CHECK_INT(parse("-qvo", "x", NULL), 0);
    CHECK(options.quiet && options.verbose);
    CHECK_STR(options.output, "x");
}

TEST(words_after_two_dashes_are_kept_apart)
{
    CHECK_INT(parse("a", "--quiet", "b", "--", "--c", NULL), 0);
    CHECK_INT(options.operands.count, 2);
    CHECK_STR(options.operands.items[1], "b");
    CHECK_INT(options.after.count, 1);
    CHECK_STR(options.after.items[0], "--c");
}

TEST(an_unknown_option_is_named_with_its_neighbour)
{
    CHECK_INT(parse("--precison", "1", NULL), TARE_EUSAGE);
    CHECK_STR(err.text, "unknown option --precison; did you mean --precision?");
    CHECK_INT(parse("--frobnicate-all", NULL), TARE_EUSAGE);
    CHECK_STR(err.text, "unknown option --frobnicate-all; --help lists all");
}

TEST(bad_values_are_named)
{
    CHECK_INT(parse("--precision", "abc", NULL), TARE_EUSAGE);
    CHECK_STR(err.text, "--precision: \"abc\" is not a number");
    CHECK_INT(parse("--precision", "nan", NULL), TARE_EUSAGE);
    CHECK_INT(parse("--precision", "2", NULL), TARE_EUSAGE);
    CHECK_INT(parse("--launches", "1.5", NULL), TARE_EUSAGE);
    CHECK_INT(parse("--launches", "0", NULL), TARE_EUSAGE);
    CHECK_INT(parse("--launches", "", NULL), TARE_EUSAGE);
    CHECK_INT(parse("--launches", NULL), TARE_EUSAGE);
    CHECK_STR(err.text, "--launches needs a value: --launches N");
    CHECK_INT(parse("--quiet=1", NULL), TARE_EUSAGE);
    CHECK_INT(parse("--color", "green", NULL), TARE_EUSAGE);
    CHECK_STR(err.text, "--color: \"green\" is not one of auto|always|never");
}

TEST(the_environment_comes_first_and_the_line_wins)
{
    setenv("TARE_WARM_UP_TIME", "0.5", 1);
    setenv("TARE_QUIET", "1", 1);
    setenv("TARE_VERBOSE", "0", 1);
    CHECK_INT(parse(NULL), 0);
    CHECK_NEAR(options.warm_up_time_s, 0.5, 0);
    CHECK(options.quiet && !options.verbose);
    CHECK_INT(parse("--warm-up-time", "0", NULL), 0);
    CHECK_NEAR(options.warm_up_time_s, 0, 0);
    setenv("TARE_WARM_UP_TIME", "soon", 1);
    CHECK_INT(parse(NULL), TARE_EUSAGE);
    CHECK_STR(err.text, "TARE_WARM_UP_TIME: \"soon\" is not a number");
    unsetenv("TARE_WARM_UP_TIME");
    unsetenv("TARE_QUIET");
    unsetenv("TARE_VERBOSE");
    tare_options_release(&options);
}

TESTS(RUN(defaults_are_those_of_the_manual),
      RUN(values_stand_behind_a_blank_or_an_equals_sign),
      RUN(short_flags_can_be_joined),
      RUN(words_after_two_dashes_are_kept_apart),
      RUN(an_unknown_option_is_named_with_its_neighbour),
      RUN(bad_values_are_named),
      RUN(the_environment_comes_first_and_the_line_wins))
