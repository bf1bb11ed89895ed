/* SPDX-License-Identifier: MIT */
#include "store/bundle.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/archive.h"
#include "store/buf.h"
#include "store/file.h"
#include "store/hashes.h"
#include "store/objects.h"

#define RECORD  "record.json"
#define OBJECTS "objects/"

enum {
    PIECE = 16384
};

/* ---- export -------------------------------------------------------------- */

static int put_record(const struct tare_store *store, const char *name,
                      FILE *stream, struct tare_err *err)
{
    char *text;
    size_t size;
    int status = tare_store_load_text(store, name, &text, &size, err);

    if (status < 0)
        return status;
    status = tare_archive_put(stream, RECORD, size, err);
    if (status == 0) {
        fwrite(text, 1, size, stream);
        tare_archive_pad(stream, size);
    }
    free(text);
    return status;
}

static int put_object(const struct tare_store *store, const char *hash,
                      FILE *stream, struct tare_err *err)
{
    char name[sizeof OBJECTS + TARE_HASH_SIZE];
    uint64_t size;
    int status = tare_objects_size(&store->objects, hash, &size, err);

    snprintf(name, sizeof name, OBJECTS "%s", hash);
    if (status == 0)
        status = tare_archive_put(stream, name, size, err);
    if (status == 0)
        status = tare_objects_give(&store->objects, hash, stream, size, err);
    if (status == 0)
        tare_archive_pad(stream, size);
    return status;
}

int tare_bundle_export(const struct tare_store *store, const char *name,
                       const char *path, struct tare_err *err)
{
    struct tare_file file = { 0 };
    struct tare_run run = { 0 };
    struct tare_hashes kept = { 0 };
    int status = tare_store_verify(store, name, &run, err);

    if (status == 0)
        status = tare_file_open(&file, path, err);
    if (status == 0) {
        tare_hashes_add_kept(&kept, &run);
        status = put_record(store, name, file.stream, err);
    }
    for (size_t i = 0; i < kept.count && status == 0; i++)
        status = put_object(store, kept.items[i], file.stream, err);
    if (status == 0) {
        tare_archive_end(file.stream);
        status = tare_file_commit(&file, err);
    }
    tare_file_release(&file);
    tare_hashes_release(&kept);
    tare_run_release(&run);
    return status;
}

/* ---- import -------------------------------------------------------------- */

/* What is being read. */
struct reader {
    FILE *stream;
    const char *path;        /* for messages */
    struct tare_buf text;    /* the record */
    struct tare_hashes left; /* that the record names, and were not there yet */
};

static int refuse(const struct reader *reader, const char *why,
                  struct tare_err *err)
{
    return tare_fail_with(err, TARE_EBASELINE, "%s: nothing was imported: %s",
                          reader->path, why);
}

/* In pieces, so that a size that is a lie costs no memory. */
static int read_text(struct reader *reader, uint64_t size, struct tare_err *err)
{
    char piece[PIECE];

    if (size > TARE_STORE_RECORD_MAX)
        return refuse(reader, "its record is larger than 1 GiB", err);
    while (size > 0) {
        size_t want = size < PIECE ? (size_t)size : PIECE;

        if (fread(piece, 1, want, reader->stream) != want)
            return refuse(reader, "it ends early", err);
        tare_buf_add(&reader->text, piece, want);
        size -= want;
    }
    return 0;
}

/* Parsing may change what it reads, so it gets a copy. */
static int read_record(struct reader *reader, struct tare_err *err)
{
    char name[TARE_ARCHIVE_NAME_SIZE];
    struct tare_buf copy = { 0 };
    struct tare_run run = { 0 };
    uint64_t size;
    int status =
        tare_archive_next(reader->stream, reader->path, name, &size, err);

    if (status < 0)
        return status;
    if (status == 0 || strcmp(name, RECORD) != 0)
        return refuse(reader, "it does not begin with " RECORD, err);
    status = read_text(reader, size, err);
    if (status == 0)
        status = tare_archive_skip(reader->stream, reader->path, size, err);
    if (status == 0) {
        tare_buf_add(&copy, reader->text.data, reader->text.size);
        status = tare_run_parse(&run, copy.data, copy.size, reader->path,
                                TARE_LOAD_ALL, err);
    }
    if (status == 0)
        tare_hashes_add_kept(&reader->left, &run);
    tare_run_release(&run);
    tare_buf_release(&copy);
    return status;
}

/* Its hash, if it is a file that the record names and that was not there yet;
 * else NULL. */
static const char *hash_of(struct reader *reader, const char *name)
{
    size_t prefix = strlen(OBJECTS);

    if (strncmp(name, OBJECTS, prefix) != 0 ||
        !tare_hash_is_valid(name + prefix) ||
        !tare_hashes_take(&reader->left, name + prefix))
        return NULL;
    return name + prefix;
}

static int read_object(struct reader *reader, struct tare_store *store,
                       const char *name, uint64_t size, struct tare_err *err)
{
    const char *hash = hash_of(reader, name);
    int status;

    if (hash == NULL)
        return refuse(reader,
                      "it holds a file that the record does not name, or one "
                      "twice",
                      err);
    status = tare_objects_take(&store->objects, reader->stream, reader->path,
                               size, hash, err);
    if (status == 0)
        status = tare_archive_skip(reader->stream, reader->path, size, err);
    return status;
}

static int read_objects(struct reader *reader, struct tare_store *store,
                        struct tare_err *err)
{
    char name[TARE_ARCHIVE_NAME_SIZE];
    uint64_t size;
    int more;

    while ((more = tare_archive_next(reader->stream, reader->path, name, &size,
                                     err)) > 0) {
        int status = read_object(reader, store, name, size, err);

        if (status < 0)
            return status;
    }
    if (more == 0 && reader->left.count > 0)
        return refuse(reader, "a file that the record names is missing", err);
    return more;
}

static int open_reader(struct reader *reader, const char *path,
                       struct tare_err *err)
{
    int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO)
                                    : open(path, O_RDONLY | O_CLOEXEC);

    *reader = (struct reader){ .path = path };
    if (fd < 0)
        return tare_fail_with(err, TARE_EBASELINE, "%s: cannot open: %s", path,
                              strerror(errno));
    reader->stream = fdopen(fd, "r");
    if (reader->stream == NULL)
        tare_die("out of memory (a stream)");
    return 0;
}

static void close_reader(struct reader *reader)
{
    if (reader->stream != NULL)
        fclose(reader->stream);
    tare_buf_release(&reader->text);
    tare_hashes_release(&reader->left);
}

int tare_bundle_import(struct tare_store *store, const char *name,
                       const char *path, struct tare_err *err)
{
    struct reader reader;
    int status = tare_store_check_name(name, err);

    assert(store->lock >= 0);
    if (status < 0)
        return status;
    status = open_reader(&reader, path, err);
    if (status == 0)
        status = read_record(&reader, err);
    if (status == 0)
        status = read_objects(&reader, store, err);
    if (status == 0)
        status = tare_store_save_text(store, name, reader.text.data,
                                      reader.text.size, err);
    else
        tare_store_sweep(store);
    close_reader(&reader);
    return status;
}
