/* SPDX-License-Identifier: MIT */
#include "store/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"

/* Makes room for size more bytes and the terminator. */
static void reserve(struct tare_buf *buf, size_t size)
{
    size_t need = buf->size + size + 1;
    size_t capacity = buf->capacity > 0 ? buf->capacity : 64;
    char *data;

    if (need <= buf->size)
        tare_die("out of memory (a text of %zu bytes)", size);
    if (need <= buf->capacity)
        return;
    while (capacity < need)
        capacity = capacity > SIZE_MAX / 2 ? need : 2 * capacity;
    data = realloc(buf->data, capacity);
    if (data == NULL)
        tare_die("out of memory (a text of %zu bytes)", capacity);
    buf->data = data;
    buf->capacity = capacity;
}

void tare_buf_add(struct tare_buf *buf, const void *bytes, size_t size)
{
    reserve(buf, size);
    if (size > 0)
        memcpy(buf->data + buf->size, bytes, size);
    buf->size += size;
    buf->data[buf->size] = '\0';
}

void tare_buf_puts(struct tare_buf *buf, const char *text)
{
    tare_buf_add(buf, text, strlen(text));
}

void tare_buf_vprintf(struct tare_buf *buf, const char *format, va_list again)
{
    va_list arguments;
    int size;

    va_copy(arguments, again);
    size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size < 0)
        tare_die("cannot format \"%s\"", format);
    reserve(buf, (size_t)size);
    vsnprintf(buf->data + buf->size, (size_t)size + 1, format, again);
    buf->size += (size_t)size;
}

void tare_buf_printf(struct tare_buf *buf, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    tare_buf_vprintf(buf, format, arguments);
    va_end(arguments);
}

void tare_buf_fill(struct tare_buf *buf, char byte, size_t count)
{
    reserve(buf, count);
    memset(buf->data + buf->size, byte, count);
    buf->size += count;
    buf->data[buf->size] = '\0';
}

const char *tare_buf_text(const struct tare_buf *buf)
{
    return buf->data != NULL ? buf->data : "";
}

void tare_buf_clear(struct tare_buf *buf)
{
    buf->size = 0;
    if (buf->data != NULL)
        buf->data[0] = '\0';
}

char *tare_buf_detach(struct tare_buf *buf)
{
    char *data = buf->data != NULL ? buf->data : tare_strdup("");

    *buf = (struct tare_buf){ 0 };
    return data;
}

void tare_buf_release(struct tare_buf *buf)
{
    free(buf->data);
    *buf = (struct tare_buf){ 0 };
}
