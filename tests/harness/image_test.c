/* SPDX-License-Identifier: MIT */
#include "harness/image/image.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/buf.h"
#include "tests/test.h"

static char folder[] = "/tmp/tare-image-XXXXXX";

/* A path in the folder of this test; good until the next call. */
static const char *at(const char *name)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name, const void *bytes, size_t size,
                       mode_t mode)
{
    int fd = open(at(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

    CHECK(fd >= 0);
    CHECK_INT(write(fd, bytes, size), (long long)size);
    fchmod(fd, mode);
    close(fd);
}

/* The head of this very program, which is one that runs here. */
static Elf64_Ehdr own_head(void)
{
    Elf64_Ehdr head = { 0 };
    int fd = open("/proc/self/exe", O_RDONLY);

    CHECK_INT(read(fd, &head, sizeof head), sizeof head);
    close(fd);
    head.e_phnum = 0; /* the rest is not there */
    return head;
}

static void check_refused(const char *name, const char *want)
{
    struct tare_image image = { 0 };
    struct tare_err err = { 0 };
    struct tare_buf sentence = { 0 };

    tare_buf_printf(&sentence, "%s: %s", at(name), want);
    CHECK_INT(tare_image_read(&image, at(name), &err), TARE_EUSAGE);
    CHECK_STR(err.text, tare_buf_text(&sentence));
    CHECK_INT(image.count, 0);
    CHECK(image.files == NULL);
    tare_buf_release(&sentence);
}

TEST(what_is_no_program_is_refused_by_name_and_reason)
{
    CHECK(mkdtemp(folder) != NULL);
    write_file("text", "some text", 9, 0755);
    write_file("empty", "", 0, 0755);
    write_file("script", "#!/bin/sh\n", 10, 0755);
    CHECK_INT(mkdir(at("folder"), 0700), 0);
    CHECK_INT(mkfifo(at("pipe"), 0700), 0);
    check_refused("missing", "cannot open: No such file or directory");
    check_refused("folder", "not a file");
    check_refused("pipe", "not a file");
    check_refused("text", "not an executable file (no ELF file)");
    check_refused("empty", "not an executable file (no ELF file)");
    check_refused("script", "a script: name the program that it starts");
}

TEST(files_of_other_kinds_are_refused)
{
    Elf64_Ehdr head = own_head();

    write_file("plain", &head, sizeof head, 0644);
    head.e_type = ET_REL;
    write_file("object", &head, sizeof head, 0755);
    head.e_type = ET_DYN;
    head.e_entry = 0;
    write_file("library", &head, sizeof head, 0755);
    check_refused("plain", "not an executable file: chmod +x makes it one");
    check_refused("object", "an object file, not an executable file");
    check_refused("library", "a shared library, not an executable file");
}

TEST(programs_for_other_machines_are_refused)
{
    Elf64_Ehdr head = own_head();
    struct tare_image image = { 0 };
    struct tare_err err = { 0 };
    int is_arm = head.e_machine == EM_AARCH64;

    head.e_machine = is_arm ? EM_X86_64 : EM_AARCH64;
    write_file("other", &head, sizeof head, 0755);
    CHECK_INT(tare_image_read(&image, at("other"), &err), TARE_EUSAGE);
    CHECK(strstr(err.text,
                 is_arm ? "/other: built for x86-64, but this machine is "
                        : "/other: built for aarch64, but this machine is ") !=
          NULL);
}

TEST(a_program_is_read_by_path_and_by_descriptor)
{
    Elf64_Ehdr head = own_head();
    struct tare_image image = { 0 }, again = { 0 };
    struct tare_err err = { 0 };
    char path[64];
    int fd;

    write_file("program", &head, sizeof head, 0755);
    fd = open(at("program"), O_RDONLY);
    snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)getpid(), fd);
    CHECK_INT(tare_image_read(&image, at("program"), &err), 0);
    CHECK_INT(unlink(at("program")), 0);
    CHECK_INT(tare_image_read(&again, path, &err), 0);
    CHECK_INT(again.files[0].size, sizeof head);
    CHECK(memcmp(again.files[0].bytes, &head, sizeof head) == 0);
    CHECK_STR(again.files[0].name, "bench");
    CHECK_STR(again.files[0].path, path);
    CHECK_INT(tare_image_size(&again), sizeof head);
    close(fd);
    tare_image_release(&image);
    tare_image_release(&again);
    CHECK(again.files == NULL);
}

static void check_library(struct tare_image *image, const char *name,
                          const char *as, int want, const char *reason)
{
    struct tare_err err = { 0 };

    CHECK_INT(tare_image_add_library(image, at(name), as, &err), want);
    if (reason != NULL && strstr(err.text, reason) == NULL)
        CHECK_STR(err.text, reason);
}

TEST(libraries_have_one_name_each)
{
    Elf64_Ehdr head = own_head();
    struct tare_image image = { 0 };
    struct tare_err err = { 0 };

    head.e_type = ET_DYN;
    write_file("program", &head, sizeof head, 0755);
    head.e_entry = 0;
    write_file("one.so", &head, sizeof head, 0644);
    head.e_flags = 1;
    write_file("two.so", &head, sizeof head, 0644);
    CHECK_INT(tare_image_read(&image, at("program"), &err), 0);
    check_library(&image, "one.so", NULL, 0, NULL);
    check_library(&image, "one.so", NULL, 0, NULL);
    check_library(&image, "two.so", "two.so.2", 0, NULL);
    CHECK_INT(image.count, 3);
    CHECK_STR(image.files[1].name, "one.so");
    CHECK_STR(image.files[2].name, "two.so.2");
    CHECK(image.files[1].soname == NULL);
    check_library(&image, "two.so", "one.so", TARE_EUSAGE, "the same name as");
    check_library(&image, "two.so", "bench", TARE_EUSAGE, "the same name as");
    check_library(&image, "two.so", "../up", TARE_EUSAGE,
                  "\"../up\" is not a valid name for a library");
    check_library(&image, "two.so", "..", TARE_EUSAGE, "is not a valid name");
    check_library(&image, "two.so", "", TARE_EUSAGE, "is not a valid name");
    check_library(&image, "text", NULL, TARE_EUSAGE, "no ELF file");
    check_library(&image, "missing", NULL, TARE_EUSAGE, "cannot open");
    CHECK_INT(image.count, 3);
    tare_image_release(&image);
}

TEST(nothing_is_left_behind)
{
    static const char *const names[] = { "text",    "empty",   "script",
                                         "folder",  "pipe",    "plain",
                                         "object",  "library", "other",
                                         "program", "one.so",  "two.so" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        CHECK_INT(remove(at(names[i])), 0);
    CHECK_INT(rmdir(folder), 0);
}

TESTS(RUN(what_is_no_program_is_refused_by_name_and_reason),
      RUN(files_of_other_kinds_are_refused),
      RUN(programs_for_other_machines_are_refused),
      RUN(a_program_is_read_by_path_and_by_descriptor),
      RUN(libraries_have_one_name_each), RUN(nothing_is_left_behind))
