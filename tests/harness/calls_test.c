/* SPDX-License-Identifier: MIT */
/* Return addresses in code that was made up: 64 bytes at 0x1000, one module. */
#include "harness/stacks/calls.h"

#include "tests/test.h"

enum {
    CODE = 0x1000,
    SIZE = 64
};

static unsigned char bytes[SIZE];

static struct tare_call before(int machine, uint64_t back, uint64_t pc)
{
    struct tare_module module = { .code = { bytes, CODE, SIZE }, .name = "" };
    struct tare_modules modules = { &module, 1, machine };

    return tare_call_before(&modules, back, pc);
}

static void put(unsigned at, const unsigned char *code, unsigned size)
{
    for (unsigned i = 0; i < SIZE; i++)
        bytes[i] = 0x90;
    for (unsigned i = 0; i < size; i++)
        bytes[at + i] = code[i];
}

TEST(a_direct_call_is_of_whom_it_calls)
{
    /* at 0x1020: call 0x1010 */
    static const unsigned char x86[] = { 0xe8, 0xeb, 0xff, 0xff, 0xff };
    /* at 0x1020: bl 0x1010 */
    static const unsigned char aarch64[] = { 0xfc, 0xff, 0xff, 0x97 };
    struct tare_call call;

    put(0x20, x86, sizeof x86);
    call = before(TARE_MACHINE_X86_64, CODE + 0x25, CODE + 0x18);
    CHECK_INT(call.kind, TARE_CALL_LIKELY);
    CHECK_INT(call.begin, CODE + 0x10);
    /* which may have jumped there */
    call = before(TARE_MACHINE_X86_64, CODE + 0x25, CODE + 0xf);
    CHECK_INT(call.kind, TARE_CALL_UNKNOWN);
    call = before(TARE_MACHINE_X86_64, CODE + 0x24, CODE + 0x18);
    CHECK_INT(call.kind, TARE_CALL_NONE);
    put(0x20, aarch64, sizeof aarch64);
    call = before(TARE_MACHINE_AARCH64, CODE + 0x24, CODE + 0x18);
    CHECK_INT(call.kind, TARE_CALL_LIKELY);
    CHECK_INT(call.begin, CODE + 0x10);
}

TEST(calls_by_pointers_are_of_anybody)
{
    static const unsigned char x86[] = { 0x41, 0xff, 0x54, 0x24, 0x08 };
    static const unsigned char aarch64[] = { 0x00, 0x00, 0x3f, 0xd6 };
    static const unsigned char jump[] = { 0xff, 0xe0 };

    put(0x20, x86, sizeof x86);
    CHECK_INT(before(TARE_MACHINE_X86_64, CODE + 0x25, CODE).kind,
              TARE_CALL_UNKNOWN);
    put(0x20, aarch64, sizeof aarch64);
    CHECK_INT(before(TARE_MACHINE_AARCH64, CODE + 0x24, CODE).kind,
              TARE_CALL_UNKNOWN);
    put(0x20, jump, sizeof jump);
    CHECK_INT(before(TARE_MACHINE_X86_64, CODE + 0x22, CODE).kind,
              TARE_CALL_NONE);
}

TEST(what_is_no_code_is_no_call)
{
    /* at 0x1020: call 0x2025 */
    static const unsigned char away[] = { 0xe8, 0x00, 0x10, 0x00, 0x00 };

    put(0x20, away, sizeof away);
    CHECK_INT(before(TARE_MACHINE_X86_64, CODE + 0x25, CODE).kind,
              TARE_CALL_OTHER);
    for (uint64_t i = 0; i < 5; i++) {
        CHECK_INT(before(TARE_MACHINE_X86_64, CODE + i, CODE).kind,
                  TARE_CALL_NONE);
        CHECK_INT(before(TARE_MACHINE_AARCH64, CODE + i, CODE).kind,
                  TARE_CALL_NONE);
    }
    CHECK_INT(before(TARE_MACHINE_X86_64, CODE + SIZE + 1, CODE).kind,
              TARE_CALL_NONE);
    CHECK_INT(before(TARE_MACHINE_X86_64, 0, CODE).kind, TARE_CALL_NONE);
}

TEST(stubs_are_told)
{
    static const unsigned char x86[] = { 0xf3, 0x0f, 0x1e, 0xfa, 0xf2, 0xff,
                                         0x25, 1,    0,    0,    0 };
    static const unsigned char aarch64[] = { 0x10, 0x06, 0x00, 0x90, 0x11, 0x02,
                                             0x40, 0xf9, 0x10, 0x02, 0x00, 0x91,
                                             0x20, 0x02, 0x1f, 0xd6 };
    struct tare_module module = { .code = { bytes, CODE, SIZE }, .name = "" };
    struct tare_modules modules = { &module, 1, TARE_MACHINE_X86_64 };

    put(0x20, x86, sizeof x86);
    CHECK(tare_is_stub(&modules, CODE + 0x20));
    CHECK(tare_is_stub(&modules, CODE + 0x24));
    CHECK(tare_is_stub(&modules, CODE + 0x25));
    CHECK(!tare_is_stub(&modules, CODE + 0x26));
    modules.machine = TARE_MACHINE_AARCH64;
    put(0x30, aarch64, sizeof aarch64);
    for (unsigned i = 0x30; i < 0x40; i += 4)
        CHECK(tare_is_stub(&modules, CODE + i));
    CHECK(!tare_is_stub(&modules, CODE + 0x3e));
    CHECK(!tare_is_stub(&modules, CODE + SIZE));
}

TESTS(RUN(a_direct_call_is_of_whom_it_calls),
      RUN(calls_by_pointers_are_of_anybody), RUN(what_is_no_code_is_no_call),
      RUN(stubs_are_told))
