/* SPDX-License-Identifier: MIT */
#include "harness/trial.h"

/* One iteration, to see that it works. */
int tare_trial_once(struct tare_session *session)
{
    struct tare_request request = { .batch = 1, .count = 1 };
    struct tare_results results = { 0 };
    int status;

    request.iterations[0] = 1;
    status = tare_session_run(session, &request, &results, 0);
    tare_results_release(&results);
    return status;
}

int tare_trial_climb(struct tare_session *session,
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
