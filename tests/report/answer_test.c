/* SPDX-License-Identifier: MIT */
/* The first sentence, and how changes and values are written. */
#include "tests/report/made_up_comparisons.h"

/* ---- the answer ---------------------------------------------------------- */

static void check_answer(struct tare_comparison *comparison,
                         enum tare_ink want_ink, const char *want)
{
    struct tare_buf text = { 0 };

    CHECK_INT(tare_answer_format(&text, comparison), want_ink);
    CHECK_STR(tare_buf_text(&text), want);
    tare_buf_release(&text);
    tare_comparison_release(comparison);
}

TEST(the_answer_when_nothing_changed)
{
    struct tare_comparison c = duel();

    add_unchanged(&c, 12);
    check_answer(&c, TARE_INK_GOOD,
                 "Nothing changed: all 12 cases are within ±2 %.");
    c = duel();
    add_unchanged(&c, 1);
    check_answer(&c, TARE_INK_GOOD,
                 "Nothing changed: the case is within ±2 %.");
    c = duel();
    add_unchanged(&c, 2);
    c.items[0].threshold = 0.05;
    check_answer(&c, TARE_INK_GOOD,
                 "Nothing changed: all 2 cases are within their thresholds.");
    c = duel();
    add_unchanged(&c, 1);
    add(&c, "a", TARE_VERDICT_ADDED, 0);
    add(&c, "b", TARE_VERDICT_SKIPPED, 0);
    check_answer(&c, TARE_INK_GOOD,
                 "Nothing changed: 1 of 3 cases is within ±2 %; 1 added, "
                 "1 skipped.");
}

TEST(the_answer_when_something_changed)
{
    struct tare_comparison c = duel();

    add_unchanged(&c, 11);
    add(&c, "a", TARE_VERDICT_REGRESSED, 0.03);
    check_answer(&c, TARE_INK_BAD, "1 of 12 cases regressed.");
    c = duel();
    add(&c, "a", TARE_VERDICT_IMPROVED, -0.03);
    check_answer(&c, TARE_INK_GOOD, "1 of 1 case improved.");
    c = duel();
    add(&c, "a", TARE_VERDICT_REGRESSED, 0.03);
    add(&c, "b", TARE_VERDICT_IMPROVED, -0.03);
    add(&c, "c", TARE_VERDICT_FAILED, 0);
    add_open(&c, "d");
    add_open(&c, "e");
    add(&c, "f", TARE_VERDICT_REMOVED, 0);
    check_answer(&c, TARE_INK_BAD,
                 "1 of 6 cases regressed, 1 improved, 1 failed; can't tell "
                 "for 2; 1 removed.");
}

TEST(the_answer_when_it_cannot_be_told)
{
    struct tare_comparison c = duel();

    add_unchanged(&c, 9);
    add_open(&c, "a");
    add_open(&c, "b");
    add_open(&c, "c");
    check_answer(&c, TARE_INK_DOUBT,
                 "Can't tell for 3 of 12 cases; nothing else changed.");
    c = duel();
    add_open(&c, "a");
    add_open(&c, "b");
    check_answer(&c, TARE_INK_DOUBT, "Can't tell for any of the 2 cases.");
    c = duel();
    c.negative = TARE_CONTROL_BAD;
    add(&c, "a", TARE_VERDICT_REGRESSED, 0.03);
    check_answer(&c, TARE_INK_BAD,
                 "Withheld: the A/A control alarmed, so no verdict of this "
                 "comparison can be trusted.");
}

TEST(the_answer_about_suspects)
{
    struct tare_comparison c = duel();

    add_suspect(&c, "a", 0.1);
    add_suspect(&c, "b", -0.1);
    add_suspect(&c, "c", -0.1)->better = TARE_BETTER_HIGHER;
    add_open(&c, "d");
    check_answer(&c, TARE_INK_DOUBT,
                 "2 of 4 cases look worse, 1 looks better, which is not "
                 "proven; can't tell for 1.");
}

TEST(the_answer_to_nothing)
{
    struct tare_comparison c = duel();

    check_answer(&c, TARE_INK_DOUBT, "Nothing was compared.");
    c = duel();
    c.interrupted = 1;
    add(&c, "a", TARE_VERDICT_ADDED, 0);
    check_answer(&c, TARE_INK_DOUBT,
                 "Nothing was compared; 1 added (interrupted).");
}

TEST(a_case_counts_once_whatever_its_measures)
{
    struct tare_comparison c = duel();
    struct tare_tally tally;

    add(&c, "a", TARE_VERDICT_UNCHANGED, 0);
    add(&c, "b", TARE_VERDICT_UNCHANGED, 0);
    add(&c, "a", TARE_VERDICT_REGRESSED, 0.1);
    add(&c, "a", TARE_VERDICT_REGRESSED, 0.1);
    tally = tare_tally_count(&c);
    CHECK_INT(tally.cases, 2);
    CHECK_INT(tally.kinds[TARE_VERDICT_REGRESSED], 1);
    CHECK_INT(tally.kinds[TARE_VERDICT_UNCHANGED], 1);
    tare_comparison_release(&c);
}

/* ---- changes ------------------------------------------------------------- */

static void check_change(double change, double low, double high,
                         const char *want, const char *want_interval)
{
    struct tare_band band = { change, low, high, 0.95 };
    struct tare_buf text = { 0 };

    tare_change_format(&text, change, &band);
    CHECK_STR(tare_buf_text(&text), want);
    tare_buf_clear(&text);
    tare_change_interval(&text, &band);
    CHECK_STR(tare_buf_text(&text), want_interval);
    tare_buf_release(&text);
}

TEST(changes_have_a_sign_and_the_digits_that_the_interval_allows)
{
    check_change(0.0213, 0.0171, 0.0256, "+2.1 %", "+1.7 … +2.6 %");
    check_change(-0.0213, -0.0256, 0.0004, "-2.1 %", "-2.6 … 0.0 %");
    check_change(0.34, 0.1, 0.6, "+34 %", "+10 … +60 %");
    check_change(0.0012, 0.0011, 0.0013, "+0.12 %", "+0.11 … +0.13 %");
    check_change(0, 0, 0, "0.0 %", "0.0 … 0.0 %");
    check_change(1e-6, 1e-6, 1e-6, "+0.0001 %", "+0.0001 … +0.0001 %");
    check_change(0.31, NAN, NAN, "+31 %", "");
    check_change(NAN, NAN, NAN, "–", "");
    check_change(2.5e7, NAN, NAN, "+2.5e+09 %", "");
}

static void check_values(double old, double new, const char *unit,
                         const char *want)
{
    struct tare_verdict verdict = { .old_value = old, .new_value = new };
    struct tare_buf text = { 0 };

    verdict.unit = tare_strdup(unit);
    tare_change_values(&text, &verdict);
    CHECK_STR(tare_buf_text(&text), want);
    tare_buf_release(&text);
    free(verdict.unit);
}

TEST(values_share_a_unit_where_they_can)
{
    check_values(41230, 42100, "ns", "41.23 → 42.10 µs");
    check_values(999, 1001, "ns", "999.0 → 1001.0 ns");
    check_values(3, 3e6, "ns", "3.000 ns → 3.000 ms");
    check_values(NAN, 7, "ns", "→ 7.000 ns");
    check_values(7, NAN, "ns", "7.000 ns →");
    check_values(NAN, NAN, "ns", "");
    check_values(0.5, 0.25, "a\nb", "0.5000 → 0.2500 a\\nb");
}

TESTS(RUN(the_answer_when_nothing_changed),
      RUN(the_answer_when_something_changed),
      RUN(the_answer_when_it_cannot_be_told), RUN(the_answer_about_suspects),
      RUN(the_answer_to_nothing), RUN(a_case_counts_once_whatever_its_measures),
      RUN(changes_have_a_sign_and_the_digits_that_the_interval_allows),
      RUN(values_share_a_unit_where_they_can))
