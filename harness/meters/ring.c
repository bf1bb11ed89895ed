/* SPDX-License-Identifier: MIT */
#include "harness/meters/ring.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "harness/meters/perf.h"
#include "harness/stacks/bytes.h"
#include "store/alloc.h"

enum {
    RECORD_MAX = 65536 /* the kernel's size of a record has 16 bits */
};

/* ---- registers ----------------------------------------------------------- */

#if defined(__aarch64__)
enum {
    REGISTERS = 33,
    PC_AT = 32
};
static const uint64_t register_mask = ((uint64_t)1 << REGISTERS) - 1;

static unsigned dwarf_number(unsigned at)
{
    return at;
}
#else
/* The kernel's order, without flags and segments, as DWARF numbers. */
enum {
    REGISTERS = 17,
    PC_AT = 8
};
static const uint64_t register_mask = 0xff01ff;

static unsigned dwarf_number(unsigned at)
{
    static const unsigned char numbers[REGISTERS] = { 0,  3,  2,  1,  4, 5,
                                                      6,  7,  16, 8,  9, 10,
                                                      11, 12, 13, 14, 15 };

    return numbers[at];
}
#endif

/* ---- opening ------------------------------------------------------------- */

/* As its own memory, or into that of another. */
static int get_memory(struct tare_ring *ring, const struct tare_ring_of *of,
                      size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    void *memory;

    if (of->into != NULL)
        return ioctl(ring->fd, PERF_EVENT_IOC_SET_OUTPUT, of->into->fd);
    memory = mmap(NULL, size + page, PROT_READ | PROT_WRITE, MAP_SHARED,
                  ring->fd, 0);
    if (memory == MAP_FAILED)
        return -1;
    ring->memory = memory;
    ring->size = size;
    ring->record = tare_alloc(RECORD_MAX, 1);
    return 0;
}

static void ask_for_switches(struct perf_event_attr *wish)
{
    wish->config = PERF_COUNT_SW_CONTEXT_SWITCHES;
    wish->sample_period = 1;
    wish->sample_type |= PERF_SAMPLE_TIME;
    wish->use_clockid = 1;
    wish->clockid = CLOCK_MONOTONIC;
    wish->context_switch = 1;
    wish->sample_id_all = 1;
    wish->exclude_callchain_kernel = 1;
}

int tare_ring_open(struct tare_ring *ring, const struct tare_ring_of *of,
                   uint64_t period_ns, size_t stack_size, size_t pages)
{
    struct perf_event_attr wish = {
        .type = PERF_TYPE_SOFTWARE,
        .size = sizeof wish,
        .config = PERF_COUNT_SW_TASK_CLOCK,
        .sample_period = period_ns,
        .sample_type = PERF_SAMPLE_IP | PERF_SAMPLE_TID |
                       PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER,
        .disabled = 1,
        .inherit = of->cpu >= 0,
        .exclude_hv = 1,
        .sample_regs_user = register_mask,
        .sample_stack_user = (uint32_t)stack_size,
    };
    struct stat facts;

    if (of->has_switches)
        ask_for_switches(&wish);
    *ring =
        (struct tare_ring){ .fd = tare_perf_call(&wish, of->thread, of->cpu),
                            .cpu = of->cpu,
                            .has_switches = of->has_switches,
                            .stack_size = stack_size };
    if (ring->fd == -EACCES || ring->fd == -EPERM) {
        wish.exclude_kernel = 1;
        ring->is_blind = 1;
        ring->fd = tare_perf_call(&wish, of->thread, of->cpu);
    }
    if (ring->fd < 0)
        return ring->fd;
    fstat(ring->fd, &facts);
    ring->device = facts.st_dev;
    ring->inode = facts.st_ino;
    if (get_memory(ring, of, pages * (size_t)sysconf(_SC_PAGESIZE)) != 0) {
        int error = errno;

        close(ring->fd);
        *ring = (struct tare_ring){ .fd = -1 };
        return -error;
    }
    return 0;
}

/* Code under test may have closed it, and opened a file of its own under the
 * number: never read from that,
 * nor close it. */
static int is_ours(const struct tare_ring *ring)
{
    struct stat facts;

    return fstat(ring->fd, &facts) == 0 && facts.st_dev == ring->device &&
           facts.st_ino == ring->inode;
}

void tare_ring_close(struct tare_ring *ring)
{
    if (ring->fd < 0)
        return;
    if (ring->memory != NULL)
        munmap(ring->memory, ring->size + (size_t)sysconf(_SC_PAGESIZE));
    if (is_ours(ring))
        close(ring->fd);
    free(ring->record);
    *ring = (struct tare_ring){ .fd = -1 };
}

void tare_ring_set_period(struct tare_ring *ring, uint64_t period_ns)
{
    ioctl(ring->fd, PERF_EVENT_IOC_PERIOD, &period_ns);
}

void tare_ring_enable(struct tare_ring *ring)
{
    ioctl(ring->fd, PERF_EVENT_IOC_ENABLE, 0);
}

int tare_ring_disable(struct tare_ring *ring)
{
    return ioctl(ring->fd, PERF_EVENT_IOC_DISABLE, 0);
}

uint64_t tare_ring_time_ns(const struct tare_ring *ring)
{
    uint64_t time_ns = 0;

    if (!is_ours(ring) ||
        read(ring->fd, &time_ns, sizeof time_ns) != sizeof time_ns)
        return 0;
    return time_ns;
}

static size_t largest_record(const struct tare_ring *ring)
{
    return ring->stack_size +
           (REGISTERS + 7u + (ring->has_switches != 0)) * sizeof(uint64_t);
}

double tare_ring_room(const struct tare_ring *ring)
{
    if (ring->memory == NULL)
        return INFINITY;
    return ((double)ring->size + 1) / (double)largest_record(ring);
}

/* ---- draining ------------------------------------------------------------ */

static uint64_t take_number(struct tare_bytes *rest)
{
    return tare_bytes_number(rest, 8);
}

/* Process and thread, and the time.  A process that the code under test has forked
 * is another one. */
static int read_thread(struct tare_bytes *rest, int has_time,
                       struct tare_look *look)
{
    if (tare_bytes_number(rest, 4) != (uint64_t)getpid())
        return -1;
    look->thread = (pid_t)tare_bytes_number(rest, 4);
    if (has_time)
        look->time_ns = take_number(rest);
    return rest->is_bad ? -1 : 0;
}

/* In the order in which the kernel puts them: ip, thread, registers, stack. */
static int read_look(struct tare_bytes rest, int has_time,
                     struct tare_look *look)
{
    unsigned sp = tare_unwind_machine() == TARE_MACHINE_X86_64
                      ? TARE_CFI_X86_64_SP
                      : TARE_CFI_AARCH64_SP;
    uint64_t size;

    *look = (struct tare_look){ 0 };
    (void)take_number(&rest);
    if (read_thread(&rest, has_time, look) < 0)
        return -1;
    if (take_number(&rest) ==
        PERF_SAMPLE_REGS_ABI_NONE) /* it was in the kernel */
        return -1;
    for (unsigned i = 0; i < REGISTERS; i++) {
        uint64_t value = take_number(&rest);

        if (i == PC_AT) {
            look->registers.pc = value;
            continue;
        }
        look->registers.values[dwarf_number(i)] = value;
        look->registers.known |= (uint64_t)1 << dwarf_number(i);
    }
    size = take_number(&rest);
    look->copy.bytes = tare_bytes_take(&rest, (size_t)size);
    if (rest.is_bad)
        return -1;
    if (size > 0) {
        uint64_t used = take_number(&rest);

        look->copy.size = (size_t)(used < size ? used : size);
    }
    look->copy.address = look->registers.values[sp];
    return rest.is_bad ? -1 : 0;
}

static int read_switch(struct tare_bytes rest, uint16_t misc,
                       struct tare_look *look)
{
    *look = (struct tare_look){
        .moment = (misc & PERF_RECORD_MISC_SWITCH_OUT) == 0 ? TARE_MOMENT_RUNS
                  : (misc & PERF_RECORD_MISC_SWITCH_OUT_PREEMPT) != 0
                      ? TARE_MOMENT_PREEMPTED
                      : TARE_MOMENT_WAITS
    };
    return read_thread(&rest, 1, look);
}

/* The record at that place, in one piece. */
static const unsigned char *record_at(struct tare_ring *ring, uint64_t tail,
                                      size_t size)
{
    const unsigned char *records =
        (const unsigned char *)ring->memory + (size_t)sysconf(_SC_PAGESIZE);
    size_t at = (size_t)(tail % ring->size), whole = ring->size - at;

    if (size <= whole)
        return records + at;
    memcpy(ring->record, records + at, whole);
    memcpy(ring->record + whole, records, size - whole);
    return ring->record;
}

static size_t
take_record(struct tare_ring *ring, const struct perf_event_header *header,
            struct tare_bytes rest,
            void (*take)(void *context, const struct tare_look *look),
            void *context)
{
    struct tare_look look;

    switch (header->type) {
    case PERF_RECORD_SAMPLE:
        if (read_look(rest, ring->has_switches, &look) < 0)
            return 0;
        look.is_kernel = (header->misc & PERF_RECORD_MISC_CPUMODE_MASK) ==
                         PERF_RECORD_MISC_KERNEL;
        take(context, &look);
        return 1;
    case PERF_RECORD_SWITCH:
        if (read_switch(rest, header->misc, &look) == 0)
            take(context, &look);
        return 0;
    case PERF_RECORD_LOST:
        (void)take_number(&rest);
        ring->lost += take_number(&rest);
        return 0;
    case PERF_RECORD_THROTTLE:
        ring->throttled++;
        return 0;
    default:
        return 0;
    }
}

size_t tare_ring_drain(struct tare_ring *ring,
                       void (*take)(void *context,
                                    const struct tare_look *look),
                       void *context)
{
    struct perf_event_mmap_page *page = ring->memory;
    uint64_t head, tail;
    size_t looks = 0;

    if (page == NULL)
        return 0;
    head = __atomic_load_n(&page->data_head, __ATOMIC_ACQUIRE);
    tail = page->data_tail;
    ring->was_full = ring->size - (head - tail) < largest_record(ring);
    while (head - tail >= sizeof(struct perf_event_header)) {
        struct perf_event_header header;
        const unsigned char *record;

        memcpy(&header, record_at(ring, tail, sizeof header), sizeof header);
        if (header.size < sizeof header || header.size > head - tail)
            break; /* not to be made sense of: what there is, is dropped */
        record = record_at(ring, tail, header.size);
        looks += take_record(ring, &header,
                             (struct tare_bytes){ .at = record + sizeof header,
                                                  .end = record + header.size },
                             take, context);
        tail += header.size;
    }
    __atomic_store_n(&page->data_tail, head, __ATOMIC_RELEASE);
    return looks;
}
