/* SPDX-License-Identifier: MIT */
#define SIDE_NEW 0
#include "tests/cli/seeded.h"
