/* SPDX-License-Identifier: MIT */
#include "harness/stacks/here.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

#include "store/alloc.h"

enum {
    COPY_SIZE = 16384
};

/* Those that a function leaves as they were: no others are needed for its
 * callers.  Inlined, so that the frame is the one of who asks. */
static inline __attribute__((always_inline)) void
note_registers(struct tare_registers *registers)
{
    uint64_t *values = registers->values;

#if defined(__aarch64__)
    __asm__ volatile("adr %0, .\n\t"
                     "mov x9, sp\n\t"
                     "str x9, [%1, #248]\n\t"
                     "stp x19, x20, [%1, #152]\n\t"
                     "stp x21, x22, [%1, #168]\n\t"
                     "stp x23, x24, [%1, #184]\n\t"
                     "stp x25, x26, [%1, #200]\n\t"
                     "stp x27, x28, [%1, #216]\n\t"
                     "stp x29, x30, [%1, #232]"
                     : "=&r"(registers->pc)
                     : "r"(values)
                     : "x9", "memory");
    registers->known = 0xfff80000u;
#elif defined(__x86_64__)
    __asm__ volatile("lea 0(%%rip), %0\n\t"
                     "mov %%rbx, 24(%1)\n\t"
                     "mov %%rbp, 48(%1)\n\t"
                     "mov %%rsp, 56(%1)\n\t"
                     "mov %%r12, 96(%1)\n\t"
                     "mov %%r13, 104(%1)\n\t"
                     "mov %%r14, 112(%1)\n\t"
                     "mov %%r15, 120(%1)"
                     : "=&r"(registers->pc)
                     : "r"(values)
                     : "memory");
    registers->known = 0xf0c8;
#else
    (void)values;  /* another machine: nothing is known */
#endif
}

uint64_t tare_stack_pointer(const struct tare_registers *registers)
{
    return registers->values[tare_unwind_machine() == TARE_MACHINE_X86_64
                                 ? TARE_CFI_X86_64_SP
                                 : TARE_CFI_AARCH64_SP];
}

#if defined(__x86_64__)
/* By their DWARF numbers. */
static const unsigned char places[] = { REG_RAX, REG_RDX, REG_RCX, REG_RBX,
                                        REG_RSI, REG_RDI, REG_RBP, REG_RSP,
                                        REG_R8,  REG_R9,  REG_R10, REG_R11,
                                        REG_R12, REG_R13, REG_R14, REG_R15 };
#endif

void tare_stack_interrupted(struct tare_registers *registers,
                            const void *context)
{
    const mcontext_t *machine = &((const ucontext_t *)context)->uc_mcontext;

    *registers = (struct tare_registers){ 0 };
#if defined(__x86_64__)
    for (unsigned i = 0; i < sizeof places; i++)
        registers->values[i] = (uint64_t)machine->gregs[places[i]];
    registers->known = 0xffff;
    registers->pc = (uint64_t)machine->gregs[REG_RIP];
#elif defined(__aarch64__)
    for (unsigned i = 0; i < TARE_CFI_AARCH64_SP; i++)
        registers->values[i] = machine->regs[i];
    registers->values[TARE_CFI_AARCH64_SP] = machine->sp;
    registers->known = 0xffffffffu;
    registers->pc = machine->pc;
#else
    (void)machine; /* another machine: nothing is known */
#endif
}

/* ---- copies -------------------------------------------------------------- */

void tare_stack_limits(struct tare_stack_limits *limits)
{
    pthread_attr_t facts;
    void *low = NULL;
    size_t size = 0;

    *limits = (struct tare_stack_limits){ 0 };
    if (pthread_getattr_np(pthread_self(), &facts) != 0)
        return;
    if (pthread_attr_getstack(&facts, &low, &size) == 0) {
        limits->low = (uint64_t)(uintptr_t)low;
        limits->high = limits->low + size;
    }
    pthread_attr_destroy(&facts);
}

/* Whatever lies there, at whatever address: neither memcpy() nor code that
 * sanitizers have changed, who mind what is between variables. */
typedef uint64_t word __attribute__((may_alias, aligned(1)));

__attribute__((no_sanitize("address", "thread", "undefined"))) static void
copy_words(volatile word *to, const volatile word *from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = from[i];
}

/* The kernel stops where there is nothing. */
static size_t copy_by_kernel(uint64_t address, unsigned char *copy, size_t size)
{
    struct iovec to = { copy, size };
    struct iovec from = { (void *)(uintptr_t)address, size };
    ssize_t copied = process_vm_readv(getpid(), &to, 1, &from, 1, 0);

    return copied > 0 ? (size_t)copied : 0;
}

size_t tare_stack_copy(const struct tare_stack_limits *limits, uint64_t address,
                       unsigned char *copy, size_t size)
{
    uint64_t left = limits->high - address;

    if (address < limits->low || address >= limits->high)
        return copy_by_kernel(address, copy, size);
    left = left < size ? left : size;
    copy_words((volatile word *)copy, (const volatile word *)(uintptr_t)address,
               left / sizeof(word));
    return left / sizeof(word) * sizeof(word);
}

/* Of this thread, found once: for the first thread of a process that is a file of
 * the kernel's to be read.  Of the model that needs no memory when first used. */
static const struct tare_stack_limits *own_limits(void)
{
    static _Thread_local struct tare_stack_limits limits
        __attribute__((tls_model("initial-exec")));

    if (limits.high == 0)
        tare_stack_limits(&limits);
    return &limits;
}

__attribute__((noinline)) void
tare_stack_here(const struct tare_modules *modules, struct tare_stack *stack)
{
    struct tare_registers registers = { 0 };
    unsigned char *bytes = tare_alloc(COPY_SIZE, 1); /* not on the stack */
    struct tare_extent_of_memory copy = { .bytes = bytes };

    note_registers(&registers);
    copy.address = tare_stack_pointer(&registers);
    copy.size = tare_stack_copy(own_limits(), copy.address, bytes, COPY_SIZE);
    tare_unwind(modules, &registers, &copy, stack);
    free(bytes);
}
