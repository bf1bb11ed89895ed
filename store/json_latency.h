/* SPDX-License-Identifier: MIT */
/* The histograms of single iterations as JSON. */
#ifndef TARE_STORE_JSON_LATENCY_H
#define TARE_STORE_JSON_LATENCY_H

#include "store/json_fields.h"
#include "store/record.h"

struct cJSON *tare_json_latency(const struct tare_latency *latency);

/* Into an empty one; NULL is none.  What was read before a refusal is in it. */
int tare_json_read_latency(struct tare_latency *latency,
                           const struct cJSON *object,
                           const struct tare_json_place *from);

#endif
