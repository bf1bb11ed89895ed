/* SPDX-License-Identifier: MIT */
/*
 * The whole test framework.  A test program is a list of functions that are
 * named like facts and run in order; the output is TAP.
 *
 *     TEST(median_of_even_count_is_midway)
 *     {
 *         CHECK_NEAR(tare_median((double[]){ 1, 3 }, 2), 2.0, 0);
 *     }
 *
 *     TESTS(RUN(median_of_even_count_is_midway))
 *
 * A failed CHECK prints its place and both values, and the rest of that test
 * still runs.  SKIP(reason) marks the running test as not applicable here.
 */
#ifndef TARE_TESTS_TEST_H
#define TARE_TESTS_TEST_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct test {
    const char *name;
    void (*run)(void);
};

/* State of the running test. */
static int test_failures;
static const char *test_skipped;

#define TEST(name) static void name(void)
#define RUN(name)                                                              \
    {                                                                          \
#name, name                                                            \
    }
#define SKIP(why)                                                              \
    do {                                                                       \
        test_skipped = (why);                                                  \
        return;                                                                \
    } while (0)

/* Each check evaluates its arguments once. */
#define CHECK(condition)                                                       \
    test_check(!!(condition), __FILE__, __LINE__, #condition)
#define CHECK_NEAR(got, want, tolerance)                                       \
    test_near((got), (want), (tolerance), __FILE__, __LINE__, #got)
/* Both are whole numbers: 0.5 is not 0. */
#define TEST_IS_WHOLE(x)                                                       \
    _Generic((x), float : 0, double : 0, long double : 0, default : 1)
#define CHECK_INT(got, want)                                                   \
    do {                                                                       \
        _Static_assert(TEST_IS_WHOLE(got) && TEST_IS_WHOLE(want),              \
                       "CHECK_INT of a fraction: CHECK_NEAR");                 \
        test_int((long long)(got), (long long)(want), __FILE__, __LINE__,      \
                 #got);                                                        \
    } while (0)
#define CHECK_STR(got, want) test_str((got), (want), __FILE__, __LINE__, #got)

static inline void test_check(int ok, const char *file, int line,
                              const char *what)
{
    if (ok)
        return;
    test_failures++;
    printf("# %s:%d: not true: %s\n", file, line, what);
}

/* tolerance is absolute below 1 and relative above, so that one number serves
 * for results of any size; two NaNs and two equal infinities agree */
static inline void test_near(double got, double want, double tolerance,
                             const char *file, int line, const char *what)
{
    double scale = fabs(want) > 1.0 ? fabs(want) : 1.0;

    if ((isnan(got) && isnan(want)) || got == want)
        return;
    if (fabs(got - want) <= tolerance * scale)
        return;
    test_failures++;
    printf("# %s:%d: %s is %.17g, not %.17g (tolerance %g)\n", file, line, what,
           got, want, tolerance);
}

static inline void test_int(long long got, long long want, const char *file,
                            int line, const char *what)
{
    if (got == want)
        return;
    test_failures++;
    printf("# %s:%d: %s is %lld, not %lld\n", file, line, what, got, want);
}

static inline void test_str(const char *got, const char *want, const char *file,
                            int line, const char *what)
{
    if (got != NULL && want != NULL && strcmp(got, want) == 0)
        return;
    if (got == NULL && want == NULL)
        return;
    test_failures++;
    printf("# %s:%d: %s is\n#   \"%s\", not\n#   \"%s\"\n", file, line, what,
           got ? got : "(null)", want ? want : "(null)");
}

static inline int test_main(const struct test *tests, size_t count)
{
    int failed = 0;

    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("1..%zu\n", count);
    for (size_t i = 0; i < count; i++) {
        test_failures = 0;
        test_skipped = NULL;
        tests[i].run();
        printf("%s %zu - %s%s%s\n", test_failures ? "not ok" : "ok", i + 1,
               tests[i].name, test_skipped ? " # SKIP " : "",
               test_skipped ? test_skipped : "");
        failed |= test_failures != 0;
    }
    return failed;
}

/* What a program does before them: see tests/harness/launching.h. */
#ifndef TEST_BEGIN
#define TEST_BEGIN(argc, argv) ((void)(argc), (void)(argv))
#endif

#define TESTS(...)                                                             \
    int main(int argc, char **argv)                                            \
    {                                                                          \
        TEST_BEGIN(argc, argv);                                                \
        static const struct test all[] = { __VA_ARGS__ };                      \
        return test_main(all, sizeof all / sizeof all[0]);                     \
    }

#endif
