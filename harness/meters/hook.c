/* SPDX-License-Identifier: MIT */
/*
 * A short jump is written over the function; it leads to an island nearby,
 * from where a long one leads to the replacement.  So little is overwritten,
 * and the replacement may be anywhere.
 */
#include "harness/meters/hook.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- processors ---------------------------------------------------------- */

/* How code begins, and so many bytes are meant by it. */
struct pattern {
    const char *bytes; /* NULL ends a list */
    size_t size, length;
};

/*
 * For each: bytes of the short jump, how far it goes (less two pages, so that
 * nobody has to count to the last byte), what has to stay at the beginning as
 * the landing pad of indirect jumps, the end of a function that is shorter than
 * the jump, and what is put between functions.
 */
#if defined(__x86_64__)

enum {
    IS_KNOWN = 1,
    SHORT_JUMP = 5
};
#define REACH ((uintptr_t)0x7fff0000)

static const struct pattern landing_pads[] = { { "\xf3\x0f\x1e\xfa", 4,
                                                 4 }, /* endbr64 */
                                               { NULL, 0, 0 } };
static const struct pattern tiny_functions[] = { { "\xc3", 1, 1 }, /* ret */
                                                 { "\xeb", 1,
                                                   2 }, /* jmp, of one byte */
                                                 { NULL, 0, 0 } };
static const struct pattern paddings[] = {
    { "\x90", 1, 1 },     { "\xcc", 1, 1 },     { "\x0f\x1f", 2, 2 },
    { "\x66\x90", 2, 2 }, /* the prefix of most longer ones */
    { "\x66\x2e", 2, 2 }, { "\x66\x66", 2, 2 }, { "\x66\x0f\x1f", 3, 3 },
    { NULL, 0, 0 }
};

static void write_short_jump(unsigned char *code, uintptr_t to)
{
    int32_t distance =
        (int32_t)((int64_t)to - (int64_t)((uintptr_t)code + SHORT_JUMP));

    code[0] = 0xe9; /* jmp distance */
    memcpy(code + 1, &distance, sizeof distance);
}

static const unsigned char long_jump[] = { 0xff, 0x25, 0, 0, 0, 0 };

#elif defined(__aarch64__)

enum {
    IS_KNOWN = 1,
    SHORT_JUMP = 4
};
#define REACH ((uintptr_t)0x7fe0000)

static const struct pattern landing_pads[] = { { "\x5f\x24\x03\xd5", 4,
                                                 4 }, /* bti c */
                                               { NULL, 0, 0 } };
static const struct pattern tiny_functions[] = { { NULL, 0, 0 } };
static const struct pattern paddings[] = { { NULL, 0, 0 } };

static void write_short_jump(unsigned char *code, uintptr_t to)
{
    int64_t distance = (int64_t)to - (int64_t)(uintptr_t)code;
    uint32_t jump = 0x14000000u | ((uint32_t)(distance / 4) & 0x3ffffffu);

    memcpy(code, &jump, sizeof jump); /* b distance */
}

/* ldr x16, .+8; br x16 */
static const unsigned char long_jump[] = { 0x50, 0x00, 0x00, 0x58,
                                           0x00, 0x02, 0x1f, 0xd6 };

#elif defined(__riscv) && __riscv_xlen == 64

enum {
    IS_KNOWN = 1,
    SHORT_JUMP = 8
};
#define REACH ((uintptr_t)0x7fff0000)

static const struct pattern landing_pads[] = { { NULL, 0, 0 } };
static const struct pattern tiny_functions[] = {
    { "\x82\x80", 2, 2 },         /* c.ret */
    { "\x67\x80\x00\x00", 4, 4 }, /* ret */
    { NULL, 0, 0 }
};
static const struct pattern paddings[] = { { "\x01\x00", 2, 2 }, /* c.nop */
                                           { "\x13\x00\x00\x00", 4,
                                             4 }, /* nop */
                                           { NULL, 0, 0 } };

static void write_short_jump(unsigned char *code, uintptr_t to)
{
    int64_t distance = (int64_t)to - (int64_t)(uintptr_t)code;
    int64_t high = (distance + 0x800) >> 12, low = distance - high * 4096;
    uint32_t jump[2] = {
        (uint32_t)high << 12 | 6u << 7 | 0x17u, /* auipc t1, high */
        (uint32_t)low << 20 | 6u << 15 | 0x67u  /* jr low(t1) */
    };

    memcpy(code, jump, sizeof jump);
}

/* auipc t1, 0; ld t1, 16(t1); jr t1; nop */
static const unsigned char long_jump[] = { 0x17, 0x03, 0x00, 0x00, 0x03, 0x33,
                                           0x03, 0x01, 0x67, 0x00, 0x03, 0x00,
                                           0x13, 0x00, 0x00, 0x00 };

#else

enum {
    IS_KNOWN = 0,
    SHORT_JUMP = 1
};
#define REACH ((uintptr_t)0)

static const struct pattern landing_pads[] = { { NULL, 0, 0 } };
static const struct pattern tiny_functions[] = { { NULL, 0, 0 } };
static const struct pattern paddings[] = { { NULL, 0, 0 } };

static void write_short_jump(unsigned char *code, uintptr_t to)
{
    (void)code;
    (void)to;
}

static const unsigned char long_jump[1];

#endif

/* What the code begins with of those; 0: none of them. */
static size_t match(const struct pattern *patterns, const unsigned char *code)
{
    for (; patterns->bytes != NULL; patterns++) {
        size_t i = 0;

        /* one by one, because the code may end right here */
        while (i < patterns->size &&
               code[i] == (unsigned char)patterns->bytes[i])
            i++;
        if (i == patterns->size)
            return patterns->length;
    }
    return 0;
}

int tare_hook_is_known(void)
{
    return IS_KNOWN;
}

/* ---- islands ------------------------------------------------------------- */

enum {
    ISLAND = 32,    /* bytes: a long jump and where it goes */
    STEP = 64 << 10 /* no page is larger on these processors */
};

struct shore {
    uintptr_t base; /* a page */
    size_t used;
};

/* Where the functions are, and the islands that were made for them. */
struct work {
    struct shore shores[TARE_HOOKS_MAX];
    size_t shore_count;
    uintptr_t code[TARE_HOOKS_MAX];    /* where the short jumps go */
    uintptr_t islands[TARE_HOOKS_MAX]; /* and where they lead */
    size_t unlocked;                   /* of them can be written */
    size_t page;
};

static int is_near(uintptr_t a, uintptr_t b)
{
    return (a > b ? a - b : b - a) < REACH;
}

/* A page at that address or elsewhere near; 0 where there is none. */
static uintptr_t try_page(uintptr_t at, uintptr_t near, size_t page)
{
    void *got = mmap((void *)at, page, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

    if (got == MAP_FAILED)
        return 0;
    if (is_near((uintptr_t)got, near))
        return (uintptr_t)got;
    munmap(got, page);
    return 0;
}

/* Below first: above a program is where its data will grow. */
static uintptr_t find_page(uintptr_t near, size_t page)
{
    uintptr_t middle = near & ~(uintptr_t)(STEP - 1), found = 0;

    for (uintptr_t away = STEP; away < REACH && away < middle && found == 0;
         away += STEP)
        found = try_page(middle - away, near, page);
    for (uintptr_t away = STEP; away < REACH && found == 0; away += STEP)
        found = try_page(middle + away, near, page);
    return found;
}

/* The shore near that code that has room. */
static struct shore *find_shore(struct work *work, uintptr_t code)
{
    struct shore *shore = work->shores;

    for (size_t i = 0; i < work->shore_count; i++, shore++)
        if (is_near(shore->base, code) && shore->used + ISLAND <= work->page)
            return shore;
    *shore = (struct shore){ find_page(code, work->page), 0 };
    if (shore->base == 0)
        return NULL;
    work->shore_count++;
    return shore;
}

static uintptr_t make_island(struct shore *shore, uintptr_t to)
{
    unsigned char *island = (unsigned char *)shore->base + shore->used;

    shore->used += ISLAND;
    memcpy(island, long_jump, sizeof long_jump);
    memcpy(island + sizeof long_jump, &to, sizeof to);
    return (uintptr_t)island;
}

static int seal_islands(const struct work *work)
{
    for (size_t i = 0; i < work->shore_count; i++) {
        char *base = (char *)work->shores[i].base;

        if (mprotect(base, work->page, PROT_READ | PROT_EXEC) != 0)
            return -1;
        __builtin___clear_cache(base, base + work->page);
    }
    return 0;
}

/* ---- replacing ----------------------------------------------------------- */

/* Whether the jump overwrites this function only, or nothing after it. */
static int has_room(const unsigned char *code, size_t size)
{
    if (size == 0)
        size = match(tiny_functions, code);
    return size == 0 || size >= SHORT_JUMP || match(paddings, code + size) > 0;
}

static int protect(const struct work *work, size_t index, int how)
{
    uintptr_t first = work->code[index] & ~(uintptr_t)(work->page - 1);
    uintptr_t end = work->code[index] + SHORT_JUMP;

    return mprotect((void *)first, end - first, how);
}

/* Code that is not executable for a moment would be missed, and where it can
 * not be both, it could not be made executable again. */
static int unlock(struct work *work, size_t count)
{
    for (; work->unlocked < count; work->unlocked++)
        if (protect(work, work->unlocked, PROT_READ | PROT_WRITE | PROT_EXEC))
            return -1;
    return 0;
}

static void lock(struct work *work)
{
    for (size_t i = 0; i < work->unlocked; i++)
        protect(work, i, PROT_READ | PROT_EXEC);
}

static int prepare(struct work *work, size_t index,
                   const struct tare_hook *hook, char *reason, size_t size)
{
    const unsigned char *code = (const unsigned char *)hook->entry;
    size_t pad = match(landing_pads, code);
    struct shore *shore;

    if (!has_room(code + pad, hook->size > pad ? hook->size - pad : 0)) {
        snprintf(reason, size, "%s() is too short to be replaced", hook->name);
        return -1;
    }
    shore = find_shore(work, hook->entry);
    if (shore == NULL) {
        snprintf(reason, size, "there is no free page near %s()", hook->name);
        return -1;
    }
    work->code[index] = hook->entry + pad;
    work->islands[index] = make_island(shore, hook->replacement);
    return 0;
}

static void give_up(struct work *work)
{
    lock(work);
    for (size_t i = 0; i < work->shore_count; i++)
        munmap((void *)work->shores[i].base, work->page);
}

int tare_hook_all(const struct tare_hook *hooks, size_t count, char *reason,
                  size_t size)
{
    struct work work = { .page = (size_t)sysconf(_SC_PAGESIZE) };
    int status = IS_KNOWN && count <= TARE_HOOKS_MAX ? 0 : -1;

    if (status != 0)
        snprintf(reason, size, "functions cannot be replaced here");
    for (size_t i = 0; i < count && status == 0; i++)
        status = prepare(&work, i, &hooks[i], reason, size);
    if (status == 0 && (seal_islands(&work) != 0 || unlock(&work, count))) {
        snprintf(reason, size,
                 "the system forbids changing code in memory: mprotect: %s",
                 strerror(errno));
        status = -1;
    }
    if (status != 0) {
        give_up(&work);
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        unsigned char *code = (unsigned char *)work.code[i];

        write_short_jump(code, work.islands[i]);
        __builtin___clear_cache((char *)code, (char *)code + SHORT_JUMP);
    }
    lock(&work);
    return 0;
}
