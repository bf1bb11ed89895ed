/* SPDX-License-Identifier: MIT */
/*
 * The processed format of the Firefox Profiler, version 66: a thread for each
 * case, a sample for each stack, weighted by how often it was found.  All tables
 * are shared by the threads, so what belongs to a case begins behind that of its
 * predecessors.  Columns that must be there are there, though all their values
 * are null.
 */
#include <math.h>
#include <string.h>

#include "report/export/export_formats.h"
#include "report/export/json_writer.h"
#include "report/export/profile_stacks.h"
#include "store/hotspots.h"
#include "store/path.h"

#define NS_OF_MS 1e6

/* Where the numbers of a case begin in the tables of all. */
struct place {
    const struct tare_case *c;
    size_t functions, nodes, objects, strings;
};

/* Strings are: the name of each function, the first of what is not known; then
 * of each object. */
static size_t string_count(const struct tare_profile *profile)
{
    return profile->function_count + 1 + profile->object_count;
}

static struct place next_place(const struct place *place)
{
    const struct tare_profile *profile = &place->c->profile;

    return (struct place){
        .functions = place->functions + profile->function_count + 1,
        .nodes = place->nodes + profile->node_count,
        .objects = place->objects + profile->object_count,
        .strings = place->strings + string_count(profile),
    };
}

/* ---- columns ------------------------------------------------------------- */

/* A value of row i of a case; negative: null. */
typedef double cell(const struct place *place, size_t i);

struct column {
    const char *name;
    cell *value; /* NULL: all are null */
};

static double unknown(const struct place *place, size_t i)
{
    (void)place;
    (void)i;
    return -1;
}

static double zero(const struct place *place, size_t i)
{
    (void)place;
    (void)i;
    return 0;
}

static double function_name(const struct place *place, size_t i)
{
    return (double)(place->strings + i);
}

static double function_resource(const struct place *place, size_t i)
{
    return i > 0 ? (double)(place->objects +
                            place->c->profile.functions[i - 1].object)
                 : -1;
}

static double object_name(const struct place *place, size_t i)
{
    return (double)(place->strings + place->c->profile.function_count + 1 + i);
}

static double one(const struct place *place, size_t i)
{
    (void)place;
    (void)i;
    return 1;
}

static double node_function(const struct place *place, size_t i)
{
    return (double)(place->functions + place->c->profile.nodes[i].function);
}

static double node_line(const struct place *place, size_t i)
{
    int line = place->c->profile.nodes[i].line;

    return line > 0 ? line : -1;
}

static double node_address(const struct place *place, size_t i)
{
    return (double)place->c->profile.nodes[i].offset;
}

static double node_inlined(const struct place *place, size_t i)
{
    return place->c->profile.nodes[i].inlined;
}

static double node_number(const struct place *place, size_t i)
{
    return (double)(place->nodes + i);
}

/* How far the caller is before it; 0 of a root. */
static double node_prefix(const struct place *place, size_t i)
{
    size_t parent = place->c->profile.nodes[i].parent;

    return parent > 0 ? (double)(i - (parent - 1)) : 0;
}

/* ---- tables -------------------------------------------------------------- */

enum rows {
    ROWS_FUNCTIONS,
    ROWS_NODES,
    ROWS_OBJECTS,
    ROWS_NONE
};

static size_t rows_of(const struct tare_profile *profile, enum rows rows)
{
    return rows == ROWS_FUNCTIONS ? profile->function_count + 1
           : rows == ROWS_NODES   ? profile->node_count
           : rows == ROWS_OBJECTS ? profile->object_count
                                  : 0;
}

static void put_null(struct tare_json_writer *json)
{
    tare_json_put_word(json, NULL, "null");
}

/* What is never known reads -1 where a number is asked for. */
static void put_column(struct tare_json_writer *json,
                       const struct tare_run *run, const struct column *column,
                       enum rows rows, int is_minus)
{
    struct place place = { 0 };

    tare_json_open(json, column->name, '[');
    for (size_t i = 0; i < run->case_count; i++) {
        if (!tare_stacks_has(&run->cases[i], TARE_STACKS_TIME))
            continue;
        place.c = &run->cases[i];
        for (size_t k = 0; k < rows_of(&place.c->profile, rows); k++) {
            double value = column->value(&place, k);

            if (value < 0 && !is_minus)
                put_null(json);
            else
                tare_json_put_number(json, NULL, value);
        }
        place = next_place(&place);
    }
    tare_json_close(json, ']');
}

static void put_table(struct tare_json_writer *json, const struct tare_run *run,
                      const char *name, const struct column *columns,
                      enum rows rows)
{
    size_t length = 0;

    for (size_t i = 0; i < run->case_count; i++)
        if (tare_stacks_has(&run->cases[i], TARE_STACKS_TIME))
            length += rows_of(&run->cases[i].profile, rows);
    tare_json_open(json, name, '{');
    tare_json_put_count(json, "length", length);
    for (; columns->name != NULL; columns++)
        put_column(json, run, columns, rows,
                   strcmp(columns->name, "resource") == 0);
    tare_json_close(json, '}');
}

static const struct column stack_columns[] = { { "frame", node_number },
                                               { "prefixOffset", node_prefix },
                                               { 0 } };
static const struct column frame_columns[] = {
    { "func", node_function },       { "category", zero },
    { "line", node_line },           { "column", unknown },
    { "address", node_address },     { "nativeSymbol", unknown },
    { "inlineDepth", node_inlined }, { "innerWindowID", unknown },
    { "originalLocation", unknown }, { 0 }
};
static const struct column function_columns[] = {
    { "name", function_name },
    { "resource", function_resource },
    { "source", unknown },
    { "lineNumber", unknown },
    { "columnNumber", unknown },
    { "originalLocation", unknown },
    { 0 }
};
static const struct column symbol_columns[] = { { "address", unknown },
                                                { "functionSize", unknown },
                                                { "libIndex", unknown },
                                                { "name", unknown },
                                                { 0 } };
static const struct column resource_columns[] = { { "lib", unknown },
                                                  { "name", object_name },
                                                  { "host", unknown },
                                                  { "type", one },
                                                  { 0 } };

/* The columns of truth values have no numbers. */
static void put_flags(struct tare_json_writer *json, const struct tare_run *run,
                      const char *name)
{
    tare_json_open(json, name, '[');
    for (size_t i = 0; i < run->case_count; i++)
        for (size_t k = 0; tare_stacks_has(&run->cases[i], TARE_STACKS_TIME) &&
                           k <= run->cases[i].profile.function_count;
             k++)
            tare_json_put_word(json, NULL, "false");
    tare_json_close(json, ']');
}

static void put_functions(struct tare_json_writer *json,
                          const struct tare_run *run)
{
    size_t length = 0;

    for (size_t i = 0; i < run->case_count; i++)
        if (tare_stacks_has(&run->cases[i], TARE_STACKS_TIME))
            length += run->cases[i].profile.function_count + 1;
    tare_json_open(json, "funcTable", '{');
    tare_json_put_count(json, "length", length);
    put_flags(json, run, "isJS");
    put_flags(json, run, "relevantForJS");
    for (const struct column *column = function_columns; column->name != NULL;
         column++)
        put_column(json, run, column, ROWS_FUNCTIONS,
                   strcmp(column->name, "resource") == 0);
    tare_json_close(json, '}');
}

static void put_strings(struct tare_json_writer *json,
                        const struct tare_run *run)
{
    tare_json_open(json, "stringArray", '[');
    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_profile *profile = &run->cases[i].profile;

        if (!tare_stacks_has(&run->cases[i], TARE_STACKS_TIME))
            continue;
        for (size_t k = 0; k <= profile->function_count; k++) {
            struct tare_buf name = { 0 };

            tare_hotspot_name(&name, profile, k);
            tare_json_put_text(json, NULL, tare_buf_text(&name));
            tare_buf_release(&name);
        }
        for (size_t k = 0; k < profile->object_count; k++)
            tare_json_put_text(json, NULL,
                               tare_path_name(profile->objects[k].path));
    }
    tare_json_close(json, ']');
}

static void put_shared(struct tare_json_writer *json,
                       const struct tare_run *run)
{
    tare_json_open(json, "shared", '{');
    put_strings(json, run);
    put_table(json, run, "stackTable", stack_columns, ROWS_NODES);
    put_table(json, run, "frameTable", frame_columns, ROWS_NODES);
    put_functions(json, run);
    put_table(json, run, "nativeSymbols", symbol_columns, ROWS_NONE);
    put_table(json, run, "resourceTable", resource_columns, ROWS_OBJECTS);
    tare_json_close(json, '}');
}

/* ---- threads ------------------------------------------------------------- */

static void put_samples(struct tare_json_writer *json,
                        const struct tare_stacks *stacks, size_t first)
{
    size_t nodes = stacks->profile->node_count, count = 0;
    double at_ns = 0;

    for (size_t i = 0; i < nodes; i++)
        count += stacks->looks[i] > 0;
    tare_json_open(json, "samples", '{');
    tare_json_put_count(json, "length", count);
    tare_json_put_text(json, "weightType", "samples");
    tare_json_open(json, "stack", '[');
    for (size_t i = 0; i < nodes; i++)
        if (stacks->looks[i] > 0)
            tare_json_put_count(json, NULL, first + i);
    tare_json_close(json, ']');
    tare_json_open(json, "weight", '[');
    for (size_t i = 0; i < nodes; i++)
        if (stacks->looks[i] > 0)
            tare_json_put_count(json, NULL, stacks->looks[i]);
    tare_json_close(json, ']');
    tare_json_open(json, "time", '[');
    for (size_t i = 0; i < nodes; i++) {
        if (stacks->looks[i] == 0)
            continue;
        tare_json_put_number(json, NULL, at_ns / NS_OF_MS);
        at_ns += (double)stacks->looks[i] * stacks->period_ns;
    }
    tare_json_close(json, ']');
    tare_json_close(json, '}');
}

static void put_markers(struct tare_json_writer *json)
{
    static const char *const columns[] = { "category", "data",  "endTime",
                                           "name",     "phase", "startTime" };

    tare_json_open(json, "markers", '{');
    tare_json_put_count(json, "length", 0);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        tare_json_open(json, columns[i], '[');
        tare_json_close(json, ']');
    }
    tare_json_close(json, '}');
}

static void put_thread(struct tare_json_writer *json, const struct place *place,
                       size_t number)
{
    struct tare_stacks stacks;

    tare_stacks_open(&stacks, place->c, TARE_STACKS_TIME);
    tare_json_open(json, NULL, '{');
    tare_json_put_text(json, "name", place->c->identity.id);
    tare_json_put_text(json, "processType", "default");
    tare_json_put_text(json, "processName", "tare");
    tare_json_put_text(json, "pid", "1");
    tare_json_put_count(json, "tid", number + 1);
    tare_json_put_word(json, "isMainThread", number == 0 ? "true" : "false");
    tare_json_put_count(json, "processStartupTime", 0);
    tare_json_put_word(json, "processShutdownTime", "null");
    tare_json_put_count(json, "registerTime", 0);
    tare_json_put_word(json, "unregisterTime", "null");
    tare_json_open(json, "pausedRanges", '[');
    tare_json_close(json, ']');
    put_samples(json, &stacks, place->nodes);
    put_markers(json);
    tare_json_close(json, '}');
    tare_stacks_close(&stacks);
}

static void put_threads(struct tare_json_writer *json,
                        const struct tare_run *run)
{
    struct place place = { 0 };
    size_t number = 0;

    tare_json_open(json, "threads", '[');
    for (size_t i = 0; i < run->case_count; i++) {
        if (!tare_stacks_has(&run->cases[i], TARE_STACKS_TIME))
            continue;
        place.c = &run->cases[i];
        put_thread(json, &place, number++);
        place = next_place(&place);
    }
    tare_json_close(json, ']');
}

/* ---- the file ------------------------------------------------------------ */

static void put_categories(struct tare_json_writer *json)
{
    tare_json_open(json, "categories", '[');
    tare_json_open(json, NULL, '{');
    tare_json_put_text(json, "name", "Other");
    tare_json_put_text(json, "color", "grey");
    tare_json_open(json, "subcategories", '[');
    tare_json_put_text(json, NULL, "Other");
    tare_json_close(json, ']');
    tare_json_close(json, '}');
    tare_json_close(json, ']');
}

static double period_ms(const struct tare_run *run)
{
    for (size_t i = 0; i < run->case_count; i++)
        if (tare_stacks_has(&run->cases[i], TARE_STACKS_TIME))
            return run->cases[i].profile.launches[0].period_ns / NS_OF_MS;
    return 1;
}

static void put_meta(struct tare_json_writer *json, const struct tare_run *run)
{
    tare_json_open(json, "meta", '{');
    tare_json_put_number(json, "interval", period_ms(run));
    tare_json_put_count(json, "startTime", 0);
    tare_json_put_count(json, "processType", 0);
    tare_json_put_text(json, "product", "tare");
    tare_json_put_count(json, "stackwalk", 1);
    tare_json_put_count(json, "version", 30);
    tare_json_put_count(json, "preprocessedProfileVersion", 66);
    tare_json_put_word(json, "symbolicated", "true");
    put_categories(json);
    tare_json_open(json, "markerSchema", '[');
    tare_json_close(json, ']');
    tare_json_close(json, '}');
}

void tare_export_firefox(const struct tare_export_input *input, FILE *stream)
{
    struct tare_json_writer json = { .stream = stream };

    tare_json_open(&json, NULL, '{');
    put_meta(&json, input->run);
    tare_json_open(&json, "libs", '[');
    tare_json_close(&json, ']');
    put_shared(&json, input->run);
    put_threads(&json, input->run);
    tare_json_close(&json, '}');
}
