/* SPDX-License-Identifier: MIT */
/* The files of report/templates, as the build has put them into the library
 * (report/embed.sh). */
#ifndef TARE_REPORT_EMBEDDED_H
#define TARE_REPORT_EMBEDDED_H

#include <stddef.h>

struct tare_embedded {
    const char *name, *text;
};

extern const struct tare_embedded tare_embedded_files[];
extern const size_t tare_embedded_count;

#endif
