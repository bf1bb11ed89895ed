/* SPDX-License-Identifier: MIT */
#include "harness/image/duel_side.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/launch/loaded.h"
#include "store/alloc.h"

enum {
    LOOKED_AT = 3 /* launches of a case; the others will load the same */
};

int tare_duel_side_has(const struct tare_duel_side *side, size_t index)
{
    return index < side->image_count && side->images[index].count > 0;
}

/* Once. */
static void add_library(struct tare_binary *binary, const char *path)
{
    for (size_t i = 0; i < binary->library_count; i++)
        if (strcmp(binary->libraries[i].path, path) == 0)
            return;
    TARE_ADD(binary->libraries, binary->library_count)->path =
        tare_strdup(path);
}

void tare_duel_side_note(struct tare_binary *binary,
                         const struct tare_session *session)
{
    for (size_t i = 0; i < session->loaded_count; i++)
        add_library(binary, session->loaded[i]);
}

/* ---- images -------------------------------------------------------------- */

/* Whether it was changed after the other was. */
static int is_newer(const char *path, const char *than)
{
    struct stat one, other;

    if (stat(path, &one) != 0 || stat(than, &other) != 0)
        return 0;
    if (one.st_mtim.tv_sec != other.st_mtim.tv_sec)
        return one.st_mtim.tv_sec > other.st_mtim.tv_sec;
    return one.st_mtim.tv_nsec > other.st_mtim.tv_nsec;
}

static char *hash_of(const struct tare_image *image, const char *path)
{
    for (size_t i = 1; i < image->count; i++)
        if (strcmp(image->files[i].path, path) == 0)
            return tare_strdup(image->files[i].hash);
    return NULL;
}

static int read_image(struct tare_image *image, const char *exec,
                      struct tare_binary *binary, struct tare_err *err)
{
    int status = tare_image_read(image, exec, err);

    for (size_t i = 0; status == 0 && i < binary->library_count; i++)
        status =
            tare_image_add_library(image, binary->libraries[i].path, NULL, err);
    if (status < 0)
        return status;
    binary->hash = tare_strdup(image->files[0].hash);
    for (size_t i = 0; i < binary->library_count; i++) {
        struct tare_loaded *library = &binary->libraries[i];

        library->hash = hash_of(image, library->path);
        library->is_newer = is_newer(library->path, exec);
    }
    return 0;
}

/* What one layout has loaded, the others load too. */
static void share_libraries(const struct tare_suite_binary *first,
                            struct tare_binary *binaries)
{
    for (unsigned k = 1; k < first->layouts; k++)
        for (size_t i = 0; i < binaries[0].library_count; i++)
            add_library(&binaries[k], binaries[0].libraries[i].path);
}

/* Layouts whose cases were not chosen need not take memory. */
static int is_needed(const struct tare_suite *suite, size_t index)
{
    size_t first = tare_suite_first_layout(suite, index);

    for (size_t i = 0; i < suite->count; i++)
        if (suite->cases[i].binary == first)
            return 1;
    return suite->binaries[first].layouts == 0;
}

int tare_duel_side_read(struct tare_duel_side *side,
                        struct tare_binary *binaries, struct tare_err *err)
{
    size_t count = side->suite.binary_count;
    struct tare_image *images = tare_alloc(count, sizeof *images);
    int status = 0;

    if (side->images != NULL)
        memcpy(images, side->images, side->image_count * sizeof *images);
    free(side->images);
    side->images = images;
    side->image_count = count;
    side->copies = tare_alloc(count, sizeof *side->copies);
    side->decks = tare_alloc(count, sizeof *side->decks);
    for (size_t i = 0; i < count; i++)
        share_libraries(&side->suite.binaries[i], &binaries[i]);
    for (size_t i = 0; i < count && status == 0; i++)
        if (!tare_duel_side_has(side, i) && is_needed(&side->suite, i))
            status = read_image(&images[i], side->suite.binaries[i].exec,
                                &binaries[i], err);
    return status;
}

/* Whether that is the library that the side had when it was made. */
static int is_as_it_was(const struct tare_binary *binary, const char *path)
{
    struct tare_image now = { 0 };
    int is_same = 0;

    if (tare_image_add_library(&now, path, NULL, NULL) == 0)
        for (size_t i = 0; i < binary->library_count; i++)
            is_same |=
                strcmp(binary->libraries[i].path, path) == 0 &&
                binary->libraries[i].hash != NULL &&
                strcmp(binary->libraries[i].hash, now.files[0].hash) == 0;
    tare_image_release(&now);
    return is_same;
}

static int is_warned(const struct tare_case *row, const char *code)
{
    for (size_t i = 0; i < row->warning_count; i++)
        if (strcmp(row->warnings[i].code, code) == 0)
            return 1;
    return 0;
}

void tare_duel_side_check(const struct tare_binary *binary,
                          const struct tare_session *session,
                          struct tare_case *row)
{
    const char *stray;

    if (session->folder == NULL || is_warned(row, "not-staged") ||
        (row->measure_count > 0 && row->measures[0].count > LOOKED_AT))
        return;
    stray = tare_loaded_stray(session->loaded, session->loaded_count,
                              session->folder);
    if (stray != NULL && !is_as_it_was(binary, stray))
        tare_case_warn(row, "not-staged",
                       "it loads %s by its full path, which is not the file "
                       "that this side had",
                       stray);
}

/* ---- copies -------------------------------------------------------------- */

static void point_to(struct tare_suite_binary *binary,
                     const struct tare_copy *copy)
{
    free(binary->exec);
    free(binary->library_path);
    binary->exec = tare_strdup(copy->exec);
    binary->library_path = tare_strdup(copy->library_path);
    binary->is_copy = 1;
}

static void shuffle(struct tare_deck *deck)
{
    for (size_t i = 0; i < deck->count; i++)
        deck->order[i] = i;
    tare_rng_shuffle(&deck->rng, deck->order, deck->count);
    deck->at = 0;
}

/* How many binaries before that one have layouts; rivals draw alike. */
static uint64_t count_before(const struct tare_duel_side *side, size_t index)
{
    uint64_t count = 0;

    if (side->are_rivals)
        return 0;
    for (size_t i = 0; i < index; i++)
        count += side->suite.binaries[i].layouts > 0;
    return count;
}

static void begin_deck(struct tare_deck *deck, size_t count)
{
    deck->order = tare_alloc(count, sizeof *deck->order);
    deck->count = deck->at = count;
}

void tare_duel_side_draw(struct tare_duel_side *side, size_t index,
                         uint64_t seed)
{
    struct tare_suite_binary *first = &side->suite.binaries[index];
    struct tare_deck *deck = &side->decks[index];

    if (first->layouts == 0)
        return;
    if (deck->order == NULL) {
        begin_deck(deck, first->layouts);
        tare_rng_stream(&deck->rng, seed, "layouts", count_before(side, index));
    }
    if (deck->at == deck->count)
        shuffle(deck);
    first->drawn = (unsigned)deck->order[deck->at++];
}

int tare_duel_side_copy(struct tare_duel_side *side, size_t index,
                        struct tare_copy_folder *copy_folder,
                        struct tare_err *err)
{
    struct tare_suite_binary *first = &side->suite.binaries[index];
    size_t drawn = index + first->drawn;
    struct tare_copy copy = { 0 };
    int status =
        tare_copy_folder_put(copy_folder, &side->images[drawn], &copy, err);

    if (status < 0)
        return status;
    point_to(first + first->drawn, &copy);
    tare_copy_drop(&side->copies[index]);
    side->copies[index] = copy;
    return 0;
}

void tare_duel_side_release(struct tare_duel_side *side)
{
    for (size_t i = 0; i < side->image_count; i++) {
        tare_image_release(&side->images[i]);
        if (side->copies != NULL)
            tare_copy_drop(&side->copies[i]);
        if (side->decks != NULL)
            free(side->decks[i].order);
    }
    free(side->images);
    free(side->copies);
    free(side->decks);
    tare_suite_release(&side->suite);
    *side = (struct tare_duel_side){ 0 };
}
