/* SPDX-License-Identifier: MIT */
/* The writers behind the table of report/export/export.c. */
#ifndef TARE_REPORT_EXPORT_FORMATS_H
#define TARE_REPORT_EXPORT_FORMATS_H

#include <stdio.h>

#include "report/export/export_rows.h"

void tare_export_csv(const struct tare_export_input *input, FILE *stream);
void tare_export_markdown(const struct tare_export_input *input, FILE *stream);
void tare_export_github_summary(const struct tare_export_input *input,
                                FILE *stream);
void tare_export_github_annotations(const struct tare_export_input *input,
                                    FILE *stream);
void tare_export_junit(const struct tare_export_input *input, FILE *stream);
void tare_export_tap(const struct tare_export_input *input, FILE *stream);
void tare_export_openmetrics(const struct tare_export_input *input,
                             FILE *stream);
void tare_export_gbench(const struct tare_export_input *input, FILE *stream);
void tare_export_gbench_aggregates(const struct tare_export_input *input,
                                   FILE *stream);
void tare_export_smaller_is_better(const struct tare_export_input *input,
                                   FILE *stream);
void tare_export_bigger_is_better(const struct tare_export_input *input,
                                  FILE *stream);
void tare_export_bmf(const struct tare_export_input *input, FILE *stream);
void tare_export_benchfmt(const struct tare_export_input *input, FILE *stream);
void tare_export_libtest(const struct tare_export_input *input, FILE *stream);
void tare_export_hyperfine(const struct tare_export_input *input, FILE *stream);

#endif
