/* SPDX-License-Identifier: MIT */
#include "harness/launch.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

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
      RUN(a_file_that_is_busy_for_a_moment_is_waited_for),
      RUN(what_is_not_there_cannot_be_started))
