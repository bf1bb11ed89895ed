/* SPDX-License-Identifier: MIT */
#include "store/path.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "store/alloc.h"
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

char *tare_path_folder(const char *path)
{
    char *folder = tare_strdup(path);
    size_t length = (size_t)(tare_path_name(path) - path);

    folder[length > 0 ? length - 1 : 0] = '\0';
    return folder;
}

char *tare_path_self(void)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);

    if (length <= 0)
        return NULL;
    path[length] = '\0';
    return tare_strdup(path);
}

int tare_path_is_inside(const char *path, const char *folder)
{
    size_t size = strlen(folder);

    return strncmp(path, folder, size) == 0 &&
           (path[size] == '/' || path[size] == '\0');
}
