/* SPDX-License-Identifier: MIT */
#include "harness/bench/meter.h"

#include <string.h>

const struct tare_reading *tare_reading_find(const char *name)
{
    for (unsigned i = 0; i < TARE_METERS; i++)
        for (size_t k = 0; k < tare_meters[i]->count; k++)
            if (strcmp(tare_meters[i]->readings[k].name, name) == 0)
                return &tare_meters[i]->readings[k];
    return NULL;
}
