/* SPDX-License-Identifier: MIT */
#include "harness/launch/numbers_in.h"

#include <stdlib.h>

#include "store/utf8.h"

#define TIME_MAX_NS 1e18

uint64_t tare_get_count(struct tare_message *message, uint64_t most)
{
    uint64_t count = tare_get_u64(message);

    if (count <= most)
        return count;
    message->bad = 1;
    return 0;
}

double tare_get_amount(struct tare_message *message, double most)
{
    double value = tare_get_double(message);

    if (value >= 0 && value <= most)
        return value;
    message->bad = 1;
    return 0;
}

double tare_get_time(struct tare_message *message)
{
    return tare_get_amount(message, TIME_MAX_NS);
}

char *tare_get_clean(struct tare_message *message)
{
    char *text = tare_get_text(message);
    char *clean = text != NULL ? tare_utf8_clean(text) : NULL;

    free(text);
    return clean;
}
