/* SPDX-License-Identifier: MIT */
#include "harness/image/layout_folder.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/launch/session.h"
#include "stats/layouts.h"
#include "store/alloc.h"
#include "store/folder.h"
#include "store/path.h"

int tare_is_layout_folder(const char *path)
{
    struct stat facts;

    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

/* ---- the executables ----------------------------------------------------- */

static int is_executable(const char *path)
{
    struct stat facts;

    return stat(path, &facts) == 0 && S_ISREG(facts.st_mode) &&
           access(path, X_OK) == 0;
}

/* 2 before 10. */
static int compare_names(const void *a, const void *b)
{
    char *const *left = a, *const *right = b;

    return strverscmp(*left, *right);
}

static void free_paths(char **paths, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(paths[i]);
    free(paths);
}

/* The paths of the executables in the folder, sorted; returned, as are the
 * strings.  NULL when it cannot be read. */
static char **find_executables(const char *folder, size_t *count,
                               struct tare_err *err)
{
    struct tare_folder opened;
    size_t all = 0;
    char **names = NULL, **paths;

    *count = 0;
    if (tare_folder_open(&opened, folder, err) == 0)
        names = tare_folder_list(&opened, &all, err);
    tare_folder_close(&opened);
    if (names == NULL)
        return NULL;
    paths = tare_alloc(all, sizeof *paths);
    for (size_t i = 0; i < all; i++) {
        char *path = tare_path_join(folder, names[i]);

        if (names[i][0] != '.' && is_executable(path))
            paths[(*count)++] = path;
        else
            free(path);
    }
    tare_names_free(names, all);
    qsort(paths, *count, sizeof *paths, compare_names);
    return paths;
}

/* ---- their cases --------------------------------------------------------- */

static int compare_ids(const void *a, const void *b)
{
    const struct tare_suite_case *left = a, *right = b;

    return strcmp(left->identity.id, right->identity.id);
}

static int refuse_case(const struct tare_suite_case *c, const char *has,
                       const char *has_not, struct tare_err *err)
{
    return tare_fail_with(
        err, TARE_EUSAGE,
        "%s: does not have the case \"%.100s\" that %s has: layouts must "
        "consist of the same objects; link them again",
        has_not, c->identity.id, has);
}

/* Both sorted by id: 0, or refused for the first that differs. */
static int check_same(const struct tare_suite *first, const char *first_path,
                      const struct tare_suite *other, const char *other_path,
                      struct tare_err *err)
{
    for (size_t i = 0; i < first->count || i < other->count; i++) {
        int order = i == first->count ? 1
                    : i == other->count
                        ? -1
                        : compare_ids(&first->cases[i], &other->cases[i]);

        if (order < 0)
            return refuse_case(&first->cases[i], first_path, other_path, err);
        if (order > 0)
            return refuse_case(&other->cases[i], other_path, first_path, err);
    }
    return 0;
}

/* The cases of one executable alone, sorted by id. */
static int list_cases(struct tare_suite *cases, const char *path,
                      double timeout_s, struct tare_err *err)
{
    size_t binary;
    int status = tare_suite_open(cases, path, &binary, err);

    if (status == 0)
        status = tare_session_list(cases, binary, timeout_s, err);
    if (status == 0)
        status = tare_suite_check(cases, err);
    if (status == 0)
        qsort(cases->cases, cases->count, sizeof *cases->cases, compare_ids);
    return status;
}

/* Where that layout has the cases of the suite registered. */
static void note_spots(struct tare_suite *suite, size_t binary,
                       const struct tare_suite *layout, size_t index,
                       size_t count)
{
    for (size_t i = 0; i < suite->count; i++) {
        struct tare_suite_case *c = &suite->cases[i];
        const struct tare_suite_case *found;

        if (c->binary != binary)
            continue;
        found = bsearch(c, layout->cases, layout->count, sizeof *layout->cases,
                        compare_ids);
        if (c->spots == NULL)
            c->spots = tare_alloc(count, sizeof *c->spots);
        c->spots[index] = (struct tare_case_spot){ found->entry, found->index };
    }
}

/* ---- the folder ---------------------------------------------------------- */

/* The first layout gives the suite its cases; the others must have the same,
 * and tell where. */
static int add_layouts(struct tare_suite *suite, char **paths, size_t count,
                       double timeout_s, struct tare_err *err)
{
    struct tare_suite first = { 0 };
    size_t binary, other;
    int status = tare_suite_open(suite, paths[0], &binary, err);

    if (status == 0)
        status = tare_session_list(suite, binary, timeout_s, err);
    if (status == 0)
        status = list_cases(&first, paths[0], timeout_s, err);
    if (status == 0)
        note_spots(suite, binary, &first, 0, count);
    for (size_t i = 1; i < count && status == 0; i++) {
        struct tare_suite layout = { 0 };

        status = tare_suite_open(suite, paths[i], &other, err);
        if (status == 0)
            status = list_cases(&layout, paths[i], timeout_s, err);
        if (status == 0)
            status = check_same(&first, paths[0], &layout, paths[i], err);
        if (status == 0)
            note_spots(suite, binary, &layout, i, count);
        tare_suite_release(&layout);
    }
    if (status == 0)
        suite->binaries[binary].layouts = (unsigned)count;
    tare_suite_release(&first);
    return status;
}

static int add_one(struct tare_suite *suite, const char *path, double timeout_s,
                   struct tare_err *err)
{
    size_t binary;
    int status = tare_suite_open(suite, path, &binary, err);

    return status == 0 ? tare_session_list(suite, binary, timeout_s, err)
                       : status;
}

int tare_layout_folder_add(struct tare_suite *suite, const char *path,
                           double timeout_s, struct tare_err *err)
{
    size_t count;
    char **paths = find_executables(path, &count, err);
    int status;

    if (paths == NULL)
        status = TARE_EUSAGE;
    else if (count == 0)
        status = tare_fail_with(
            err, TARE_EUSAGE,
            "%s: contains no executable; tare layouts makes such a folder",
            path);
    else if (count > TARE_LAYOUTS_MAX)
        status = tare_fail_with(
            err, TARE_EUSAGE,
            "%s: has %zu executables, but a side can have at most %d layouts",
            path, count, TARE_LAYOUTS_MAX);
    else if (count == 1)
        status = add_one(suite, paths[0], timeout_s, err);
    else
        status = add_layouts(suite, paths, count, timeout_s, err);
    if (paths != NULL)
        free_paths(paths, count);
    return status;
}
