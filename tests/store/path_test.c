/* SPDX-License-Identifier: MIT */
#include "store/path.h"

#include <stdlib.h>

#include "tests/test.h"

static int has_folder(const char *path, const char *expected)
{
    char *folder = tare_path_folder(path);
    int is_it = strcmp(folder, expected) == 0;

    free(folder);
    return is_it;
}

TEST(the_folder_is_what_comes_before_the_name)
{
    CHECK(has_folder("a/b/c", "a/b"));
    CHECK(has_folder("a/", "a"));
    CHECK(has_folder("a", ""));
    CHECK(has_folder("", ""));
    CHECK(has_folder("/a", ""));
}

TEST(folder_and_name_make_the_path)
{
    char *path = tare_path_join("a/b", tare_path_name("x/c"));

    CHECK_STR(path, "a/b/c");
    free(path);
}

TEST(what_begins_alike_is_not_inside)
{
    CHECK(tare_path_is_inside("/a/b", "/a"));
    CHECK(tare_path_is_inside("/a", "/a"));
    CHECK(!tare_path_is_inside("/ab", "/a"));
}

TEST(a_program_knows_its_file)
{
    char *self = tare_path_self();

    CHECK_STR(tare_path_name(self), "path_test");
    free(self);
}

TESTS(RUN(the_folder_is_what_comes_before_the_name),
      RUN(folder_and_name_make_the_path), RUN(what_begins_alike_is_not_inside),
      RUN(a_program_knows_its_file))
