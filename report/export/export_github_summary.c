/* SPDX-License-Identifier: MIT */
/* For the file that GITHUB_STEP_SUMMARY names, which other steps' commands
 * append to as well; the runner drops more than 1024 KiB. */
#include "report/export/export_formats.h"
#include "report/export/markdown_page.h"

enum {
    BUDGET = 1000000
};

void tare_export_github_summary(const struct tare_export_input *input,
                                FILE *stream)
{
    putc('\n', stream); /* whatever stood before has ended */
    tare_markdown_page(input, BUDGET, stream);
}
