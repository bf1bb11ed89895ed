/* SPDX-License-Identifier: MIT */
/* Whether JSON can be read and written here. */
#ifndef TARE_STORE_JSON_CHECK_H
#define TARE_STORE_JSON_CHECK_H

#include "store/fail.h"

/* 0, or why nothing can be read or written: to be asked before measuring. */
int tare_json_check(struct tare_err *err);

#endif
