/* SPDX-License-Identifier: MIT */
#include "harness/bench/builtin.h"

#include "harness/bench/registry.h"
#include "harness/run/rounds.h"
#include "tests/harness/launching.h"
#include "tests/test.h"

static void work(struct tare *t)
{
    TARE_LOOP(t)
        for (int i = 0; i < 100; i++)
            tare_black_box(i);
}
TARE_BENCH(work, .noise = 0.1, .timeout_s = 20);

static const char *const ids[TARE_BUILTINS] = {
    "tare/empty", "tare/chain",  "tare/hash",
    "tare/chase", "tare/stream", "tare/branches"
};

/* ---- as cases ------------------------------------------------------------ */

TEST(builtins_have_stable_ids_and_no_place_in_the_registry)
{
    for (size_t i = 0; i < TARE_BUILTINS; i++) {
        struct tare_suite_case c;

        tare_builtin_case(&c, (enum tare_builtin)i, 0, 3);
        CHECK_STR(c.identity.id, ids[i]);
        CHECK_INT(c.identity.threads, 1);
        CHECK_INT(c.binary, 3);
        CHECK(tare_registry_at(c.entry) == NULL);
        tare_suite_case_release(&c);
    }
    CHECK(tare_registry_first()->next == NULL);
}

/* The work of a builtin as its launch understands it; -1 for none. */
static double work_of(enum tare_builtin which, uint64_t asked)
{
    struct tare_identity identity = { 0 };
    struct tare_suite_case c;
    double work;

    tare_builtin_case(&c, which, asked, 0);
    CHECK(tare_builtin_entry(c.entry, c.index, &identity) != NULL);
    CHECK_STR(identity.id, c.identity.id);
    CHECK_INT(identity.arg_count, c.identity.arg_count);
    work = identity.arg_count > 0 ? identity.args[0].number : -1;
    tare_identity_release(&identity);
    tare_suite_case_release(&c);
    return work;
}

TEST(only_the_hash_can_be_given_more_work)
{
    CHECK_NEAR(work_of(TARE_BUILTIN_HASH, 0), 10000, 0);
    CHECK_NEAR(work_of(TARE_BUILTIN_HASH, 10001), 10001, 0);
    CHECK_NEAR(work_of(TARE_BUILTIN_CHAIN, 10001), -1, 0);
}

TEST(an_entry_of_the_registry_is_no_builtin)
{
    struct tare_identity identity = { 0 };

    CHECK(tare_builtin_entry(0, 0, &identity) == NULL);
    CHECK(tare_builtin_entry(SIZE_MAX - TARE_BUILTINS, 0, &identity) == NULL);
    CHECK(identity.id == NULL);
}

/* ---- as launches --------------------------------------------------------- */

static void check_launch(const struct tare_where *where,
                         enum tare_builtin which)
{
    struct tare_request request = { .batch = 1,
                                    .count = 2,
                                    .iterations = { 1, 100 } };
    struct tare_results results = { 0 };
    struct tare_session session;
    struct tare_suite_case c;

    tare_builtin_case(&c, which, 100, 0);
    CHECK_INT(tare_session_open(&session, where, &c,
                                &(struct tare_launch_options){ 0 }),
              0);
    CHECK_INT(tare_session_run(&session, &request, &results, 0), 0);
    CHECK_INT(results.count, 2);
    tare_session_close(&session);
    CHECK_STR(session.launched.end.reason, "");
    CHECK_INT(session.launched.end.status, TARE_STATUS_OK);
    tare_results_release(&results);
    tare_session_release(&session);
    tare_suite_case_release(&c);
}

TEST(every_builtin_can_be_launched)
{
    struct tare_suite suite = { 0 };
    struct tare_where where = open_where(&suite);

    CHECK_INT(suite.count, 1); /* the user's */
    for (size_t i = 0; i < TARE_BUILTINS; i++)
        check_launch(&where, (enum tare_builtin)i);
    tare_suite_release(&suite);
}

/* ---- as canaries --------------------------------------------------------- */

static struct tare_run run_within(double timeout_s,
                                  struct tare_rounds_settings settings)
{
    struct tare_suite suite = { 0 };
    struct tare_where where = open_where(&suite);
    struct tare_watcher watcher = { 0 };
    struct tare_run run = { 0 };

    where.timeout_s = timeout_s;
    settings.precision = 0.005;
    settings.confidence = 0.95;
    settings.sample_ns = 1e4;
    settings.budget_ns = 1e9;
    settings.samples = 2;
    settings.seed = 1;
    tare_rounds_run(&run, &where, &settings, &watcher);
    tare_suite_release(&suite);
    return run;
}

static struct tare_run run_with(struct tare_rounds_settings settings)
{
    return run_within(20, settings);
}

TEST(canaries_take_part_in_every_round)
{
    struct tare_run run = run_with(
        (struct tare_rounds_settings){ .launches = 3, .canary_rounds = 30 });

    CHECK_INT(run.case_count, 1);
    CHECK_INT(run.cases[0].measures[0].count, 3);
    CHECK_INT(run.reference_count, TARE_BUILTINS - 1);
    for (size_t i = 0; i < run.reference_count; i++) {
        const struct tare_case *c = &run.references[i];

        CHECK_STR(c->identity.id, ids[i + 1]);
        CHECK(tare_case_is_measured(c));
        CHECK(c->measures[0].estimate.value > 0);
        CHECK_INT(c->measures[0].count, 3);
        CHECK_INT(c->measures[0].launches[0].count, 2);
        CHECK_INT(c->warning_count, 0);
    }
    tare_run_release(&run);
}

TEST(canaries_end_after_thirty_rounds)
{
    struct tare_run run = run_with(
        (struct tare_rounds_settings){ .launches = 32, .canary_rounds = 30 });

    CHECK_INT(run.cases[0].measures[0].count, 32);
    for (size_t i = 0; i < run.reference_count; i++)
        CHECK_INT(run.references[i].measures[0].count, 30);
    tare_run_release(&run);
}

/* No process answers within a nanosecond, unless we have lost the CPU meanwhile;
 * the case has a limit of its own. */
TEST(canaries_that_fail_are_dropped)
{
    struct tare_run run = { 0 };

    for (int attempts = 0;
         attempts == 0 || (attempts < 5 && run.reference_count > 0);
         attempts++) {
        tare_run_release(&run);
        run = run_within(1e-9, (struct tare_rounds_settings){
                                   .launches = 2, .canary_rounds = 30 });
    }
    CHECK_INT(run.reference_count, 0);
    CHECK_INT(run.case_count, 1);
    CHECK(tare_case_is_measured(&run.cases[0]));
    tare_run_release(&run);
}

TEST(without_canaries_there_are_none)
{
    struct tare_run run =
        run_with((struct tare_rounds_settings){ .launches = 2 });

    CHECK_INT(run.reference_count, 0);
    CHECK_INT(run.case_count, 1);
    tare_run_release(&run);
}

TEST(a_test_has_no_canaries)
{
    struct tare_run run = run_with(
        (struct tare_rounds_settings){ .is_test = 1, .canary_rounds = 30 });

    CHECK_INT(run.reference_count, 0);
    CHECK_INT(run.cases[0].status, TARE_STATUS_OK);
    tare_run_release(&run);
}

TEST(the_record_keeps_the_declared_noise)
{
    struct tare_run run =
        run_with((struct tare_rounds_settings){ .is_test = 1 });

    CHECK_NEAR(run.cases[0].noise, 0.1, 0);
    tare_run_release(&run);
}

TESTS(RUN(builtins_have_stable_ids_and_no_place_in_the_registry),
      RUN(only_the_hash_can_be_given_more_work),
      RUN(an_entry_of_the_registry_is_no_builtin),
      RUN(every_builtin_can_be_launched),
      RUN(canaries_take_part_in_every_round),
      RUN(canaries_end_after_thirty_rounds),
      RUN(canaries_that_fail_are_dropped), RUN(without_canaries_there_are_none),
      RUN(a_test_has_no_canaries), RUN(the_record_keeps_the_declared_noise))
