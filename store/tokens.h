/* SPDX-License-Identifier: MIT */
/* Where the numbers and strings of a JSON text end, and what is wrong with
 * those that are none; private to scan.c. */
#ifndef TARE_STORE_TOKENS_H
#define TARE_STORE_TOKENS_H

#include "store/buf.h"

/* Past the number at `at`, which is before `end`; NULL when there is none.
 * *is_scaled says whether it has an exponent. */
const char *tare_number_end(const char *at, const char *end, int *is_scaled);

/* Past as many numbers as are easy to check, each with its comma behind it: a
 * quick way through long arrays, which may stop anywhere. */
const char *tare_numbers_end(const char *at, const char *end);

/* What makes a string none, and where. */
struct tare_fault {
    const char *at, *what;
};

/* The closing quote of the string whose first character is `at`; NULL when it
 * is none.  *is_escaped says whether it must be decoded. */
const char *tare_string_end(const char *at, const char *end, int *is_escaped,
                            struct tare_fault *fault);

/* Adds the text of a good string, from its first character to its closing
 * quote, with what its escapes stand for. */
void tare_string_decode(struct tare_buf *buf, const char *at,
                        const char *quote);

#endif
