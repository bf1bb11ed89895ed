/* SPDX-License-Identifier: MIT */
/* What both sides are launched from, and where that is one program. */
#include "harness/duel/duel_parts.h"

#include <string.h>
#include <sys/stat.h>

#include "harness/judge/sameness.h"

/* The record's binaries of that side. */
static struct tare_binary *binaries_of(struct tare_duel *duel, unsigned side)
{
    size_t first = side == 1 ? duel->sides[0].suite.binary_count : 0;

    return &duel->run->binaries[first];
}

void tare_duel_note_launch(void *listener, const struct tare_runner *runner,
                           const struct tare_session *session)
{
    struct tare_duel *duel = listener;
    unsigned side = runner->where == &duel->pairing.where[1];
    size_t index = runner->declared->binary;
    struct tare_binary *binary = &binaries_of(duel, side)[index];

    /* layouts share one copy, and load the same */
    if (tare_duel_side_has(&duel->sides[side], index))
        tare_duel_side_check(binary, session, runner->row);
    else
        tare_duel_side_note(binary, session);
}

void tare_duel_read_images(struct tare_duel *duel)
{
    for (unsigned side = 0; side < 2 && duel->status == 0; side++)
        duel->status = tare_duel_side_read(&duel->sides[side],
                                           binaries_of(duel, side), duel->err);
}

/* What cannot be read is found out when it is to be launched. */
static int is_one_file(const char *path, const char *other)
{
    struct tare_image images[2] = { 0 };
    struct stat facts[2];
    int is_one = stat(path, &facts[0]) == 0 && stat(other, &facts[1]) == 0 &&
                 facts[0].st_size == facts[1].st_size &&
                 tare_image_read(&images[0], path, NULL) == 0 &&
                 tare_image_read(&images[1], other, NULL) == 0 &&
                 strcmp(images[0].files[0].hash, images[1].files[0].hash) == 0;

    tare_image_release(&images[0]);
    tare_image_release(&images[1]);
    return is_one;
}

static const struct tare_suite_binary *
launched_from(const struct tare_duel *duel, size_t index, unsigned side)
{
    size_t binary = duel->pairing.cases[index].sides[side].declared->binary;

    return &duel->sides[side].suite.binaries[binary];
}

/* Neighbours mostly share their executables, which are read once then. */
void tare_duel_find_one_files(struct tare_duel *duel)
{
    const struct tare_suite_binary *old = NULL, *new = NULL;
    int is_one = 0;

    for (size_t i = 0; i < duel->pairing.judged; i++) {
        if (launched_from(duel, i, 0) != old ||
            launched_from(duel, i, 1) != new) {
            old = launched_from(duel, i, 0);
            new = launched_from(duel, i, 1);
            is_one = old->layouts + new->layouts == 0 &&
                     is_one_file(old->exec, new->exec);
        }
        duel->pairing.cases[i].is_one_file = is_one;
    }
}

int tare_duel_is_identical(struct tare_duel *duel,
                           const struct tare_pair_runner *both)
{
    return tare_sameness(
        &binaries_of(duel, 0)[both->sides[0].declared->binary],
        &binaries_of(duel, 1)[both->sides[1].declared->binary]);
}
