/* SPDX-License-Identifier: MIT */
/*
 * The two sides of the stories about duels.  Times are told by hand, so that
 * what changed is known to the digit whatever the machine does: each launch
 * draws its own error of a few thousandths.  SIDE_NEW is 0 or 1.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <tare.h>

/* In [-1, 1], another one for each process. */
static double draw(void)
{
    static unsigned long long state;
    struct timespec now;

    if (state == 0) {
        clock_gettime(CLOCK_REALTIME, &now);
        state = (unsigned long long)now.tv_nsec * 2654435761u ^
                (unsigned long long)getpid() << 32;
    }
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (double)(state >> 33) / 1073741824.0 - 1;
}

/* Claims that every iteration takes as long, give or take. */
static void claim(struct tare *t, double time_ns, double spread)
{
    time_ns *= 1 + spread * draw();
    TARE_LOOP(t)
        tare_add_time(t, time_ns * (1 + 1e-4 * draw()));
}

static void steady(struct tare *t)
{
    claim(t, 1000, 0.003);
}
TARE_BENCH(steady);

static void slower(struct tare *t)
{
    claim(t, SIDE_NEW ? 1040 : 1000, 0.003);
}
TARE_BENCH(slower);

static void faster(struct tare *t)
{
    claim(t, SIDE_NEW ? 950 : 1000, 0.003);
}
TARE_BENCH(faster);

static void shifted(struct tare *t)
{
    claim(t, SIDE_NEW ? 1004 : 1000, 0.003);
}
TARE_BENCH(shifted);

static void tolerant(struct tare *t)
{
    claim(t, SIDE_NEW ? 1040 : 1000, 0.003);
}
TARE_BENCH(tolerant, .noise = 0.1);

static void rough(struct tare *t)
{
    claim(t, 1000, 0.9);
}
TARE_BENCH(rough);

static void crashes(struct tare *t)
{
    if (SIDE_NEW)
        abort();
    claim(t, 1000, 0.003);
}
TARE_BENCH(crashes);

static void skips(struct tare *t)
{
    if (SIDE_NEW)
        tare_skip(t, "not today");
    claim(t, 1000, 0.003);
}
TARE_BENCH(skips);

static void other(struct tare *t)
{
    tare_result(t, SIDE_NEW ? 1 : 2);
    claim(t, 1000, 0.003);
}
TARE_BENCH(other);

static void pages(struct tare *t)
{
    tare_measure(t, "pages", "pages/s", TARE_HIGHER);
    TARE_LOOP(t) {
        tare_add_time(t, 1000 * (1 + 0.003 * draw()));
        tare_report(t, "pages", (SIDE_NEW ? 90 : 100) * (1 + 0.003 * draw()));
    }
}
TARE_BENCH(pages);

/*
 * New sides that are ill in ways that take longer to see.
 */
static void hangs(struct tare *t)
{
    TARE_LOOP(t) {
        tare_add_time(t, 1000);
        while (SIDE_NEW)
            pause();
    }
}
TARE_BENCH(hangs, .group = "odd");

/* How many launches of either side there were, this one included, counted in
 * the current folder. */
static int count_launches(void)
{
    int fd = open("launches", O_WRONLY | O_CREAT | O_APPEND, 0600);
    struct stat facts;

    if (fd < 0 || write(fd, "x", 1) != 1 || fstat(fd, &facts) != 0)
        abort();
    close(fd);
    return (int)facts.st_size;
}

static void crashes_once(struct tare *t)
{
    if (count_launches() > 20 && SIDE_NEW && access("crashed", F_OK) != 0) {
        close(open("crashed", O_WRONLY | O_CREAT, 0600));
        abort();
    }
    claim(t, 1000, 0.003);
}
TARE_BENCH(crashes_once, .group = "odd");

static void crashes_often(struct tare *t)
{
    if (count_launches() > 10 && SIDE_NEW)
        abort();
    claim(t, 1000, 0.003);
}
TARE_BENCH(crashes_often, .group = "odd");

#if SIDE_NEW
static void added(struct tare *t)
{
    claim(t, 1000, 0.003);
}
TARE_BENCH(added);
#else
static void removed(struct tare *t)
{
    claim(t, 1000, 0.003);
}
TARE_BENCH(removed);
#endif

TARE_MAIN();
