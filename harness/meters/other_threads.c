/* SPDX-License-Identifier: MIT */
#include "harness/meters/other_threads.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/machine/clock.h"

size_t tare_other_threads_list(pid_t threads[TARE_OTHER_THREADS_MAX])
{
    DIR *folder = opendir("/proc/self/task");
    const struct dirent *entry;
    size_t count = 0;

    if (folder == NULL)
        return 0;
    while (count < TARE_OTHER_THREADS_MAX &&
           (entry = readdir(folder)) != NULL) {
        pid_t thread = (pid_t)atoi(entry->d_name); /* "." and "..": 0 */

        if (thread > 0 && thread != gettid())
            threads[count++] = thread;
    }
    closedir(folder);
    return count;
}

uint64_t tare_other_threads_ns(void)
{
    uint64_t mine_ns = tare_clock_thread_ns(), all_ns = tare_clock_cpu_ns();

    return all_ns > mine_ns ? all_ns - mine_ns : 0;
}
