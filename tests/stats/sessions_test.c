/* SPDX-License-Identifier: MIT */
/*
 * Two sessions by their numbers alone: what is taken out, what is refused, and
 * how often the rest is wrong.  The rates are simulated from seed 1 (TARE_SEED
 * sets another): a short run always, the full one with TARE_PROOF, which also
 * prints the table.
 */
#include "stats/sessions.h"

#include "stats/elementary.h"
#include "stats/rng.h"
#include "tests/test.h"

enum {
    MOST = 200,
    CANARIES = 5
};

static double changes[MOST], errors[MOST];
static double canaries[CANARIES], canary_errors[CANARIES];

static struct tare_sessions begin(size_t count, size_t canary_count)
{
    static double scratch[2 * (MOST + CANARIES)];
    struct tare_session_changes set = { changes,  errors,        count,
                                        canaries, canary_errors, canary_count };
    struct tare_sessions sessions;

    CHECK(tare_sessions_scratch(&set) <= sizeof scratch / sizeof *scratch);
    tare_sessions_init(&sessions, &set, 0.02, 0.01, count, scratch);
    return sessions;
}

/* All moved alike, within 0.1 % of it. */
static void move_all(double shift, double canary_shift)
{
    for (size_t i = 0; i < MOST; i++) {
        changes[i] = shift + 0.001 * sin((double)i);
        errors[i] = 0.001;
    }
    for (size_t i = 0; i < CANARIES; i++) {
        canaries[i] = canary_shift + 0.0005 * (double)i;
        canary_errors[i] = 0.0005;
    }
}

TEST(a_shift_that_all_share_is_taken_out)
{
    struct tare_sessions s;

    move_all(0.05, 0.05);
    s = begin(20, CANARIES);
    CHECK_INT(s.state, TARE_SESSIONS_ALIKE);
    CHECK_INT(s.source, TARE_SHIFT_SUITE);
    CHECK_NEAR(s.shift, 0.05, 0.001);
    CHECK_INT(
        tare_sessions_judge(&s, changes[3] - s.shift, 0.001, 0.02).finding,
        TARE_SESSION_SAME);
}

/* the median of 0.05, 0.0505, 0.051, 0.0515, 0.052 */
TEST(below_fifteen_cases_the_canaries_tell_the_shift)
{
    move_all(0.055, 0.05);
    CHECK_NEAR(begin(14, CANARIES).shift, 0.051, 1e-15);
    CHECK_NEAR(begin(15, CANARIES).shift, 0.055, 0.001);
}

TEST(without_canaries_a_small_suite_cannot_tell_the_shift)
{
    struct tare_sessions s;

    move_all(0.015, 0);
    s = begin(14, 0);
    CHECK_INT(s.source, TARE_SHIFT_UNKNOWN);
    CHECK(s.shift == 0);
    CHECK(s.variance > 2 * 0.02 * 0.02);
    CHECK(isnan(s.canaries));
    CHECK_INT(begin(14, TARE_SESSIONS_CANARIES - 1).source, TARE_SHIFT_UNKNOWN);
    CHECK_INT(begin(14, TARE_SESSIONS_CANARIES).source, TARE_SHIFT_CANARIES);
    CHECK_INT(begin(15, 0).source, TARE_SHIFT_SUITE);
}

TEST(a_suite_that_moves_without_the_canaries_is_noticed)
{
    move_all(0.03, 0);
    CHECK_INT(begin(20, CANARIES).state, TARE_SESSIONS_APART);
    CHECK_INT(begin(20, 0).state, TARE_SESSIONS_ALIKE);
    move_all(0, 0.03);
    CHECK_INT(begin(20, CANARIES).state, TARE_SESSIONS_APART);
    move_all(0.015, 0);
    CHECK_INT(begin(20, CANARIES).state, TARE_SESSIONS_ALIKE);
    move_all(0.03, 0); /* four cases are no suite that could move as one */
    CHECK_INT(begin(4, CANARIES).state, TARE_SESSIONS_ALIKE);
}

TEST(canaries_that_disagree_are_noticed)
{
    move_all(0, 0);
    canaries[4] = 0.031;
    CHECK_INT(begin(20, CANARIES).state, TARE_SESSIONS_UNEVEN);
    canaries[4] = 0.029;
    CHECK_INT(begin(20, CANARIES).state, TARE_SESSIONS_ALIKE);
}

TEST(scatter_beyond_the_launches_widens_every_interval)
{
    struct tare_sessions calm, wild;

    move_all(0, 0);
    calm = begin(20, CANARIES);
    CHECK_NEAR(calm.variance, 0.003 * 0.003, 1e-15); /* the least there is */
    for (size_t i = 0; i < 20; i++)
        changes[i] = i % 2 ? 0.01 : -0.01;
    wild = begin(20, CANARIES);
    /* (1.4826 * 0.01)^2 - 0.001^2 */
    CHECK_NEAR(wild.variance, 2.198102762e-4 - 1e-6, 1e-12);
    CHECK(tare_sessions_judge(&wild, 0, 0.001, 0.02).high >
          tare_sessions_judge(&calm, 0, 0.001, 0.02).high);
}

TEST(few_cases_have_fewer_degrees_of_freedom)
{
    move_all(0, 0);
    CHECK(begin(20, CANARIES).degrees == 4);
    CHECK(begin(1, CANARIES).degrees == 4);
    CHECK(begin(3, 0).degrees == 2);
    CHECK(begin(1, 0).degrees == 1);
    CHECK(begin(0, 0).degrees == 1);
}

/* sd = sqrt(0.003^2 + 0.004^2) = 0.005 */
TEST(findings_follow_from_the_interval)
{
    struct tare_sessions s = {
        .variance = 9e-6, .degrees = 4, .confidence = 0.99, .reach = 4
    };
    double margin = tare_log1p(0.01);
    struct tare_session_verdict j =
        tare_sessions_judge(&s, margin + 0.0201, 0.004, 0.02);

    CHECK_INT(j.finding, TARE_SESSION_ABOVE);
    CHECK_NEAR(j.low, margin + 0.0001, 1e-15);
    CHECK_NEAR(j.high, margin + 0.0401, 1e-15);
    CHECK(j.confidence == 0.99);
    /* margin + (4 + 1.6448536) * 0.005 */
    CHECK_NEAR(j.detectable, margin + 0.028224268, 1e-9);
    CHECK_INT(tare_sessions_judge(&s, margin + 0.0199, 0.004, 0.02).finding,
              TARE_SESSION_OPEN);
    CHECK_INT(tare_sessions_judge(&s, -margin - 0.0201, 0.004, 0.02).finding,
              TARE_SESSION_BELOW);
    /* the 95 % quantile of t with 4 degrees is 2.131847 */
    j = tare_sessions_judge(&s, 0.009, 0.004, 0.02);
    CHECK_INT(j.finding, TARE_SESSION_SAME);
    CHECK_NEAR(j.high, 0.009 + 2.1318467863 * 0.005, 1e-12);
    CHECK(j.confidence == 0.90);
    CHECK_INT(tare_sessions_judge(&s, -0.0093, 0.004, 0.02).finding,
              TARE_SESSION_OPEN);
}

TEST(one_interval_of_many_is_wider)
{
    double reach;

    move_all(0, 0);
    reach = begin(1, CANARIES).reach;
    CHECK_NEAR(reach, 4.604094871, 1e-9); /* R: qt(0.995, 4) */
    CHECK_NEAR(begin(20, CANARIES).confidence, 1 - 0.01 / 20, 1e-15);
    CHECK(begin(20, CANARIES).reach > reach);
}

/* ---- rates --------------------------------------------------------------- */

/* What a suite of cases meets: docs/statistics.md. */
struct world {
    const char *name;
    size_t cases, canaries;
    double tau; /* SD of what one case meets in one session */
    int heavy;  /* with Student's t of 3 degrees of freedom */
};

struct rates {
    double alarms;        /* share of unchanged suites with any suspect */
    double found, missed; /* of one case changed by 10 % */
    double same;          /* share of unchanged cases shown to be */
};

static int proof(void)
{
    return getenv("TARE_PROOF") != NULL;
}

static double session_effect(struct tare_rng *rng, const struct world *world)
{
    double z = tare_rng_normal(rng), squares = 0;

    if (!world->heavy)
        return world->tau * z;
    for (int i = 0; i < 3; i++) {
        double other = tare_rng_normal(rng);

        squares += other * other;
    }
    return world->tau * z / sqrt(squares); /* of variance tau^2 */
}

/* 76 launches a side, whose SD is 0.45 %, 1.05 %, 2.3 % or 3 %. */
static void draw_sessions(struct tare_rng *rng, const struct world *world)
{
    static const double spreads[] = { 0.0045, 0.0045, 0.0105, 0.023, 0.03 };
    double shift = sqrt(2) * 0.02 * tare_rng_normal(rng);

    for (size_t i = 0; i < world->cases; i++) {
        errors[i] = spreads[tare_rng_below(rng, 5)] * sqrt(2.0 / 76);
        changes[i] = shift + errors[i] * tare_rng_normal(rng) +
                     session_effect(rng, world) - session_effect(rng, world);
    }
    for (size_t i = 0; i < world->canaries; i++) {
        canary_errors[i] = 0.0045 * sqrt(2.0 / 76);
        canaries[i] = shift + canary_errors[i] * tare_rng_normal(rng) +
                      session_effect(rng, world) - session_effect(rng, world);
    }
}

static void add_suite(const struct world *world, double changed,
                      struct rates *rates)
{
    struct tare_sessions s;
    int alarms = 0;

    changes[0] += tare_log1p(changed);
    s = begin(world->cases, world->canaries);
    for (size_t i = 0; i < world->cases; i++) {
        enum tare_session_finding finding =
            s.state != TARE_SESSIONS_ALIKE
                ? TARE_SESSION_OPEN
                : tare_sessions_judge(&s, changes[i] - s.shift, errors[i], 0.02)
                      .finding;

        if (changed > 0 && i == 0) {
            rates->found += finding == TARE_SESSION_ABOVE;
            rates->missed += finding != TARE_SESSION_ABOVE;
        } else {
            alarms += finding > TARE_SESSION_SAME;
            rates->same += finding == TARE_SESSION_SAME;
        }
    }
    rates->alarms += alarms > 0;
}

static struct rates simulate(const struct world *world, size_t suites)
{
    const char *seed = getenv("TARE_SEED");
    struct rates quiet = { 0 }, loud = { 0 };
    struct tare_rng rng;

    tare_rng_stream(&rng, seed != NULL ? strtoull(seed, NULL, 10) : 1,
                    world->name, 0);
    for (size_t i = 0; i < suites; i++) {
        draw_sessions(&rng, world);
        add_suite(world, 0, &quiet);
        draw_sessions(&rng, world);
        add_suite(world, 0.10, &loud);
    }
    quiet.alarms /= (double)suites;
    quiet.same /= (double)suites * (double)world->cases;
    quiet.found = loud.found / (loud.found + loud.missed);
    if (proof())
        printf("# %-28s alarms %5.2f %%  10 %% found %3.0f %%  same %3.0f %%\n",
               world->name, 100 * quiet.alarms, 100 * quiet.found,
               100 * quiet.same);
    return quiet;
}

/* Two standard errors of a rate of 1 % in so many suites are added. */
static void check_world(const struct world *world, double alarms_max,
                        double found_min)
{
    size_t suites = proof() ? 20000 : 500;
    struct rates rates = simulate(world, suites);

    CHECK(rates.alarms <= alarms_max + 2 * sqrt(0.01 * 0.99 / (double)suites));
    CHECK(rates.found >= found_min);
}

TEST(normal_sessions_raise_no_more_alarms_than_allowed)
{
    check_world(&(struct world){ "0.2 %, 20 cases", 20, 5, 0.002, 0 }, 0.01,
                0.97);
    check_world(&(struct world){ "0.2 %, 8 cases", 8, 5, 0.002, 0 }, 0.01,
                0.97);
    check_world(&(struct world){ "0.2 %, 1 case", 1, 5, 0.002, 0 }, 0.01, 0.90);
    check_world(&(struct world){ "0.2 %, 20, no canaries", 20, 0, 0.002, 0 },
                0.01, 0.97);
    check_world(&(struct world){ "0.5 %, 20 cases", 20, 5, 0.005, 0 }, 0.01,
                0.45);
    check_world(&(struct world){ "0.5 %, 200 cases", 200, 5, 0.005, 0 }, 0.01,
                0);
    check_world(&(struct world){ "1 %, 20 cases", 20, 5, 0.01, 0 }, 0.01, 0);
}

/* the price of one session a side: docs/verdicts.md says it */
TEST(heavy_tailed_sessions_raise_up_to_three_percent)
{
    check_world(&(struct world){ "0.5 % t3, 20 cases", 20, 5, 0.005, 1 }, 0.03,
                0.70);
    check_world(&(struct world){ "0.5 % t3, 200 cases", 200, 5, 0.005, 1 },
                0.035, 0);
}

TEST(a_small_suite_without_canaries_raises_none)
{
    check_world(&(struct world){ "0.5 %, 8, no canaries", 8, 0, 0.005, 0 },
                0.01, 0);
    check_world(&(struct world){ "0.5 %, 2, no canaries", 2, 0, 0.005, 0 },
                0.01, 0);
}

TESTS(RUN(a_shift_that_all_share_is_taken_out),
      RUN(below_fifteen_cases_the_canaries_tell_the_shift),
      RUN(without_canaries_a_small_suite_cannot_tell_the_shift),
      RUN(a_suite_that_moves_without_the_canaries_is_noticed),
      RUN(canaries_that_disagree_are_noticed),
      RUN(scatter_beyond_the_launches_widens_every_interval),
      RUN(few_cases_have_fewer_degrees_of_freedom),
      RUN(findings_follow_from_the_interval),
      RUN(one_interval_of_many_is_wider),
      RUN(normal_sessions_raise_no_more_alarms_than_allowed),
      RUN(heavy_tailed_sessions_raise_up_to_three_percent),
      RUN(a_small_suite_without_canaries_raises_none))
