/* SPDX-License-Identifier: MIT */
/* tare watch: a run that goes on elsewhere, by its status file. */
#include "command/command.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "command/verbosity.h"
#include "report/terminal/progress.h"
#include "report/terminal/say.h"
#include "report/terminal/units.h"
#include "store/live.h"
#include "store/process.h"

enum {
    PAUSE_US = 500000,   /* between two looks */
    PATIENCE_LOOKS = 10, /* for a run that is just being started */
    SILENCE_S = 60,      /* after which it is said */
    SILENCE_MAX_S = 3600 /* where nobody knows whether it still runs */
};

struct watch {
    const char *path;
    char *space;           /* of processes, ours; owned */
    struct tare_live now;  /* as it was read last */
    struct tare_live told; /* as it was when a line was printed last */
    int is_told;           /* that is what was read last */
    int has_said_silent;
    struct tare_progress_bar bar;
};

/* ---- reading ------------------------------------------------------------- */

static int read_again(struct watch *watch, struct tare_err *err)
{
    struct tare_live *old = watch->is_told ? &watch->told : &watch->now;

    tare_live_release(old);
    if (watch->is_told)
        watch->told = watch->now;
    watch->is_told = 0;
    watch->now = (struct tare_live){ 0 };
    return tare_live_load(&watch->now, watch->path, err);
}

/* Whoever starts both at once may be here first. */
static int wait_for_file(const char *path, struct tare_err *err)
{
    struct stat facts;
    int error = 0;

    for (int i = 0; i < PATIENCE_LOOKS; i++) {
        error = stat(path, &facts) == 0 ? 0 : errno;
        if (error != ENOENT)
            break;
        usleep(PAUSE_US);
    }
    if (error == ENOENT)
        return tare_fail_with(err, TARE_EBASELINE,
                              "%.300s: no such file: start the run with "
                              "--status FILE, and name the same FILE here",
                              path);
    if (error == 0 && !S_ISREG(facts.st_mode))
        return tare_fail_with(err, TARE_EBASELINE,
                              "%.300s: not a status file: name the FILE of "
                              "--status",
                              path);
    return 0; /* reading tells what else is wrong */
}

/* Seconds since it was written. */
static double silence_s(const struct watch *watch)
{
    struct stat facts;

    return stat(watch->path, &facts) == 0 ? difftime(time(NULL), facts.st_mtime)
                                          : 0;
}

/* ---- whether it still runs ----------------------------------------------- */

/* Whether the number of the process means something here. */
static int is_here(const struct watch *watch)
{
    return watch->now.pid_space != NULL && watch->space[0] != '\0' &&
           strcmp(watch->now.pid_space, watch->space) == 0;
}

/* Of another user's process /proc may show nothing, but it is there. */
static int is_gone(const struct watch *watch)
{
    pid_t pid = (pid_t)watch->now.pid;
    size_t started = tare_process_started(pid);

    if (!is_here(watch) || started == watch->now.pid_started)
        return 0;
    return started != 0 || kill(pid, 0) == 0 || errno != EPERM;
}

static int refuse_gone(const struct watch *watch, struct tare_err *err)
{
    return tare_fail_with(err, TARE_EBENCH,
                          "%.300s: process %u is gone and has not said how the "
                          "run ended: it was killed, or could not write here",
                          watch->path, watch->now.pid);
}

/* Says once that nothing is heard; an error when that is so for too long. */
static int check_silence(struct watch *watch, struct tare_err *err)
{
    double seconds = silence_s(watch);
    char text[TARE_SCALED_SIZE];

    tare_duration_format(text, seconds);
    if (seconds >= SILENCE_MAX_S && !is_here(watch))
        return tare_fail_with(err, TARE_EBENCH,
                              "%.300s: not written for %s: it is taken to have "
                              "been killed; look at the machine that runs it",
                              watch->path, text);
    if (seconds >= SILENCE_S && !watch->has_said_silent) {
        tare_progress_clear(&watch->bar);
        if (is_here(watch))
            tare_say("%s: not written for %s, but process %u still runs",
                     watch->path, text, watch->now.pid);
        else
            tare_say("%s: not written for %s: the run is on another machine or "
                     "in a container, so nobody knows here whether it goes on",
                     watch->path, text);
    }
    watch->has_said_silent = seconds >= SILENCE_S;
    return 0;
}

/* ---- showing ------------------------------------------------------------- */

/* Where lines stay, only what will still be of interest later. */
static int is_news(const struct watch *watch)
{
    const struct tare_live *now = &watch->now, *told = &watch->told;

    return told->phase == NULL || now->done != told->done ||
           now->count != told->count || strcmp(now->phase, told->phase) != 0 ||
           memcmp(&now->verdicts, &told->verdicts, sizeof now->verdicts) != 0;
}

static void show(struct watch *watch)
{
    struct tare_buf text = { 0 };

    if (watch->bar.style.is_terminal) {
        tare_progress_draw(&watch->bar, &watch->now);
    } else if (is_news(watch)) {
        tare_progress_describe(&text, &watch->now);
        puts(text.data);
        tare_buf_release(&text);
        watch->is_told = 1;
    }
}

/* "failed after 12 s, status 3" */
static int conclude(struct watch *watch)
{
    char elapsed[TARE_SCALED_SIZE];

    tare_progress_clear(&watch->bar);
    tare_duration_format(elapsed, watch->now.elapsed_s);
    printf("%s after %s, status %.0f\n", tare_live_state_name(watch->now.state),
           elapsed, watch->now.exit);
    return (int)watch->now.exit;
}

/* ---- watching ------------------------------------------------------------ */

/* Until the run has ended, or nobody reads any more. */
static int follow(struct watch *watch, struct tare_err *err)
{
    int status = read_again(watch, err);

    while (status == 0 && watch->now.state == TARE_LIVE_RUNNING) {
        int was_gone = is_gone(watch);

        show(watch);
        if (fflush(stdout) != 0)
            return 0;
        if (!was_gone) {
            status = check_silence(watch, err);
            usleep(PAUSE_US);
        }
        if (status == 0) /* who is gone may have written since: last of all */
            status = read_again(watch, err);
        if (status == 0 && was_gone && watch->now.state == TARE_LIVE_RUNNING)
            status = refuse_gone(watch, err);
    }
    return status == 0 ? conclude(watch) : status;
}

static int watch_file(struct tare_options *options, struct tare_err *err)
{
    struct watch watch = { .bar = { .stream = stdout } };
    int status;

    if (options->operands.count != 1)
        return tare_fail_with(err, TARE_EUSAGE,
                              "watch needs one status file: FILE (tare watch "
                              "--help)");
    watch.path = options->operands.items[0];
    watch.space = tare_process_space();
    watch.bar.style = tare_verbosity_style(stdout, options);
    status = wait_for_file(watch.path, err);
    if (status == 0)
        status = follow(&watch, err);
    tare_progress_clear(&watch.bar);
    tare_live_release(&watch.now);
    tare_live_release(&watch.told);
    free(watch.space);
    return status;
}

static const char help[] =
    "Usage: tare watch FILE\n\n"
    "Shows how far a run is, until it ends, and ends with its status. FILE is "
    "what the\nrun was given as --status FILE. If the run was killed, the "
    "status "
    "is 3;\nif FILE cannot be read, 5.\n\n"
    "Example: tare gate --status gate.json old_bench new_bench &\n"
    "         tare watch gate.json";

int tare_verb_watch(int count, char **words, struct tare_err *err)
{
    return tare_options_run(TARE_VERB_WATCH, count, words, help, watch_file,
                            err);
}
