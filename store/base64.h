/* SPDX-License-Identifier: MIT */
/* Bytes as text of 64 letters, as in RFC 4648. */
#ifndef TARE_STORE_BASE64_H
#define TARE_STORE_BASE64_H

#include <stddef.h>

#include "store/buf.h"

void tare_base64_write(struct tare_buf *text, const void *bytes, size_t size);

/* Adds the bytes; 0, or -1 when the text is not exactly what would be written
 * of any bytes. */
int tare_base64_read(struct tare_buf *bytes, const char *text);

#endif
