/* SPDX-License-Identifier: MIT */
#include "harness/image/needed.h"

#include <stdlib.h>
#include <string.h>

#include "harness/image/elf.h"
#include "harness/launch/loaded.h"
#include "store/alloc.h"
#include "store/input.h"
#include "store/path.h"

#define FILE_MOST ((size_t)1 << 30)

enum {
    FILES_MOST = 256
};

/* A file that needs others. */
struct file {
    const unsigned char *bytes;
    size_t size;
    struct tare_elf elf;
};

static int read_file(struct file *file, const char *path)
{
    char *bytes;

    if (tare_input_read(&bytes, &file->size, path, FILE_MOST, NULL) < 0)
        return 0;
    file->bytes = (unsigned char *)bytes;
    if (tare_elf_look(&file->elf, file->bytes, file->size))
        return 1;
    free(bytes);
    return 0;
}

static void release_file(struct file *file)
{
    free((void *)file->bytes);
}

/* Whether such a library would be loaded by the other, and is not the system's. */
static int suits(const char *path, const struct file *by)
{
    char *real = realpath(path, NULL);
    struct file file;
    int is_suited = real != NULL && !tare_loaded_is_system(real);

    free(real);
    if (!is_suited || !read_file(&file, path))
        return 0;
    is_suited = tare_elf_same_machine(&file.elf, &by->elf);
    release_file(&file);
    return is_suited;
}

static int is_known(const struct tare_needed *needed, const char *name)
{
    for (size_t i = 0; i < needed->count; i++)
        if (strcmp(tare_path_name(needed->paths[i]), name) == 0)
            return 1;
    return 0;
}

/* The first in these folders that suits.  Returned; NULL for none. */
static char *find_in(const char *folders, const char *name,
                     const struct file *by)
{
    while (folders != NULL && *folders != '\0') {
        size_t length = strcspn(folders, ":");
        struct tare_buf path = { 0 };

        tare_buf_printf(&path, "%.*s/%s", (int)length, folders, name);
        if (length > 0 && suits(path.data, by))
            return tare_buf_detach(&path);
        tare_buf_release(&path);
        folders += length + (folders[length] == ':');
    }
    return NULL;
}

/* As the loader would; a name that is a path is not looked for. */
static void add_name(struct tare_needed *needed, const char *name,
                     const char *folders, const struct file *by)
{
    char *found;

    if (strchr(name, '/') != NULL || is_known(needed, name) ||
        needed->count >= FILES_MOST)
        return;
    found = find_in(getenv("LD_LIBRARY_PATH"), name, by);
    if (found == NULL)
        found = find_in(folders, name, by);
    if (found != NULL)
        *TARE_ADD(needed->paths, needed->count) = found;
}

static void add_all(struct tare_needed *needed, const struct file *file,
                    const char *folder)
{
    const char *search = tare_elf_search_path(file->bytes, file->size), *name;
    struct tare_buf folders = { 0 };

    if (search != NULL)
        tare_elf_resolve(&folders, search, folder);
    for (size_t i = 0;
         (name = tare_elf_needed(file->bytes, file->size, i)) != NULL; i++)
        add_name(needed, name, tare_buf_text(&folders), file);
    tare_buf_release(&folders);
}

static void add_needed_by(struct tare_needed *needed, const char *path)
{
    char *real = realpath(path, NULL);
    struct file file;

    if (real != NULL && read_file(&file, real)) {
        *strrchr(real, '/') = '\0';
        add_all(needed, &file, real);
        release_file(&file);
    }
    free(real);
}

void tare_needed_find(struct tare_needed *needed, const char *program)
{
    size_t done = needed->count;

    add_needed_by(needed, program);
    for (; done < needed->count; done++)
        add_needed_by(needed, needed->paths[done]);
}

void tare_needed_release(struct tare_needed *needed)
{
    for (size_t i = 0; i < needed->count; i++)
        free(needed->paths[i]);
    free(needed->paths);
    *needed = (struct tare_needed){ 0 };
}
