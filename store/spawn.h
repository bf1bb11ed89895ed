/* SPDX-License-Identifier: MIT */
/* How every process starts that tare starts. */
#ifndef TARE_STORE_SPAWN_H
#define TARE_STORE_SPAWN_H

#include <spawn.h>

/*
 * A process that inherits no blocked and no ignored signal, in a group of its
 * own (flags: POSIX_SPAWN_SETPGROUP) or a session of its own
 * (POSIX_SPAWN_SETSID).  A name without a slash is looked for in PATH.  0, or
 * the number of the error.
 */
int tare_spawn(pid_t *pid, const char *file, short flags,
               const posix_spawn_file_actions_t *actions, char *const *argv,
               char *const *environment);

#endif
