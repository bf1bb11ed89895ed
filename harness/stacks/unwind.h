/* SPDX-License-Identifier: MIT */
/*
 * From registers and a copy of the stack to the chain of callers.  Pure: nothing
 * is read but the copy and the modules, so that it can be done after the fact,
 * and with hostile bytes.
 */
#ifndef TARE_HARNESS_UNWIND_H
#define TARE_HARNESS_UNWIND_H

#include "harness/stacks/eh_frame_index.h"

enum {
    TARE_FRAMES_MAX = 200,
    TARE_MACHINE_X86_64 = 62, /* as in ELF */
    TARE_MACHINE_AARCH64 = 183
};

/* An executable or library in memory. */
struct tare_module {
    struct tare_extent_of_memory code;   /* what can be executed */
    struct tare_extent_of_memory frames; /* what holds its frame information */
    uint64_t header;                     /* .eh_frame_hdr in it; 0: none */
    const struct tare_eh_frame_index *index; /* where there is none; borrowed;
                                                NULL: there is neither */
    uint64_t base;                           /* what offsets are counted from */
    const char *name; /* as the linker calls it; borrowed; "" for the program */
    struct tare_extent_of_memory notes; /* which tell its build */
};

struct tare_modules {
    const struct tare_module *items; /* by the addresses of their code */
    size_t count;
    int machine;
};

/* Registers by their DWARF numbers, of which not all are known; pc is apart. */
struct tare_registers {
    uint64_t values[TARE_CFI_REGISTERS];
    uint64_t known; /* a bit for each */
    uint64_t pc;
};

enum tare_stack_end {
    TARE_STACK_WHOLE,     /* the outermost frame says that it is that */
    TARE_STACK_TRUNCATED, /* the copy was too short */
    TARE_STACK_LOST,      /* nothing is known of a caller */
    TARE_STACK_DEEPER     /* there are more frames than fit */
};

struct tare_stack {
    uint64_t
        pcs[TARE_FRAMES_MAX]; /* the first is where it was; return addresses
                                      less 1, so that they are in the call */
    uint64_t cfas[TARE_FRAMES_MAX]; /* where the frame begins; 0: not known */
    size_t count;
    size_t guessed; /* frames that were found without frame information */
    size_t sure;    /* those before the first of them */
    enum tare_stack_end end;
};

/* The machine that this was compiled for. */
int tare_unwind_machine(void);

/* copy is the memory from the stack pointer on. */
void tare_unwind(const struct tare_modules *modules,
                 const struct tare_registers *registers,
                 const struct tare_extent_of_memory *copy,
                 struct tare_stack *stack);

/* The module that holds that instruction, or NULL. */
const struct tare_module *tare_modules_find(const struct tare_modules *modules,
                                            uint64_t pc);

/* What is known of the frame of that instruction, which is in the module; 0, or
 * -1: nothing. */
int tare_module_find_row(const struct tare_module *module, uint64_t pc,
                         struct tare_cfi_row *row);

#endif
