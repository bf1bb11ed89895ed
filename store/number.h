/* SPDX-License-Identifier: MIT */
/* Numbers as text, whatever the locale, that read back bit for bit. */
#ifndef TARE_STORE_NUMBER_H
#define TARE_STORE_NUMBER_H

#include <stddef.h>

enum {
    TARE_NUMBER_SIZE = 32,
    TARE_NUMBER_READ_MAX = 60 /* characters of a number that can be read */
};

/* The shortest text that reads back as the same double.  The value must be
 * finite: JSON has no other. */
void tare_number_format(char text[TARE_NUMBER_SIZE], double value);

/* The double next to a number that is written as JSON wants it; infinite when
 * it is too large for one. */
double tare_number_read(const char *text, size_t size);

#endif
