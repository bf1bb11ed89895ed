/* SPDX-License-Identifier: MIT */
/* The `tare` program, which has no benchmarks of its own. */
#include "command/command.h"

int main(int argc, char **argv)
{
    return tare_program_main(argc, argv);
}
