/* SPDX-License-Identifier: MIT */
#include "report/terminal/plain_number.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/number.h"

/* Appends count zeros. */
static char *put_zeros(char *to, long count)
{
    for (; count > 0; count--)
        *to++ = '0';
    return to;
}

/* The digits with the point behind the first `whole` of them, which may be
 * none, negative, or more than there are. */
static void place_point(char *to, const char *digits, long whole)
{
    long count = (long)strlen(digits);

    if (whole <= 0) {
        *to++ = '0';
        *to++ = '.';
        to = put_zeros(to, -whole);
        strcpy(to, digits);
        return;
    }
    for (long i = 0; i < count; i++) {
        if (i == whole)
            *to++ = '.';
        *to++ = digits[i];
    }
    *put_zeros(to, whole - count) = '\0';
}

void tare_plain_format(char text[TARE_PLAIN_SIZE], double value)
{
    char number[TARE_NUMBER_SIZE], digits[TARE_NUMBER_SIZE];
    const char *mark, *at = number;
    size_t count = 0;
    long whole = 0;

    tare_number_format(number, value);
    mark = strchr(number, 'e');
    if (mark == NULL) {
        strcpy(text, number);
        return;
    }
    if (*at == '-')
        *text++ = *at++;
    for (; at < mark; at++)
        if (*at != '.')
            digits[count++] = *at;
    digits[count] = '\0';
    whole = 1 + strtol(mark + 1, NULL, 10); /* one digit before the point */
    place_point(text, digits, whole);
}

void tare_fixed_format(char text[TARE_PLAIN_SIZE], double value, int decimals)
{
    size_t length;

    assert(isfinite(value));
    assert(decimals >= 0 && decimals <= 20);
    snprintf(text, TARE_PLAIN_SIZE, "%.*f", decimals, value);
    length = strspn(text, "-0123456789"); /* then the mark of the locale */
    if (decimals > 0) {
        text[length] = '.';
        memmove(text + length + 1, text + strlen(text) - (size_t)decimals,
                (size_t)decimals + 1);
    }
}
