/* SPDX-License-Identifier: MIT */
/*
 * Small blocks come from spans, of which each is cut into blocks of one class;
 * what is given back is kept for the next of its class.  Large ones have a
 * mapping each.  In front of every block there is a header; a list of all
 * mappings tells what is ours.
 */
#include "harness/meters/heap.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    CLASSES = 48,        /* 16, 32, ... 256, then four for each doubling */
    SPAN = 256 << 10,    /* cut into blocks of one class */
    CHUNK = 16 * SPAN,   /* mapped at once */
    FIRST_RANGES = 4096, /* mappings that the first list has room for */
    SPINS = 100          /* before another thread may run */
};

/* So that header.before is enough. */
#define ALIGNMENT_MAX ((size_t)1 << (sizeof(size_t) > 4 ? 35 : 30))

enum state {
    FREE = 0xf4ee,
    LIVE = 0x1ead
};

struct header {
    uint64_t size;   /* as it was asked for */
    uint32_t before; /* 16 bytes each, from the start of the room to here */
    uint16_t class;  /* CLASSES for a large one */
    uint16_t state;  /* LIVE or FREE */
};

_Static_assert(sizeof(struct header) == 16, "blocks are 16 bytes aligned");

/* Lies over the header of a block that was given back, but not its state. */
struct vacant {
    struct vacant *next;
};

struct class
{
    struct vacant *vacant;
    char *at, *end; /* of the span that is being cut */
};

struct range {
    uintptr_t start;
    size_t size;
};

static struct class classes[CLASSES];
static char *chunk_at, *chunk_end;
static struct range *ranges; /* ascending */
static size_t range_count, range_room;
static size_t page_size;

/* ---- the lock ------------------------------------------------------------ */

/* A thread keeps its pthread_self() in a child that it forks. */
static atomic_uintptr_t owner;
static unsigned depth;

void tare_heap_lock(void)
{
    uintptr_t self = (uintptr_t)pthread_self(), nobody = 0;
    unsigned spins = 0;

    if (atomic_load(&owner) == self) {
        depth++;
        return;
    }
    while (!atomic_compare_exchange_weak(&owner, &nobody, self)) {
        nobody = 0;
        if (++spins % SPINS == 0)
            sched_yield();
    }
    depth = 1;
}

void tare_heap_unlock(void)
{
    if (--depth == 0)
        atomic_store(&owner, 0);
}

/* ---- mappings ------------------------------------------------------------ */

static void *map(size_t size)
{
    void *got = mmap(NULL, size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return got != MAP_FAILED ? got : NULL;
}

/* The first mapping that ends after the address. */
static size_t find_range(uintptr_t at)
{
    size_t low = 0, high = range_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (ranges[middle].start + ranges[middle].size > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static int make_room(void)
{
    size_t room = range_room > 0 ? 2 * range_room : FIRST_RANGES;
    struct range *more;

    if (range_count < range_room)
        return 0;
    more = map(room * sizeof *more);
    if (more == NULL)
        return -1;
    if (range_count > 0)
        memcpy(more, ranges, range_count * sizeof *more);
    if (ranges != NULL)
        munmap(ranges, range_room * sizeof *ranges);
    ranges = more;
    range_room = room;
    return 0;
}

/* A mapping of our own, in the list; NULL when there is no memory. */
static void *map_ours(size_t size)
{
    void *got = make_room() == 0 ? map(size) : NULL;
    size_t index;

    if (got == NULL)
        return NULL;
    index = find_range((uintptr_t)got);
    memmove(ranges + index + 1, ranges + index,
            (range_count - index) * sizeof *ranges);
    ranges[index] = (struct range){ (uintptr_t)got, size };
    range_count++;
    return got;
}

static void unmap_ours(void *start)
{
    size_t index = find_range((uintptr_t)start);

    munmap(start, ranges[index].size);
    range_count--;
    memmove(ranges + index, ranges + index + 1,
            (range_count - index) * sizeof *ranges);
}

/* ---- rooms --------------------------------------------------------------- */

static size_t class_size(unsigned class)
{
    if (class < 16)
        return 16 * (size_t)(class + 1);
    return (size_t)(5 + class % 4) << (class / 4 + 2);
}

static unsigned class_of(size_t room)
{
    unsigned class = 0;

    while (class < CLASSES && class_size(class) < room)
        class ++;
    return class;
}

static size_t whole_pages(size_t size)
{
    return (size + page_size - 1) / page_size * page_size;
}

static int start_span(struct class *class)
{
    if (chunk_at == chunk_end) {
        chunk_at = map_ours(CHUNK);
        chunk_end = chunk_at != NULL ? chunk_at + CHUNK : NULL;
    }
    if (chunk_at == NULL)
        return -1;
    class->at = chunk_at;
    class->end = chunk_at += SPAN;
    return 0;
}

/* Room of one class, whatever is in it; NULL when there is no memory. */
static char *take_small(unsigned number)
{
    struct class *class = &classes[number];
    size_t size = class_size(number);
    char *room = (char *)class->vacant;

    if (room != NULL) {
        class->vacant = class->vacant->next;
        return room;
    }
    if ((size_t)(class->end - class->at) < size && start_span(class) < 0)
        return NULL;
    room = class->at;
    class->at += size;
    return room;
}

static void give_small(char *room, unsigned number)
{
    struct vacant *vacant = (struct vacant *)(void *)room;

    vacant->next = classes[number].vacant;
    classes[number].vacant = vacant;
}

/* ---- blocks -------------------------------------------------------------- */

static struct header *header_of(const void *block)
{
    return (struct header *)((uintptr_t)block - sizeof(struct header));
}

/* Only calls that need no memory. */
static struct header *live_header(const void *block)
{
    static const char text[] = "tare: a block is freed or resized that was "
                               "never allocated, or is freed already\n";
    struct header *header = header_of(block);
    ssize_t written;

    if ((uintptr_t)block % 16 == 0 && header->state == LIVE)
        return header;
    written = write(STDERR_FILENO, text, sizeof text - 1);
    (void)written;
    abort();
}

static char *room_of(struct header *header)
{
    return (char *)header - (size_t)header->before * 16;
}

/* Bytes from the block to the end of its room. */
static size_t capacity_of(struct header *header)
{
    uintptr_t start = (uintptr_t)room_of(header);
    size_t size = header->class < CLASSES ? class_size(header->class)
                                          : ranges[find_range(start)].size;

    return start + size - (uintptr_t)(header + 1);
}

void *tare_heap_take(size_t size, size_t alignment, int *is_zero)
{
    size_t extra = alignment > 16 ? alignment : 16;
    size_t need = size + extra; /* the header included */
    unsigned class;
    struct header *header;
    char *room;
    uintptr_t block;

    if (size > PTRDIFF_MAX - ALIGNMENT_MAX || extra > ALIGNMENT_MAX)
        return NULL;
    class = class_of(need);
    room = class < CLASSES ? take_small(class) : map_ours(whole_pages(need));
    if (room == NULL)
        return NULL;
    block = ((uintptr_t)room + 16 + extra - 1) & ~(uintptr_t)(extra - 1);
    header = header_of((void *)block);
    *header =
        (struct header){ .size = size,
                         .before = (uint32_t)(((char *)header - room) / 16),
                         .class = (uint16_t) class,
                         .state = LIVE };
    *is_zero = class == CLASSES;
    return (void *)block;
}

int tare_heap_has(const void *block)
{
    uintptr_t at = (uintptr_t)block - sizeof(struct header);
    size_t index = find_range(at);

    return index < range_count && ranges[index].start <= at;
}

size_t tare_heap_size(const void *block)
{
    return live_header(block)->size;
}

void tare_heap_give(void *block)
{
    struct header *header = live_header(block);
    char *room = room_of(header);
    unsigned class = header->class;

    header->state = FREE;
    if (class < CLASSES)
        give_small(room, class);
    else
        unmap_ours(room);
}

/* Small ones that shrink stay; large ones move when half would be left over. */
int tare_heap_resize(void *block, size_t size)
{
    struct header *header = live_header(block);
    size_t capacity = capacity_of(header);

    if (size > capacity || (header->class == CLASSES && size < capacity / 2))
        return 0;
    header->size = size;
    return 1;
}

void tare_heap_open(void)
{
    page_size = (size_t)sysconf(_SC_PAGESIZE);
    pthread_atfork(tare_heap_lock, tare_heap_unlock, tare_heap_unlock);
}
