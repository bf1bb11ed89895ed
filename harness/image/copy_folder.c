/* SPDX-License-Identifier: MIT */
#include "harness/image/copy_folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "store/buf.h"
#include "store/signals.h"

#define STEM "tare-stage-"

enum {
    SPARE_BYTES = 4 << 20 /* beside the copies, for everyone else */
};

/* ---- finding a place ----------------------------------------------------- */

static int has_room(const struct statvfs *facts, uint64_t room)
{
    uint64_t blocks = (room + SPARE_BYTES) / facts->f_frsize + 1;

    return facts->f_blocks == 0 || /* no limit but memory */
           facts->f_bavail >= blocks;
}

/* NULL, or why no folder can be there. */
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
        return "does not allow executing files";
    if (access(base, W_OK | X_OK) != 0)
        return "not writable";
    if (!has_room(&facts, room))
        return "too little room";
    return NULL;
}

static void seed(struct tare_rng *rng)
{
    uint64_t number = (uint64_t)time(NULL) << 20 ^ (uint64_t)getpid();
    ssize_t size = getrandom(&number, sizeof number, 0);

    (void)size; /* then the time has to do */
    tare_rng_seed(rng, number);
}

/* Sets the folder up at the first base that will do; -1, and in tried each with
 * the reason, when none will. */
static int find_place(struct tare_copy_folder *copy_folder,
                      const char *const *bases, size_t count, uint64_t room,
                      struct tare_buf *tried)
{
    for (size_t i = 0; i < count; i++) {
        const char *why;

        if (bases[i] == NULL || bases[i][0] == '\0')
            continue;
        why = objection(bases[i], room);
        if (why == NULL &&
            tare_scratch_make(&copy_folder->scratch, bases[i], STEM) == 0)
            return 0;
        if (why == NULL)
            why = strerror(errno);
        tare_buf_printf(tried, "%s%.60s (%s)", tried->size > 0 ? ", " : "",
                        bases[i], why);
    }
    return -1;
}

/* In memory first; then where people want such things to be. */
int tare_copy_folder_open(struct tare_copy_folder *copy_folder, uint64_t room,
                          struct tare_err *err)
{
    const char *bases[] = { "/dev/shm", getenv("XDG_RUNTIME_DIR"),
                            getenv("TMPDIR"), "/tmp" };
    size_t count = sizeof bases / sizeof *bases;
    struct tare_buf tried = { 0 };
    int status;

    *copy_folder = (struct tare_copy_folder){ 0 };
    tare_signals_install(); /* who is killed cannot take it away */
    for (size_t i = 0; i < count; i++)
        if (bases[i] != NULL && bases[i][0] == '/')
            tare_scratch_sweep(bases[i], STEM);
    status = find_place(copy_folder, bases, count, room, &tried);
    if (status < 0)
        status = tare_fail_with(
            err, TARE_EOUTPUT,
            "no folder to run copies of %.1f MB from: tried %s: set TMPDIR to "
            "one with room that allows executing files",
            (double)room * 1e-6, tare_buf_text(&tried));
    else {
        copy_folder->root = copy_folder->scratch.path;
        seed(&copy_folder->rng);
    }
    tare_buf_release(&tried);
    return status;
}

void tare_copy_folder_close(struct tare_copy_folder *copy_folder)
{
    tare_scratch_remove(&copy_folder->scratch);
    *copy_folder = (struct tare_copy_folder){ 0 };
}
