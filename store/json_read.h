/* SPDX-License-Identifier: MIT */
/* From texts that are known to be JSON to the structs of the record, through
 * trees of cJSON; for store/load.c. */
#ifndef TARE_STORE_JSON_READ_H
#define TARE_STORE_JSON_READ_H

#include <stddef.h>

#include "store/json_fields.h"
#include "store/launches.h"
#include "store/record.h"

/* All but the cases, from the document without them. */
int tare_json_read_run(struct tare_run *run, const char *text, size_t size,
                       const struct tare_json_place *place);

/* From a case in which each "launches" is the index of the list that they were
 * read into; the launches move from there into the case, which is filled in as
 * far as it got. */
int tare_json_read_case(struct tare_case *c, struct tare_launch_list *lists,
                        const char *text, size_t size,
                        const struct tare_json_place *place);

#endif
