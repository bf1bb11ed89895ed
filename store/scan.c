/* SPDX-License-Identifier: MIT */
#include "store/scan.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/number.h"
#include "store/tokens.h"

enum {
    FEW_NAMES = 24 /* up to here, comparing all pairs is quicker than sorting */
};

void tare_scan_open(struct tare_scan *scan, const char *name, const char *text,
                    size_t size, struct tare_err *err)
{
    *scan = (struct tare_scan){
        .name = name, .text = text, .at = text, .end = text + size, .err = err
    };
}

void tare_scan_close(struct tare_scan *scan)
{
    free(scan->names);
    tare_buf_release(&scan->decoded);
    *scan = (struct tare_scan){ 0 };
}

/* ---- refusing ------------------------------------------------------------ */

int tare_scan_refuse(struct tare_scan *scan, const char *at, const char *format,
                     ...)
{
    const char *line = scan->text;
    size_t number = 1;
    char what[256];
    va_list arguments;

    for (const char *next = line; next != NULL; number += next != NULL) {
        next = at > line ? memchr(line, '\n', (size_t)(at - line)) : NULL;
        line = next != NULL ? next + 1 : line;
    }
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return tare_fail_with(scan->err, TARE_EBASELINE, "%s:%zu:%zu: %s; %s",
                          scan->name, number, (size_t)(at - line) + 1, what,
                          scan->advice != NULL
                              ? scan->advice
                              : "this is not a run record, or a damaged one: "
                                "measure again, or name another");
}

static int refuse_here(struct tare_scan *scan, const char *wanted)
{
    if (scan->at == scan->end)
        return tare_scan_refuse(scan, scan->at,
                                "the file ends where %s should "
                                "be",
                                wanted);
    return tare_scan_refuse(scan, scan->at, "this is not %s", wanted);
}

int tare_scan_finish(struct tare_scan *scan)
{
    tare_scan_peek(scan);
    if (scan->at == scan->end)
        return 0;
    return tare_scan_refuse(scan, scan->at, "something follows the end");
}

/* ---- numbers ------------------------------------------------------------- */

/* value may be NULL.  Sixty characters without an exponent are finite. */
static int take_number(struct tare_scan *scan, double *value)
{
    const char *start = scan->at;
    int is_scaled = 0;
    const char *stop = tare_number_end(start, scan->end, &is_scaled);
    double number;

    if (stop == NULL)
        return refuse_here(scan, "a number as JSON writes it");
    if (stop - start > TARE_NUMBER_READ_MAX)
        return tare_scan_refuse(scan, start,
                                "this number has more than %d characters",
                                TARE_NUMBER_READ_MAX);
    scan->at = stop;
    if (value == NULL && !is_scaled)
        return 0;
    number = tare_number_read(start, (size_t)(stop - start));
    if (!isfinite(number))
        return tare_scan_refuse(scan, start, "this number is out of range");
    if (value != NULL)
        *value = number;
    return 0;
}

static int begins_number(int c)
{
    return c == '-' || (c >= '0' && c <= '9');
}

int tare_scan_number(struct tare_scan *scan, double *value)
{
    return begins_number(tare_scan_peek(scan)) ? take_number(scan, value)
                                               : refuse_here(scan, "a number");
}

/* ---- strings ------------------------------------------------------------- */

/* The string at the cursor: where it stands, and decoded only if it must be. */
static int take_string(struct tare_scan *scan, struct tare_scan_name *string)
{
    const char *start = scan->at + 1, *stop;
    struct tare_fault fault;
    int is_escaped = 0;

    stop = tare_string_end(start, scan->end, &is_escaped, &fault);
    if (stop == NULL)
        return tare_scan_refuse(scan, fault.at, "%s", fault.what);
    *string =
        (struct tare_scan_name){ start, (size_t)(stop - start), SIZE_MAX };
    scan->at = stop + 1;
    if (is_escaped) {
        string->decoded = scan->decoded.size;
        tare_string_decode(&scan->decoded, start, stop);
        string->size = scan->decoded.size - string->decoded;
    }
    return 0;
}

static struct tare_scan_text text_of(const struct tare_scan *scan,
                                     const struct tare_scan_name *name)
{
    const char *text = name->decoded == SIZE_MAX
                           ? name->place
                           : tare_buf_text(&scan->decoded) + name->decoded;

    return (struct tare_scan_text){ text, name->size };
}

int tare_scan_string(struct tare_scan *scan, struct tare_scan_text *text)
{
    struct tare_scan_name string;
    int status;

    if (tare_scan_peek(scan) != '"')
        return refuse_here(scan, "a text in quotes");
    status = take_string(scan, &string);
    if (status < 0)
        return status;
    *text = text_of(scan, &string);
    if (string.decoded != SIZE_MAX) /* stays readable until more is added */
        scan->decoded.size = string.decoded;
    return 0;
}

/* ---- no name twice ------------------------------------------------------- */

static int compare_names(const struct tare_scan *scan,
                         const struct tare_scan_name *a,
                         const struct tare_scan_name *b)
{
    if (a->size != b->size)
        return a->size < b->size ? -1 : 1;
    return memcmp(text_of(scan, a).text, text_of(scan, b).text, a->size);
}

/* By the name, then by the place: of two, the later one is refused. */
static int sort_names(const void *a, const void *b, void *scan)
{
    const struct tare_scan_name *left = a, *right = b;
    int order = compare_names(scan, left, right);

    return order != 0
               ? order
               : (left->place > right->place) - (left->place < right->place);
}

/* The names of the object that is left are checked, and forgotten. */
static int check_names(struct tare_scan *scan, size_t first)
{
    size_t count = scan->name_count - first;
    size_t reach = FEW_NAMES;
    struct tare_scan_name *names;

    if (count == 0)
        return 0;
    names = scan->names + first;
    scan->name_count = first;
    if (count > FEW_NAMES) {
        qsort_r(names, count, sizeof *names, sort_names, scan);
        reach = 1;
    }
    for (size_t i = 1; i < count; i++)
        for (size_t j = i > reach ? i - reach : 0; j < i; j++)
            if (compare_names(scan, &names[i], &names[j]) == 0)
                return tare_scan_refuse(scan, names[i].place - 1,
                                        "this object has this name twice");
    for (size_t i = count; i-- > 0;)
        if (names[i].decoded < scan->decoded.size)
            scan->decoded.size = names[i].decoded;
    return 0;
}

/* Room for one more name, which is to be written there: a copy of what was
 * written just before would have to wait for it. */
static int make_room(struct tare_scan *scan)
{
    if (scan->name_count == TARE_SCAN_NAMES_MAX)
        return tare_scan_refuse(scan, scan->at, "too many names: over %d",
                                TARE_SCAN_NAMES_MAX);
    if (scan->name_count == scan->name_capacity) {
        scan->names =
            tare_grow(scan->names, scan->name_count, sizeof *scan->names);
        scan->name_capacity += scan->name_capacity > 0 ? scan->name_count : 1;
    }
    return 0;
}

/* ---- objects and arrays -------------------------------------------------- */

int tare_scan_enter(struct tare_scan *scan, char bracket)
{
    if (tare_scan_peek(scan) != bracket)
        return refuse_here(scan, bracket == '{' ? "an object" : "an array");
    if (scan->depth == TARE_SCAN_DEPTH_MAX)
        return tare_scan_refuse(scan, scan->at, "nested more than %d deep",
                                TARE_SCAN_DEPTH_MAX);
    scan->outer[scan->depth++] = scan->name_count;
    scan->at++;
    scan->is_first = 1;
    return 0;
}

static void leave(struct tare_scan *scan)
{
    scan->depth--;
    scan->at++;
    scan->is_first = 0;
}

int tare_scan_element(struct tare_scan *scan)
{
    int c = tare_scan_peek(scan);

    if (c == ']') {
        leave(scan);
        return 0;
    }
    if (!scan->is_first) {
        if (c != ',')
            return refuse_here(scan, "a comma or the end of the array");
        scan->at++;
        tare_scan_peek(scan);
    }
    scan->is_first = 0;
    return 1;
}

int tare_scan_member(struct tare_scan *scan, struct tare_scan_text *name)
{
    int c = tare_scan_peek(scan);

    if (c == '}') {
        leave(scan);
        return check_names(scan, scan->outer[scan->depth]);
    }
    if (!scan->is_first) {
        if (c != ',')
            return refuse_here(scan, "a comma or the end of the object");
        scan->at++;
        c = tare_scan_peek(scan);
    }
    if (c != '"')
        return refuse_here(scan, "a name in quotes");
    if (make_room(scan) < 0 ||
        take_string(scan, &scan->names[scan->name_count]) < 0)
        return TARE_EBASELINE;
    if (tare_scan_peek(scan) != ':')
        return refuse_here(scan, "a colon");
    scan->at++;
    tare_scan_peek(scan);
    scan->is_first = 0;
    *name = text_of(scan, &scan->names[scan->name_count++]);
    return 1;
}

/* ---- skipping ------------------------------------------------------------ */

static int skip_word(struct tare_scan *scan, const char *word, size_t size)
{
    if ((size_t)(scan->end - scan->at) < size ||
        memcmp(scan->at, word, size) != 0)
        return refuse_here(scan, "a value");
    scan->at += size;
    return 0;
}

static int skip_object(struct tare_scan *scan)
{
    struct tare_scan_text name;
    int more = tare_scan_enter(scan, '{');

    while (more >= 0 && (more = tare_scan_member(scan, &name)) > 0)
        if (tare_scan_skip(scan) < 0)
            return TARE_EBASELINE;
    return more;
}

static int skip_array(struct tare_scan *scan)
{
    int more = tare_scan_enter(scan, '[');

    while (more >= 0 && (more = tare_scan_element(scan)) > 0) {
        scan->at = tare_numbers_end(scan->at, scan->end);
        if (tare_scan_skip(scan) < 0)
            return TARE_EBASELINE;
    }
    return more;
}

int tare_scan_skip(struct tare_scan *scan)
{
    struct tare_scan_text text;
    int c = tare_scan_peek(scan);

    switch (c) {
    case '{':
        return skip_object(scan);
    case '[':
        return skip_array(scan);
    case '"':
        return tare_scan_string(scan, &text);
    case 't':
        return skip_word(scan, "true", 4);
    case 'f':
        return skip_word(scan, "false", 5);
    case 'n':
        return skip_word(scan, "null", 4);
    default:
        return begins_number(c) ? take_number(scan, NULL)
                                : refuse_here(scan, "a value");
    }
}
