/* SPDX-License-Identifier: MIT */
/* The list of what a store holds. */
#ifndef TARE_COMMAND_STORED_H
#define TARE_COMMAND_STORED_H

#include "store/store.h"

/* On stdout, as a table or as a JSON array.  What is damaged is listed as
 * that. */
int tare_stored_print(const struct tare_store *store, int as_json,
                      struct tare_err *err);

#endif
