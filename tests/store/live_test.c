/* SPDX-License-Identifier: MIT */
/* The status file: written whole, read with distrust; and whether a process
 * still runs. */
#include "store/live.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/process.h"
#include "tests/test.h"

enum {
    WRITES = 500
};

static const struct tare_live example = {
    .pid = 42,
    .pid_started = 777,
    .pid_space = "boot pid:[1]",
    .started = "2026-01-02T03:04:05Z",
    .exit = NAN,
    .phase = "duelling",
    .case_id = "a/\"b\"=\\\n\033\x7f\xc2\x9b\xe2\x80\xae\xf0\x9f\x90\x8c\xff",
    .done = 3,
    .count = 9,
    .round = 31,
    .elapsed_s = 12.5,
    .left_s = 60.25,
    .verdicts = { 1, 2, 3, 4, 5, 6 }
};

static char path[] = "/tmp/tare-live-test-XXXXXX";

static void make_path(void)
{
    int fd = mkstemp(path);

    CHECK(fd >= 0);
    close(fd);
}

static void write_text(const char *text)
{
    FILE *file = fopen(path, "w");

    fputs(text, file);
    fclose(file);
}

TEST(what_is_saved_is_loaded)
{
    struct tare_live loaded = { 0 };
    struct tare_err err = { 0 };

    CHECK_INT(tare_live_save(&example, path, &err), 0);
    CHECK_INT(tare_live_load(&loaded, path, &err), 0);
    CHECK_STR(err.text, "");
    CHECK_INT(loaded.pid, 42);
    CHECK_INT(loaded.pid_started, 777);
    CHECK_STR(loaded.pid_space, example.pid_space);
    CHECK_STR(loaded.started, example.started);
    CHECK_INT(loaded.state, TARE_LIVE_RUNNING);
    CHECK(isnan(loaded.exit));
    CHECK_STR(loaded.phase, "duelling");
    CHECK_STR(loaded.case_id, "a/\"b\"=\\\n\033\x7f\xc2\x9b\xe2\x80\xae"
                              "\xf0\x9f\x90\x8c\xef\xbf\xbd");
    CHECK_INT(loaded.done, 3);
    CHECK_INT(loaded.count, 9);
    CHECK_INT(loaded.round, 31);
    CHECK_NEAR(loaded.elapsed_s, 12.5, 0);
    CHECK_NEAR(loaded.left_s, 60.25, 0);
    CHECK(memcmp(&loaded.verdicts, &example.verdicts, sizeof loaded.verdicts) ==
          0);
    tare_live_release(&loaded);
}

/* A terminal or a log that shows it must do nothing else. */
TEST(it_is_one_line_of_printable_ascii)
{
    char *text = tare_live_text(&example);

    for (const char *at = text; *at != '\0'; at++)
        CHECK(*at >= ' ' && *at <= '~');
    free(text);
}

static void end_states(enum tare_live_state state, double exit_status)
{
    struct tare_live ended = example, loaded = { 0 };

    ended.state = state;
    ended.exit = exit_status;
    ended.left_s = NAN;
    ended.case_id = NULL;
    CHECK_INT(tare_live_save(&ended, path, NULL), 0);
    CHECK_INT(tare_live_load(&loaded, path, NULL), 0);
    CHECK_INT(loaded.state, state);
    CHECK_NEAR(loaded.exit, exit_status, 0);
    CHECK(isnan(loaded.left_s));
    CHECK(loaded.case_id == NULL);
    tare_live_release(&loaded);
}

TEST(the_end_is_told_with_the_exit_status)
{
    end_states(TARE_LIVE_FINISHED, 0);
    end_states(TARE_LIVE_FAILED, 7);
    end_states(TARE_LIVE_INTERRUPTED, 143);
}

static void refuse(const char *text)
{
    struct tare_live loaded = { 0 };
    struct tare_err err = { 0 };

    write_text(text);
    CHECK(tare_live_load(&loaded, path, &err) < 0);
    CHECK(strncmp(err.text, path, strlen(path)) == 0);
    CHECK(strstr(err.text, "--status") != NULL);
    CHECK(loaded.phase == NULL && loaded.started == NULL);
}

/* The text with that in place of what stands there. */
static void refuse_with(const char *what, const char *instead)
{
    char *text = tare_live_text(&example), changed[4096];
    char *at = strstr(text, what);

    CHECK(at != NULL);
    if (at != NULL) {
        snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text,
                 instead, at + strlen(what));
        refuse(changed);
    }
    free(text);
}

TEST(what_is_no_status_is_refused)
{
    refuse("");
    refuse("[]");
    refuse("{}");
    refuse("null");
    refuse("{\"pid\":1,\"pid\":1}");
    refuse_with("\"pid\":42", "\"pid\":-1");
    refuse_with("\"pid\":42", "\"pid\":1e300");
    refuse_with("\"running\"", "\"resting\"");
    refuse_with("\"running\"", "\"failed\"");
    refuse_with("\"duelling\"", "\"\"");
    refuse_with("\"duelling\"", "7");
    refuse_with("12.5", "1e300");
    refuse_with("60.25", "-1");
    refuse_with("\"done\":3", "\"done\":3.5");
    refuse_with("\"verdicts\":{", "\"verdicts\":[{");
    refuse_with("\"verdicts\":{\"regressed\":1,", "\"verdicts\":{");
}

TEST(half_of_it_is_refused)
{
    char *text = tare_live_text(&example);

    for (size_t size = strlen(text) - 1; size > 0; size--) {
        text[size] = '\0';
        refuse(text);
    }
    free(text);
}

TEST(a_file_that_is_too_large_is_not_read)
{
    struct tare_live loaded = { 0 };
    struct tare_err err = { 0 };

    CHECK_INT(truncate(path, (off_t)1 << 32), 0);
    CHECK_INT(tare_live_load(&loaded, path, &err), TARE_EBASELINE);
    CHECK(strstr(err.text, "is larger than") != NULL);
    CHECK_INT(truncate(path, 0), 0);
}

/* Long ones and short ones in turn, so that a mixture would show. */
static void write_many(void)
{
    struct tare_live live = example;
    char id[5000];

    memset(id, 'x', sizeof id);
    id[sizeof id - 1] = '\0';
    for (size_t i = 0; i < WRITES; i++) {
        live.done = i;
        live.case_id = i % 2 == 0 ? "short" : id;
        if (tare_live_save(&live, path, NULL) < 0)
            _exit(1);
    }
    _exit(0);
}

TEST(whoever_reads_while_it_is_written_finds_a_whole_one)
{
    size_t last = 0, bad = 0, seen = 0;
    int status = -1;
    pid_t writer;

    CHECK_INT(tare_live_save(&example, path, NULL), 0);
    fflush(stdout);
    writer = fork();
    if (writer == 0)
        write_many();
    while (waitpid(writer, &status, WNOHANG) == 0) {
        struct tare_live loaded = { 0 };

        if (tare_live_load(&loaded, path, NULL) < 0)
            bad++;
        seen += loaded.done != last;
        last = loaded.done;
        tare_live_release(&loaded);
    }
    CHECK_INT(status, 0);
    CHECK_INT(bad, 0);
    CHECK(seen > 2);
}

TEST(a_process_is_known_by_when_it_started)
{
    char *space = tare_process_space();
    pid_t child;
    int status;

    if (space[0] == '\0')
        SKIP("no /proc here");
    CHECK(tare_process_started(getpid()) > 0);
    CHECK_INT(tare_process_started(getpid()), tare_process_started(getpid()));
    fflush(stdout);
    child = fork();
    if (child == 0) {
        pause();
        _exit(0);
    }
    CHECK(tare_process_started(child) > 0);
    kill(child, SIGKILL);
    waitid(P_PID, (id_t)child, &(siginfo_t){ 0 }, WEXITED | WNOWAIT);
    CHECK_INT(tare_process_started(child), 0); /* nobody has reaped it yet */
    waitpid(child, &status, 0);
    CHECK_INT(tare_process_started(child), 0);
    free(space);
}

static void remove_path(void)
{
    unlink(path);
}

TEST(set_up)
{
    make_path();
    atexit(remove_path);
}

TESTS(RUN(set_up), RUN(what_is_saved_is_loaded),
      RUN(it_is_one_line_of_printable_ascii),
      RUN(the_end_is_told_with_the_exit_status),
      RUN(what_is_no_status_is_refused), RUN(half_of_it_is_refused),
      RUN(a_file_that_is_too_large_is_not_read),
      RUN(whoever_reads_while_it_is_written_finds_a_whole_one),
      RUN(a_process_is_known_by_when_it_started))
