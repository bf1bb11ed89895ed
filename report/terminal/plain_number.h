/* SPDX-License-Identifier: MIT */
/* Numbers for readers that know no exponents, whatever the locale. */
#ifndef TARE_REPORT_PLAIN_NUMBER_H
#define TARE_REPORT_PLAIN_NUMBER_H

enum {
    TARE_PLAIN_SIZE = 400 /* the smallest double has 343 characters */
};

/* The shortest text without an exponent that reads back as the same double:
 * "0.00000015".  The value must be finite. */
void tare_plain_format(char text[TARE_PLAIN_SIZE], double value);

/* With exactly that many decimals, which are at most 20. */
void tare_fixed_format(char text[TARE_PLAIN_SIZE], double value, int decimals);

#endif
