/* SPDX-License-Identifier: MIT */
#include "harness/stacks/program_file.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const unsigned char *bytes;
static size_t length;
static int is_mapped; /* or that was tried */

/* Nobody can write to a file that runs, so it stays as long as it is. */
static void map_file(void)
{
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    struct stat facts;
    void *memory = MAP_FAILED;

    if (fd < 0)
        return;
    if (fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_size > 0 &&
        (uint64_t)facts.st_size <= SIZE_MAX)
        memory =
            mmap(NULL, (size_t)facts.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (memory == MAP_FAILED)
        return;
    bytes = memory;
    length = (size_t)facts.st_size;
}

const unsigned char *tare_program_file(size_t *size)
{
    if (!is_mapped)
        map_file();
    is_mapped = 1;
    *size = length;
    return bytes;
}
