/* SPDX-License-Identifier: MIT */
/*
 * Reading JSON token by token, exactly as RFC 8259 has it and more strictly:
 * text is UTF-8 without surrogates and U+0000, no object has a name twice,
 * numbers are finite as doubles, nesting is bounded.  One pass, no tree; what
 * is skipped is checked like everything else.
 *
 *     if (tare_scan_enter(scan, '{') < 0) ...
 *     while ((more = tare_scan_member(scan, &name)) > 0)
 *         status = is_wanted(name) ? tare_scan_number(scan, &value)
 *                                  : tare_scan_skip(scan);
 *
 * After a member or an element `at` is at its value, which must be read or
 * skipped.  The first refusal fills in the error and returns its negative
 * code; what is asked after it has no meaning.
 */
#ifndef TARE_STORE_SCAN_H
#define TARE_STORE_SCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "store/buf.h"
#include "store/fail.h"

enum {
    TARE_SCAN_DEPTH_MAX = 32,
    TARE_SCAN_NAMES_MAX = 1 << 20 /* in all objects that are open at a time */
};

/* A piece of text, not terminated; borrowed from the scan until its next
 * token, and read as it is meant: without escapes. */
struct tare_scan_text {
    const char *text;
    size_t size;
};

/* A name that was read in an object that is still open; private. */
struct tare_scan_name {
    const char *place;
    size_t size;
    size_t decoded; /* where in `decoded`; SIZE_MAX: as it stands */
};

struct tare_scan {
    const char *name;            /* of the document, for messages; borrowed */
    const char *text, *at, *end; /* the document, and where we are; borrowed */
    struct tare_err *err;
    const char *advice; /* ends a refusal; NULL: that of a run record */
    /* private */
    struct tare_scan_name *names;
    size_t name_count, name_capacity;
    struct tare_buf decoded; /* names that were written with escapes */
    size_t outer[TARE_SCAN_DEPTH_MAX]; /* names of the objects around */
    unsigned depth;
    int is_first; /* nothing of the innermost container was read yet */
};

void tare_scan_open(struct tare_scan *scan, const char *name, const char *text,
                    size_t size, struct tare_err *err);
void tare_scan_close(struct tare_scan *scan);

/* Refuses with the line and column of `at`; the way out is added. */
int tare_scan_refuse(struct tare_scan *scan, const char *at, const char *format,
                     ...) __attribute__((format(printf, 3, 4)));

/* The first character of the next token, which is at `at`; 0 at the end. */
static inline int tare_scan_peek(struct tare_scan *scan)
{
    while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\n' ||
                                    *scan->at == '\r' || *scan->at == '\t'))
        scan->at++;
    return scan->at < scan->end ? (unsigned char)*scan->at : 0;
}

/* Enters an object or array, said by its bracket. */
int tare_scan_enter(struct tare_scan *scan, char bracket);

/* 1 and the name of the next member; 0 after the last. */
int tare_scan_member(struct tare_scan *scan, struct tare_scan_text *name);

/* 1 when there is another element; 0 after the last. */
int tare_scan_element(struct tare_scan *scan);

int tare_scan_skip(struct tare_scan *scan);
int tare_scan_number(struct tare_scan *scan, double *value);
int tare_scan_string(struct tare_scan *scan, struct tare_scan_text *text);

/* Refuses unless only white space is left. */
int tare_scan_finish(struct tare_scan *scan);

/* Whether the text is that word. */
static inline int tare_scan_is(struct tare_scan_text text, const char *word)
{
    return text.size == strlen(word) && memcmp(text.text, word, text.size) == 0;
}

#endif
