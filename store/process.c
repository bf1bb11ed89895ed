/* SPDX-License-Identifier: MIT */
#include "store/process.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/buf.h"

/* The fields after the name, which is in parentheses and may hold any: the
 * state, and as the 20th from there when it started.  proc(5) */
static size_t read_started(const char *facts)
{
    const char *name_end = strrchr(facts, ')');
    unsigned long long started;
    char state;

    if (name_end == NULL ||
        sscanf(name_end,
               ") %c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
               "%*s %*s %*s %*s %llu",
               &state, &started) != 2)
        return 0;
    return state == 'Z' || state == 'X' ? 0 : (size_t)started;
}

size_t tare_process_started(pid_t pid)
{
    char path[64], facts[1024];
    size_t size = 0;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    file = fopen(path, "re");
    if (file != NULL) {
        size = fread(facts, 1, sizeof facts - 1, file);
        fclose(file);
    }
    facts[size] = '\0';
    return read_started(facts);
}

char *tare_process_space(void)
{
    FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
    struct tare_buf space = { 0 };
    char boot[64] = "", numbers[64];
    ssize_t size = readlink("/proc/self/ns/pid", numbers, sizeof numbers);

    if (file != NULL) {
        if (fscanf(file, "%63s", boot) != 1)
            boot[0] = '\0';
        fclose(file);
    }
    if (boot[0] != '\0' && size > 0)
        tare_buf_printf(&space, "%s %.*s", boot, (int)size, numbers);
    return tare_buf_detach(&space);
}
