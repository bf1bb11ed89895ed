/* SPDX-License-Identifier: MIT */
/*
 * Taking turns.  The lock is the kernel's: it goes with the process that holds
 * it, however that ends, so the file never needs removing.  Whoever waits says
 * for whom after a moment, gives up after a while, and ends when asked to.
 */
#ifndef TARE_STORE_LOCK_H
#define TARE_STORE_LOCK_H

#include "store/folder.h"

/* Of a store, in its root: held by whoever writes there. */
#define TARE_LOCK_STORE "lock"

/* Waits for the lock of that name in the folder, at most so long.  A
 * descriptor that holds it until closed, TARE_EOUTPUT or TARE_EINTERRUPTED. */
int tare_lock_take(const struct tare_folder *folder, const char *name,
                   double wait_s, struct tare_err *err);

/* The same among readers, who keep only writers waiting.  TARE_LOCK_NONE where
 * there is no such file, or it may not be opened: nobody can be kept out
 * then. */
#define TARE_LOCK_NONE 0
int tare_lock_share(const struct tare_folder *folder, const char *name,
                    double wait_s, struct tare_err *err);

/* Locks what is open already, for writing; the path is for messages. */
int tare_lock_opened(int fd, const char *path, double wait_s,
                     struct tare_err *err);

#endif
