/* SPDX-License-Identifier: MIT */
#include "store/columns.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define AT(member)  offsetof(struct tare_sample, member)
#define COUNT_MAX   9007199254740991.0 /* 2^53 - 1 */
#define DOUBLE(low) TARE_COLUMN_DOUBLE, (low), DBL_MAX
#define UINT32      TARE_COLUMN_UINT32, 0, UINT32_MAX
#define UINT64      TARE_COLUMN_UINT64, 1, COUNT_MAX

const struct tare_column tare_columns[TARE_COLUMNS] = {
    { "values", "value", AT(value), DOUBLE(-DBL_MAX), NAN },
    { "iterations", "iterations", AT(iterations), UINT64, NAN },
    { "cpu_ns", "cpu_ns", AT(cpu_ns), DOUBLE(0), 0 },
    { "switches", "switches", AT(switches), UINT32, 0 },
    { "faults", "faults", AT(faults), UINT32, 0 },
    { "major_faults", "major_faults", AT(major_faults), UINT32, 0 },
    { "steal_ns", "steal_ns", AT(steal_ns), DOUBLE(-1), -1 },
    { "throttled", "throttled", AT(throttled), DOUBLE(-1), -1 },
    { "pace_ns", "pace_ns", AT(pace_ns), DOUBLE(0), 0 },
    { "share_ns", "share_ns", AT(share_ns), DOUBLE(0), 0 },
    { "uninterrupted", "uninterrupted", AT(uninterrupted), DOUBLE(0), 0 }
};

double tare_column_get(const struct tare_column *column,
                       const struct tare_sample *sample)
{
    const char *place = (const char *)sample + column->offset;
    uint32_t small;
    uint64_t large;
    double value;

    switch (column->kind) {
    case TARE_COLUMN_UINT32:
        memcpy(&small, place, sizeof small);
        return small;
    case TARE_COLUMN_UINT64:
        memcpy(&large, place, sizeof large);
        return (double)large;
    default:
        memcpy(&value, place, sizeof value);
        return value < column->low ? column->low : value;
    }
}

void tare_column_set(const struct tare_column *column,
                     struct tare_sample *sample, double value)
{
    char *place = (char *)sample + column->offset;
    uint32_t small;
    uint64_t large;

    switch (column->kind) {
    case TARE_COLUMN_UINT32:
        small = (uint32_t)value;
        memcpy(place, &small, sizeof small);
        break;
    case TARE_COLUMN_UINT64:
        large = (uint64_t)value;
        memcpy(place, &large, sizeof large);
        break;
    default:
        memcpy(place, &value, sizeof value);
    }
}
