/* SPDX-License-Identifier: MIT */
/* Launches of the profile where perf is not permitted: what their looks are at. */
#include "harness/meters/profile.h"

#include <signal.h>
#include <time.h>

#include "harness/machine/sanitizers.h"
#include "harness/stacks/modules.h"
#include "tests/harness/metering.h"

#define PROFILE (1u << TARE_METER_PROFILE)

/* ---- the benchmarks ------------------------------------------------------ */

#define SPIN(times)                                                            \
    do {                                                                       \
        uint64_t x = (times);                                                  \
        for (uint64_t i = 0; i < (times); i++) {                               \
            x *= 0x9e3779b97f4a7c15u;                                          \
            __asm__ volatile("" : "+r"(x));                                    \
        }                                                                      \
    } while (0)

__attribute__((noinline)) static void quarter(void)
{
    SPIN(20000u);
    __asm__ volatile("");
}

__attribute__((noinline)) static void rest(void)
{
    SPIN(60000u);
    __asm__ volatile("");
}

__attribute__((noinline)) static void work(void)
{
    for (int i = 0; i < 300; i++) {
        quarter();
        rest();
    }
}

static void alone(struct tare *t)
{
    TARE_LOOP(t)
        work();
}
TARE_BENCH(alone);

static void lasts(struct tare *t)
{
    TARE_LOOP(t)
        for (int i = 0; i < 10; i++)
            work();
}
TARE_BENCH(lasts);

static void crew(struct tare *t)
{
    TARE_LOOP(t)
        work();
}
TARE_BENCH(crew, .threads = 2);

static void blocks(struct tare *t)
{
    sigset_t all;

    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    TARE_LOOP(t)
        work();
}
TARE_BENCH(blocks);

/* Takes what nobody used when the launch began. */
static void takes_signals(struct tare *t)
{
    for (int i = SIGRTMIN + 1; i <= SIGRTMAX; i++)
        signal(i, SIG_IGN);
    TARE_LOOP(t)
        work();
}
TARE_BENCH(takes_signals);

/* ---- what they are seen as ----------------------------------------------- */

static struct tare_module items[TARE_PROFILE_OBJECTS_MAX];
static struct tare_modules modules;

/* This program is the one that was launched. */
static uint64_t function_at(const struct tare_profile *profile, size_t node)
{
    const struct tare_module *own =
        tare_modules_find(&modules, (uint64_t)(uintptr_t)quarter);
    uint64_t pc = own->base + profile->nodes[node].offset;
    struct tare_cfi_row row;

    return profile->objects[profile->nodes[node].object].path[0] == '\0' &&
                   tare_cfi_find(&own->frames, own->header, pc, &row) == 0
               ? row.begin
               : 0;
}

static double looks_in(const struct tare_profile *profile,
                       void (*function)(void))
{
    const struct tare_profile_launch *launch = profile->launches;
    double looks = 0;

    for (size_t i = 0; i < launch->count; i++)
        if (function_at(profile, launch->counts[i].node) ==
            (uint64_t)(uintptr_t)function)
            looks += (double)launch->counts[i].looks;
    return looks;
}

static void check_launch(const struct heard *heard)
{
    const struct tare_profile *profile = &heard->results.profile;

    if (heard->end.status != TARE_STATUS_OK)
        printf("# %s\n", heard->end.reason);
    CHECK_INT(heard->end.status, TARE_STATUS_OK);
    CHECK_INT(profile->launch_count, 1);
    if (profile->launch_count != 1)
        return;
    CHECK(profile->launches->is_timed);
    CHECK(profile->launches->refusal != NULL &&
          strncmp(profile->launches->refusal, "not permitted", 13) == 0);
}

static void check_shares(const char *id)
{
    struct heard heard = hear(id, PROFILE, NULL);
    const struct tare_profile *profile = &heard.results.profile;
    double looks[2];

    modules = (struct tare_modules){
        items, tare_modules_list(items, TARE_PROFILE_OBJECTS_MAX),
        tare_unwind_machine()
    };
    check_launch(&heard);
    if (profile->launch_count == 1) {
        looks[0] = looks_in(profile, quarter);
        looks[1] = looks_in(profile, rest);
        printf("# %s: %.0f + %.0f looks of %.0f\n", id, looks[0], looks[1],
               profile->launches->expected);
        CHECK(looks[0] + looks[1] > 50);
        CHECK_NEAR(looks[1] / (looks[0] + looks[1]), 0.75, 0.15);
    }
    forget(&heard);
}

static void check_few(const char *id)
{
    struct heard heard = hear(id, PROFILE, NULL);

    check_launch(&heard);
    forget(&heard);
}

static void expect_looks(void)
{
    check_shares("alone");
    check_shares("crew/threads=2");
    check_shares("takes_signals");
}

static void expect_few(void)
{
    check_few("blocks");
}

TEST(a_timer_looks_where_perf_is_refused)
{
    if ((tare_sanitizers_linked() & TARE_SANITIZER_THREAD) != 0)
        SKIP("ThreadSanitizer keeps signals until a call of its own");
    if (!without_counters(EPERM, expect_looks))
        SKIP("system calls cannot be refused here");
}

TEST(whoever_blocks_signals_is_not_harmed)
{
    if (!without_counters(EACCES, expect_few))
        SKIP("system calls cannot be refused here");
}

/* ---- with perf ----------------------------------------------------------- */

/* The warm-up has more looks than there is room for, and no sample has. */
TEST(what_was_lost_of_the_warm_up_is_of_no_sample)
{
    struct heard heard = hear("lasts", PROFILE, NULL);
    const struct tare_profile_launch *launch = heard.results.profile.launches;

    CHECK_INT(heard.end.status, TARE_STATUS_OK);
    if (launch != NULL && !launch->is_timed) {
        printf("# %.0f looks, %.0f lost\n", launch->expected,
               (double)launch->lost);
        CHECK(launch->lost == 0);
    }
    forget(&heard);
}

/* ---- what it says beforehand --------------------------------------------- */

static void expect_timer(void)
{
    char reason[300] = "";

    CHECK_INT(tare_profile_meter.check(NULL, reason, sizeof reason), 0);
    CHECK(tare_profile_meter.disturbs() != NULL);
}

TEST(it_is_there_without_perf)
{
    if (!without_counters(ENOSYS, expect_timer))
        SKIP("system calls cannot be refused here");
}

TESTS(RUN(what_was_lost_of_the_warm_up_is_of_no_sample),
      RUN(a_timer_looks_where_perf_is_refused),
      RUN(whoever_blocks_signals_is_not_harmed), RUN(it_is_there_without_perf))
