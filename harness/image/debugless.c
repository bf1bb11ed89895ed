/* SPDX-License-Identifier: MIT */
#include "harness/image/debugless.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/image/elf.h"
#include "store/buf.h"
#include "store/input.h"

enum {
    SIZE_MAX_MB = 2048 /* of a program, which is held in memory */
};

/* Owned by the caller; NULL where the program does not ask where it lies. */
static char *find_libraries(const struct tare_debugless *debugless,
                            const char *exec, const char *library_path)
{
    const char *rest =
        library_path != NULL ? library_path : getenv("LD_LIBRARY_PATH");
    const char *search = tare_elf_search_path(
        (const unsigned char *)debugless->bytes, debugless->size);
    char *folder = realpath(exec, NULL);
    struct tare_buf path = { 0 };

    if (folder != NULL)
        *strrchr(folder, '/') = '\0';
    if (folder == NULL || search == NULL ||
        !tare_elf_resolve(&path, search, folder))
        tare_buf_release(&path);
    else if (rest != NULL && rest[0] != '\0')
        tare_buf_printf(&path, ":%s", rest);
    free(folder);
    return path.size > 0 ? tare_buf_detach(&path) : NULL;
}

int tare_debugless_read(struct tare_debugless *debugless, const char *exec,
                        const char *library_path, char *reason, size_t size)
{
    struct tare_err err = { 0 };

    *debugless = (struct tare_debugless){ 0 };
    if (tare_input_read(&debugless->bytes, &debugless->size, exec,
                        (size_t)SIZE_MAX_MB << 20, &err) < 0) {
        snprintf(reason, size, "%s", err.text);
        tare_debugless_release(debugless);
        return -1;
    }
    if (tare_elf_hide_debug((unsigned char *)debugless->bytes, debugless->size))
        debugless->library_path = find_libraries(debugless, exec, library_path);
    else
        tare_debugless_release(debugless);
    return 0;
}

void tare_debugless_release(struct tare_debugless *debugless)
{
    free(debugless->bytes);
    free(debugless->library_path);
    *debugless = (struct tare_debugless){ 0 };
}
