/* SPDX-License-Identifier: MIT */
#include "store/json_latency.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "store/alloc.h"
#include "store/json_library.h"

typedef const struct tare_json_place place;

/* ---- writing ------------------------------------------------------------- */

/* Buckets and their counts, a column each. */
static cJSON *launch_object(const struct tare_log_bins *bins)
{
    double *buckets = tare_alloc(bins->count, sizeof *buckets);
    double *counts = tare_alloc(bins->count, sizeof *counts);
    cJSON *object = cJSON_CreateObject();

    for (size_t i = 0; i < bins->count; i++) {
        buckets[i] = bins->items[i].bucket;
        counts[i] = (double)bins->items[i].count;
    }
    tare_json_add_number(object, "max_ns", bins->max);
    cJSON_AddItemToObject(object, "buckets",
                          tare_json_numbers(buckets, bins->count));
    cJSON_AddItemToObject(object, "counts",
                          tare_json_numbers(counts, bins->count));
    free(buckets);
    free(counts);
    return object;
}

cJSON *tare_json_latency(const struct tare_latency *latency)
{
    cJSON *object = cJSON_CreateObject(), *launches = cJSON_CreateArray();

    tare_json_add_number(object, "floor_ns", latency->floor_ns);
    for (size_t i = 0; i < latency->count; i++)
        cJSON_AddItemToArray(launches, launch_object(&latency->launches[i]));
    cJSON_AddItemToObject(object, "launches", launches);
    return object;
}

/* ---- reading ------------------------------------------------------------- */

static int refuse(place *from, const char *what)
{
    return tare_scan_refuse(from->scan, from->at, "%s", what);
}

static int read_amount(double *value, const cJSON *object, const char *name,
                       place *from)
{
    const cJSON *item = tare_json_at(object, name);

    if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0) ||
        item->valuedouble > DBL_MAX)
        return tare_scan_refuse(from->scan, from->at,
                                "\"%s\" of a latency must be a number that is "
                                "not negative",
                                name);
    *value = item->valuedouble;
    return 0;
}

/* A whole number in that range. */
static int is_whole(const cJSON *item, double low, double high)
{
    return cJSON_IsNumber(item) && item->valuedouble >= low &&
           item->valuedouble <= high &&
           !(item->valuedouble < trunc(item->valuedouble)) &&
           !(item->valuedouble > trunc(item->valuedouble));
}

/* One bin after the other from both arrays; they end together. */
static int read_bins(struct tare_log_bins *bins, const cJSON *bucket,
                     const cJSON *count, place *from)
{
    double least = 0, left = (double)TARE_LATENCY_COUNT_MAX;

    for (; bucket != NULL && count != NULL;
         bucket = bucket->next, count = count->next) {
        if (!is_whole(bucket, least, TARE_LOG_BUCKETS - 1))
            return refuse(from, "the \"buckets\" of a latency must be whole "
                                "numbers that ascend and are in range");
        if (!is_whole(count, 1, left))
            return refuse(from,
                          "the \"counts\" of a latency must be whole numbers "
                          "from 1 on, and not too large in total");
        *TARE_ADD(bins->items, bins->count) =
            (struct tare_log_bin){ (uint32_t)bucket->valuedouble,
                                   (uint64_t)count->valuedouble };
        least = bucket->valuedouble + 1;
        left -= count->valuedouble;
    }
    if (bucket != NULL || count != NULL || bins->count == 0)
        return refuse(from, "the \"buckets\" and \"counts\" of a latency must "
                            "be equally many, and not empty");
    return 0;
}

static int read_launch(struct tare_log_bins *bins, const cJSON *object,
                       place *from)
{
    const cJSON *buckets = tare_json_at(object, "buckets");
    const cJSON *counts = tare_json_at(object, "counts");

    if (read_amount(&bins->max, object, "max_ns", from) < 0)
        return TARE_EBASELINE;
    if (!cJSON_IsArray(buckets) || !cJSON_IsArray(counts))
        return refuse(from, "a launch of a latency must have arrays of "
                            "\"buckets\" and \"counts\"");
    if (read_bins(bins, buckets->child, counts->child, from) < 0)
        return TARE_EBASELINE;
    if (tare_log_bucket(bins->max) != bins->items[bins->count - 1].bucket)
        return refuse(from, "the \"max_ns\" of a latency must lie in the last "
                            "of its \"buckets\"");
    return 0;
}

int tare_json_read_latency(struct tare_latency *latency, const cJSON *object,
                           place *from)
{
    const cJSON *launches = tare_json_at(object, "launches");

    if (object == NULL)
        return 0;
    if (!cJSON_IsArray(launches) || launches->child == NULL)
        return refuse(from, "a \"latency\" must have an array of \"launches\"");
    if (read_amount(&latency->floor_ns, object, "floor_ns", from) < 0)
        return TARE_EBASELINE;
    for (const cJSON *item = launches->child; item != NULL; item = item->next) {
        if (latency->count == TARE_LATENCY_LAUNCHES_MAX)
            return refuse(from, "a latency has too many \"launches\"");
        if (read_launch(TARE_ADD(latency->launches, latency->count), item,
                        from) < 0)
            return TARE_EBASELINE;
    }
    return 0;
}
