/* SPDX-License-Identifier: MIT */
/* Baselines in their store: kept, replaced, removed; and what is in the way. */
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "store/json.h"
#include "store/lock.h"
#include "tests/store/scratch.h"

#define EARLY "2024-01-01T00:00:00Z"
#define LATE  "2025-01-01T00:00:00Z"

static void check_name(const char *name, int status)
{
    struct tare_err err = { 0 };

    CHECK_INT(tare_store_check_name(name, &err), status);
    CHECK((strstr(err.text, "A-Z a-z 0-9 . _ -") != NULL) == (status != 0));
}

TEST(names_are_short_and_harmless)
{
    char name[66];

    memset(name, 'x', sizeof name);
    name[65] = '\0';
    check_name(name, TARE_EUSAGE);
    name[64] = '\0';
    check_name(name, 0);
    check_name("main", 0);
    check_name("v1.2_rc-3", 0);
    check_name("", TARE_EUSAGE);
    check_name(".", TARE_EUSAGE);
    check_name("..", TARE_EUSAGE);
    check_name(".hidden", TARE_EUSAGE);
    check_name("-rf", TARE_EUSAGE);
    check_name("a/b", TARE_EUSAGE);
    check_name("../../etc/passwd", TARE_EUSAGE);
    check_name("a b", TARE_EUSAGE);
    check_name("a\nb", TARE_EUSAGE);
    check_name("é", TARE_EUSAGE);
    check_name("a*", TARE_EUSAGE);
}

TEST(a_store_that_is_not_there_is_empty)
{
    struct tare_store store;
    struct tare_run run = { 0 };
    struct tare_err err = { 0 };
    size_t count = 9;
    char **names;

    CHECK_INT(tare_store_open(&store, in_scratch("none"), &err), 0);
    names = tare_store_list(&store, &count, &err);
    CHECK_INT(count, 0);
    CHECK(names != NULL);
    tare_names_free(names, count);
    CHECK(!tare_store_has(&store, "main"));
    CHECK_INT(tare_store_load(&store, "main", &run, TARE_LOAD_ALL, &err),
              TARE_EBASELINE);
    CHECK(strncmp(err.text, "main: no baseline of", 20) == 0);
    tare_store_close(&store);
    CHECK(!exists(in_scratch("none")));
}

TEST(what_was_saved_is_listed_in_order_and_loaded)
{
    static const char *const wanted[] = { "a", "b", "b.json", "c" };
    const char *root = in_scratch("parent/.tare");
    struct tare_store store;
    struct tare_err err = { 0 };
    size_t count;
    char **names;

    CHECK_INT(save_in(root, "c", EARLY, NULL, &err), 0);
    CHECK_INT(save_in(root, "a", EARLY, NULL, &err), 0);
    CHECK_INT(save_in(root, "b.json", EARLY, NULL, &err), 0);
    CHECK_INT(save_in(root, "b", EARLY, NULL, &err), 0);
    CHECK_INT(save_in(root, "b", LATE, NULL, &err), 0);
    put(in_scratch("parent/.tare/baselines/notes.txt"), "of somebody else");
    put(in_scratch("parent/.tare/baselines/.json"), "");
    CHECK_STR(started_of(root, "b"), LATE);
    CHECK_STR(started_of(root, "a"), EARLY);
    CHECK_INT(tare_store_open(&store, root, &err), 0);
    names = tare_store_list(&store, &count, &err);
    CHECK_INT(count, 4);
    for (size_t i = 0; i < count && i < 4; i++)
        CHECK_STR(names[i], wanted[i]);
    tare_names_free(names, count);
    tare_store_close(&store);
    CHECK(exists(in_scratch("parent/.tare/baselines/notes.txt")));
}

/* ---- executables --------------------------------------------------------- */

static char first_hash[TARE_HASH_SIZE], second_hash[TARE_HASH_SIZE];

static const char *object(const char *hash)
{
    return in_scratch("s/objects/%s", hash);
}

TEST(an_executable_is_kept_once_and_read_only)
{
    struct tare_err err = { 0 };
    struct stat facts;

    tare_hash(first_hash, "first\n", 6);
    tare_hash(second_hash, "second\n", 7);
    put(in_scratch("first"), "first\n");
    put(in_scratch("second"), "second\n");
    umask(022);
    CHECK_INT(save_in(in_scratch("s"), "a", EARLY, in_scratch("first"), &err),
              0);
    CHECK_INT(save_in(in_scratch("s"), "b", EARLY, in_scratch("first"), &err),
              0);
    CHECK_INT(save_in(in_scratch("s"), "c", EARLY, in_scratch("second"), &err),
              0);
    CHECK_INT(count_in(in_scratch("s/objects")), 2);
    CHECK(holds(object(first_hash), "first\n"));
    CHECK_INT(stat(object(first_hash), &facts), 0);
    CHECK_INT(facts.st_mode & 07777, 0555);
    CHECK_INT(verify_in(in_scratch("s"), "a", &err), 0);
}

TEST(it_goes_with_the_last_that_uses_it)
{
    struct tare_err err = { 0 };

    CHECK_INT(remove_in(in_scratch("s"), "a", &err), 0);
    CHECK(exists(object(first_hash)));
    CHECK_INT(save_in(in_scratch("s"), "b", LATE, in_scratch("second"), &err),
              0);
    CHECK(!exists(object(first_hash)));
    CHECK(exists(object(second_hash)));
    CHECK_INT(remove_in(in_scratch("s"), "nosuch", &err), TARE_EBASELINE);
    CHECK_INT(remove_in(in_scratch("s"), "b", &err), 0);
    CHECK_INT(remove_in(in_scratch("s"), "c", &err), 0);
    CHECK_INT(count_in(in_scratch("s/objects")), 0);
    CHECK_INT(count_in(in_scratch("s/baselines")), 0);
}

TEST(a_hash_that_says_nothing_is_kept_keeps_nothing)
{
    struct tare_store store;
    struct tare_run run = make_run(EARLY, first_hash);
    struct tare_err err = { 0 };

    CHECK_INT(save_in(in_scratch("s"), "a", EARLY, in_scratch("first"), &err),
              0);
    CHECK_INT(tare_store_open_to_write(&store, in_scratch("s"), &err), 0);
    run.binaries[0].is_kept = 0;
    CHECK_INT(tare_store_save(&store, "a", &run, &err), 0);
    tare_store_close(&store);
    CHECK(!exists(object(first_hash)));
    tare_run_release(&run);
}

static void save_library(const char *name, const char *binary_hash,
                         const char *library_hash, int want)
{
    struct tare_store store;
    struct tare_run run = make_run(EARLY, binary_hash);
    struct tare_binary *binary = &run.binaries[0];
    struct tare_err err = { 0 };

    binary->libraries = tare_alloc(1, sizeof *binary->libraries);
    binary->library_count = 1;
    binary->libraries[0].path = tare_strdup("lib/libwork.so");
    binary->libraries[0].hash = tare_strdup(library_hash);
    CHECK_INT(tare_store_open_to_write(&store, in_scratch("s"), &err), 0);
    CHECK_INT(tare_store_save(&store, name, &run, &err), want);
    tare_store_close(&store);
    tare_run_release(&run);
}

TEST(libraries_are_kept_like_executables)
{
    struct tare_store store;
    struct tare_err err = { 0 };
    char hash[TARE_HASH_SIZE];

    CHECK_INT(save_in(in_scratch("s"), "a", EARLY, in_scratch("first"), &err),
              0);
    save_library("b", first_hash, second_hash, TARE_EBASELINE);
    CHECK(!exists(in_scratch("s/baselines/b.json")));
    CHECK_INT(tare_store_open_to_write(&store, in_scratch("s"), &err), 0);
    CHECK_INT(tare_store_keep(&store, in_scratch("second"), hash, &err), 0);
    CHECK_STR(hash, second_hash);
    tare_store_close(&store);
    save_library("b", first_hash, second_hash, 0);
    CHECK(exists(object(second_hash)));
    CHECK_INT(remove_in(in_scratch("s"), "b", &err), 0);
    CHECK(!exists(object(second_hash)));
    CHECK(exists(object(first_hash)));
}

TEST(what_cannot_be_kept_is_named)
{
    struct tare_store store;
    struct tare_err err = { 0 };
    char hash[TARE_HASH_SIZE];

    CHECK_INT(tare_store_open_to_write(&store, in_scratch("s"), &err), 0);
    CHECK_INT(tare_store_keep(&store, "/no/such/file", hash, &err),
              TARE_EOUTPUT);
    CHECK(strncmp(err.text, "/no/such/file: ", 15) == 0);
    CHECK_INT(tare_store_keep(&store, scratch, hash, &err), TARE_EOUTPUT);
    CHECK_INT(tare_store_keep(&store, "/dev/zero", hash, &err), TARE_EOUTPUT);
    tare_store_close(&store);
}

/* ---- damage -------------------------------------------------------------- */

TEST(an_altered_object_is_noticed_and_replaced)
{
    struct tare_err err = { 0 };

    CHECK_INT(unlink(object(first_hash)), 0);
    CHECK_INT(verify_in(in_scratch("s"), "a", &err), TARE_EBASELINE);
    put(object(first_hash), "fir5t\n");
    CHECK_INT(verify_in(in_scratch("s"), "a", &err), TARE_EBASELINE);
    CHECK(strstr(err.text, first_hash) != NULL);
    CHECK_INT(save_in(in_scratch("s"), "a", LATE, in_scratch("first"), &err),
              0);
    CHECK_INT(verify_in(in_scratch("s"), "a", &err), 0);
}

TEST(beside_a_damaged_baseline_no_object_is_swept)
{
    struct tare_err err = { 0 };
    struct tare_store store;
    size_t count;
    char **names;

    put(in_scratch("s/baselines/bad.json"), "{\"format\":1,");
    CHECK_INT(save_in(in_scratch("s"), "a", LATE, NULL, &err), 0);
    CHECK(exists(object(first_hash)));
    CHECK_INT(tare_store_open(&store, in_scratch("s"), &err), 0);
    names = tare_store_list(&store, &count, &err);
    CHECK_INT(count, 2);
    CHECK_STR(names[1], "bad");
    tare_names_free(names, count);
    tare_store_close(&store);
    CHECK_INT(verify_in(in_scratch("s"), "bad", &err), TARE_EBASELINE);
    CHECK_INT(remove_in(in_scratch("s"), "bad", &err), 0);
    CHECK(!exists(object(first_hash)));
}

TEST(what_a_killed_writer_left_is_swept_and_nothing_else)
{
    struct tare_err err = { 0 };

    put(in_scratch("s/baselines/.a.json.tare-unfinished-0"), "half");
    put(in_scratch("s/objects/.5891b.tare-unfinished-12"), "half");
    put(object(second_hash), "second\n");
    put(in_scratch("s/objects/.x.tare-unfinished-mine"), "of somebody else");
    put(in_scratch("s/objects/README"), "of somebody else");
    put(in_scratch("s/.x.tare-unfinished-1"), "of somebody else");
    CHECK_INT(save_in(in_scratch("s"), "a", LATE, NULL, &err), 0);
    CHECK_INT(count_in(in_scratch("s/baselines")), 1);
    CHECK_INT(count_in(in_scratch("s/objects")), 2);
    CHECK(exists(in_scratch("s/objects/.x.tare-unfinished-mine")));
    CHECK(exists(in_scratch("s/.x.tare-unfinished-1")));
}

TEST(a_name_that_is_no_hash_leads_nowhere)
{
    struct tare_run run = make_run(EARLY, "../../first");
    struct tare_store store;
    struct tare_err err = { 0 };
    int is_damaged;

    CHECK_INT(tare_store_open_to_write(&store, in_scratch("s"), &err), 0);
    CHECK_INT(tare_store_save(&store, "evil", &run, &err), TARE_EBASELINE);
    CHECK_INT(tare_store_object(&store, "../../first", &is_damaged, &err),
              TARE_EBASELINE);
    CHECK_INT(tare_run_save(&run, in_scratch("s/baselines/evil.json"), &err),
              0);
    tare_run_release(&run);
    CHECK_INT(tare_store_load(&store, "evil", &run, TARE_LOAD_HEAD, &err),
              TARE_EBASELINE);
    CHECK_INT(tare_store_remove(&store, "evil", &err), 0);
    tare_store_close(&store);
}

/* ---- what is in the way -------------------------------------------------- */

/* Saving and loading refuse, and say which name is wrong. */
static void check_refused(const char *root, const char *name)
{
    struct tare_err err = { 0 };

    CHECK_INT(save_in(root, "a", LATE, in_scratch("first"), &err),
              TARE_EOUTPUT);
    CHECK(strstr(err.text, name) != NULL);
    CHECK(strstr(err.text, "symbolic link") != NULL);
}

/* A store in which that name is a link to something outside. */
static const char *with_link(const char *name, const char *target)
{
    static int count;
    const char *root = in_scratch("l%d", ++count);
    struct tare_err err = { 0 };
    char path[600];

    CHECK_INT(save_in(root, "a", EARLY, in_scratch("first"), &err), 0);
    snprintf(path, sizeof path, "%s/%s", root, name);
    CHECK_INT(rename(path, in_scratch("aside%d", count)), 0);
    CHECK_INT(symlink(target, path), 0);
    return root;
}

TEST(links_are_refused_by_name)
{
    struct tare_err err = { 0 };
    const char *root;

    put(in_scratch("outside"), "untouched");
    CHECK_INT(mkdir(in_scratch("elsewhere"), 0777), 0);
    root = with_link("baselines/a.json", in_scratch("outside"));
    check_refused(root, "a.json");
    CHECK_INT(verify_in(root, "a", &err), TARE_EBASELINE);
    CHECK(strstr(err.text, "symbolic link") != NULL);
    CHECK_INT(remove_in(root, "a", &err), 0); /* the link itself */
    root = with_link(in_scratch("objects/%s", first_hash) + strlen(scratch) + 1,
                     in_scratch("outside"));
    check_refused(root, first_hash);
    CHECK_INT(verify_in(root, "a", &err), TARE_EBASELINE);
    CHECK(strstr(err.text, "symbolic link") != NULL);
    check_refused(with_link("lock", in_scratch("outside")), "lock");
    root = with_link("baselines", in_scratch("elsewhere"));
    check_refused(root, "baselines");
    CHECK_INT(verify_in(root, "a", &err), TARE_EBASELINE);
    check_refused(with_link("objects", in_scratch("elsewhere")), "objects");
    CHECK(holds(in_scratch("outside"), "untouched"));
    CHECK_INT(count_in(in_scratch("elsewhere")), 0);
}

TEST(the_store_itself_may_be_a_link)
{
    struct tare_err err = { 0 };

    CHECK_INT(symlink("s", in_scratch("link")), 0);
    CHECK_INT(save_in(in_scratch("link"), "via", EARLY, NULL, &err), 0);
    CHECK_STR(started_of(in_scratch("s"), "via"), EARLY);
}

TEST(a_pipe_in_place_of_a_record_does_not_hang)
{
    struct tare_err err = { 0 };

    CHECK_INT(mkfifo(in_scratch("s/baselines/pipe.json"), 0666), 0);
    CHECK_INT(verify_in(in_scratch("s"), "pipe", &err), TARE_EBASELINE);
    CHECK_INT(save_in(in_scratch("s"), "pipe", LATE, NULL, &err), TARE_EOUTPUT);
    CHECK_INT(remove_in(in_scratch("s"), "pipe", &err), 0);
}

/* A store that cannot be made or written. */
static void check_unwritable(const char *root)
{
    struct tare_err err = { 0 };

    CHECK_INT(save_in(root, "a", LATE, NULL, &err), TARE_EOUTPUT);
    CHECK(strncmp(err.text, root, strlen(root)) == 0);
}

TEST(what_cannot_be_written_is_said_with_its_path)
{
    const char *root = in_scratch("f");

    check_unwritable(in_scratch("not/two/levels"));
    check_unwritable("/proc/tare");
    check_unwritable("/dev/null/x");
    put(root, "a file");
    check_unwritable(root);
    CHECK_INT(unlink(root), 0);
    CHECK_INT(mkdir(root, 0777), 0);
    put(in_scratch("f/objects"), "a file");
    check_unwritable(root);
    CHECK_INT(unlink(in_scratch("f/objects")), 0);
    CHECK_INT(mkdir(in_scratch("f/baselines/a.json"), 0777), 0);
    check_unwritable(root);
    CHECK_INT(rmdir(in_scratch("f/baselines/a.json")), 0);
    CHECK_INT(unlink(in_scratch("f/lock")), 0);
    CHECK_INT(mkdir(in_scratch("f/lock"), 0777), 0);
    check_unwritable(root);
}

/* Whether the save failed; if it did, the old baseline is there and whole. */
static int fails_within(const char *root, rlim_t size)
{
    struct rlimit limit, before;
    struct tare_err err = { 0 };
    int status;

    getrlimit(RLIMIT_FSIZE, &before);
    limit = before;
    limit.rlim_cur = size;
    setrlimit(RLIMIT_FSIZE, &limit);
    status = save_in(root, "a", LATE, in_scratch("second"), &err);
    setrlimit(RLIMIT_FSIZE, &before);
    if (status == 0)
        return 0;
    CHECK_INT(status, TARE_EOUTPUT);
    CHECK(strncmp(err.text, root, strlen(root)) == 0);
    CHECK(strstr(err.text, "File too large") != NULL);
    CHECK_INT(verify_in(root, "a", &err), 0);
    CHECK_STR(started_of(root, "a"), EARLY);
    CHECK_INT(count_in(in_scratch("full/baselines")), 1);
    CHECK_INT(count_in(in_scratch("full/objects")), 1);
    return 1;
}

TEST(a_full_disk_leaves_the_old_baseline)
{
    const char *root = in_scratch("full");
    struct tare_err err = { 0 };
    struct stat facts;
    rlim_t size;

    signal(SIGXFSZ, SIG_IGN);
    CHECK_INT(save_in(root, "a", EARLY, in_scratch("first"), &err), 0);
    CHECK_INT(stat(in_scratch("full/baselines/a.json"), &facts), 0);
    for (size = 0; fails_within(root, size); size++)
        CHECK(size < (rlim_t)facts.st_size);
    CHECK_INT(size, facts.st_size);
    CHECK_STR(started_of(root, "a"), LATE);
    CHECK_INT(verify_in(root, "a", &err), 0);
}

/* ---- taking turns -------------------------------------------------------- */

TEST(who_waits_too_long_for_the_lock_is_told_where_it_is)
{
    struct tare_folder folder;
    struct tare_err err = { 0 };
    int first, second;

    CHECK_INT(tare_folder_open(&folder, in_scratch("s"), &err), 0);
    first = tare_lock_take(&folder, "lock", 0, &err);
    CHECK(first >= 0);
    CHECK_INT(tare_lock_take(&folder, "lock", 0.02, &err), TARE_EOUTPUT);
    CHECK(strstr(err.text, "/s/lock: ") != NULL);
    close(first);
    second = tare_lock_take(&folder, "lock", 0, &err);
    CHECK(second >= 0);
    close(second);
    tare_folder_close(&folder);
}

/* Saves under a name of its own and under one that all use. */
static void write_often(const char *root, int writer, int saves)
{
    for (int i = 0; i < saves; i++) {
        char own[32];

        snprintf(own, sizeof own, "w%d-%d", writer, i % 4);
        if (save_in(root, own, LATE, in_scratch("first"), NULL) < 0 ||
            save_in(root, "all", LATE, in_scratch("second"), NULL) < 0)
            _exit(1);
    }
    _exit(0);
}

TEST(writers_take_turns_and_nothing_is_lost)
{
    int is_long = getenv("TARE_PROOF") != NULL;
    int writers = is_long ? 16 : 8, saves = is_long ? 100 : 5;
    const char *root = in_scratch("turns");
    struct tare_err err = { 0 };
    int status;

    for (int i = 0; i < writers; i++)
        if (fork() == 0)
            write_often(root, i, saves);
    for (int i = 0; i < writers; i++) {
        CHECK(wait(&status) > 0);
        CHECK_INT(status, 0);
    }
    CHECK_INT(count_in(in_scratch("turns/baselines")), 4 * writers + 1);
    CHECK_INT(count_in(in_scratch("turns/objects")), 2);
    CHECK_INT(verify_in(root, "all", &err), 0);
    for (int i = 0; i < 4 * writers; i++) {
        char own[32];

        snprintf(own, sizeof own, "w%d-%d", i / 4, i % 4);
        CHECK_INT(verify_in(root, own, &err), 0);
    }
}

TESTS(RUN(make_scratch), RUN(names_are_short_and_harmless),
      RUN(a_store_that_is_not_there_is_empty),
      RUN(what_was_saved_is_listed_in_order_and_loaded),
      RUN(an_executable_is_kept_once_and_read_only),
      RUN(it_goes_with_the_last_that_uses_it),
      RUN(a_hash_that_says_nothing_is_kept_keeps_nothing),
      RUN(libraries_are_kept_like_executables),
      RUN(what_cannot_be_kept_is_named),
      RUN(an_altered_object_is_noticed_and_replaced),
      RUN(beside_a_damaged_baseline_no_object_is_swept),
      RUN(what_a_killed_writer_left_is_swept_and_nothing_else),
      RUN(a_name_that_is_no_hash_leads_nowhere), RUN(links_are_refused_by_name),
      RUN(the_store_itself_may_be_a_link),
      RUN(a_pipe_in_place_of_a_record_does_not_hang),
      RUN(what_cannot_be_written_is_said_with_its_path),
      RUN(a_full_disk_leaves_the_old_baseline),
      RUN(who_waits_too_long_for_the_lock_is_told_where_it_is),
      RUN(writers_take_turns_and_nothing_is_lost), RUN(drop_scratch))
