/* SPDX-License-Identifier: MIT */
/*
 * Kernels of which it is known what an iteration executes: they are written in
 * assembler, one instruction to a word, so that the source is the hand count.
 * With CHANGED, parse_number executes 208 instructions more.
 */
#include <stdlib.h>

#include <tare.h>

#define TEN "nop\n nop\n nop\n nop\n nop\n nop\n nop\n nop\n nop\n nop\n "

#if defined(__x86_64__)
/* 1 + 20 * 2 */
#define COUNT_DOWN "mov $20, %%ecx\n 1: dec %%ecx\n jnz 1b"
#define CLOBBERED  "ecx", "cc"
/* the red zone, then 1 + 4 + 1 in the function: 8 */
#define CALL        "sub $128, %%rsp\n call known_function\n add $128, %%rsp"
#define CALL_USES   "cc", "memory"
#define CALL_COUNTS 8
#elif defined(__aarch64__)
#define COUNT_DOWN  "mov w9, #20\n 1: subs w9, w9, #1\n b.ne 1b"
#define CLOBBERED   "w9", "cc"
#define CALL        "bl known_function"
#define CALL_USES   "x30", "memory"
#define CALL_COUNTS 6
#endif

__asm__(".text\n"
        ".type known_function, %function\n"
        "known_function: nop\n nop\n nop\n nop\n ret\n"
        ".size known_function, . - known_function\n");

/* 0 */
static void nothing(struct tare *t)
{
    TARE_LOOP(t) {
    }
}
TARE_BENCH(nothing);

/* 10 */
static void ten_nops(struct tare *t)
{
    TARE_LOOP(t)
        __asm__ volatile(TEN);
}
TARE_BENCH(ten_nops);

/* 41 */
static void loop_of_twenty(struct tare *t)
{
    TARE_LOOP(t)
        __asm__ volatile(COUNT_DOWN ::: CLOBBERED);
}
TARE_BENCH(loop_of_twenty);

/* CALL_COUNTS, of which 5 in the function */
static void call_of_known(struct tare *t)
{
    TARE_LOOP(t)
        __asm__ volatile(CALL ::: CALL_USES);
}
TARE_BENCH(call_of_known, .throughput = TARE_ITEMS(CALL_COUNTS));

/* Ten more between two iterations that are not to be counted; a call in the
 * body makes GCC move the loop's counter about, which it does in any case. */
static void paused(struct tare *t, int is_more)
{
    TARE_LOOP(t) {
        if (is_more)
            __asm__ volatile(TEN);
        tare_pause(t);
        __asm__ volatile(TEN TEN TEN);
        tare_resume(t);
    }
}

static void paused_less(struct tare *t)
{
    paused(t, 0);
}
TARE_BENCH(paused_less);

static void paused_more(struct tare *t)
{
    paused(t, 1);
}
TARE_BENCH(paused_more);

static void make(void *item, void *context)
{
    (void)context;
    *(long *)item = 7;
}

static void batch_less(struct tare *t)
{
    TARE_LOOP_BATCHED(t, long, v, make, NULL, NULL)
        __asm__ volatile("" ::"r"(*v));
}
TARE_BENCH(batch_less);
TARE_BENCH(batch_less, .name = "batch_of_7_less", .batch = 7);
TARE_BENCH(batch_less, .name = "batch_of_1_less", .batch = 1);

static void batch_more(struct tare *t)
{
    TARE_LOOP_BATCHED(t, long, v, make, NULL, NULL)
        __asm__ volatile(TEN ::"r"(*v));
}
TARE_BENCH(batch_more);
TARE_BENCH(batch_more, .name = "batch_of_7_more", .batch = 7);
TARE_BENCH(batch_more, .name = "batch_of_1_more", .batch = 1);

/* of a number that leaves the alignment of what follows as it is */
#ifdef CHANGED
#define MORE ".rept 208\n nop\n .endr"
#else
#define MORE ""
#endif

__attribute__((noinline)) static long parse_number(const char *text)
{
    long number = 0;

    __asm__ volatile(MORE);
    while (*text != '\0')
        number = number * 10 + (*text++ - '0');
    return number;
}

static void parse(struct tare *t)
{
    static const char text[] = "1234567890";

    TARE_LOOP(t)
        tare_black_box(parse_number(tare_black_box(&text[0])));
}
TARE_BENCH(parse);

/* Different work in each iteration, and the same in each launch. */
static void allocates(struct tare *t)
{
    size_t size = 1;

    TARE_LOOP(t) {
        free(tare_black_box(malloc(size)));
        size = size * 7 % 65521;
    }
}
TARE_BENCH(allocates);

static void threaded(struct tare *t)
{
    TARE_LOOP(t)
        __asm__ volatile(TEN);
}
TARE_BENCH(threaded, .threads = 2);

#ifdef UNKNOWN
/* No Valgrind that we have met knows it. */
static void unknown(struct tare *t)
{
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx512f"))
        tare_skip(t, "has no AVX-512");
    TARE_LOOP(t)
        __asm__ volatile("vpaddd %%zmm1, %%zmm0, %%zmm0" ::: "xmm0");
}
TARE_BENCH(unknown);
#endif

TARE_MAIN();
