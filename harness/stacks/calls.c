/* SPDX-License-Identifier: MIT */
#include "harness/stacks/calls.h"

#include <string.h>

enum {
    FUNCTION_BYTES = 65536 /* hardly any is longer */
};

/* Code up to an address. */
struct code {
    const unsigned char *end;
    uint64_t address;
    size_t size;
    int is_x86;
};

static struct code code_before(const struct tare_modules *modules,
                               uint64_t address)
{
    const struct tare_module *module = tare_modules_find(modules, address - 1);
    size_t size;

    if (module == NULL)
        return (struct code){ 0 };
    size = (size_t)(address - module->code.address);
    return (struct code){ module->code.bytes + size, address, size,
                          modules->machine == TARE_MACHINE_X86_64 };
}

static uint32_t number_before(const struct code *code)
{
    const unsigned char *at = code->end - 4;

    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
           (uint32_t)at[3] << 24;
}

static uint64_t extend(uint32_t number, unsigned bits)
{
    uint64_t sign = (uint64_t)1 << (bits - 1);
    uint64_t value = number & (2 * sign - 1);

    return (value ^ sign) - sign;
}

/* A call that names whom it calls: call, or bl. */
static int is_direct(const struct code *code, uint64_t *target)
{
    if (code->is_x86) {
        if (code->size < 5 || code->end[-5] != 0xe8)
            return 0;
        *target = code->address + extend(number_before(code), 32);
        return 1;
    }
    if (code->size < 4 || (code->end[-1] & 0xfc) != 0x94)
        return 0;
    *target = code->address - 4 + 4 * extend(number_before(code), 26);
    return 1;
}

/* By a register or from memory: call, or blr, also with a signature. */
static int is_indirect(const struct code *code)
{
    const unsigned char *end = code->end;

    if (!code->is_x86)
        return code->size >= 4 &&
               ((number_before(code) & 0xfffffc1f) == 0xd63f0000 ||
                (number_before(code) & 0xfefff800) == 0xd63f0800);
    for (size_t length = 2; length <= 7 && length <= code->size; length++)
        if (end[-(long)length] == 0xff &&
            (end[1 - (long)length] & 0x38) == 0x10)
            return 1;
    return 0;
}

/* Whether the function that begins there may be the one around the instruction.
 * From another module it is called by a stub. */
static enum tare_call_kind compare(const struct tare_modules *modules,
                                   uint64_t target, uint64_t pc)
{
    const struct tare_module *module = tare_modules_find(modules, target);
    struct tare_cfi_row row;

    if (module == NULL)
        return TARE_CALL_OTHER;
    if (module != tare_modules_find(modules, pc))
        return TARE_CALL_UNKNOWN;
    if (tare_module_find_row(module, target, &row) == 0)
        return pc >= row.begin && pc < row.end ? TARE_CALL_LIKELY
                                               : TARE_CALL_OTHER;
    return pc >= target && pc - target < FUNCTION_BYTES ? TARE_CALL_LIKELY
                                                        : TARE_CALL_UNKNOWN;
}

struct tare_call tare_call_before(const struct tare_modules *modules,
                                  uint64_t back, uint64_t pc)
{
    struct code code = code_before(modules, back);
    struct tare_call call = { 0 };

    if (is_direct(&code, &call.begin))
        call.kind = compare(modules, call.begin, pc);
    if (call.kind < TARE_CALL_UNKNOWN && is_indirect(&code))
        call.kind = TARE_CALL_UNKNOWN;
    return call;
}

/* ---- stubs --------------------------------------------------------------- */

/* jmp *from(%rip), behind what marks it as a target of jumps or of bounds. */
static int is_stub_x86(const unsigned char *at, size_t size)
{
    static const unsigned char target[] = { 0xf3, 0x0f, 0x1e, 0xfa };

    if (size >= 4 && memcmp(at, target, 4) == 0) {
        at += 4;
        size -= 4;
    }
    if (size > 0 && *at == 0xf2) {
        at++;
        size--;
    }
    return size >= 2 && at[0] == 0xff && at[1] == 0x25;
}

/* adrp x16; ldr x17, [x16]; add x16, x16; br x17. */
static int is_stub_aarch64(const unsigned char *at, size_t size)
{
    static const struct {
        uint32_t mask, value;
    } instructions[] = { { 0x9f00001f, 0x90000010 },
                         { 0xffc003ff, 0xf9400211 },
                         { 0xffc003ff, 0x91000210 },
                         { 0xffffffff, 0xd61f0220 } };
    struct code code = { .end = at + 4 };

    for (size_t i = 0; size >= 4 && i < 4; i++)
        if ((number_before(&code) & instructions[i].mask) ==
            instructions[i].value)
            return 1;
    return 0;
}

int tare_is_stub(const struct tare_modules *modules, uint64_t pc)
{
    const struct tare_module *module = tare_modules_find(modules, pc);
    size_t at;

    if (module == NULL)
        return 0;
    at = (size_t)(pc - module->code.address);
    return modules->machine == TARE_MACHINE_X86_64
               ? is_stub_x86(module->code.bytes + at, module->code.size - at)
               : is_stub_aarch64(module->code.bytes + at,
                                 module->code.size - at);
}
