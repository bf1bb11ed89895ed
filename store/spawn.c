/* SPDX-License-Identifier: MIT */
#include "store/spawn.h"

#include <signal.h>

int tare_spawn(pid_t *pid, const char *file, short flags,
               const posix_spawn_file_actions_t *actions, char *const *argv,
               char *const *environment)
{
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int error;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(
        &attributes,
        (short)(flags | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    error = posix_spawnp(pid, file, actions, &attributes, argv, environment);
    posix_spawnattr_destroy(&attributes);
    return error;
}
