/* SPDX-License-Identifier: MIT */
#include "report/export/run_times.h"

#include <stdio.h>
#include <time.h>

#define YEAR_MAX    2200 /* 64 bits of ns end in 2554 */
#define ELAPSED_MAX 1e9

struct tare_run_times tare_run_times(const struct tare_run *run)
{
    struct tare_run_times times = { 0 };
    struct tm day = { 0 };

    if (run->started == NULL ||
        sscanf(run->started, "%4d-%2d-%2dT%2d:%2d:%2dZ", &day.tm_year,
               &day.tm_mon, &day.tm_mday, &day.tm_hour, &day.tm_min,
               &day.tm_sec) != 6 ||
        day.tm_year <= 1970 || day.tm_year > YEAR_MAX)
        return times;
    day.tm_year -= 1900;
    day.tm_mon--;
    times.start_ns = (uint64_t)timegm(&day) * 1000000000;
    times.end_ns = times.start_ns;
    if (run->elapsed_s > 0 && run->elapsed_s < ELAPSED_MAX)
        times.end_ns += (uint64_t)(run->elapsed_s * 1e9);
    return times;
}
