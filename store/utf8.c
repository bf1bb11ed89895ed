/* SPDX-License-Identifier: MIT */
#include "store/utf8.h"

#include <string.h>

#include "store/buf.h"

#define REPLACEMENT "\xef\xbf\xbd"

/* How many bytes the first byte promises, and its payload; 0 for none. */
static size_t lead(unsigned char byte, uint32_t *code)
{
    if (byte < 0x80) {
        *code = byte;
        return 1;
    }
    if (byte >= 0xc2 && byte < 0xe0) {
        *code = byte & 0x1fu;
        return 2;
    }
    if (byte >= 0xe0 && byte < 0xf0) {
        *code = byte & 0x0fu;
        return 3;
    }
    if (byte >= 0xf0 && byte < 0xf5) {
        *code = byte & 0x07u;
        return 4;
    }
    return 0;
}

/* Too long a form, a surrogate, or beyond Unicode. */
static int is_wrong(uint32_t code, size_t length)
{
    return (length == 3 && code < 0x800) || (length == 4 && code < 0x10000) ||
           (code >= 0xd800 && code < 0xe000) || code > 0x10ffff;
}

size_t tare_utf8_decode(const char *text, size_t size, uint32_t *code)
{
    size_t length = lead((unsigned char)text[0], code);

    for (size_t i = 1; i < length; i++) {
        unsigned char byte;

        if (i >= size) {
            length = 0;
            break;
        }
        byte = (unsigned char)text[i];
        if ((byte & 0xc0) != 0x80) {
            length = 0;
            break;
        }
        *code = (*code << 6) | (byte & 0x3fu);
    }
    if (length > 0 && !is_wrong(*code, length))
        return length;
    *code = 0xfffd;
    return 1;
}

char *tare_utf8_clean(const char *text)
{
    struct tare_buf buf = { 0 };
    size_t left = strlen(text);

    while (left > 0) {
        uint32_t code;
        size_t length = tare_utf8_decode(text, left, &code);

        if (code == 0xfffd && length == 1)
            tare_buf_puts(&buf, REPLACEMENT);
        else
            tare_buf_add(&buf, text, length);
        text += length;
        left -= length;
    }
    return tare_buf_detach(&buf);
}
