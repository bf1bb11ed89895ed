/* SPDX-License-Identifier: MIT */
/* Runs a command in a process that may not make memory executable, as
 * SELinux and service managers have it: no_new_code COMMAND…  Status 77 where
 * the system has no such thing. */
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

enum {
    SET_MDWE = 65, /* PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN: Linux 6.3 */
    REFUSE_EXEC_GAIN = 1
};

int main(int argc, char **argv)
{
    if (argc < 2 || prctl(SET_MDWE, REFUSE_EXEC_GAIN, 0, 0, 0) != 0)
        return 77;
    execvp(argv[1], argv + 1);
    perror(argv[1]);
    return 2;
}
