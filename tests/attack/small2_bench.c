/* SPDX-License-Identifier: MIT */
/* small_bench.c, and yet another executable. */
#define MORE 2
#include "tests/attack/small_bench.c"
