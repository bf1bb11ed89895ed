/* SPDX-License-Identifier: MIT */
#include "command/additions.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/buf.h"
#include "store/input.h"
#include "store/path.h"

#define FILE_MAX ((size_t)16 << 20) /* of what a person has written */

static struct tare_addition *add(struct tare_additions *all, const char *path,
                                 char *text, const char *purpose)
{
    struct tare_addition *added = TARE_ADD(all->items, all->count);
    struct stat status;

    added->path = tare_strdup(path);
    added->text = text;
    added->purpose = tare_strdup(purpose);
    added->state =
        lstat(path, &status) == 0 ? TARE_ADDITION_KEEP : TARE_ADDITION_WRITE;
    return added;
}

void tare_additions_file(struct tare_additions *all, const char *path,
                         char *text, const char *purpose)
{
    add(all, path, text, purpose);
}

/* Whether the bytes hold the mark at the beginning of a line. */
static int has_line(const char *bytes, size_t size, const char *mark)
{
    const char *at = bytes, *end = bytes + size;

    while ((at = memmem(at, (size_t)(end - at), mark, strlen(mark))) != NULL) {
        if (at == bytes || at[-1] == '\n')
            return 1;
        at++;
    }
    return 0;
}

int tare_additions_lines(struct tare_additions *all, const char *path,
                         const char *mark, char *text, const char *purpose,
                         struct tare_err *err)
{
    struct tare_addition *added = add(all, path, text, purpose);
    struct tare_buf behind = { 0 };
    char *bytes;
    size_t size;

    if (added->state == TARE_ADDITION_WRITE)
        return 0;
    if (tare_input_read(&bytes, &size, path, FILE_MAX, err) < 0)
        return TARE_EUSAGE;
    if (!has_line(bytes, size, mark)) {
        added->state = TARE_ADDITION_APPEND;
        if (size > 0)
            tare_buf_puts(&behind, bytes[size - 1] == '\n' ? "\n" : "\n\n");
        tare_buf_puts(&behind, text);
        free(text);
        added->text = tare_buf_detach(&behind);
    }
    free(bytes);
    return 0;
}

void tare_additions_print(const struct tare_additions *all, FILE *stream)
{
    static const char *const words[] = { "keep", "write", "append" };

    for (size_t i = 0; i < all->count; i++) {
        const struct tare_addition *one = &all->items[i];

        fprintf(stream, "  %-7s %-32s %s\n", words[one->state], one->path,
                one->state == TARE_ADDITION_KEEP ? "it is there already"
                                                 : one->purpose);
    }
}

/* The folders in which the file is to lie. */
static void make_folders(const char *path)
{
    char *folder = tare_strdup(path);

    for (char *at = strchr(folder, '/'); at != NULL; at = strchr(at + 1, '/')) {
        *at = '\0';
        mkdir(folder, 0777); /* opening the file says what is wrong */
        *at = '/';
    }
    free(folder);
}

static int write_all(int fd, const char *text)
{
    for (size_t length = strlen(text); length > 0;) {
        ssize_t written = write(fd, text, length);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return -1;
        text += written;
        length -= (size_t)written;
    }
    return 0;
}

static int write_one(const struct tare_addition *one, struct tare_err *err)
{
    int is_new = one->state == TARE_ADDITION_WRITE;
    int fd, is_bad;

    make_folders(one->path);
    fd = open(one->path,
              O_WRONLY | O_CLOEXEC | (is_new ? O_CREAT | O_EXCL : O_APPEND),
              0666);
    if (fd < 0 && is_new && errno == EEXIST)
        return 0;
    is_bad = fd < 0 || write_all(fd, one->text) < 0;
    if (fd >= 0)
        is_bad |= close(fd) != 0;
    return is_bad ? tare_fail_with(err, TARE_EOUTPUT, "%s: cannot write: %s",
                                   one->path, strerror(errno))
                  : 0;
}

int tare_additions_write(const struct tare_additions *all, struct tare_err *err)
{
    int status = 0;

    for (size_t i = 0; i < all->count && status == 0; i++)
        if (all->items[i].state != TARE_ADDITION_KEEP)
            status = write_one(&all->items[i], err);
    return status;
}

void tare_additions_release(struct tare_additions *all)
{
    for (size_t i = 0; i < all->count; i++) {
        free(all->items[i].path);
        free(all->items[i].text);
        free(all->items[i].purpose);
    }
    free(all->items);
    *all = (struct tare_additions){ 0 };
}
