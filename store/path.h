/* SPDX-License-Identifier: MIT */
/* Paths as text, and that of this program. */
#ifndef TARE_STORE_PATH_H
#define TARE_STORE_PATH_H

/* "folder/name".  Returned: the caller frees. */
char *tare_path_join(const char *folder, const char *name);

/* The last part of it. */
const char *tare_path_name(const char *path);

/* What comes before it, "" for none.  Returned. */
char *tare_path_folder(const char *path);

/* The file that this program was started from.  Returned; NULL where /proc is not
 * to be had. */
char *tare_path_self(void);

/* Whether it is the folder or below it; both are real paths. */
int tare_path_is_inside(const char *path, const char *folder);

#endif
