/* SPDX-License-Identifier: MIT */
/* Whole files, pipes and devices in memory of our own, where nobody changes
 * them any more. */
#ifndef TARE_STORE_INPUT_H
#define TARE_STORE_INPUT_H

#include <stddef.h>

#include "store/fail.h"

/* The bytes are returned; "-" is stdin.  More than size_max are refused. */
int tare_input_read(char **bytes, size_t *size, const char *path,
                    size_t size_max, struct tare_err *err);

/* What to call the path in messages. */
const char *tare_input_name(const char *path);

#endif
