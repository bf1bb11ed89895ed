/* SPDX-License-Identifier: MIT */
#include "store/arg.h"

#include <math.h>

#include "store/number.h"

void tare_arg_number(struct tare_buf *buf, double number)
{
    char text[TARE_NUMBER_SIZE];

    if (floor(number) == number && fabs(number) < 1e15) {
        tare_buf_printf(buf, "%.0f", number);
        return;
    }
    tare_number_format(text, number);
    tare_buf_puts(buf, text);
}

void tare_arg_format(struct tare_buf *buf, const struct tare_arg_value *value)
{
    tare_buf_printf(buf, "%s=", value->name);
    if (value->text != NULL)
        tare_buf_puts(buf, value->text);
    else
        tare_arg_number(buf, value->number);
}
