/* SPDX-License-Identifier: MIT */
/*
 * The store: baselines under their names, and the executables that produced
 * them, each kept once under the hash of its content however many baselines
 * use it.
 *
 *     .tare/baselines/NAME.json     a run record
 *     .tare/objects/HASH            an executable or library, read-only
 *     .tare/lock                    held by whoever writes
 *
 * Whoever writes holds the lock from open to close, so two writers take turns.
 * Objects are there before the record that names them; what no record names is
 * swept by the next writer, and so is what a killed writer left.  Readers share
 * the lock, so that what a record names stays as long as they have it open:
 * that should not be long.
 */
#ifndef TARE_STORE_STORE_H
#define TARE_STORE_STORE_H

#include <stdint.h>

#include "store/fail.h"
#include "store/folder.h"
#include "store/hash.h"
#include "store/load.h"
#include "store/record.h"

/* Where it is unless the user says otherwise. */
#define TARE_STORE_DEFAULT ".tare"

/* A record larger than this many bytes is not read. */
#define TARE_STORE_RECORD_MAX (INT64_C(1) << 30)

struct tare_store {
    char *root; /* owned */
    int lock;   /* -1: opened for reading */
    int shared; /* the lock of a reader; 0: none */
    struct tare_folder baselines, objects;
};

/* For reading; a store that is not there is an empty one. */
int tare_store_open(struct tare_store *store, const char *root,
                    struct tare_err *err);

/* For writing: makes the folders, waits for the lock, sweeps leftovers. */
int tare_store_open_to_write(struct tare_store *store, const char *root,
                             struct tare_err *err);
void tare_store_close(struct tare_store *store);

/* 0, or an error that says which names are allowed. */
int tare_store_check_name(const char *name, struct tare_err *err);

/* ---- executables and libraries ------------------------------------------- */

/* Keeps a copy of the file; its hash is the answer. */
int tare_store_keep(struct tare_store *store, const char *path,
                    char hash[TARE_HASH_SIZE], struct tare_err *err);

/* Opens the object of that hash for reading: a descriptor, or TARE_EBASELINE,
 * and then *is_damaged tells whether something is there.  What is in it is for
 * the caller to compare with its hash. */
int tare_store_object(const struct tare_store *store, const char *hash,
                      int *is_damaged, struct tare_err *err);

/* ---- baselines ----------------------------------------------------------- */

/* Saves the record under the name, replacing an older one; sweeps objects that
 * no record names any more.  What the record says is kept must have been. */
int tare_store_save(struct tare_store *store, const char *name,
                    const struct tare_run *run, struct tare_err *err);

/* The same with a record that is a text already. */
int tare_store_save_text(struct tare_store *store, const char *name,
                         const char *text, size_t size, struct tare_err *err);

int tare_store_load(const struct tare_store *store, const char *name,
                    struct tare_run *run, enum tare_load_depth depth,
                    struct tare_err *err);

/* The record as it is in its file.  The text is returned. */
int tare_store_load_text(const struct tare_store *store, const char *name,
                         char **text, size_t *size, struct tare_err *err);

/* Loads all of the record, and compares each object that it says is kept with
 * its hash. */
int tare_store_verify(const struct tare_store *store, const char *name,
                      struct tare_run *run, struct tare_err *err);

/* Where the record of that name is, whether or not it is there.  Returned. */
char *tare_store_path(const struct tare_store *store, const char *name);

/* Whether there is a baseline of that name, be it damaged. */
int tare_store_has(const struct tare_store *store, const char *name);

/* 0, or an error that says that there is none. */
int tare_store_check_has(const struct tare_store *store, const char *name,
                         struct tare_err *err);

int tare_store_remove(struct tare_store *store, const char *name,
                      struct tare_err *err);

/* The names, sorted; returned, as are the strings. */
char **tare_store_list(const struct tare_store *store, size_t *count,
                       struct tare_err *err);

/* Removes objects that no record names.  If some record cannot be read, its
 * objects are not known, and all stay. */
void tare_store_sweep(struct tare_store *store);

#endif
