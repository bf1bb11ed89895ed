/* SPDX-License-Identifier: MIT */
/*
 * Files that are named by the SHA-256 of their content, in a folder of our
 * own.  One that is there is never changed: it is right, or it is replaced as
 * a whole.
 */
#ifndef TARE_STORE_OBJECTS_H
#define TARE_STORE_OBJECTS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "store/folder.h"
#include "store/hash.h"

/* Keeps a copy of the file at that path; its hash is the answer. */
int tare_objects_keep(const struct tare_folder *folder, const char *path,
                      char hash[TARE_HASH_SIZE], struct tare_err *err);

/* Nothing larger is kept, or hashed: it could not be run. */
#define TARE_OBJECT_MAX (UINT64_C(2048) << 20)

/* As a size: all that is left. */
#define TARE_OBJECT_WHOLE UINT64_MAX

/* Keeps the next bytes of a stream, whose path is for messages, if they have
 * that hash. */
int tare_objects_take(const struct tare_folder *folder, FILE *stream,
                      const char *path, uint64_t size, const char *hash,
                      struct tare_err *err);

/* 0 if the object is there, and its content has the hash that is its name. */
int tare_objects_check(const struct tare_folder *folder, const char *hash,
                       struct tare_err *err);

/* Its size in bytes, whatever is in it. */
int tare_objects_size(const struct tare_folder *folder, const char *hash,
                      uint64_t *size, struct tare_err *err);

/* Writes it to the stream, as many bytes as that; an error if they are not
 * what they should be.  What the stream refused shows in the stream. */
int tare_objects_give(const struct tare_folder *folder, const char *hash,
                      FILE *to, uint64_t size, struct tare_err *err);

/* The hashes of all that are there; returned, as are the strings. */
char **tare_objects_list(const struct tare_folder *folder, size_t *count);

#endif
