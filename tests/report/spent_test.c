/* SPDX-License-Identifier: MIT */
/* Where the time of a run went, as a sentence and as a bar: the shares are of
 * the whole, and what is not known is not shown. */
#include <string.h>

#include "report/html/index_results.h"
#include "report/terminal/spent_text.h"
#include "report/terminal/summary.h"
#include "tests/test.h"

static const struct tare_spent example = { .s = { [TARE_SPENT_SAMPLES] = 2,
                                                  [TARE_SPENT_WARM_UP] = 1,
                                                  [TARE_SPENT_WAITING] = 0.004,
                                                  [TARE_SPENT_REST] = 0.996 } };

/* Of two of them the sum is no number. */
static const struct tare_spent endless = {
    .s = { [TARE_SPENT_SAMPLES] = 1.7e308, [TARE_SPENT_REST] = 1.7e308 }
};

static void check_text(const struct tare_spent *spent, const char *want)
{
    struct tare_style style = { 0 };
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    tare_spent_print(spent, stream, &style);
    fclose(stream);
    CHECK_STR(text, want);
    free(text);
}

TEST(a_sentence_names_what_counts)
{
    static const struct tare_spent unknown;

    check_text(&example, "where the time went: timed samples 50 %, "
                         "warm-up 25 %, everything else 25 %\n");
    check_text(&unknown, "");
    check_text(&endless, "");
}

/* Samples of tare's own cases are in the one number, and not in the other. */
TEST(the_last_line_says_the_same)
{
    struct tare_run run = { .spent = example, .elapsed_s = 4, .sampling_s = 3 };
    struct tare_style style = { 0 };
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    tare_summary_total(&run, stream, &style);
    run.spent = (struct tare_spent){ 0 };
    tare_summary_total(&run, stream, &style);
    fclose(stream);
    CHECK(strstr(text, ", 50 % of it in timed samples\n") != NULL);
    CHECK(strstr(text, ", 75 % of it in timed samples\n") != NULL);
    free(text);
}

static size_t count(const char *text, const char *part)
{
    size_t found = 0;

    while ((text = strstr(text, part)) != NULL) {
        found++;
        text += strlen(part);
    }
    return found;
}

TEST(a_bar_has_its_parts_side_by_side)
{
    struct tare_run run = { .spent = example };
    struct tare_buf page = { 0 };

    tare_index_spent(&page, &run);
    CHECK_INT(count(page.data, "<li>"), 4);
    CHECK(strstr(page.data, "<p class=\"lead\">4.0 s in all") != NULL);
    CHECK(strstr(page.data, "<rect class=\"k0\" x=\"0%\" width=\"50%\"/>"
                            "<rect class=\"k2\" x=\"50%\" width=\"25%\"/>"
                            "<rect class=\"k8\" x=\"75%\" width=\"0.1%\"/>"
                            "<rect class=\"k11\" x=\"75.1%\" width=\"24.9%\"/>"
                            "</svg>") != NULL);
    CHECK(strstr(page.data, "warm-up <b>25 %</b>") != NULL);
    tare_buf_release(&page);
}

TEST(what_is_not_known_is_not_shown)
{
    struct tare_run run = { 0 };
    struct tare_buf page = { 0 };

    tare_index_spent(&page, &run);
    run.spent = endless;
    tare_index_spent(&page, &run);
    CHECK_INT(page.size, 0);
}

TESTS(RUN(a_sentence_names_what_counts), RUN(the_last_line_says_the_same),
      RUN(a_bar_has_its_parts_side_by_side),
      RUN(what_is_not_known_is_not_shown))
