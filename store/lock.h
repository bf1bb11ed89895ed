/* SPDX-License-Identifier: MIT */
/* Taking turns at writing.  The lock is the kernel's: it goes with the process
 * that holds it, however that ends, so the file never needs removing. */
#ifndef TARE_STORE_LOCK_H
#define TARE_STORE_LOCK_H

#include "store/folder.h"

/* Waits for the lock of that name in the folder, at most so long.  A
 * descriptor that holds it until closed, or TARE_EOUTPUT. */
int tare_lock_take(const struct tare_folder *folder, const char *name,
                   double wait_s, struct tare_err *err);

#endif
