/* SPDX-License-Identifier: MIT */
/* Removing folders of ours, and temporary ones. */
#include "store/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <time.h>

#include "store/scratch.h"
#include "tests/harness/isolate.h"
#include "tests/store/scratch.h"

static int remove_in_scratch(const char *name)
{
    return tare_tree_remove(AT_FDCWD, in_scratch("%s", name));
}

TEST(a_file_a_link_and_nothing_go)
{
    put(in_scratch("file"), "text");
    CHECK_INT(symlink("file", in_scratch("link")), 0);
    CHECK_INT(remove_in_scratch("link"), 0);
    CHECK(holds(in_scratch("file"), "text"));
    CHECK_INT(remove_in_scratch("file"), 0);
    CHECK_INT(remove_in_scratch("file"), 0);
    CHECK_INT(count_in(scratch), 0);
}

TEST(links_inside_go_and_what_they_lead_to_stays)
{
    mkdir(in_scratch("outside"), 0777);
    put(in_scratch("outside/kept"), "kept");
    mkdir(in_scratch("top"), 0777);
    mkdir(in_scratch("top/sub"), 0777);
    CHECK_INT(symlink("../outside", in_scratch("top/link")), 0);
    CHECK_INT(symlink("../../outside", in_scratch("top/sub/link")), 0);
    CHECK_INT(remove_in_scratch("top"), 0);
    CHECK(!exists(in_scratch("top")));
    CHECK(holds(in_scratch("outside/kept"), "kept"));
}

/* Deeper than a path or the descriptors of a process could reach. */
TEST(a_deep_tree_goes)
{
    int at = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    for (int i = 0; i < 3000; i++) {
        int next;

        CHECK_INT(mkdirat(at, "deep", 0777), 0);
        next = openat(at, "deep", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        close(at);
        at = next;
    }
    close(at);
    CHECK_INT(remove_in_scratch("deep"), 0);
    CHECK(!exists(in_scratch("deep")));
}

TEST(folders_that_their_owner_has_locked_go)
{
    mkdir(in_scratch("locked"), 0777);
    mkdir(in_scratch("locked/a"), 0777);
    mkdir(in_scratch("locked/a/b"), 0777);
    put(in_scratch("locked/a/b/file"), "text");
    chmod(in_scratch("locked/a/b"), 0);
    chmod(in_scratch("locked/a"), 0500);
    chmod(in_scratch("locked"), 0500);
    CHECK_INT(remove_in_scratch("locked"), 0);
    CHECK(!exists(in_scratch("locked")));
}

static void with_a_mount(void)
{
    mkdir(in_scratch("theirs"), 0777);
    put(in_scratch("theirs/kept"), "kept");
    mkdir(in_scratch("ours"), 0777);
    mkdir(in_scratch("ours/a"), 0777);
    mkdir(in_scratch("ours/a/mounted"), 0777);
    put(in_scratch("ours/a/file"), "text");
    put(in_scratch("ours/file"), "text");
    CHECK_INT(mount(in_scratch("theirs"), in_scratch("ours/a/mounted"), NULL,
                    MS_BIND, NULL),
              0);
    CHECK_INT(remove_in_scratch("ours"), -1);
    CHECK_INT(errno, EBUSY);
    CHECK(holds(in_scratch("theirs/kept"), "kept"));
    CHECK(!exists(in_scratch("ours/file")));
    CHECK(exists(in_scratch("ours")));
}

TEST(what_is_mounted_in_it_is_not_entered)
{
    if (!isolated(with_a_mount))
        SKIP("no mounts of our own here");
}

/* ---- temporary folders --------------------------------------------------- */

/* Makes one with a file in a process that ends without removing it. */
static void leave_behind(char path[PATH_MAX])
{
    struct tare_scratch made;
    int ends[2];
    pid_t pid;

    CHECK_INT(pipe(ends), 0);
    pid = fork();
    if (pid == 0) {
        char inside[PATH_MAX];

        if (tare_scratch_make(&made, scratch, "tare-test-") != 0)
            _exit(1);
        snprintf(inside, sizeof inside, "%.4000s/file", made.path);
        put(inside, "text");
        if (write(ends[1], made.path, strlen(made.path) + 1) < 0)
            _exit(1);
        _exit(0);
    }
    CHECK(read(ends[0], path, PATH_MAX) > 0);
    close(ends[0]);
    close(ends[1]);
    waitpid(pid, NULL, 0);
}

TEST(what_a_killed_process_left_is_swept)
{
    char path[PATH_MAX] = "";

    leave_behind(path);
    CHECK(exists(path));
    tare_scratch_sweep(scratch, "tare-test-");
    CHECK(!exists(path));
}

TEST(what_is_in_use_stays)
{
    struct tare_scratch made;

    CHECK_INT(tare_scratch_make(&made, scratch, "tare-test-"), 0);
    tare_scratch_sweep(scratch, "tare-test-");
    CHECK(exists(made.path));
    CHECK_INT(tare_scratch_remove(&made), 0);
    CHECK_INT(tare_scratch_remove(&made), 0);
    tare_scratch_sweep(scratch, "tare-test-");
}

/* Anybody can give a folder a name. */
TEST(a_folder_without_the_mark_stays)
{
    struct timespec old[2] = { { .tv_sec = time(NULL) - 3600 },
                               { .tv_sec = time(NULL) - 3600 } };

    mkdir(in_scratch("tare-test-abcdef"), 0777);
    put(in_scratch("tare-test-abcdef/notes"), "mine");
    CHECK_INT(utimensat(AT_FDCWD, in_scratch("tare-test-abcdef"), old, 0), 0);
    tare_scratch_sweep(scratch, "tare-test-");
    CHECK(holds(in_scratch("tare-test-abcdef/notes"), "mine"));
}

TEST(one_that_another_user_has_marked_stays)
{
    char path[PATH_MAX] = "";

    if (geteuid() != 0)
        SKIP("needs root");
    leave_behind(path);
    CHECK_INT(chown(path, 65534, 65534), 0);
    tare_scratch_sweep(scratch, "tare-test-");
    CHECK(exists(path));
    CHECK_INT(chown(path, 0, 0), 0);
    tare_scratch_sweep(scratch, "tare-test-");
    CHECK(!exists(path));
}

TESTS(RUN(make_scratch), RUN(a_file_a_link_and_nothing_go),
      RUN(links_inside_go_and_what_they_lead_to_stays), RUN(a_deep_tree_goes),
      RUN(folders_that_their_owner_has_locked_go),
      RUN(what_is_mounted_in_it_is_not_entered),
      RUN(what_a_killed_process_left_is_swept), RUN(what_is_in_use_stays),
      RUN(a_folder_without_the_mark_stays),
      RUN(one_that_another_user_has_marked_stays), RUN(drop_scratch))
