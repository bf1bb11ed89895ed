/* SPDX-License-Identifier: MIT */
#include "harness/bench/fault.h"

#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "harness/bench/wire.h"

enum {
    HANDLER_STACK = 64 << 10,
    BELOW = 1 << 20,
    ABOVE = 4096
};

/* A signal handler has no other way to know. */
static int fault_channel = -1;

extern void __asan_init(void) __attribute__((weak));

/* 0 where we do not know the processor. */
static uintptr_t stack_pointer(const ucontext_t *context)
{
#if defined(__x86_64__)
    return (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
#elif defined(__aarch64__)
    return (uintptr_t)context->uc_mcontext.sp;
#elif defined(__riscv)
    return (uintptr_t)context->uc_mcontext.__gregs[REG_SP];
#else
    (void)context;
    return 0;
#endif
}

/* An access a little below the stack pointer that faults met the guard page
 * (a large frame may jump some way past it). */
static int is_overflow(const siginfo_t *info, const ucontext_t *context)
{
    uintptr_t at = (uintptr_t)info->si_addr;
    uintptr_t stack = stack_pointer(context);

    return stack != 0 && at < stack + ABOVE && at + BELOW > stack;
}

/* Only calls that are allowed in a handler: the message is built by hand. */
static void on_fault(int number, siginfo_t *info, void *context)
{
    struct tare_message message = { .word = TARE_WORD_FAULT };
    uint64_t overflow = is_overflow(info, context) ? 1 : 0;

    message.body.data = (char *)&overflow;
    message.body.size = sizeof overflow;
    tare_message_send(fault_channel, &message);
    signal(number, SIG_DFL); /* returning repeats the fault, which kills */
}

void tare_fault_watch(int channel)
{
    struct sigaction action = { .sa_sigaction = on_fault,
                                .sa_flags = SA_SIGINFO | SA_ONSTACK };

    if (__asan_init != NULL)
        return;
    fault_channel = channel;
    sigaction(SIGSEGV, &action, NULL);
}

void tare_handler_stack(void)
{
    stack_t stack = { .ss_size = HANDLER_STACK }, now;

    if (sigaltstack(NULL, &now) != 0 || (now.ss_flags & SS_DISABLE) == 0)
        return;
    stack.ss_sp = mmap(NULL, HANDLER_STACK, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (stack.ss_sp != MAP_FAILED)
        sigaltstack(&stack, NULL);
}

void tare_fault_stack(void)
{
    if (fault_channel >= 0)
        tare_handler_stack();
}
