/* SPDX-License-Identifier: MIT */
/*
 * Mutations of JSON for libFuzzer that mostly leave it JSON: hostile numbers
 * and texts take the place of others, members are dropped, elements repeated.
 * Nothing is parsed; a token is what looks like one.
 */
#ifndef TARE_TESTS_FUZZ_MUTATE_H
#define TARE_TESTS_FUZZ_MUTATE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t size_max);

/* A document that is being changed. */
struct mutant {
    char *bytes;
    size_t size, size_max;
    unsigned seed;
};

struct piece {
    size_t from, to; /* empty: there is none */
};

static inline size_t mutate_draw(struct mutant *m, size_t below)
{
    m->seed = m->seed * 1103515245u + 12345u;
    return below > 0 ? (m->seed >> 8) % below : 0;
}

/* Puts the text in the place of the piece, if there is room. */
static inline void mutate_put(struct mutant *m, struct piece piece,
                              const char *text, size_t size)
{
    if (m->size - (piece.to - piece.from) + size > m->size_max)
        return;
    memmove(m->bytes + piece.from + size, m->bytes + piece.to,
            m->size - piece.to);
    memcpy(m->bytes + piece.from, text, size);
    m->size = m->size - (piece.to - piece.from) + size;
}

/* ---- tokens -------------------------------------------------------------- */

static inline size_t mutate_text_end(const struct mutant *m, size_t at)
{
    for (at++; at < m->size && m->bytes[at] != '"'; at++)
        at += m->bytes[at] == '\\';
    return at < m->size ? at + 1 : m->size;
}

static inline int mutate_is_number(char c)
{
    return c == '-' || (c >= '0' && c <= '9');
}

static inline size_t mutate_number_end(const struct mutant *m, size_t at)
{
    while (at < m->size && (mutate_is_number(m->bytes[at]) ||
                            strchr("+.eE", m->bytes[at]) != NULL))
        at++;
    return at;
}

/* The n-th token from that kind of character on ('0' is any number), or, with
 * n = SIZE_MAX, none; *count says how many there are. */
static inline struct piece mutate_find(const struct mutant *m, char kind,
                                       size_t n, size_t *count)
{
    struct piece found = { 0, 0 };
    size_t end;

    *count = 0;
    for (size_t at = 0; at < m->size; at = end) {
        char c = mutate_is_number(m->bytes[at]) ? '0' : m->bytes[at];

        end = c == '"'   ? mutate_text_end(m, at)
              : c == '0' ? mutate_number_end(m, at)
                         : at + 1;
        if (c == kind && (*count)++ == n)
            found = (struct piece){ at, end };
    }
    return found;
}

static inline struct piece mutate_any(struct mutant *m, char kind)
{
    size_t count;

    mutate_find(m, kind, SIZE_MAX, &count);
    return mutate_find(m, kind, mutate_draw(m, count), &count);
}

/* The value that begins there: a token, or all between brackets. */
static inline size_t mutate_value_end(const struct mutant *m, size_t at)
{
    int depth = 0;

    while (at < m->size) {
        char c = m->bytes[at];

        depth += (c == '{') + (c == '[') - (c == '}') - (c == ']');
        if (depth < 0 || (depth == 0 && c == ','))
            return at;
        at = c == '"' ? mutate_text_end(m, at) : at + 1;
    }
    return at;
}

/* ---- hostile words ------------------------------------------------------- */

static const char *const hostile_numbers[] = { "0",
                                               "-0",
                                               "1",
                                               "-1",
                                               "1e308",
                                               "-1e308",
                                               "1.7976931348623157e308",
                                               "-1.7976931348623157e308",
                                               "5e-324",
                                               "-5e-324",
                                               "2.2250738585072014e-308",
                                               "1e-300",
                                               "1e300",
                                               "1e154",
                                               "1e155",
                                               "1e-154",
                                               "1e-162",
                                               "1e16",
                                               "1e15",
                                               "9007199254740991",
                                               "9007199254740992",
                                               "9007199254740993",
                                               "4294967295",
                                               "4294967296",
                                               "2147483647",
                                               "2147483648",
                                               "-2147483648",
                                               "65535",
                                               "255",
                                               "18446744073709551615",
                                               "18446744073709551616",
                                               "9223372036854775807",
                                               "1099511627776",
                                               "0.5",
                                               "0.9999999999999999",
                                               "1.0000000000000002",
                                               "0.02",
                                               "2",
                                               "3",
                                               "1000",
                                               "1e6",
                                               "1e9",
                                               "1e12",
                                               "1e20",
                                               "1e40",
                                               "1e100",
                                               "1e-10",
                                               "999.95",
                                               "0.99995",
                                               "1e-5" };

static const char *const hostile_texts[] = {
    "\"\"",
    "\"time\"",
    "\"ns\"",
    "\"old\"",
    "\"new\"",
    "\"lower\"",
    "\"higher\"",
    "\"noisy\"",
    "\"exact\"",
    "\"evidence\"",
    "\"ok\"",
    "\"failed\"",
    "\"crashed\"",
    "\"timed out\"",
    "\"skipped\"",
    "\"flat\"",
    "\"linear\"",
    "\"instructions\"",
    "\"allocations\"",
    "\"latency-p50\"",
    "\"cpu-time\"",
    "\"none\"",
    "\"n log n\"",
    "\"B\"",
    "\"%\"",
    "\"\\u001b[31m\\u0007\"",
    "\"\\u0001\\u0008\\u001f\\u007f\\u0085\"",
    "\"a\\nb\\r\\nc\\td\"",
    "\"\\u202e\\u2066\\u200b\\ufeff\\u2028\\u2029\"",
    "\"\\uffff\\ufffe\"",
    "\"\\udbff\\udfff\"",
    "\"</script>]]>-->\"",
    "\"&amp;<>'\\\"\"",
    "\"::error::x%0A\"",
    "\"a|b`c`*d*_e_[f](g)\"",
    "\"=1+1\"",
    "\",;\\\"\"",
    "\"a b\\\\c\\\"d\"",
    "\"not ok # SKIP\"",
    "\"%s%n%d\"",
    "\"../../x\"",
    "\"-bencher-ignore\"",
    "\"00000000-0000-0000-0000-000000000000\"",
    "\" \"",
    "\"\\t\"",
    "\"ééééééééééééééééééééééééééééé\"",
    "\"漢字漢字漢字漢字漢字漢字漢字漢字\"",
    "\"aéééééééééééééééééééééééééééééééé\"",
    "\"e\\u0301\\u0301\\u0301\"",
    "\"😀😀😀😀😀😀😀😀😀😀\"",
    "\"g/a/n=1/m=2\"",
    "\"/\"",
    "\"*\"",
    "\"tare/chain\"",
    "\"tare/control/silent\"",
    "\"tare/control/slower\""
};

/* A text of up to a few kilobytes. */
static inline void mutate_long_text(struct mutant *m, struct piece piece)
{
    static const char *const units[] = {
        "a", "é", "漢", "😀", "/", " ", "\\u0001", "\\n", "&", "e\xcc\x81"
    };
    const char *unit = units[mutate_draw(m, 10)];
    size_t length = strlen(unit), count = 1 + mutate_draw(m, 1500), at = 0;
    char *text = malloc(count * length + 2);

    text[at++] = '"';
    for (size_t i = 0; i < count; i++, at += length)
        memcpy(text + at, unit, length);
    text[at++] = '"';
    mutate_put(m, piece, text, at);
    free(text);
}

/* ---- the mutations ------------------------------------------------------- */

static inline const char *mutate_hostile_number(struct mutant *m)
{
    return hostile_numbers[mutate_draw(m, sizeof hostile_numbers /
                                              sizeof *hostile_numbers)];
}

static inline void mutate_number(struct mutant *m)
{
    const char *text = mutate_hostile_number(m);

    mutate_put(m, mutate_any(m, '0'), text, strlen(text));
}

static inline int mutate_is_name(const struct mutant *m, struct piece piece)
{
    return piece.to < m->size && m->bytes[piece.to] == ':';
}

/* Names of members, of which there are many more than other texts, are left
 * alone seven times out of eight. */
static inline struct piece mutate_any_text(struct mutant *m)
{
    struct piece piece = mutate_any(m, '"');
    int wants_name = mutate_draw(m, 8) == 0;

    for (int i = 0; i < 20 && mutate_is_name(m, piece) != wants_name; i++)
        piece = mutate_any(m, '"');
    return piece;
}

static inline void mutate_text(struct mutant *m)
{
    struct piece piece = mutate_any_text(m);
    const char *text = hostile_texts[mutate_draw(m, sizeof hostile_texts /
                                                        sizeof *hostile_texts)];

    if (piece.to == 0)
        return;
    if (mutate_draw(m, 6) == 0)
        mutate_long_text(m, piece);
    else
        mutate_put(m, piece, text, strlen(text));
}

/* All numbers in one value, such as the launches of a measure. */
static inline void mutate_all_numbers(struct mutant *m)
{
    struct piece colon = mutate_any(m, ':');
    size_t end = mutate_value_end(m, colon.to), size;
    const char *text = mutate_hostile_number(m);
    int is_one = mutate_draw(m, 2) == 0;

    for (size_t at = colon.to; at < end; at++) {
        if (m->bytes[at] == '"')
            at = mutate_text_end(m, at) - 1;
        else if (mutate_is_number(m->bytes[at]) && mutate_draw(m, 4) > 0) {
            struct piece piece = { at, mutate_number_end(m, at) };

            size = m->size;
            text = is_one ? text : mutate_hostile_number(m);
            mutate_put(m, piece, text, strlen(text));
            end = end + m->size - size;
            at = mutate_number_end(m, at) - 1;
        }
    }
}

/* The same member in all that have it, such as every "value". */
static inline void mutate_everywhere(struct mutant *m)
{
    struct piece name = mutate_any(m, '"'), piece;
    const char *text = mutate_hostile_number(m);
    char copy[40];
    size_t length = name.to - name.from;

    if (!mutate_is_name(m, name) || length >= sizeof copy)
        return;
    memcpy(copy, m->bytes + name.from, length);
    for (size_t at = 0; at + length + 1 < m->size; at++) {
        piece.from = at + length + 1;
        if (memcmp(m->bytes + at, copy, length) != 0 ||
            m->bytes[piece.from - 1] != ':' ||
            !mutate_is_number(m->bytes[piece.from]))
            continue;
        piece.to = mutate_number_end(m, piece.from);
        mutate_put(m, piece, text, strlen(text));
    }
}

static inline void mutate_drop(struct mutant *m)
{
    struct piece piece = mutate_any(m, ',');

    if (piece.to == 0)
        return;
    piece.to = mutate_value_end(m, piece.to);
    mutate_put(m, piece, "", 0);
}

/* An element or a member, once more or up to thirty times. */
static inline void mutate_repeat(struct mutant *m)
{
    static const char kinds[] = ",[[{";
    struct piece piece = mutate_any(m, kinds[mutate_draw(m, 4)]);
    size_t times = mutate_draw(m, 4) == 0 ? 30 : 1, size;
    char *copy;

    if (piece.to == 0)
        return;
    piece.from = piece.to;
    piece.to = mutate_value_end(m, piece.from);
    size = piece.to - piece.from;
    copy = malloc(size + 1);
    memcpy(copy, m->bytes + piece.from, size);
    copy[size] = ',';
    piece.to = piece.from;
    for (size_t i = 0; i < times; i++)
        mutate_put(m, piece, copy, size + 1);
    free(copy);
}

/* A value takes the place of another. */
static inline void mutate_copy(struct mutant *m)
{
    struct piece from = mutate_any(m, ':'), to = mutate_any(m, ':');
    size_t size = mutate_value_end(m, from.to) - from.to;
    char *copy = malloc(size + 1);

    memcpy(copy, m->bytes + from.to, size);
    to.from = to.to;
    to.to = mutate_value_end(m, to.from);
    if (to.from > 0)
        mutate_put(m, to, copy, size);
    free(copy);
}

/* Makes the array empty, or puts null in the place of a value. */
static inline void mutate_empty(struct mutant *m)
{
    static const char *const empty[] = { "[]", "{}", "null", "true", "false" };
    struct piece piece = mutate_any(m, ':');
    const char *text = empty[mutate_draw(m, 5)];

    piece.from = piece.to;
    piece.to = mutate_value_end(m, piece.from);
    if (piece.from > 0)
        mutate_put(m, piece, text, strlen(text));
}

static inline void mutate_bytes(struct mutant *m)
{
    m->size = LLVMFuzzerMutate((uint8_t *)m->bytes, m->size, m->size_max);
}

/* One, or up to four of them, in place; the new size. */
static inline size_t mutate(uint8_t *bytes, size_t size, size_t size_max,
                            unsigned seed)
{
    static void (*const ways[])(struct mutant *) = {
        mutate_number, mutate_number,     mutate_number,     mutate_all_numbers,
        mutate_text,   mutate_text,       mutate_everywhere, mutate_everywhere,
        mutate_drop,   mutate_repeat,     mutate_copy,       mutate_empty,
        mutate_bytes,  mutate_all_numbers
    };
    struct mutant m = { (char *)bytes, size, size_max, seed };

    for (size_t left = 1 + mutate_draw(&m, 3) / 2 * mutate_draw(&m, 4);
         left > 0; left--)
        ways[mutate_draw(&m, sizeof ways / sizeof *ways)](&m);
    return m.size;
}

#endif
