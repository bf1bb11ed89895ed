/* SPDX-License-Identifier: MIT */
#include "store/publication.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/file.h"
#include "store/lock.h"

#define INDEX TARE_PUBLICATION_INDEX
#define PAGES TARE_PUBLICATION_PAGES

#define STAGED_INDEX "." INDEX ".tare-unfinished"
#define LOCK_WAIT_S  60.0
#define STEM         "tare-report-" /* of temporary folders */

enum {
    HEAD_SIZE = 1024 /* of an index.html, in which our mark is */
};

static int refuse(const struct tare_folder *folder, const char *name,
                  const char *what, struct tare_err *err)
{
    return tare_fail_with(err, TARE_EOUTPUT, "%s/%s: %s: %s", folder->path,
                          name, what, strerror(errno));
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
                          "%s/" INDEX ": not written by tare, left alone: "
                          "remove it, or choose another folder",
                          folder->path);
}

static int open_pages(struct tare_publication *publication,
                      struct tare_err *err)
{
    struct tare_folder *folder = &publication->folder;
    int status = check_index(folder, err);

    if (status == 0)
        status = tare_lock_opened(folder->fd, folder->path, LOCK_WAIT_S, err);
    if (status == 0)
        status = tare_replacement_open(&publication->pages, folder, PAGES, NULL,
                                       err);
    if (status == 0)
        publication->stage = publication->pages.stage;
    else
        tare_publication_release(publication);
    return status;
}

int tare_publication_open(struct tare_publication *publication,
                          const char *path, struct tare_err *err)
{
    int status;

    *publication = (struct tare_publication){ 0 };
    status = tare_folder_make(&publication->folder, path, err);
    return status == 0 ? open_pages(publication, err) : status;
}

int tare_publication_open_in(struct tare_publication *publication,
                             const struct tare_folder *parent, const char *name,
                             struct tare_err *err)
{
    int status;

    *publication = (struct tare_publication){ 0 };
    status = tare_folder_make_in(&publication->folder, parent, name, err);
    return status == 0 ? open_pages(publication, err) : status;
}

/* A folder of our own among the temporary ones. */
static int make_scratch(struct tare_publication *publication,
                        struct tare_err *err)
{
    const char *place = getenv("TMPDIR");
    struct tare_scratch *scratch = &publication->scratch;

    if (place == NULL || place[0] == '\0')
        place = "/tmp";
    tare_scratch_sweep(place, STEM);
    if (tare_scratch_make(scratch, place, STEM) != 0)
        return tare_fail_with(err, TARE_EOUTPUT,
                              "%s: cannot make a temporary folder there: %s: "
                              "name another one in TMPDIR",
                              place, strerror(errno));
    publication->stage = (struct tare_folder){ scratch->path, scratch->fd };
    return 0;
}

int tare_publication_open_single(struct tare_publication *publication,
                                 const char *path, struct tare_err *err)
{
    int status;

    *publication = (struct tare_publication){ 0 };
    status = tare_file_try(path, err);
    if (status == 0)
        status = make_scratch(publication, err);
    if (status == 0)
        publication->single = tare_strdup(path);
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
    FILE *stream = fd >= 0 ? fdopen(fd, "w") : NULL;

    if (stream == NULL)
        refuse(stage, name, "cannot write", err);
    if (stream == NULL && fd >= 0)
        close(fd);
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
        close(fd);
    return stream;
}

void tare_publication_drop(const struct tare_publication *publication,
                           const char *name)
{
    unlinkat(publication->stage.fd, name, 0);
}

/* ---- making it public ---------------------------------------------------- */

/* Both or none: the pages are put back when the index cannot follow. */
static int swap_both(struct tare_publication *publication, struct tare_err *err)
{
    int folder = publication->folder.fd;
    int status = tare_replacement_swap(&publication->pages, err);

    if (status < 0)
        return status;
    if (renameat(folder, STAGED_INDEX, folder, INDEX) == 0)
        return 0;
    status = refuse(&publication->folder, INDEX, "cannot replace", err);
    tare_replacement_swap_back(&publication->pages);
    return status;
}

static int commit_folder(struct tare_publication *publication,
                         struct tare_err *err)
{
    const struct tare_folder *folder = &publication->folder;
    int status = check_index(folder, err); /* it has been a while */

    if (status < 0)
        return status;
    /* what could fail for lack of room comes first */
    if (renameat(publication->stage.fd, INDEX, folder->fd, STAGED_INDEX) != 0)
        return refuse(folder, INDEX, "cannot write", err);
    status = swap_both(publication, err);
    if (status < 0)
        unlinkat(folder->fd, STAGED_INDEX, 0);
    return status;
}

static int copy(FILE *from, FILE *to, const char *path, struct tare_err *err)
{
    char bytes[16384];
    size_t size;

    while ((size = fread(bytes, 1, sizeof bytes, from)) > 0)
        fwrite(bytes, 1, size, to);
    return ferror(from)
               ? tare_fail_with(
                     err, TARE_EOUTPUT,
                     "%s: unchanged: its replacement cannot be read back: %s",
                     path, strerror(errno))
               : 0;
}

static int commit_single(struct tare_publication *publication,
                         struct tare_err *err)
{
    FILE *from = tare_publication_read(publication, INDEX);
    struct tare_file file = { 0 };
    int status = tare_file_open(&file, publication->single, err);

    if (status == 0 && from == NULL)
        status = refuse(&publication->stage, INDEX, "cannot read", err);
    if (status == 0)
        status = copy(from, file.stream, publication->single, err);
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
    if (publication->pages.name != NULL)
        tare_replacement_release(&publication->pages);
    tare_scratch_remove(&publication->scratch);
    tare_folder_close(&publication->folder); /* and with it the lock */
    free(publication->single);
    *publication = (struct tare_publication){ 0 };
}
