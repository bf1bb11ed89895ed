/* SPDX-License-Identifier: MIT */
/*
 * Reading a run record back.  The file is hostile until it went through here:
 * anything that is not a whole, valid record of a format that we know is
 * refused with file, place and reason, and nothing of it is handed on.
 */
#ifndef TARE_STORE_LOAD_H
#define TARE_STORE_LOAD_H

#include <stddef.h>

#include "store/fail.h"
#include "store/hash.h"
#include "store/record.h"

enum tare_load_depth {
    TARE_LOAD_ALL,
    TARE_LOAD_LAUNCHES, /* without the samples: enough for comparing */
    TARE_LOAD_HEAD      /* without cases: who measured what, and how built */
};

/* Fills in an empty run, which on failure stays empty.  "-" is stdin. */
int tare_run_load(struct tare_run *run, const char *path,
                  enum tare_load_depth depth, struct tare_err *err);

/* The same, and the hash of the file's bytes. */
int tare_run_load_hashed(struct tare_run *run, const char *path,
                         enum tare_load_depth depth, char hash[TARE_HASH_SIZE],
                         struct tare_err *err);

/* The same from memory, whose name is for messages.  The bytes may be changed
 * by this. */
int tare_run_parse(struct tare_run *run, char *bytes, size_t size,
                   const char *name, enum tare_load_depth depth,
                   struct tare_err *err);

#endif
