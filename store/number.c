/* SPDX-License-Identifier: MIT */
#include "store/number.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- writing ------------------------------------------------------------- */

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
    if (fabs(value) < 1e15 && value == trunc(value) && !signbit(value)) {
        snprintf(text, TARE_NUMBER_SIZE, "%" PRIu64, (uint64_t)value);
        return;
    }
    /* 15 digits always fit a double's precision; 17 always identify it */
    for (int digits = 15;; digits++) {
        snprintf(text, TARE_NUMBER_SIZE, "%.*g", digits, value);
        make_point(text);
        if (digits == 17 || tare_number_read(text, strlen(text)) == value)
            return;
    }
}

/* ---- reading ------------------------------------------------------------- */

/* A number as digits * 10^-places. */
struct decimal {
    uint64_t digits;
    size_t count, places; /* of digits, without zeros in front */
    const char *rest;     /* what follows: an exponent, or the end */
};

/* Adds the digits at text; returns where they end. */
static const char *take_digits(struct decimal *decimal, const char *text,
                               const char *end)
{
    for (; text < end && *text >= '0' && *text <= '9'; text++) {
        decimal->digits = decimal->digits * 10 + (unsigned)(*text - '0');
        decimal->count += decimal->count > 0 || *text != '0';
    }
    return text;
}

static struct decimal split(const char *text, const char *end)
{
    struct decimal decimal = { 0 };

    decimal.rest = take_digits(&decimal, text, end);
    if (decimal.rest < end && *decimal.rest == '.') {
        text = decimal.rest + 1;
        decimal.rest = take_digits(&decimal, text, end);
        decimal.places = (size_t)(decimal.rest - text);
    }
    return decimal;
}

static const uint64_t tens[20] = { 1,
                                   10,
                                   100,
                                   1000,
                                   10000,
                                   100000,
                                   1000000,
                                   10000000,
                                   100000000,
                                   1000000000,
                                   10000000000,
                                   100000000000,
                                   1000000000000,
                                   10000000000000,
                                   100000000000000,
                                   1000000000000000,
                                   10000000000000000,
                                   100000000000000000,
                                   1000000000000000000,
                                   10000000000000000000u };

#ifdef __SIZEOF_INT128__

enum {
    PLACES_MAX = 19
};

__extension__ typedef unsigned __int128 wide;

/*
 * digits / 10^places, rounded once.  With the digits shifted to the top of 128
 * bits, the quotient has at least 64, far more than the 53 of a double; that
 * there is a remainder is all that rounding needs to know of the bits below.
 */
static double divide(uint64_t digits, size_t places)
{
    int shift = 64 + __builtin_clzll(digits);
    wide above = (wide)digits << shift;
    wide quotient = above / tens[places];

    if (quotient * tens[places] != above)
        quotient |= 1;
    return ldexp((double)quotient, -shift);
}

#else /* a processor of 32 bits: all but whole numbers are read slowly */

enum {
    PLACES_MAX = 0
};

static double divide(uint64_t digits, size_t places)
{
    assert(places == 0);
    return (double)digits;
}

#endif

/*
 * The long way, for the few that have an exponent or many digits.  The point
 * goes, into the exponent, because strtod's depends on the locale.
 */
static double read_slowly(const char *text, size_t size,
                          const struct decimal *decimal)
{
    char copy[TARE_NUMBER_READ_MAX + 24];
    size_t length = 0, exponent_size = size - (size_t)(decimal->rest - text);
    long exponent = 0;

    for (const char *at = text; at < decimal->rest; at++)
        if (*at != '.')
            copy[length++] = *at;
    if (exponent_size > 0) {
        memcpy(copy + length, decimal->rest + 1, exponent_size - 1);
        copy[length + exponent_size - 1] = '\0';
        exponent = strtol(copy + length, NULL, 10);
        exponent = exponent < -9999 ? -9999 : exponent > 9999 ? 9999 : exponent;
    }
    sprintf(copy + length, "e%ld", exponent - (long)decimal->places);
    return strtod(copy, NULL);
}

double tare_number_read(const char *text, size_t size)
{
    int is_negative = *text == '-';
    struct decimal decimal = split(text + is_negative, text + size);
    double value;

    assert(size <= TARE_NUMBER_READ_MAX);
    if (decimal.rest < text + size || decimal.count > 19 ||
        decimal.places > PLACES_MAX)
        return read_slowly(text, size, &decimal);
    if (decimal.places == 0 || decimal.digits == 0)
        value = (double)decimal.digits;
    else
        value = divide(decimal.digits, decimal.places);
    return is_negative ? -value : value;
}
