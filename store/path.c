/* SPDX-License-Identifier: MIT */
#include "store/path.h"

#include <string.h>

#include "store/buf.h"

char *tare_path_join(const char *folder, const char *name)
{
    struct tare_buf path = { 0 };

    tare_buf_printf(&path, "%s/%s", folder, name);
    return tare_buf_detach(&path);
}

const char *tare_path_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

int tare_path_is_inside(const char *path, const char *folder)
{
    size_t size = strlen(folder);

    return strncmp(path, folder, size) == 0 &&
           (path[size] == '/' || path[size] == '\0');
}
