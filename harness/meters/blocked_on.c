/* SPDX-License-Identifier: MIT */
#include "harness/meters/blocked_on.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>

#include "harness/stacks/cfi.h"

/* ---- which system call --------------------------------------------------- */

/* The code before an instruction, at most so much; NULL where none can be read. */
static const unsigned char *code_before(const struct tare_modules *modules,
                                        uint64_t pc, size_t *size)
{
    const struct tare_module *module = tare_modules_find(modules, pc);

    if (module == NULL)
        return NULL;
    *size = (size_t)(pc - module->code.address);
    return module->code.bytes + *size;
}

#if defined(__aarch64__)
enum {
    NUMBER = 8, /* registers */
    ARGUMENT = 0
};

/* In a system call: its number; else -1. */
static long call_number(const struct tare_modules *modules,
                        const struct tare_registers *registers)
{
    static const unsigned char svc[] = { 0x01, 0x00, 0x00, 0xd4 };
    size_t size = 0;
    const unsigned char *end = code_before(modules, registers->pc, &size);

    return size >= sizeof svc && memcmp(end - sizeof svc, svc, sizeof svc) == 0
               ? (long)registers->values[NUMBER]
               : -1;
}
#else
enum {
    NUMBER = 0,
    RETURN = 2,
    ARGUMENT = 5,
    CODE_MOST = 32, /* between the number and the call */
    UNKNOWN = 0xffff
};

/* Instructions that put a number into eax; not those that, with one byte before
 * them, put it into r8d. */
static int is_number_at(const unsigned char *at, size_t left, size_t before,
                        uint32_t *number)
{
    int is_other = before > 0 && (at[-1] & 0xf5) == 0x41;

    if (left >= 5 && at[0] == 0xb8 && !is_other) {
        memcpy(number, at + 1, sizeof *number);
        return *number < UNKNOWN;
    }
    *number = SYS_read; /* 0 */
    return left >= 2 && (at[0] == 0x31 || at[0] == 0x33) && at[1] == 0xc0 &&
           !is_other;
}

/* The kernel keeps the number for itself, and has put -ENOSYS in its place: so it is
 * read from the code before the call. */
static long call_number(const struct tare_modules *modules,
                        const struct tare_registers *registers)
{
    size_t size = 0, most;
    const unsigned char *end;
    uint32_t number;

    if (registers->values[NUMBER] != (uint64_t)-ENOSYS ||
        registers->values[RETURN] != registers->pc)
        return -1;
    end = code_before(modules, registers->pc, &size);
    most = size < CODE_MOST ? size : CODE_MOST;
    for (size_t back = 2; back <= most; back++)
        if (is_number_at(end - back, back - 2, size - back, &number))
            return number;
    return UNKNOWN;
}
#endif

/* ---- what it waits for --------------------------------------------------- */

#define EITHER(name)                                                           \
    {                                                                          \
        SYS_##name, TARE_BLOCKED_INPUT                                         \
    }

static const struct {
    long number;
    enum tare_blocked on;
} calls[] = {
    { SYS_futex, TARE_BLOCKED_LOCK },
    { SYS_nanosleep, TARE_BLOCKED_SLEEP },
    { SYS_clock_nanosleep, TARE_BLOCKED_SLEEP },
    { SYS_wait4, TARE_BLOCKED_CHILD },
    { SYS_waitid, TARE_BLOCKED_CHILD },
    { SYS_sched_yield, TARE_BLOCKED_YIELD },
#ifdef SYS_poll /* of older machines */
    EITHER(poll),
    EITHER(epoll_wait),
    EITHER(open),
#endif
    EITHER(read),
    EITHER(readv),
    EITHER(pread64),
    EITHER(preadv),
    EITHER(preadv2),
    EITHER(write),
    EITHER(writev),
    EITHER(pwrite64),
    EITHER(pwritev),
    EITHER(pwritev2),
    EITHER(recvfrom),
    EITHER(recvmsg),
    EITHER(recvmmsg),
    EITHER(sendto),
    EITHER(sendmsg),
    EITHER(sendmmsg),
#ifdef SYS_select /* ARM has none of these, and i386 not all */
    EITHER(select),
#endif
#ifdef SYS_accept
    EITHER(accept),
#endif
    EITHER(accept4),
    EITHER(connect),
    EITHER(ppoll),
    EITHER(pselect6),
    EITHER(epoll_pwait),
    EITHER(openat),
    EITHER(fsync),
    EITHER(fdatasync),
#ifdef SYS_sync_file_range
    EITHER(sync_file_range),
#endif
    EITHER(sendfile),
    EITHER(splice),
    EITHER(copy_file_range),
    EITHER(getdents64),
    EITHER(io_uring_enter),
};

enum tare_blocked tare_blocked_on(const struct tare_modules *modules,
                                  const struct tare_registers *registers,
                                  uint64_t *lock)
{
    long number = call_number(modules, registers);
    enum tare_blocked on = number < 0 ? TARE_BLOCKED_PAGE : TARE_BLOCKED_OTHER;

    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (calls[i].number == number)
            on = calls[i].on;
    *lock = on == TARE_BLOCKED_LOCK ? registers->values[ARGUMENT] : 0;
    return on;
}

const char *tare_blocked_name(enum tare_blocked on)
{
    static const char *const names[TARE_BLOCKED_COUNT] = {
        [TARE_BLOCKED_OTHER] = "[other]",
        [TARE_BLOCKED_LOCK] = "[lock]",
        [TARE_BLOCKED_SLEEP] = "[sleep]",
        [TARE_BLOCKED_INPUT] = "[input or output]",
        [TARE_BLOCKED_CHILD] = "[child process]",
        [TARE_BLOCKED_PAGE] = "[page]",
        [TARE_BLOCKED_YIELD] = "[yield]",
        [TARE_BLOCKED_SHARED] = "[shared lock]",
    };

    return names[on];
}
