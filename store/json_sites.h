/* SPDX-License-Identifier: MIT */
/* Sites of a launch as columns of JSON. */
#ifndef TARE_STORE_JSON_SITES_H
#define TARE_STORE_JSON_SITES_H

#include "store/json_fields.h"
#include "store/profile.h"

struct cJSON *tare_json_sites(const struct tare_profile_launch *launch);

/* NULL: there are none.  nodes: how many the profile has. */
int tare_json_read_sites(struct tare_profile_launch *launch,
                         const struct cJSON *object, size_t nodes,
                         const struct tare_json_place *from);

#endif
