/* SPDX-License-Identifier: MIT */
/* Where the time of a case goes, as JSON. */
#ifndef TARE_STORE_JSON_PROFILE_H
#define TARE_STORE_JSON_PROFILE_H

#include "store/json_fields.h"
#include "store/profile.h"

struct cJSON *tare_json_profile(const struct tare_profile *profile);

/* Into an empty one; NULL is none.  What was read before a refusal is in it. */
int tare_json_read_profile(struct tare_profile *profile,
                           const struct cJSON *object,
                           const struct tare_json_place *from);

#endif
