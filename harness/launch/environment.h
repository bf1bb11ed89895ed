/* SPDX-License-Identifier: MIT */
/* What a launch finds in its environment: ours, without what is meant for us,
 * with a library path, if any, and the padding. */
#ifndef TARE_HARNESS_ENVIRONMENT_H
#define TARE_HARNESS_ENVIRONMENT_H

#include <stddef.h>

/* What is started, and how.  Pointers are borrowed. */
struct tare_start {
    const char *exec;
    const char *library_path; /* LD_LIBRARY_PATH; NULL for ours */
    unsigned padding; /* bytes more of environment, 0 to TARE_PADDING_MAX */
    /* The words of a command, the last NULL, that is executed instead of exec
     * and starts the launch itself; its last word is a path of that, ending in
     * "/" TARE_LAUNCH_NAME.  NULL for none. */
    const char *const *command;
    /* Every time at the same addresses, as far as that can be had: none of
     * them drawn, no symbols bound late, and the environment of a size that
     * does not depend on what is in it; padding does not count then. */
    int is_steady;
};

/* The strings from number borrowed on are owned, and so is the list, which ends
 * with NULL. */
struct tare_environment {
    char **list;
    size_t count, borrowed;
};

void tare_environment_make(struct tare_environment *environment,
                           const struct tare_start *start);
void tare_environment_release(struct tare_environment *environment);

#endif
