/* SPDX-License-Identifier: MIT */
/* Replacing a set of files as a whole. */
#include "store/publication.h"

#include <sys/wait.h>

#include "store/buf.h"

#include "tests/store/scratch.h"

#define STAGE ".tare-pages.tare-unfinished"
#define MARK  "<!doctype html>\n" TARE_PUBLICATION_MARK "1\">"

static int put_in(const struct tare_publication *publication, const char *name,
                  const char *text)
{
    FILE *stream = tare_publication_begin(publication, name, NULL);

    if (stream == NULL)
        return -1;
    fputs(text, stream);
    return tare_publication_end(publication, name, stream, NULL);
}

/* Publishes an index and one page with that text in both. */
static int publish(const char *path, const char *text, struct tare_err *err)
{
    struct tare_publication publication;
    struct tare_buf index = { 0 };
    int status = tare_publication_open(&publication, path, err);

    if (status < 0)
        return status;
    tare_buf_printf(&index, "%s%s", MARK, text);
    CHECK_INT(put_in(&publication, "page.html", text), 0);
    CHECK_INT(put_in(&publication, "index.html", index.data), 0);
    tare_buf_release(&index);
    return tare_publication_commit(&publication, err);
}

/* Whether index and page are of that text, and nothing else is there. */
static int is_published(const char *name, const char *text)
{
    char index[256];

    snprintf(index, sizeof index, "%s%s", MARK, text);
    return holds(in_scratch("%s/index.html", name), index) &&
           holds(in_scratch("%s/tare-pages/page.html", name), text) &&
           count_in(in_scratch("%s/tare-pages", name)) == 2; /* and a mark */
}

TEST(a_set_is_there_after_commit_and_not_before)
{
    struct tare_publication publication;
    const char *path = in_scratch("new");

    CHECK_INT(tare_publication_open(&publication, path, NULL), 0);
    CHECK_INT(put_in(&publication, "page.html", "one"), 0);
    CHECK_INT(put_in(&publication, "index.html", MARK "one"), 0);
    CHECK(!exists(in_scratch("new/index.html")));
    CHECK(!exists(in_scratch("new/tare-pages")));
    CHECK_INT(tare_publication_commit(&publication, NULL), 0);
    CHECK(is_published("new", "one"));
    CHECK_INT(count_in(path), 2);
}

TEST(a_set_takes_the_place_of_the_one_before)
{
    CHECK_INT(publish(in_scratch("again"), "one", NULL), 0);
    put(in_scratch("again/tare-pages/old.html"), "old");
    CHECK_INT(publish(in_scratch("again"), "two", NULL), 0);
    CHECK(is_published("again", "two"));
    CHECK_INT(count_in(in_scratch("again")), 2);
}

TEST(without_commit_the_old_set_stays)
{
    struct tare_publication publication;

    CHECK_INT(publish(in_scratch("stays"), "one", NULL), 0);
    CHECK_INT(tare_publication_open(&publication, in_scratch("stays"), NULL),
              0);
    CHECK_INT(put_in(&publication, "page.html", "half"), 0);
    tare_publication_release(&publication);
    CHECK(is_published("stays", "one"));
    CHECK_INT(count_in(in_scratch("stays")), 2);
}

TEST(a_set_without_an_index_is_not_published)
{
    struct tare_publication publication;
    struct tare_err err = { 0 };

    CHECK_INT(publish(in_scratch("headless"), "one", NULL), 0);
    CHECK_INT(tare_publication_open(&publication, in_scratch("headless"), NULL),
              0);
    CHECK_INT(put_in(&publication, "page.html", "two"), 0);
    CHECK_INT(tare_publication_commit(&publication, &err), TARE_EOUTPUT);
    CHECK(is_published("headless", "one"));
}

TEST(other_files_in_the_folder_are_left_alone)
{
    CHECK_INT(publish(in_scratch("shared"), "one", NULL), 0);
    put(in_scratch("shared/notes.txt"), "mine");
    CHECK_INT(publish(in_scratch("shared"), "two", NULL), 0);
    CHECK(is_published("shared", "two"));
    CHECK(holds(in_scratch("shared/notes.txt"), "mine"));
}

TEST(an_index_of_somebody_else_is_not_replaced)
{
    struct tare_err err = { 0 };

    mkdir(in_scratch("site"), 0777);
    put(in_scratch("site/index.html"), "<!doctype html>my page");
    CHECK_INT(publish(in_scratch("site"), "one", &err), TARE_EOUTPUT);
    CHECK(strstr(err.text, "site/index.html") != NULL);
    CHECK(holds(in_scratch("site/index.html"), "<!doctype html>my page"));
    CHECK_INT(count_in(in_scratch("site")), 1);
}

TEST(links_are_not_followed)
{
    struct tare_err err = { 0 };

    mkdir(in_scratch("links"), 0777);
    put(in_scratch("victim.html"), MARK "victim");
    CHECK_INT(symlink("../victim.html", in_scratch("links/index.html")), 0);
    CHECK_INT(publish(in_scratch("links"), "one", &err), TARE_EOUTPUT);
    CHECK(holds(in_scratch("victim.html"), MARK "victim"));
    CHECK_INT(unlink(in_scratch("links/index.html")), 0);
    mkdir(in_scratch("elsewhere"), 0777);
    put(in_scratch("elsewhere/kept"), "kept");
    CHECK_INT(symlink("../elsewhere", in_scratch("links/tare-pages")), 0);
    CHECK_INT(publish(in_scratch("links"), "one", &err), TARE_EOUTPUT);
    CHECK(strstr(err.text, "symbolic link") != NULL);
    CHECK_INT(unlink(in_scratch("links/tare-pages")), 0);
    CHECK_INT(symlink("../elsewhere", in_scratch("links/" STAGE)), 0);
    CHECK(publish(in_scratch("links"), "one", &err) < 0);
    CHECK_INT(unlink(in_scratch("links/" STAGE)), 0);
    CHECK_INT(publish(in_scratch("links"), "one", NULL), 0);
    CHECK(is_published("links", "one"));
    CHECK(holds(in_scratch("elsewhere/kept"), "kept"));
    CHECK_INT(count_in(in_scratch("elsewhere")), 1);
}

TEST(pages_that_are_not_ours_are_not_replaced)
{
    struct tare_err err = { 0 };

    mkdir(in_scratch("theirs"), 0777);
    mkdir(in_scratch("theirs/tare-pages"), 0777);
    put(in_scratch("theirs/tare-pages/notes.txt"), "mine");
    CHECK_INT(publish(in_scratch("theirs"), "one", &err), TARE_EOUTPUT);
    CHECK(strstr(err.text, "theirs/tare-pages: was not made by tare") != NULL);
    CHECK(holds(in_scratch("theirs/tare-pages/notes.txt"), "mine"));
    CHECK(!exists(in_scratch("theirs/index.html")));
    CHECK_INT(count_in(in_scratch("theirs")), 1);
}

TEST(a_folder_put_among_our_pages_is_not_removed)
{
    struct tare_err err = { 0 };

    CHECK_INT(publish(in_scratch("mixed"), "one", &err), 0);
    mkdir(in_scratch("mixed/tare-pages/own"), 0777);
    put(in_scratch("mixed/tare-pages/own/notes.txt"), "mine");
    CHECK_INT(publish(in_scratch("mixed"), "two", &err), TARE_EOUTPUT);
    CHECK(strstr(err.text, "has a own in it") != NULL);
    CHECK(holds(in_scratch("mixed/tare-pages/own/notes.txt"), "mine"));
    CHECK(holds(in_scratch("mixed/tare-pages/page.html"), "one"));
}

/* The index is looked at again when it is going to be replaced. */
TEST(an_index_that_somebody_makes_meanwhile_stays_and_so_do_the_pages)
{
    struct tare_publication publication;
    struct tare_err err = { 0 };

    CHECK_INT(publish(in_scratch("late"), "one", &err), 0);
    CHECK_INT(tare_publication_open(&publication, in_scratch("late"), NULL), 0);
    CHECK_INT(put_in(&publication, "page.html", "two"), 0);
    CHECK_INT(put_in(&publication, "index.html", MARK "two"), 0);
    put(in_scratch("late/index.html"), "<!doctype html>my page");
    CHECK_INT(tare_publication_commit(&publication, &err), TARE_EOUTPUT);
    CHECK(holds(in_scratch("late/index.html"), "<!doctype html>my page"));
    CHECK(holds(in_scratch("late/tare-pages/page.html"), "one"));
    CHECK_INT(count_in(in_scratch("late")), 2);
}

TEST(what_a_killed_writer_left_is_swept)
{
    pid_t pid = fork();

    if (pid == 0) {
        struct tare_publication publication;

        tare_publication_open(&publication, in_scratch("swept"), NULL);
        put_in(&publication, "plot-0001.svg", "half");
        _exit(0); /* as if killed */
    }
    waitpid(pid, NULL, 0);
    CHECK_INT(count_in(in_scratch("swept/" STAGE)), 2);
    CHECK_INT(publish(in_scratch("swept"), "one", NULL), 0);
    CHECK(is_published("swept", "one"));
    CHECK_INT(count_in(in_scratch("swept")), 2);
}

TEST(what_somebody_else_called_like_that_is_not)
{
    struct tare_err err = { 0 };

    mkdir(in_scratch("alike"), 0777);
    mkdir(in_scratch("alike/" STAGE), 0777);
    put(in_scratch("alike/" STAGE "/notes.txt"), "mine");
    CHECK_INT(publish(in_scratch("alike"), "one", &err), TARE_EOUTPUT);
    CHECK(strstr(err.text, "is in the way") != NULL);
    CHECK(holds(in_scratch("alike/" STAGE "/notes.txt"), "mine"));
}

TEST(where_nothing_can_be_written_it_says_so)
{
    struct tare_err err = { 0 };

    CHECK_INT(publish("/dev/null/report", "one", &err), TARE_EOUTPUT);
    CHECK(strstr(err.text, "/dev/null/report") != NULL);
}

TEST(a_full_disk_is_noticed_when_a_file_is_closed)
{
    struct tare_publication publication;
    struct tare_err err = { 0 };
    FILE *full = fopen("/dev/full", "w");

    CHECK_INT(tare_publication_open(&publication, in_scratch("full"), NULL), 0);
    fputs("text", full);
    CHECK_INT(tare_publication_end(&publication, "page.html", full, &err),
              TARE_EOUTPUT);
    CHECK(strstr(err.text, "page.html") != NULL);
    tare_publication_release(&publication);
}

TEST(two_writers_take_turns)
{
    int bad = 0;

    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            int failed = 0;

            for (int j = 0; j < 20; j++)
                failed |=
                    publish(in_scratch("turns"), i > 0 ? "a" : "b", NULL) != 0;
            _exit(failed);
        }
    for (int i = 0; i < 2; i++) {
        int status;

        wait(&status);
        bad |= status;
    }
    CHECK_INT(bad, 0);
    CHECK(is_published("turns", "a") || is_published("turns", "b"));
    CHECK_INT(count_in(in_scratch("turns")), 2);
}

TEST(a_single_file_is_the_index_alone)
{
    struct tare_publication publication;
    const char *path = in_scratch("one.html");
    char stage[160];

    CHECK_INT(tare_publication_open_single(&publication, path, NULL), 0);
    snprintf(stage, sizeof stage, "%s", publication.scratch.path);
    CHECK_INT(put_in(&publication, "plot-0001.svg", "<svg/>"), 0);
    CHECK_INT(put_in(&publication, "index.html", MARK "single"), 0);
    CHECK(!exists(path));
    CHECK(exists(stage));
    CHECK_INT(tare_publication_commit(&publication, NULL), 0);
    CHECK(holds(path, MARK "single"));
    CHECK(!exists(stage));
}

TESTS(RUN(make_scratch), RUN(a_set_is_there_after_commit_and_not_before),
      RUN(a_set_takes_the_place_of_the_one_before),
      RUN(without_commit_the_old_set_stays),
      RUN(a_set_without_an_index_is_not_published),
      RUN(other_files_in_the_folder_are_left_alone),
      RUN(an_index_of_somebody_else_is_not_replaced),
      RUN(links_are_not_followed),
      RUN(pages_that_are_not_ours_are_not_replaced),
      RUN(a_folder_put_among_our_pages_is_not_removed),
      RUN(an_index_that_somebody_makes_meanwhile_stays_and_so_do_the_pages),
      RUN(what_a_killed_writer_left_is_swept),
      RUN(what_somebody_else_called_like_that_is_not),
      RUN(where_nothing_can_be_written_it_says_so),
      RUN(a_full_disk_is_noticed_when_a_file_is_closed),
      RUN(two_writers_take_turns), RUN(a_single_file_is_the_index_alone),
      RUN(drop_scratch))
