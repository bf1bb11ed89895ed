/* SPDX-License-Identifier: MIT */
/*
 * Reading the launches of a measure, straight from the text: nearly all of a
 * record is launches and samples.  Trees of cJSON of 10,000 cases of 60
 * launches, made and freed, take 0.8 s when a launch has one sample, 2.6 s when
 * it has twelve; scanning and reading them takes 0.4 and 0.7 s in all.
 */
#ifndef TARE_STORE_LAUNCHES_H
#define TARE_STORE_LAUNCHES_H

#include <stddef.h>

#include "store/record.h"
#include "store/scan.h"

/* Owned by whoever holds it. */
struct tare_launch_list {
    struct tare_launch *items;
    size_t count;
};

/*
 * Adds the launches of the array at the cursor; what was read before a refusal
 * is in the list.  Without samples, these are only checked as JSON.  What the
 * launches take is subtracted from *room, the bytes that they may take.
 */
int tare_launches_read(struct tare_launch_list *list, struct tare_scan *scan,
                       int with_samples, size_t *room);

void tare_launch_list_release(struct tare_launch_list *list);

#endif
