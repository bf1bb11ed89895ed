/* SPDX-License-Identifier: MIT */
/* Escaping, holes, pieces, and the small charts. */
#include "report/html/html.h"

#include "report/html/svg.h"
#include "tests/test.h"

static void check_text(const char *text, const char *want)
{
    struct tare_buf buf = { 0 };

    tare_html_text(&buf, text);
    CHECK_STR(tare_buf_text(&buf), want);
    tare_buf_release(&buf);
}

TEST(what_is_special_between_tags_and_in_attributes_is_escaped)
{
    check_text("plain text, 100 %", "plain text, 100 %");
    check_text("a<b>&\"c'", "a&lt;b&gt;&amp;&quot;c&#39;");
    check_text("</script><script>", "&lt;/script&gt;&lt;script&gt;");
    check_text("&amp;", "&amp;amp;");
    check_text("]]> -->", "]]&gt; --&gt;");
}

TEST(what_is_invisible_or_turns_the_direction_is_shown)
{
    check_text("a\nb\tc\x1b[31m", "a\\nb\\tc\\x1b[31m");
    check_text("\xe2\x80\xae", "\\u{202e}");
    check_text("\xff", "\xef\xbf\xbd");
    check_text("µs …", "µs …");
}

TEST(escaping_what_is_shown_already_changes_nothing)
{
    check_text("\\x1b \\u{202e}", "\\x1b \\u{202e}");
}

TEST(a_hole_takes_text_escaped_and_markup_as_it_is)
{
    struct tare_buf buf = { 0 };

    TARE_FILL(&buf, "parts.html", "link", tare_hole("href", "#a\"b"),
              tare_hole_kept("text", "<b>x</b>"));
    CHECK_STR(buf.data, "<a href=\"#a&quot;b\"><b>x</b></a>");
    tare_buf_release(&buf);
}

TEST(what_fills_a_hole_is_no_template)
{
    struct tare_buf buf = { 0 };

    TARE_FILL(&buf, "parts.html", "badge", tare_hole("ink", "{{word}}"),
              tare_hole("word", "<!-- end -->{{ink}}"));
    CHECK_STR(buf.data, "<span class=\"badge {{word}}\">&lt;!-- end "
                        "--&gt;{{ink}}</span>");
    tare_buf_release(&buf);
}

TEST(an_empty_hole_is_nothing)
{
    struct tare_buf buf = { 0 };

    TARE_FILL(&buf, "case.html", "cell", tare_hole("text", NULL));
    CHECK_STR(buf.data, "<td class=\"n\"></td>");
    tare_buf_release(&buf);
}

/* printf abc | openssl dgst -sha256 -binary | base64 */
TEST(a_policy_names_a_script_by_its_hash)
{
    struct tare_buf buf = { 0 };

    tare_html_policy_hash(&buf, "abc");
    CHECK_STR(buf.data,
              "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='");
    tare_buf_release(&buf);
}

/* RFC 4648, section 10 */
TEST(data_addresses_are_base64)
{
    static const char *const pairs[][2] = {
        { "", "" },
        { "f", "Zg==" },
        { "fo", "Zm8=" },
        { "foo", "Zm9v" },
        { "foob", "Zm9vYg==" },
        { "fooba", "Zm9vYmE=" },
        { "foobar", "Zm9vYmFy" },
    };

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct tare_buf buf = { 0 }, want = { 0 };

        tare_html_data(&buf, "text/plain", pairs[i][0], strlen(pairs[i][0]));
        tare_buf_printf(&want, "data:text/plain;base64,%s", pairs[i][1]);
        CHECK_STR(buf.data, want.data);
        tare_buf_release(&buf);
        tare_buf_release(&want);
    }
}

/* ---- small charts -------------------------------------------------------- */

TEST(a_bar_is_as_long_as_its_estimate_is_large)
{
    struct tare_svg_bars bars = { 0 };
    const struct tare_band small = { 25, 20, 30, 0.95 };
    const struct tare_band large = { 90, 80, 100, 0.95 };
    struct tare_buf buf = { 0 };

    tare_svg_bars_add(&bars, &small);
    tare_svg_bars_add(&bars, &large);
    CHECK(!tare_svg_bars_are_log(&bars));
    tare_svg_bar(&buf, &bars, &small); /* of 100 */
    CHECK(strstr(buf.data, "class=\"v\" width=\"25%\"") != NULL);
    CHECK(strstr(buf.data, "x=\"20%\" width=\"10%\"") != NULL);
    tare_buf_release(&buf);
}

TEST(bars_of_values_far_apart_are_logarithmic)
{
    struct tare_svg_bars bars = { 0 };
    const struct tare_band small = { 1, NAN, NAN, 0 };
    const struct tare_band large = { 1000, NAN, NAN, 0 };

    tare_svg_bars_add(&bars, &small);
    tare_svg_bars_add(&bars, &large);
    CHECK(tare_svg_bars_are_log(&bars));
}

TEST(what_is_no_number_has_no_bar_and_no_mark)
{
    struct tare_svg_bars bars = { 0 };
    struct tare_svg_axis axis = { 0 };
    const struct tare_band none = { NAN, NAN, NAN, NAN };
    const struct tare_band zero = { 0, 0, 0, 0.95 };
    struct tare_buf buf = { 0 };

    tare_svg_bars_add(&bars, &none);
    tare_svg_bars_add(&bars, &zero);
    tare_svg_bar(&buf, &bars, &none);
    tare_svg_bar(&buf, &bars, &zero);
    tare_svg_axis_add(&axis, &none, 0.02);
    tare_svg_change(&buf, &axis, &none, 0.02);
    CHECK_INT(buf.size, 0);
}

/* The x of the circle, in percent. */
static double mark_of(const struct tare_svg_axis *axis, double change)
{
    const struct tare_band band = { change, change, change, 0.95 };
    struct tare_buf buf = { 0 };
    double x;

    tare_svg_change(&buf, axis, &band, 0.02);
    x = atof(strstr(buf.data, "cx=\"") + 4);
    tare_buf_release(&buf);
    return x;
}

TEST(changes_are_in_order_around_the_middle_and_never_outside)
{
    struct tare_svg_axis axis = { 0 };
    const struct tare_band band = { 0.5, 0.4, 0.6, 0.95 };

    tare_svg_axis_add(&axis, &band, 0.02);
    CHECK_NEAR(mark_of(&axis, 0), 50, 1e-9);
    CHECK_NEAR(mark_of(&axis, 0.1) - 50, 50 - mark_of(&axis, -0.1), 1e-2);
    CHECK(mark_of(&axis, 0.01) < mark_of(&axis, 0.02));
    CHECK(mark_of(&axis, 0.02) < mark_of(&axis, 0.6));
    CHECK(mark_of(&axis, 100) < 100);
    CHECK(mark_of(&axis, -100) > 0);
}

TESTS(RUN(what_is_special_between_tags_and_in_attributes_is_escaped),
      RUN(what_is_invisible_or_turns_the_direction_is_shown),
      RUN(escaping_what_is_shown_already_changes_nothing),
      RUN(a_hole_takes_text_escaped_and_markup_as_it_is),
      RUN(what_fills_a_hole_is_no_template), RUN(an_empty_hole_is_nothing),
      RUN(a_policy_names_a_script_by_its_hash), RUN(data_addresses_are_base64),
      RUN(a_bar_is_as_long_as_its_estimate_is_large),
      RUN(bars_of_values_far_apart_are_logarithmic),
      RUN(what_is_no_number_has_no_bar_and_no_mark),
      RUN(changes_are_in_order_around_the_middle_and_never_outside))
