/* SPDX-License-Identifier: MIT */
#include "store/runs.h"

#include <stdlib.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/load.h"
#include "tests/test.h"

static char root[] = "/tmp/tare-runs-XXXXXX";

static struct tare_run make_run(int second, uint64_t seed)
{
    struct tare_run run = { .seed = seed };
    char started[32];

    snprintf(started, sizeof started, "2026-01-02T03:04:%02dZ", second);
    run.started = tare_strdup(started);
    return run;
}

/* The path is returned. */
static char *add(int second, uint64_t seed)
{
    struct tare_run run = make_run(second, seed);
    struct tare_err err = { 0 };
    char *path;

    CHECK_INT(tare_runs_add(root, &run, &path, &err), 0);
    tare_run_release(&run);
    return path;
}

TEST(without_a_run_there_is_no_last_one)
{
    char *last = tare_runs_last(root);

    CHECK(last == NULL);
    CHECK(tare_runs_last("/no/such/folder") == NULL);
    free(last);
}

/* Clocks are set back. */
TEST(the_last_run_is_the_one_that_was_added_last_whatever_the_clock_says)
{
    char *late = add(30, 1), *early = add(10, 2), *last = tare_runs_last(root);
    struct tare_run run = { 0 };

    CHECK_STR(last, early);
    CHECK_INT(tare_run_load(&run, last, TARE_LOAD_ALL, NULL), 0);
    CHECK_INT(run.seed, 2);
    tare_run_release(&run);
    free(late);
    free(early);
    free(last);
}

TEST(only_the_latest_few_are_kept)
{
    char *first = add(31, 3), *path = NULL;
    struct tare_err err = { 0 };

    for (int i = 0; i < TARE_RUNS_KEPT; i++) {
        free(path);
        path = add(40 + i, 4);
    }
    CHECK(access(first, F_OK) != 0);
    CHECK(access(path, F_OK) == 0);
    free(first);
    CHECK_INT(tare_runs_add("/dev/null", &(struct tare_run){ 0 }, &first, &err),
              TARE_EOUTPUT);
    CHECK(strncmp(err.text, "/dev/null", 9) == 0);
    free(path);
    free(first);
}

static char *add_duel(int second)
{
    struct tare_run run = make_run(second, 7);
    struct tare_err err = { 0 };
    char *path;

    run.duel.threshold = 0.02;
    CHECK_INT(tare_runs_add(root, &run, &path, &err), 0);
    tare_run_release(&run);
    return path;
}

TEST(duels_drive_out_duels_and_no_run)
{
    char *run = add(1, 8), *first = add_duel(2), *last = NULL, *found;

    for (int i = 0; i < TARE_RUNS_KEPT; i++) {
        free(last);
        last = add_duel(3 + i);
    }
    found = tare_runs_last(root);
    CHECK_STR(found, run);
    CHECK(access(run, F_OK) == 0);
    CHECK(access(first, F_OK) != 0);
    CHECK(access(last, F_OK) == 0);
    free(run);
    free(first);
    free(last);
    free(found);
}

TEST(what_an_earlier_version_kept_is_older)
{
    char old[128], *latest = NULL;

    snprintf(old, sizeof old, "%s/runs/20991231T235959Z-1.json", root);
    fclose(fopen(old, "w"));
    for (int i = 0; i < TARE_RUNS_KEPT; i++) {
        free(latest);
        latest = add(10, 7);
    }
    CHECK(access(old, F_OK) != 0);
    CHECK(access(latest, F_OK) == 0);
    free(latest);
}

TEST(with_the_clock_set_back_a_new_run_is_kept)
{
    for (int i = 59; i >= 0; i--) {
        char *path = add(i, 8);

        CHECK(access(path, F_OK) == 0);
        free(path);
    }
}

/* What others put there is none of ours. */
TEST(other_files_stay)
{
    char path[128];
    FILE *file;

    snprintf(path, sizeof path, "%s/runs/notes.txt", root);
    file = fopen(path, "w");
    CHECK(file != NULL);
    if (file != NULL)
        fclose(file);
    free(add(59, 5));
    CHECK(access(path, F_OK) == 0);
}

int main(void)
{
    static const struct test all[] = {
        RUN(without_a_run_there_is_no_last_one),
        RUN(the_last_run_is_the_one_that_was_added_last_whatever_the_clock_says),
        RUN(what_an_earlier_version_kept_is_older),
        RUN(with_the_clock_set_back_a_new_run_is_kept),
        RUN(only_the_latest_few_are_kept),
        RUN(duels_drive_out_duels_and_no_run),
        RUN(other_files_stay),
    };
    char command[64];
    int status;

    CHECK(mkdtemp(root) != NULL);
    status = test_main(all, sizeof all / sizeof all[0]);
    snprintf(command, sizeof command, "rm -rf %s", root);
    return system(command) != 0 || status;
}
