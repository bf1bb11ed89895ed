/* SPDX-License-Identifier: MIT */
#include "harness/image/copy_folder.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/harness/isolate.h"
#include "tests/test.h"

/* ---- what others have left ----------------------------------------------- */

static int exists(const char *path)
{
    return access(path, F_OK) == 0;
}

/* A folder with a file, as a copy is. */
static int put_something(const char *root)
{
    char path[512];

    snprintf(path, sizeof path, "%s/abc", root);
    if (mkdir(path, 0700) != 0)
        return -1;
    snprintf(path, sizeof path, "%s/abc/bench", root);
    return close(open(path, O_CREAT | O_WRONLY, 0700));
}

/* A process with a copy folder that has a copy in it; its root in the caller's. */
static pid_t start_other(char root[256])
{
    int ends[2];
    pid_t pid;

    CHECK_INT(pipe(ends), 0);
    pid = fork();
    if (pid == 0) {
        struct tare_copy_folder copy_folder;
        if (tare_copy_folder_open(&copy_folder, 1, NULL) < 0 ||
            put_something(copy_folder.root) < 0 ||
            write(ends[1], copy_folder.root, strlen(copy_folder.root) + 1) < 0)
            _exit(1);
        for (;;)
            pause();
    }
    CHECK(read(ends[0], root, 256) > 0);
    close(ends[0]);
    close(ends[1]);
    return pid;
}

static void open_and_close(void)
{
    struct tare_copy_folder copy_folder;
    struct tare_err err = { 0 };

    CHECK_INT(tare_copy_folder_open(&copy_folder, 1, &err), 0);
    tare_copy_folder_close(&copy_folder);
}

TEST(what_a_killed_process_left_is_swept_and_a_living_one_keeps_its_own)
{
    char root[256] = "";
    pid_t pid = start_other(root);

    open_and_close();
    CHECK(exists(root));
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    CHECK(exists(root));
    open_and_close();
    CHECK(!exists(root));
}

TEST(a_stage_without_lock_is_swept_only_when_it_is_old)
{
    char root[] = "/tmp/tare-stage-XXXXXX";
    struct timespec old[2] = { { .tv_sec = time(NULL) - 3600 },
                               { .tv_sec = time(NULL) - 3600 } };

    CHECK(mkdtemp(root) != NULL);
    open_and_close();
    CHECK(exists(root));
    CHECK_INT(utimensat(AT_FDCWD, root, old, 0), 0);
    open_and_close();
    CHECK(!exists(root));
}

TEST(nothing_behind_a_link_is_swept)
{
    char folder[] = "/tmp/tare-folder-XXXXXX", file[64];
    char name[64];

    CHECK(mkdtemp(folder) != NULL);
    snprintf(file, sizeof file, "%s/.tare-scratch", folder);
    close(open(file, O_CREAT | O_WRONLY, 0600));
    snprintf(name, sizeof name, "/tmp/tare-stage-%06d",
             (int)getpid() % 1000000);
    CHECK_INT(symlink(folder, name), 0);
    open_and_close();
    CHECK(exists(file));
    unlink(name);
    unlink(file);
    rmdir(folder);
}

/* ---- places -------------------------------------------------------------- */

static int begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static void in_places_that_do_not_suit(void)
{
    struct tare_copy_folder copy_folder;
    struct tare_err err = { 0 };

    setenv("XDG_RUNTIME_DIR", "relative", 1);
    setenv("TMPDIR", "/tmp/no/such", 1);
    CHECK_INT(tare_copy_folder_open(&copy_folder, 1 << 20, &err), 0);
    CHECK(begins_with(copy_folder.root, "/dev/shm/tare-stage-"));
    tare_copy_folder_close(&copy_folder);
    CHECK_INT(tare_copy_folder_open(&copy_folder, 10 << 20, &err), 0);
    CHECK(begins_with(copy_folder.root, "/tmp/tare-stage-"));
    tare_copy_folder_close(&copy_folder);
    CHECK_INT(mount_memory("/dev/shm", MS_NOEXEC, "size=12m"), 0);
    CHECK_INT(tare_copy_folder_open(&copy_folder, 1 << 20, &err), 0);
    CHECK(begins_with(copy_folder.root, "/tmp/tare-stage-"));
    tare_copy_folder_close(&copy_folder);
    CHECK_INT(mount_memory("/tmp", 0, "size=1m"), 0);
    CHECK_INT(tare_copy_folder_open(&copy_folder, 2000000, &err), TARE_EOUTPUT);
    CHECK_STR(err.text,
              "no folder to run copies of 2.0 MB from: tried /dev/shm (does "
              "not allow executing files), relative (not an absolute path), "
              "/tmp/no/such (No such file or directory), /tmp (too little "
              "room): set TMPDIR to one with room that allows executing files");
    CHECK(copy_folder.root == NULL);
}

TEST(places_that_do_not_suit_are_passed_over)
{
    if (!isolated(in_places_that_do_not_suit))
        SKIP("no mounts of our own here");
}

TESTS(RUN(what_a_killed_process_left_is_swept_and_a_living_one_keeps_its_own),
      RUN(a_stage_without_lock_is_swept_only_when_it_is_old),
      RUN(nothing_behind_a_link_is_swept),
      RUN(places_that_do_not_suit_are_passed_over))
