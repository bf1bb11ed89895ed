/* SPDX-License-Identifier: MIT */
/*
 * JSON for other people's tools, written straight to a stream.
 *
 * Not cJSON, which store/ has for the record: that would build a tree of every
 * sample of ten thousand cases only to print it, prints text as it comes, and
 * has no number that is safe to print.  What is written here is ASCII but for
 * printable letters, so that it can be shown on a terminal and stand inside a
 * script element: what could act there is \u-escaped.  Invalid UTF-8 becomes
 * U+FFFD.
 *
 *     struct tare_json_writer json = { .stream = stream };
 *     tare_json_open(&json, NULL, '{');
 *     tare_json_put_text(&json, "name", name);
 *     tare_json_close(&json, '}');
 *
 * name is NULL in arrays and outside of everything.
 */
#ifndef TARE_REPORT_JSON_WRITER_H
#define TARE_REPORT_JSON_WRITER_H

#include <stdint.h>
#include <stdio.h>

struct tare_json_writer {
    FILE *stream;
    unsigned depth;
    int has_items; /* in what is open */
    int is_flat;   /* its last item stands on the line of the one before */
    /* from which depth on nothing breaks a line; 1: all stays on one, 0: none */
    unsigned flat_depth;
};

void tare_json_open(struct tare_json_writer *json, const char *name,
                    char bracket);
/* At the outermost level, ends the line too. */
void tare_json_close(struct tare_json_writer *json, char bracket);

/* NULL: nothing is written. */
void tare_json_put_text(struct tare_json_writer *json, const char *name,
                        const char *text);
/* Not finite, which JSON has no word for: nothing is written. */
void tare_json_put_number(struct tare_json_writer *json, const char *name,
                          double value);
void tare_json_put_count(struct tare_json_writer *json, const char *name,
                         uint64_t count);
/* One of "null", "true" and "false". */
void tare_json_put_word(struct tare_json_writer *json, const char *name,
                        const char *word);

#endif
