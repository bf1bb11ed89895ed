/* SPDX-License-Identifier: MIT */
/* The `tare` program: the common main, with no benchmarks of its own. */
#include "harness/tare.h"

TARE_MAIN();
