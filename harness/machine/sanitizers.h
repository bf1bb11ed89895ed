/* SPDX-License-Identifier: MIT */
/* Which sanitizers code was built with. */
#ifndef TARE_HARNESS_SANITIZERS_H
#define TARE_HARNESS_SANITIZERS_H

#include <stddef.h>

/* Those whose runtime is linked into this program, which tells of GCC's UBSan
 * too, whose preprocessor keeps silent. */
unsigned tare_sanitizers_linked(void);

/* "address, undefined"; whether there is any. */
int tare_sanitizers_name(unsigned sanitizers, char *text, size_t size);

#endif
