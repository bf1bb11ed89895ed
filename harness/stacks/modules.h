/* SPDX-License-Identifier: MIT */
/* The executable and the libraries of this process, for unwinding. */
#ifndef TARE_HARNESS_MODULES_H
#define TARE_HARNESS_MODULES_H

#include "harness/stacks/unwind.h"

/* Those that are loaded now, into the array of that size; how many there are. */
size_t tare_modules_list(struct tare_module *items, size_t most);

#endif
