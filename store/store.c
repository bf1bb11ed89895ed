/* SPDX-License-Identifier: MIT */
#include "store/store.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/buf.h"
#include "store/file.h"
#include "store/hashes.h"
#include "store/json.h"
#include "store/lock.h"
#include "store/objects.h"

#define SUFFIX      ".json"
#define LOCK_WAIT_S 60.0

enum {
    NAME_MAX_LENGTH = 64
};

/* ---- opening and closing ------------------------------------------------- */

static int share(struct tare_store *store, const struct tare_folder *root,
                 struct tare_err *err)
{
    int lock = tare_lock_share(root, TARE_LOCK_STORE, LOCK_WAIT_S, err);

    if (lock < 0)
        return lock == TARE_EOUTPUT ? TARE_EBASELINE : lock;
    store->shared = lock;
    return 0;
}

int tare_store_open(struct tare_store *store, const char *root,
                    struct tare_err *err)
{
    struct tare_folder folder;
    int status = tare_folder_open(&folder, root, err);

    *store = (struct tare_store){ .root = tare_strdup(root), .lock = -1 };
    if (status == 0 && folder.path != NULL)
        status = share(store, &folder, err);
    if (status == 0)
        status =
            tare_folder_enter(&store->baselines, &folder, "baselines", err);
    if (status == 0)
        status = tare_folder_enter(&store->objects, &folder, "objects", err);
    tare_folder_close(&folder);
    if (status < 0)
        tare_store_close(store);
    return status;
}

static int make_folders(struct tare_store *store,
                        const struct tare_folder *root, struct tare_err *err)
{
    int status = tare_folder_make_in(&store->baselines, root, "baselines", err);

    if (status == 0)
        status = tare_folder_make_in(&store->objects, root, "objects", err);
    return status;
}

int tare_store_open_to_write(struct tare_store *store, const char *root,
                             struct tare_err *err)
{
    struct tare_folder folder;
    int status = tare_folder_make(&folder, root, err);

    *store = (struct tare_store){ .root = tare_strdup(root), .lock = -1 };
    if (status == 0) {
        store->lock =
            tare_lock_take(&folder, TARE_LOCK_STORE, LOCK_WAIT_S, err);
        status = store->lock < 0 ? store->lock : 0;
    }
    if (status == 0)
        status = make_folders(store, &folder, err);
    tare_folder_close(&folder);
    if (status < 0) {
        tare_store_close(store);
        return status;
    }
    tare_file_sweep(&store->baselines);
    tare_file_sweep(&store->objects);
    return 0;
}

void tare_store_close(struct tare_store *store)
{
    tare_folder_close(&store->baselines);
    tare_folder_close(&store->objects);
    if (store->root != NULL && store->lock >= 0)
        close(store->lock);
    if (store->root != NULL && store->shared > 0)
        close(store->shared);
    free(store->root);
    *store = (struct tare_store){ .lock = -1 };
}

/* ---- names --------------------------------------------------------------- */

static int is_name(const char *name, size_t length)
{
    return length >= 1 && length <= NAME_MAX_LENGTH && name[0] != '.' &&
           name[0] != '-' &&
           strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                        "0123456789._-") >= length;
}

int tare_store_check_name(const char *name, struct tare_err *err)
{
    if (is_name(name, strlen(name)))
        return 0;
    return tare_fail_with(
        err, TARE_EUSAGE,
        "\"%.80s\" cannot be the name of a baseline: use 1 to %d of A-Z a-z "
        "0-9 . _ -, not starting with . or -",
        name, NAME_MAX_LENGTH);
}

/* The name of its file.  Returned. */
static char *file_name(const char *name)
{
    struct tare_buf text = { 0 };

    tare_buf_printf(&text, "%s" SUFFIX, name);
    return tare_buf_detach(&text);
}

char *tare_store_path(const struct tare_store *store, const char *name)
{
    struct tare_buf path = { 0 };

    tare_buf_printf(&path, "%s/baselines/%s" SUFFIX, store->root, name);
    return tare_buf_detach(&path);
}

int tare_store_has(const struct tare_store *store, const char *name)
{
    char *file = file_name(name);
    int found =
        is_name(name, strlen(name)) && tare_folder_has(&store->baselines, file);

    free(file);
    return found;
}

int tare_store_check_has(const struct tare_store *store, const char *name,
                         struct tare_err *err)
{
    int status = tare_store_check_name(name, err);

    if (status == 0 && !tare_store_has(store, name))
        status = tare_fail_with(
            err, TARE_EBASELINE,
            "%s: no baseline of that name in %s; tare baseline list shows all",
            name, store->root);
    return status;
}

/* Cuts the suffix off what is a baseline's file; else 0. */
static int cut_suffix(char *file)
{
    size_t length = strlen(file), suffix = strlen(SUFFIX);

    if (length <= suffix || strcmp(file + length - suffix, SUFFIX) != 0 ||
        !is_name(file, length - suffix))
        return 0;
    file[length - suffix] = '\0';
    return 1;
}

char **tare_store_list(const struct tare_store *store, size_t *count,
                       struct tare_err *err)
{
    size_t all, kept = 0;
    char **names = tare_folder_list(&store->baselines, &all, err);

    *count = 0;
    if (names == NULL)
        return NULL;
    for (size_t i = 0; i < all; i++)
        if (cut_suffix(names[i]))
            names[kept++] = names[i];
        else
            free(names[i]);
    *count = kept;
    return names;
}

/* ---- objects ------------------------------------------------------------- */

int tare_store_keep(struct tare_store *store, const char *path,
                    char hash[TARE_HASH_SIZE], struct tare_err *err)
{
    assert(store->lock >= 0);
    return tare_objects_keep(&store->objects, path, hash, err);
}

int tare_store_object(const struct tare_store *store, const char *hash,
                      int *is_damaged, struct tare_err *err)
{
    int fd;

    *is_damaged = 0;
    if (!tare_hash_is_valid(hash))
        return tare_fail_with(err, TARE_EBASELINE,
                              "the record does not say which file it was");
    fd = tare_folder_read(&store->objects, hash, err);
    *is_damaged = fd < 0 && tare_folder_has(&store->objects, hash);
    return fd;
}

/* Takes what the baseline uses out of the list; an error if that is not
 * known. */
static int strike_out(const struct tare_store *store, const char *name,
                      struct tare_hashes *unused)
{
    struct tare_hashes used = { 0 };
    struct tare_run run = { 0 };
    int status = tare_store_load(store, name, &run, TARE_LOAD_HEAD, NULL);

    tare_hashes_add_kept(&used, &run);
    for (size_t i = 0; i < used.count; i++)
        tare_hashes_take(unused, used.items[i]);
    tare_hashes_release(&used);
    tare_run_release(&run);
    return status;
}

void tare_store_sweep(struct tare_store *store)
{
    struct tare_hashes unused = { 0 };
    size_t count;
    char **names = tare_store_list(store, &count, NULL);
    int status = names != NULL ? 0 : -1;

    unused.items = tare_objects_list(&store->objects, &unused.count);
    for (size_t i = 0; i < count && unused.count > 0 && status == 0; i++)
        status = strike_out(store, names[i], &unused);
    for (size_t i = 0; i < unused.count && status == 0; i++)
        tare_folder_remove(&store->objects, unused.items[i], NULL);
    tare_names_free(names, count);
    tare_hashes_release(&unused);
}

/* ---- loading ------------------------------------------------------------- */

/* Reads what was there when it was opened: records are never changed in
 * place. */
static char *read_all(int fd, size_t size, size_t *got)
{
    char *text = tare_alloc(size + 1, 1);
    ssize_t piece = 1;

    for (*got = 0; *got < size && piece > 0; *got += (size_t)piece) {
        do
            piece = read(fd, text + *got, size - *got);
        while (piece < 0 && errno == EINTR);
        if (piece < 0) {
            int error = errno;

            free(text);
            errno = error;
            return NULL;
        }
    }
    return text;
}

int tare_store_load_text(const struct tare_store *store, const char *name,
                         char **text, size_t *size, struct tare_err *err)
{
    struct stat facts = { 0 };
    int fd, status = tare_store_check_has(store, name, err);
    char *file;

    if (status < 0)
        return status;
    file = file_name(name);
    fd = tare_folder_read(&store->baselines, file, err);
    free(file);
    if (fd < 0)
        return fd;
    *text = NULL;
    if (fstat(fd, &facts) == 0 && facts.st_size > TARE_STORE_RECORD_MAX)
        status = tare_fail_with(err, TARE_EBASELINE,
                                "%s: its record is larger than 1 GiB", name);
    else if (facts.st_size > 0)
        *text = read_all(fd, (size_t)facts.st_size, size);
    if (status == 0 && *text == NULL)
        status = tare_fail_with(err, TARE_EBASELINE,
                                "%s: its record cannot be read%s%s", name,
                                facts.st_size > 0 ? ": " : ", or is empty",
                                facts.st_size > 0 ? strerror(errno) : "");
    close(fd);
    return status;
}

/* The hashes name files. */
static int check_hashes(const struct tare_run *run, const char *name,
                        struct tare_err *err)
{
    struct tare_hashes hashes = { 0 };
    const char *fault;
    int status = 0;

    tare_hashes_add_kept(&hashes, run);
    fault = tare_hashes_fault(&hashes);
    if (fault != NULL)
        status = tare_fail_with(err, TARE_EBASELINE,
                                "%s: its record names a file \"%.80s\", which "
                                "is not a SHA-256",
                                name, fault);
    tare_hashes_release(&hashes);
    return status;
}

int tare_store_load(const struct tare_store *store, const char *name,
                    struct tare_run *run, enum tare_load_depth depth,
                    struct tare_err *err)
{
    char *text, *path;
    size_t size;
    int status = tare_store_load_text(store, name, &text, &size, err);

    if (status < 0)
        return status;
    path = tare_store_path(store, name);
    status = tare_run_parse(run, text, size, path, depth, err);
    free(path);
    free(text);
    if (status == 0)
        status = check_hashes(run, name, err);
    if (status < 0)
        tare_run_release(run);
    return status;
}

int tare_store_verify(const struct tare_store *store, const char *name,
                      struct tare_run *run, struct tare_err *err)
{
    struct tare_hashes hashes = { 0 };
    int status = tare_store_load(store, name, run, TARE_LOAD_ALL, err);

    if (status == 0)
        tare_hashes_add_kept(&hashes, run);
    for (size_t i = 0; i < hashes.count && status == 0; i++)
        status = tare_objects_check(&store->objects, hashes.items[i], err);
    tare_hashes_release(&hashes);
    if (status < 0)
        tare_run_release(run);
    return status;
}

/* ---- saving -------------------------------------------------------------- */

static int check_kept(const struct tare_store *store,
                      const struct tare_run *run, const char *name,
                      struct tare_err *err)
{
    struct tare_hashes hashes = { 0 };
    int status = check_hashes(run, name, err);

    tare_hashes_add_kept(&hashes, run);
    for (size_t i = 0; i < hashes.count && status == 0; i++)
        if (!tare_folder_has(&store->objects, hashes.items[i]))
            status = tare_fail_with(
                err, TARE_EBASELINE,
                "%s: not saved: %s/objects/%s, which it names, is missing",
                name, store->root, hashes.items[i]);
    tare_hashes_release(&hashes);
    return status;
}

static int begin(struct tare_store *store, const char *name,
                 struct tare_file *file, struct tare_err *err)
{
    char *target = file_name(name);
    int status;

    assert(store->lock >= 0);
    status = tare_store_check_name(name, err);
    if (status == 0)
        status = tare_file_open_in(file, &store->baselines, target, 0666, err);
    free(target);
    return status;
}

int tare_store_save(struct tare_store *store, const char *name,
                    const struct tare_run *run, struct tare_err *err)
{
    struct tare_file file = { 0 };
    int status = check_kept(store, run, name, err);

    if (status == 0)
        status = begin(store, name, &file, err);
    if (status == 0) {
        tare_run_print(run, file.stream);
        status = tare_file_commit(&file, err);
    }
    tare_store_sweep(store);
    return status;
}

int tare_store_save_text(struct tare_store *store, const char *name,
                         const char *text, size_t size, struct tare_err *err)
{
    struct tare_file file = { 0 };
    int status = begin(store, name, &file, err);

    if (status == 0) {
        fwrite(text, 1, size, file.stream);
        status = tare_file_commit(&file, err);
    }
    tare_store_sweep(store);
    return status;
}

int tare_store_remove(struct tare_store *store, const char *name,
                      struct tare_err *err)
{
    char *file = file_name(name);
    int status = tare_store_check_has(store, name, err);

    assert(store->lock >= 0);
    if (status == 0)
        status = tare_folder_remove(&store->baselines, file, err);
    free(file);
    tare_store_sweep(store);
    return status;
}
