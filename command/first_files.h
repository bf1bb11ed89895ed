/* SPDX-License-Identifier: MIT */
/* What tare init writes: texts, with the names of the project filled in. */
#ifndef TARE_COMMAND_FIRST_FILES_H
#define TARE_COMMAND_FIRST_FILES_H

#include "command/additions.h"

enum tare_build_system {
    TARE_BUILD_MAKE,
    TARE_BUILD_CMAKE,
    TARE_BUILD_MESON,
    TARE_BUILD_SYSTEMS
};

enum tare_ci {
    TARE_CI_NONE,
    TARE_CI_GITHUB,
    TARE_CI_GITLAB
};

/* A project, and how it is built; texts are owned. */
struct tare_first {
    enum tare_build_system system;
    enum tare_ci ci;
    const char *file;   /* of the build system: "Makefile" */
    const char *folder; /* where it is built */
    const char *bench;  /* targets of Make begin like that */
    int is_git;
    int is_cpp;         /* C is not compiled there */
    char *binary;       /* the executable with benchmarks */
    char *build, *gate; /* commands: build it; compare it with the baseline */
};

/* Fills in what follows from the members above binary. */
void tare_first_commands(struct tare_first *first);
void tare_first_release(struct tare_first *first);

/* All that is to be written. */
int tare_first_files(const struct tare_first *first, struct tare_additions *all,
                     struct tare_err *err);

#endif
