/* SPDX-License-Identifier: MIT */
#include "store/runs.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/buf.h"
#include "store/file.h"
#include "store/folder.h"
#include "store/json.h"
#include "store/lock.h"
#include "store/words.h"

#define SUFFIX ".json"
#define DUEL   "-duel"
#define WAIT_S 10.0

#define NUMBER_MAX UINT64_C(9999999999)

enum {
    DIGITS = 10
};

/* 0000000012-20261121T081030Z-1f2e3d.json.  Returned. */
static char *name_of(const struct tare_run *run, uint64_t number)
{
    struct tare_buf name = { 0 };

    tare_buf_printf(&name, "%0*" PRIu64 "-", DIGITS, number);
    for (const char *at = run->started; at != NULL && *at != '\0'; at++)
        if (*at != '-' && *at != ':')
            tare_buf_add(&name, at, 1);
    tare_buf_printf(&name, "-%" PRIx64 "%s" SUFFIX, run->seed,
                    run->duel.threshold > 0 ? DUEL : "");
    return tare_buf_detach(&name);
}

static int is_run(const struct tare_folder *folder, const char *name)
{
    struct stat facts;

    return name[0] != '.' && tare_ends(name, SUFFIX) &&
           fstatat(folder->fd, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(facts.st_mode);
}

/* 0 for names of earlier versions, which begin with the time, and for numbers
 * after which there would be none. */
static uint64_t number_of(const char *name)
{
    uint64_t number =
        strspn(name, "0123456789") == DIGITS && name[DIGITS] == '-'
            ? strtoull(name, NULL, 10)
            : 0;

    return number < NUMBER_MAX ? number : 0;
}

/* By number, and by time where there is none. */
static int compare_runs(const void *a, const void *b)
{
    const char *left = *(char *const *)a, *right = *(char *const *)b;
    uint64_t one = number_of(left), other = number_of(right);

    return one != other ? (one > other) - (one < other) : strcmp(left, right);
}

/* The runs, oldest first; returned as by tare_folder_list(). */
static char **list_runs(const struct tare_folder *folder, size_t *count,
                        struct tare_err *err)
{
    char **names = tare_folder_list(folder, count, err);
    size_t kept = 0;

    for (size_t i = 0; names != NULL && i < *count; i++)
        if (is_run(folder, names[i]))
            names[kept++] = names[i];
        else
            free(names[i]);
    *count = kept;
    if (names != NULL)
        qsort(names, kept, sizeof *names, compare_runs);
    return names;
}

/* Later than all that are there; an error when they cannot be listed, or the
 * next would be removed as the oldest. */
static int next_number(const struct tare_folder *folder, uint64_t *number,
                       struct tare_err *err)
{
    size_t count;
    char **names = list_runs(folder, &count, err);

    *number = count > 0 ? number_of(names[count - 1]) + 1 : 1;
    tare_names_free(names, count);
    return names != NULL ? 0 : TARE_EOUTPUT;
}

/* Duels and others are counted apart: the last run is still there after ten
 * duels. */
static void remove_old(const struct tare_folder *folder)
{
    size_t count, kept[2] = { 0 };
    char **names = list_runs(folder, &count, NULL);

    for (size_t i = count; i-- > 0;)
        if (kept[tare_ends(names[i], DUEL SUFFIX) != 0]++ >= TARE_RUNS_KEPT)
            tare_folder_remove(folder, names[i], NULL);
    tare_names_free(names, count);
}

static int save_in(const struct tare_folder *folder, const char *name,
                   const struct tare_run *run, struct tare_err *err)
{
    struct tare_file file = { 0 };
    int status = tare_file_open_in(&file, folder, name, 0666, err);

    if (status < 0)
        return status;
    tare_run_print(run, file.stream);
    return tare_file_commit(&file, err);
}

int tare_runs_add(const char *root, const struct tare_run *run, char **path,
                  struct tare_err *err)
{
    struct tare_folder parent = { 0 }, folder = { 0 };
    int status = tare_folder_make(&parent, root, err), lock = -1;
    uint64_t number = 0;
    char *name = NULL;

    *path = NULL;
    if (status == 0)
        status = tare_folder_make_in(&folder, &parent, "runs", err);
    if (status == 0) {
        lock = tare_lock_take(&parent, TARE_LOCK_STORE, WAIT_S, err);
        status = lock < 0 ? lock : 0;
    }
    if (status == 0)
        status = next_number(&folder, &number, err);
    if (status == 0) {
        name = name_of(run, number);
        *path = tare_folder_path(&folder, name);
        tare_file_sweep(&folder);
        status = save_in(&folder, name, run, err);
    }
    if (status == 0)
        remove_old(&folder);
    if (lock >= 0)
        close(lock);
    tare_folder_close(&folder);
    tare_folder_close(&parent);
    free(name);
    return status;
}

char *tare_runs_last(const char *root)
{
    struct tare_folder parent = { 0 }, folder = { 0 };
    char **names = NULL, *path = NULL;
    size_t count = 0;

    if (tare_folder_open(&parent, root, NULL) == 0 &&
        tare_folder_enter(&folder, &parent, "runs", NULL) == 0 &&
        folder.path != NULL)
        names = list_runs(&folder, &count, NULL);
    for (size_t i = 0; i < count; i++)
        if (!tare_ends(names[i], DUEL SUFFIX)) {
            free(path);
            path = tare_folder_path(&folder, names[i]);
        }
    tare_names_free(names, count);
    tare_folder_close(&folder);
    tare_folder_close(&parent);
    return path;
}
