/* SPDX-License-Identifier: MIT */
/* How a suite was cut into shards, as JSON. */
#ifndef TARE_STORE_JSON_CUT_H
#define TARE_STORE_JSON_CUT_H

#include "store/json_fields.h"
#include "store/record.h"

struct cJSON *tare_json_cut(const struct tare_cut *cut);

/* Into an empty one; NULL is none.  What was read before a refusal is in it. */
int tare_json_read_cut(struct tare_cut *cut, const struct cJSON *object,
                       const struct tare_json_place *from);

#endif
