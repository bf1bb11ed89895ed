/* SPDX-License-Identifier: MIT */
/*
 * Launches under Valgrind's callgrind: the command that starts one, the folder
 * that it writes into, and what it has written there.
 *
 *     if (tare_valgrind_open(&valgrind, exec, reason, size) < 0) ...
 *     launch with the command valgrind.words
 *     tare_valgrind_read(&valgrind, pid, &text, reason, size)
 *     tare_valgrind_close(&valgrind);
 *
 * No header of Valgrind's is needed to build this, and nothing of it to run
 * without.
 */
#ifndef TARE_HARNESS_VALGRIND_H
#define TARE_HARNESS_VALGRIND_H

#include <stddef.h>
#include <sys/types.h>

#include "harness/image/debugless.h"
#include "harness/image/copy_folder.h"
#include "store/buf.h"

/* All zero: closed. */
struct tare_valgrind {
    struct tare_copy_folder copy_folder;
    char **words; /* for tare_start; owned */
    size_t count;
    struct tare_debugless debugless; /* its library_path is for the launch */
};

/* Whether it is installed: 0, or -1 and why not. */
int tare_valgrind_check(char *reason, size_t size);

/* Gets ready to launch that file, which has that LD_LIBRARY_PATH (NULL: ours),
 * so that callgrind writes a part at each call of TARE_COUNTING_ENDS, of what
 * was executed since the last call of TARE_COUNTING_BEGINS.  0, or -1 and why
 * not. */
int tare_valgrind_open(struct tare_valgrind *valgrind, const char *exec,
                       const char *library_path, char *reason, size_t size);

/* What it has written about the process of that number, into an empty buffer;
 * 0, or -1 and why not. */
int tare_valgrind_read(const struct tare_valgrind *valgrind, pid_t pid,
                       struct tare_buf *text, char *reason, size_t size);

/* Removes all of it. */
void tare_valgrind_close(struct tare_valgrind *valgrind);

#endif
