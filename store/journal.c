/* SPDX-License-Identifier: MIT */
#include "store/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/lock.h"
#include "store/signals.h"
#include "store/words.h"

#define FOLDER    "journal"
#define SUFFIX    ".jsonl"
#define SIZE_MOST ((size_t)1 << 31)

enum {
    FLUSH_S = 5,
    TRIES = 8, /* to lock a file that its last holder has not removed */
    OLD_S = 30 * 24 * 3600
};

static int refuse(const struct tare_journal *journal, const char *what,
                  struct tare_err *err)
{
    return tare_fail_with(err, TARE_EOUTPUT, "%s: %s: %s", journal->path, what,
                          strerror(errno));
}

/* ---- the file ------------------------------------------------------------ */

static int open_folder(struct tare_journal *journal, const char *root,
                       struct tare_err *err)
{
    struct tare_folder store = { 0 };
    int status = tare_folder_make(&store, root, err);

    if (status == 0)
        status = tare_folder_make_in(&journal->folder, &store, FOLDER, err);
    tare_folder_close(&store);
    return status;
}

/* Whoever had it may have removed it meanwhile. */
static int take_file(struct tare_journal *journal, struct tare_err *err)
{
    for (int i = 0; i < TRIES; i++) {
        struct stat facts;

        journal->fd = tare_lock_take(&journal->folder, journal->name, 0, err);
        if (journal->fd < 0)
            return journal->fd;
        if (fstat(journal->fd, &facts) == 0 && facts.st_nlink > 0)
            return 0;
        close(journal->fd);
    }
    return tare_fail_with(err, TARE_EOUTPUT,
                          "%s: others remove it again and again",
                          journal->name);
}

/* What nobody has gone on with for so long, nobody will. */
static void sweep(const struct tare_folder *folder)
{
    size_t count;
    char **names = tare_folder_list(folder, &count, NULL);

    for (size_t i = 0; names != NULL && i < count; i++) {
        struct stat facts;

        if (tare_ends(names[i], SUFFIX) &&
            fstatat(folder->fd, names[i], &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(facts.st_mode) && time(NULL) - facts.st_mtime > OLD_S)
            unlinkat(folder->fd, names[i], 0);
    }
    if (names != NULL)
        tare_names_free(names, count);
}

int tare_journal_open(struct tare_journal *journal, const char *root,
                      const char *name, struct tare_err *err)
{
    int status;

    *journal = (struct tare_journal){ .fd = -1 };
    status = open_folder(journal, root, err);
    if (status == 0) {
        sweep(&journal->folder);
        journal->name = tare_strdup(name);
        status = take_file(journal, err);
    }
    if (status == 0) {
        journal->path = tare_folder_path(&journal->folder, name);
        return 0;
    }
    tare_folder_close(&journal->folder);
    free(journal->name);
    *journal = (struct tare_journal){ .fd = -1 };
    return status;
}

void tare_journal_close(struct tare_journal *journal, int is_done)
{
    if (journal->path == NULL)
        return;
    if (is_done)
        tare_folder_remove(&journal->folder, journal->name, NULL);
    else
        fdatasync(journal->fd);
    close(journal->fd); /* and the lock is gone */
    tare_folder_close(&journal->folder);
    tare_journal_line_release(&journal->line);
    tare_journal_line_release(&journal->pending);
    tare_names_free(journal->resumed, journal->resumed_count);
    free(journal->bytes);
    free(journal->name);
    free(journal->path);
    free(journal->trouble);
    *journal = (struct tare_journal){ .fd = -1 };
}

/* ---- writing ------------------------------------------------------------- */

static int write_all(int fd, const char *text, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t now = write(fd, text + done, size - done);

        if (now < 0 && errno != EINTR)
            return -1;
        done += now > 0 ? (size_t)now : 0;
    }
    return 0;
}

/* What cannot be noted keeps nobody from measuring. */
static void add_line(struct tare_journal *journal, char *text)
{
    long now_s = (long)time(NULL);
    int is_good = write_all(journal->fd, text, strlen(text)) == 0;

    free(text);
    if (is_good &&
        (now_s < journal->flushed_s || now_s - journal->flushed_s >= FLUSH_S)) {
        is_good = fdatasync(journal->fd) == 0;
        journal->flushed_s = now_s;
    }
    if (!is_good)
        journal->trouble = tare_strdup(strerror(errno));
}

static void write_pending(struct tare_journal *journal)
{
    if (journal->trouble == NULL)
        add_line(journal, tare_journal_line_text(&journal->pending));
    tare_journal_line_release(&journal->pending);
}

/* The file ends there. */
static int cut(struct tare_journal *journal, size_t size, struct tare_err *err)
{
    if (ftruncate(journal->fd, (off_t)size) != 0 ||
        lseek(journal->fd, 0, SEEK_END) < 0)
        return refuse(journal, "cannot write", err);
    return 0;
}

int tare_journal_begin(struct tare_journal *journal,
                       const struct tare_journal_head *head,
                       struct tare_err *err)
{
    int status = cut(journal, 0, err);

    if (status == 0)
        add_line(journal, tare_journal_head_text(head));
    if (status == 0 && journal->trouble != NULL)
        status = tare_fail_with(err, TARE_EOUTPUT, "%s: cannot write: %s",
                                journal->path, journal->trouble);
    return status;
}

int tare_journal_go_on(struct tare_journal *journal, const char *now,
                       struct tare_err *err)
{
    int status = cut(journal, journal->size, err);

    if (status < 0)
        return status;
    *TARE_ADD(journal->resumed, journal->resumed_count) = tare_strdup(now);
    journal->pending.resumed = tare_strdup(now);
    write_pending(journal);
    return 0;
}

/* ---- reading ------------------------------------------------------------- */

static int read_bytes(struct tare_journal *journal, struct tare_err *err)
{
    struct stat facts;
    ssize_t now = 1;

    if (fstat(journal->fd, &facts) != 0)
        return refuse(journal, "cannot read", err);
    if ((uintmax_t)facts.st_size > SIZE_MOST)
        return tare_fail_with(err, TARE_EBASELINE,
                              "%s: too large to be read: start anew by leaving "
                              "out --resume",
                              journal->path);
    journal->bytes = tare_alloc((size_t)facts.st_size + 1, 1);
    while (now > 0 && journal->size < (size_t)facts.st_size) {
        now =
            pread(journal->fd, journal->bytes + journal->size,
                  (size_t)facts.st_size - journal->size, (off_t)journal->size);
        journal->size += now > 0 ? (size_t)now : 0;
    }
    return now >= 0 ? 0 : refuse(journal, "cannot read", err);
}

/* The line that begins there, without its newline; 0, or -1 when it has none. */
static int find_line(const struct tare_journal *journal, size_t at,
                     size_t *size)
{
    const char *from = journal->bytes + at;
    const char *end = memchr(from, '\n', journal->size - at);

    *size = end != NULL ? (size_t)(end - from) : 0;
    return end != NULL ? 0 : -1;
}

static int read_line(struct tare_journal *journal, size_t at, size_t size,
                     struct tare_journal_line *line, struct tare_err *err)
{
    *line = (struct tare_journal_line){ 0 };
    return tare_journal_line_read(line, journal->path, journal->bytes,
                                  journal->bytes + at, size, err);
}

/* What a line says besides its launches, which are read once more when it is
 * their turn. */
static void take_line(struct tare_journal *journal,
                      struct tare_journal_line *line, size_t end)
{
    if (line->count > 0) {
        journal->launches += line->count;
        journal->elapsed_ns = line->launches[line->count - 1].closed_ns;
        journal->spent = line->spent;
        journal->end = end;
    }
    if (line->has_weather) {
        journal->has_weather = 1;
        journal->weather = line->weather;
    }
    if (line->resumed != NULL) {
        *TARE_ADD(journal->resumed, journal->resumed_count) = line->resumed;
        line->resumed = NULL;
    }
}

/* All lines behind the head; a last one that is not whole, or was not wholly on
 * the disk when the power went, is dropped. */
static int read_lines(struct tare_journal *journal, size_t at,
                      struct tare_err *err)
{
    size_t size;

    while (find_line(journal, at, &size) == 0) {
        struct tare_journal_line line;
        int status = read_line(journal, at, size, &line, err);

        if (status < 0 && at + size + 1 < journal->size)
            return status;
        if (status < 0)
            break;
        take_line(journal, &line, at + size + 1);
        tare_journal_line_release(&line);
        at += size + 1;
    }
    journal->size = at;
    return 0;
}

int tare_journal_load(struct tare_journal *journal,
                      struct tare_journal_head *head, struct tare_err *err)
{
    size_t size;
    int status = read_bytes(journal, err);

    if (status < 0 || find_line(journal, 0, &size) < 0)
        return status; /* not even a head */
    status =
        tare_journal_head_read(head, journal->path, journal->bytes, size, err);
    journal->next = size + 1;
    if (status == 0)
        status = read_lines(journal, journal->next, err);
    if (status == 0 && journal->launches > 0)
        return 1;
    tare_journal_head_release(head);
    return status;
}

/* ---- replaying ----------------------------------------------------------- */

int tare_journal_is_replaying(const struct tare_journal *journal)
{
    return journal != NULL &&
           (journal->at < journal->line.count || journal->next < journal->end);
}

/* To the next line with launches, of which there is one. */
static void advance(struct tare_journal *journal)
{
    while (journal->at == journal->line.count) {
        size_t size;

        tare_journal_line_release(&journal->line);
        journal->at = 0;
        if (find_line(journal, journal->next, &size) < 0 ||
            read_line(journal, journal->next, size, &journal->line, NULL) < 0)
            tare_die("a journal that was read cannot be read again");
        journal->next += size + 1;
    }
}

const struct tare_logged *tare_journal_next(struct tare_journal *journal,
                                            const char *id, enum tare_side side)
{
    const struct tare_logged *logged;

    if (!tare_journal_is_replaying(journal))
        return NULL;
    advance(journal);
    logged = &journal->line.launches[journal->at++];
    if (strcmp(logged->id, id) == 0 && logged->side == side)
        return logged;
    tare_fail_with(&journal->err, TARE_EBASELINE,
                   "%s: a launch of %.100s is next in it, where one of %.100s "
                   "would be: what was measured has changed since: start anew "
                   "by leaving out --resume",
                   journal->path, logged->id, id);
    tare_signals_ask_to_end();
    return NULL;
}

/* ---- logging ------------------------------------------------------------- */

struct tare_logged *tare_journal_log(struct tare_journal *journal,
                                     const char *id, enum tare_side side)
{
    struct tare_logged *logged;

    if (journal == NULL)
        return NULL;
    logged = TARE_ADD(journal->pending.launches, journal->pending.count);
    logged->id = tare_strdup(id);
    logged->side = side;
    logged->cpu = NAN;
    return logged;
}

void tare_journal_commit(struct tare_journal *journal,
                         const struct tare_spent *spent)
{
    if (journal == NULL || journal->pending.count == 0)
        return;
    journal->pending.spent = *spent;
    if (!journal->is_held)
        write_pending(journal);
}

void tare_journal_drop(struct tare_journal *journal)
{
    if (journal != NULL)
        tare_journal_line_release(&journal->pending);
}

void tare_journal_hold(struct tare_journal *journal)
{
    if (journal != NULL)
        journal->is_held = 1;
}

void tare_journal_let_go(struct tare_journal *journal)
{
    if (journal == NULL)
        return;
    journal->is_held = 0;
    if (journal->pending.count > 0)
        write_pending(journal);
}

void tare_journal_weather(struct tare_journal *journal,
                          struct tare_weather *weather)
{
    if (journal == NULL)
        return;
    if (tare_journal_is_replaying(journal)) {
        if (journal->has_weather)
            *weather = journal->weather;
        return;
    }
    journal->pending.has_weather = 1;
    journal->pending.weather = *weather;
    write_pending(journal);
}
