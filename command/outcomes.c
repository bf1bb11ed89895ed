/* SPDX-License-Identifier: MIT */
#include "command/outcomes.h"

#include "report/terminal/say.h"

void tare_outcome(struct tare_outcomes *attempts, int status)
{
    if (status >= 0)
        return;
    if (attempts->status == 0) {
        attempts->status = status;
        *attempts->err = attempts->latest;
        return;
    }
    tare_say("%s", attempts->latest.text);
}
