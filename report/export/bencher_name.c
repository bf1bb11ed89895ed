/* SPDX-License-Identifier: MIT */
#include "report/export/bencher_name.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/crc32.h"
#include "store/utf8.h"

enum {
    MARK_SIZE = 9, /* "~" and eight digits */
    UUID_DIGITS = 32
};

/* Bytes of the first `count` characters. */
static size_t bytes_of(const char *text, size_t count)
{
    size_t size = strlen(text), at = 0;

    while (count-- > 0 && at < size) {
        uint32_t code;

        at += tare_utf8_decode(text + at, size - at, &code);
    }
    return at;
}

/* Any of the ways to write one: with or without dashes, braces, "urn:uuid:". */
static int is_uuid(const char *text)
{
    static const char prefix[] = "urn:uuid:";
    size_t digits = 0;

    if (strncmp(text, prefix, sizeof prefix - 1) == 0)
        text += sizeof prefix - 1;
    for (; *text != '\0'; text++)
        if (strchr("0123456789abcdefABCDEF", *text) != NULL)
            digits++;
        else if (text[strspn(text, "_")] == '\0')
            break; /* what is added to one */
        else if (strchr("-{}", *text) == NULL)
            return 0;
    return digits == UUID_DIGITS;
}

static int is_order(const char *text)
{
    static const char ending[] = "-bencher-ignore";
    size_t length = strlen(text);

    while (length > 0 && text[length - 1] == '_')
        length--; /* what is added to one */
    return length >= sizeof ending - 1 &&
           memcmp(text + length - (sizeof ending - 1), ending,
                  sizeof ending - 1) == 0;
}

void tare_bencher_name(struct tare_buf *buf, const char *name, size_t limit)
{
    char *clean = tare_utf8_clean(name);
    size_t kept = bytes_of(clean, limit - MARK_SIZE);

    if (clean[strspn(clean, "_")] == '\0') {
        tare_buf_printf(buf, "%.*s_", (int)kept, clean); /* no name at all */
    } else if (bytes_of(clean, limit - 1) == strlen(clean)) {
        tare_buf_puts(buf, clean);
        if (is_uuid(clean) || is_order(clean))
            tare_buf_puts(buf, "_");
    } else {
        tare_buf_add(buf, clean, kept);
        tare_buf_printf(buf, "~%08" PRIx32, tare_crc32(0, name, strlen(name)));
    }
    free(clean);
}
