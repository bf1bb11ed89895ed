/* SPDX-License-Identifier: MIT */
/* Facts as members of an object that may have others. */
#ifndef TARE_STORE_JSON_FACTS_H
#define TARE_STORE_JSON_FACTS_H

#include "store/record.h"

struct cJSON;

/* The first of several facts of a name is the one that counts. */
void tare_json_add_facts(struct cJSON *object, const struct tare_facts *facts);

/* Facts are whatever there is; what is no fact is for newer readers. */
void tare_json_read_facts(struct tare_facts *facts, const struct cJSON *object);

#endif
