/* SPDX-License-Identifier: MIT */
/*
 * A growable string.  `data` is always terminated once anything was added, and
 * may hold zero bytes inside; tare_buf_text() is never NULL.
 */
#ifndef TARE_STORE_BUF_H
#define TARE_STORE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct tare_buf {
    char *data; /* owned */
    size_t size, capacity;
};

void tare_buf_add(struct tare_buf *buf, const void *bytes, size_t size);
void tare_buf_puts(struct tare_buf *buf, const char *text);
void tare_buf_vprintf(struct tare_buf *buf, const char *format, va_list again)
    __attribute__((format(printf, 2, 0)));
void tare_buf_printf(struct tare_buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void tare_buf_fill(struct tare_buf *buf, char byte, size_t count);

const char *tare_buf_text(const struct tare_buf *buf);

/* Empty again, keeping the memory. */
void tare_buf_clear(struct tare_buf *buf);

/* Hands the string over and leaves the buffer empty.  Returned. */
char *tare_buf_detach(struct tare_buf *buf);
void tare_buf_release(struct tare_buf *buf);

#endif
