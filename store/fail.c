/* SPDX-License-Identifier: MIT */
#include "store/fail.h"

#include <stdarg.h>
#include <stdio.h>

int tare_fail_with(struct tare_err *err, enum tare_code code,
                   const char *format, ...)
{
    va_list arguments;

    if (err == NULL)
        return code;
    err->code = code;
    va_start(arguments, format);
    vsnprintf(err->text, sizeof err->text, format, arguments);
    va_end(arguments);
    return code;
}
