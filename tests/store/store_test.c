/* SPDX-License-Identifier: MIT */
/* Numbers, text and files.  TARE_DOUBLES=10000000 for more than 2000000. */
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"
#include "store/number.h"
#include "store/utf8.h"
#include "tests/test.h"

TEST(doubles_read_back_bit_for_bit)
{
    const char *wanted = getenv("TARE_DOUBLES");
    const char *slow = getenv("SAN"); /* sanitizers */
    int count = wanted != NULL                    ? atoi(wanted)
                : slow != NULL && slow[0] != '\0' ? 200000
                                                  : 2000000;
    uint64_t state = 1;

    for (int i = 0; i < count; i++) {
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

static void check_read(const char *text)
{
    double want = strtod(text, NULL);
    double got = tare_number_read(text, strlen(text));

    if (memcmp(&got, &want, sizeof got) != 0)
        CHECK_STR("misread", text);
}

TEST(numbers_are_read_as_by_strtod)
{
    static const char *const texts[] = {
        "0",
        "-0",
        "-0.0",
        "0.5",
        "1e5",
        "1E-5",
        "1e+5",
        "0e0",
        "123.456e-3",
        "9007199254740993",
        "9007199254740992.5",
        "9007199254740993.0000001",
        "18446744073709551616",
        "18446744073709551615",
        "99999999999999999999",
        "0.0000000000000000000000001",
        "0.00000000000000000000",
        "5e-324",
        "1e-400",
        "1e400",
        "1e99999999999999999999",
        "1e-99999999999999999999",
        "1.7976931348623157e308",
        "123456789012345678901234567890.5",
        "0.1e-9998",
        "100000000000000000000000000000e-9999"
    };
    uint64_t state = 1;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check_read(texts[i]);
    for (int i = 0; i < 200000; i++) {
        unsigned long long a, b;
        char text[64];

        state = state * 6364136223846793005u + 1442695040888963407u;
        a = state >> (state & 63);
        b = state >> 20;
        snprintf(text, sizeof text, "%s%llu.%0*llu", i & 1 ? "-" : "", a,
                 i % 16, b);
        check_read(text);
    }
}

TEST(numbers_do_not_depend_on_the_locale)
{
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL)
        SKIP("no German locale here");
    check_number(0.5, "0.5");
    check_number(1.5e300, "1.5e+300");
    CHECK_NEAR(tare_number_read("1.5e2", 5), 150, 0);
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

TEST(the_folder_holds_nothing_but_what_was_written)
{
    static const char *const names[] = { "a", "target", "link" };

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
      RUN(numbers_are_read_as_by_strtod),
      RUN(numbers_do_not_depend_on_the_locale),
      RUN(invalid_utf8_is_replaced_byte_by_byte),
      RUN(a_file_is_replaced_whole_and_keeps_its_mode),
      RUN(without_commit_the_old_file_stays_and_nothing_else),
      RUN(a_link_is_followed_and_stays_a_link),
      RUN(what_cannot_be_written_is_an_error_by_name),
      RUN(the_folder_holds_nothing_but_what_was_written))
