/* SPDX-License-Identifier: MIT */
#include "harness/meters/meters.h"

#include <string.h>

#include "harness/meters/allocations.h"
#include "harness/meters/counters.h"
#include "harness/meters/instructions.h"
#include "harness/meters/latency.h"
#include "harness/meters/profile.h"
#include "harness/meters/sites.h"
#include "harness/meters/usage.h"
#include "harness/meters/waits.h"
#include "store/buf.h"

const struct tare_meter *const tare_meters[TARE_METERS] = {
    [TARE_METER_USAGE] = &tare_usage_meter,
    [TARE_METER_ALLOCATIONS] = &tare_allocations_meter,
    [TARE_METER_INSTRUCTIONS] = &tare_instructions_meter,
    [TARE_METER_COUNTERS] = &tare_counters_meter,
    [TARE_METER_LATENCY] = &tare_latency_meter,
    [TARE_METER_PROFILE] = &tare_profile_meter,
    [TARE_METER_SITES] = &tare_sites_meter,
    [TARE_METER_WAITS] = &tare_waits_meter,
};

struct tare_wanted tare_wanted_default(void)
{
    struct tare_wanted wanted = { 0 };

    for (unsigned i = 0; i < TARE_METERS; i++) {
        if (tare_meters[i]->is_default)
            wanted.meters |= 1u << i;
        if (tare_meters[i]->explains)
            wanted.explains |= 1u << i;
    }
    return wanted;
}

struct tare_wanted tare_wanted_along(const struct tare_wanted *wanted)
{
    struct tare_wanted along = *wanted;

    for (unsigned i = 0; i < TARE_METERS; i++)
        if (tare_meters[i]->is_alone)
            along.meters &= ~(1u << i);
    return along;
}

/* ---- choosing ------------------------------------------------------------ */

static int is_word(const char *word, size_t length, const char *name)
{
    return strlen(name) == length && strncmp(word, name, length) == 0;
}

static int refuse_word(const char *word, size_t length, struct tare_err *err)
{
    struct tare_buf names = { 0 };

    for (unsigned i = 0; i < TARE_METERS; i++)
        tare_buf_printf(&names, ", %s", tare_meters[i]->name);
    tare_fail_with(err, TARE_EUSAGE,
                   "--measures: unknown measure \"%.*s\"; there are time, "
                   "default, all, none%s (--list-measures says more)",
                   (int)(length < 60 ? length : 60), word,
                   tare_buf_text(&names));
    tare_buf_release(&names);
    return TARE_EUSAGE;
}

static int add_word(struct tare_wanted *wanted, const char *word, size_t length,
                    struct tare_err *err)
{
    if (is_word(word, length, "time") || is_word(word, length, "none"))
        return 0;
    if (is_word(word, length, "default")) {
        wanted->meters |= tare_wanted_default().meters;
        wanted->explains |= tare_wanted_default().explains;
        return 0;
    }
    if (is_word(word, length, "all")) {
        wanted->meters = wanted->asked = (1u << TARE_METERS) - 1;
        return 0;
    }
    for (unsigned i = 0; i < TARE_METERS; i++) {
        if (!is_word(word, length, tare_meters[i]->name))
            continue;
        wanted->meters |= 1u << i;
        wanted->asked |= 1u << i;
        return 0;
    }
    return refuse_word(word, length, err);
}

int tare_wanted_parse(struct tare_wanted *wanted, const char *list,
                      struct tare_err *err)
{
    int status = 0;

    for (const char *word = list; status == 0; word++) {
        size_t length = strcspn(word, ",");

        status = add_word(wanted, word, length, err);
        word += length;
        if (*word == '\0')
            break;
    }
    return status;
}

struct refusals {
    const struct tare_meter *meter;
    struct tare_buf *lines;
};

static void note_refusal(void *context, const struct tare_reading *reading,
                         const char *refusal)
{
    const struct refusals *refusals = context;

    if (refusal != NULL)
        tare_buf_printf(refusals->lines, "%s: %s is not available: %s\n",
                        refusals->meter->name, reading->name, refusal);
}

/* Of what a meter that is here does not have all the same. */
static void list_refusals(const struct tare_wanted *wanted, unsigned id,
                          struct tare_buf *lines)
{
    struct refusals refusals = { tare_meters[id], lines };

    if ((wanted->asked & 1u << id) != 0 && tare_meters[id]->list != NULL)
        tare_meters[id]->list(wanted->events, note_refusal, &refusals);
}

void tare_wanted_check(struct tare_wanted *wanted, char **refused)
{
    struct tare_buf lines = { 0 };

    for (unsigned i = 0; i < TARE_METERS; i++) {
        const struct tare_meter *meter = tare_meters[i];
        char reason[300];

        if (((wanted->meters | wanted->explains) & 1u << i) == 0)
            continue;
        if (meter->check == NULL ||
            meter->check(wanted->events, reason, sizeof reason) == 0) {
            list_refusals(wanted, i, &lines);
            continue;
        }
        wanted->meters &= ~(1u << i);
        wanted->explains &= ~(1u << i);
        if ((wanted->asked & 1u << i) != 0)
            tare_buf_printf(&lines, "%s: not available: %s\n", meter->name,
                            reason);
    }
    *refused = lines.size > 0 ? tare_buf_detach(&lines) : NULL;
}
