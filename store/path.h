/* SPDX-License-Identifier: MIT */
/* Paths as text. */
#ifndef TARE_STORE_PATH_H
#define TARE_STORE_PATH_H

/* "folder/name".  Returned: the caller frees. */
char *tare_path_join(const char *folder, const char *name);

/* The last part of it. */
const char *tare_path_name(const char *path);

/* Whether it is the folder or below it; both are real paths. */
int tare_path_is_inside(const char *path, const char *folder);

#endif
