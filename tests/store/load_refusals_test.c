/* SPDX-License-Identifier: MIT */
/* Records that are refused, and the bounds of what is read. */
#include <cjson/cJSON.h>

#include "store/launches.h"
#include "tests/store/loading.h"

/* ---- refusals ------------------------------------------------------------ */

static void check_refusal(const char *text, const char *want)
{
    struct tare_run run;
    struct tare_err err;

    CHECK_INT(parse(&run, text, strlen(text), TARE_LOAD_ALL, &err),
              TARE_EBASELINE);
    CHECK_INT(err.code, TARE_EBASELINE);
    err.text[strcspn(err.text, ";")] = '\0';
    CHECK_STR(err.text, want);
    CHECK(run.cases == NULL && run.started == NULL && run.binaries == NULL);
}

/* A record with these members of its head and these cases. */
static void check_record_refusal(const char *head, const char *cases,
                                 const char *want)
{
    struct tare_buf text = { 0 };

    tare_buf_printf(&text,
                    "{\"format\":2,\"started\":\"\",\"elapsed_s\":0,"
                    "\"interrupted\":false,%s,\n\"cases\":[\n%s\n]}",
                    head, cases);
    check_refusal(text.data, want);
    tare_buf_release(&text);
}

#define HEAD                                                                   \
    "\"machine\":{},\"build\":{\"binaries\":[{\"path\":\"a\"}]},"              \
    "\"settings\":{\"seed\":1}"
#define CASE(id)                                                               \
    "{\"id\":\"" id                                                            \
    "\",\"group\":\"\",\"name\":\"a\",\"args\":{},\"threads\":1,"              \
    "\"status\":\"ok\",\"binary\":0,\"reason\":\"\",\"warnings\":[],"          \
    "\"measures\":{"

TEST(refusals_have_their_place)
{
    check_refusal("", "r.json:1:1: the file ends where an object should be");
    check_refusal("[]", "r.json:1:1: this is not an object");
    check_refusal("{}", "r.json:1:1: \"format\" is missing");
    check_refusal("{\"format\":0}", "r.json:1:11: unknown format 0");
    check_refusal("{\"format\":2}", "r.json:1:1: \"cases\" is missing");
    check_record_refusal("\"machine\":{}", "",
                         "r.json:1:1: the settings here must be an object");
    check_record_refusal("\"machine\":{},\"settings\":{\"seed\":1},"
                         "\"spent\":{\"samples_s\":-1}",
                         "",
                         "r.json:1:1: \"samples_s\" of the time spent here "
                         "must be a number that is not negative");
    check_record_refusal(
        HEAD, CASE("a") "}},\n{\"id\":7}",
        "r.json:4:1: \"id\" of the case here must be text, and not empty");
    check_record_refusal(HEAD, CASE("a") "}},\n" CASE("a") "}}",
                         "r.json:4:1: a case with this id came before");
    check_record_refusal(
        HEAD, CASE("a") "}},\n" CASE("b") "\"time\":{\"launches\":[{}]}}}",
        "r.json:4:138: a launch must have \"value\" and \"start_s\"");
}

#define LAUNCH(layout)                                                         \
    "\"time\":{\"launches\":[{\"value\":1,\"start_s\":0,\"layout\":" layout    \
    "}],\"unit\":\"ns\",\"better\":\"lower\",\"kind\":\"noisy\"}}}"

TEST(layouts_are_among_the_binaries)
{
    static const char *const nonsense[] = { LAUNCH("0"), LAUNCH("65"),
                                            LAUNCH("1.5"), LAUNCH("-1") };

    for (size_t i = 0; i < 4; i++) {
        struct tare_buf cases = { 0 };

        tare_buf_printf(&cases, CASE("a") "%s", nonsense[i]);
        check_record_refusal(HEAD, cases.data,
                             "r.json:3:170: \"layout\" cannot have this value");
        tare_buf_release(&cases);
    }
    check_record_refusal(HEAD, CASE("a") LAUNCH("2"),
                         "r.json:3:1: the \"layout\" 2 of a launch of this "
                         "case is not among the 1 \"binaries\"");
}

TEST(a_record_of_a_later_tare_is_refused_by_its_format)
{
    check_refusal("{\"format\":4,\"cases\":{}}",
                  "r.json: written by a newer tare: format 4, but this tare "
                  "reads 1 to 3");
    check_refusal("{\"later\":[],\"format\":4}",
                  "r.json: written by a newer tare: format 4, but this tare "
                  "reads 1 to 3");
}

/* Each byte of the record changed, one at a time. */
TEST(no_byte_can_change_unnoticed)
{
    size_t size;
    char *text = text_of(format2, &size);
    size_t damaged = 0, loaded = 0;

    for (size_t i = 0; i < size; i++) {
        struct tare_run run;
        struct tare_err err;

        text[i] ^= 1;
        loaded += parse(&run, text, size, TARE_LOAD_ALL, &err) == 0;
        damaged +=
            strncmp(err.text, "r.json: is damaged: its checksum", 32) == 0;
        tare_run_release(&run);
        text[i] ^= 1;
    }
    /* a checksum of another name is none */
    CHECK_INT(loaded, 5);
    CHECK(damaged > size - 60);
    free(text);
}

TEST(no_part_of_a_record_is_a_record)
{
    size_t size, loaded = 0;
    char *text = text_of(format2, &size);

    for (size_t i = 0; i < size - 1; i++) {
        struct tare_run run;
        struct tare_err err;

        loaded += parse(&run, text, i, TARE_LOAD_LAUNCHES, &err) == 0;
        tare_run_release(&run);
    }
    CHECK_INT(loaded, 0);
    free(text);
}

/* ---- limits -------------------------------------------------------------- */

/* The array with `count` times the element. */
static char *make_array(const char *before, const char *element, size_t count,
                        const char *after)
{
    struct tare_buf text = { 0 };

    tare_buf_puts(&text, before);
    for (size_t i = 0; i < count; i++) {
        tare_buf_puts(&text, i > 0 ? "," : "");
        tare_buf_puts(&text, element);
    }
    tare_buf_puts(&text, after);
    return tare_buf_detach(&text);
}

static void check_launches(const char *text, size_t room, const char *want)
{
    struct tare_launch_list list = { 0 };
    struct tare_err err = { 0 };
    struct tare_scan scan;

    tare_scan_open(&scan, "l", text, strlen(text), &err);
    CHECK_INT(tare_launches_read(&list, &scan, 1, &room),
              *want == '\0' ? 0 : TARE_EBASELINE);
    err.text[strcspn(err.text, ";")] = '\0';
    CHECK_STR(err.text, want);
    tare_scan_close(&scan);
    tare_launch_list_release(&list);
}

TEST(the_memory_for_launches_is_bounded)
{
    static const char launch[] =
        "[{\"value\":1,\"start_s\":0,\"samples\":{\"iterations\":1,"
        "\"values\":[1,2],\"threads\":[[1,2],[3,4]]}}]";
    size_t need = sizeof(struct tare_launch) + 2 * sizeof(struct tare_sample) +
                  4 * sizeof(double);

    check_launches(launch, need, "");
    check_launches(launch, need - 1,
                   "l:1:35: the launches need too much memory");
    check_launches(launch, sizeof(struct tare_launch) - 1,
                   "l:1:2: the launches need too much memory");
}

TEST(the_samples_of_a_launch_are_bounded)
{
    char *text =
        make_array("[{\"samples\":{\"values\":[", "1", (1 << 20) + 1, "]}}]");

    check_launches(text, SIZE_MAX,
                   "l:1:2097176: more than 1048576 numbers in one launch");
    free(text);
}

static void check_tree_size(const char *before, const char *after,
                            unsigned column)
{
    char *text = make_array(before, "1", 1 << 23, after);
    char want[128];

    snprintf(want, sizeof want,
             "r.json:1:%u: more than 16777216 bytes besides the launches",
             column);
    check_refusal(text, want);
    free(text);
}

TEST(what_becomes_a_tree_is_bounded)
{
    check_tree_size("{\"format\":2,\"later\":[", "],\"cases\":[]}", 1);
    check_tree_size("{\"format\":2,\"cases\":[],\"later\":[", "]}", 23);
    check_tree_size("{\"format\":2,\"cases\":[{\"later\":[", "]}]}", 22);
    check_tree_size("{\"format\":2,\"cases\":[{\"later\":[",
                    "],\"measures\":{\"time\":{\"launches\":[]}}}]}", 22);
}

/* ---- memory -------------------------------------------------------------- */

static size_t allocations_left;

static void *allocate(size_t size)
{
    return allocations_left > 0 ? (allocations_left--, malloc(size)) : NULL;
}

TEST(when_memory_is_out_nothing_is_loaded)
{
    cJSON_Hooks scarce = { allocate, free };
    struct tare_run run;
    struct tare_err err;
    size_t size, refused = 0;
    char *text = text_of(format2, &size);
    int status = TARE_EBASELINE;

    cJSON_InitHooks(&scarce);
    for (size_t budget = 0; status < 0 && budget < 10000; budget += 7) {
        allocations_left = budget;
        status = parse(&run, text, size, TARE_LOAD_ALL, &err);
        if (status < 0) {
            CHECK_STR(err.text, "r.json: out of memory: free some, or name a "
                                "smaller record");
            CHECK(run.cases == NULL);
            refused++;
        }
    }
    cJSON_InitHooks(NULL);
    CHECK_INT(status, 0);
    CHECK(refused > 10);
    tare_run_release(&run);
    free(text);
}

TESTS(RUN(refusals_have_their_place), RUN(layouts_are_among_the_binaries),
      RUN(a_record_of_a_later_tare_is_refused_by_its_format),
      RUN(no_byte_can_change_unnoticed), RUN(no_part_of_a_record_is_a_record),
      RUN(the_memory_for_launches_is_bounded),
      RUN(the_samples_of_a_launch_are_bounded),
      RUN(what_becomes_a_tree_is_bounded),
      RUN(when_memory_is_out_nothing_is_loaded))
