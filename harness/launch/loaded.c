/* SPDX-License-Identifier: MIT */
#include "harness/launch/loaded.h"

#include <limits.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "harness/machine/link_name.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/path.h"
#include "store/words.h"

void tare_loaded_begin(struct tare_loaded_list *loaded)
{
    *loaded = (struct tare_loaded_list){ .folder = getcwd(NULL, 0) };
}

void tare_loaded_release(struct tare_loaded_list *loaded)
{
    for (size_t i = 0; i < loaded->count; i++)
        free(loaded->paths[i]);
    free(loaded->paths);
    free(loaded->folder);
    *loaded = (struct tare_loaded_list){ 0 };
}

/* ---- whose it is --------------------------------------------------------- */

int tare_loaded_is_system(const char *path)
{
    static const char folders[] = "/lib/ /lib32/ /lib64/ /libx32/ /usr/lib/ "
                                  "/usr/lib32/ /usr/lib64/ /usr/libx32/";
    /* of sanitizers: they come with the compiler, wherever that is */
    static const char names[] =
        "libasan. libhwasan. liblsan. libtsan. libubsan. libclang_rt.";

    return tare_begins_among(path, folders) > 0 ||
           tare_begins_among(tare_path_name(path), names) > 0;
}

/* ---- looking ------------------------------------------------------------- */

/* The path as it was when it was opened, as far as that can be known.
 * Returned. */
static char *make_absolute(const struct tare_loaded_list *loaded,
                           const char *path)
{
    struct tare_buf absolute = { 0 };
    char *now;

    if (path[0] != '/' && loaded->folder != NULL)
        tare_buf_printf(&absolute, "%s/", loaded->folder);
    tare_buf_puts(&absolute, path);
    if (path[0] == '/' || access(absolute.data, F_OK) == 0)
        return tare_buf_detach(&absolute);
    now = getcwd(NULL, 0); /* it was opened after a change of folder */
    if (now != NULL) {
        tare_buf_clear(&absolute);
        tare_buf_printf(&absolute, "%s/%s", now, path);
    }
    free(now);
    return tare_buf_detach(&absolute);
}

/* A path that leads nowhere any more is judged as it is. */
static int leads_to_system(const char *path)
{
    char *resolved = realpath(path, NULL);
    int is_system = tare_loaded_is_system(resolved != NULL ? resolved : path);

    free(resolved);
    return is_system;
}

static int is_known(const struct tare_loaded_list *loaded, const char *path)
{
    for (size_t i = 0; i < loaded->count; i++)
        if (strcmp(loaded->paths[i], path) == 0)
            return 1;
    return 0;
}

static void add_path(struct tare_loaded_list *loaded, char *path)
{
    size_t size = strlen(path) + 1;

    if (loaded->count >= TARE_LOADED_MAX || size > PATH_MAX ||
        size > TARE_LOADED_BYTES - loaded->size) {
        loaded->left_out++;
        free(path);
        return;
    }
    *TARE_ADD(loaded->paths, loaded->count) = path;
    loaded->size += size;
}

/* The program itself and what the kernel adds have no path. */
static int note_one(struct dl_phdr_info *object, size_t size, void *context)
{
    struct tare_loaded_list *loaded = context;
    const char *name = tare_link_name(object);
    unsigned long loader = getauxval(AT_BASE);
    char *path;

    (void)size;
    if (strchr(name, '/') == NULL ||
        (loader != 0 && object->dlpi_addr == loader))
        return 0;
    path = make_absolute(loaded, name);
    if (leads_to_system(path) || is_known(loaded, path))
        free(path);
    else
        add_path(loaded, path);
    return 0;
}

void tare_loaded_note(struct tare_loaded_list *loaded)
{
    loaded->left_out = 0;
    dl_iterate_phdr(note_one, loaded);
}

/* ---- judging ------------------------------------------------------------- */

const char *tare_loaded_stray(char *const *paths, size_t count,
                              const char *folder)
{
    size_t length = strlen(folder);

    for (size_t i = 0; i < count; i++)
        if (strncmp(paths[i], folder, length) != 0 || paths[i][length] != '/' ||
            strchr(paths[i] + length + 1, '/') != NULL)
            return paths[i];
    return NULL;
}
