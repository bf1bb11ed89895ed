/* SPDX-License-Identifier: MIT */
/* Each check on numbers made for it: it fires where it should, and nothing
 * else does. */
#include "harness/run/checks.h"

#include "harness/run/analysis.h"
#include "stats/order.h"
#include "stats/rng.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "tests/test.h"

enum {
    SAMPLES = 12
};

/* ---- cases made to order ------------------------------------------------- */

/* What sample j of launch i takes, in ns, but for noise of 0.1 %. */
typedef double (*shape_fn)(size_t launch, size_t sample);

static struct tare_case make_case(size_t launches, shape_fn shape)
{
    struct tare_case c = { .identity = { .threads = 1 } };
    struct tare_measure *time = tare_case_add_measure(
        &c, "time", "ns", TARE_BETTER_LOWER, TARE_KIND_NOISY);
    struct tare_rng rng;

    c.identity.id = tare_strdup("case");
    time->launches = tare_alloc(launches, sizeof *time->launches);
    time->count = launches;
    time->has_estimate = 1;
    tare_rng_seed(&rng, 7);
    for (size_t i = 0; i < launches; i++) {
        struct tare_launch *launch = &time->launches[i];
        double values[SAMPLES];

        launch->samples = tare_alloc(SAMPLES, sizeof *launch->samples);
        launch->count = SAMPLES;
        for (size_t j = 0; j < SAMPLES; j++) {
            values[j] = shape(i, j) * (1 + 0.001 * tare_rng_normal(&rng));
            launch->samples[j].value = values[j];
            launch->samples[j].iterations = 1000;
        }
        tare_sort(values, SAMPLES);
        launch->value = tare_median(values, SAMPLES);
    }
    return c;
}

static void release(struct tare_case *c)
{
    struct tare_run run = { .cases = tare_alloc(1, sizeof *c),
                            .case_count = 1 };

    run.cases[0] = *c;
    tare_run_release(&run);
}

static void check_codes(const struct tare_case *c, const char *want)
{
    struct tare_buf codes = { 0 };

    tare_buf_puts(&codes, "");
    for (size_t i = 0; i < c->warning_count; i++)
        tare_buf_printf(&codes, "%s%s", i > 0 ? " " : "", c->warnings[i].code);
    CHECK_STR(codes.data, want);
    tare_buf_release(&codes);
}

/* ---- the shape of the launches ------------------------------------------- */

static void check_shape(size_t launches, shape_fn shape, const char *want)
{
    static const struct tare_analysis_settings settings = { 0.95, 200, 1 };
    struct tare_case c = make_case(launches, shape);

    tare_analyse_case(&c, &settings);
    tare_check_shape(&c);
    check_codes(&c, want);
    release(&c);
}

static double steady(size_t launch, size_t sample)
{
    (void)launch;
    (void)sample;
    return 1000;
}

/* Every launch finds the machine a little slower. */
static double wandering(size_t launch, size_t sample)
{
    (void)sample;
    return 1000 + 0.2 * (double)launch;
}

static double waving(size_t launch, size_t sample)
{
    (void)launch;
    return 1000 + 50 * sin(2 * M_PI * (double)sample / 6);
}

static double cold_at_first(size_t launch, size_t sample)
{
    (void)launch;
    return sample == 0 ? 1200 : 1000;
}

static double slowing_down(size_t launch, size_t sample)
{
    (void)launch;
    return sample < SAMPLES / 2 ? 1000 : 1050;
}

static double in_two_modes(size_t launch, size_t sample)
{
    (void)sample;
    return launch % 3 == 0 ? 1100 : 1000;
}

static double with_rare_bursts(size_t launch, size_t sample)
{
    return (launch * SAMPLES + sample) % 31 == 30 ? 4000 : 1000;
}

static double with_odd_launches(size_t launch, size_t sample)
{
    (void)sample;
    return launch % 16 == 15 ? 1000 + 10 * (double)launch : 1000;
}

TEST(healthy_launches_are_silent)
{
    check_shape(60, steady, "");
    check_shape(30, steady, "");
    check_shape(1, steady, "");
}

TEST(a_machine_that_drifts_is_no_fault_of_the_benchmark)
{
    check_shape(60, wandering, "");
}

TEST(samples_that_are_alike_are_noticed)
{
    check_shape(40, waving, "dependent-samples");
}

/* A step in the middle makes neighbours alike as well. */
TEST(launches_that_slow_down_inside_are_noticed)
{
    check_shape(40, slowing_down, "drifts-inside dependent-samples");
}

static double warming_up_slowly(size_t launch, size_t sample)
{
    (void)launch;
    return sample < 4 ? 1030 : sample < 8 ? 1010 : 1000;
}

TEST(launches_that_are_not_warm_are_told_to_warm_up)
{
    static const struct tare_analysis_settings settings = { 0.95, 200, 1 };
    struct tare_case c = make_case(40, warming_up_slowly);

    tare_analyse_case(&c, &settings);
    tare_check_shape(&c);
    CHECK_STR(c.warnings[0].code, "drifts-inside");
    CHECK(strstr(c.warnings[0].text, "faster") != NULL);
    CHECK(strstr(c.warnings[0].text, "--warm-up-time") != NULL);
    release(&c);
}

TEST(a_first_sample_that_is_off_is_forgiven)
{
    check_shape(40, cold_at_first, "");
}

TEST(two_kinds_of_launches_are_told_with_their_shares)
{
    static const struct tare_analysis_settings settings = { 0.95, 200, 1 };
    struct tare_case c = make_case(60, in_two_modes);

    tare_analyse_case(&c, &settings);
    tare_check_shape(&c);
    check_codes(&c, "bimodal");
    CHECK(strstr(c.warnings[0].text, "67 % take ") != NULL);
    CHECK(strstr(c.warnings[0].text, "the others 1100") != NULL);
    release(&c);
}

TEST(a_tail_of_samples_is_noticed)
{
    check_shape(40, with_rare_bursts, "heavy-tail");
}

TEST(what_interrupts_took_is_no_tail)
{
    static const struct tare_analysis_settings settings = { 0.95, 200, 1 };
    struct tare_case c = make_case(40, with_rare_bursts);
    struct tare_measure *time = &c.measures[0];

    for (size_t i = 0; i < time->count; i++) {
        time->launches[i].whole = time->launches[i].value;
        for (size_t k = 0; k < time->launches[i].count; k++)
            time->launches[i].samples[k].uninterrupted = 1000;
    }
    tare_analyse_case(&c, &settings);
    tare_check_shape(&c);
    check_codes(&c, "");
    release(&c);
}

static double zero_at_first(size_t launch, size_t sample)
{
    return sample < SAMPLES / 2 ? 0 : 1000 + 0.001 * (double)launch;
}

/* Times that are given by hand may be 0, of which nothing is a multiple. */
TEST(of_zero_there_is_no_tail)
{
    static const struct tare_analysis_settings settings = { 0.95, 200, 1 };
    struct tare_case c = make_case(40, zero_at_first);

    tare_analyse_case(&c, &settings);
    tare_check_shape(&c);
    for (size_t i = 0; i < c.warning_count; i++)
        CHECK(strcmp(c.warnings[i].code, "heavy-tail") != 0);
    release(&c);
}

TEST(launches_far_off_are_noticed)
{
    check_shape(48, with_odd_launches, "heavy-tail");
}

TEST(a_tail_needs_launches_enough)
{
    check_shape(19, with_rare_bursts, "");
}

/* ---- results ------------------------------------------------------------- */

static void add_result(struct tare_case *c, int has_result, uint64_t result)
{
    struct tare_results late = { .has_result = has_result, .result = result };

    tare_check_result(c, &late);
}

TEST(the_first_result_is_kept)
{
    struct tare_case c = make_case(1, steady);

    add_result(&c, 0, 0);
    CHECK(!c.has_result);
    add_result(&c, 1, 0xfedcba9876543210);
    add_result(&c, 1, 0xfedcba9876543210);
    CHECK(c.has_result);
    CHECK(c.result == 0xfedcba9876543210);
    check_codes(&c, "");
    release(&c);
}

TEST(results_that_differ_are_told_once)
{
    struct tare_case c = make_case(1, steady);

    for (uint64_t i = 1; i < 5; i++)
        add_result(&c, 1, i);
    CHECK_INT(c.result, 1);
    check_codes(&c, "not-repeatable");
    release(&c);
}

/* ---- the plan ------------------------------------------------------------ */

/* A case of samples of 2.5 ms whose ladder has that exponent, as the checks
 * see it. */
struct patient {
    struct tare_suite_case declared;
    struct tare_calibration calibration;
    struct tare_plan plan;
    struct tare_clock_facts clock;
    struct tare_check check;
    struct tare_case c;
};

static void make_patient(struct patient *patient, double exponent)
{
    struct tare_calibration *calibration = &patient->calibration;

    *patient = (struct patient){ .c = make_case(30, steady) };
    patient->c.has_converged = 1;
    patient->declared.optimized = 1;
    patient->plan = (struct tare_plan){ .iterations = 2500, .samples = 12 };
    patient->clock = (struct tare_clock_facts){ 20, 25, 0 };
    calibration->iteration_ns = calibration->iteration_wall_ns = 1000;
    for (unsigned i = 0; i < TARE_LADDER_RUNGS * TARE_LADDER_REPEATS; i++) {
        double n = 1000 << i % TARE_LADDER_RUNGS;

        calibration->ladder_iterations[i] = n;
        calibration->ladder_ns[i] = 1e6 * pow(n / 1000, exponent);
        calibration->count++;
    }
    patient->check = (struct tare_check){ .declared = &patient->declared,
                                          .calibration = calibration,
                                          .plan = &patient->plan,
                                          .clock = &patient->clock,
                                          .precision = 0.005 };
}

static void check_patient(struct patient *patient, const char *want)
{
    tare_check_case(&patient->c, &patient->check);
    check_codes(&patient->c, want);
    release(&patient->c);
}

TEST(a_healthy_case_is_silent)
{
    struct patient patient;

    make_patient(&patient, 1);
    patient.check.reference_ns = 1;
    check_patient(&patient, "");
}

TEST(work_that_is_gone_is_told_from_the_empty_loop)
{
    struct patient patient;

    make_patient(&patient, 1);
    patient.check.reference_ns = 950;
    check_patient(&patient, "optimized-away");
    make_patient(&patient, 1);
    patient.check.reference_ns = 600;
    check_patient(&patient, "mostly-loop");
}

TEST(time_that_does_not_grow_as_it_should_is_told)
{
    struct patient patient;

    make_patient(&patient, 0.5);
    tare_check_case(&patient.c, &patient.check);
    CHECK_STR(patient.c.warnings[0].code, "does-not-scale");
    release(&patient.c);
    make_patient(&patient, 1.2);
    check_patient(&patient, "grows");
    make_patient(&patient, 0.5);
    patient.c.identity.threads = 2; /* contention need not be linear */
    check_patient(&patient, "");
}

TEST(a_clock_too_coarse_is_told_from_one_slow_to_read)
{
    struct patient patient;

    make_patient(&patient, 1);
    patient.clock.resolution_ns = 1e4;
    check_patient(&patient, "coarse-clock");
    make_patient(&patient, 1);
    patient.clock.cost_ns = 1e5;
    check_patient(&patient, "slow-clock");
    make_patient(&patient, 1);
    patient.clock.backwards = 2;
    check_patient(&patient, "broken-clock");
}

TEST(a_clock_that_knows_few_values_is_too_coarse)
{
    struct patient patient;

    make_patient(&patient, 1);
    for (size_t i = 0; i < 30; i++)
        for (size_t j = 0; j < SAMPLES; j++)
            patient.c.measures[0].launches[i].samples[j].value =
                1000 + (double)(i % 9);
    check_patient(&patient, "coarse-clock");
}

TEST(set_up_that_dominates_is_told)
{
    struct patient patient;

    make_patient(&patient, 1);
    patient.check.setup_ns = 4 * 12 * 2500e3;
    check_patient(&patient, "setup-dominates");
}

/* ---- states and inputs --------------------------------------------------- */

static void make_cold_patient(struct patient *patient, double iteration_ns)
{
    make_patient(patient, 1);
    patient->calibration = (struct tare_calibration){
        .is_single = 1,
        .iteration_ns = iteration_ns,
        .iteration_wall_ns = 1e6,
    };
    patient->plan.iterations = 1;
    patient->plan.samples = 60;
}

TEST(a_cold_iteration_is_held_against_the_clock_alone)
{
    struct patient patient;

    make_cold_patient(&patient, 250);
    check_patient(&patient, "");
    make_cold_patient(&patient, 240);
    check_patient(&patient, "slow-clock");
}

TEST(caches_that_are_not_cold_are_told)
{
    struct patient patient;

    for (int is_warm = 0; is_warm < 2; is_warm++) {
        struct tare_measure *miss;

        make_cold_patient(&patient, 1000);
        miss = tare_case_add_measure(&patient.c, TARE_MISS, "ns",
                                     TARE_BETTER_LOWER, TARE_KIND_EVIDENCE);
        miss->has_estimate = 1;
        miss->estimate.value = is_warm ? 2 : 80;
        check_patient(&patient, is_warm ? "not-cold" : "");
    }
}

TEST(inputs_that_are_learned_are_told_with_both_numbers)
{
    struct patient patient;

    make_patient(&patient, 1);
    patient.calibration.fresh_ns = 66;
    patient.calibration.trained_ns = 60;
    check_patient(&patient, "");
    make_patient(&patient, 1);
    patient.calibration.fresh_ns = 66;
    patient.calibration.trained_ns = 6.5;
    tare_check_case(&patient.c, &patient.check);
    check_codes(&patient.c, "trained-predictor");
    CHECK(strstr(patient.c.warnings[0].text, "66 ns") != NULL);
    CHECK(strstr(patient.c.warnings[0].text, "6.5 ns") != NULL);
    release(&patient.c);
}

TESTS(RUN(healthy_launches_are_silent),
      RUN(a_machine_that_drifts_is_no_fault_of_the_benchmark),
      RUN(samples_that_are_alike_are_noticed),
      RUN(launches_that_slow_down_inside_are_noticed),
      RUN(launches_that_are_not_warm_are_told_to_warm_up),
      RUN(a_first_sample_that_is_off_is_forgiven),
      RUN(two_kinds_of_launches_are_told_with_their_shares),
      RUN(a_tail_of_samples_is_noticed), RUN(what_interrupts_took_is_no_tail),
      RUN(of_zero_there_is_no_tail), RUN(launches_far_off_are_noticed),
      RUN(a_tail_needs_launches_enough), RUN(the_first_result_is_kept),
      RUN(results_that_differ_are_told_once), RUN(a_healthy_case_is_silent),
      RUN(work_that_is_gone_is_told_from_the_empty_loop),
      RUN(time_that_does_not_grow_as_it_should_is_told),
      RUN(a_clock_too_coarse_is_told_from_one_slow_to_read),
      RUN(a_clock_that_knows_few_values_is_too_coarse),
      RUN(set_up_that_dominates_is_told),
      RUN(a_cold_iteration_is_held_against_the_clock_alone),
      RUN(caches_that_are_not_cold_are_told),
      RUN(inputs_that_are_learned_are_told_with_both_numbers))
