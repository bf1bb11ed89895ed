/* SPDX-License-Identifier: MIT */
/*
 * Names of functions, from the symbol table of a file.  The bytes may be
 * anything: nothing outside of them is read.  Files of 64 bits, little-endian.
 */
#ifndef TARE_HARNESS_SYMBOLS_H
#define TARE_HARNESS_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

struct tare_symbol {
    uint64_t begin, size; /* as the file has it, before it is loaded */
    const char *name;     /* in the bytes */
    int rank;             /* of several at one address, the highest is shown */
};

/* By their addresses, one at each. */
struct tare_symbols {
    struct tare_symbol *items; /* owned; the names are in the bytes */
    size_t count;
    int is_full; /* from .symtab; else only those that others may use */
};

void tare_symbols_read(struct tare_symbols *symbols, const unsigned char *bytes,
                       size_t size);

/* The function that holds that address, never just the nearest; NULL. */
const struct tare_symbol *tare_symbols_find(const struct tare_symbols *symbols,
                                            uint64_t address);
void tare_symbols_release(struct tare_symbols *symbols);

/* How much of a name is the function's own: what compilers add to their copies of
 * it, as ".constprop.0", is not. */
size_t tare_symbol_length(const char *name);

enum {
    TARE_BUILD_ID_SIZE = 20,
    TARE_BUILD_ID_TEXT = 2 * TARE_BUILD_ID_SIZE + 1
};

/* What tells a build from all others, and is the name of its debug information;
 * how many bytes, 0 for none. */
size_t tare_build_id(const unsigned char *bytes, size_t size,
                     unsigned char id[TARE_BUILD_ID_SIZE]);
size_t tare_build_id_in_notes(const unsigned char *notes, size_t size,
                              unsigned char id[TARE_BUILD_ID_SIZE]);

/* The same in hexadecimal; "" for none. */
void tare_build_id_text(char text[TARE_BUILD_ID_TEXT], const unsigned char *id,
                        size_t size);

#endif
