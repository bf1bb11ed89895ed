/* SPDX-License-Identifier: MIT */
#include "store/path.h"

#include "store/buf.h"

char *tare_path_join(const char *folder, const char *name)
{
    struct tare_buf path = { 0 };

    tare_buf_printf(&path, "%s/%s", folder, name);
    return tare_buf_detach(&path);
}
