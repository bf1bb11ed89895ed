/* SPDX-License-Identifier: MIT */
/* Opening the sides of a comparison: executables, what a baseline keeps, or
 * this program itself. */
#include "command/sides.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"
#include "store/alloc.h"
#include "store/orphans.h"
#include "store/path.h"
#include "store/store.h"

enum {
    COPIES_ROOM = 64 << 20 /* for what is not known yet */
};

int tare_sides_executables(struct tare_sides *sides, unsigned which,
                           const struct tare_words *paths,
                           const struct tare_case_choice *choice,
                           struct tare_err *err)
{
    return tare_gather_cases(&sides->side[which].suite, paths, choice, err);
}

/* ---- kept executables --------------------------------------------------- */

/* A reader of one file of the image. */
struct kept {
    const struct tare_store *store;
    const char *name; /* of the baseline */
    int *is_damaged;
    struct tare_image *image;
};

static int read_file(const struct kept *kept, const char *path,
                     const char *hash, int is_library, struct tare_err *err)
{
    struct tare_err why = { 0 };
    int fd = tare_store_object(kept->store, hash, kept->is_damaged, &why);
    int status = fd;

    if (fd >= 0) {
        char *object = tare_folder_path(&kept->store->objects, hash);

        status =
            is_library
                ? tare_image_add_opened(kept->image, fd, object,
                                        tare_path_name(path), hash, &why)
                : tare_image_read_opened(kept->image, fd, object, hash, &why);
        free(object);
    }
    if (status >= 0)
        return 0;
    *kept->is_damaged |= fd >= 0 && status == TARE_EBASELINE;
    return tare_fail_with(err, TARE_EBASELINE,
                          "baseline \"%s\": its copy of %s cannot be run: %s",
                          kept->name, path, why.text);
}

/* Hashes what it reads into memory, of which the copies are made that run. */
static int read_kept(const struct kept *kept, const struct tare_binary *binary,
                     struct tare_err *err)
{
    int status;

    if (!binary->is_kept || binary->hash == NULL)
        return tare_fail_with(err, TARE_EBASELINE,
                              "baseline \"%s\" was saved without %s",
                              kept->name, binary->path);
    status = read_file(kept, binary->path, binary->hash, 0, err);
    for (size_t i = 0; status == 0 && i < binary->library_count; i++)
        status = read_file(kept, binary->libraries[i].path,
                           binary->libraries[i].hash, 1, err);
    return status;
}

/* All that the baseline keeps, while it is held against those who sweep. */
static int read_all(struct tare_duel_side *side, const char *name,
                    struct tare_run *head, const struct tare_options *options,
                    int *is_damaged, struct tare_err *err)
{
    struct tare_store store;
    struct kept kept = { &store, name, is_damaged, NULL };
    int status = tare_store_open(&store, options->store, err);

    if (status < 0)
        return status;
    status = tare_store_load(&store, name, head, TARE_LOAD_HEAD, err);
    side->image_count = status == 0 ? head->binary_count : 0;
    side->images = tare_alloc(side->image_count, sizeof *side->images);
    for (size_t i = 0; i < side->image_count && status == 0; i++) {
        kept.image = &side->images[i];
        status = read_kept(&kept, &head->binaries[i], err);
    }
    tare_store_close(&store);
    return status;
}

/* Asks a copy of the kept executable for its cases. */
static int list_kept(struct tare_sides *sides, struct tare_suite *suite,
                     const struct tare_binary *binary,
                     const struct tare_image *image, double timeout_s,
                     struct tare_err *err)
{
    struct tare_copy *copy;
    size_t index;
    int status;

    copy = TARE_ADD(sides->copies, sides->copy_count);
    status = tare_copy_folder_put(&sides->copy_folder, image, copy, err);
    if (status == 0)
        status = tare_suite_open(suite, copy->exec, &index, err);
    if (status < 0)
        return status;
    suite->binaries[index].library_path = tare_strdup(copy->library_path);
    free(suite->binaries[index].path);
    suite->binaries[index].path = tare_strdup(binary->path);
    status = tare_session_list(suite, index, timeout_s, err);
    return status < 0 ? TARE_EBASELINE : 0;
}

int tare_sides_copy_folder(struct tare_sides *sides, struct tare_err *err)
{
    return sides->copy_folder.root == NULL
               ? tare_copy_folder_open(&sides->copy_folder, COPIES_ROOM, err)
               : 0;
}

static int list_all(struct tare_sides *sides, unsigned which, double timeout_s,
                    struct tare_err *err)
{
    struct tare_duel_side *side = &sides->side[which];
    const struct tare_run *head = &sides->heads[which];
    int status = tare_sides_copy_folder(sides, err);

    tare_orphans_adopt();
    for (size_t i = 0; i < head->binary_count && status == 0; i++)
        status = list_kept(sides, &side->suite, &head->binaries[i],
                           &side->images[i], timeout_s, err);
    return status;
}

int tare_sides_baseline(struct tare_sides *sides, unsigned which,
                        const char *name, const struct tare_case_choice *choice,
                        int *is_damaged, struct tare_err *err)
{
    struct tare_duel_side *side = &sides->side[which];
    struct tare_choice chosen = tare_chosen_cases(choice);
    int status;

    *is_damaged = 0;
    status = read_all(side, name, &sides->heads[which], choice->options,
                      is_damaged, err);
    if (status == 0)
        status = list_all(sides, which, choice->options->timeout_s, err);
    if (status == 0)
        status = tare_suite_check(&side->suite, err);
    if (status == 0)
        status = tare_suite_choose(&side->suite, &chosen, err);
    return status;
}

/* ---- any of them -------------------------------------------------------- */

static int is_baseline(const char *name, const struct tare_options *options,
                       int *found, struct tare_err *err)
{
    struct tare_store store;
    int status = tare_store_open(&store, options->store, err);

    if (status < 0)
        return status;
    *found = strchr(name, '/') == NULL && tare_store_has(&store, name);
    tare_store_close(&store);
    return 0;
}

int tare_sides_name(struct tare_sides *sides, unsigned which, char *name,
                    const struct tare_case_choice *choice, struct tare_err *err)
{
    struct tare_words paths = { &name, 1 };
    int found = 0, is_damaged, status;

    status = is_baseline(name, choice->options, &found, err);
    if (status < 0)
        return status;
    if (found)
        return tare_sides_baseline(sides, which, name, choice, &is_damaged,
                                   err);
    if (strchr(name, '/') != NULL || access(name, F_OK) == 0)
        return tare_sides_executables(sides, which, &paths, choice, err);
    return tare_fail_with(
        err, TARE_EBASELINE,
        "%.100s: no such executable, and no baseline of that name in %s", name,
        choice->options->store);
}

void tare_sides_release(struct tare_sides *sides)
{
    for (unsigned side = 0; side < 2; side++) {
        tare_duel_side_release(&sides->side[side]);
        tare_run_release(&sides->heads[side]);
    }
    for (size_t i = 0; i < sides->copy_count; i++)
        tare_copy_drop(&sides->copies[i]);
    free(sides->copies);
    tare_copy_folder_close(&sides->copy_folder);
    *sides = (struct tare_sides){ 0 };
}
