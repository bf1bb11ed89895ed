/* SPDX-License-Identifier: MIT */
/* An argument as it stands in an id. */
#ifndef TARE_STORE_ARG_H
#define TARE_STORE_ARG_H

#include "store/buf.h"
#include "store/record.h"

/* A number as it stands in one: whole where it can be. */
void tare_arg_number(struct tare_buf *buf, double number);

/* "name=value" */
void tare_arg_format(struct tare_buf *buf, const struct tare_arg_value *value);

#endif
