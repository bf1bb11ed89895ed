/* SPDX-License-Identifier: MIT */
/* The coordinator of a run, by launches that answer from a script: who gets how
 * many, and why that is enough. */
#include "harness/run/rounds.h"

#include "harness/bench/builtin.h"
#include "tests/harness/scripted.h"
#include "tests/test.h"

#define ETA_SLACK_S 0.5

enum {
    CASES_MAX = 3,
    TIMEOUT_S = 20
};

/* A case that was measured so often, precisely; one that ended otherwise, with
 * what it had; and how many processes that took, 0 for any number. */
#define GOT(launches, tries)                                                   \
    {                                                                          \
        .least = (launches), .most = (launches), .processes = (tries),         \
        .is_precise = 1                                                        \
    }
#define ENDED(how, launches, tries, why)                                       \
    {                                                                          \
        .status = (how), .least = (launches), .most = (launches),              \
        .processes = (tries), .reason = (why)                                  \
    }

/* By the settings below: of a launch 2 ms to start, 2 of warm-up, 10 samples of
 * 1 ms, and 0.1 to end. */
#define LAUNCH_S 0.0141

/* At most: trials up to 1.2 ms, and three times 1 + 2 + 4 + 8 of these. */
#define CALIBRATION_S 0.07

/* ---- rows ---------------------------------------------------------------- */

/* What must have come of a case. */
struct want {
    enum tare_status status;
    size_t least, most; /* launches in its row */
    unsigned processes; /* that were begun, with the calibration; 0: any */
    int is_precise;     /* as precise as it was to be */
    const char *reason;
};

struct row {
    const char *name;
    struct script scripts[CASES_MAX];
    struct tare_rounds_settings settings; /* those that are not the usual */
    double budget_s;                      /* of each case */
    enum interruption interruption;
    unsigned interrupted_launch;
    struct want wants[CASES_MAX];
    double least_s, most_s; /* that it takes */
    int is_interrupted;
    unsigned suspensions;
};

static struct tare_rounds_settings make_settings(const struct row *row)
{
    struct tare_rounds_settings settings = row->settings;

    if (!(settings.precision > 0))
        settings.precision = 0.01;
    settings.confidence = 0.95;
    settings.warmup_ns = 2e6;
    settings.sample_ns = 1e6;
    settings.samples = 10;
    settings.budget_ns = row->budget_s * 1e9;
    settings.seed = 1;
    return settings;
}

static void perform(const struct row *row, struct tare_run *run)
{
    struct tare_rounds_settings settings = make_settings(row);
    struct tare_suite suite;
    struct tare_where where = { .suite = &suite, .timeout_s = TIMEOUT_S };

    world_begin(row->scripts, CASES_MAX);
    world.interruption = row->interruption;
    world.interrupted_launch = row->interrupted_launch;
    script_suite(&suite, row->scripts, CASES_MAX, TARE_SIDE_NONE, "scripted");
    where.clock = tare_clock_measure();
    *run = (struct tare_run){ 0 };
    tare_rounds_run(run, &where, &settings, &watcher);
    tare_suite_release(&suite);
}

static size_t launches_of(const struct tare_case *c)
{
    const struct tare_measure *time = tare_case_measure(c, "time");

    return time != NULL ? time->count : 0;
}

/* ---- what must be so of all ---------------------------------------------- */

static void check_case(const struct tare_case *c, const struct script *script,
                       const struct want *want, unsigned processes)
{
    size_t launches = launches_of(c);

    CHECK_STR(c->identity.id, script->id);
    CHECK_STR(tare_status_name(c->status), tare_status_name(want->status));
    CHECK_STR(c->reason, want->reason);
    CHECK(launches >= want->least);
    CHECK(launches <= want->most);
    CHECK_INT(c->has_converged, want->is_precise);
    if (want->processes > 0)
        CHECK_INT(processes, want->processes);
}

/* A round is one launch of each: nobody begins the next before all others have
 * begun the last that they have.  Not where one was called off. */
static void check_rounds(const struct tare_run *run)
{
    for (size_t i = 0; i < run->case_count; i++)
        for (size_t k = 0; k < run->case_count; k++)
            for (size_t n = 0; n + 1 < launches_of(&run->cases[i]) &&
                               n < launches_of(&run->cases[k]);
                 n++)
                CHECK(run->cases[i].measures[0].launches[n + 1].start_s >
                      run->cases[k].measures[0].launches[n].start_s);
}

static void check_run(const struct row *row, const struct tare_run *run)
{
    CHECK_NEAR(run->elapsed_s, world_elapsed_s(), 1e-9);
    CHECK(run->elapsed_s >= row->least_s);
    CHECK(run->elapsed_s <= row->most_s);
    CHECK(run->sampling_s <= run->elapsed_s);
    CHECK(world_is_spent(run));
    CHECK_INT(run->interrupted, row->is_interrupted);
    CHECK_INT(world.suspensions, row->suspensions);
    CHECK_INT(world.disorders, 0);
    /* the ETA: never less than what is to come, as far as launches take what the
     * calibration said */
    CHECK(run->elapsed_s <= 1.1 * world.promised_s + ETA_SLACK_S);
    if (row->is_interrupted) /* that was the last */
        CHECK_INT(world.launches, row->interrupted_launch);
    if (row->interruption == NO_INTERRUPTION)
        check_rounds(run);
}

static void check_row(const struct row *row)
{
    int before = test_failures;
    struct tare_run run;
    size_t count = 0;

    perform(row, &run);
    for (size_t i = 0; i < CASES_MAX; i++)
        if (row->scripts[i].id != NULL) {
            check_case(&run.cases[count], &row->scripts[i], &row->wants[i],
                       world.launches_of[i][0]);
            count++;
        }
    CHECK_INT(run.case_count, count);
    check_run(row, &run);
    if (test_failures > before)
        printf("# so it is not true that %s\n", row->name);
    tare_run_release(&run);
}

#define CHECK_ROWS(rows)                                                       \
    for (size_t i = 0; i < sizeof(rows) / sizeof *(rows); i++)                 \
    check_row(&(rows)[i])

/* ---- when it is enough --------------------------------------------------- */

/* Half an interval of n launches is about 2 SD / sqrt(n), and is to be at most
 * 0.9 of the precision, at a look: 30, 45, 68, 101, 152, ... */
TEST(a_run_ends_when_all_is_precise_or_the_time_is_up)
{
    static const struct row rows[] = {
        { .name = "a steady case leaves at the first look",
          .scripts = { { .id = "a", .noise = 0.001 } },
          .budget_s = 100,
          .wants = { GOT(30, 31) },
          .least_s = 0.4,
          .most_s = CALIBRATION_S + 30 * LAUNCH_S },
        { .name = "quick looks come after 10 launches",
          .scripts = { { .id = "a", .noise = 0.001 } },
          .settings.is_quick = 1,
          .budget_s = 100,
          .wants = { GOT(10, 0) },
          .most_s = 0.25 },
        { .name = "2 % of noise and 0.5 % of precision take 101 launches",
          .scripts = { { .id = "a", .noise = 0.02 } },
          .settings.precision = 0.005,
          .budget_s = 100,
          .wants = { GOT(101, 0) },
          .most_s = 2 },
        { .name = "the budget ends what is not precise",
          .scripts = { { .id = "a", .noise = 0.05 } },
          .settings.precision = 0.001,
          .budget_s = 1,
          .wants = { { .least = 64, .most = 70 } },
          .least_s = 1,
          .most_s = 1 + LAUNCH_S },
        { .name = "what a steady case leaves goes to the others",
          .scripts = { { .id = "a", .noise = 0.001 },
                       { .id = "b", .noise = 0.05 },
                       { .id = "c", .noise = 0.05 } },
          .settings.precision = 0.001,
          .budget_s = 1,
          .wants = { GOT(30, 0),
                     { .least = 80, .most = 95 },
                     { .least = 80, .most = 95 } },
          .least_s = 3,
          .most_s = 3 + LAUNCH_S },
        { .name = "everybody has 3 launches, however small the budget",
          .scripts = { { .id = "a", .noise = 0.001 },
                       { .id = "b", .noise = 0.05 },
                       { .id = "c", .ns = 1e9, .noise = 0.05 } },
          .settings.precision = 0.001,
          .budget_s = 0.001,
          .wants = { { .least = 3, .most = 3 },
                     { .least = 3, .most = 3 },
                     { .least = 3, .most = 3 } },
          .most_s = 60 },
        { .name = "others take no launches from who has time for 30 of its own",
          .scripts = { { .id = "a", .noise = 0.05 },
                       { .id = "b", .ns = 2e9, .noise = 0.05 } },
          .settings.precision = 0.001,
          .budget_s = 1,
          .wants = { { .least = 30, .most = 30 }, { .least = 3, .most = 3 } },
          .most_s = 100 },
        { .name = "set-up uses up the time",
          .scripts = { { .id = "a", .noise = 0.001, .setup_s = 0.1 } },
          .budget_s = 2,
          .wants = { { .least = 16, .most = 17, .is_precise = 1 } },
          .least_s = 2,
          .most_s = 2 + LAUNCH_S + 0.1 },
        { .name = "building a fixture does not",
          .scripts = { { .id = "a", .noise = 0.02, .build_s = 100 } },
          .settings.precision = 0.005,
          .budget_s = 5,
          .wants = { GOT(101, 0) },
          .most_s = 2 },
    };

    CHECK_ROWS(rows);
}

TEST(a_number_of_launches_is_kept)
{
    static const struct row rows[] = {
        { .name = "so many launches, whatever time and noise",
          .scripts = { { .id = "a", .noise = 0.001 },
                       { .id = "b", .noise = 0.05 } },
          .settings.launches = 37,
          .budget_s = 0.001,
          .wants = { GOT(37, 0), { .least = 37, .most = 37 } },
          .most_s = 2 },
        { .name = "so many samples at most, of 10 a launch",
          .scripts = { { .id = "a", .noise = 0.05 } },
          .settings.samples_in_all = 35,
          .budget_s = 100,
          .wants = { { .least = 4, .most = 4, .processes = 5 } },
          .most_s = 1 },
        { .name = "a test runs each once",
          .scripts = { { .id = "a", .noise = 0.05 },
                       { .id = "b", .ns = 1e6, .noise = 0.05 } },
          .settings.is_test = 1,
          .budget_s = 100,
          .wants = { { .processes = 1 }, { .processes = 1 } },
          .most_s = 0.01 },
    };

    CHECK_ROWS(rows);
}

/* Two that are equal are shown to be by 102 to 345 pairs of 4 % of noise, which
 * are precise enough by 30. */
TEST(with_contest_a_run_goes_on_until_contests_are_decided)
{
    static const struct row rows[] = {
        { .name = "rivals are launched until they are shown to be equal",
          .scripts = { { .id = "g/a", .noise = 0.04 },
                       { .id = "g/b", .noise = 0.04 },
                       { .id = "h/a", .noise = 0.04 } },
          .settings.precision = 0.03,
          .settings.is_contest = 1,
          .budget_s = 100,
          .wants = { { .least = 102, .most = 345, .is_precise = 1 },
                     { .least = 102, .most = 345, .is_precise = 1 },
                     GOT(30, 0) },
          .most_s = 20 },
        { .name = "who is far behind is known at once",
          .scripts = { { .id = "g/a", .noise = 0.04 },
                       { .id = "g/b", .ns = 200, .noise = 0.04 } },
          .settings.precision = 0.03,
          .settings.is_contest = 1,
          .budget_s = 100,
          .wants = { GOT(30, 0), GOT(30, 0) },
          .most_s = 2 },
        { .name = "a rival that crashes leaves nothing to be decided",
          .scripts = { { .id = "g/a", .noise = 0.04 },
                       { .id = "g/b",
                         .noise = 0.04,
                         .fault = { .status = TARE_STATUS_CRASHED,
                                    .from = 40 } } },
          .settings.precision = 0.03,
          .settings.is_contest = 1,
          .budget_s = 100,
          .wants = { { .least = 38, .most = 45, .is_precise = 1 },
                     ENDED(TARE_STATUS_CRASHED, 38, 40,
                           "crashed as scripted") },
          .most_s = 2 },
        { .name = "the budget ends contests too",
          .scripts = { { .id = "g/a", .noise = 0.04 },
                       { .id = "g/b", .noise = 0.04 } },
          .settings.precision = 0.03,
          .settings.is_contest = 1,
          .budget_s = 1,
          .wants = { { .least = 60, .most = 72, .is_precise = 1 },
                     { .least = 60, .most = 72, .is_precise = 1 } },
          .least_s = 2,
          .most_s = 2 + LAUNCH_S },
    };

    CHECK_ROWS(rows);
}

/* "a/build=b": the build of a race. */
static void enter(struct tare_suite_case *c)
{
    struct tare_identity *identity = &c->identity;
    const char *build = strchr(identity->id, '=') + 1;

    free(identity->name);
    identity->name = identity->group;
    identity->group = NULL;
    identity->args[0] =
        (struct tare_arg_value){ .name = tare_strdup(TARE_BUILD_ARG),
                                 .text = tare_strdup(build) };
    identity->arg_count = 1;
    c->options.baseline = strcmp(build, "first") == 0;
    c->options.is_control = strcmp(build, "again") == 0;
}

/* Nobody waits for an interval; the control goes as far as the first build. */
TEST(in_a_race_losers_leave_at_the_look_that_shows_it)
{
    static const struct script scripts[4] = {
        { .id = "a/build=first", .noise = 0.02 },
        { .id = "a/build=slow", .ns = 150, .noise = 0.02 },
        { .id = "a/build=equal", .noise = 0.02 },
        { .id = "a/build=again", .noise = 0.02 }
    };
    const struct row row = { .settings.is_contest = 1,
                             .settings.is_race = 1,
                             .settings.precision = 1e-5,
                             .budget_s = 100 };
    struct tare_rounds_settings settings = make_settings(&row);
    struct tare_suite suite;
    struct tare_where where = { .suite = &suite, .timeout_s = TIMEOUT_S };
    struct tare_run run = { .contest = { tare_strdup(TARE_BUILD_ARG), 0.02,
                                         0.01 } };

    world_begin(scripts, 4);
    script_suite(&suite, scripts, 4, TARE_SIDE_NONE, "scripted");
    for (size_t i = 0; i < 4; i++)
        enter(&suite.cases[i]);
    where.clock = tare_clock_measure();
    tare_rounds_run(&run, &where, &settings, &watcher);
    CHECK_INT(launches_of(&run.cases[1]), 20); /* the first look */
    CHECK(launches_of(&run.cases[0]) > 20);
    CHECK(launches_of(&run.cases[0]) < 200);
    CHECK_INT(launches_of(&run.cases[2]), launches_of(&run.cases[0]));
    CHECK_INT(launches_of(&run.cases[3]), launches_of(&run.cases[0]));
    CHECK_INT(run.cases[3].is_control, 1);
    tare_suite_release(&suite);
    tare_run_release(&run);
}

/* Within a factor of 4 of the fastest. */
TEST(rivals_that_take_about_as_long_run_as_many_iterations)
{
    static const struct row row = {
        .scripts = { { .id = "g/a", .ns = 100, .noise = 0.001 },
                     { .id = "g/b", .ns = 150, .noise = 0.001 },
                     { .id = "g/c", .ns = 1000, .noise = 0.001 } },
        .budget_s = 1,
    };
    struct tare_run run;

    perform(&row, &run);
    CHECK_INT(run.cases[0].iterations, run.cases[1].iterations);
    CHECK_NEAR((double)run.cases[0].iterations, 1e6 / 125, 200);
    CHECK_NEAR((double)run.cases[2].iterations, 1e6 / 1000, 20);
    tare_run_release(&run);
}

/* ---- cases that go wrong ------------------------------------------------- */

/* The other one is launched as often as by itself. */
#define SOUND                                                                  \
    {                                                                          \
        .id = "sound", .noise = 0.02                                           \
    }
#define UNHARMED GOT(101, 102)

TEST(a_case_that_goes_wrong_hurts_only_itself)
{
    static const struct row rows[] = {
        { .name = "who crashes at once is not tried again",
          .scripts = { { .id = "a",
                         .fault = { .status = TARE_STATUS_CRASHED,
                                    .from = 1 } },
                       SOUND },
          .settings.precision = 0.005,
          .budget_s = 5,
          .wants = { ENDED(TARE_STATUS_CRASHED, 0, 1, "crashed as scripted"),
                     UNHARMED },
          .most_s = 2 },
        { .name = "who crashes later keeps what it has, and is given up",
          .scripts = { { .id = "a",
                         .fault = { .status = TARE_STATUS_CRASHED,
                                    .from = 11,
                                    .times = 1 } },
                       SOUND },
          .settings.precision = 0.005,
          .budget_s = 5,
          .wants = { ENDED(TARE_STATUS_CRASHED, 9, 11, "crashed as scripted"),
                     UNHARMED },
          .most_s = 2 },
        { .name = "who fails is given up",
          .scripts = { SOUND,
                       { .id = "a",
                         .fault = { .status = TARE_STATUS_FAILED,
                                    .from = 2 } } },
          .settings.precision = 0.005,
          .budget_s = 5,
          .wants = { UNHARMED,
                     ENDED(TARE_STATUS_FAILED, 0, 2, "failed as scripted") },
          .most_s = 2 },
        { .name = "who skips itself is skipped",
          .scripts = { SOUND,
                       { .id = "a",
                         .fault = { .status = TARE_STATUS_SKIPPED,
                                    .from = 1 } } },
          .settings.precision = 0.005,
          .budget_s = 5,
          .wants = { UNHARMED,
                     ENDED(TARE_STATUS_SKIPPED, 0, 1, "skipped as scripted") },
          .most_s = 2 },
        { .name = "who hangs at once takes no time from others",
          .scripts = { { .id = "a",
                         .fault = { .status = TARE_STATUS_TIMED_OUT,
                                    .from = 1 } },
                       SOUND },
          .settings.precision = 0.005,
          .budget_s = 5,
          .wants = { ENDED(TARE_STATUS_TIMED_OUT, 0, 1,
                           "timed out as scripted"),
                     UNHARMED },
          .most_s = 2 },
        { .name = "who hangs later takes no time from others",
          .scripts = { { .id = "a",
                         .fault = { .status = TARE_STATUS_TIMED_OUT,
                                    .from = 5 } },
                       SOUND },
          .settings.precision = 0.005,
          .budget_s = 5,
          .wants = { ENDED(TARE_STATUS_TIMED_OUT, 3, 5,
                           "timed out as scripted"),
                     UNHARMED },
          .most_s = 2 },
        { .name = "a test names all that go wrong",
          .scripts = { { .id = "a",
                         .fault = { .status = TARE_STATUS_CRASHED,
                                    .from = 1 } },
                       { .id = "b",
                         .fault = { .status = TARE_STATUS_SKIPPED,
                                    .from = 1 } },
                       { .id = "c" } },
          .settings.is_test = 1,
          .wants = { ENDED(TARE_STATUS_CRASHED, 0, 1, "crashed as scripted"),
                     ENDED(TARE_STATUS_SKIPPED, 0, 1, "skipped as scripted"),
                     { .processes = 1 } },
          .most_s = 1 },
    };

    CHECK_ROWS(rows);
}

/* ---- interruptions ------------------------------------------------------- */

#define NOT_MEASURED "interrupted before it was measured"

/* Two cases, so the first two launches calibrate, and each pair of launches after
 * them is a round. */
#define TWO                                                                    \
    {                                                                          \
        { .id = "a", .noise = 0.001 },                                         \
        {                                                                      \
            .id = "b", .noise = 0.001                                          \
        }                                                                      \
    }

TEST(an_interrupted_run_keeps_what_it_has)
{
    static const struct row rows[] = {
        { .name = "the launch that runs when we are asked to end still counts",
          .scripts = TWO,
          .budget_s = 100,
          .interruption = ASKS,
          .interrupted_launch = 2 + 19, /* the first of a round */
          .wants = { { .least = 9, .most = 10, .is_precise = 1 },
                     { .least = 9, .most = 10, .is_precise = 1 } },
          .most_s = 1,
          .is_interrupted = 1 },
        { .name = "the launch that runs when somebody insists does not count",
          .scripts = { { .id = "a", .noise = 0.001 } },
          .budget_s = 100,
          .interruption = INSISTS,
          .interrupted_launch = 1 + 10,
          .wants = { GOT(9, 11) },
          .most_s = 1,
          .is_interrupted = 1 },
        { .name = "nor does one that the same signal has ended",
          .scripts = { { .id = "a", .noise = 0.001 } },
          .budget_s = 100,
          .interruption = ENDS_ALL,
          .interrupted_launch = 1 + 10,
          .wants = { GOT(9, 11) },
          .most_s = 1,
          .is_interrupted = 1 },
        { .name =
              "a launch that hangs then has five seconds, and is not blamed",
          .scripts = { { .id = "a",
                         .noise = 0.001,
                         .fault = { .status = TARE_STATUS_TIMED_OUT,
                                    .from = 11 } } },
          .budget_s = 100,
          .interruption = ASKS,
          .interrupted_launch = 1 + 10,
          .wants = { GOT(9, 11) },
          .least_s = TIMEOUT_S / 2 + 5,
          .most_s = TIMEOUT_S / 2 + 6,
          .is_interrupted = 1 },
        { .name = "a calibration that somebody insists on ending is the last "
                  "launch",
          .scripts = { { .id = "a", .noise = 0.001 } },
          .budget_s = 100,
          .interruption = INSISTS,
          .interrupted_launch = 1,
          .wants = { ENDED(TARE_STATUS_SKIPPED, 0, 1, NOT_MEASURED) },
          .most_s = 1,
          .is_interrupted = 1 },
        { .name = "so is one that the same signal has ended",
          .scripts = { { .id = "a", .noise = 0.001 } },
          .budget_s = 100,
          .interruption = ENDS_ALL,
          .interrupted_launch = 1,
          .wants = { ENDED(TARE_STATUS_SKIPPED, 0, 1, NOT_MEASURED) },
          .most_s = 0.01,
          .is_interrupted = 1 },
    };

    CHECK_ROWS(rows);
}

/* The time in which we are stopped is nobody's. */
TEST(a_launch_in_which_we_are_stopped_is_repeated)
{
    static const struct row rows[] = {
        { .name = "a launch of a round",
          .scripts = TWO,
          .budget_s = 5,
          .interruption = SUSPENDS,
          .interrupted_launch = 2 + 21,
          .wants = { GOT(30, 0), GOT(30, 0) },
          .most_s = 2 * (CALIBRATION_S + 31 * LAUNCH_S),
          .suspensions = 1 },
        { .name = "a calibration",
          .scripts = { { .id = "a", .noise = 0.001 } },
          .budget_s = 5,
          .interruption = SUSPENDS,
          .interrupted_launch = 1,
          .wants = { GOT(30, 32) },
          .most_s = 2 * CALIBRATION_S + 30 * LAUNCH_S,
          .suspensions = 1 },
    };

    CHECK_ROWS(rows);
}

/* ---- beside time --------------------------------------------------------- */

/* Latency has 20 launches of its own. */
TEST(launches_of_a_meter_come_beside_those_that_are_timed)
{
    static const struct row row = {
        .scripts = { { .id = "a", .noise = 0.001 },
                     { .id = "b",
                       .noise = 0.001,
                       .fault = { .status = TARE_STATUS_CRASHED,
                                  .from = 1 + 30 + 5 } } },
        .settings.wanted = { .meters = 1u << TARE_METER_LATENCY,
                             .asked = 1u << TARE_METER_LATENCY },
        .budget_s = 5,
    };
    struct tare_run run;

    perform(&row, &run);
    for (size_t i = 0; i < run.case_count; i++) {
        CHECK_INT(run.cases[i].status, TARE_STATUS_OK);
        CHECK_INT(launches_of(&run.cases[i]), 30);
        CHECK_INT(run.cases[i].warning_count, i);
    }
    CHECK_INT(world.metered[0][0], 20);
    CHECK_INT(world.metered[1][0], 5); /* and then no more */
    CHECK_STR(run.cases[1].warnings[0].code, "unmeasured");
    tare_run_release(&run);
}

/* ---- tare's own ---------------------------------------------------------- */

/* 42 launches is what their calibration leaves of the second. */
TEST(canaries_have_their_rounds_beside_the_budget)
{
    static const struct row row = { .name = "",
                                    .scripts = { { .id = "a", .noise = 0.05 } },
                                    .settings.precision = 0.001,
                                    .settings.canary_rounds = 7,
                                    .budget_s = 1 };
    struct tare_run run;

    perform(&row, &run);
    CHECK(launches_of(&run.cases[0]) >= 40);
    CHECK_INT(run.reference_count, TARE_BUILTINS - 1);
    for (size_t i = 0; i < run.reference_count; i++)
        CHECK_INT(launches_of(&run.references[i]), 7);
    CHECK_INT(world.disorders, 0);
    tare_run_release(&run);
}

TEST(a_canary_that_crashes_is_not_in_the_record)
{
    static const struct row row = {
        .name = "",
        .scripts = { { .id = "a", .noise = 0.001 },
                     { .id = "tare/chase",
                       .fault = { .status = TARE_STATUS_CRASHED,
                                  .from = 4 } } },
        .settings.canary_rounds = 7,
        .budget_s = 5
    };
    struct tare_run run;

    perform(&row, &run);
    CHECK_INT(launches_of(&run.cases[0]), 30);
    CHECK_INT(run.reference_count, TARE_BUILTINS - 2);
    CHECK_INT(world.launches_of[1][0], 4);
    tare_run_release(&run);
}

TEST(a_case_that_is_no_slower_than_an_empty_loop_is_told_of)
{
    static const struct row row = {
        .name = "",
        .scripts = { { .id = "a", .ns = 0.26, .noise = 0.001 },
                     { .id = "b", .ns = 4, .noise = 0.001 } },
        .budget_s = 1
    };
    struct tare_run run;

    perform(&row, &run);
    CHECK_INT(run.cases[0].warning_count, 1);
    CHECK_STR(run.cases[0].warnings[0].code, "optimized-away");
    CHECK_INT(run.cases[1].warning_count, 0);
    tare_run_release(&run);
}

TESTS(RUN(with_contest_a_run_goes_on_until_contests_are_decided),
      RUN(in_a_race_losers_leave_at_the_look_that_shows_it),
      RUN(rivals_that_take_about_as_long_run_as_many_iterations),
      RUN(a_run_ends_when_all_is_precise_or_the_time_is_up),
      RUN(a_number_of_launches_is_kept),
      RUN(a_case_that_goes_wrong_hurts_only_itself),
      RUN(an_interrupted_run_keeps_what_it_has),
      RUN(a_launch_in_which_we_are_stopped_is_repeated),
      RUN(launches_of_a_meter_come_beside_those_that_are_timed),
      RUN(canaries_have_their_rounds_beside_the_budget),
      RUN(a_canary_that_crashes_is_not_in_the_record),
      RUN(a_case_that_is_no_slower_than_an_empty_loop_is_told_of))
