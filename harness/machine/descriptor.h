/* SPDX-License-Identifier: MIT */
/* Descriptors that a benchmark should not run into, and that it is started
 * from. */
#ifndef TARE_HARNESS_DESCRIPTOR_H
#define TARE_HARNESS_DESCRIPTOR_H

#include "store/fail.h"

/* Moves the descriptor to a high number, where code under test that closes or
 * reuses 3, 4, 5 does not meet it, and marks it close-on-exec.  Where there is
 * no room above, it stays where it is; a negative one stays negative. */
int tare_fd_out_of_the_way(int fd);

/* Benchmarks are started by the paths of open files.  0, or what this machine
 * lacks for that. */
int tare_fd_paths_check(struct tare_err *err);

#endif
