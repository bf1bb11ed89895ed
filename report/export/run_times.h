/* SPDX-License-Identifier: MIT */
/* When a run was, for formats that count from 1970. */
#ifndef TARE_REPORT_RUN_TIMES_H
#define TARE_REPORT_RUN_TIMES_H

#include <stdint.h>

#include "store/record.h"

/* Since 1970; 0: not known. */
struct tare_run_times {
    uint64_t start_ns, end_ns;
};

struct tare_run_times tare_run_times(const struct tare_run *run);

#endif
