/* SPDX-License-Identifier: MIT */
/* Numbers as text, whatever the locale, that read back bit for bit. */
#ifndef TARE_STORE_NUMBER_H
#define TARE_STORE_NUMBER_H

enum {
    TARE_NUMBER_SIZE = 32
};

/* The shortest text that reads back as the same double.  The value must be
 * finite: JSON has no other. */
void tare_number_format(char text[TARE_NUMBER_SIZE], double value);

#endif
