/* SPDX-License-Identifier: MIT */
/* The lines of a source file, as they were when an object was built. */
#ifndef TARE_STORE_SOURCE_H
#define TARE_STORE_SOURCE_H

#include "store/profile.h"

struct tare_source {
    char *text;   /* owned */
    char **lines; /* of the text, from 1 on as lines[0]; owned */
    size_t count;
};

/* No lines where the file is not there, or has been edited since the object was
 * built that was profiled. */
void tare_source_read(struct tare_source *source, const char *file,
                      const struct tare_profile_object *object);
void tare_source_release(struct tare_source *source);

/* NULL: not known. */
const char *tare_source_line(const struct tare_source *source, size_t line);

#endif
