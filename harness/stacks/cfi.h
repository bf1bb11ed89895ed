/* SPDX-License-Identifier: MIT */
/*
 * Call frame information: how, at any instruction of an object, the frame of the
 * caller is found.  Pure: bytes in, a row of rules out; the bytes come from the
 * user's program and are trusted with nothing.
 *
 * The format is that of .eh_frame and .eh_frame_hdr (Linux Standard Base, core
 * generic, "Exception Frames"; DWARF 4, section 6.4).
 */
#ifndef TARE_HARNESS_CFI_H
#define TARE_HARNESS_CFI_H

#include <stddef.h>
#include <stdint.h>

/* Memory of an object: what lies at that address, and how much of it. */
struct tare_extent_of_memory {
    const unsigned char *bytes;
    uint64_t address;
    size_t size;
};

/* Registers by their DWARF numbers; those of floating point are skipped. */
enum {
    TARE_CFI_REGISTERS = 34, /* x86-64 has 17, aarch64 33 */
    TARE_CFI_X86_64_SP = 7,
    TARE_CFI_X86_64_FP = 6,
    TARE_CFI_X86_64_RETURN = 16,
    TARE_CFI_AARCH64_FP = 29,
    TARE_CFI_AARCH64_LINK = 30,
    TARE_CFI_AARCH64_SP = 31
};

enum tare_cfi_kind {
    TARE_CFI_SAME,
    TARE_CFI_UNDEFINED,
    TARE_CFI_OFFSET,     /* saved at CFA + offset */
    TARE_CFI_VAL_OFFSET, /* is CFA + offset */
    TARE_CFI_REGISTER,   /* is in another register */
    TARE_CFI_EXPRESSION, /* saved where the expression says */
    TARE_CFI_VAL_EXPRESSION
};

struct tare_cfi_rule {
    enum tare_cfi_kind kind;
    int64_t offset;                  /* or the number of a register */
    const unsigned char *expression; /* in the memory of the object */
    size_t size;
};

/* Where the frame of the caller begins: a register and an offset, or an
 * expression; and where its registers are. */
struct tare_cfi_row {
    int is_expression;
    unsigned cfa_register;
    struct tare_cfi_rule cfa; /* offset, or expression */
    struct tare_cfi_rule rules[TARE_CFI_REGISTERS];
    unsigned return_register;
    int is_signal;       /* a frame that the kernel made */
    int is_signed;       /* the return address has a signature */
    uint64_t begin, end; /* of the function */
};

/* The row for that instruction; 0, or -1 where nothing is known, or what is
 * there makes no sense.  memory holds both, .eh_frame_hdr at the address header. */
int tare_cfi_find(const struct tare_extent_of_memory *memory, uint64_t header,
                  uint64_t pc, struct tare_cfi_row *row);

/* The same by the entry of .eh_frame at that address, if it is the function's. */
int tare_cfi_read(const struct tare_extent_of_memory *memory, uint64_t header,
                  uint64_t address, uint64_t pc, struct tare_cfi_row *row);

/* The function that such an entry is of, where it needs no header; 0, or -1. */
int tare_cfi_function(const struct tare_extent_of_memory *memory,
                      uint64_t address, uint64_t *begin, uint64_t *end);

#endif
