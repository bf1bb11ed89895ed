/* SPDX-License-Identifier: MIT */
/* The writers behind the table of report/export/export.c. */
#ifndef TARE_REPORT_EXPORT_FORMATS_H
#define TARE_REPORT_EXPORT_FORMATS_H

#include <stdio.h>

#include "report/export/export_rows.h"

typedef void tare_export_writer(const struct tare_export_input *input,
                                FILE *stream);

tare_export_writer tare_export_csv, tare_export_markdown,
    tare_export_github_summary, tare_export_github_annotations,
    tare_export_junit, tare_export_tap, tare_export_openmetrics,
    tare_export_otlp, tare_export_gbench, tare_export_gbench_aggregates,
    tare_export_smaller_is_better, tare_export_bigger_is_better,
    tare_export_bmf, tare_export_benchfmt, tare_export_libtest,
    tare_export_hyperfine, tare_export_pprof, tare_export_folded,
    tare_export_firefox, tare_export_speedscope, tare_export_callgrind,
    tare_export_perf_script, tare_export_waits_pprof, tare_export_waits_folded,
    tare_export_heap_pprof, tare_export_heap_folded, tare_export_dhat;

#endif
