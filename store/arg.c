/* SPDX-License-Identifier: MIT */
#include "store/arg.h"

#include <math.h>

#include "store/number.h"

void tare_arg_format(struct tare_buf *buf, const struct tare_arg_value *value)
{
    char number[TARE_NUMBER_SIZE];

    if (value->text != NULL) {
        tare_buf_printf(buf, "%s=%s", value->name, value->text);
        return;
    }
    if (floor(value->number) == value->number && fabs(value->number) < 1e15) {
        tare_buf_printf(buf, "%s=%.0f", value->name, value->number);
        return;
    }
    tare_number_format(number, value->number);
    tare_buf_printf(buf, "%s=%s", value->name, number);
}
