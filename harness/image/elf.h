/* SPDX-License-Identifier: MIT */
/*
 * What a file in the Executable and Linking Format says of itself, and
 * changing in memory how it looks for its libraries, and what debuggers find.
 *
 * The bytes may be anything: nothing outside of them is read or written.
 */
#ifndef TARE_HARNESS_ELF_H
#define TARE_HARNESS_ELF_H

#include <stddef.h>

#include "store/buf.h"

struct tare_elf {
    unsigned machine; /* EM_... of <elf.h> */
    unsigned bits;    /* 32 or 64 */
    int is_big_endian;
    int is_program; /* can be executed; a position-independent one too */
    int is_library; /* can be loaded by another */
};

enum {
    TARE_ELF_HEAD = 64 /* bytes that say for what machine a file is */
};

/* Whether it is such a file at all. */
int tare_elf_look(struct tare_elf *elf, const unsigned char *bytes,
                  size_t size);

/* Whether a file of the one kind runs where the other does. */
int tare_elf_same_machine(const struct tare_elf *a, const struct tare_elf *b);

/* The machine as people call it: "x86-64", "aarch64". */
void tare_elf_machine(const struct tare_elf *elf, char *text, size_t size);

/* The bytes that are loaded to be executed; 0 where it does not say. */
size_t tare_elf_code_size(const unsigned char *bytes, size_t size);

/* The name that the library gives itself, inside bytes; NULL for none. */
const char *tare_elf_soname(const unsigned char *bytes, size_t size);

/* Where it looks for its libraries (DT_RUNPATH, or else DT_RPATH), inside bytes;
 * NULL for nowhere in particular. */
const char *tare_elf_search_path(const unsigned char *bytes, size_t size);

/* Adds the search path of a file that lies in that folder, as an absolute one;
 * whether it says $ORIGIN. */
int tare_elf_resolve(struct tare_buf *path, const char *search,
                     const char *folder);

/* The names of the libraries that it is linked with, inside bytes; NULL when
 * there are no more. */
const char *tare_elf_needed(const unsigned char *bytes, size_t size,
                            size_t index);

/*
 * Makes the file look for its libraries where LD_LIBRARY_PATH says first:
 *
 *  - the name of a needed library that holds a path loses it;
 *  - a search path that goes before LD_LIBRARY_PATH (DT_RPATH) becomes one
 *    that goes after it (DT_RUNPATH);
 *  - places relative to where the file lies ($ORIGIN) become places that are
 *    not there, because a copy lies elsewhere, among other people's folders.
 *
 * Files that are not of 64 bits and little-endian, or have no such section,
 * stay as they are.
 */
void tare_elf_detach(unsigned char *bytes, size_t size);

/*
 * Takes the names off the sections that hold debug information, if it is of
 * the kind that keeps strings and addresses in tables of their own, as Clang
 * 14 and later write it and readers from before do not know (Valgrind 3.19
 * gives up).  Nothing that is loaded changes.  Whether there was any.
 */
int tare_elf_hide_debug(unsigned char *bytes, size_t size);

#endif
