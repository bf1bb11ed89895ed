/* SPDX-License-Identifier: MIT */
#include "harness/run/calibrate.h"

#include "harness/bench/warmth.h"

/* Samples times threads that fit into one message. */
enum {
    RESULT_CELLS = 14000
};

/* One iteration, to see that it works. */
int tare_calibrate_once(struct tare_session *session)
{
    struct tare_request request = { .batch = 1, .count = 1 };
    struct tare_results results = { 0 };
    int status;

    request.iterations[0] = 1;
    status = tare_session_run(session, &request, &results, 0);
    tare_results_release(&results);
    return status;
}

int tare_calibrate_climb(struct tare_session *session,
                         struct tare_calibration *calibration)
{
    struct tare_request request = { 0 };
    struct tare_results results = { 0 };
    int more = tare_calibration_next(calibration, NULL, &request);
    int status = 0;

    while (more && status == 0) {
        status = tare_session_run(session, &request, &results, 0);
        if (status == 0)
            more = tare_calibration_next(calibration, &results, &request);
        tare_results_release(&results);
    }
    return status;
}

struct tare_plan
tare_calibrate_plan(struct tare_case *c,
                    const struct tare_rounds_settings *settings,
                    const struct tare_case_options *options,
                    const struct tare_calibration *calibration, double setup_ns)
{
    struct tare_plan_wishes wishes = {
        .warmup_ns = settings->warmup_ns,
        .sample_ns = settings->sample_ns,
        .samples = settings->samples > 0 ? settings->samples : options->samples,
        .setup_ns = setup_ns,
        .budget_ns = options->budget_s > 0 ? options->budget_s * 1e9
                                           : settings->budget_ns,
        .sampling = options->sampling != TARE_SAMPLING_AUTO
                        ? options->sampling
                        : settings->sampling,
        .batch = options->batch,
        .is_single = tare_is_cold(options->warmth),
    };
    unsigned most = RESULT_CELLS / c->identity.threads - 1;
    struct tare_plan plan;

    if (wishes.samples > most)
        wishes.samples = most; /* or the results would not fit one message */
    plan = tare_plan_make(calibration, &wishes);
    c->iterations = plan.iterations;
    c->warmup_iterations = plan.warmup_iterations;
    c->batch = plan.batch;
    c->samples = plan.samples;
    c->is_linear = plan.is_linear;
    return plan;
}
