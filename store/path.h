/* SPDX-License-Identifier: MIT */
/* Paths as text. */
#ifndef TARE_STORE_PATH_H
#define TARE_STORE_PATH_H

/* "folder/name".  Returned: the caller frees. */
char *tare_path_join(const char *folder, const char *name);

#endif
