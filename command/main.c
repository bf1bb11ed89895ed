/* SPDX-License-Identifier: MIT */
/* The one main of `tare` and of every bench binary. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"
#include "command/complete.h"
#include "command/live.h"
#include "command/manual.h"
#include "command/verbs.h"
#include "harness/bench/registry.h"
#include "harness/launch/remote.h"
#include "harness/include/tare.h"
#include "report/terminal/say.h"
#include "store/file.h"
#include "store/orphans.h"
#include "store/signals.h"

static void print_usage(FILE *stream)
{
    fputs("tare " TARE_VERSION ", a statistical benchmark harness for C\n\n"
          "Usage: tare VERB ...          (tare VERB --help tells more)\n"
          "       ./my_bench [OPTIONS] [FILTER...]\n\n",
          stream);
    for (size_t i = 0; i < tare_verb_count; i++)
        fprintf(stream, "  %-8s %s\n", tare_verbs[i].name,
                tare_verbs[i].summary);
}

static int refuse_verb(const char *word, struct tare_err *err)
{
    return tare_fail_with(err, TARE_EUSAGE,
                          "unknown verb \"%.60s\"; tare --help lists all",
                          word);
}

static int run_verb(int argc, char **argv, struct tare_err *err)
{
    const struct tare_verb *verb;

    if (argc < 2) {
        print_usage(stderr);
        return TARE_EUSAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_usage(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        puts("tare " TARE_VERSION);
        return 0;
    }
    if (strcmp(argv[1], "--man") == 0) {
        tare_manual_print_program();
        return 0;
    }
    if (strcmp(argv[1], "complete") == 0)
        return tare_complete(argc - 2, argv + 2);
    verb = tare_verb_find(argv[1]);
    return verb != NULL ? verb->run(argc - 2, argv + 2, err)
                        : refuse_verb(argv[1], err);
}

static void print_error(const struct tare_err *err)
{
    tare_say("%s", err->text);
}

/* A full disk shows only now; a reader that went away is a normal end. */
static int close_stdout(int status, struct tare_err *err)
{
    int before = errno; /* of a write that failed earlier, perhaps */
    int error = fflush(stdout) != 0 ? errno : 0;

    if ((error == 0 && !ferror(stdout)) || status < 0 || status > 128 ||
        tare_file_has_no_reader(stdout))
        return status;
    if (error == 0 && (before == ENOSPC || before == EFBIG || before == EDQUOT))
        error = before;
    return tare_fail_with(err, TARE_EOUTPUT, "stdout: cannot write: %s",
                          error != 0 ? strerror(error)
                                     : "some of the output was lost");
}

/* Whoever started us without stdin, stdout or stderr must not get our files
 * under their numbers. */
static void open_standard_streams(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

/* A launch whose main() goes its own way. */
static int refuse_launch(void)
{
    fputs("tare: this process is a launch, but tare_main() did not get the "
          "arguments of main(): pass argc and argv unchanged, before parsing "
          "them\n",
          stderr);
    return -TARE_EUSAGE;
}

/* Options of its own for an executable with benchmarks, verbs for `tare`. */
static int run(int argc, char **argv, int is_program, struct tare_err *err)
{
    if (tare_registry_first() != NULL)
        return tare_run_own(argc - 1, argv + 1, err);
    if (is_program)
        return run_verb(argc, argv, err);
    return tare_suite_refuse_empty("this executable", err);
}

static int coordinate(int argc, char **argv, int is_program)
{
    struct tare_err err = { 0 };
    int channel = tare_remote_channel(argc, argv);
    int status;

    if (channel >= 0)
        return tare_remote_serve(channel);
    if (tare_remote_is_launch())
        return refuse_launch();
    open_standard_streams();
    tare_signals_reset();
    tare_orphans_isolate();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that got too large is an error */
    status = close_stdout(run(argc, argv, is_program, &err), &err);
    if (err.text[0] != '\0')
        print_error(&err);
    if (status == TARE_EINTERRUPTED)
        status = 128 + tare_signals_number();
    status = abs(status);
    tare_live_end(status);
    return status;
}

int tare_main(int argc, char **argv)
{
    return coordinate(argc, argv, 0);
}

int tare_program_main(int argc, char **argv)
{
    return coordinate(argc, argv, 1);
}
