/* SPDX-License-Identifier: MIT */
#include "harness/meters/hook.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/test.h"

/* In assembly, so that the compiler knows nothing of them: functions that add
 * 1, one that does nothing with nothing behind it to overwrite, and one with
 * the next right behind. */
int add_one(int x);
int add_one_too(int x);
int landing(int x);
void nothing_padded(void);
void nothing_cramped(void);
int behind_it(int x);

__asm__(".globl add_one, add_one_too, landing\n"
        ".globl nothing_padded, nothing_cramped, behind_it\n");
#if defined(__x86_64__)
__asm__(".text\n"
        ".balign 16\nadd_one: lea 1(%rdi), %eax\nret\n.byte 0xcc, 0xcc\n"
        ".balign 16\nadd_one_too: lea 1(%rdi), %eax\nret\n.byte 0xcc, 0xcc\n"
        ".balign 16\nlanding: endbr64\nlea 1(%rdi), %eax\nret\n"
        ".balign 16\nnothing_padded: ret\n"
        ".balign 16, 0x90\nnothing_cramped: ret\n"
        "behind_it: lea 1(%rdi), %eax\nret\n"
        ".balign 16\n");
#elif defined(__aarch64__)
__asm__(".text\n"
        ".balign 16\nadd_one: add w0, w0, #1\nret\n"
        ".balign 16\nadd_one_too: add w0, w0, #1\nret\n"
        ".balign 16\nlanding: hint #34\nadd w0, w0, #1\nret\n"
        ".balign 16\nnothing_padded: ret\n"
        ".balign 16\nnothing_cramped: ret\n"
        "behind_it: add w0, w0, #1\nret\n"
        ".balign 16\n");
#elif defined(__riscv)
__asm__(".text\n.option push\n.option norelax\n"
        ".balign 16\nadd_one: addiw a0, a0, 1\nret\nnop\nnop\n"
        ".balign 16\nadd_one_too: addiw a0, a0, 1\nret\nnop\nnop\n"
        ".balign 16\nlanding: addiw a0, a0, 1\nret\nnop\nnop\n"
        ".balign 16\nnothing_padded: ret\nnop\nnop\nnop\n"
        ".balign 16\nnothing_cramped: ret\n"
        "behind_it: addiw a0, a0, 1\nret\n.option pop\n"
        ".balign 16\n");
#endif

static int times;

static int add_ten(int x)
{
    return x + 10;
}

static void count_it(void)
{
    times++;
}

static struct tare_hook hook_of(uintptr_t entry, size_t size,
                                uintptr_t replacement)
{
    return (struct tare_hook){ "it", entry, size, replacement };
}

static int hook(uintptr_t entry, size_t size, uintptr_t replacement)
{
    struct tare_hook one = hook_of(entry, size, replacement);
    char reason[300] = "";

    if (tare_hook_all(&one, 1, reason, sizeof reason) == 0)
        return 0;
    printf("# %s\n", reason);
    return -1;
}

TEST(a_replaced_function_is_another)
{
    CHECK(tare_hook_is_known());
    CHECK_INT(add_one(1), 2);
    CHECK_INT(hook((uintptr_t)add_one, 0, (uintptr_t)add_ten), 0);
    CHECK_INT(add_one(1), 11);
}

TEST(it_can_be_replaced_again)
{
    CHECK_INT(hook((uintptr_t)add_one, 0, (uintptr_t)abs), 0);
    CHECK_INT(add_one(-5), 5);
    CHECK_INT(hook((uintptr_t)add_one, 0, (uintptr_t)add_ten), 0);
    CHECK_INT(add_one(1), 11);
}

TEST(a_landing_pad_stays)
{
    unsigned char pad[4];

    memcpy(pad, (void *)(uintptr_t)landing, sizeof pad);
    CHECK_INT(hook((uintptr_t)landing, 0, (uintptr_t)add_ten), 0);
    CHECK_INT(landing(1), 11);
#if defined(__x86_64__) || defined(__aarch64__)
    CHECK(memcmp(pad, (void *)(uintptr_t)landing, sizeof pad) == 0);
#endif
}

TEST(a_replacement_may_be_far_away)
{
    size_t page = (size_t)getpagesize();
    uintptr_t mine = (uintptr_t)add_one_too & ~(uintptr_t)0xffff;
    char *far =
        mmap((void *)(mine ^ (uintptr_t)1 << 37), page, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    memcpy(far, (void *)((uintptr_t)behind_it), 12);
    CHECK_INT(mprotect(far, page, PROT_READ | PROT_EXEC), 0);
    __builtin___clear_cache(far, far + 12);
    CHECK_INT(hook((uintptr_t)add_one_too, 0, (uintptr_t)add_ten), 0);
    CHECK_INT(add_one_too(1), 11);
    CHECK_INT(hook((uintptr_t)add_one_too, 0, (uintptr_t)far), 0);
    CHECK_INT(add_one_too(1), 2);
}

TEST(a_function_of_nothing_has_room_where_padding_follows)
{
    CHECK_INT(hook((uintptr_t)nothing_padded, 0, (uintptr_t)count_it), 0);
    nothing_padded();
    CHECK_INT(times, 1);
}

/* All or none. */
TEST(what_stands_behind_is_not_overwritten)
{
    struct tare_hook two[] = { hook_of((uintptr_t)add_one, 0, (uintptr_t)abs),
                               hook_of((uintptr_t)nothing_cramped, 0,
                                       (uintptr_t)count_it) };
    char reason[300] = "";
    int before = add_one(1);

#if defined(__aarch64__)
    SKIP("no function is shorter than a jump");
#endif
    CHECK_INT(tare_hook_all(two, 2, reason, sizeof reason), -1);
    CHECK_STR(reason, "it() is too short to be replaced");
    CHECK_INT(add_one(1), before);
    CHECK_INT(behind_it(1), 2);
}

TEST(too_many_are_refused)
{
    static struct tare_hook many[TARE_HOOKS_MAX + 1];
    char reason[300] = "";

    CHECK_INT(tare_hook_all(many, TARE_HOOKS_MAX + 1, reason, sizeof reason),
              -1);
}

/* Status of a child: 0 as it should be, 77 where the system has no such
 * thing. */
static int try_forbidden(void)
{
    enum {
        SET_MDWE = 65, /* PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN: Linux 6.3 */
        REFUSE_EXEC_GAIN = 1
    };
    struct tare_hook one =
        hook_of((uintptr_t)behind_it, 64, (uintptr_t)add_ten);
    char reason[300] = "";

    if (prctl(SET_MDWE, REFUSE_EXEC_GAIN, 0, 0, 0) != 0)
        return 77;
    return tare_hook_all(&one, 1, reason, sizeof reason) == -1 &&
                   strstr(reason, "mprotect: ") != NULL && behind_it(1) == 2
               ? 0
               : 1;
}

TEST(where_code_must_not_change_it_does_not)
{
    pid_t child = fork();
    int status = 0;

    if (child == 0)
        _exit(try_forbidden());
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        SKIP("this system cannot forbid it");
    CHECK_INT(status, 0);
}

TESTS(RUN(a_replaced_function_is_another), RUN(it_can_be_replaced_again),
      RUN(a_landing_pad_stays), RUN(a_replacement_may_be_far_away),
      RUN(a_function_of_nothing_has_room_where_padding_follows),
      RUN(what_stands_behind_is_not_overwritten), RUN(too_many_are_refused),
      RUN(where_code_must_not_change_it_does_not))
