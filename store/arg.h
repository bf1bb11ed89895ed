/* SPDX-License-Identifier: MIT */
/* An argument as it stands in an id. */
#ifndef TARE_STORE_ARG_H
#define TARE_STORE_ARG_H

#include "store/buf.h"
#include "store/record.h"

/* "name=value".  The number is whole where it can be. */
void tare_arg_format(struct tare_buf *buf, const struct tare_arg_value *value);

#endif
