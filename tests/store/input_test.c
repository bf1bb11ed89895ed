/* SPDX-License-Identifier: MIT */
#include "store/input.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/test.h"

#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined __SANITIZE_ADDRESS__ || __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#else
#define IS_SANITIZED 0
#endif

enum {
    PLENTY = 1 << 30
};

static char path[] = "/tmp/tare-input-XXXXXX";

static void write_file(const char *text, size_t size)
{
    int fd = open(path, O_WRONLY | O_TRUNC);

    CHECK(write(fd, text, size) == (ssize_t)size);
    close(fd);
}

static void check_input(const char *name, const char *want, size_t want_size)
{
    struct tare_err err = { 0 };
    size_t size;
    char *bytes;

    CHECK_INT(tare_input_read(&bytes, &size, name, PLENTY, &err), 0);
    CHECK_STR(err.text, "");
    CHECK_INT(size, want_size);
    CHECK(size == want_size && memcmp(bytes, want, size) == 0);
    free(bytes);
}

static void check_refusal(const char *name, size_t size_max, const char *want)
{
    struct tare_err err = { 0 };
    size_t size;
    char *bytes;

    CHECK_INT(tare_input_read(&bytes, &size, name, size_max, &err),
              TARE_EBASELINE);
    CHECK_STR(err.text, want);
    CHECK(bytes == NULL);
    CHECK_INT(size, 0);
}

static void makes_a_file(void)
{
    int fd = mkstemp(path);

    CHECK(fd >= 0);
    close(fd);
}

TEST(a_file_is_read_whole)
{
    write_file("some\0 bytes", 11);
    check_input(path, "some\0 bytes", 11);
    write_file("", 0);
    check_input(path, "", 0);
}

TEST(stdin_is_a_file_too)
{
    int saved = dup(STDIN_FILENO), fd;

    write_file("from stdin", 10);
    fd = open(path, O_RDONLY);
    dup2(fd, STDIN_FILENO);
    check_input("-", "from stdin", 10);
    CHECK(lseek(STDIN_FILENO, 0, SEEK_END) == 10); /* and it stays open */
    lseek(STDIN_FILENO, 0, SEEK_SET);
    check_refusal("-", 3,
                  "standard input: is larger than 3 bytes: name a smaller "
                  "file");
    dup2(saved, STDIN_FILENO);
    close(saved);
    close(fd);
}

static int feed;
static char fed[200000];

/* Interrupts the read, then lets it end. */
static void feed_pipe(int number)
{
    static int ticks;

    (void)number;
    if (ticks++ == 0)
        return;
    CHECK(write(feed, "end", 3) == 3);
    close(feed);
}

TEST(a_pipe_is_read_to_its_end_through_interruptions)
{
    struct sigaction action = { .sa_handler = feed_pipe };
    struct itimerval twice = { { 0, 20000 }, { 0, 20000 } }, never = { 0 };
    char name[32];
    int ends[2];

    CHECK_INT(pipe(ends), 0);
    fcntl(ends[1], F_SETPIPE_SZ, 1 << 18);
    memset(fed, 'x', sizeof fed);
    CHECK(write(ends[1], fed, sizeof fed - 3) == sizeof fed - 3);
    memcpy(fed + sizeof fed - 3, "end", 3);
    feed = ends[1];
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &twice, NULL);
    snprintf(name, sizeof name, "/dev/fd/%d", ends[0]);
    check_input(name, fed, sizeof fed);
    setitimer(ITIMER_REAL, &never, NULL);
    close(ends[0]);
}

TEST(a_large_file_is_read_whole)
{
    size_t size = 17 << 20;
    char *text = malloc(size);

    memset(text, 'y', size);
    write_file(text, size);
    check_input(path, text, size);
    free(text);
}

TEST(what_cannot_be_read_is_named)
{
    check_refusal("/no/such/file", PLENTY,
                  "/no/such/file: cannot read: No such file or directory");
    check_refusal("/tmp", PLENTY, "/tmp: cannot read: Is a directory");
}

TEST(what_is_too_large_is_refused)
{
    char want[128];

    snprintf(want, sizeof want,
             "%s: is larger than 1073741824 bytes: name a smaller file", path);
    CHECK_INT(truncate(path, (off_t)PLENTY + 1), 0);
    check_refusal(path, PLENTY, want);
    check_refusal("/dev/zero", 100000,
                  "/dev/zero: is larger than 100000 bytes: name a smaller "
                  "file");
    CHECK_INT(truncate(path, 100), 0);
    snprintf(want, sizeof want,
             "%s: is larger than 99 bytes: name a smaller file", path);
    check_refusal(path, 99, want);
}

TEST(a_file_may_be_as_large_as_allowed)
{
    struct tare_err err = { 0 };
    size_t size;
    char *bytes;

    write_file("four", 4);
    CHECK_INT(tare_input_read(&bytes, &size, path, 4, &err), 0);
    CHECK_INT(size, 4);
    free(bytes);
}

TEST(a_closed_stdin_is_no_file)
{
    int saved = dup(STDIN_FILENO);

    close(STDIN_FILENO);
    check_refusal("-", PLENTY,
                  "standard input: cannot read: Bad file descriptor");
    dup2(saved, STDIN_FILENO);
    close(saved);
}

/* Allows that many more bytes of memory, or all there are. */
static void limit_memory(size_t more)
{
    struct rlimit limit;
    FILE *file = fopen("/proc/self/statm", "r");
    unsigned long pages = 0;

    CHECK(file != NULL && fscanf(file, "%lu", &pages) == 1);
    fclose(file);
    getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = more > 0 ? pages * (size_t)sysconf(_SC_PAGESIZE) + more
                              : limit.rlim_max;
    setrlimit(RLIMIT_AS, &limit);
}

TEST(too_little_memory_is_an_error_like_others)
{
    char want[128], endless[128];

    if (IS_SANITIZED)
        SKIP("a sanitizer needs all memory");
    snprintf(want, sizeof want, "%s: cannot read: %s", path, strerror(ENOMEM));
    snprintf(endless, sizeof endless, "/dev/zero: cannot read: %s",
             strerror(ENOMEM));
    CHECK_INT(truncate(path, 64 << 20), 0);
    limit_memory(32 << 20);
    check_refusal(path, PLENTY, want);
    check_refusal("/dev/zero", PLENTY, endless);
    limit_memory(0);
}

TEST(the_file_is_gone_again)
{
    CHECK_INT(unlink(path), 0);
}

TESTS(RUN(makes_a_file), RUN(a_file_is_read_whole), RUN(stdin_is_a_file_too),
      RUN(a_pipe_is_read_to_its_end_through_interruptions),
      RUN(a_large_file_is_read_whole), RUN(what_cannot_be_read_is_named),
      RUN(what_is_too_large_is_refused), RUN(a_file_may_be_as_large_as_allowed),
      RUN(a_closed_stdin_is_no_file),
      RUN(too_little_memory_is_an_error_like_others),
      RUN(the_file_is_gone_again))
