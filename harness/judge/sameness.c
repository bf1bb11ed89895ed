/* SPDX-License-Identifier: MIT */
#include "harness/judge/sameness.h"

#include <string.h>

static int is_same_file(const char *hash, const char *other)
{
    return hash != NULL && other != NULL && strcmp(hash, other) == 0;
}

static int has_library(const struct tare_binary *binary, const char *hash)
{
    for (size_t i = 0; i < binary->library_count; i++)
        if (is_same_file(binary->libraries[i].hash, hash))
            return 1;
    return 0;
}

/* A library of the one that the other does not load. */
static const char *find_other(const struct tare_binary *one,
                              const struct tare_binary *other)
{
    for (size_t i = 0; i < one->library_count; i++)
        if (!has_library(other, one->libraries[i].hash))
            return one->libraries[i].path;
    return NULL;
}

int tare_sameness_of_files(const struct tare_binary *one,
                           const struct tare_binary *other)
{
    return is_same_file(one->hash, other->hash);
}

const char *tare_sameness_other_library(const struct tare_binary *one,
                                        const struct tare_binary *other)
{
    const char *path = find_other(other, one);

    return path != NULL ? path : find_other(one, other);
}

int tare_sameness(const struct tare_binary *one,
                  const struct tare_binary *other)
{
    return tare_sameness_of_files(one, other) &&
           tare_sameness_other_library(one, other) == NULL;
}
