/* SPDX-License-Identifier: MIT */
/*
 * A baseline as one file, to be carried to another machine: a tar archive of
 *
 *     record.json       as in the store
 *     objects/HASH      each file that the record says is kept, once
 */
#ifndef TARE_STORE_BUNDLE_H
#define TARE_STORE_BUNDLE_H

#include "store/store.h"

/* Writes it, checking everything on the way; "-" is stdout. */
int tare_bundle_export(const struct tare_store *store, const char *name,
                       const char *path, struct tare_err *err);

/* Saves what is in the file under that name, replacing an older baseline; "-"
 * is stdin.  Unless all of it is right, nothing is imported. */
int tare_bundle_import(struct tare_store *store, const char *name,
                       const char *path, struct tare_err *err);

#endif
