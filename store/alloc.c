/* SPDX-License-Identifier: MIT */
#include "store/alloc.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tare_die(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("tare: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(TARE_EXIT_DIED);
}

void *tare_alloc(size_t count, size_t size)
{
    void *memory = calloc(count > 0 ? count : 1, size > 0 ? size : 1);

    if (memory == NULL)
        tare_die("out of memory (%zu items of %zu bytes)", count, size);
    return memory;
}

char *tare_strdup(const char *text)
{
    size_t size;
    char *copy;

    if (text == NULL)
        return NULL;
    size = strlen(text) + 1;
    copy = tare_alloc(size, 1);
    memcpy(copy, text, size);
    return copy;
}

void *tare_grow(void *items, size_t count, size_t size)
{
    size_t capacity;

    if ((count & (count - 1)) == 0) { /* full: 0, 1, 2, 4, 8, ... */
        capacity = count > 0 ? 2 * count : 1;
        if (capacity < count || capacity > SIZE_MAX / size)
            tare_die("out of memory (%zu items of %zu bytes)", count, size);
        items = realloc(items, capacity * size);
        if (items == NULL)
            tare_die("out of memory (%zu items of %zu bytes)", capacity, size);
    }
    memset((char *)items + count * size, 0, size);
    return items;
}
