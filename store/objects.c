/* SPDX-License-Identifier: MIT */
#include "store/objects.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"

enum {
    BLOCK = 16384,
    MODE = 0555 /* executable, and not to be written */
};

/* NULL with errno when that cannot be, and the descriptor is closed. */
static FILE *open_stream(int fd)
{
    FILE *stream = fdopen(fd, "r");
    int error = errno;

    if (stream == NULL)
        close(fd);
    errno = error;
    return stream;
}

/* Reads up to size bytes, hashes them, and writes them to `to` unless that is
 * NULL; how many there were before either end failed. */
static uint64_t pass(FILE *from, FILE *to, uint64_t size,
                     char hash[TARE_HASH_SIZE])
{
    unsigned char block[BLOCK];
    struct tare_hasher hasher;
    uint64_t left = size;

    tare_hasher_init(&hasher);
    while (left > 0) {
        size_t got = fread(block, 1, left < BLOCK ? (size_t)left : BLOCK, from);

        if (got == 0)
            break;
        tare_hasher_add(&hasher, block, got);
        left -= got;
        if (to != NULL && fwrite(block, 1, got, to) != got)
            break;
    }
    tare_hasher_finish(&hasher, hash);
    return size - left;
}

/* ---- what is kept -------------------------------------------------------- */

int tare_objects_size(const struct tare_folder *folder, const char *hash,
                      uint64_t *size, struct tare_err *err)
{
    int fd = tare_folder_read(folder, hash, err);
    struct stat facts = { 0 };

    if (fd < 0)
        return fd;
    if (fstat(fd, &facts) != 0) {
        close(fd);
        return tare_fail_with(err, TARE_EBASELINE, "%s/%s: cannot be read",
                              folder->path, hash);
    }
    *size = (uint64_t)facts.st_size;
    close(fd);
    return 0;
}

/* An object of a size that can be one; TARE_EBASELINE. */
static int open_object(const struct tare_folder *folder, const char *hash,
                       struct tare_err *err)
{
    int fd = tare_folder_read(folder, hash, err);
    struct stat facts;

    if (fd < 0 ||
        (fstat(fd, &facts) == 0 && (uint64_t)facts.st_size <= TARE_OBJECT_MAX))
        return fd;
    close(fd);
    return tare_fail_with(err, TARE_EBASELINE,
                          "%s/%s: is damaged: it is larger than any kept file",
                          folder->path, hash);
}

int tare_objects_give(const struct tare_folder *folder, const char *hash,
                      FILE *to, uint64_t size, struct tare_err *err)
{
    char found[TARE_HASH_SIZE];
    int failed, fd = open_object(folder, hash, err);
    FILE *stream;

    if (fd < 0)
        return fd;
    stream = open_stream(fd);
    if (stream != NULL)
        pass(stream, to, size, found);
    failed = stream == NULL || ferror(stream);
    if (stream != NULL)
        fclose(stream);
    if (failed)
        return tare_fail_with(err, TARE_EBASELINE, "%s/%s: cannot be read",
                              folder->path, hash);
    if (strcmp(found, hash) != 0 && (to == NULL || !ferror(to)))
        return tare_fail_with(err, TARE_EBASELINE,
                              "%s/%s: is damaged or was changed: its content "
                              "does not match the hash in its name",
                              folder->path, hash);
    return 0;
}

int tare_objects_check(const struct tare_folder *folder, const char *hash,
                       struct tare_err *err)
{
    return tare_objects_give(folder, hash, NULL, TARE_OBJECT_WHOLE, err);
}

/* ---- keeping ------------------------------------------------------------- */

/* Whether what was read is what it should be. */
static int compare(FILE *stream, const char *path, uint64_t got, uint64_t size,
                   const char *found, const char *hash, struct tare_err *err)
{
    if (ferror(stream) || (size != TARE_OBJECT_WHOLE && got != size))
        return tare_fail_with(err, TARE_EBASELINE,
                              "%s: cannot be read to its end", path);
    if (strcmp(found, hash) != 0)
        return tare_fail_with(err, TARE_EBASELINE,
                              "%s: its content does not match the hash %s",
                              path, hash);
    return 0;
}

int tare_objects_take(const struct tare_folder *folder, FILE *stream,
                      const char *path, uint64_t size, const char *hash,
                      struct tare_err *err)
{
    struct tare_file file = { 0 };
    char found[TARE_HASH_SIZE];
    int status = tare_file_open_in(&file, folder, hash, MODE, err);
    uint64_t got;

    if (status < 0)
        return status;
    got = pass(stream, file.stream, size, found);
    if (ferror(file.stream))
        return tare_file_commit(&file, err); /* errno still says why */
    status = compare(stream, path, got, size, found, hash, err);
    if (status == 0 && tare_objects_check(folder, hash, NULL) != 0)
        return tare_file_commit(&file, err);
    tare_file_release(&file);
    return status;
}

static int refuse(const char *path, const char *reason, struct tare_err *err)
{
    return tare_fail_with(err, TARE_EOUTPUT, "%s: cannot keep a copy: %s", path,
                          reason);
}

/* Hashed once to learn whether it is there already, and again while it is
 * copied. */
static int keep(const struct tare_folder *folder, FILE *stream,
                const char *path, char hash[TARE_HASH_SIZE],
                struct tare_err *err)
{
    pass(stream, NULL, TARE_OBJECT_WHOLE, hash);
    if (ferror(stream))
        return refuse(path, "it cannot be read", err);
    if (tare_objects_check(folder, hash, NULL) == 0)
        return 0;
    rewind(stream);
    return tare_objects_take(folder, stream, path, TARE_OBJECT_WHOLE, hash,
                             err);
}

int tare_objects_keep(const struct tare_folder *folder, const char *path,
                      char hash[TARE_HASH_SIZE], struct tare_err *err)
{
    int status, fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat facts = { 0 };
    FILE *stream;

    if (fd < 0)
        return refuse(path, strerror(errno), err);
    if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode) ||
        (uint64_t)facts.st_size > TARE_OBJECT_MAX) {
        close(fd);
        return refuse(path,
                      S_ISREG(facts.st_mode) ? "it is larger than 2 GiB"
                                             : "it is not a regular file",
                      err);
    }
    stream = open_stream(fd);
    if (stream == NULL)
        return refuse(path, strerror(errno), err);
    status = keep(folder, stream, path, hash, err);
    fclose(stream);
    return status;
}

/* ---- all of them --------------------------------------------------------- */

char **tare_objects_list(const struct tare_folder *folder, size_t *count)
{
    size_t all, kept = 0;
    char **names = tare_folder_list(folder, &all, NULL);

    for (size_t i = 0; i < all; i++)
        if (tare_hash_is_valid(names[i]))
            names[kept++] = names[i];
        else
            free(names[i]);
    *count = kept;
    return names;
}
