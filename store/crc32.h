/* SPDX-License-Identifier: MIT */
/* CRC-32 as zlib, gzip and PNG have it, for noticing damage. */
#ifndef TARE_STORE_CRC32_H
#define TARE_STORE_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* Goes on from the checksum of what came before; that of nothing is 0. */
uint32_t tare_crc32(uint32_t crc, const void *bytes, size_t size);

#endif
