/* SPDX-License-Identifier: MIT */
#include "store/json_case.h"

#include <inttypes.h>
#include <stdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/columns.h"
#include "store/json_latency.h"
#include "store/json_profile.h"
#include "store/json_library.h"
#include "store/json_shape.h"

/* ---- samples ------------------------------------------------------------- */

static int is_same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* The numbers of all samples; one number when all are the same; nothing when
 * that is what a reader takes it for. */
static void add_column(cJSON *object, const struct tare_column *column,
                       const struct tare_launch *launch, double *scratch)
{
    int is_one = column != tare_columns;

    for (size_t i = 0; i < launch->count; i++) {
        scratch[i] = tare_column_get(column, &launch->samples[i]);
        is_one = is_one && is_same(scratch[i], scratch[0]);
    }
    if (!is_one)
        cJSON_AddItemToObject(object, column->name,
                              tare_json_numbers(scratch, launch->count));
    else if (!is_same(scratch[0], column->when_absent))
        tare_json_add_number(object, column->name, scratch[0]);
}

static cJSON *threads_array(const struct tare_launch *launch)
{
    cJSON *array = cJSON_CreateArray();

    for (size_t i = 0; i < launch->count; i++)
        cJSON_AddItemToArray(array, tare_json_numbers(launch->thread_values +
                                                          i * launch->threads,
                                                      launch->threads));
    return array;
}

static cJSON *samples_object(const struct tare_launch *launch)
{
    double *scratch = tare_alloc(launch->count, sizeof *scratch);
    cJSON *object = cJSON_CreateObject();

    for (int i = 0; i < TARE_COLUMNS; i++)
        add_column(object, &tare_columns[i], launch, scratch);
    if (launch->thread_values != NULL)
        cJSON_AddItemToObject(object, "threads", threads_array(launch));
    free(scratch);
    return object;
}

static cJSON *launch_object(const struct tare_launch *launch)
{
    cJSON *object = cJSON_CreateObject();

    tare_json_add_number(object, "value", launch->value);
    tare_json_add_number(object, "start_s", launch->start_s);
    tare_json_add_number(object, "setup_ns", launch->setup_ns);
    if (launch->pace_ns > 0)
        tare_json_add_number(object, "pace_ns", launch->pace_ns);
    if (launch->quiet >= 0) {
        tare_json_add_number(object, "met", launch->met);
        tare_json_add_number(object, "quiet", launch->quiet);
        if (launch->own < 0 || launch->own > 0)
            tare_json_add_number(object, "own", launch->own);
        if (launch->whole > 0)
            tare_json_add_number(object, "whole", launch->whole);
        if (launch->interrupts > 0)
            tare_json_add_number(object, "interrupts", launch->interrupts);
        if (launch->aside)
            tare_json_add_number(object, "aside", 1);
    }
    if (launch->cpu >= 0)
        tare_json_add_number(object, "cpu", launch->cpu);
    if (launch->layout > 0)
        tare_json_add_number(object, "layout", launch->layout);
    tare_json_add_text(object, "outlier", launch->outlier);
    if (launch->count > 0)
        cJSON_AddItemToObject(object, "samples", samples_object(launch));
    return object;
}

/* ---- measures ------------------------------------------------------------ */

cJSON *tare_json_band(const struct tare_band *band)
{
    return isfinite(band->value) ? tare_fields_object(tare_shape_band, band)
                                 : NULL;
}

static cJSON *figure_object(const struct tare_figure *figure)
{
    return isfinite(figure->value)
               ? tare_fields_object(tare_shape_figure, figure)
               : NULL;
}

static cJSON *figures_object(const struct tare_measure *measure)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *slope = figure_object(&measure->slope);

    cJSON_AddItemToObject(object, "mean", figure_object(&measure->mean));
    cJSON_AddItemToObject(object, "median", figure_object(&measure->median));
    cJSON_AddItemToObject(object, "std_dev", figure_object(&measure->std_dev));
    cJSON_AddItemToObject(object, "mad", figure_object(&measure->mad));
    if (slope != NULL)
        tare_fields_write(slope, tare_shape_slope, measure);
    cJSON_AddItemToObject(object, "slope", slope);
    return object;
}

static cJSON *outliers_object(const struct tare_outliers *outliers)
{
    cJSON *object = tare_fields_object(tare_shape_outliers, outliers);
    size_t count = 0;

    while (count < 4 && isfinite(outliers->fences[count]))
        count++;
    cJSON_AddItemToObject(object, "fences",
                          tare_json_numbers(outliers->fences, count));
    return object;
}

static cJSON *shape_object(const struct tare_shape_facts *shape)
{
    cJSON *object = tare_fields_object(tare_shape_facts, shape);

    if (shape->is_bimodal)
        tare_fields_write(object, tare_shape_modes, shape);
    return object;
}

static cJSON *measure_object(const struct tare_measure *measure)
{
    cJSON *object = tare_fields_object(tare_shape_measure, measure);
    cJSON *launches = cJSON_CreateArray();

    if (measure->has_limit)
        cJSON_AddItemToObject(
            object, "limit",
            tare_fields_object(tare_shape_limit, &measure->limit));
    if (measure->part_count > 0)
        cJSON_AddItemToObject(object, "parts",
                              tare_fields_array(tare_shape_part, measure->parts,
                                                measure->part_count,
                                                sizeof *measure->parts));
    if (measure->has_estimate)
        cJSON_AddItemToObject(object, "estimate",
                              tare_json_band(&measure->estimate));
    if (measure->met.confidence > 0)
        cJSON_AddItemToObject(object, "met", tare_json_band(&measure->met));
    if (measure->is_analysed) {
        cJSON_AddItemToObject(object, "estimates", figures_object(measure));
        cJSON_AddItemToObject(object, "outliers",
                              outliers_object(&measure->outliers));
        cJSON_AddItemToObject(object, "shape", shape_object(&measure->shape));
    }
    for (size_t i = 0; i < measure->count; i++)
        cJSON_AddItemToArray(launches, launch_object(&measure->launches[i]));
    cJSON_AddItemToObject(object, "launches", launches);
    return object;
}

/* ---- cases --------------------------------------------------------------- */

void tare_json_add_identity(cJSON *object, const struct tare_identity *identity)
{
    cJSON *args = cJSON_CreateObject();

    tare_json_add_text(object, "id", identity->id);
    tare_json_add_text(object, "group",
                       identity->group != NULL ? identity->group : "");
    tare_json_add_text(object, "name", identity->name);
    for (size_t i = 0; i < identity->arg_count; i++) {
        const struct tare_arg_value *arg = &identity->args[i];

        tare_json_add(args, arg->name,
                      arg->text != NULL ? tare_json_text(arg->text)
                                        : tare_json_number(arg->number));
    }
    cJSON_AddItemToObject(object, "args", args);
    tare_json_add_number(object, "threads", identity->threads);
    if (identity->file != NULL)
        cJSON_AddItemToObject(object, "source",
                              tare_fields_object(tare_shape_source, identity));
}

/* All 64 bits: more than a JSON number holds. */
static void add_result(cJSON *object, const struct tare_case *c)
{
    char text[2 * sizeof c->result + 1];

    if (!c->has_result)
        return;
    snprintf(text, sizeof text, "%016" PRIx64, c->result);
    cJSON_AddStringToObject(object, "result", text);
}

cJSON *tare_json_case(const struct tare_case *c)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *measures = cJSON_CreateObject();

    tare_json_add_identity(object, &c->identity);
    cJSON_AddStringToObject(object, "status", tare_status_name(c->status));
    tare_fields_write(object, tare_shape_case, c);
    if (c->reason == NULL)
        cJSON_AddStringToObject(object, "reason", "");
    add_result(object, c);
    cJSON_AddItemToObject(object, "warnings",
                          tare_fields_array(tare_shape_warning, c->warnings,
                                            c->warning_count,
                                            sizeof *c->warnings));
    cJSON_AddItemToObject(object, "throughput",
                          tare_fields_object(tare_shape_work, &c->work));
    if (c->samples > 0)
        cJSON_AddItemToObject(object, "plan",
                              tare_fields_object(tare_shape_plan, c));
    for (size_t i = 0; i < c->measure_count; i++)
        tare_json_add(measures, c->measures[i].name,
                      measure_object(&c->measures[i]));
    cJSON_AddItemToObject(object, "measures", measures);
    if (c->latency.count > 0)
        cJSON_AddItemToObject(object, "latency",
                              tare_json_latency(&c->latency));
    if (c->profile.launch_count > 0)
        cJSON_AddItemToObject(object, "profile",
                              tare_json_profile(&c->profile));
    if (c->heap.launch_count > 0)
        cJSON_AddItemToObject(object, "heap", tare_json_profile(&c->heap));
    if (c->waits.launch_count > 0)
        cJSON_AddItemToObject(object, "waits", tare_json_profile(&c->waits));
    return object;
}
