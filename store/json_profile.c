/* SPDX-License-Identifier: MIT */
#include "store/json_profile.h"

#include <math.h>
#include <stdlib.h>

#include "store/alloc.h"
#include "store/json_library.h"
#include "store/json_shape.h"
#include "store/json_sites.h"

typedef const struct tare_json_place place;

/* ---- columns ------------------------------------------------------------- */

/* A number of each node; all of a column in one array. */
static const char *const node_columns[] = { "parents", "objects",   "offsets",
                                            "inlined", "functions", "lines" };

enum {
    NODE_COLUMNS = sizeof node_columns / sizeof *node_columns
};

static double node_cell(const struct tare_profile_node *node, size_t column)
{
    const double cells[NODE_COLUMNS] = {
        (double)node->parent,  (double)node->object,   (double)node->offset,
        (double)node->inlined, (double)node->function, (double)node->line
    };

    return cells[column];
}

static cJSON *nodes_object(const struct tare_profile *profile)
{
    double *cells = tare_alloc(profile->node_count, sizeof *cells);
    cJSON *object = cJSON_CreateObject();

    for (size_t column = 0; column < NODE_COLUMNS; column++) {
        for (size_t i = 0; i < profile->node_count; i++)
            cells[i] = node_cell(&profile->nodes[i], column);
        cJSON_AddItemToObject(object, node_columns[column],
                              tare_json_numbers(cells, profile->node_count));
    }
    free(cells);
    return object;
}

static cJSON *launch_object(const struct tare_profile_launch *launch)
{
    double *nodes = tare_alloc(launch->count, sizeof *nodes);
    double *looks = tare_alloc(launch->count, sizeof *looks);
    double *times = tare_alloc(launch->count, sizeof *times), all = 0;
    cJSON *object = tare_fields_object(tare_shape_profile_launch, launch);

    for (size_t i = 0; i < launch->count; i++) {
        nodes[i] = (double)launch->counts[i].node;
        looks[i] = (double)launch->counts[i].looks;
        times[i] = (double)launch->counts[i].times;
        all += times[i];
    }
    cJSON_AddItemToObject(object, "nodes",
                          tare_json_numbers(nodes, launch->count));
    cJSON_AddItemToObject(object, "looks",
                          tare_json_numbers(looks, launch->count));
    if (launch->site_count > 0)
        cJSON_AddItemToObject(object, "sites", tare_json_sites(launch));
    if (all > 0)
        cJSON_AddItemToObject(object, "times",
                              tare_json_numbers(times, launch->count));
    free(nodes);
    free(looks);
    free(times);
    return object;
}

cJSON *tare_json_profile(const struct tare_profile *profile)
{
    cJSON *object = cJSON_CreateObject(), *launches = cJSON_CreateArray();

    cJSON_AddItemToObject(
        object, "objects",
        tare_fields_array(tare_shape_profile_object, profile->objects,
                          profile->object_count, sizeof *profile->objects));
    cJSON_AddItemToObject(
        object, "functions",
        tare_fields_array(tare_shape_profile_function, profile->functions,
                          profile->function_count, sizeof *profile->functions));
    cJSON_AddItemToObject(object, "nodes", nodes_object(profile));
    for (size_t i = 0; i < profile->launch_count; i++)
        cJSON_AddItemToArray(launches, launch_object(&profile->launches[i]));
    cJSON_AddItemToObject(object, "launches", launches);
    return object;
}

/* ---- reading ------------------------------------------------------------- */

static int refuse(place *from, const char *what)
{
    return tare_scan_refuse(from->scan, from->at, "%s", what);
}

static int read_objects(struct tare_profile *profile, const cJSON *array,
                        place *from)
{
    for (const cJSON *item = array != NULL ? array->child : NULL; item != NULL;
         item = item->next) {
        if (profile->object_count == TARE_PROFILE_OBJECTS_MAX)
            return refuse(from, "a profile has too many \"objects\"");
        if (tare_fields_read(TARE_ADD(profile->objects, profile->object_count),
                             tare_shape_profile_object, item,
                             "object of a profile", from) < 0)
            return TARE_EBASELINE;
    }
    return 0;
}

static int read_functions(struct tare_profile *profile, const cJSON *array,
                          place *from)
{
    for (const cJSON *item = array != NULL ? array->child : NULL; item != NULL;
         item = item->next) {
        struct tare_profile_function *function;

        if (profile->function_count == TARE_PROFILE_NODES_MAX)
            return refuse(from, "a profile has too many \"functions\"");
        function = TARE_ADD(profile->functions, profile->function_count);
        if (tare_fields_read(function, tare_shape_profile_function, item,
                             "function of a profile", from) < 0)
            return TARE_EBASELINE;
        if (function->object >= profile->object_count)
            return refuse(from, "a function of a profile is in an \"object\" "
                                "that is not there");
    }
    return 0;
}

/* What is inlined is one deeper than its parent, at the same place. */
static int is_inside_parent(const struct tare_profile *profile,
                            const struct tare_profile_node *node)
{
    const struct tare_profile_node *parent;

    if (node->inlined == 0 || node->parent == 0)
        return node->inlined == 0;
    parent = &profile->nodes[node->parent - 1];
    return parent->inlined + 1 == node->inlined &&
           parent->object == node->object && parent->offset == node->offset;
}

/* Whether they are whole numbers, of what was before. */
static int can_follow(const struct tare_profile *profile, const double *cells)
{
    for (size_t i = 0; i < NODE_COLUMNS; i++)
        if (cells[i] < 0)
            return 0;
    return cells[0] <= (double)profile->node_count &&
           cells[1] < (double)profile->object_count;
}

static struct tare_profile_node node_of(const double *cells)
{
    return (struct tare_profile_node){ .parent = (size_t)cells[0],
                                       .object = (size_t)cells[1],
                                       .offset = (uint64_t)cells[2],
                                       .inlined = (unsigned)cells[3],
                                       .function = (size_t)cells[4],
                                       .line = (int)cells[5] };
}

/* How deep each node is, for the limit of the tree. */
static int append_node(struct tare_profile *profile, const double *cells,
                       unsigned **depths, place *from)
{
    static const char unfit[] =
        "the \"nodes\" of a profile do not fit together";
    size_t number = profile->node_count;
    struct tare_profile_node node;

    if (number == TARE_PROFILE_NODES_MAX)
        return refuse(from, "a profile has too many \"nodes\"");
    if (!can_follow(profile, cells))
        return refuse(from, unfit);
    node = node_of(cells);
    if (!is_inside_parent(profile, &node))
        return refuse(from, unfit);
    *depths = tare_grow(*depths, number, sizeof **depths);
    (*depths)[number] = node.parent > 0 ? (*depths)[node.parent - 1] + 1 : 1;
    if ((*depths)[number] > TARE_PROFILE_DEPTH_MAX)
        return refuse(from, "the \"nodes\" of a profile are too deep");
    return tare_profile_append(profile, &node);
}

/* A column that is longer than the others is not of this tree. */
static int has_more(const cJSON *const items[NODE_COLUMNS])
{
    for (size_t i = 0; i < NODE_COLUMNS; i++)
        if (items[i] != NULL)
            return 1;
    return 0;
}

static int read_nodes(struct tare_profile *profile, const cJSON *object,
                      place *from)
{
    const double most[NODE_COLUMNS] = { TARE_PROFILE_NODES_MAX,
                                        TARE_PROFILE_OBJECTS_MAX,
                                        TARE_JSON_WHOLE_MAX,
                                        TARE_PROFILE_DEPTH_MAX,
                                        (double)profile->function_count,
                                        1e9 };
    const cJSON *items[NODE_COLUMNS];
    double cells[NODE_COLUMNS];
    unsigned *depths = NULL;
    int status = 0;

    for (size_t i = 0; i < NODE_COLUMNS; i++) {
        const cJSON *array = tare_json_at(object, node_columns[i]);

        items[i] = array != NULL ? array->child : NULL;
    }
    while (status == 0 && has_more(items)) {
        for (size_t i = 0; i < NODE_COLUMNS; i++) {
            cells[i] = tare_json_whole(items[i], most[i]);
            items[i] = items[i] != NULL ? items[i]->next : NULL;
        }
        status = append_node(profile, cells, &depths, from);
    }
    free(depths);
    return status;
}

/* Of waits: one for each node. */
static int read_times(struct tare_profile_launch *launch, const cJSON *array,
                      place *from)
{
    const cJSON *item = array != NULL ? array->child : NULL;
    size_t i = 0;

    if (array == NULL)
        return 0;
    for (; i < launch->count && item != NULL; item = item->next) {
        double times = tare_json_whole(item, (double)TARE_PROFILE_LOOKS_MAX);

        if (times < 0)
            break;
        launch->counts[i++].times = (uint64_t)times;
    }
    if (i < launch->count || item != NULL)
        return refuse(from, "the \"times\" of a launch of waits must be whole "
                            "numbers, one for each node");
    return 0;
}

static int read_counts(struct tare_profile_launch *launch, const cJSON *object,
                       size_t nodes, place *from)
{
    const cJSON *node = tare_json_at(object, "nodes");
    const cJSON *looks = tare_json_at(object, "looks");

    node = node != NULL ? node->child : NULL;
    looks = looks != NULL ? looks->child : NULL;
    for (; node != NULL || looks != NULL; node = node->next) {
        double at = tare_json_whole(node, TARE_PROFILE_NODES_MAX);
        double count = tare_json_whole(looks, (double)TARE_PROFILE_LOOKS_MAX);

        if (at < 0 || at >= (double)nodes || count < 0)
            return refuse(from, "the \"looks\" of a launch of a profile must "
                                "be whole numbers, each with its node");
        *TARE_ADD(launch->counts, launch->count) =
            (struct tare_profile_count){ (size_t)at, (uint64_t)count, 0 };
        looks = looks->next;
    }
    return read_times(launch, tare_json_at(object, "times"), from);
}

static int read_launches(struct tare_profile *profile, const cJSON *array,
                         place *from)
{
    if (!cJSON_IsArray(array) || array->child == NULL)
        return refuse(from, "a \"profile\" must have an array of \"launches\"");
    for (const cJSON *item = array->child; item != NULL; item = item->next) {
        struct tare_profile_launch *launch;

        if (profile->launch_count == TARE_PROFILE_LAUNCHES_MAX)
            return refuse(from, "a profile has too many \"launches\"");
        launch = TARE_ADD(profile->launches, profile->launch_count);
        if (tare_fields_read(launch, tare_shape_profile_launch, item,
                             "launch of a profile", from) < 0 ||
            read_counts(launch, item, profile->node_count, from) < 0 ||
            tare_json_read_sites(launch, tare_json_at(item, "sites"),
                                 profile->node_count, from) < 0)
            return TARE_EBASELINE;
    }
    return 0;
}

int tare_json_read_profile(struct tare_profile *profile, const cJSON *object,
                           place *from)
{
    if (object == NULL)
        return 0;
    if (read_objects(profile, tare_json_at(object, "objects"), from) < 0 ||
        read_functions(profile, tare_json_at(object, "functions"), from) < 0 ||
        read_nodes(profile, tare_json_at(object, "nodes"), from) < 0)
        return TARE_EBASELINE;
    return read_launches(profile, tare_json_at(object, "launches"), from);
}
