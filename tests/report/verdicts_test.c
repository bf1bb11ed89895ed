/* SPDX-License-Identifier: MIT */
/* A comparison as people see it: the answer, what changed, the rest. */
#include "tests/report/made_up_comparisons.h"

/* ---- the page ------------------------------------------------------------ */

TEST(only_what_changed_is_shown_and_the_rest_is_counted)
{
    struct tare_comparison c = duel();
    struct tare_verdict *j;

    add_unchanged(&c, 11);
    j = add(&c, "sort/qsort/n=1000", TARE_VERDICT_REGRESSED, 0.0213);
    j->pairs = 45;
    j->is_confirmed = 1;
    check_print(
        &c, 80, TARE_DETAIL_NORMAL,
        "1 of 12 cases regressed.\n"
        "\n"
        "  case               change       interval         old → new  pairs\n"
        "regressed\n"
        "  sort/qsort/n=1000  +2.1 %  +1.7 … +2.6 %  41.23 → 42.11 µs     45\n"
        "    confirmed on fresh pairs\n"
        "\n"
        "11 unchanged (largest shift +0.4 %)\n"
        "A/A control: quiet (p = 0.43), +2 % control: found (+2.1 %)\n"
        "main → ./bench, in 1:52 min, of 3:12 min allowed\n");
}

TEST(what_cannot_be_told_has_a_reason_and_a_next_step)
{
    struct tare_comparison c = duel();
    struct tare_verdict *j = add_open(&c, "a");

    j->pairs = 230;
    j->detectable = 0.031;
    j->needed_s = 125;
    j->advice = tare_strdup("give it more time");
    check_print(&c, 60, TARE_DETAIL_NORMAL,
                "Can't tell for 1 of 1 case.\n"
                "\n"
                "  case  change       interval         old → new  pairs\n"
                "can't tell\n"
                "  a     +1.2 %  +0.8 … +1.6 %  41.23 → 41.72 µs    230\n"
                "    the budget ended first; it could have detected a change\n"
                "    of 3.1 %; about 2:05 min would probably settle it\n"
                "    → give it more time\n"
                "\n"
                "A/A control: quiet (p = 0.43), +2 % control: found (+2.1 %)\n"
                "main → ./bench, in 1:52 min, of 3:12 min allowed\n");
}

TEST(cases_without_numbers_are_listed_with_their_outcome)
{
    struct tare_comparison c = duel();
    struct tare_verdict *j;

    c.by = TARE_BY_NUMBERS;
    c.elapsed_s = c.budget_s = 0;
    j = tare_comparison_add(&c, "crash", "time");
    tare_verdict_set(j, TARE_VERDICT_FAILED, "crashed", "crashed: SIGSEGV");
    j = tare_comparison_add(&c, "gone", "time");
    j->old_value = 12;
    j->unit = tare_strdup("ns");
    tare_verdict_set(j, TARE_VERDICT_REMOVED, "removed", "not in new");
    tare_comparison_note(&c, "shift", "the machine was slower");
    check_print(&c, 80, TARE_DETAIL_NORMAL,
                "1 of 2 cases failed; 1 removed.\n"
                "\n"
                "  case   change  interval   old → new\n"
                "failed\n"
                "  crash\n"
                "    crashed: SIGSEGV\n"
                "\n"
                "removed\n"
                "  gone                     12.00 ns →\n"
                "    not in new\n"
                "\n"
                "shift: the machine was slower\n"
                "main → ./bench, by saved numbers alone\n");
}

TEST(the_largest_change_comes_first_and_equal_texts_are_said_once)
{
    struct tare_comparison c = duel();

    add(&c, "a", TARE_VERDICT_REGRESSED, 0.03);
    add(&c, "b", TARE_VERDICT_REGRESSED, 0.05)->is_confirmed = 1;
    add(&c, "c", TARE_VERDICT_REGRESSED, 0.04)->is_confirmed = 1;
    check_print(&c, 80, TARE_DETAIL_QUIET,
                "3 of 3 cases regressed.\n"
                "\n"
                "  case  change       interval         old → new  pairs\n"
                "regressed\n"
                "  b     +5.0 %  +4.6 … +5.4 %  41.23 → 43.29 µs\n"
                "  c     +4.0 %  +3.6 … +4.4 %  41.23 → 42.88 µs\n"
                "  a     +3.0 %  +2.6 … +3.4 %  41.23 → 42.47 µs\n");
}

static size_t count_in(const char *text, const char *word)
{
    size_t count = 0;

    for (text = strstr(text, word); text != NULL; count++)
        text = strstr(text + 1, word);
    return count;
}

TEST(many_cases_with_one_reason_are_cut_unless_verbose)
{
    struct tare_style style = { 0 };

    for (enum tare_detail detail = TARE_DETAIL_NORMAL;
         detail <= TARE_DETAIL_VERBOSE; detail++) {
        int is_verbose = detail == TARE_DETAIL_VERBOSE;
        struct tare_comparison c = duel();
        char *text;

        for (int i = 0; i < 50; i++) {
            char id[16];

            snprintf(id, sizeof id, "open/%d", i);
            add_open(&c, id);
        }
        text = print(&c, &style, detail);
        CHECK_INT(count_in(text, "open/"), is_verbose ? 50 : 20);
        CHECK_INT(count_in(text, "and 30 more"), !is_verbose);
        CHECK_INT(count_in(text, "the budget ended first"), 1);
        free(text);
    }
}

TEST(verbose_shows_what_stayed_and_small_shifts)
{
    struct tare_style style = { 0 };
    struct tare_comparison c = duel();
    char *text;

    add_unchanged(&c, 3);
    tare_verdict_set(&c.items[1], TARE_VERDICT_UNCHANGED, "small-shift",
                     "a small shift, below the threshold");
    text = print(&c, &style, TARE_DETAIL_VERBOSE);
    CHECK_INT(count_in(text, "same/"), 3);
    CHECK_INT(count_in(text, "a small shift"), 1);
    free(text);
    c = duel();
    add_unchanged(&c, 3);
    tare_verdict_set(&c.items[1], TARE_VERDICT_UNCHANGED, "small-shift",
                     "a small shift, below the threshold");
    text = print(&c, &style, TARE_DETAIL_NORMAL);
    CHECK_INT(count_in(text, "same/"), 0);
    CHECK_INT(count_in(text, "a small shift"), 0);
    free(text);
}

TEST(every_verdict_is_shown_somewhere)
{
    struct tare_style style = { 0 };
    struct tare_comparison c = duel();
    char *text;

    for (int i = 0; i < TARE_VERDICT_KINDS; i++) {
        char id[16];

        snprintf(id, sizeof id, "verdict/%d", i);
        add(&c, id, (enum tare_verdict_kind)i, 0.1);
    }
    add_suspect(&c, "verdict/suspect", 0.1);
    text = print(&c, &style, TARE_DETAIL_VERBOSE);
    CHECK_INT(count_in(text, "verdict/"), TARE_VERDICT_KINDS + 1);
    free(text);
}

TEST(failed_controls_stand_out)
{
    struct tare_style style = { .has_color = 1 };
    struct tare_comparison c = duel();
    char *text;

    c.positive = TARE_CONTROL_BAD;
    c.negative_p = c.found.value = NAN;
    text = print(&c, &style, TARE_DETAIL_NORMAL);
    CHECK(strstr(text, "\033[33mA/A control: quiet, +2 % control: "
                       "MISSED\033[0m\n") != NULL);
    free(text);
}

TEST(colours_follow_the_meaning)
{
    struct tare_style style = { .has_color = 1 };
    struct tare_comparison c = duel();
    char *text;

    add(&c, "a", TARE_VERDICT_REGRESSED, -0.1)->better = TARE_BETTER_HIGHER;
    add(&c, "b", TARE_VERDICT_IMPROVED, 0.1)->better = TARE_BETTER_HIGHER;
    tare_comparison_note(&c, "code", "text");
    text = print(&c, &style, TARE_DETAIL_NORMAL);
    CHECK(strstr(text, "\033[31m1 of 2 cases regressed") == text);
    CHECK(strstr(text, "\033[31m-10.0 %\033[0m") != NULL);
    CHECK(strstr(text, "\033[32m+10.0 %\033[0m") != NULL);
    CHECK(strstr(text, "\033[33mcode:\033[0m text\n") != NULL);
    CHECK(strstr(text, "\033[2mmain → ./bench") != NULL);
    free(text);
}

TEST(hostile_text_does_not_reach_the_terminal)
{
    static const char evil[] = "\x1b[2J\r\n\t\xe2\x80\xae\xc2\x9b";
    struct tare_style style = { .columns = 80 };
    struct tare_comparison c = duel();
    struct tare_verdict *j;
    char *text;

    free(c.old_name);
    c.old_name = tare_strdup(evil);
    j = add(&c, evil, TARE_VERDICT_REGRESSED, 0.1);
    free(j->unit);
    free(j->measure);
    j->unit = tare_strdup(evil);
    j->measure = tare_strdup(evil);
    tare_verdict_set(j, TARE_VERDICT_REGRESSED, evil, "%s", evil);
    j->advice = tare_strdup(evil);
    tare_comparison_note(&c, evil, "%s", evil);
    text = print(&c, &style, TARE_DETAIL_VERBOSE);
    CHECK(strpbrk(text, "\x1b\r\t") == NULL);
    CHECK(strstr(text, "\xe2\x80\xae") == NULL);
    CHECK(strstr(text, "\xc2\x9b") == NULL);
    CHECK(strstr(text, "\\x1b[2J") != NULL);
    free(text);
}

TEST(no_line_is_longer_than_the_terminal)
{
    struct tare_style style = { .columns = 80 };
    struct tare_comparison c = duel();
    struct tare_verdict *j =
        add_open(&c, "a/very/long/name/of/a/case/with/many/parts/n=1000000");
    char *text, *line, *rest = NULL;

    j->pairs = 1166;
    j->detectable = 0.05;
    j->needed_s = 4000;
    j->advice = tare_strdup("one two three four five six seven eight nine ten "
                            "eleven twelve thirteen fourteen fifteen sixteen");
    tare_comparison_note(&c, "a-note", "%s", j->advice);
    text = print(&c, &style, TARE_DETAIL_VERBOSE);
    for (line = strtok_r(text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest))
        CHECK(tare_text_width(line) <= 80);
    free(text);
}

TEST(verbose_shows_how_layouts_spread)
{
    struct tare_comparison c = duel();
    struct tare_style style = { .columns = 200 };
    struct tare_verdict *j = add(&c, "placed", TARE_VERDICT_REGRESSED, 0.05);
    char *text;

    j->placement = (struct tare_placement){
        { 8, 1 }, { 0.045, NAN }, { 0.003, 0.002 }, 0.031
    };
    text = print(&c, &style, TARE_DETAIL_VERBOSE);
    CHECK(strstr(text, "placement: old 8 layouts, SD 4.5 %; new 1 layout; "
                       "launches of one,") != NULL);
    CHECK(strstr(text, "±3.1") != NULL);
    free(text);
    c = duel();
    add(&c, "unplaced", TARE_VERDICT_REGRESSED, 0.05);
    text = print(&c, &style, TARE_DETAIL_VERBOSE);
    CHECK(strstr(text, "placement") == NULL);
    free(text);
}

TESTS(RUN(only_what_changed_is_shown_and_the_rest_is_counted),
      RUN(verbose_shows_how_layouts_spread),
      RUN(what_cannot_be_told_has_a_reason_and_a_next_step),
      RUN(cases_without_numbers_are_listed_with_their_outcome),
      RUN(the_largest_change_comes_first_and_equal_texts_are_said_once),
      RUN(many_cases_with_one_reason_are_cut_unless_verbose),
      RUN(verbose_shows_what_stayed_and_small_shifts),
      RUN(every_verdict_is_shown_somewhere), RUN(failed_controls_stand_out),
      RUN(colours_follow_the_meaning),
      RUN(hostile_text_does_not_reach_the_terminal),
      RUN(no_line_is_longer_than_the_terminal))
