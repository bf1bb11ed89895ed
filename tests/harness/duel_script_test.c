/* SPDX-License-Identifier: MIT */
/* The coordinator of a duel and the judge after it, by launches that answer from
 * a script: what changed is known, so what is to be said of it is. */
#include "harness/duel/duel.h"

#include <limits.h>

#include "harness/judge/judge.h"
#include "harness/judge/pairs.h"
#include "tests/harness/count_verdicts.h"
#include "tests/harness/scripted.h"
#include "tests/harness/scripted_images.h"
#include "tests/test.h"

enum {
    CASES_MAX = 12,
    TIMEOUT_S = 20,
    LEAST_FRESH = 6 /* pairs with which an alarm can be confirmed */
};

/* By the settings below: of a launch 2 ms to start, 2 of warm-up, 10 samples of
 * 1 ms, and 0.1 to end; some new sides take longer.  Of a calibration trials up
 * to 1.2 ms, and three times 1 + 2 + 4 + 8 of these, on each side. */
#define PAIR_S        0.0285
#define CALIBRATION_S 0.106

/* ---- rows ---------------------------------------------------------------- */

/* What must have come of a case.  A change with no code is confirmed. */
struct want {
    enum tare_verdict_kind kind;
    const char *code;
    size_t least, most; /* pairs */
    unsigned tries;     /* launches of the side at fault; 0: any number */
    size_t voided;      /* pairs */
};

#define VERDICT(word, why, from, to)                                           \
    .kind = TARE_VERDICT_##word, .code = (why), .least = (from), .most = (to)

struct row {
    const char *name;
    struct script scripts[CASES_MAX];
    double budget_s; /* of each case, and of each control */
    size_t pairs;    /* at most; 0: no limit */
    struct want wants[CASES_MAX];
    double late_s; /* that it may take more than its budget */
    /* else both controls are well */
    int is_missed; /* the one that is slower */
    int is_loud;   /* the silent one */
    enum interruption interruption;
    unsigned interrupted_launch;
    unsigned room;    /* for copies; 0: for any number */
    const char *file; /* that both sides are; NULL: two that differ */
    int is_insisting; /* on measuring them all the same */
    unsigned meters;  /* asked for beside time */
};

/* A duel that was fought and judged. */
struct outcome {
    struct tare_run run;
    struct tare_comparison comparison;
    struct tare_err err;
    int status;
};

/* ---- duels --------------------------------------------------------------- */

static struct tare_duel_settings make_settings(const struct row *row)
{
    return (
        struct tare_duel_settings){ .rounds = { .precision = 0.01,
                                                .confidence = 0.95,
                                                .warmup_ns = 2e6,
                                                .sample_ns = 1e6,
                                                .samples = 10,
                                                .wanted.meters = row->meters,
                                                .seed = 1 },
                                    .threshold = 0.02,
                                    .alpha = 0.01,
                                    .budget_s = row->budget_s,
                                    .pairs = row->pairs,
                                    .is_insisting = row->is_insisting };
}

/* As whoever calls tare_duel_run() does: the controls in a binary of their own. */
static void make_sides(const struct row *row, struct tare_duel_side *sides,
                       struct tare_run *run)
{
    static const char *const paths[] = { "/scripted/old", "/scripted/new" };

    for (unsigned side = 0; side < 2; side++) {
        script_suite(&sides[side].suite, row->scripts, CASES_MAX,
                     side ? TARE_SIDE_NEW : TARE_SIDE_OLD,
                     row->file != NULL ? row->file : paths[side]);
        script_binary(&sides[side].suite, "/scripted/tare");
        run->binary_count += sides[side].suite.binary_count;
    }
    run->binaries = tare_alloc(run->binary_count, sizeof *run->binaries);
    if (row->pairs > 0) /* as command/facts.c */
        tare_facts_number(&run->settings, "pairs", (double)row->pairs);
}

static void fight(const struct row *row, struct outcome *outcome)
{
    struct tare_duel_settings settings = make_settings(row);
    struct tare_duel_side sides[2] = { 0 };
    struct tare_where where = { .timeout_s = TIMEOUT_S };
    struct tare_copy_folder copy_folder = { 0 };

    world_begin(row->scripts, CASES_MAX);
    world.news = &sides[1].suite;
    where.clock = tare_clock_measure();
    world.interruption = row->interruption;
    world.interrupted_launch = row->interrupted_launch;
    images = (struct images){ .room = row->room > 0 ? row->room : UINT_MAX };
    *outcome = (struct outcome){ 0 };
    make_sides(row, sides, &outcome->run);
    outcome->status = tare_duel_run(&outcome->run, sides, &where, &copy_folder,
                                    &settings, &watcher, &outcome->err);
    for (unsigned side = 0; side < 2; side++)
        tare_duel_side_release(&sides[side]);
    if (outcome->status == 0)
        tare_judge(&outcome->comparison, &outcome->run);
}

static void forget(struct outcome *outcome)
{
    tare_comparison_release(&outcome->comparison);
    tare_run_release(&outcome->run);
}

static const struct tare_verdict *verdict_of(const struct outcome *outcome,
                                             const char *id)
{
    static const struct tare_verdict none;

    for (size_t i = 0; i < outcome->comparison.count; i++)
        if (strcmp(outcome->comparison.items[i].id, id) == 0)
            return &outcome->comparison.items[i];
    CHECK_STR(id, "one of those that were judged");
    return &none;
}

static size_t launches_of(const struct tare_case *c)
{
    return c != NULL && c->measure_count > 0 ? c->measures[0].count : 0;
}

static const struct tare_launch *launch_of(const struct tare_case *c, size_t i)
{
    return &c->measures[0].launches[i];
}

/* ---- what must be so of all ---------------------------------------------- */

/* Of all launches in the record, how many began between two of them. */
static size_t count_between(const struct tare_case *rows, size_t count,
                            double from_s, double to_s)
{
    size_t between = 0;

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < launches_of(&rows[i]); k++)
            between += launch_of(&rows[i], k)->start_s > from_s &&
                       launch_of(&rows[i], k)->start_s < to_s;
    return between;
}

/* Launch i of the one side and of the other are next to each other. */
static void check_pairs(const struct tare_run *run, const struct tare_case *old,
                        const struct tare_case *new)
{
    size_t apart = 0;

    CHECK_INT(launches_of(old), launches_of(new));
    for (size_t i = 0; i < launches_of(old) && i < launches_of(new); i++) {
        double a_s = launch_of(old, i)->start_s;
        double b_s = launch_of(new, i)->start_s;
        double from_s = fmin(a_s, b_s), to_s = fmax(a_s, b_s);

        apart += !(from_s < to_s);
        apart += count_between(run->cases, run->case_count, from_s, to_s);
        apart +=
            count_between(run->references, run->reference_count, from_s, to_s);
    }
    CHECK_INT(apart, 0);
}

static void check_all_pairs(const struct tare_run *run,
                            const struct tare_case *rows, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (rows[i].side == TARE_SIDE_NEW &&
            strcmp(rows[i].identity.id, rows[i - 1].identity.id) == 0) {
            check_pairs(run, &rows[i - 1], &rows[i]);
            CHECK(images.copies >= 2 * launches_of(&rows[i]));
        }
}

/* A duel that took pairs, whatever became of it. */
static void check_duel(const struct row *row, const struct outcome *outcome)
{
    const struct tare_run *run = &outcome->run;

    CHECK_INT(outcome->status, 0);
    CHECK_NEAR(run->elapsed_s, world_elapsed_s(), 1e-9);
    CHECK(run->elapsed_s <= run->duel.budget_s + row->late_s);
    CHECK(run->sampling_s <= run->elapsed_s);
    CHECK(world_is_spent(run));
    CHECK_INT(world.disorders, 0);
    CHECK_INT(images.held, 0);
    CHECK_INT(run->reference_count, 4);
    check_all_pairs(run, run->cases, run->case_count);
    check_all_pairs(run, run->references, run->reference_count);
}

static void check_controls(const struct row *row,
                           const struct tare_comparison *comparison)
{
    CHECK_INT(comparison->negative,
              row->is_loud ? TARE_CONTROL_BAD : TARE_CONTROL_GOOD);
    CHECK_INT(comparison->positive,
              row->is_missed ? TARE_CONTROL_BAD : TARE_CONTROL_GOOD);
}

/* An alarm is never confirmed by what has raised it. */
static void check_verdict(const struct tare_verdict *verdict,
                          const struct want *want)
{
    int is_confirmed =
        want->code == NULL && (want->kind == TARE_VERDICT_REGRESSED ||
                               want->kind == TARE_VERDICT_IMPROVED);

    CHECK_STR(tare_verdict_kind_name(verdict->kind),
              tare_verdict_kind_name(want->kind));
    CHECK_STR(verdict->code, want->code);
    CHECK_INT(verdict->is_confirmed, is_confirmed);
    if (is_confirmed)
        CHECK(verdict->pairs_seen >= verdict->pairs_first + LEAST_FRESH);
}

static void check_case(const struct outcome *outcome,
                       const struct script *script, const struct want *want,
                       const unsigned *tries)
{
    const struct tare_run *run = &outcome->run;
    const struct tare_case *old = tare_run_case(run, script->id, TARE_SIDE_OLD);
    const struct tare_case *new = tare_run_case(run, script->id, TARE_SIDE_NEW);

    check_verdict(verdict_of(outcome, script->id), want);
    CHECK(launches_of(new) >= want->least);
    CHECK(launches_of(new) <= want->most);
    CHECK_INT((old ? old->voided : 0) + (new ? new->voided : 0), want->voided);
    if (want->tries > 0)
        CHECK_INT(tries[script->fault.side == TARE_SIDE_NEW], want->tries);
    if (script->only != TARE_SIDE_NONE)
        CHECK_INT(tries[0] + tries[1], 0);
}

static void check_row(const struct row *row)
{
    int before = test_failures;
    struct outcome outcome;

    fight(row, &outcome);
    check_duel(row, &outcome);
    check_controls(row, &outcome.comparison);
    for (size_t i = 0; i < CASES_MAX; i++)
        if (row->scripts[i].id != NULL &&
            strncmp(row->scripts[i].id, "tare/", 5) != 0)
            check_case(&outcome, &row->scripts[i], &row->wants[i],
                       world.launches_of[i]);
    if (test_failures > before)
        printf("# so it is not true that %s\n", row->name);
    forget(&outcome);
}

#define CHECK_ROWS(rows)                                                       \
    for (size_t i = 0; i < sizeof(rows) / sizeof *(rows); i++)                 \
    check_row(&(rows)[i])

/* ---- changes ------------------------------------------------------------- */

#define SAME                                                                   \
    {                                                                          \
        .id = "same", .noise = 0.003                                           \
    }
#define SLOWER                                                                 \
    {                                                                          \
        .id = "slower", .noise = 0.003, .change = 0.05                         \
    }

/* At the first look all is clear, and changes as large want 20 fresh pairs. */
TEST(a_change_is_found_and_confirmed_on_fresh_pairs)
{
    static const struct row rows[] = {
        { .name = "changes of 5 % are found, in both directions, and no others",
          .scripts = { SAME,
                       SLOWER,
                       { .id = "faster", .noise = 0.003, .change = -0.05 } },
          .budget_s = 10,
          .wants = { { VERDICT(UNCHANGED, NULL, 20, 20) },
                     { VERDICT(REGRESSED, NULL, 40, 40) },
                     { VERDICT(IMPROVED, NULL, 40, 40) } } },
        { .name = "a change of 2 % takes more, in noise of 1 %",
          .scripts = { { .id = "a", .noise = 0.01, .change = 0.02 } },
          .budget_s = 20,
          .wants = { { VERDICT(REGRESSED, NULL, 45, 300) } } },
        { .name = "who is on one side only is not launched",
          .scripts = { { .id = "gone", .only = TARE_SIDE_OLD },
                       SAME,
                       { .id = "come", .only = TARE_SIDE_NEW } },
          .budget_s = 10,
          .wants = { { VERDICT(REMOVED, NULL, 0, 0) },
                     { VERDICT(UNCHANGED, NULL, 20, 20) },
                     { VERDICT(ADDED, NULL, 0, 0) } } },
        { .name = "sides that differ tenfold are measured all the same",
          .scripts = { { .id = "a", .noise = 0.003, .change = 9 } },
          .budget_s = 10,
          .wants = { { VERDICT(REGRESSED, NULL, 40, 40) } } },
    };

    CHECK_ROWS(rows);
}

/* ---- time ---------------------------------------------------------------- */

/* In a round the case and both controls have a pair each, and three budgets. */
#define ROUNDS(count) ((CALIBRATION_S + (count)*PAIR_S + 0.001))

TEST(a_duel_ends_within_its_budget)
{
    static const struct row rows[] = {
        { .name = "noise of 10 % uses up all but the reserve",
          .scripts = { { .id = "a", .noise = 0.1, .change = 0.015 } },
          .budget_s = 10,
          .wants = { { VERDICT(INCONCLUSIVE, "budget", 850, 950) } } },
        { .name = "what others leave goes to who is noisy",
          .scripts = { { .id = "a", .noise = 0.1, .change = 0.015 },
                       SAME,
                       SLOWER },
          .budget_s = 10,
          .wants = { { VERDICT(INCONCLUSIVE, "last-look", 1166, 1166) },
                     { VERDICT(UNCHANGED, NULL, 20, 20) },
                     { VERDICT(REGRESSED, NULL, 40, 40) } } },
        { .name = "ten pairs prove nothing",
          .scripts = { SLOWER },
          .budget_s = ROUNDS(10),
          .wants = { { VERDICT(INCONCLUSIVE, "few-pairs", 10, 10) } },
          .is_missed = 1 },
        { .name = "an alarm of the last look stays unconfirmed",
          .scripts = { SLOWER },
          .budget_s = ROUNDS(15),
          .wants = { { VERDICT(REGRESSED, "unconfirmed", 15, 15) } } },
        { .name = "so does one for which five pairs are left",
          .scripts = { SLOWER },
          .budget_s = ROUNDS(20 + 5.5 / 3),
          .wants = { { VERDICT(REGRESSED, "unconfirmed", 25, 25) } } },
        { .name = "six are enough where all are of one mind",
          .scripts = { SLOWER },
          .budget_s = ROUNDS(20 + 6.5 / 3),
          .wants = { { VERDICT(REGRESSED, NULL, 26, 26) } } },
        { .name = "the empty loop is in the budget of who is that fast",
          .scripts = { { .id = "a", .ns = 4, .noise = 0.003 } },
          .budget_s = ROUNDS(10),
          .wants = { { VERDICT(INCONCLUSIVE, "few-pairs", 6, 8) } },
          .is_missed = 1 },
        { .name = "everybody has a pair, however small the budget",
          .scripts = { SAME, { .id = "a", .ns = 3e9 } },
          .budget_s = 0.001,
          .wants = { { VERDICT(INCONCLUSIVE, "few-pairs", 1, 1) },
                     { VERDICT(INCONCLUSIVE, "few-pairs", 1, 1) } },
          .late_s = 150,
          .is_missed = 1 },
    };

    CHECK_ROWS(rows);
}

TEST(no_more_pairs_are_taken_than_were_asked_for)
{
    static const struct row rows[] = {
        { .name = "ten pairs are ten pairs",
          .scripts = { SAME, SLOWER },
          .budget_s = 10,
          .pairs = 10,
          .wants = { { VERDICT(INCONCLUSIVE, "pair-limit", 10, 10) },
                     { VERDICT(INCONCLUSIVE, "pair-limit", 10, 10) } },
          .is_missed = 1 },
        { .name = "alarms are confirmed beyond the limit",
          .scripts = { SAME, SLOWER, { .id = "a", .noise = 0.1 } },
          .budget_s = 10,
          .pairs = 20,
          .wants = { { VERDICT(UNCHANGED, NULL, 20, 20) },
                     { VERDICT(REGRESSED, NULL, 40, 40) },
                     { VERDICT(INCONCLUSIVE, "pair-limit", 20, 20) } } },
    };

    CHECK_ROWS(rows);
}

/* ---- cases that go wrong ------------------------------------------------- */

/* Launch 1 is the calibration, so launch 5 is of pair 4. */
TEST(a_case_that_goes_wrong_hurts_only_itself)
{
    static const struct row rows[] = {
        { .name = "a crash voids its pair, and the case goes on",
          .scripts = { { .id = "a",
                         .noise = 0.003,
                         .fault = { .status = TARE_STATUS_CRASHED,
                                    .side = TARE_SIDE_NEW,
                                    .from = 5,
                                    .times = 1 } },
                       SLOWER },
          .budget_s = 10,
          .wants = { { VERDICT(FAILED, "crashed", 20, 20), .tries = 22,
                       .voided = 1 },
                     { VERDICT(REGRESSED, NULL, 40, 40) } } },
        { .name = "the third crash ends the case",
          .scripts = { SLOWER,
                       { .id = "a",
                         .noise = 0.003,
                         .fault = { .status = TARE_STATUS_CRASHED,
                                    .side = TARE_SIDE_OLD,
                                    .from = 5 } } },
          .budget_s = 10,
          .wants = { { VERDICT(REGRESSED, NULL, 40, 40) },
                     { VERDICT(FAILED, "crashed", 3, 3), .tries = 7,
                       .voided = 3 } } },
        { .name = "failing is as bad as crashing",
          .scripts = { { .id = "a",
                         .noise = 0.003,
                         .fault = { .status = TARE_STATUS_FAILED,
                                    .side = TARE_SIDE_NEW,
                                    .from = 2 } },
                       SLOWER },
          .budget_s = 10,
          .wants = { { VERDICT(FAILED, "failed", 0, 0), .tries = 4,
                       .voided = 3 },
                     { VERDICT(REGRESSED, NULL, 40, 40) } } },
        { .name = "who skips itself once is skipped",
          .scripts = { { .id = "a",
                         .noise = 0.003,
                         .fault = { .status = TARE_STATUS_SKIPPED,
                                    .side = TARE_SIDE_NEW,
                                    .from = 5,
                                    .times = 1 } },
                       SLOWER },
          .budget_s = 10,
          .wants = { { VERDICT(SKIPPED, "skipped", 3, 3), .tries = 5,
                       .voided = 1 },
                     { VERDICT(REGRESSED, NULL, 40, 40) } } },
        { .name = "who cannot be calibrated is tried once",
          .scripts = { { .id = "a",
                         .fault = { .status = TARE_STATUS_CRASHED,
                                    .side = TARE_SIDE_NEW,
                                    .from = 1 } },
                       { .id = "b",
                         .fault = { .status = TARE_STATUS_SKIPPED,
                                    .from = 1 } },
                       SLOWER },
          .budget_s = 10,
          .wants = { { VERDICT(FAILED, "crashed", 0, 0), .tries = 1 },
                     { VERDICT(SKIPPED, "skipped", 0, 0), .tries = 1 },
                     { VERDICT(REGRESSED, NULL, 40, 40) } } },
        { .name = "who hangs is given up, and takes no time from others",
          .scripts = { { .id = "a",
                         .noise = 0.003,
                         .fault = { .status = TARE_STATUS_TIMED_OUT,
                                    .side = TARE_SIDE_OLD,
                                    .from = 5 } },
                       SLOWER },
          .budget_s = 1.5,
          .wants = { { VERDICT(FAILED, "timed-out", 3, 3), .tries = 5,
                       .voided = 1 },
                     { VERDICT(REGRESSED, NULL, 40, 40) } } },
        { .name = "who hangs at once takes no time from others",
          .scripts = { { .id = "a",
                         .fault = { .status = TARE_STATUS_TIMED_OUT,
                                    .from = 1 } },
                       SLOWER },
          .budget_s = 1.5,
          .wants = { { VERDICT(FAILED, "timed-out", 0, 0), .tries = 1 },
                     { VERDICT(REGRESSED, NULL, 40, 40) } } },
        { .name = "a suspect that crashes does not end the others' pursuit",
          .scripts = { { .id = "a",
                         .noise = 0.02,
                         .change = 0.02,
                         .fault = { .status = TARE_STATUS_CRASHED,
                                    .side = TARE_SIDE_NEW,
                                    .from = 22 } },
                       { .id = "b", .noise = 0.02 },
                       SAME },
          .budget_s = 10,
          .wants = { { VERDICT(FAILED, "crashed", 20, 20), .tries = 24,
                       .voided = 3 },
                     { VERDICT(UNCHANGED, NULL, 30, 300) },
                     { VERDICT(UNCHANGED, NULL, 20, 20) } } },
    };

    CHECK_ROWS(rows);
}

/* ---- controls ------------------------------------------------------------ */

TEST(controls_say_whether_the_duel_can_be_trusted)
{
    static const struct row rows[] = {
        { .name = "something beside the code differs between the sides",
          .scripts = { SAME,
                       SLOWER,
                       { .id = "tare/control/silent",
                         .noise = 0.001,
                         .change = 0.01 } },
          .budget_s = 10,
          .wants = { { VERDICT(INCONCLUSIVE, "control", 20, 20) },
                     { VERDICT(INCONCLUSIVE, "control", 40, 40) } },
          .is_loud = 1 },
        { .name = "the machine resolves no such change",
          .scripts = { SAME,
                       SLOWER,
                       { .id = "tare/control/slower", .noise = 0.1 } },
          .budget_s = 10,
          .wants = { { VERDICT(UNCHANGED, NULL, 20, 20) },
                     { VERDICT(REGRESSED, NULL, 40, 40) } },
          .is_missed = 1 },
    };

    CHECK_ROWS(rows);
}

/* One that was missed makes everybody doubt. */
TEST(controls_go_on_when_all_cases_are_settled)
{
    static const struct row row = {
        .name = "the slower control has the time of those who are settled",
        .scripts = { SAME,
                     { .id = "tare/control/slower",
                       .noise = 0.015,
                       .change = 0.02 } },
        .budget_s = 10,
        .wants = { { VERDICT(UNCHANGED, NULL, 20, 20) } }
    };
    struct outcome outcome;

    check_row(&row);
    fight(&row, &outcome);
    CHECK_INT(launches_of(&outcome.run.references[1]), 20);
    CHECK(launches_of(&outcome.run.references[3]) >= 45);
    CHECK(launches_of(&outcome.run.references[3]) <= 230);
    forget(&outcome);
}

/* ---- sides that are one program ------------------------------------------ */

TEST(one_program_on_both_sides_is_run_and_not_measured)
{
    static const struct row row = {
        .scripts = { { .id = "a", .noise = 0.003 } },
        .budget_s = 10,
        .file = "/proc/self/exe",
    };
    struct outcome outcome;

    fight(&row, &outcome);
    check_duel(&row, &outcome);
    check_verdict(verdict_of(&outcome, "a"),
                  &(struct want){ VERDICT(UNCHANGED, "identical", 0, 0) });
    CHECK_INT(world.launches_of[0][0], 1);
    CHECK_INT(world.launches_of[0][1], 1);
    CHECK_INT(outcome.comparison.negative, TARE_CONTROL_NOT_RUN);
    forget(&outcome);
}

TEST(one_program_is_measured_where_that_is_wished_or_it_loads_another)
{
    static const struct row rows[] = {
        { .name = "who insists gets pairs",
          .scripts = { SAME },
          .budget_s = 10,
          .file = "/proc/self/exe",
          .is_insisting = 1,
          .wants = { { VERDICT(UNCHANGED, NULL, 20, 20) } } },
        { .name = "libraries make two programs of one",
          .scripts = { { .id = "a",
                         .noise = 0.003,
                         .change = 0.05,
                         .loads = { "/scripted/old.so",
                                    "/scripted/new.so" } } },
          .budget_s = 10,
          .file = "/proc/self/exe",
          .wants = { { VERDICT(REGRESSED, NULL, 40, 40) } } },
    };

    CHECK_ROWS(rows);
}

/* ---- the suite as a whole ------------------------------------------------ */

/* Ten of twelve are confirmed, the weakest; the others stand. */
TEST(a_change_of_all_is_one_of_the_suite)
{
    static const char *const ids[] = { "a", "b", "c", "d", "e", "f",
                                       "g", "h", "i", "j", "k", "l" };
    struct row row = { .budget_s = 10 };
    size_t wide = 0, confirmed = 0;
    struct outcome outcome;

    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        row.scripts[i] =
            (struct script){ .id = ids[i], .noise = 0.003, .change = 0.05 };
    fight(&row, &outcome);
    check_duel(&row, &outcome);
    CHECK_INT(count_verdicts(&outcome.comparison, TARE_VERDICT_REGRESSED), 12);
    for (size_t i = 0; i < outcome.comparison.count; i++) {
        const struct tare_verdict *verdict = &outcome.comparison.items[i];

        confirmed += verdict->is_confirmed != 0;
        wide +=
            verdict->code != NULL && strcmp(verdict->code, "suite-wide") == 0;
        CHECK_INT(verdict->pairs, verdict->is_confirmed ? 40 : 20);
    }
    CHECK_INT(confirmed, 10);
    CHECK_INT(wide, 2);
    forget(&outcome);
}

/* ---- pairs --------------------------------------------------------------- */

/* Whichever side always went first would be the one that a machine that slows
 * down favours. */
TEST(a_coin_decides_who_is_launched_first)
{
    static const struct row row = { .scripts = { SLOWER }, .budget_s = 10 };
    const struct tare_case *sides;
    struct outcome outcome;
    size_t old_first = 0;

    fight(&row, &outcome);
    sides = outcome.run.cases;
    CHECK_INT(launches_of(&sides[0]), 40);
    for (size_t i = 0; i < launches_of(&sides[0]); i++)
        old_first +=
            launch_of(&sides[0], i)->start_s < launch_of(&sides[1], i)->start_s;
    CHECK(old_first >= 10 && old_first <= 30);
    forget(&outcome);
}

/* What differs by less than four times shares its number of iterations. */
TEST(plans_part_only_where_sides_really_differ)
{
    static const struct row row = {
        .scripts = { { .id = "twice", .noise = 0.003, .change = 1 },
                     { .id = "tenfold", .noise = 0.003, .change = 9 } },
        .budget_s = 10
    };
    const struct tare_case *rows;
    struct outcome outcome;

    fight(&row, &outcome);
    rows = outcome.run.cases;
    CHECK_INT(rows[0].iterations, rows[1].iterations);
    CHECK_NEAR((double)rows[2].iterations / (double)rows[3].iterations, 10,
               0.1);
    forget(&outcome);
}

/* ---- interruptions ------------------------------------------------------- */

/* From one launch that is interrupted to the next that is: with no number in
 * common with the launches of a round, so that each of these is hit. */
#define STRIDE 7

/* One settled, one to be confirmed; of 208 launches 8 calibrate. */
static const struct row two_cases = { .name = "interruptions are harmless",
                                      .scripts = { SAME, SLOWER },
                                      .budget_s = 10 };

static void check_interrupted(enum interruption how, unsigned launch)
{
    struct row row = two_cases;
    struct outcome outcome;

    row.interruption = how;
    row.interrupted_launch = launch;
    row.late_s = CALIBRATION_S; /* who is not calibrated brings no budget */
    fight(&row, &outcome);
    check_duel(&row, &outcome);
    CHECK_INT(outcome.run.interrupted, 1);
    CHECK_INT(world.launches, launch); /* that was the last */
    CHECK_INT(outcome.comparison.count, 2);
    for (size_t i = 0; i < outcome.comparison.count; i++) {
        const struct tare_verdict *verdict = &outcome.comparison.items[i];

        if (verdict->kind == TARE_VERDICT_INCONCLUSIVE || verdict->code != NULL)
            CHECK_STR(verdict->code, "interrupted");
        CHECK(verdict->kind != TARE_VERDICT_IMPROVED);
    }
    forget(&outcome);
}

static unsigned count_launches(void)
{
    struct outcome outcome;

    fight(&two_cases, &outcome);
    forget(&outcome);
    return world.launches;
}

/* In every phase, and in either launch of a pair. */
TEST(an_interrupted_duel_keeps_its_pairs_and_nothing_else)
{
    unsigned count = count_launches();

    CHECK_INT(count, 208);
    for (unsigned launch = 1; launch <= count; launch += STRIDE) {
        check_interrupted(ASKS, launch);
        check_interrupted(INSISTS, launch);
        check_interrupted(ENDS_ALL, launch);
    }
}

/* The pair is taken again, and the time is nobody's. */
TEST(a_duel_that_was_stopped_goes_on_as_if_it_had_not_been)
{
    static const struct want wants[] = { { VERDICT(UNCHANGED, NULL, 20, 20) },
                                         { VERDICT(REGRESSED, NULL, 40, 40) } };
    unsigned count = count_launches();

    for (unsigned launch = 1; launch <= count; launch += STRIDE) {
        struct row row = two_cases;

        row.interruption = SUSPENDS;
        row.interrupted_launch = launch;
        memcpy(row.wants, wants, sizeof wants);
        check_row(&row);
        CHECK_INT(world.suspensions, 1);
        CHECK(world.launches == count + 1 || world.launches == count + 2);
    }
}

/* ---- copies -------------------------------------------------------------- */

/* In each round four are made: of either side's program and of tare's. */
TEST(what_was_measured_until_no_copy_could_be_made_is_judged)
{
    static const struct row row = { .scripts = { SLOWER },
                                    .budget_s = 10,
                                    .room = 4 * 15 + 2 };
    struct outcome outcome;

    fight(&row, &outcome);
    check_duel(&row, &outcome);
    check_verdict(verdict_of(&outcome, "slower"),
                  &(struct want){ VERDICT(REGRESSED, "unconfirmed", 15, 15) });
    CHECK_INT(outcome.comparison.note_count, 1);
    CHECK_STR(outcome.comparison.notes[0].code, "ended-early");
    CHECK_STR(outcome.err.text, "");
    forget(&outcome);
}

TEST(a_duel_without_copies_is_refused)
{
    static const struct row row = { .scripts = { SLOWER },
                                    .budget_s = 10,
                                    .room = 3 };
    struct outcome outcome;

    fight(&row, &outcome);
    CHECK_INT(outcome.status, TARE_EOUTPUT);
    CHECK_STR(outcome.err.text, "copies: no room, as scripted");
    CHECK_INT(images.held, 0);
    forget(&outcome);
}

/* ---- beside time --------------------------------------------------------- */

static size_t count_metered(const struct row *row, struct outcome *outcome)
{
    fight(row, outcome);
    check_duel(row, outcome);
    CHECK_INT(world.metered[0][0], world.metered[0][1]);
    return world.metered[0][0];
}

/* Latency wants 20 launches of about 47 ms on each side.  Once is for everybody; the
 * others end at half of the budget. */
TEST(what_is_asked_for_beside_time_leaves_half_of_the_budget_to_pairs)
{
    struct row row = { .scripts = { { .id = "a", .ns = 1e4, .noise = 0.003 } },
                       .budget_s = 10,
                       .meters = 1u << TARE_METER_LATENCY };
    struct outcome outcome;

    CHECK_INT(count_metered(&row, &outcome), 20);
    forget(&outcome);
    row.budget_s = 0.8;
    CHECK_INT(count_metered(&row, &outcome), 8);
    CHECK(launches_of(&outcome.run.cases[0]) >= 13);
    forget(&outcome);
    row.budget_s = 0.001;
    row.late_s = 1;
    CHECK_INT(count_metered(&row, &outcome), 1);
    forget(&outcome);
}

TESTS(RUN(a_change_is_found_and_confirmed_on_fresh_pairs),
      RUN(a_duel_ends_within_its_budget),
      RUN(no_more_pairs_are_taken_than_were_asked_for),
      RUN(a_case_that_goes_wrong_hurts_only_itself),
      RUN(controls_say_whether_the_duel_can_be_trusted),
      RUN(controls_go_on_when_all_cases_are_settled),
      RUN(one_program_on_both_sides_is_run_and_not_measured),
      RUN(one_program_is_measured_where_that_is_wished_or_it_loads_another),
      RUN(a_change_of_all_is_one_of_the_suite),
      RUN(a_coin_decides_who_is_launched_first),
      RUN(plans_part_only_where_sides_really_differ),
      RUN(an_interrupted_duel_keeps_its_pairs_and_nothing_else),
      RUN(a_duel_that_was_stopped_goes_on_as_if_it_had_not_been),
      RUN(what_was_measured_until_no_copy_could_be_made_is_judged),
      RUN(a_duel_without_copies_is_refused),
      RUN(what_is_asked_for_beside_time_leaves_half_of_the_budget_to_pairs))
