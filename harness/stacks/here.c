/* SPDX-License-Identifier: MIT */
#include "harness/stacks/here.h"

#include <stdlib.h>
#include <sys/uio.h>
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
    (void)values; /* another machine: nothing is known */
#endif
}

static unsigned stack_register(void)
{
    return tare_unwind_machine() == TARE_MACHINE_X86_64 ? TARE_CFI_X86_64_SP
                                                        : TARE_CFI_AARCH64_SP;
}

/* How much of the stack was copied; nobody knows where it ends, but the kernel
 * stops there. */
static size_t copy_stack(uint64_t address, unsigned char *copy)
{
    struct iovec to = { copy, COPY_SIZE };
    struct iovec from = { (void *)(uintptr_t)address, COPY_SIZE };
    ssize_t size = process_vm_readv(getpid(), &to, 1, &from, 1, 0);

    return size > 0 ? (size_t)size : 0;
}

__attribute__((noinline)) void
tare_stack_here(const struct tare_modules *modules, struct tare_stack *stack)
{
    struct tare_registers registers = { 0 };
    unsigned char *bytes = tare_alloc(COPY_SIZE, 1); /* not on the stack */
    struct tare_extent_of_memory copy = { .bytes = bytes };

    note_registers(&registers);
    copy.address = registers.values[stack_register()];
    copy.size = copy_stack(copy.address, bytes);
    tare_unwind(modules, &registers, &copy, stack);
    free(bytes);
}
