/* SPDX-License-Identifier: MIT */
/* A trace in the Trace Event Format of Chrome, which Perfetto, chrome://tracing
 * and the Firefox Profiler open: one event a line. */
#ifndef TARE_REPORT_TRACE_FILE_H
#define TARE_REPORT_TRACE_FILE_H

#include <stdio.h>

#include "store/trace.h"

void tare_trace_print(const struct tare_trace *trace, FILE *stream);

#endif
