/* SPDX-License-Identifier: MIT */
#include "store/scan.h"

#include "tests/test.h"

/* What is wrong with the text, with its place; "" when nothing is. */
static const char *fault_of(const char *text, size_t size)
{
    static struct tare_err err;
    struct tare_scan scan;
    char *copy = malloc(size > 0 ? size : 1); /* so that reading on is seen */
    char *way_out;

    memcpy(copy, text, size);
    err = (struct tare_err){ 0 };
    tare_scan_open(&scan, "t", copy, size, &err);
    if (tare_scan_skip(&scan) == 0)
        tare_scan_finish(&scan);
    tare_scan_close(&scan);
    free(copy);
    way_out = strchr(err.text, ';');
    if (way_out != NULL)
        *way_out = '\0';
    return err.text;
}

static void check(const char *text, const char *fault)
{
    CHECK_STR(fault_of(text, strlen(text)), fault);
}

TEST(json_is_accepted)
{
    check("{}", "");
    check(" [ ] \r\n\t", "");
    check("[0,-0,1.5,-2e10,3E+2,4e-3,120,0.001,1e0,-1.25e-2]", "");
    check("[1,2,3,0.5,-1]", "");
    check("{\"a\":true,\"b\":[false,null],\"c\":{\"a\":\"\"}}", "");
    check("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\ude00 é漢😀\x7f\"", "");
}

TEST(numbers_are_as_json_writes_them)
{
    check("01", "t:1:1: this is not a number as JSON writes it");
    check("-", "t:1:1: this is not a number as JSON writes it");
    check("[1.]", "t:1:2: this is not a number as JSON writes it");
    check("[1,1.]", "t:1:4: this is not a number as JSON writes it");
    check("[1,02]", "t:1:4: this is not a number as JSON writes it");
    check("[1,-]", "t:1:4: this is not a number as JSON writes it");
    check("1e", "t:1:1: this is not a number as JSON writes it");
    check("1e-", "t:1:1: this is not a number as JSON writes it");
    check("+1", "t:1:1: this is not a value");
    check(".5", "t:1:1: this is not a value");
    check("NaN", "t:1:1: this is not a value");
    check("1e400", "t:1:1: this number is out of range");
    check("[1,-1e999]", "t:1:4: this number is out of range");
    check("1000000000000000000000000000000000000000000000000000000000000",
          "t:1:1: this number has more than 60 characters");
    check("[1,1000000000000000000000000000000000000000000000000000000000000,2]",
          "t:1:4: this number has more than 60 characters");
    check("100000000000000000000000000000000000000000000000000000000000", "");
}

TEST(text_is_utf8_without_control_characters)
{
    check("\"a\nb\"", "t:1:3: a control character in text");
    check("\"12345678\x01\"", "t:1:10: a control character in text");
    check("\"\xff\"", "t:1:2: text is not valid UTF-8");
    check("\"\xed\xa0\x80\"", "t:1:2: text is not valid UTF-8");
    check("\"\xe6\xbc\"", "t:1:2: text is not valid UTF-8");
    check("\"\\x\"", "t:1:2: unknown escape");
    check("\"\\u12g4\"", "t:1:2: unknown escape");
    check("\"\\u12\"", "t:1:2: unknown escape");
    check("\"\\u12!4\"", "t:1:2: unknown escape");
    check("\"\\ud800\\ue000\"", "t:1:2: half a surrogate pair");
    check("\"\\u0000\"", "t:1:2: text may not hold \\u0000");
    check("\"\\ud800\"", "t:1:2: half a surrogate pair");
    check("\"\\ud800\\u0041\"", "t:1:2: half a surrogate pair");
    check("\"\\ud800\\n12345\"", "t:1:2: half a surrogate pair");
    check("\"\\udc00\"", "t:1:2: half a surrogate pair");
    check("\"abc", "t:1:5: the file ends inside a string");
    check("\"abc\\", "t:1:5: unknown escape");
    CHECK_STR(fault_of("\"\0\"", 3), "t:1:2: a control character in text");
    CHECK_STR(fault_of("\"\\\0\"", 4), "t:1:2: unknown escape");
}

TEST(brackets_and_commas_are_where_they_belong)
{
    check("", "t:1:1: the file ends where a value should be");
    check("[1", "t:1:3: the file ends where a comma or the end of the array "
                "should be");
    check("[1,", "t:1:4: the file ends where a value should be");
    check("[1 2]", "t:1:4: this is not a comma or the end of the array");
    check("[1}", "t:1:3: this is not a comma or the end of the array");
    check("[,1]", "t:1:2: this is not a value");
    check("[1,]", "t:1:4: this is not a value");
    check("{\"a\" 1}", "t:1:6: this is not a colon");
    check("{\"a\":1 \"b\":2}", "t:1:8: this is not a comma or the end of the "
                               "object");
    check("{\"a\":1,}", "t:1:8: this is not a name in quotes");
    check("{a:1}", "t:1:2: this is not a name in quotes");
    check("{\"a", "t:1:4: the file ends inside a string");
    check("tru", "t:1:1: this is not a value");
    check("[nul1,true]", "t:1:2: this is not a value");
    check("[fals", "t:1:2: this is not a value");
    check("1 2", "t:1:3: something follows the end");
    CHECK_STR(fault_of("1\0", 2), "t:1:2: something follows the end");
    check("{\"a\":\n\n [1,\n  x]}", "t:4:3: this is not a value");
}

TEST(nesting_is_bounded)
{
    char text[80];

    memset(text, '[', 40);
    memset(text + 32, ']', 32);
    text[64] = '\0';
    check(text, "");
    memset(text, '[', 40);
    check(text, "t:1:33: nested more than 32 deep");
}

/* { "0":0, "1":0, ... "last":0 }, count of them before the last. */
static char *make_object(size_t count, const char *last)
{
    struct tare_buf text = { 0 };

    for (size_t i = 0; i < count; i++)
        tare_buf_printf(&text, "%s\"%zu\":0", i > 0 ? "," : "{", i);
    tare_buf_printf(&text, ",\"%s\":0}", last);
    return tare_buf_detach(&text);
}

static void check_object(size_t count, const char *last, const char *fault)
{
    char *text = make_object(count, last);

    check(text, fault);
    free(text);
}

TEST(no_object_has_a_name_twice)
{
    check("{\"a\":1,\"b\":2,\"a\":3}",
          "t:1:14: this object has this name twice");
    check("{\"b\":2,\"a\":{\"a\":1,\"b\":1},\"c\":{\"a\":1}}", "");
    check("{\"a\":1,\"\\u0061\":2}", "t:1:8: this object has this name twice");
    check(
        "{\"\\n\\n\":{\"\\n\":1,\"\\t\":2},\"\\n\":\"\\t\",\"\\t\":[\"\\n\"]}",
        "");
    check("{\"\\n\\t\":1,\"a\":2,\"\\u000a\\u0009\":3}",
          "t:1:17: this object has this name twice");
    check_object(20, "x", "");
    check_object(20, "7", "t:1:132: this object has this name twice");
    check_object(100, "x", "");
    check_object(100, "7", "t:1:692: this object has this name twice");
    check_object(100, "99", "t:1:692: this object has this name twice");
    check_object(100, "\\u0039\\u0039",
                 "t:1:692: this object has this name twice");
}

TEST(more_names_are_too_many)
{
    char *text = make_object(TARE_SCAN_NAMES_MAX, "x");

    check_object(TARE_SCAN_NAMES_MAX - 1, "x", "");
    CHECK(strstr(fault_of(text, strlen(text)), ": too many names: over") !=
          NULL);
    free(text);
}

static const char *string_in(const char *text)
{
    static char copy[512];
    struct tare_err err = { 0 };
    struct tare_scan_text got;
    struct tare_scan scan;

    tare_scan_open(&scan, "t", text, strlen(text), &err);
    if (tare_scan_string(&scan, &got) < 0)
        snprintf(copy, sizeof copy, "%s", err.text);
    else
        snprintf(copy, sizeof copy, "%.*s", (int)got.size, got.text);
    tare_scan_close(&scan);
    return copy;
}

TEST(escapes_are_decoded)
{
    CHECK_STR(string_in("\"plain\""), "plain");
    CHECK_STR(string_in(" \"\\\"\\\\\\/\""), "\"\\/");
    CHECK_STR(string_in("\"a\\b\\f\\n\\r\\tz\""), "a\b\f\n\r\tz");
    CHECK_STR(string_in("\"\\u0041\\u00e9\\u6F22\\uD83d\\uDe00!\""),
              "A\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80!");
    CHECK(strncmp(string_in("1"), "t:1:1: this is not a text in quotes", 35) ==
          0);
}

TEST(a_refusal_names_the_way_out)
{
    struct tare_err err = { 0 };
    struct tare_scan scan;

    tare_scan_open(&scan, "a/b.json", "{", 1, &err);
    CHECK_INT(tare_scan_skip(&scan), TARE_EBASELINE);
    CHECK_INT(err.code, TARE_EBASELINE);
    CHECK_STR(err.text,
              "a/b.json:1:2: the file ends where a name in quotes "
              "should be; this is not a run record, or a damaged one: "
              "measure again, or name another");
    tare_scan_close(&scan);
}

TEST(members_are_read_in_their_order)
{
    static const char text[] = "{\"n\": 1.5, \"skip\": [{}], \"a\": [1, 2]}";
    struct tare_scan_text name;
    struct tare_scan scan;
    double value = 0;

    tare_scan_open(&scan, "t", text, strlen(text), NULL);
    CHECK_INT(tare_scan_enter(&scan, '['), TARE_EBASELINE);
    CHECK_INT(tare_scan_enter(&scan, '{'), 0);
    CHECK_INT(tare_scan_member(&scan, &name), 1);
    CHECK(tare_scan_is(name, "n"));
    CHECK(!tare_scan_is(name, "nn"));
    CHECK_INT(tare_scan_number(&scan, &value), 0);
    CHECK_NEAR(value, 1.5, 0);
    CHECK_INT(tare_scan_member(&scan, &name), 1);
    CHECK_INT(tare_scan_skip(&scan), 0);
    CHECK_INT(tare_scan_member(&scan, &name), 1);
    CHECK_INT(tare_scan_enter(&scan, '['), 0);
    CHECK_INT(tare_scan_element(&scan), 1);
    CHECK_INT(tare_scan_number(&scan, &value), 0);
    CHECK_INT(tare_scan_element(&scan), 1);
    CHECK_INT(tare_scan_number(&scan, &value), 0);
    CHECK_NEAR(value, 2, 0);
    CHECK_INT(tare_scan_element(&scan), 0);
    CHECK_INT(tare_scan_member(&scan, &name), 0);
    CHECK_INT(tare_scan_finish(&scan), 0);
    tare_scan_close(&scan);
}

TESTS(RUN(json_is_accepted), RUN(numbers_are_as_json_writes_them),
      RUN(text_is_utf8_without_control_characters),
      RUN(brackets_and_commas_are_where_they_belong), RUN(nesting_is_bounded),
      RUN(no_object_has_a_name_twice), RUN(more_names_are_too_many),
      RUN(escapes_are_decoded), RUN(a_refusal_names_the_way_out),
      RUN(members_are_read_in_their_order))
