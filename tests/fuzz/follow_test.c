/* SPDX-License-Identifier: MIT */
/* What follows the loading of the fuzzer's corpus, in ordinary builds: once for
 * each way in which it can go on. */
#include "tests/fuzz/follow.h"
#include "tests/fuzz/scratch.h"
#include "tests/test.h"

static const char folder[] = "tests/fuzz/corpus";
static struct tare_run other;

static void follow_file(const char *name)
{
    struct following f = { .other = &other, .folder = scratch };
    char path[512], *bytes;
    struct tare_err err = { 0 };
    size_t size;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    CHECK_INT(tare_input_read(&bytes, &size, path, 1 << 20, &err), 0);
    follow_choose(&f, bytes, size);
    f.with_pages = 1;
    for (unsigned i = 0; i < 4; i++) {
        f.choice = (f.choice & ~(3u << 13)) | i << 13;
        f.style.columns = 25 * i;
        if (!follow(bytes, size, &f))
            CHECK_STR(name, "a file for which it holds");
    }
    free(bytes);
}

TEST(what_loads_can_be_shown)
{
    struct tare_folder files = { 0 };
    size_t count;
    char **names;

    scratch_make();
    setenv("PATH", scratch, 1); /* where there is no gnuplot */
    CHECK_INT(tare_run_load(&other, "tests/fuzz/corpus/load-full-2.json",
                            TARE_LOAD_ALL, NULL),
              0);
    CHECK_INT(tare_folder_open(&files, folder, NULL), 0);
    names = tare_folder_list(&files, &count, NULL);
    CHECK(count > 60);
    for (size_t i = 0; i < count; i++)
        if (strncmp(names[i], "load", 4) == 0)
            follow_file(names[i]);
    tare_names_free(names, count);
    tare_folder_close(&files);
    tare_run_release(&other);
}

TESTS(RUN(what_loads_can_be_shown))
