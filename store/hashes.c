/* SPDX-License-Identifier: MIT */
#include "store/hashes.h"

#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/hash.h"

/* Where it is, or the count. */
static size_t find(const struct tare_hashes *hashes, const char *hash)
{
    size_t i = 0;

    while (i < hashes->count && strcmp(hashes->items[i], hash) != 0)
        i++;
    return i;
}

static void add(struct tare_hashes *hashes, const char *hash)
{
    if (hash == NULL || find(hashes, hash) < hashes->count)
        return;
    *TARE_ADD(hashes->items, hashes->count) = tare_strdup(hash);
}

void tare_hashes_add_kept(struct tare_hashes *hashes,
                          const struct tare_run *run)
{
    for (size_t i = 0; i < run->binary_count; i++) {
        const struct tare_binary *binary = &run->binaries[i];

        if (!binary->is_kept)
            continue;
        add(hashes, binary->hash);
        for (size_t j = 0; j < binary->library_count; j++)
            add(hashes, binary->libraries[j].hash);
    }
}

int tare_hashes_take(struct tare_hashes *hashes, const char *hash)
{
    size_t at = find(hashes, hash);

    if (at == hashes->count)
        return 0;
    free(hashes->items[at]);
    hashes->items[at] = hashes->items[--hashes->count];
    return 1;
}

const char *tare_hashes_fault(const struct tare_hashes *hashes)
{
    for (size_t i = 0; i < hashes->count; i++)
        if (!tare_hash_is_valid(hashes->items[i]))
            return hashes->items[i];
    return NULL;
}

void tare_hashes_release(struct tare_hashes *hashes)
{
    for (size_t i = 0; i < hashes->count; i++)
        free(hashes->items[i]);
    free(hashes->items);
    *hashes = (struct tare_hashes){ 0 };
}
