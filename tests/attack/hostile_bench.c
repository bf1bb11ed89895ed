/* SPDX-License-Identifier: MIT */
/* Benchmarks that attack whoever runs them; for tests/attack/surroundings.sh. */
#include <tare.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void healthy(struct tare *t)
{
    TARE_LOOP(t)
        tare_clobber();
}
TARE_BENCH(healthy);

/* Started with the set-uid bit by somebody else than root, it cannot be killed
 * by them. */
static void becomes_root(struct tare *t)
{
    signal(SIGTERM, SIG_IGN);
    if (geteuid() != 0 || setuid(0) != 0)
        tare_skip(t, "needs to be a set-uid program of root");
    sleep(60);
    TARE_LOOP(t)
        tare_clobber();
}
TARE_BENCH(becomes_root, .timeout_s = 0.5);
TARE_BENCH(becomes_root, .name = "stays_root");

/* Text as long as that; stays. */
static const char *lengthy(size_t size)
{
    char *text = malloc(size + 1);

    memset(text, 'x', size);
    text[size] = '\0';
    return text;
}

static void says_a_megabyte(struct tare *t)
{
    TARE_LOOP(t)
        tare_report(t, lengthy(1 << 20), 1);
}
TARE_BENCH(says_a_megabyte);

static void skips_at_length(struct tare *t)
{
    tare_skip(t, "%s", lengthy(1 << 20));
}
TARE_BENCH(skips_at_length);

static void speaks_to_the_terminal(struct tare *t)
{
    tare_measure(t, "\033]0;unit\a", "\033[2J\n::error::", TARE_LOWER);
    TARE_LOOP(t)
        tare_report(t, "\033]0;unit\a", 1);
}
TARE_BENCH(speaks_to_the_terminal, .name = "::error::name ##[group]x");

/* Which a look at its environment would not tell to be ours. */
static void leaves_bare(struct tare *t)
{
    char *const words[] = { (char *)"sleep", (char *)"1000.9", NULL };
    char *const nothing[] = { NULL };

    TARE_LOOP(t)
        if (fork() == 0) {
            setsid();
            execve("/bin/sleep", words, nothing);
            _exit(1);
        }
}
TARE_BENCH(leaves_bare, .samples = 1, .batch = 1);

static void hangs(struct tare *t)
{
    signal(SIGTERM, SIG_IGN);
    TARE_LOOP(t)
        sleep(60);
}
TARE_BENCH(hangs);

TARE_MAIN();
