/* SPDX-License-Identifier: MIT */
#include "harness/stage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/buf.h"
#include "store/path.h"

#define PREFIX "tare-stage-"

enum {
    REMOVE_DEPTH = 16,     /* descriptors while removing a tree */
    SPARE_BYTES = 4 << 20, /* beside the copies, for everyone else */
    UNLOCKED_FOR_S = 60    /* no stage takes so long to get its lock */
};

/* ---- removing ------------------------------------------------------------ */

static int remove_one(const char *path, const struct stat *facts, int kind,
                      struct FTW *where)
{
    (void)facts;
    (void)kind;
    (void)where;
    remove(path);
    return 0;
}

void tare_stage_remove(const char *path)
{
    nftw(path, remove_one, REMOVE_DEPTH, FTW_DEPTH | FTW_PHYS);
}

/* ---- stages that others have left ---------------------------------------- */

/*
 * A stage is alive as long as somebody holds the lock on its file "lock": the
 * number of its process would not tell, since numbers are used again and mean
 * something else in each container.  The file gets that name once it is locked
 * already; a stage without it is either being made or was killed just then.
 */
static int is_left_behind(const char *root, const struct stat *facts)
{
    char *path = tare_path_join(root, "lock");
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int is_left = fd >= 0 ? flock(fd, LOCK_EX | LOCK_NB) == 0
                          : errno == ENOENT &&
                                time(NULL) - facts->st_mtime > UNLOCKED_FOR_S;

    if (fd >= 0)
        close(fd);
    free(path);
    return is_left;
}

static void sweep(const char *base)
{
    DIR *folder = opendir(base);
    struct dirent *entry;

    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        struct stat facts;
        char *root;

        if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) != 0)
            continue;
        root = tare_path_join(base, entry->d_name);
        if (lstat(root, &facts) == 0 && S_ISDIR(facts.st_mode) &&
            facts.st_uid == geteuid() && is_left_behind(root, &facts))
            tare_stage_remove(root);
        free(root);
    }
    if (folder != NULL)
        closedir(folder);
}

/* ---- finding a place ----------------------------------------------------- */

static int has_room(const struct statvfs *facts, uint64_t room)
{
    uint64_t blocks = (room + SPARE_BYTES) / facts->f_frsize + 1;

    return facts->f_blocks == 0 || /* no limit but memory */
           facts->f_bavail >= blocks;
}

/* NULL, or why no stage can be there. */
static const char *objection(const char *base, uint64_t room)
{
    struct statvfs facts;

    if (base[0] != '/')
        return "not an absolute path";
    if (strpbrk(base, ":;$") != NULL)
        return "has a character that LD_LIBRARY_PATH cannot hold";
    if (statvfs(base, &facts) != 0)
        return strerror(errno);
    if ((facts.f_flag & ST_NOEXEC) != 0)
        return "nothing may be executed there";
    if (access(base, W_OK | X_OK) != 0)
        return "not writable";
    if (!has_room(&facts, room))
        return "too little room";
    return NULL;
}

/* The lock of a new stage; -1 with errno. */
static int take_lock(const char *root)
{
    char *raw = tare_path_join(root, "lock.new"),
         *path = tare_path_join(root, "lock");
    int fd = open(raw, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd >= 0 &&
        (flock(fd, LOCK_EX | LOCK_NB) != 0 || rename(raw, path) != 0)) {
        close(fd);
        fd = -1;
    }
    free(raw);
    free(path);
    return fd;
}

static void seed(struct tare_rng *rng)
{
    uint64_t number = (uint64_t)time(NULL) << 20 ^ (uint64_t)getpid();
    ssize_t size = getrandom(&number, sizeof number, 0);

    (void)size; /* then the time has to do */
    tare_rng_seed(rng, number);
}

/* 0, or -1 with errno. */
static int make_stage(struct tare_stage *stage, const char *base)
{
    struct tare_buf root = { 0 };
    int error;

    tare_buf_printf(&root, "%s/" PREFIX "%ld-XXXXXX", base, (long)getpid());
    if (mkdtemp(root.data) == NULL) {
        error = errno;
        tare_buf_release(&root);
        errno = error;
        return -1;
    }
    stage->lock = take_lock(root.data);
    if (stage->lock < 0) {
        error = errno;
        tare_stage_remove(root.data);
        tare_buf_release(&root);
        errno = error;
        return -1;
    }
    stage->root = tare_buf_detach(&root);
    seed(&stage->rng);
    return 0;
}

/* Sets the stage up at the first base that will do; -1, and in tried each with
 * the reason, when none will. */
static int find_place(struct tare_stage *stage, const char *const *bases,
                      size_t count, uint64_t room, struct tare_buf *tried)
{
    for (size_t i = 0; i < count; i++) {
        const char *why;

        if (bases[i] == NULL || bases[i][0] == '\0')
            continue;
        why = objection(bases[i], room);
        if (why == NULL && make_stage(stage, bases[i]) == 0)
            return 0;
        if (why == NULL)
            why = strerror(errno);
        tare_buf_printf(tried, "%s%.60s (%s)", tried->size > 0 ? ", " : "",
                        bases[i], why);
    }
    return -1;
}

/* In memory first; then where people want such things to be. */
int tare_stage_open(struct tare_stage *stage, uint64_t room,
                    struct tare_err *err)
{
    const char *bases[] = { "/dev/shm", getenv("XDG_RUNTIME_DIR"),
                            getenv("TMPDIR"), "/tmp" };
    size_t count = sizeof bases / sizeof *bases;
    struct tare_buf tried = { 0 };
    int status;

    *stage = (struct tare_stage){ 0 };
    for (size_t i = 0; i < count; i++)
        if (bases[i] != NULL && bases[i][0] == '/')
            sweep(bases[i]);
    status = find_place(stage, bases, count, room, &tried);
    if (status < 0)
        status = tare_fail_with(
            err, TARE_EOUTPUT,
            "no folder to run copies of %.1f MB from: tried %s: set TMPDIR to "
            "one with room where files may be executed",
            (double)room * 1e-6, tare_buf_text(&tried));
    tare_buf_release(&tried);
    return status;
}

void tare_stage_close(struct tare_stage *stage)
{
    if (stage->root != NULL) {
        tare_stage_remove(stage->root);
        close(stage->lock);
    }
    free(stage->root);
    *stage = (struct tare_stage){ 0 };
}
