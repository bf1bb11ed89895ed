/* SPDX-License-Identifier: MIT */
#include "harness/meters/mallocs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "harness/meters/heap.h"

/* Of a function that stands in the place of malloc(). */
#define CALLER __builtin_return_address(0)

/* ---- counting ------------------------------------------------------------ */

/* All under the lock of the heap. */
static struct tare_mallocs_count count;
static uint64_t live, level; /* bytes now, and at the first start */
static int is_begun;
static unsigned running; /* of those who take part: between start and stop */

/* What the thread is to the benchmark.  Of the model that needs no memory of
 * its own when it is first used. */
static _Thread_local enum {
    OUTSIDER,
    WAITING,
    RUNNING
} part __attribute__((tls_model("initial-exec")));

static int counts(void)
{
    return part != WAITING && running > 0;
}

/* Of the watcher's own blocks it is not told. */
static const struct tare_mallocs_watcher *watcher;
static int is_telling;

static void tell_given(void *block, size_t size, void *old, const void *caller)
{
    int saved = errno;

    if (watcher == NULL || is_telling)
        return;
    is_telling = 1;
    watcher->given(block, size, old, caller);
    is_telling = 0;
    errno = saved;
}

static void tell_taken(void *block)
{
    if (watcher == NULL || is_telling)
        return;
    is_telling = 1;
    watcher->taken(block, counts());
    is_telling = 0;
}

static void note_peak(void)
{
    if (live > level && live - level > count.peak)
        count.peak = live - level;
}

/* A block of that size instead of one of old_size bytes. */
static void note_call(size_t size, size_t old_size)
{
    live += (uint64_t)size - old_size;
    if (!counts())
        return;
    count.calls++;
    count.bytes += size;
    note_peak();
}

void tare_mallocs_watch(const struct tare_mallocs_watcher *who)
{
    tare_heap_lock();
    watcher = who;
    tare_heap_unlock();
}

void tare_mallocs_start(void)
{
    tare_heap_lock();
    if (!is_begun)
        level = live;
    is_begun = 1;
    note_peak();
    part = RUNNING;
    running++;
    tare_heap_unlock();
}

void tare_mallocs_stop(void)
{
    tare_heap_lock();
    part = WAITING;
    running--;
    tare_heap_unlock();
}

struct tare_mallocs_count tare_mallocs_take(void)
{
    struct tare_mallocs_count taken;

    tare_heap_lock();
    taken = count;
    count = (struct tare_mallocs_count){ 0 };
    is_begun = 0;
    tare_heap_unlock();
    return taken;
}

/* ---- blocks of others ---------------------------------------------------- */

/* Copies what can be read, up to size bytes: nobody knows how long the block
 * is.  Writing into a pipe fails where reading would be a fault.  -1 when there
 * is no pipe to be had. */
static int copy_readable(char *to, const char *from, size_t size)
{
    size_t step = 512, done = 0; /* divides pages, fits every pipe */
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    while (done < size) {
        size_t part_size = step - (uintptr_t)(from + done) % step;

        if (part_size > size - done)
            part_size = size - done;
        if (write(ends[1], from + done, part_size) != (ssize_t)part_size ||
            read(ends[0], to + done, part_size) != (ssize_t)part_size)
            break;
        done += part_size;
    }
    close(ends[0]);
    close(ends[1]);
    return 0;
}

/* ---- blocks -------------------------------------------------------------- */

/* caller: where it goes on when the block is given. */
static void *take(size_t size, size_t alignment, int wants_zero,
                  const void *caller)
{
    int is_zero;
    void *block;

    tare_heap_lock();
    block = tare_heap_take(size, alignment, &is_zero);
    if (block != NULL) {
        note_call(size, 0);
        if (counts())
            tell_given(block, size, NULL, caller);
    }
    tare_heap_unlock();
    if (block == NULL)
        errno = ENOMEM;
    else if (wants_zero && !is_zero)
        memset(block, 0, size);
    return block;
}

void *tare_mallocs_malloc(size_t size)
{
    return take(size, 16, 0, CALLER);
}

void *tare_mallocs_calloc(size_t items, size_t size)
{
    size_t all;

    if (__builtin_mul_overflow(items, size, &all)) {
        errno = ENOMEM;
        return NULL;
    }
    return take(all, 16, 1, CALLER);
}

void tare_mallocs_free(void *block)
{
    int saved = errno;

    if (block == NULL)
        return;
    tare_heap_lock();
    if (tare_heap_has(block)) {
        live -= tare_heap_size(block);
        tell_taken(block);
        tare_heap_give(block);
    }
    tare_heap_unlock();
    errno = saved;
}

/* The old block stays where it is. */
static void *adopt(const void *block, size_t size, const void *caller)
{
    int saved = errno;
    void *mine = take(size, 16, 0, caller);

    if (mine == NULL)
        return NULL;
    if (copy_readable(mine, block, size) < 0) {
        tare_mallocs_free(mine);
        errno = ENOMEM;
        return NULL;
    }
    errno = saved;
    return mine;
}

static void note_move(void *block, void *old, size_t size, size_t old_size,
                      const void *caller)
{
    note_call(size, old_size);
    if (counts())
        tell_given(block, size, old, caller);
    else
        tell_taken(old);
}

/* One of ours, under the lock; NULL when there is no memory. */
static void *move(void *block, size_t size, const void *caller)
{
    size_t old_size = tare_heap_size(block);
    int is_zero;
    void *moved;

    if (tare_heap_resize(block, size)) {
        note_move(block, block, size, old_size, caller);
        return block;
    }
    moved = tare_heap_take(size, 16, &is_zero);
    if (moved == NULL)
        return NULL;
    memcpy(moved, block, size < old_size ? size : old_size);
    note_move(moved, block, size, old_size, caller);
    tare_heap_give(block);
    return moved;
}

static void *resize(void *block, size_t size, const void *caller)
{
    void *moved = NULL;
    int is_ours;

    if (block == NULL)
        return take(size, 16, 0, caller);
    if (size == 0) {
        tare_mallocs_free(block);
        return NULL;
    }
    tare_heap_lock();
    is_ours = tare_heap_has(block);
    if (is_ours)
        moved = move(block, size, caller);
    tare_heap_unlock();
    if (!is_ours)
        return adopt(block, size, caller);
    if (moved == NULL)
        errno = ENOMEM;
    return moved;
}

void *tare_mallocs_realloc(void *block, size_t size)
{
    return resize(block, size, CALLER);
}

void *tare_mallocs_reallocarray(void *block, size_t items, size_t size)
{
    size_t all;

    if (__builtin_mul_overflow(items, size, &all)) {
        errno = ENOMEM;
        return NULL;
    }
    return resize(block, all, CALLER);
}

/* ---- alignment ----------------------------------------------------------- */

/* As in the C library of GNU, the next power of two is meant. */
static void *take_aligned(size_t alignment, size_t size, const void *caller)
{
    size_t power = 16;

    if (alignment > SIZE_MAX / 2 + 1) {
        errno = EINVAL;
        return NULL;
    }
    while (power < alignment)
        power *= 2;
    return take(size, power, 0, caller);
}

void *tare_mallocs_memalign(size_t alignment, size_t size)
{
    return take_aligned(alignment, size, CALLER);
}

int tare_mallocs_posix_memalign(void **block, size_t alignment, size_t size)
{
    int saved = errno;
    void *got;

    if (alignment % sizeof(void *) != 0 || alignment == 0 ||
        (alignment & (alignment - 1)) != 0)
        return EINVAL;
    got = take_aligned(alignment, size, CALLER);
    errno = saved;
    if (got == NULL)
        return ENOMEM;
    *block = got;
    return 0;
}

void *tare_mallocs_valloc(size_t size)
{
    return take_aligned((size_t)getpagesize(), size, CALLER);
}

void *tare_mallocs_pvalloc(size_t size)
{
    size_t page = (size_t)getpagesize(), more;

    if (__builtin_add_overflow(size, page - 1, &more)) {
        errno = ENOMEM;
        return NULL;
    }
    return take_aligned(page, more / page * page, CALLER);
}

/* Of blocks from before nobody can tell any more. */
size_t tare_mallocs_usable_size(void *block)
{
    size_t size = 0;

    if (block == NULL)
        return 0;
    tare_heap_lock();
    if (tare_heap_has(block))
        size = tare_heap_size(block);
    tare_heap_unlock();
    return size;
}
