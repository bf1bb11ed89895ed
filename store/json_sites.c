/* SPDX-License-Identifier: MIT */
#include "store/json_sites.h"

#include <stdlib.h>

#include "store/alloc.h"
#include "store/json_library.h"

typedef const struct tare_json_place place;

/* Columns, as nodes have; all are whole numbers. */
static const struct column {
    const char *name;
    size_t offset; /* of a uint64_t in a site */
} site_columns[] = {
    { "blocks", offsetof(struct tare_site, blocks) },
    { "bytes", offsetof(struct tare_site, bytes) },
    { "resized", offsetof(struct tare_site, resized) },
    { "freed", offsetof(struct tare_site, freed) },
    { "brief", offsetof(struct tare_site, brief) },
    { "lived", offsetof(struct tare_site, lived) },
    { "most_blocks", offsetof(struct tare_site, most_blocks) },
    { "most_bytes", offsetof(struct tare_site, most_bytes) },
    { "peak_blocks", offsetof(struct tare_site, peak_blocks) },
    { "peak_bytes", offsetof(struct tare_site, peak_bytes) },
    { "left_blocks", offsetof(struct tare_site, left_blocks) },
    { "left_bytes", offsetof(struct tare_site, left_bytes) },
};

enum {
    SITE_COLUMNS = sizeof site_columns / sizeof *site_columns
};

static uint64_t *site_cell(struct tare_site *site, size_t column)
{
    return (uint64_t *)(void *)((char *)site + site_columns[column].offset);
}

cJSON *tare_json_sites(const struct tare_profile_launch *launch)
{
    double *cells = tare_alloc(launch->site_count, sizeof *cells);
    cJSON *object = cJSON_CreateObject();

    for (size_t i = 0; i < launch->site_count; i++)
        cells[i] = (double)launch->sites[i].node;
    cJSON_AddItemToObject(object, "nodes",
                          tare_json_numbers(cells, launch->site_count));
    for (size_t column = 0; column < SITE_COLUMNS; column++) {
        for (size_t i = 0; i < launch->site_count; i++)
            cells[i] = (double)*site_cell(&launch->sites[i], column);
        cJSON_AddItemToObject(object, site_columns[column].name,
                              tare_json_numbers(cells, launch->site_count));
    }
    free(cells);
    return object;
}

/* The next cell of each column; items[0] are the nodes. */
static int read_site(struct tare_site *site, const cJSON **items, size_t nodes)
{
    double node = tare_json_whole(items[0], (double)nodes - 1);

    if (node < 0)
        return -1;
    site->node = (size_t)node;
    items[0] = items[0]->next;
    for (size_t i = 0; i < SITE_COLUMNS; i++) {
        double cell = tare_json_whole(items[1 + i], TARE_JSON_WHOLE_MAX /
                                                        TARE_PROFILE_NODES_MAX);

        if (cell < 0)
            return -1;
        *site_cell(site, i) = (uint64_t)cell;
        items[1 + i] = items[1 + i]->next;
    }
    return 0;
}

/* A column that is longer than the others has a cell more than they. */
int tare_json_read_sites(struct tare_profile_launch *launch,
                         const cJSON *object, size_t nodes, place *from)
{
    const cJSON *items[1 + SITE_COLUMNS];
    int has_more;

    for (size_t i = 0; i < 1 + SITE_COLUMNS; i++) {
        const cJSON *array =
            tare_json_at(object, i > 0 ? site_columns[i - 1].name : "nodes");

        items[i] = array != NULL ? array->child : NULL;
    }
    do {
        struct tare_site site;

        has_more = 0;
        for (size_t i = 0; i < 1 + SITE_COLUMNS; i++)
            has_more |= items[i] != NULL;
        if (has_more &&
            (launch->site_count == nodes || read_site(&site, items, nodes) < 0))
            return tare_scan_refuse(from->scan, from->at,
                                    "the \"sites\" of a launch must be whole "
                                    "numbers, each with its node");
        if (has_more)
            *TARE_ADD(launch->sites, launch->site_count) = site;
    } while (has_more);
    return 0;
}
