/* SPDX-License-Identifier: MIT */
/* Names as Bencher takes them, which also reads other tools' formats. */
#ifndef TARE_REPORT_BENCHER_NAME_H
#define TARE_REPORT_BENCHER_NAME_H

#include "store/buf.h"

enum {
    TARE_BENCHER_NAME_MAX = 1024, /* characters */
    TARE_BENCHER_MEASURE_MAX = 64
};

/*
 * Appends the name as valid UTF-8.  One that is too long is cut and ends in
 * its checksum; one that would be taken for an identifier (UUID) or an order
 * ("-bencher-ignore") gets a "_" at its end.
 */
void tare_bencher_name(struct tare_buf *buf, const char *name, size_t limit);

#endif
