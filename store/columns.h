/* SPDX-License-Identifier: MIT */
/* The numbers of a sample, by the names that they have in a record: format 1
 * holds samples one by one, format 2 one number of all samples together. */
#ifndef TARE_STORE_COLUMNS_H
#define TARE_STORE_COLUMNS_H

#include <stddef.h>

#include "store/record.h"

enum {
    TARE_COLUMNS = 11
};

enum tare_column_kind {
    TARE_COLUMN_DOUBLE,
    TARE_COLUMN_UINT32,
    TARE_COLUMN_UINT64
};

struct tare_column {
    const char *name;   /* in format 2 */
    const char *single; /* in format 1 */
    size_t offset;      /* in struct tare_sample */
    enum tare_column_kind kind;
    double low, high;   /* allowed */
    double when_absent; /* NaN: it must be there */
};

/* The first are the values, as many as there are samples. */
extern const struct tare_column tare_columns[TARE_COLUMNS];

double tare_column_get(const struct tare_column *column,
                       const struct tare_sample *sample);
void tare_column_set(const struct tare_column *column,
                     struct tare_sample *sample, double value);

#endif
