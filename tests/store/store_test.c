/* SPDX-License-Identifier: MIT */
/* Numbers, text, files and the record on disk. */
#include <cjson/cJSON.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"
#include "store/json.h"
#include "store/number.h"
#include "store/utf8.h"
#include "tests/test.h"

TEST(doubles_read_back_bit_for_bit)
{
    uint64_t state = 1;

    for (int i = 0; i < 200000; i++) {
        char text[TARE_NUMBER_SIZE];
        double value, back;

        state = state * 6364136223846793005u + 1442695040888963407u;
        memcpy(&value, &state, sizeof value);
        if (!isfinite(value))
            continue;
        tare_number_format(text, value);
        back = strtod(text, NULL);
        CHECK(memcmp(&back, &value, sizeof value) == 0);
    }
}

static void check_number(double value, const char *want)
{
    char text[TARE_NUMBER_SIZE];

    tare_number_format(text, value);
    CHECK_STR(text, want);
}

TEST(numbers_are_as_short_as_they_can_be)
{
    check_number(0.1, "0.1");
    check_number(1200, "1200");
    check_number(9007199254740991.0, "9007199254740991");
    check_number(0.1 + 0.2, "0.30000000000000004");
    check_number(-0.0, "-0");
}

TEST(numbers_do_not_depend_on_the_locale)
{
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL)
        SKIP("no German locale here");
    check_number(0.5, "0.5");
    check_number(1.5e300, "1.5e+300");
    setlocale(LC_ALL, "C");
}

static void check_clean(const char *text, const char *want)
{
    char *clean = tare_utf8_clean(text);

    CHECK_STR(clean, want);
    free(clean);
}

TEST(invalid_utf8_is_replaced_byte_by_byte)
{
    check_clean("abc é 漢", "abc é 漢");
    check_clean("a\xff", "a\xef\xbf\xbd");
    check_clean("\xc3", "\xef\xbf\xbd");
    check_clean("\xe0\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    check_clean("\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    check_clean("\xf4\x90\x80\x80",
                "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

/* ---- files --------------------------------------------------------------- */

static char folder[] = "/tmp/tare-store-XXXXXX";

static const char *in_folder(const char *name)
{
    static char path[128];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1 << 20, 1);

    if (file != NULL) {
        CHECK(fread(text, 1, (1 << 20) - 1, file) > 0);
        fclose(file);
    }
    return text;
}

static int write_file(const char *path, const char *text)
{
    struct tare_file file = { 0 };
    struct tare_err err = { 0 };

    if (tare_file_open(&file, path, &err) < 0)
        return -1;
    fputs(text, file.stream);
    return tare_file_commit(&file, &err);
}

TEST(a_file_is_replaced_whole_and_keeps_its_mode)
{
    struct stat facts;
    char *text;

    CHECK_INT(write_file(in_folder("a"), "old"), 0);
    CHECK_INT(chmod(in_folder("a"), 0640), 0);
    CHECK_INT(write_file(in_folder("a"), "new"), 0);
    text = read_all(in_folder("a"));
    CHECK_STR(text, "new");
    free(text);
    CHECK_INT(stat(in_folder("a"), &facts), 0);
    CHECK_INT(facts.st_mode & 07777, 0640);
}

TEST(without_commit_the_old_file_stays_and_nothing_else)
{
    struct tare_file file = { 0 };
    struct tare_err err = { 0 };
    char *text;

    CHECK_INT(write_file(in_folder("b"), "old"), 0);
    CHECK_INT(tare_file_open(&file, in_folder("b"), &err), 0);
    fputs("half", file.stream);
    tare_file_release(&file);
    text = read_all(in_folder("b"));
    CHECK_STR(text, "old");
    free(text);
    CHECK_INT(unlink(in_folder("b")), 0);
}

TEST(a_link_is_followed_and_stays_a_link)
{
    struct stat facts;

    CHECK_INT(write_file(in_folder("target"), "old"), 0);
    CHECK_INT(symlink("target", in_folder("link")), 0);
    CHECK_INT(write_file(in_folder("link"), "new"), 0);
    CHECK_INT(lstat(in_folder("link"), &facts), 0);
    CHECK(S_ISLNK(facts.st_mode));
}

TEST(what_cannot_be_written_is_an_error_by_name)
{
    struct tare_file file = { 0 };
    struct tare_err err = { 0 };

    CHECK_INT(tare_file_open(&file, "/no/such/folder/x", &err), TARE_EOUTPUT);
    CHECK(strncmp(err.text, "/no/such/folder/x: ", 19) == 0);
    CHECK_INT(tare_file_open(&file, folder, &err), TARE_EOUTPUT);
    CHECK_INT(write_file("/dev/full", "text"), TARE_EOUTPUT);
    CHECK_INT(write_file("/dev/null", "text"), 0);
}

/* ---- the record ---------------------------------------------------------- */

static void make_run(struct tare_run *run)
{
    struct tare_case *c = calloc(1, sizeof *c);
    struct tare_measure *time;
    struct tare_launch *launch;

    run->seed = 9007199254740991;
    run->cases = c;
    run->case_count = 1;
    c->identity.id = strdup("g/\"x\"\n</script>/n=3");
    c->identity.group = strdup("g");
    c->identity.name = strdup("\"x\"\n</script>");
    c->identity.args[0].name = strdup("n");
    c->identity.args[0].number = 3;
    c->identity.arg_count = 1;
    tare_case_warn(c, "test-code", "advice");
    time = tare_case_add_measure(c, "time", "ns", TARE_BETTER_LOWER,
                                 TARE_KIND_NOISY);
    time->has_estimate = 1;
    time->estimate = (struct tare_band){ 0.1, 0.30000000000000004, NAN, 0.95 };
    time->spread = INFINITY;
    time->launches = launch = calloc(1, sizeof *launch);
    time->count = 1;
    launch->samples = calloc(1, sizeof *launch->samples);
    launch->count = 1;
    launch->samples[0].iterations = 1200;
    launch->samples[0].value = 1.0 / 3;
    launch->samples[0].steal_ns = -1;
}

static const cJSON *at(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

TEST(a_record_reads_back_as_it_was)
{
    struct tare_run run = { 0 };
    struct tare_err err = { 0 };
    const cJSON *c, *time, *sample;
    cJSON *document;
    char *text;

    make_run(&run);
    CHECK_INT(tare_run_save(&run, in_folder("r.json"), &err), 0);
    text = read_all(in_folder("r.json"));
    document = cJSON_Parse(text);
    CHECK(document != NULL);
    CHECK_INT(at(document, "format")->valueint, 1);
    CHECK_NEAR(at(at(document, "settings"), "seed")->valuedouble,
               9007199254740991.0, 0);
    c = at(document, "cases")->child;
    CHECK_STR(at(c, "id")->valuestring, run.cases[0].identity.id);
    CHECK_STR(at(c, "status")->valuestring, "ok");
    CHECK_STR(at(at(c, "warnings")->child, "code")->valuestring, "test-code");
    time = at(at(c, "measures"), "time");
    CHECK_NEAR(at(at(time, "estimate"), "low")->valuedouble,
               0.30000000000000004, 0);
    CHECK(at(at(time, "estimate"), "high") == NULL); /* NaN: not known */
    CHECK(at(time, "spread") == NULL);
    sample = at(at(time, "launches")->child, "samples")->child;
    CHECK_NEAR(at(sample, "value")->valuedouble, 1.0 / 3, 0);
    CHECK_NEAR(at(sample, "iterations")->valuedouble, 1200, 0);
    CHECK(at(sample, "steal_ns") == NULL);
    cJSON_Delete(document);
    free(text);
    tare_run_release(&run);
}

TEST(the_folder_holds_nothing_but_what_was_written)
{
    static const char *const names[] = { "a", "target", "link", "r.json" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        CHECK_INT(unlink(in_folder(names[i])), 0);
    CHECK_INT(rmdir(folder), 0); /* or a temporary file is left */
}

static void makes_a_folder(void)
{
    CHECK(mkdtemp(folder) != NULL);
}

TESTS(RUN(makes_a_folder), RUN(doubles_read_back_bit_for_bit),
      RUN(numbers_are_as_short_as_they_can_be),
      RUN(numbers_do_not_depend_on_the_locale),
      RUN(invalid_utf8_is_replaced_byte_by_byte),
      RUN(a_file_is_replaced_whole_and_keeps_its_mode),
      RUN(without_commit_the_old_file_stays_and_nothing_else),
      RUN(a_link_is_followed_and_stays_a_link),
      RUN(what_cannot_be_written_is_an_error_by_name),
      RUN(a_record_reads_back_as_it_was),
      RUN(the_folder_holds_nothing_but_what_was_written))
