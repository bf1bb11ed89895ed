/* SPDX-License-Identifier: MIT */
/*
 * Places at which debuggers and tracers may look in (docs/probes.md).
 *
 *     TARE_PROBE2(case__done, id, ns);
 *
 * Each is one instruction that does nothing, and a note in the executable that
 * says where it is and which registers hold the arguments: integers, or
 * pointers to text.  The format is that of SystemTap, which gdb, perf and
 * bpftrace read too; names that are not ours below are the format's.
 */
#ifndef TARE_HARNESS_PROBE_H
#define TARE_HARNESS_PROBE_H

#include <stdint.h>

#if defined(__ELF__) && defined(__LP64__) &&                                   \
    (defined(__x86_64__) || defined(__aarch64__) || defined(__riscv))

/* The note: lengths of owner and content, type 3, owner, content.  A prelinked
 * file is told by where the section .stapsdt.base has gone; all that is linked
 * together has one. */
/* clang-format off */
#define TARE_PROBE_(name, places, ...)                                         \
    __asm__ __volatile__(                                                      \
        "77: nop\n"                                                            \
        ".pushsection .note.stapsdt, \"\", \"note\"\n"                         \
        ".balign 4\n"                                                          \
        ".4byte 72f - 71f, 74f - 73f, 3\n"                                     \
        "71: .asciz \"stapsdt\"\n"                                             \
        "72: .balign 4\n"                                                      \
        "73: .8byte 77b, _.stapsdt.base, 0\n"                                  \
        ".asciz \"tare\"\n"                                                    \
        ".asciz \"" #name "\"\n"                                               \
        ".asciz \"" places "\"\n"                                              \
        "74: .balign 4\n"                                                      \
        ".popsection\n"                                                        \
        ".ifndef _.stapsdt.base\n"                                             \
        ".pushsection .stapsdt.base, \"aG\", \"progbits\", "                   \
        ".stapsdt.base, comdat\n"                                              \
        ".weak _.stapsdt.base\n"                                               \
        ".hidden _.stapsdt.base\n"                                             \
        "_.stapsdt.base: .byte 0\n"                                            \
        ".popsection\n"                                                        \
        ".endif\n"                                                             \
        :: __VA_ARGS__)
/* clang-format on */

#else
#define TARE_PROBE_(name, places, ...)                                         \
    __asm__ __volatile__("" ::__VA_ARGS__) /* the arguments are used */
#endif

/* In a register, whose name every reader of the note understands. */
#define TARE_PROBE_IN_(argument) "r"((uintptr_t)(argument))

#define TARE_PROBE1(name, one) TARE_PROBE_(name, "8@%0", TARE_PROBE_IN_(one))
#define TARE_PROBE2(name, one, two)                                            \
    TARE_PROBE_(name, "8@%0 8@%1", TARE_PROBE_IN_(one), TARE_PROBE_IN_(two))
#define TARE_PROBE3(name, one, two, three)                                     \
    TARE_PROBE_(name, "8@%0 8@%1 8@%2", TARE_PROBE_IN_(one),                   \
                TARE_PROBE_IN_(two), TARE_PROBE_IN_(three))

#endif
