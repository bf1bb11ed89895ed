/* SPDX-License-Identifier: MIT */
#include "harness/stacks/bytes.h"

enum {
    LEB_BYTES = 10
};

const unsigned char *tare_bytes_take(struct tare_bytes *bytes, size_t size)
{
    const unsigned char *at = bytes->at;

    if (bytes->is_bad || (size_t)(bytes->end - at) < size) {
        bytes->is_bad = 1;
        return NULL;
    }
    bytes->at += size;
    bytes->address += size;
    return at;
}

uint64_t tare_bytes_number(struct tare_bytes *bytes, size_t size)
{
    const unsigned char *at = tare_bytes_take(bytes, size);
    uint64_t value = 0;

    for (size_t i = 0; at != NULL && i < size; i++)
        value |= (uint64_t)at[i] << (8 * i);
    return value;
}

int64_t tare_bytes_signed(struct tare_bytes *bytes, size_t size)
{
    uint64_t value = tare_bytes_number(bytes, size);
    uint64_t sign = (uint64_t)1 << (8 * size - 1);

    return size >= 8 ? (int64_t)value : (int64_t)((value ^ sign) - sign);
}

uint64_t tare_bytes_leb(struct tare_bytes *bytes, int is_signed)
{
    uint64_t value = 0, byte;
    unsigned shift = 0;

    do {
        byte = tare_bytes_number(bytes, 1);
        if (shift < 64)
            value |= (byte & 0x7f) << shift;
        shift += 7;
    } while ((byte & 0x80) != 0 && !bytes->is_bad && shift < 7 * LEB_BYTES);
    if ((byte & 0x80) != 0)
        bytes->is_bad = 1;
    if (is_signed && shift < 64 && (byte & 0x40) != 0)
        value |= ~(uint64_t)0 << shift;
    return value;
}
