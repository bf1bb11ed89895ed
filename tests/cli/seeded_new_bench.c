/* SPDX-License-Identifier: MIT */
#define SIDE_NEW 1
#include "tests/cli/seeded.h"
