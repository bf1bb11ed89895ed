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

/* One launch of the empty loop; its time per iteration, or 0. */
double tare_trial_empty_loop(const struct tare_place *place, unsigned padding)
{
    struct tare_calibration calibration = { 0 };
    struct tare_session session;
    int status = tare_session_open(&session, place, NULL, padding);

    if (status == 0)
        status = tare_trial_climb(&session, &calibration);
    tare_session_close(&session);
    status |= session.launched.end.status != TARE_STATUS_OK ||
              session.launched.end.is_void;
    tare_session_release(&session);
    return status == 0 ? calibration.iteration_ns : 0;
}
