/* SPDX-License-Identifier: MIT */
#include "harness/machine/cold.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "harness/include/tare_barrier.h"
#include "harness/machine/clock.h"
#include "stats/rng.h"

enum {
    LINE = 64,   /* or a multiple of it */
    TEXT = 8192, /* more than the longest line */
    ENTRIES = 512,
    STOPS = 64,
    APART = 8
};

/* A mapping larger than that is address space that somebody has reserved, such
 * as the shadow of a sanitizer: looking for its pages would take minutes. */
#define MAPPING_MAX ((uint64_t)1 << 36)

/* Of /proc/self/pagemap: the page is in memory. */
#define IS_PRESENT ((uint64_t)1 << 63)

/* ---- lines --------------------------------------------------------------- */

#if defined(__x86_64__)

/* clflushopt is clflush with a prefix, and need not wait for the one before. */
static int has_flush_opt(void)
{
    static int has = -1;
    unsigned a, b, c, d;

    if (has < 0)
        has = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 23 & 1);
    return has;
}

static void flush(uintptr_t from, uintptr_t to, int is_code)
{
    (void)is_code;
    if (has_flush_opt())
        for (; from < to; from += LINE)
            __asm__ volatile(".byte 0x66; clflush (%0)" : : "r"(from));
    else
        for (; from < to; from += LINE)
            __asm__ volatile("clflush (%0)" : : "r"(from));
    __asm__ volatile("mfence" : : : "memory");
}

const char *tare_cold_refusal(void)
{
    return NULL;
}

#elif defined(__aarch64__)

static void flush(uintptr_t from, uintptr_t to, int is_code)
{
    for (uintptr_t at = from; at < to; at += LINE)
        __asm__ volatile("dc civac, %0" : : "r"(at) : "memory");
    for (uintptr_t at = from; is_code && at < to; at += LINE)
        __asm__ volatile("ic ivau, %0" : : "r"(at) : "memory");
    __asm__ volatile("dsb ish; isb" : : : "memory");
}

const char *tare_cold_refusal(void)
{
    return NULL;
}

#else

static void flush(uintptr_t from, uintptr_t to, int is_code)
{
    (void)from;
    (void)to;
    (void)is_code;
}

const char *tare_cold_refusal(void)
{
    return "programs cannot empty the caches of this kind of processor";
}

#endif

/* ---- mappings ------------------------------------------------------------ */

/* Only pages that are in memory: touching another one would bring it there. */
static int flush_mapping(int pagemap, uintptr_t from, uintptr_t to, int is_code)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint64_t entries[ENTRIES];

    while (from < to) {
        size_t count = (to - from) / page;
        ssize_t got;

        count = count < ENTRIES ? count : ENTRIES;
        got = pread(pagemap, entries, count * sizeof *entries,
                    (off_t)(from / page * sizeof *entries));
        if (got < (ssize_t)sizeof *entries)
            return got < 0 ? -errno : -EIO;
        count = (size_t)got / sizeof *entries;
        for (size_t i = 0; i < count; i++)
            if (entries[i] & IS_PRESENT)
                flush(from + i * page, from + (i + 1) * page, is_code);
        from += count * page;
    }
    return 0;
}

/* Not the kernel's own, by which the clock is read, and no devices. */
static int is_ours(const char *path)
{
    return strncmp(path, "[v", 2) != 0 && (strncmp(path, "/dev/", 5) != 0 ||
                                           strncmp(path, "/dev/shm/", 9) == 0);
}

/* "5581e0d2a000-5581e0d2c000 r-xp 00002000 fe:01 1835 /usr/bin/cat" */
static int flush_line(int pagemap, enum tare_cold what, const char *line)
{
    char mode[5], path[16] = "";
    uint64_t from, to;

    if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %*s %*s %*s %15s", &from, &to,
               mode, path) < 3)
        return -EIO;
    if (mode[0] != 'r' || to - from > MAPPING_MAX || !is_ours(path) ||
        (mode[2] == 'x' && what != TARE_COLD_ALL))
        return 0;
    return flush_mapping(pagemap, (uintptr_t)from, (uintptr_t)to,
                         mode[2] == 'x');
}

/* Each whole line of the text, whose size is then what is left of it. */
static int flush_lines(int pagemap, enum tare_cold what, char *text,
                       size_t *size)
{
    char *line = text, *end;
    int status = 0;

    text[*size] = '\0';
    while (status == 0 && (end = strchr(line, '\n')) != NULL) {
        *end = '\0';
        status = flush_line(pagemap, what, line);
        line = end + 1;
    }
    *size -= (size_t)(line - text);
    memmove(text, line, *size);
    return *size < TEXT ? status : -EIO;
}

static int flush_all(int maps, int pagemap, enum tare_cold what)
{
    static char text[TEXT + 1];
    size_t size = 0;
    ssize_t got;
    int status = 0;

    while (status == 0 && (got = read(maps, text + size, TEXT - size)) != 0) {
        if (got < 0)
            return -errno;
        size += (size_t)got;
        status = flush_lines(pagemap, what, text, &size);
    }
    return status;
}

/* ---- the witness --------------------------------------------------------- */

/* A line that leads to another. */
struct stop {
    struct stop *next;
    char rest[LINE - sizeof(struct stop *)];
};

/* So far apart that nothing fetches one with the other. */
static struct stop stops[STOPS][APART];

/* One cycle through them, in random order. */
static void connect(void)
{
    size_t order[STOPS];
    struct tare_rng rng;

    tare_rng_seed(&rng, 1);
    for (size_t i = 0; i < STOPS; i++)
        order[i] = i;
    tare_rng_shuffle(&rng, order, STOPS);
    for (size_t i = 0; i < STOPS; i++)
        stops[order[i]]->next = stops[order[(i + 1) % STOPS]];
}

static double walk_ns(void)
{
    const struct stop *at = stops[0];
    uint64_t begin_ns = tare_clock_now_ns();

    for (int i = 0; i < STOPS; i++)
        at = tare_black_box(at->next);
    return (double)(tare_clock_now_ns() - begin_ns);
}

double tare_cold_miss_ns(void)
{
    double first_ns = walk_ns();

    return (first_ns - walk_ns()) / STOPS;
}

/* ---- all of it ----------------------------------------------------------- */

/* Opened each time: code under test may close what is not its own. */
int tare_cold_make(enum tare_cold what)
{
    int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    int status = maps < 0 || pagemap < 0 ? -errno : 0;

    if (stops[0]->next == NULL)
        connect();
    if (status == 0)
        status = flush_all(maps, pagemap, what);
    if (maps >= 0)
        close(maps);
    if (pagemap >= 0)
        close(pagemap);
    return status;
}
