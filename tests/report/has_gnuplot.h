/* SPDX-License-Identifier: MIT */
#ifndef TARE_TESTS_REPORT_HAS_GNUPLOT_H
#define TARE_TESTS_REPORT_HAS_GNUPLOT_H

#include <stdlib.h>

static inline int has_gnuplot(void)
{
    return system("gnuplot --version >/dev/null 2>&1") == 0;
}

#endif
