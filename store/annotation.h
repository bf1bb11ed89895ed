/* SPDX-License-Identifier: MIT */
/* How much time of an iteration each line and each instruction of a function
 * takes, itself. */
#ifndef TARE_STORE_ANNOTATION_H
#define TARE_STORE_ANNOTATION_H

#include "store/record.h"

/* Of a line its number, of an instruction its offset in the object. */
struct tare_annotated {
    uint64_t at;
    struct tare_band ns;
};

struct tare_annotation {
    size_t function; /* plus 1; 0: the case has none of that name */
    struct tare_annotated *lines, *instructions; /* by their numbers; owned */
    size_t line_count, instruction_count;
};

/* Of several functions of that name the one that takes most.  Empty without a
 * profile, or without a time. */
void tare_annotation_make(struct tare_annotation *annotation,
                          const struct tare_case *c, const char *name);
void tare_annotation_release(struct tare_annotation *annotation);

/* The lines of all functions; at is TARE_LINE_OF of both.  Returned, those that
 * take most first; how many. */
#define TARE_LINE_OF(function, line)                                           \
    ((uint64_t)(function) << 32 | (uint64_t)(line))
size_t tare_annotation_hottest(struct tare_annotated **lines,
                               const struct tare_case *c);

/* The time at that number; NULL: none was seen there. */
const struct tare_band *tare_annotated_at(const struct tare_annotated *items,
                                          size_t count, uint64_t at);

#endif
