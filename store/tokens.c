/* SPDX-License-Identifier: MIT */
#include "store/tokens.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "store/number.h"
#include "store/utf8.h"

/* ---- eight characters at a time ------------------------------------------ */

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

static inline uint64_t load_eight(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return le64toh(word);
}

/* The first of eight bytes whose high bit is set. */
static inline int first_high(uint64_t word)
{
    return __builtin_ctzll(word) / 8;
}

static inline int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline const char *digits_end(const char *at, const char *end)
{
    for (; end - at >= 8; at += 8) {
        uint64_t word = load_eight(at) ^ EACH('0'); /* digits become 0 to 9 */
        uint64_t other =
            (((word & EACH(0x7f)) + EACH(0x80 - 10)) | word) & EACH(0x80);

        if (other != 0)
            return at + first_high(other);
    }
    while (at < end && is_digit(*at))
        at++;
    return at;
}

/* High bits where the byte is 0; a byte above one that is 0 may be wrong. */
static inline uint64_t zero_bytes(uint64_t word)
{
    return (word - EACH(1)) & ~word & EACH(0x80);
}

static inline int is_plain(unsigned char c)
{
    return c >= ' ' && c < 0x80 && c != '"' && c != '\\';
}

/* Past the characters of a string that mean nothing but themselves. */
static inline const char *plain_end(const char *at, const char *end)
{
    for (; end - at >= 8; at += 8) {
        uint64_t word = load_eight(at);
        uint64_t control = (word - EACH(' ')) & ~word & EACH(0x80);
        uint64_t other = control | (word & EACH(0x80)) |
                         zero_bytes(word ^ EACH('"')) |
                         zero_bytes(word ^ EACH('\\'));

        if (other != 0)
            return at + first_high(other);
    }
    while (at < end && is_plain((unsigned char)*at))
        at++;
    return at;
}

/* ---- numbers ------------------------------------------------------------- */

const char *tare_number_end(const char *at, const char *end, int *is_scaled)
{
    const char *digits = at += *at == '-';

    at = digits_end(digits, end);
    if (at == digits || (*digits == '0' && at - digits > 1))
        return NULL;
    if (at < end && *at == '.') {
        digits = at + 1;
        at = digits_end(digits, end);
        if (at == digits)
            return NULL;
    }
    *is_scaled = at < end && (*at == 'e' || *at == 'E');
    if (*is_scaled) {
        at++;
        digits = at += at < end && (*at == '+' || *at == '-');
        at = digits_end(digits, end);
        if (at == digits)
            return NULL;
    }
    return at;
}

/* Past a number that is short, simple, and followed by a comma; else `at`. */
static inline const char *simple_end(const char *at, const char *end)
{
    const char *digits = at + (*at == '-'), *stop = digits_end(digits, end);

    if (stop == digits || (*digits == '0' && stop - digits > 1) || stop == end)
        return at;
    if (*stop == '.') {
        digits = stop + 1;
        stop = digits_end(digits, end);
        if (stop == digits || stop == end)
            return at;
    }
    return *stop == ',' && stop - at <= TARE_NUMBER_READ_MAX ? stop + 1 : at;
}

const char *tare_numbers_end(const char *at, const char *end)
{
    const char *next;

    while (at < end && (next = simple_end(at, end)) > at)
        at = next;
    return at;
}

/* ---- strings ------------------------------------------------------------- */

/* The value of the four digits of \uXXXX, or -1 when they are none. */
static long code_unit(const char *at, const char *end)
{
    long unit = 0;

    if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return -1;
    for (int i = 2; i < 6; i++) {
        char c = at[i];

        if (is_digit(c))
            unit = unit * 16 + (c - '0');
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            unit = unit * 16 + ((c | 0x20) - 'a' + 10);
        else
            return -1;
    }
    return unit;
}

static int is_high(long unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}

static int is_low(long unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

/* Past the escape at `at`; NULL when it is none. */
static const char *escape_end(const char *at, const char *end,
                              struct tare_fault *fault)
{
    long unit;

    if (end - at >= 2 && at[1] != '\0' && strchr("\"\\/bfnrt", at[1]))
        return at + 2;
    unit = code_unit(at, end);
    if (unit > 0 && !is_high(unit) && !is_low(unit))
        return at + 6;
    if (is_high(unit) && is_low(code_unit(at + 6, end)))
        return at + 12;
    fault->at = at;
    fault->what = unit < 0    ? "unknown escape"
                  : unit == 0 ? "text may not hold \\u0000"
                              : "half a surrogate pair";
    return NULL;
}

/* Past the character at `at`, which is not plain; NULL when it is none. */
static const char *special_end(const char *at, const char *end,
                               struct tare_fault *fault)
{
    uint32_t code;
    size_t size;

    if (*at == '\\')
        return escape_end(at, end, fault);
    size = tare_utf8_decode(at, (size_t)(end - at), &code);
    if (size > 1)
        return at + size;
    fault->at = at;
    fault->what = (unsigned char)*at < ' ' ? "a control character in text"
                                           : "text is not valid UTF-8";
    return NULL;
}

const char *tare_string_end(const char *at, const char *end, int *is_escaped,
                            struct tare_fault *fault)
{
    for (;;) {
        at = plain_end(at, end);
        if (at == end) {
            *fault = (struct tare_fault){ at, "the file ends inside a string" };
            return NULL;
        }
        if (*at == '"')
            return at;
        *is_escaped |= *at == '\\';
        at = special_end(at, end, fault);
        if (at == NULL)
            return NULL;
    }
}

static void add_code(struct tare_buf *buf, unsigned long code)
{
    char bytes[4];
    size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = { 0, 0xc0, 0xe0, 0xf0 };

    for (size_t i = size; i-- > 1; code >>= 6)
        bytes[i] = (char)(0x80 | (code & 0x3f));
    bytes[0] = (char)(leads[size - 1] | code);
    tare_buf_add(buf, bytes, size);
}

/* Adds what the escape at `at`, a good one, stands for; returns its end. */
static const char *decode_escape(struct tare_buf *buf, const char *at,
                                 const char *end)
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    const char *which = strchr(from, at[1]);
    long unit = code_unit(at, end);

    if (unit < 0) {
        tare_buf_add(buf, which != NULL ? &to[which - from] : &at[1], 1);
        return at + 2;
    }
    if (!is_high(unit)) {
        add_code(buf, (unsigned long)unit);
        return at + 6;
    }
    add_code(buf, 0x10000ul + ((unsigned long)(unit - 0xd800) << 10) +
                      (unsigned long)(code_unit(at + 6, end) - 0xdc00));
    return at + 12;
}

void tare_string_decode(struct tare_buf *buf, const char *at, const char *quote)
{
    while (at < quote) {
        const char *next = memchr(at, '\\', (size_t)(quote - at));

        next = next != NULL ? next : quote;
        tare_buf_add(buf, at, (size_t)(next - at));
        at = next < quote ? decode_escape(buf, next, quote) : quote;
    }
}
