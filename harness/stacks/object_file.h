/* SPDX-License-Identifier: MIT */
/*
 * The sections of an executable, a library or a file of debug information: ELF of
 * 64 bits, little-endian.  The bytes may be anything: nothing outside of them is
 * read.
 */
#ifndef TARE_HARNESS_OBJECT_FILE_H
#define TARE_HARNESS_OBJECT_FILE_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

struct tare_object_file {
    const unsigned char *bytes; /* borrowed */
    size_t size;
    Elf64_Ehdr head;
};

/* 0, or -1 where it is no such file. */
int tare_object_file_open(struct tare_object_file *file,
                          const unsigned char *bytes, size_t size);

/* A part of the file, or NULL where it has not that much. */
const unsigned char *tare_object_file_part(const struct tare_object_file *file,
                                           uint64_t at, uint64_t size);

/* The section of that number; 0, or -1: there is none. */
int tare_object_file_section(const struct tare_object_file *file, size_t index,
                             Elf64_Shdr *section);

/* The first one of that name whose bytes are in the file; the same. */
int tare_object_file_find(const struct tare_object_file *file, const char *name,
                          Elf64_Shdr *section);

#endif
