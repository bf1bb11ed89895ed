/* SPDX-License-Identifier: MIT */
/* Counters: what is made of readings, what is refused and why, and launches
 * with software events, which every machine has. */
#include "harness/meters/counters.h"

#include <fcntl.h>
#include <sys/resource.h>

#include "tests/harness/faulting.h"
#include "tests/harness/metering.h"

#define COUNTERS (1u << TARE_METER_COUNTERS)
#define FAULTS   "page-faults-user"

/* Any test of software events where even those are not permitted. */
#define NEED_COUNTERS                                                          \
    do {                                                                       \
        char why[300];                                                         \
        if (tare_counters_meter.check(FAULTS, why, sizeof why) != 0)           \
            SKIP("no performance events here");                                \
    } while (0)

/* ---- the benchmarks ------------------------------------------------------ */

static void nothing(struct tare *t)
{
    TARE_LOOP(t)
        tare_black_box(1);
}
TARE_BENCH(nothing);

static void naps(struct tare *t)
{
    TARE_LOOP(t)
        usleep(20000);
}
TARE_BENCH(naps);

/* One of the two threads has no room for files: half a sum is none. */
static void one_is_blind(struct tare *t)
{
    struct rlimit none;

    getrlimit(RLIMIT_NOFILE, &none);
    none.rlim_cur = 3;
    if (tare_thread(t) == 1)
        setrlimit(RLIMIT_NOFILE, &none);
    TARE_LOOP(t)
        touch_pages(PAGES);
    none.rlim_cur = none.rlim_max;
    setrlimit(RLIMIT_NOFILE, &none);
}
TARE_BENCH(one_is_blind, .threads = 2);

/* Closes all files but the channel, and opens its own under their numbers. */
static void takes_descriptors(struct tare *t)
{
    int zeros = open("/dev/zero", O_RDONLY);

    for (int fd = 3; fd < 1024; fd++) {
        char link[64], path[64];
        ssize_t size;

        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        size = readlink(link, path, sizeof path);
        if (size > 10 && strncmp(path, "anon_inode", 10) == 0)
            dup2(zeros, fd);
    }
    TARE_LOOP(t)
        touch_pages(PAGES);
}
TARE_BENCH(takes_descriptors);

static void claims(struct tare *t)
{
    TARE_LOOP(t)
        tare_report(t, FAULTS, 1);
}
TARE_BENCH(claims);

/* ---- what is made of readings -------------------------------------------- */

static const struct tare_perf_count before = { 1, 1000, 500, 500 };

static struct tare_exact_event between(uint64_t value, uint64_t enabled,
                                       uint64_t running)
{
    struct tare_perf_count after = { 1, 1000 + value, 500 + enabled,
                                     500 + running };

    return tare_counters_between(&before, &after, 2, 10);
}

TEST(empty_stretches_are_subtracted)
{
    CHECK(between(120, 80, 80).is_known);
    CHECK(!between(120, 80, 80).is_scaled);
    CHECK_NEAR(between(120, 80, 80).value, 100, 0);
}

TEST(less_than_an_empty_stretch_is_nothing)
{
    CHECK(between(19, 80, 80).is_known);
    CHECK_NEAR(between(19, 80, 80).value, 0, 0);
}

/* 120 in 20 of 80 ns are 480 in all */
TEST(what_ran_for_a_part_is_scaled_and_said)
{
    CHECK(between(120, 80, 20).is_scaled);
    CHECK_NEAR(between(120, 80, 20).value, 460, 0);
    CHECK(between(120, 80, 79).is_scaled);
}

TEST(what_never_ran_is_not_known)
{
    struct tare_perf_count closed = { 0, 1120, 580, 580 };

    CHECK(!between(0, 80, 0).is_known);
    CHECK(!between(0, 0, 0).is_known);
    CHECK(!tare_counters_between(&before, &closed, 2, 10).is_known);
}

/* ---- refusals ------------------------------------------------------------ */

static char reason[300];

/* What is wrong with the first of these events, which must not work. */
static void check_refusal(const char *events, const char *beginning)
{
    reason[0] = '\0';
    CHECK_INT(tare_counters_meter.check(events, reason, sizeof reason), -1);
    CHECK(strncmp(reason, beginning, strlen(beginning)) == 0);
    if (strncmp(reason, beginning, strlen(beginning)) != 0)
        printf("# \"%s\"\n", reason);
}

static void expect_not_permitted(void)
{
    check_refusal(FAULTS, "not permitted");
    check_refusal("task-clock:k", "not permitted");
    check_refusal(NULL, "not permitted");
}

static void expect_no_counter(void)
{
    check_refusal(NULL, "this machine has no such counter");
}

static void expect_no_kernel(void)
{
    check_refusal(NULL, "this kernel has no performance events");
}

static void expect_unknown(void)
{
    check_refusal(NULL, "the kernel does not support this event");
}

static void expect_no_room(void)
{
    check_refusal(NULL, "too many files are open");
}

static void expect_taken(void)
{
    check_refusal(NULL, "another process has exclusive use of the counters");
}

TEST(every_refusal_has_its_reason)
{
    static const struct {
        int error;
        void (*expect)(void);
    } refusals[] = {
        { EPERM, expect_not_permitted },   { EACCES, expect_not_permitted },
        { ENOENT, expect_no_counter },     { ENODEV, expect_no_counter },
        { EOPNOTSUPP, expect_no_counter }, { ENOSYS, expect_no_kernel },
        { EINVAL, expect_unknown },        { EMFILE, expect_no_room },
        { EBUSY, expect_taken },
    };

    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        if (!without_counters(refusals[i].error, refusals[i].expect))
            SKIP("no seccomp filters here");
}

/* The setting and what mends it, or who else it was. */
static void explain(int error, enum tare_event_space space)
{
    struct tare_event event = { .name = "cycles", .space = space };

    tare_perf_explain(&event, error, reason, sizeof reason);
}

TEST(permissions_name_the_setting)
{
    explain(EACCES, TARE_SPACE_ANY);
    CHECK(strstr(reason, "perf_event_paranoid is ") != NULL);
    explain(EPERM, TARE_SPACE_KERNEL);
    CHECK(strstr(reason, "perf_event_paranoid is ") != NULL);
    CHECK(strstr(reason, "sysctl kernel.perf_event_paranoid=1") != NULL ||
          strstr(reason, "--cap-add PERFMON") != NULL);
}

TEST(an_event_of_another_machine_says_so)
{
    check_refusal("nosuchdevice/event=1/",
                  "this machine has no device \"nosuchdevice\"");
}

TEST(other_errors_are_told_as_they_are)
{
    explain(E2BIG, TARE_SPACE_ANY);
    CHECK_STR(reason, strerror(E2BIG));
}

/* ---- what is listed ------------------------------------------------------ */

struct listed {
    char names[200];
    unsigned count, refused;
};

static void note(void *context, const struct tare_reading *reading_of,
                 const char *refusal)
{
    struct listed *listed = context;

    strcat(listed->names, reading_of->name);
    strcat(listed->names, " ");
    listed->count++;
    listed->refused += refusal != NULL;
}

TEST(each_event_is_listed_on_its_own)
{
    struct listed listed = { 0 };

    NEED_COUNTERS;
    tare_counters_meter.list(FAULTS ",nosuchdevice/event=1/,task-clock", note,
                             &listed);
    CHECK_STR(listed.names,
              "page-faults-user nosuchdevice/event=1/ task-clock ");
    CHECK_INT(listed.refused, 1);
}

TEST(one_event_is_enough_and_the_others_are_said)
{
    struct tare_wanted wanted = { .meters = COUNTERS,
                                  .asked = COUNTERS,
                                  .events = "nosuchdevice/event=1/," FAULTS };
    char *refused;

    NEED_COUNTERS;
    tare_wanted_check(&wanted, &refused);
    CHECK_INT(wanted.meters, COUNTERS);
    CHECK_STR(refused, "counters: nosuchdevice/event=1/ is not available: this "
                       "machine has no device \"nosuchdevice\" that counts "
                       "events\n");
    free(refused);
}

TEST(without_any_event_there_is_no_meter)
{
    struct tare_wanted wanted = { .meters = COUNTERS,
                                  .asked = COUNTERS,
                                  .events = "nosuchdevice/event=1/" };
    char *refused;

    tare_wanted_check(&wanted, &refused);
    CHECK_INT(wanted.meters, 0);
    CHECK_STR(refused, "counters: not available: this machine has no device "
                       "\"nosuchdevice\" that counts events\n");
    free(refused);
}

/* ---- groups -------------------------------------------------------------- */

static struct tare_perf perf;
static struct tare_events events;

static void open_events(const char *list)
{
    CHECK_INT(tare_events_parse(&events, list, NULL, NULL), 0);
    tare_perf_open(&perf, &events);
}

TEST(software_events_run_together_under_one_leader)
{
    struct tare_perf_count counts[TARE_EVENTS_MAX];

    NEED_COUNTERS;
    open_events("task-clock," FAULTS ",nosuchdevice/event=1/,alignment-faults");
    CHECK_INT(perf.group_count, 1);
    CHECK_INT(perf.groups[0].count, 3);
    CHECK_INT(perf.errors[2], ENOENT);
    touch_pages(PAGES); /* what comes for the first time may fault more */
    for (unsigned i = 1; i <= 3; i++) {
        tare_perf_enable(&perf);
        touch_pages(PAGES);
        tare_perf_disable(&perf);
        touch_pages(PAGES);
        tare_perf_read(&perf, counts);
        CHECK_INT(counts[1].value, i * PAGES);
        CHECK_INT(counts[1].enabled, counts[0].enabled);
        CHECK_INT(counts[1].running, counts[0].running);
        CHECK(counts[0].value > 0);
        CHECK(!counts[2].is_known);
        CHECK(counts[3].is_known);
    }
    tare_perf_close(&perf);
}

/* As when the kernel keeps a counter for itself: these have not run yet. */
TEST(a_group_that_never_runs_is_broken_up)
{
    struct tare_perf_count counts[TARE_EVENTS_MAX];

    NEED_COUNTERS;
    open_events("task-clock," FAULTS);
    CHECK_INT(perf.group_count, 1);
    tare_perf_split(&perf, &events);
    CHECK_INT(perf.group_count, 2);
    touch_pages(PAGES);
    tare_perf_enable(&perf);
    touch_pages(PAGES);
    tare_perf_disable(&perf);
    tare_perf_split(&perf, &events); /* alone already */
    CHECK_INT(perf.group_count, 2);
    tare_perf_read(&perf, counts);
    CHECK_INT(counts[1].value, PAGES);
    tare_perf_close(&perf);
}

TEST(a_group_that_runs_stays)
{
    NEED_COUNTERS;
    open_events("task-clock," FAULTS);
    tare_perf_enable(&perf);
    touch_pages(PAGES);
    tare_perf_disable(&perf);
    tare_perf_split(&perf, &events);
    CHECK_INT(perf.group_count, 1);
    tare_perf_close(&perf);
}

/* ---- launches ------------------------------------------------------------ */

static void check_faults(const char *id, double want)
{
    struct heard heard = hear(id, COUNTERS, "task-clock," FAULTS);

    check_reading(&heard, FAULTS, want);
    forget(&heard);
}

TEST(faults_are_counted_to_the_page)
{
    NEED_COUNTERS;
    check_faults("faults", PAGES);
}

TEST(pauses_and_the_making_of_batches_do_not_count)
{
    NEED_COUNTERS;
    check_faults("faults_in_pauses", PAGES);
    check_faults("faults_in_batches", PAGES);
}

TEST(threads_are_added)
{
    NEED_COUNTERS;
#ifdef __SANITIZE_ADDRESS__ /* whose threads touch pages of their own */
    SKIP("sanitizers add faults");
#endif
    check_faults("faults_of_two/threads=2", 2 * PAGES);
}

TEST(the_kind_and_the_unit_of_an_event_come_with_it)
{
    struct heard heard = hear("faults", COUNTERS, "task-clock," FAULTS);

    NEED_COUNTERS;
    CHECK_INT(reported(&heard, FAULTS)->kind, TARE_KIND_EVIDENCE);
    CHECK_INT(reported(&heard, "task-clock")->kind, TARE_KIND_NOISY);
    CHECK_STR(reported(&heard, "task-clock")->unit, "ns");
    CHECK_INT(heard.results.report_count, 2);
    forget(&heard);
}

/* The nap is a thousand times longer than what a stretch costs. */
TEST(sleeping_takes_no_task_clock)
{
    struct heard heard = hear("naps", COUNTERS, "task-clock");

    NEED_COUNTERS;
    for (unsigned i = 0; i < heard.results.count; i++)
        CHECK(reading(&heard, "task-clock", i) < 1e7);
    forget(&heard);
}

TEST(what_is_not_there_is_not_zero)
{
    struct heard heard =
        hear("nothing", COUNTERS, "nosuchdevice/event=1/," FAULTS);

    NEED_COUNTERS;
    check_reading(&heard, FAULTS, 0);
    CHECK(isnan(reading(&heard, "nosuchdevice/event=1/", 0)));
    forget(&heard);
}

TEST(half_a_sum_is_none)
{
    struct heard heard = hear("one_is_blind/threads=2", COUNTERS, FAULTS);

    CHECK_INT(heard.end.status, TARE_STATUS_OK);
    CHECK(isnan(reading(&heard, FAULTS, 1)));
    forget(&heard);
}

TEST(what_the_benchmark_opens_is_never_read)
{
    struct heard heard = hear("takes_descriptors", COUNTERS, FAULTS);

    CHECK_INT(heard.end.status, TARE_STATUS_OK);
    CHECK(isnan(reading(&heard, FAULTS, 1)));
    forget(&heard);
}

TEST(a_benchmark_may_not_report_under_the_name_of_an_event)
{
    struct heard heard = hear("claims", COUNTERS, FAULTS);

    CHECK_INT(heard.end.status, TARE_STATUS_FAILED);
    CHECK_STR(heard.end.reason, "reports a value named \"page-faults-user\", a "
                                "reserved name: choose another one");
    forget(&heard);
    heard = hear("claims", 0, NULL); /* nobody counts it */
    check_reading(&heard, FAULTS, 1);
    forget(&heard);
}

/* A container without counters: time is measured, and nothing is zero. */
static void expect_time_alone(void)
{
    struct heard heard =
        hear("faults", COUNTERS | 1u << TARE_METER_USAGE, "task-clock," FAULTS);

    check_reading(&heard, "page-faults", PAGES);
    for (unsigned i = 0; i < heard.results.count; i++) {
        CHECK(heard.results.timings[i].time_ns > 0);
        CHECK(isnan(reading(&heard, FAULTS, i)));
        CHECK(isnan(reading(&heard, "task-clock", i)));
    }
    forget(&heard);
}

TEST(without_permission_a_launch_measures_the_rest)
{
    if (!without_counters(EPERM, expect_time_alone))
        SKIP("no seccomp filters here");
}

TESTS(RUN(empty_stretches_are_subtracted),
      RUN(less_than_an_empty_stretch_is_nothing),
      RUN(what_ran_for_a_part_is_scaled_and_said),
      RUN(what_never_ran_is_not_known), RUN(every_refusal_has_its_reason),
      RUN(permissions_name_the_setting),
      RUN(an_event_of_another_machine_says_so),
      RUN(other_errors_are_told_as_they_are),
      RUN(each_event_is_listed_on_its_own),
      RUN(one_event_is_enough_and_the_others_are_said),
      RUN(without_any_event_there_is_no_meter),
      RUN(software_events_run_together_under_one_leader),
      RUN(a_group_that_never_runs_is_broken_up), RUN(a_group_that_runs_stays),
      RUN(faults_are_counted_to_the_page),
      RUN(pauses_and_the_making_of_batches_do_not_count),
      RUN(threads_are_added),
      RUN(the_kind_and_the_unit_of_an_event_come_with_it),
      RUN(sleeping_takes_no_task_clock), RUN(what_is_not_there_is_not_zero),
      RUN(half_a_sum_is_none), RUN(what_the_benchmark_opens_is_never_read),
      RUN(a_benchmark_may_not_report_under_the_name_of_an_event),
      RUN(without_permission_a_launch_measures_the_rest))
