/* SPDX-License-Identifier: MIT */
#include "store/crc32.h"

#include "tests/test.h"

/* Bit by bit, straight from the definition. */
static uint32_t slowly(const unsigned char *bytes, size_t size)
{
    uint32_t rest = 0xffffffff;

    for (size_t i = 0; i < size; i++) {
        rest ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            rest = rest & 1 ? (rest >> 1) ^ 0xedb88320 : rest >> 1;
    }
    return ~rest;
}

/* The check value that catalogues of checksums list, and zlib's of others. */
TEST(it_is_the_checksum_of_zlib)
{
    CHECK_INT(tare_crc32(0, "", 0), 0);
    CHECK_INT(tare_crc32(0, "123456789", 9), 0xcbf43926);
    CHECK_INT(tare_crc32(0, "The quick brown fox jumps over the lazy dog", 43),
              0x414fa339);
}

TEST(it_is_that_of_the_definition_at_every_length)
{
    unsigned char bytes[100];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * i + 7 * i);
    for (size_t from = 0; from < 8; from++)
        for (size_t size = 0; size <= sizeof bytes - from; size++)
            CHECK_INT(tare_crc32(0, bytes + from, size),
                      slowly(bytes + from, size));
}

TEST(it_goes_on_from_what_came_before)
{
    static const char text[] = "a text that is cut in two, at any place";

    for (size_t i = 0; i < sizeof text; i++)
        CHECK_INT(tare_crc32(tare_crc32(0, text, i), text + i, sizeof text - i),
                  tare_crc32(0, text, sizeof text));
}

TESTS(RUN(it_is_the_checksum_of_zlib),
      RUN(it_is_that_of_the_definition_at_every_length),
      RUN(it_goes_on_from_what_came_before))
