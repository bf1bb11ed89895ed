/* SPDX-License-Identifier: MIT */
/* The fuzzer's corpus in ordinary builds: files whose names begin with "load"
 * load, all others are refused. */
#include <dirent.h>

#include "store/input.h"
#include "tests/fuzz/property.h"
#include "tests/test.h"

static const char folder[] = "tests/fuzz/corpus";

static void check_file(const char *name, enum tare_load_depth depth)
{
    char path[512], *bytes;
    struct tare_err err = { 0 };
    size_t size;
    int loads;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (tare_input_read(&bytes, &size, path, 1 << 20, &err) < 0) {
        CHECK_STR(err.text, "");
        return;
    }
    if (!holds(bytes, size, depth, &loads))
        CHECK_STR(name, "a file for which it holds");
    /* without its cases a record may load whose cases are bad */
    if (loads != (strncmp(name, "load", 4) == 0) && depth == TARE_LOAD_ALL)
        CHECK_STR(name, loads ? "refused" : "loaded");
    free(bytes);
}

static size_t check_folder(enum tare_load_depth depth)
{
    DIR *files = opendir(folder);
    struct dirent *file;
    size_t count = 0;

    CHECK(files != NULL);
    if (files == NULL)
        return 0;
    while ((file = readdir(files)) != NULL)
        if (file->d_name[0] != '.') {
            check_file(file->d_name, depth);
            count++;
        }
    closedir(files);
    return count;
}

TEST(the_corpus_loads_or_is_refused_as_a_whole)
{
    CHECK(check_folder(TARE_LOAD_ALL) >= 60);
}

TEST(so_it_is_without_samples)
{
    check_folder(TARE_LOAD_LAUNCHES);
}

TEST(so_it_is_without_cases)
{
    check_folder(TARE_LOAD_HEAD);
}

TESTS(RUN(the_corpus_loads_or_is_refused_as_a_whole),
      RUN(so_it_is_without_samples), RUN(so_it_is_without_cases))
