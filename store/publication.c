/* SPDX-License-Identifier: MIT */
#include "store/publication.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/buf.h"
#include "store/file.h"

#define INDEX TARE_PUBLICATION_INDEX
#define PAGES TARE_PUBLICATION_PAGES

/* Where the new set is made, and where the old one goes when the two cannot
 * change places. */
#define STAGE ".tare-pages.new"
#define ASIDE ".tare-pages.old"

enum {
    HEAD_SIZE = 1024 /* of an index.html, in which our mark is */
};

static int refuse(const struct tare_folder *folder, const char *name,
                  const char *what, struct tare_err *err)
{
    return tare_fail_with(err, TARE_EOUTPUT, "%s/%s: %s: %s", folder->path,
                          name, what, strerror(errno));
}

/* ---- sweeping ------------------------------------------------------------ */

static void empty(const struct tare_folder *folder)
{
    size_t count;
    char **names = tare_folder_list(folder, &count, NULL);

    for (size_t i = 0; i < count; i++)
        unlinkat(folder->fd, names[i], 0);
    tare_names_free(names, count);
}

/* Removes the folder with the files in it; a link only itself. */
static void sweep(const struct tare_folder *parent, const char *name)
{
    struct tare_folder folder = { 0 };

    if (tare_folder_enter(&folder, parent, name, NULL) == 0 &&
        folder.path != NULL)
        empty(&folder);
    tare_folder_close(&folder);
    if (unlinkat(parent->fd, name, AT_REMOVEDIR) != 0)
        unlinkat(parent->fd, name, 0);
}

/* ---- opening ------------------------------------------------------------- */

/* Nobody's index.html, or one that an earlier report has left. */
static int check_index(const struct tare_folder *folder, struct tare_err *err)
{
    char head[HEAD_SIZE + 1] = { 0 };
    struct stat facts;
    ssize_t size;
    int fd = openat(folder->fd, INDEX,
                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0 && errno == ENOENT)
        return 0;
    if (fd < 0)
        return refuse(folder, INDEX, "cannot replace", err);
    size = fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode)
               ? read(fd, head, HEAD_SIZE)
               : -1;
    close(fd);
    if (size > 0 && strstr(head, TARE_PUBLICATION_MARK) != NULL)
        return 0;
    return tare_fail_with(err, TARE_EOUTPUT,
                          "%s/" INDEX ": no report of ours, so it is not "
                          "replaced: remove it, or choose another folder",
                          folder->path);
}

static int make_stage(struct tare_publication *publication,
                      struct tare_err *err)
{
    struct tare_folder *folder = &publication->folder;

    while (flock(folder->fd, LOCK_EX) != 0 && errno == EINTR)
        ;
    sweep(folder, STAGE);
    sweep(folder, ASIDE);
    return tare_folder_make_in(&publication->stage, folder, STAGE, err);
}

int tare_publication_open(struct tare_publication *publication,
                          const char *path, struct tare_err *err)
{
    int status;

    *publication = (struct tare_publication){ 0 };
    status = tare_folder_make(&publication->folder, path, err);
    if (status == 0)
        status = check_index(&publication->folder, err);
    if (status == 0)
        status = make_stage(publication, err);
    if (status < 0)
        tare_publication_release(publication);
    return status;
}

/* A folder of our own among the temporary ones. */
static char *make_scratch(struct tare_err *err)
{
    const char *root = getenv("TMPDIR");
    struct tare_buf path = { 0 };

    tare_buf_printf(&path, "%s/tare-report-XXXXXX",
                    root != NULL && root[0] != '\0' ? root : "/tmp");
    if (mkdtemp(path.data) != NULL)
        return tare_buf_detach(&path);
    tare_fail_with(err, TARE_EOUTPUT, "%s: cannot make this folder: %s",
                   path.data, strerror(errno));
    tare_buf_release(&path);
    return NULL;
}

int tare_publication_open_single(struct tare_publication *publication,
                                 const char *path, struct tare_err *err)
{
    struct tare_file file = { 0 };
    int status;

    *publication = (struct tare_publication){ 0 };
    status = tare_file_open(&file, path, err); /* whether it can be */
    tare_file_release(&file);
    if (status < 0)
        return status;
    publication->scratch = make_scratch(err);
    status =
        publication->scratch == NULL
            ? TARE_EOUTPUT
            : tare_folder_open(&publication->stage, publication->scratch, err);
    if (status == 0)
        publication->single = tare_strdup(path);
    else
        tare_publication_release(publication);
    return status;
}

/* ---- files --------------------------------------------------------------- */

FILE *tare_publication_begin(const struct tare_publication *publication,
                             const char *name, struct tare_err *err)
{
    const struct tare_folder *stage = &publication->stage;
    int fd =
        openat(stage->fd, name,
               O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    FILE *stream;

    if (fd < 0) {
        refuse(stage, name, "cannot write", err);
        return NULL;
    }
    stream = fdopen(fd, "w");
    if (stream == NULL)
        tare_die("out of memory (a stream)");
    return stream;
}

int tare_publication_end(const struct tare_publication *publication,
                         const char *name, FILE *stream, struct tare_err *err)
{
    int is_bad = fflush(stream) != 0 || ferror(stream);
    int reason = errno;

    if (fclose(stream) != 0 && !is_bad) {
        is_bad = 1;
        reason = errno;
    }
    errno = reason;
    return is_bad ? refuse(&publication->stage, name, "cannot write", err) : 0;
}

FILE *tare_publication_read(const struct tare_publication *publication,
                            const char *name)
{
    int fd = tare_folder_read(&publication->stage, name, NULL);
    FILE *stream = fd >= 0 ? fdopen(fd, "r") : NULL;

    if (fd >= 0 && stream == NULL)
        tare_die("out of memory (a stream)");
    return stream;
}

void tare_publication_drop(const struct tare_publication *publication,
                           const char *name)
{
    unlinkat(publication->stage.fd, name, 0);
}

/* ---- making it public ---------------------------------------------------- */

/* The new pages take the place of the old ones, which end up under the name
 * of the stage.  Where the file system cannot exchange two names, there is a
 * moment without. */
static int exchange(int folder)
{
    if (renameat2(folder, STAGE, folder, PAGES, RENAME_EXCHANGE) == 0)
        return 0;
    if (renameat(folder, PAGES, folder, ASIDE) != 0 && errno != ENOENT)
        return -1;
    return renameat(folder, STAGE, folder, PAGES);
}

static int commit_folder(struct tare_publication *publication,
                         struct tare_err *err)
{
    const struct tare_folder *folder = &publication->folder;
    static const char staged[] = "." INDEX ".new";

    /* what could fail for lack of room comes first */
    if (renameat(publication->stage.fd, INDEX, folder->fd, staged) != 0)
        return refuse(folder, INDEX, "cannot write", err);
    if (exchange(folder->fd) != 0) {
        refuse(folder, PAGES, "cannot replace", err);
        unlinkat(folder->fd, staged, 0);
        return TARE_EOUTPUT;
    }
    if (renameat(folder->fd, staged, folder->fd, INDEX) != 0)
        return refuse(folder, INDEX, "cannot replace", err);
    return 0;
}

static int commit_single(struct tare_publication *publication,
                         struct tare_err *err)
{
    FILE *from = tare_publication_read(publication, INDEX);
    struct tare_file file = { 0 };
    int status = tare_file_open(&file, publication->single, err);
    char bytes[16384];
    size_t size;

    if (status == 0 && from == NULL)
        status = refuse(&publication->stage, INDEX, "cannot read", err);
    while (status == 0 && (size = fread(bytes, 1, sizeof bytes, from)) > 0)
        fwrite(bytes, 1, size, file.stream);
    if (status == 0)
        status = tare_file_commit(&file, err);
    if (from != NULL)
        fclose(from);
    tare_file_release(&file);
    return status;
}

int tare_publication_commit(struct tare_publication *publication,
                            struct tare_err *err)
{
    int status = publication->single != NULL ? commit_single(publication, err)
                                             : commit_folder(publication, err);

    tare_publication_release(publication);
    return status;
}

void tare_publication_release(struct tare_publication *publication)
{
    if (publication->folder.path != NULL && publication->stage.path != NULL) {
        sweep(&publication->folder, STAGE); /* ours: we hold the lock */
        sweep(&publication->folder, ASIDE);
    }
    if (publication->scratch != NULL) {
        empty(&publication->stage);
        rmdir(publication->scratch);
    }
    tare_folder_close(&publication->stage);
    tare_folder_close(&publication->folder); /* and with it the lock */
    free(publication->scratch);
    free(publication->single);
    *publication = (struct tare_publication){ 0 };
}
