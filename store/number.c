/* SPDX-License-Identifier: MIT */
#include "store/number.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The decimal mark of the locale, one byte or several, becomes a point. */
static void make_point(char *text)
{
    char *mark = text + strspn(text, "-0123456789");
    size_t length = strcspn(mark, "0123456789e");

    if (length == 0)
        return;
    *mark = '.';
    memmove(mark + 1, mark + length, strlen(mark + length) + 1);
}

void tare_number_format(char text[TARE_NUMBER_SIZE], double value)
{
    assert(isfinite(value));
    /* 15 digits always fit a double's precision; 17 always identify it */
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, TARE_NUMBER_SIZE, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    make_point(text);
}
