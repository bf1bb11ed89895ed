/* SPDX-License-Identifier: MIT */
/*
 * Removing a folder of ours with all that is in it, however deep, and nothing
 * else: no link is followed, and what is mounted in it is not entered but left,
 * with the folders around it.
 */
#ifndef TARE_STORE_TREE_H
#define TARE_STORE_TREE_H

/* The name is of something in the folder that is open (or AT_FDCWD): a file or
 * link goes itself.  0, also when nothing is there; -1 with errno when
 * something is left. */
int tare_tree_remove(int folder, const char *name);

/* The same, less the folder itself, which is open.  The file of that name in it
 * (NULL: none) goes last: who is killed before leaves it to be found. */
int tare_tree_empty(int folder, const char *last);

#endif
