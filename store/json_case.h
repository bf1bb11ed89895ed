/* SPDX-License-Identifier: MIT */
/* Cases as trees, for store/json.c. */
#ifndef TARE_STORE_JSON_CASE_H
#define TARE_STORE_JSON_CASE_H

#include "store/record.h"

struct cJSON;

/* Returned; NULL or not whole when memory is out. */
struct cJSON *tare_json_case(const struct tare_case *c);
struct cJSON *tare_json_band(const struct tare_band *band);

/* Adds the members that say which case it is. */
void tare_json_add_identity(struct cJSON *object,
                            const struct tare_identity *identity);

#endif
