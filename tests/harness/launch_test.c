/* SPDX-License-Identifier: MIT */
#include "harness/launch/launch.h"

#include <fcntl.h>
#include <sys/personality.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/launch/environment.h"
#include "tests/test.h"

static char script[] = "/tmp/tare-launch-XXXXXX";

/* Prints what a launch finds in its environment, and its size. */
static void make_script(void)
{
    static const char text[] =
        "#!/bin/sh\n"
        "echo \"path: $LD_LIBRARY_PATH\"\n"
        "tr '\\000' '\\n' </proc/$$/environ | grep -c ^LD_LIBRARY_PATH=\n"
        "tr '\\000' '\\n' </proc/$$/environ | grep -c ^TARE_PRECISION=\n"
        "wc -c </proc/$$/environ\n";
    int fd = mkstemp(script);

    CHECK_INT(write(fd, text, strlen(text)), strlen(text));
    fchmod(fd, 0700);
    close(fd);
}

/* What the script printed; returned. */
static char *output_of(const char *library_path, unsigned padding)
{
    struct tare_launched launched;
    struct tare_err err = { 0 };
    struct tare_message message = { 0 };
    char *output;

    struct tare_start start = { .exec = script,
                                .library_path = library_path,
                                .padding = padding };

    CHECK_INT(tare_launch_start(&launched, &start, &err), 0);
    CHECK_INT(tare_launch_receive(&launched, &message, 10), 0);
    tare_message_release(&message);
    tare_launch_finish(&launched, 10);
    output = tare_launch_output(&launched);
    return output != NULL ? output : strdup("");
}

static void check_output(const char *library_path, const char *want)
{
    char *output = output_of(library_path, 16);

    CHECK(strncmp(output, want, strlen(want)) == 0);
    if (strncmp(output, want, strlen(want)) != 0)
        printf("# %s", output);
    free(output);
}

TEST(a_library_path_replaces_ours)
{
    make_script();
    setenv("LD_LIBRARY_PATH", "/ours", 1);
    setenv("TARE_PRECISION", "0.5", 1);
    check_output(NULL, "path: /ours\n1\n0\n");
    check_output("/copy:/ours", "path: /copy:/ours\n1\n0\n");
    unsetenv("LD_LIBRARY_PATH");
    check_output(NULL, "path: \n0\n0\n");
    check_output("/copy", "path: /copy\n1\n0\n");
    unsetenv("TARE_PRECISION");
}

static long environment_size(const char *library_path, unsigned padding)
{
    char *output = output_of(library_path, padding);
    const char *last = output + strlen(output) - 1;
    long size;

    while (last > output && last[-1] != '\n')
        last--;
    size = atol(last);
    free(output);
    return size;
}

TEST(only_padding_changes_the_size_of_the_environment)
{
    long size = environment_size("/copy/one", 0);

    CHECK(size > 0);
    CHECK_INT(environment_size("/copy/two", 0), size);
    CHECK_INT(environment_size("/copy/one", 4080), size + 4080);
}

/* ---- by another program -------------------------------------------------- */

/* Of what lies above the stack: strings, the pointers to them, and twice the
 * path, where it lies for a program under Valgrind. */
static size_t steady_size(const char *path, const char *library_path)
{
    const char *command[] = { "/bin/other", path, NULL };
    struct tare_start start = { .exec = "/unused",
                                .library_path = library_path,
                                .padding = 48,
                                .command = command,
                                .is_steady = 1 };
    struct tare_environment environment;
    size_t size = 2 * strlen(path);
    int is_bound = 0;

    tare_environment_make(&environment, &start);
    for (size_t i = 0; i < environment.count; i++) {
        size += strlen(environment.list[i]) + 1 + sizeof(char *);
        is_bound |= strcmp(environment.list[i], "LD_BIND_NOW=1") == 0;
    }
    CHECK(environment.list[environment.count] == NULL);
    CHECK(is_bound);
    tare_environment_release(&environment);
    return size;
}

TEST(a_steady_stack_does_not_depend_on_the_environment)
{
    size_t rest = steady_size("/a/tare-launch", NULL) % 4096;

    CHECK_INT(steady_size("/another/tare-launch", NULL) % 4096, rest);
    CHECK_INT(steady_size("/a/tare-launch", "/some/where") % 4096, rest);
    setenv("ONE_MORE", "with some text", 1);
    CHECK_INT(steady_size("/a/tare-launch", NULL) % 4096, rest);
    unsetenv("ONE_MORE");
}

/* What a launch that a shell starts prints about itself. */
static void check_started(int is_steady, const char *want)
{
    const char *command[] = { "/bin/sh", "-c",
                              "cat /proc/self/personality; echo \"$0 $1\"",
                              "/x/" TARE_LAUNCH_NAME, NULL };
    struct tare_start start = { .exec = "/unused",
                                .command = command,
                                .is_steady = is_steady };
    struct tare_launched launched;
    struct tare_err err = { 0 };
    struct tare_message message = { 0 };
    char *output;

    CHECK_INT(tare_launch_start(&launched, &start, &err), 0);
    CHECK_INT(tare_launch_receive(&launched, &message, 10), 0);
    tare_message_release(&message);
    tare_launch_finish(&launched, 10);
    output = tare_launch_output(&launched);
    CHECK(output != NULL && strstr(output, want) != NULL);
    free(output);
}

TEST(a_command_is_started_instead)
{
    check_started(0, "/x/tare-launch 3\n");
}

TEST(a_steady_launch_has_no_drawn_addresses_and_we_do)
{
    int before = personality(0xffffffff);

    if (before < 0 || personality((unsigned)before | ADDR_NO_RANDOMIZE) < 0)
        SKIP("personalities may not be set here");
    personality((unsigned)before);
    check_started(1, "00040000\n/x/tare-launch 3\n");
    CHECK_INT(personality(0xffffffff), before);
}

TEST(a_file_that_is_busy_for_a_moment_is_waited_for)
{
    int ends[2];
    char byte;
    pid_t pid;

    CHECK_INT(pipe(ends), 0);
    pid = fork();
    if (pid == 0) {
        int fd = open(script, O_RDWR);

        if (write(ends[1], "x", 1) != 1)
            _exit(1);
        usleep(30000);
        close(fd);
        _exit(0);
    }
    CHECK_INT(read(ends[0], &byte, 1), 1);
    check_output("/copy", "path: /copy\n1\n0\n");
    waitpid(pid, NULL, 0);
    close(ends[0]);
    close(ends[1]);
    unlink(script);
}

TEST(what_is_not_there_cannot_be_started)
{
    struct tare_start start = { .exec = script };
    struct tare_launched launched;
    struct tare_err err = { 0 };

    CHECK_INT(tare_launch_start(&launched, &start, &err), TARE_EBENCH);
    CHECK_STR(err.text, "cannot start a launch: No such file or directory");
}

TESTS(RUN(a_library_path_replaces_ours),
      RUN(only_padding_changes_the_size_of_the_environment),
      RUN(a_steady_stack_does_not_depend_on_the_environment),
      RUN(a_command_is_started_instead),
      RUN(a_steady_launch_has_no_drawn_addresses_and_we_do),
      RUN(a_file_that_is_busy_for_a_moment_is_waited_for),
      RUN(what_is_not_there_cannot_be_started))
