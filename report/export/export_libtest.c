/* SPDX-License-Identifier: MIT */
/* The lines that --output-format bencher prints. */
#include "report/export/export_formats.h"
#include "report/terminal/lines.h"

void tare_export_libtest(const struct tare_export_input *input, FILE *stream)
{
    tare_lines_bencher(input->run, stream);
}
