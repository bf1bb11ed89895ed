/* SPDX-License-Identifier: MIT */
#include "store/base64.h"

#include <string.h>

static const char letters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void tare_base64_write(struct tare_buf *text, const void *bytes, size_t size)
{
    const unsigned char *from = bytes;

    for (size_t i = 0; i < size; i += 3) {
        size_t here = size - i < 3 ? size - i : 3;
        unsigned value = (unsigned)from[i] << 16;
        char four[4];

        if (here > 1)
            value |= (unsigned)from[i + 1] << 8;
        if (here > 2)
            value |= from[i + 2];
        for (unsigned k = 0; k < 4; k++)
            four[k] = k <= here ? letters[value >> (18 - 6 * k) & 63] : '=';
        tare_buf_add(text, four, 4);
    }
}

/* Of the letter; 64 for none. */
static unsigned value_of(char letter)
{
    const char *at = letter != '\0' ? strchr(letters, letter) : NULL;

    return at != NULL ? (unsigned)(at - letters) : 64;
}

/* The bytes of four letters; how many they are, or 0. */
static size_t read_four(const char *text, unsigned char bytes[3])
{
    size_t count = text[3] != '=' ? 4 : text[2] != '=' ? 3 : 2;
    unsigned value = 0;

    for (size_t i = 0; i < 4; i++) {
        unsigned here = i < count ? value_of(text[i]) : 0;

        if (here > 63)
            return 0;
        value = value << 6 | here;
    }
    for (size_t i = 0; i < 3; i++)
        bytes[i] = (unsigned char)(value >> (16 - 8 * i) & 255);
    for (size_t i = count - 1; i < 3; i++)
        if (bytes[i] != 0)
            return 0; /* bits that no byte has */
    return count - 1;
}

int tare_base64_read(struct tare_buf *bytes, const char *text)
{
    size_t size = strlen(text);

    if (size % 4 != 0)
        return -1;
    for (size_t i = 0; i < size; i += 4) {
        unsigned char three[3];
        size_t count = read_four(text + i, three);

        if (count == 0 || (count < 3 && i + 4 < size))
            return -1;
        tare_buf_add(bytes, three, count);
    }
    return 0;
}
