/* SPDX-License-Identifier: MIT */
#include "command/outcomes.h"

#include <stdio.h>

#include "report/terminal/text.h"

void tare_outcome(struct tare_outcomes *attempts, int status)
{
    struct tare_buf text = { 0 };

    if (status >= 0)
        return;
    if (attempts->status == 0) {
        attempts->status = status;
        *attempts->err = attempts->latest;
        return;
    }
    tare_text_show(&text, attempts->latest.text);
    fprintf(stderr, "tare: %s\n", tare_buf_text(&text));
    tare_buf_release(&text);
}
