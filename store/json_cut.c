/* SPDX-License-Identifier: MIT */
#include "store/json_cut.h"

#include "store/alloc.h"
#include "store/json_facts.h"
#include "store/json_library.h"
#include "store/json_shape.h"

typedef const struct tare_json_place place;

/* ---- writing ------------------------------------------------------------- */

static void add_origin(cJSON *object, const struct tare_shard *shard)
{
    cJSON *machine = cJSON_CreateObject(), *settings = cJSON_CreateObject();

    tare_json_add_facts(machine, &shard->machine);
    tare_json_add_facts(settings, &shard->settings);
    cJSON_AddItemToObject(object, "machine", machine);
    cJSON_AddItemToObject(object, "settings", settings);
    if (shard->weather.pace_ns > 0)
        cJSON_AddItemToObject(
            object, "weather",
            tare_fields_object(tare_shape_weather, &shard->weather));
}

static cJSON *shard_object(const struct tare_shard *shard)
{
    cJSON *object = tare_fields_object(tare_shape_shard, shard);
    cJSON *mine = cJSON_CreateArray();

    for (size_t i = 0; i < shard->count; i++)
        cJSON_AddItemToArray(mine, tare_json_number((double)shard->mine[i]));
    cJSON_AddItemToObject(object, "mine", mine);
    if (shard->started != NULL)
        add_origin(object, shard);
    return object;
}

cJSON *tare_json_cut(const struct tare_cut *cut)
{
    cJSON *object = tare_fields_object(tare_shape_cut, cut);
    cJSON *suite = cJSON_CreateArray(), *shards = cJSON_CreateArray();

    for (size_t i = 0; i < cut->count; i++)
        cJSON_AddItemToArray(suite, tare_json_text(cut->suite[i]));
    for (size_t i = 0; i < cut->shard_count; i++)
        cJSON_AddItemToArray(shards, shard_object(&cut->shards[i]));
    cJSON_AddItemToObject(object, "suite", suite);
    cJSON_AddItemToObject(object, "shards", shards);
    return object;
}

/* ---- reading ------------------------------------------------------------- */

static int refuse(place *from, const char *what)
{
    return tare_scan_refuse(from->scan, from->at, "%s", what);
}

static int read_suite(struct tare_cut *cut, const cJSON *suite, place *from)
{
    const cJSON *item = NULL;

    if (!cJSON_IsArray(suite))
        return refuse(from, "\"cut\" must have an array \"suite\"");
    for (item = suite->child; item != NULL; item = item->next) {
        if (!cJSON_IsString(item) || item->valuestring[0] == '\0')
            return refuse(from, "an id of the \"suite\" is not a text");
        *TARE_ADD(cut->suite, cut->count) = tare_strdup(item->valuestring);
    }
    return 0;
}

/* Each number is larger than the one before, so none is there twice. */
static int read_mine(struct tare_shard *shard, size_t suite, const cJSON *mine,
                     place *from)
{
    const cJSON *item = NULL;

    if (!cJSON_IsArray(mine))
        return refuse(from, "a shard must have an array \"mine\"");
    for (item = mine->child; item != NULL; item = item->next) {
        double which = tare_json_whole(item, TARE_JSON_WHOLE_MAX);

        if (!(which >= 0) || which >= (double)suite ||
            (shard->count > 0 &&
             which <= (double)shard->mine[shard->count - 1]))
            return refuse(from, "\"mine\" must be numbers of ids of the "
                                "\"suite\", in ascending order");
        *TARE_ADD(shard->mine, shard->count) = (size_t)which;
    }
    return 0;
}

static int read_origin(struct tare_shard *shard, const cJSON *object,
                       place *from)
{
    const cJSON *machine = tare_json_at(object, "machine");
    const cJSON *settings = tare_json_at(object, "settings");
    const cJSON *weather = tare_json_at(object, "weather");

    if (!cJSON_IsObject(machine) || !cJSON_IsObject(settings))
        return refuse(from, "a merged shard must have the objects \"machine\" "
                            "and \"settings\"");
    tare_json_read_facts(&shard->machine, machine);
    tare_json_read_facts(&shard->settings, settings);
    return weather == NULL
               ? 0
               : tare_fields_read(&shard->weather, tare_shape_weather, weather,
                                  "weather of a shard", from);
}

static int read_shard(struct tare_cut *cut, const cJSON *object, place *from)
{
    struct tare_shard *shard = TARE_ADD(cut->shards, cut->shard_count);

    if (tare_fields_read(shard, tare_shape_shard, object, "shard", from) < 0 ||
        read_mine(shard, cut->count, tare_json_at(object, "mine"), from) < 0)
        return TARE_EBASELINE;
    if (shard->index >= cut->of)
        return refuse(from, "the \"index\" of a shard is not below \"of\"");
    return shard->started != NULL ? read_origin(shard, object, from) : 0;
}

/* Of a part the one that it is; of merged parts all, in order. */
static int check_shards(const struct tare_cut *cut, place *from)
{
    int is_merged = cut->shard_count > 0 && cut->shards[0].started != NULL;

    if (cut->shard_count != (is_merged ? cut->of : 1))
        return refuse(from, "\"shards\" must be the one of this part, or all "
                            "that were merged");
    for (size_t i = 0; is_merged && i < cut->shard_count; i++)
        if (cut->shards[i].index != i || cut->shards[i].started == NULL)
            return refuse(from, "merged \"shards\" must be in their order");
    return 0;
}

int tare_json_read_cut(struct tare_cut *cut, const cJSON *object, place *from)
{
    const cJSON *shards = tare_json_at(object, "shards"), *item = NULL;

    if (object == NULL)
        return 0;
    if (tare_fields_read(cut, tare_shape_cut, object, "cut", from) < 0 ||
        read_suite(cut, tare_json_at(object, "suite"), from) < 0)
        return TARE_EBASELINE;
    if (!cJSON_IsArray(shards))
        return refuse(from, "\"cut\" must have an array \"shards\"");
    for (item = shards->child; item != NULL; item = item->next)
        if (read_shard(cut, item, from) < 0)
            return TARE_EBASELINE;
    return check_shards(cut, from);
}
