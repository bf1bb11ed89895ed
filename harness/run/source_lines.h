/* SPDX-License-Identifier: MIT */
/* Lines of the source, and functions that were inlined, by addr2line (binutils). */
#ifndef TARE_HARNESS_SOURCE_LINES_H
#define TARE_HARNESS_SOURCE_LINES_H

#include <stddef.h>
#include <stdint.h>

struct tare_source_frame {
    char *function; /* NULL: not known */
    char *file;     /* NULL: not known */
    int line;       /* 0: not known */
};

/* An address: the innermost function first, each inlined into the next. */
struct tare_source_place {
    struct tare_source_frame *frames; /* owned */
    size_t count;
};

/* Of a file, at each of its addresses.  The places are empty before, and stay so
 * where addr2line is missing. */
void tare_source_lines(const char *path, const uint64_t *addresses,
                       size_t count, struct tare_source_place *places);
void tare_source_place_release(struct tare_source_place *place);

/* The answer of addr2line -a -f -i: places in their order. */
void tare_source_lines_parse(const char *text, size_t count,
                             struct tare_source_place *places);

#endif
