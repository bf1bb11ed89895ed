/* SPDX-License-Identifier: MIT */
/*
 * The command that every launch is started through (--launcher), as
 * "taskset -c 2" or "qemu-aarch64 -0 %n %p": one for a process, set before
 * anything is launched and never changed.
 *
 * Its words are split as a shell does, and no shell runs.  %p stands for the
 * path of the program, %n for its name, %% for a percent sign; without %p the
 * path comes last.  What follows are the program's own arguments.  The path ends
 * in TARE_LAUNCH_NAME, so that a launch is known by it whatever the command makes
 * of names.
 */
#ifndef TARE_HARNESS_LAUNCHER_H
#define TARE_HARNESS_LAUNCHER_H

#include <stddef.h>
#include <sys/types.h>

#include "harness/machine/cpus.h"
#include "store/fail.h"

/* The text is borrowed, for as long as the process runs. */
int tare_launcher_use(const char *text, struct tare_err *err);
/* Removes what was made for it; nothing is launched after that. */
void tare_launcher_end(void);

/* The text; NULL for none. */
const char *tare_launcher_text(void);

/* The words that start a launch of that file, of which there must be one; not
 * yet the program's own arguments.  Array and strings are returned; NULL with an
 * error. */
char **tare_launcher_words(const char *exec, size_t *count,
                           struct tare_err *err);

/* The same for a command (the first of its words), which starts a launch
 * itself. */
char **tare_launcher_words_around(const char *program, size_t *count);

/* Notes to which CPUs the command has bound the process that it started. */
void tare_launcher_note_cpus(pid_t pid);
/* Those, where they are fewer than ours; NULL for no limit. */
const struct tare_cpus *tare_launcher_cpus(void);

#endif
