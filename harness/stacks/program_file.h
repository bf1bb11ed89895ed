/* SPDX-License-Identifier: MIT */
/* The file of the program that runs, of which not everything is in memory. */
#ifndef TARE_HARNESS_PROGRAM_FILE_H
#define TARE_HARNESS_PROGRAM_FILE_H

#include <stddef.h>

/* Its bytes, as long as the process lives; NULL where they cannot be had.  For one
 * thread at a time. */
const unsigned char *tare_program_file(size_t *size);

#endif
