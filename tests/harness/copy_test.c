/* SPDX-License-Identifier: MIT */
#include "harness/image/copy.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/harness/isolate.h"
#include "tests/test.h"

enum {
    PROGRAM_SIZE = 300001
};

static unsigned char program[PROGRAM_SIZE], library[5000];
static struct tare_image_file files[] = {
    { .name = (char *)"bench",
      .path = (char *)"/x/my_bench",
      .bytes = program,
      .size = sizeof program },
    { .name = (char *)"libwork.so",
      .soname = (char *)"libwork.so.1",
      .bytes = library,
      .size = sizeof library },
    { .name = (char *)"libother.so",
      .soname = (char *)"libwork.so",
      .bytes = library,
      .size = 1 },
};
static const struct tare_image image = { files, 3 };

static void fill(void)
{
    uint64_t state = 7;

    for (size_t i = 0; i < sizeof program; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        program[i] = (unsigned char)(state >> 40);
    }
    memset(library, 'l', sizeof library);
}

static int exists(const char *path)
{
    return access(path, F_OK) == 0;
}

static void check_file(const char *folder, const char *name,
                       const unsigned char *bytes, size_t size)
{
    static unsigned char got[PROGRAM_SIZE + 1];
    char path[512];
    struct stat facts;
    int fd;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    fd = open(path, O_RDONLY);
    CHECK(fd >= 0);
    CHECK_INT(read(fd, got, sizeof got), size);
    CHECK(memcmp(got, bytes, size) == 0);
    CHECK_INT(fstat(fd, &facts), 0);
    CHECK_INT(facts.st_mode & 07777, 0700);
    close(fd);
}

TEST(a_copy_holds_every_file_under_each_of_its_names)
{
    struct tare_copy_folder copy_folder;
    struct tare_copy copy;
    struct tare_err err = { 0 };

    fill();
    CHECK_INT(tare_copy_folder_open(&copy_folder, sizeof program, &err), 0);
    CHECK_INT(tare_copy_folder_put(&copy_folder, &image, &copy, &err), 0);
    check_file(copy.folder, "bench", program, sizeof program);
    check_file(copy.folder, "libwork.so", library, sizeof library);
    check_file(copy.folder, "libwork.so.1", library, sizeof library);
    check_file(copy.folder, "libother.so", library, 1);
    CHECK(strncmp(copy.exec, copy.folder, strlen(copy.folder)) == 0);
    CHECK_STR(copy.exec + strlen(copy.folder), "/bench");
    tare_copy_drop(&copy);
    tare_copy_folder_close(&copy_folder);
}

TEST(all_copies_have_names_of_one_length_and_are_gone_after)
{
    struct tare_copy_folder copy_folder;
    struct tare_copy copies[8];
    struct tare_err err = { 0 };
    char *folder, *root;

    CHECK_INT(tare_copy_folder_open(&copy_folder, 8 * sizeof program, &err), 0);
    for (int i = 0; i < 8; i++) {
        CHECK_INT(tare_copy_folder_put(&copy_folder, &image, &copies[i], &err),
                  0);
        CHECK_INT(strlen(copies[i].exec), strlen(copies[0].exec));
        CHECK_INT(strlen(copies[i].library_path),
                  strlen(copies[0].library_path));
        CHECK(i == 0 || strcmp(copies[i].folder, copies[0].folder) != 0);
    }
    folder = strdup(copies[0].folder);
    root = strdup(copy_folder.root);
    CHECK(exists(folder));
    tare_copy_drop(&copies[0]);
    CHECK(!exists(folder));
    tare_copy_folder_close(&copy_folder); /* with seven left */
    CHECK(!exists(root));
    for (int i = 1; i < 8; i++)
        tare_copy_drop(&copies[i]);
    tare_copy_drop(&copies[0]);
    tare_copy_folder_close(&copy_folder);
    free(folder);
    free(root);
}

TEST(the_library_path_begins_with_the_copy)
{
    struct tare_copy_folder copy_folder;
    struct tare_copy copy;
    struct tare_err err = { 0 };
    char want[512];

    CHECK_INT(tare_copy_folder_open(&copy_folder, 1, &err), 0);
    setenv("LD_LIBRARY_PATH", "/opt/a:/opt/b", 1);
    CHECK_INT(tare_copy_folder_put(&copy_folder, &image, &copy, &err), 0);
    snprintf(want, sizeof want, "%s:/opt/a:/opt/b", copy.folder);
    CHECK_STR(copy.library_path, want);
    tare_copy_drop(&copy);
    setenv("LD_LIBRARY_PATH", "", 1);
    CHECK_INT(tare_copy_folder_put(&copy_folder, &image, &copy, &err), 0);
    CHECK_STR(copy.library_path, copy.folder);
    tare_copy_drop(&copy);
    unsetenv("LD_LIBRARY_PATH");
    tare_copy_folder_close(&copy_folder);
}

static void in_a_full_place(void)
{
    static unsigned char large[20 << 20];
    struct tare_image_file file = { .name = (char *)"bench",
                                    .path = (char *)"/x/large_bench",
                                    .bytes = large,
                                    .size = sizeof large };
    const struct tare_image large_image = { &file, 1 };
    struct tare_copy_folder copy_folder;
    struct tare_copy copy;
    struct tare_err err = { 0 };

    CHECK_INT(tare_copy_folder_open(&copy_folder, 1 << 20, &err), 0);
    CHECK_INT(tare_copy_folder_put(&copy_folder, &large_image, &copy, &err),
              TARE_EOUTPUT);
    CHECK(strstr(err.text, ": cannot write a copy of /x/large_bench (21.0 MB): "
                           "No space left on device: make room there") != NULL);
    CHECK(copy.folder == NULL);
    CHECK_INT(tare_copy_folder_put(&copy_folder, &image, &copy, &err),
              0); /* of the rest */
    check_file(copy.folder, "bench", program, sizeof program);
    tare_copy_drop(&copy);
    tare_copy_folder_close(&copy_folder);
}

TEST(a_full_place_is_said_and_nothing_is_left_of_the_copy)
{
    if (!isolated(in_a_full_place))
        SKIP("no mounts of our own here");
}

TESTS(RUN(a_copy_holds_every_file_under_each_of_its_names),
      RUN(all_copies_have_names_of_one_length_and_are_gone_after),
      RUN(the_library_path_begins_with_the_copy),
      RUN(a_full_place_is_said_and_nothing_is_left_of_the_copy))
