/* SPDX-License-Identifier: MIT */
#include "harness/launch/loaded.h"

#include "tests/test.h"

TEST(the_system_s_libraries_are_known_by_their_folders)
{
    CHECK(tare_loaded_is_system("/usr/lib/x86_64-linux-gnu/libc.so.6"));
    CHECK(tare_loaded_is_system("/lib64/ld-linux-x86-64.so.2"));
    CHECK(tare_loaded_is_system("/usr/lib32/libm.so.6"));
    CHECK(tare_loaded_is_system("/usr/libx32/libm.so.6"));
    CHECK(!tare_loaded_is_system("/usr/local/lib/libwork.so"));
    CHECK(!tare_loaded_is_system("/home/me/usr/lib/libwork.so"));
    CHECK(!tare_loaded_is_system("/usr/library/libwork.so"));
    CHECK(!tare_loaded_is_system("/opt/lib/libwork.so"));
}

TEST(the_runtimes_of_sanitizers_are_the_system_s_wherever_they_lie)
{
    CHECK(tare_loaded_is_system("/opt/gcc/lib64/libasan.so.8"));
    CHECK(tare_loaded_is_system("/opt/x/libclang_rt.asan-x86_64.so"));
    CHECK(!tare_loaded_is_system("/opt/x/libasandbox.so"));
}

static void check_stray(const char *first, const char *second, const char *want)
{
    char *paths[] = { (char *)first, (char *)second };

    CHECK_STR(tare_loaded_stray(paths, 2, "/dev/shm/stage/abc"), want);
}

TEST(the_first_that_is_not_in_the_folder_is_told)
{
    check_stray("/dev/shm/stage/abc/liba.so", "/dev/shm/stage/abc/libb.so",
                NULL);
    check_stray("/dev/shm/stage/abc/liba.so", "/home/me/libb.so",
                "/home/me/libb.so");
    check_stray("/dev/shm/stage/abcd/liba.so", "/home/me/libb.so",
                "/dev/shm/stage/abcd/liba.so");
    check_stray("/dev/shm/stage/abc/../x/liba.so", "/home/me/libb.so",
                "/dev/shm/stage/abc/../x/liba.so");
    CHECK(tare_loaded_stray(NULL, 0, "/dev/shm/stage/abc") == NULL);
}

TEST(this_program_has_loaded_nothing_but_the_system_s)
{
    struct tare_loaded_list loaded;

    tare_loaded_begin(&loaded);
    tare_loaded_note(&loaded);
    CHECK_INT(loaded.count, 0);
    CHECK_INT(loaded.left_out, 0);
    CHECK(loaded.folder != NULL && loaded.folder[0] == '/');
    tare_loaded_release(&loaded);
}

TESTS(RUN(the_system_s_libraries_are_known_by_their_folders),
      RUN(the_runtimes_of_sanitizers_are_the_system_s_wherever_they_lie),
      RUN(the_first_that_is_not_in_the_folder_is_told),
      RUN(this_program_has_loaded_nothing_but_the_system_s))
