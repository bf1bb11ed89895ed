/* SPDX-License-Identifier: MIT */
/* The plan under a scripted clock: exact, no real time anywhere. */
#include "harness/run/plan.h"

#include "tests/test.h"

/* A case that takes fixed_ns a sample and iteration_ns an iteration, and
 * first_ns more the first time it runs. */
struct script {
    double fixed_ns, iteration_ns, first_ns, wall_factor;
    double trained_ns; /* an iteration on few inputs; 0: it makes none */
    double aside_ns;   /* a sample */
    double slower;     /* all samples but each fifth of a request; 0: 1 */
    double lost_ns;    /* of each sample, in which another had the CPU */
    int is_by_hand;    /* the time is told, and knows nothing of that */
    unsigned requests;
    double total_ns;
};

static void play(struct script *script, const struct tare_request *request,
                 struct tare_results *results)
{
    results->count = request->count;
    for (unsigned i = 0; i < request->count; i++) {
        double iterations = (double)request->iterations[i];
        double iteration_ns =
            request->inputs > 0 ? script->trained_ns : script->iteration_ns;
        double time_ns = script->fixed_ns + iterations * iteration_ns;

        if (script->requests == 0)
            time_ns += script->first_ns;
        if (i % 5 != 3 && script->slower > 0)
            time_ns *= script->slower;
        results->timings[i] = (struct tare_timing){
            .iterations = request->iterations[i],
            .time_ns = time_ns,
            .wall_ns =
                time_ns * (script->wall_factor > 0 ? script->wall_factor : 1),
            .cpu_ns = time_ns,
            .canary = { .pace_ns = 1000, .share_ns = i % 5 == 3 ? 1500 : 2000 },
        };
        if (script->lost_ns > 0) {
            results->timings[i].time_ns +=
                script->is_by_hand ? 0 : script->lost_ns;
            results->timings[i].wall_ns += script->lost_ns;
            results->timings[i].switches = 1;
        }
        if (script->is_by_hand)
            results->timings[i].canary = (struct tare_canary){ 0 };
        script->total_ns += results->timings[i].wall_ns;
    }
    results->has_inputs = script->trained_ns > 0;
    results->aside_ns = request->count * script->aside_ns;
    script->requests++;
}

static struct tare_calibration calibrate_as(struct script *script,
                                            int is_single)
{
    struct tare_calibration calibration = { .is_single = is_single };
    struct tare_request request = { 0 };
    struct tare_results results = { 0 };
    int more = tare_calibration_next(&calibration, NULL, &request);

    while (more && script->requests < 100) {
        play(script, &request, &results);
        more = tare_calibration_next(&calibration, &results, &request);
    }
    return calibration;
}

static struct tare_calibration calibrate(struct script *script)
{
    return calibrate_as(script, 0);
}

static const struct tare_plan_wishes defaults = {
    .warmup_ns = 8e6, .sample_ns = 2.4e6, .setup_ns = 1e3, .budget_ns = 8e9
};

TEST(calibration_finds_what_an_iteration_takes)
{
    struct script script = { .iteration_ns = 50 };
    struct tare_calibration calibration = calibrate(&script);

    CHECK_NEAR(calibration.iteration_ns, 50, 1e-12);
    CHECK_NEAR(calibration.iteration_wall_ns, 50, 1e-12);
    CHECK_INT(calibration.count, 12);
}

TEST(calibration_grows_ten_times_at_most_and_looks_twice)
{
    /* 50 ns: 1, 10, 100, 1000, 10000 (0.5 ms), then 24000 (1.2 ms) twice,
     * then the ladder */
    struct script script = { .iteration_ns = 50 };

    calibrate(&script);
    CHECK_INT(script.requests, 8);
}

TEST(the_ladder_doubles_three_times_and_repeats_three_times)
{
    struct script script = { .iteration_ns = 50 };
    struct tare_calibration calibration = calibrate(&script);

    for (unsigned i = 0; i < 12; i++)
        CHECK_NEAR(calibration.ladder_iterations[i], 24000 << i % 4, 0);
    CHECK(calibration.ladder_ns[3] >= 8e6);
}

TEST(a_cold_first_iteration_does_not_fool_calibration)
{
    struct script script = { .iteration_ns = 50, .first_ns = 5e6 };
    struct tare_calibration calibration = calibrate(&script);

    CHECK_NEAR(calibration.iteration_ns, 50, 1e-12);
    CHECK(calibration.ladder_iterations[0] > 10000);
}

TEST(a_neighbour_on_most_of_the_ladder_makes_no_sample_shorter)
{
    /* the fourth and the ninth are of 8n and of n */
    struct script script = { .iteration_ns = 50, .slower = 2 };
    struct tare_calibration calibration = calibrate(&script);

    CHECK_NEAR(calibration.iteration_ns, 50, 1e-12);
    CHECK_NEAR(calibration.iteration_wall_ns, 50, 1e-12);
    CHECK_NEAR(calibration.share, 1.5, 1e-12);
}

TEST(what_another_had_of_each_rung_is_taken_off)
{
    struct script script = { .iteration_ns = 50, .lost_ns = 3e6 };
    struct tare_calibration calibration = calibrate(&script);

    CHECK_NEAR(calibration.iteration_ns, 50, 1e-12);
    CHECK_NEAR(calibration.iteration_wall_ns, 50, 1e-12);
}

TEST(nothing_is_taken_off_a_time_by_hand)
{
    struct script script = { .iteration_ns = 50,
                             .lost_ns = 1e4,
                             .is_by_hand = 1 };

    CHECK_NEAR(calibrate(&script).iteration_ns, 50, 1e-12);
}

TEST(an_iteration_of_200_ms_is_tried_on_a_short_ladder)
{
    struct script script = { .iteration_ns = 2e8 };
    struct tare_calibration calibration = calibrate(&script);

    CHECK_INT(calibration.count, 2); /* 1 and 2 iterations, once */
    CHECK_NEAR(script.total_ns, 8e8, 1e-12);
    CHECK_NEAR(calibration.iteration_ns, 2e8, 1e-12);
}

TEST(an_iteration_of_2_s_is_tried_once)
{
    struct script script = { .iteration_ns = 2e9 };
    struct tare_calibration calibration = calibrate(&script);

    CHECK_INT(calibration.count, 0);
    CHECK_INT(script.requests, 1);
    CHECK_NEAR(calibration.iteration_ns, 2e9, 1e-12);
}

TEST(a_case_that_takes_no_time_ends_calibration_all_the_same)
{
    struct script script = { .iteration_ns = 0 };
    struct tare_calibration calibration = calibrate(&script);

    CHECK(script.requests < 100);
    CHECK(calibration.iterations <= (uint64_t)1 << 40);
}

TEST(a_sample_takes_what_was_asked_for)
{
    struct tare_calibration calibration = { .iteration_ns = 50,
                                            .iteration_wall_ns = 50 };
    struct tare_plan plan = tare_plan_make(&calibration, &defaults);

    CHECK_INT(plan.iterations, 48000);         /* 2.4 ms / 50 ns */
    CHECK_INT(plan.warmup_iterations, 160000); /* 8 ms / 50 ns */
    CHECK_INT(plan.samples, 12);
    CHECK_INT(plan.min_launches, 30);
    /* 2 ms to start + 1 us set-up + 8 ms + 12 * 2.4 ms */
    CHECK_NEAR(plan.launch_ns, 38.801e6, 1e-12);
}

TEST(slow_iterations_get_fewer_samples_and_launches)
{
    struct tare_calibration calibration = { .iteration_ns = 1e7,
                                            .iteration_wall_ns = 1e7 };
    struct tare_plan plan = tare_plan_make(&calibration, &defaults);

    CHECK_INT(plan.iterations, 1);
    CHECK_INT(plan.samples, 3); /* 12 * 2.4 / 10 */
    CHECK_INT(plan.warmup_iterations, 1);
    calibration.iteration_ns = calibration.iteration_wall_ns = 1e9;
    plan = tare_plan_make(&calibration, &defaults);
    CHECK_INT(plan.samples, 1);
    CHECK_INT(plan.warmup_iterations, 1);
    CHECK_INT(plan.min_launches, 3); /* 8 s / 2.002 s */
}

TEST(dear_set_up_gets_more_samples_per_launch)
{
    struct tare_calibration calibration = { .iteration_ns = 1e8,
                                            .iteration_wall_ns = 1e8 };
    struct tare_plan_wishes wishes = defaults;
    struct tare_plan plan;

    wishes.setup_ns = 1e9;
    plan = tare_plan_make(&calibration, &wishes);
    /* ceil(sqrt(1.57 * 1.01 s / 0.1 s)) = ceil(3.98) */
    CHECK_INT(plan.samples, 4);
    wishes.setup_ns = 1e12;
    plan = tare_plan_make(&calibration, &wishes);
    CHECK_INT(plan.samples, 20);
    CHECK_INT(plan.min_launches, 3);
}

TEST(set_up_inside_the_loop_bounds_the_sample)
{
    /* counts 10 ns of every 1000: a sample of 2.4 ms would last 240 ms */
    struct tare_calibration calibration = { .iteration_ns = 10,
                                            .iteration_wall_ns = 1000 };
    struct tare_plan plan = tare_plan_make(&calibration, &defaults);

    CHECK_INT(plan.iterations, 24000); /* 24 ms of wall time */
}

TEST(linear_counts_are_all_multiples_once_in_random_order)
{
    struct tare_calibration calibration = { .iteration_ns = 50,
                                            .iteration_wall_ns = 50 };
    struct tare_plan_wishes wishes = defaults;
    struct tare_request request = { 0 };
    struct tare_rng rng;
    struct tare_plan plan;
    uint64_t sum = 0;
    int is_sorted = 1;

    wishes.sampling = TARE_SAMPLING_LINEAR;
    plan = tare_plan_make(&calibration, &wishes);
    tare_rng_seed(&rng, 1);
    tare_plan_request(&plan, &rng, &request);
    CHECK_INT(request.count, 13);
    CHECK_INT(request.iterations[0], plan.warmup_iterations);
    for (unsigned i = 1; i < 13; i++) {
        CHECK_INT(request.iterations[i] % plan.iterations, 0);
        sum += request.iterations[i] / plan.iterations;
        is_sorted &= i < 2 || request.iterations[i] > request.iterations[i - 1];
    }
    CHECK_INT(sum, 78); /* 1 + 2 + ... + 12 */
    CHECK(!is_sorted);
    /* on average a sample still takes 2.4 ms */
    CHECK_NEAR((double)sum * (double)plan.iterations * 50 / 12, 2.4e6, 1e-3);
}

TEST(no_warm_up_means_none)
{
    struct tare_calibration calibration = { .iteration_ns = 50,
                                            .iteration_wall_ns = 50 };
    struct tare_plan_wishes wishes = defaults;
    struct tare_request request = { 0 };
    struct tare_plan plan;

    wishes.warmup_ns = 0;
    plan = tare_plan_make(&calibration, &wishes);
    tare_plan_request(&plan, NULL, &request);
    CHECK_INT(plan.warmup_iterations, 0);
    CHECK_INT(request.count, 12);
}

TEST(batches_keep_the_clock_at_50_us)
{
    CHECK_INT(tare_plan_batch(10), 5000);
    CHECK_INT(tare_plan_batch(1e5), 1);
    CHECK_INT(tare_plan_batch(0), 65536);
}

/* ---- stretches ----------------------------------------------------------- */

static uint64_t plan_stretch(double iteration_ns, double sample_ns,
                             int is_single)
{
    struct tare_calibration calibration = { .iteration_ns = iteration_ns,
                                            .iteration_wall_ns = iteration_ns };
    struct tare_plan_wishes wishes = defaults;
    struct tare_request request = { 0 };
    struct tare_plan plan;

    wishes.sample_ns = sample_ns;
    wishes.is_single = is_single;
    plan = tare_plan_make(&calibration, &wishes);
    tare_plan_request(&plan, NULL, &request);
    return request.stretch;
}

TEST(a_stretch_takes_50_us_or_a_32nd_of_a_long_sample)
{
    CHECK_INT(plan_stretch(50, 1e6, 0), 1000);
    CHECK_INT(plan_stretch(50, 3.2e6, 0), 2000);
    CHECK_INT(plan_stretch(7e4, 1e6, 0), 1);
    CHECK_INT(plan_stretch(50, 1e6, 1), 0);
}

/* ---- inputs -------------------------------------------------------------- */

TEST(inputs_are_tried_after_the_ladder)
{
    struct script without = { .iteration_ns = 50 };
    struct script with = { .iteration_ns = 50, .trained_ns = 20 };
    struct tare_calibration calibration = calibrate(&with);

    calibrate(&without);
    CHECK_INT(with.requests, without.requests + TARE_TRAINED_TURNS);
    CHECK_NEAR(calibration.iteration_ns, 50, 1e-12);
    CHECK_NEAR(calibration.fresh_ns, 50, 1e-12);
    CHECK_NEAR(calibration.trained_ns, 20, 1e-12);
    CHECK_NEAR(calibrate(&without).fresh_ns, 0, 0);
}

TEST(what_is_measured_has_new_inputs)
{
    struct script script = { .iteration_ns = 50, .trained_ns = 20 };
    struct tare_calibration calibration = calibrate(&script);
    struct tare_plan plan = tare_plan_make(&calibration, &defaults);
    struct tare_request request = { .inputs = 16 };

    tare_plan_request(&plan, NULL, &request);
    CHECK_INT(request.inputs, 0);
}

TEST(each_launch_has_a_seed_of_its_own)
{
    CHECK(tare_plan_seed(1, 0) == tare_plan_seed(1, 0));
    CHECK(tare_plan_seed(1, 0) != tare_plan_seed(1, 1));
    CHECK(tare_plan_seed(1, 0) != tare_plan_seed(2, 0));
    for (size_t i = 0; i < 1000; i++)
        CHECK(tare_plan_seed(0, i) != 0); /* that of calibrations */
}

/* ---- cold states --------------------------------------------------------- */

static struct tare_plan plan_cold(struct script *script,
                                  const struct tare_plan_wishes *wishes)
{
    struct tare_calibration calibration = calibrate_as(script, 1);
    struct tare_plan_wishes cold = *wishes;

    cold.is_single = 1;
    return tare_plan_make(&calibration, &cold);
}

TEST(a_cold_sample_is_one_iteration)
{
    struct script script = { .iteration_ns = 5e4, .aside_ns = 2e6 };
    struct tare_plan plan = plan_cold(&script, &defaults);
    struct tare_request request;

    CHECK_INT(script.requests, 2);
    CHECK_INT(plan.samples, 48); /* in 100 ms */
    CHECK_INT(plan.warmup_iterations, 1);
    CHECK(plan.launch_ns > 49 * 2.05e6);
    tare_plan_request(&plan, NULL, &request);
    CHECK_INT(request.count, 49);
    for (unsigned i = 0; i < request.count; i++)
        CHECK_INT(request.iterations[i], 1);
}

TEST(cold_samples_are_some_and_fit_a_request)
{
    struct script fast = { .iteration_ns = 100, .aside_ns = 1e4 };
    struct script slow = { .iteration_ns = 5e7, .aside_ns = 1e6 };

    CHECK_INT(plan_cold(&fast, &defaults).samples, 60);
    CHECK_INT(plan_cold(&slow, &defaults).samples, 12);
}

TEST(cold_samples_cannot_be_linear)
{
    struct script script = { .iteration_ns = 5e4, .aside_ns = 2e6 };
    struct tare_plan_wishes wishes = defaults;

    wishes.sampling = TARE_SAMPLING_LINEAR;
    CHECK(!plan_cold(&script, &wishes).is_linear);
}

TEST(a_cold_iteration_of_2_s_is_tried_once)
{
    struct script script = { .iteration_ns = 2e9 };

    CHECK_NEAR(calibrate_as(&script, 1).iteration_ns, 2e9, 1e-12);
    CHECK_INT(script.requests, 1);
}

TESTS(RUN(calibration_finds_what_an_iteration_takes),
      RUN(calibration_grows_ten_times_at_most_and_looks_twice),
      RUN(the_ladder_doubles_three_times_and_repeats_three_times),
      RUN(a_cold_first_iteration_does_not_fool_calibration),
      RUN(a_neighbour_on_most_of_the_ladder_makes_no_sample_shorter),
      RUN(what_another_had_of_each_rung_is_taken_off),
      RUN(nothing_is_taken_off_a_time_by_hand),
      RUN(an_iteration_of_200_ms_is_tried_on_a_short_ladder),
      RUN(an_iteration_of_2_s_is_tried_once),
      RUN(a_case_that_takes_no_time_ends_calibration_all_the_same),
      RUN(a_sample_takes_what_was_asked_for),
      RUN(slow_iterations_get_fewer_samples_and_launches),
      RUN(dear_set_up_gets_more_samples_per_launch),
      RUN(set_up_inside_the_loop_bounds_the_sample),
      RUN(linear_counts_are_all_multiples_once_in_random_order),
      RUN(no_warm_up_means_none), RUN(batches_keep_the_clock_at_50_us),
      RUN(a_stretch_takes_50_us_or_a_32nd_of_a_long_sample),
      RUN(inputs_are_tried_after_the_ladder),
      RUN(what_is_measured_has_new_inputs),
      RUN(each_launch_has_a_seed_of_its_own),
      RUN(a_cold_sample_is_one_iteration),
      RUN(cold_samples_are_some_and_fit_a_request),
      RUN(cold_samples_cannot_be_linear),
      RUN(a_cold_iteration_of_2_s_is_tried_once))
