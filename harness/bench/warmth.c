/* SPDX-License-Identifier: MIT */
#include "harness/bench/warmth.h"

#include <string.h>

static const char axis_name[] = "state";

static const struct {
    enum tare_warmth warmth;
    const char *name;
} names[] = {
    { TARE_WARM, "warm" },
    { TARE_COLD_DATA, "cold-data" },
    { TARE_COLD, "cold" },
};

enum {
    NAMES = sizeof names / sizeof *names
};

int tare_is_cold(enum tare_warmth warmth)
{
    return warmth == TARE_COLD_DATA || warmth == TARE_COLD;
}

struct tare_axis tare_warmth_axis(unsigned states)
{
    struct tare_axis axis = { 0 };

    if (states == 0)
        return axis;
    axis.kind = TARE_AXIS_CHOICES;
    axis.name = axis_name;
    for (size_t i = 0; i < NAMES; i++)
        if (states & names[i].warmth)
            axis.choices[axis.count++] = names[i].name;
    return axis;
}

static enum tare_warmth find(const char *name)
{
    for (size_t i = 0; name != NULL && i < NAMES; i++)
        if (strcmp(name, names[i].name) == 0)
            return names[i].warmth;
    return TARE_WARM;
}

/* Without the option an argument of that name is the benchmark's own. */
enum tare_warmth tare_warmth_of(const struct tare_def *def,
                                const struct tare_identity *identity)
{
    for (size_t i = 0; def->state != 0 && i < identity->arg_count; i++)
        if (strcmp(identity->args[i].name, axis_name) == 0)
            return find(identity->args[i].text);
    return TARE_WARM;
}
