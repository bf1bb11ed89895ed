/* SPDX-License-Identifier: MIT */
/*
 * A program without its debug information, for readers that would give up on
 * it (harness/image/elf.h).
 *
 *     tare_debugless_read(&debugless, exec, library_path, reason, size)
 *     has it any bytes? write those somewhere, and launch that instead
 *     tare_debugless_release(&debugless);
 *
 * A copy does not lie beside its libraries.  What the program looks for where it
 * lies itself ($ORIGIN), the copy is to look for in the library path.
 */
#ifndef TARE_HARNESS_DEBUGLESS_H
#define TARE_HARNESS_DEBUGLESS_H

#include <stddef.h>

/* All zero: the program is good as it is. */
struct tare_debugless {
    char *bytes; /* owned */
    size_t size;
    char *library_path; /* owned; NULL: the program's will do */
};

/* library_path: the program's LD_LIBRARY_PATH; NULL for ours.  0, or -1 and why
 * not. */
int tare_debugless_read(struct tare_debugless *debugless, const char *exec,
                        const char *library_path, char *reason, size_t size);
void tare_debugless_release(struct tare_debugless *debugless);

#endif
