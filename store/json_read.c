/* SPDX-License-Identifier: MIT */
#include "store/json_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/json_cut.h"
#include "store/json_facts.h"
#include "store/json_latency.h"
#include "store/json_profile.h"
#include "store/json_library.h"
#include "store/json_shape.h"

enum {
    RESULT_DIGITS = 16,
    MEASURES_MAX = 1000 /* twenty times what a launch can report */
};

typedef const struct tare_json_place place;

static int refuse(place *from, const char *what)
{
    return tare_scan_refuse(from->scan, from->at, "%s", what);
}

/* The text was checked, so the only thing that can be missing is memory. */
static int parse(cJSON **tree, const char *text, size_t size, place *from)
{
    *tree = cJSON_ParseWithLength(text, size);
    if (*tree != NULL)
        return 0;
    return tare_fail_with(from->scan->err, TARE_EBASELINE,
                          "%s: out of memory: free some, or name a smaller "
                          "record",
                          from->scan->name);
}

/* An empty text stands for none. */
static void drop_empty(char **text)
{
    if (**text == '\0') {
        free(*text);
        *text = NULL;
    }
}

static int is_hash(const char *text)
{
    return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

static const cJSON *first(const cJSON *container)
{
    return container != NULL ? container->child : NULL;
}

/* ---- facts and binaries -------------------------------------------------- */

static void read_context(struct tare_facts *context, const cJSON *object)
{
    const cJSON *item = object != NULL ? object->child : NULL;

    for (; item != NULL; item = item->next)
        if (cJSON_IsString(item) && item->string != NULL)
            tare_facts_text(context, item->string, item->valuestring);
}

static int read_library(struct tare_binary *binary, const cJSON *object,
                        place *from)
{
    struct tare_loaded *library;

    library = TARE_ADD(binary->libraries, binary->library_count);
    if (tare_fields_read(library, tare_shape_loaded, object, "library", from) <
        0)
        return TARE_EBASELINE;
    if (library->hash != NULL && !is_hash(library->hash))
        return refuse(from, "the \"hash\" of a library is not a SHA-256");
    return 0;
}

static int read_binary(struct tare_binary *binary, const cJSON *object,
                       place *from)
{
    const cJSON *libraries;

    if (tare_fields_read(binary, tare_shape_binary, object, "binary", from) < 0)
        return TARE_EBASELINE;
    if (binary->hash != NULL ? !is_hash(binary->hash) : binary->is_kept)
        return refuse(from, "the \"hash\" of a binary is not a SHA-256");
    libraries = tare_json_at(object, "libraries");
    if (libraries != NULL && !cJSON_IsArray(libraries))
        return refuse(from, "\"libraries\" must be an array");
    for (const cJSON *item = first(libraries); item != NULL; item = item->next)
        if (read_library(binary, item, from) < 0)
            return TARE_EBASELINE;
    tare_json_read_facts(&binary->build, object);
    return 0;
}

static int read_build(struct tare_run *run, const cJSON *object, place *from)
{
    const cJSON *binaries = tare_json_at(object, "binaries");

    if (!cJSON_IsArray(binaries))
        return refuse(from, "\"build\" must have an array of \"binaries\"");
    for (const cJSON *item = binaries->child; item != NULL; item = item->next) {
        if (read_binary(TARE_ADD(run->binaries, run->binary_count), item,
                        from) < 0)
            return TARE_EBASELINE;
    }
    return 0;
}

/* ---- growth -------------------------------------------------------------- */

/* One of the orders there are, "none", or NULL. */
static const char *find_order(const cJSON *item)
{
    static const char *const orders[] = { "1",   "log n", "n",   "n log n",
                                          "n^2", "n^3",   "none" };

    if (cJSON_IsString(item))
        for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
            if (strcmp(item->valuestring, orders[i]) == 0)
                return orders[i];
    return NULL;
}

static int read_growth(struct tare_growth_facts *growth, const cJSON *object,
                       place *from)
{
    const cJSON *exponent;

    if (tare_fields_read(growth, tare_shape_growth, object, "growth", from) < 0)
        return TARE_EBASELINE;
    growth->order = find_order(tare_json_at(object, "order"));
    if (growth->order == NULL)
        return refuse(from, "the \"order\" of a growth is unknown");
    if (strcmp(growth->order, "none") == 0)
        growth->order = NULL;
    growth->exponent = (struct tare_band){ NAN, NAN, NAN, 0 };
    exponent = tare_json_at(object, "exponent");
    return exponent != NULL
               ? tare_fields_read(&growth->exponent, tare_shape_band, exponent,
                                  "exponent", from)
               : 0;
}

static int read_growths(struct tare_run *run, const cJSON *array, place *from)
{
    if (array != NULL && !cJSON_IsArray(array))
        return refuse(from, "\"growth\" must be an array");
    for (const cJSON *item = first(array); item != NULL; item = item->next) {
        if (read_growth(TARE_ADD(run->growths, run->growth_count), item, from) <
            0)
            return TARE_EBASELINE;
    }
    return 0;
}

/* ---- the run ------------------------------------------------------------- */

static int read_resumed(struct tare_run *run, const cJSON *array, place *from)
{
    for (const cJSON *item = first(array); item != NULL; item = item->next) {
        if (!cJSON_IsString(item))
            return refuse(from, "\"resumed\" must be an array of texts");
        *TARE_ADD(run->resumed, run->resumed_count) =
            tare_strdup(item->valuestring);
    }
    return 0;
}

static int read_run(struct tare_run *run, const cJSON *head, place *from)
{
    const cJSON *machine = tare_json_at(head, "machine");
    const cJSON *settings = tare_json_at(head, "settings");
    const cJSON *duel = tare_json_at(head, "duel");
    const cJSON *weather = tare_json_at(head, "weather");
    const cJSON *contest = tare_json_at(head, "contest");
    const cJSON *spent = tare_json_at(head, "spent");

    if (tare_fields_read(run, tare_shape_run, head, "run", from) < 0 ||
        tare_fields_read(run, tare_shape_settings, settings, "settings", from) <
            0)
        return TARE_EBASELINE;
    if (duel != NULL &&
        tare_fields_read(&run->duel, tare_shape_duel, duel, "duel", from) < 0)
        return TARE_EBASELINE;
    if (contest != NULL && tare_fields_read(&run->contest, tare_shape_contest,
                                            contest, "contest", from) < 0)
        return TARE_EBASELINE;
    if (weather != NULL && tare_fields_read(&run->weather, tare_shape_weather,
                                            weather, "weather", from) < 0)
        return TARE_EBASELINE;
    if (tare_json_read_cut(&run->cut, tare_json_at(head, "cut"), from) < 0)
        return TARE_EBASELINE;
    if (spent != NULL && tare_fields_read(&run->spent, tare_shape_spent, spent,
                                          "time spent", from) < 0)
        return TARE_EBASELINE;
    if (read_resumed(run, tare_json_at(head, "resumed"), from) < 0)
        return TARE_EBASELINE;
    if (!cJSON_IsObject(machine))
        return refuse(from, "\"machine\" must be an object");
    tare_json_read_facts(&run->machine, machine);
    tare_json_read_facts(&run->settings, settings);
    read_context(&run->context, tare_json_at(head, "context"));
    if (read_build(run, tare_json_at(head, "build"), from) < 0)
        return TARE_EBASELINE;
    return read_growths(run, tare_json_at(head, "growth"), from);
}

int tare_json_read_run(struct tare_run *run, const char *text, size_t size,
                       place *from)
{
    cJSON *tree;
    int status = parse(&tree, text, size, from);

    if (status == 0)
        status = read_run(run, tree, from);
    cJSON_Delete(tree);
    return status;
}

/* ---- measures ------------------------------------------------------------ */

static int read_figure(struct tare_figure *figure, const cJSON *figures,
                       const char *name, place *from)
{
    const cJSON *object = tare_json_at(figures, name);

    *figure = (struct tare_figure){ NAN, NAN, NAN, NAN };
    return object != NULL ? tare_fields_read(figure, tare_shape_figure, object,
                                             "figure", from)
                          : 0;
}

static int read_figures(struct tare_measure *measure, const cJSON *figures,
                        place *from)
{
    const cJSON *slope = tare_json_at(figures, "slope");

    if (!cJSON_IsObject(figures))
        return refuse(from, "\"estimates\" must be an object");
    if (read_figure(&measure->mean, figures, "mean", from) < 0 ||
        read_figure(&measure->median, figures, "median", from) < 0 ||
        read_figure(&measure->std_dev, figures, "std_dev", from) < 0 ||
        read_figure(&measure->mad, figures, "mad", from) < 0 ||
        read_figure(&measure->slope, figures, "slope", from) < 0)
        return TARE_EBASELINE;
    measure->r_squared = NAN;
    return slope != NULL ? tare_fields_read(measure, tare_shape_slope, slope,
                                            "slope", from)
                         : 0;
}

static int read_fences(double fences[4], const cJSON *array, place *from)
{
    const cJSON *item = first(array);

    if (!cJSON_IsArray(array))
        return refuse(from, "\"fences\" must be an array");
    for (int i = 0; i < 4; i++) {
        fences[i] = cJSON_IsNumber(item) ? item->valuedouble : NAN;
        item = item != NULL ? item->next : NULL;
    }
    return 0;
}

static int read_analysis(struct tare_measure *measure, const cJSON *object,
                         place *from)
{
    const cJSON *outliers = tare_json_at(object, "outliers");
    const cJSON *shape = tare_json_at(object, "shape");

    measure->is_analysed = 1;
    if (read_figures(measure, tare_json_at(object, "estimates"), from) < 0 ||
        tare_fields_read(&measure->outliers, tare_shape_outliers, outliers,
                         "outliers", from) < 0 ||
        tare_fields_read(&measure->shape, tare_shape_facts, shape, "shape",
                         from) < 0 ||
        tare_fields_read(&measure->shape, tare_shape_modes, shape, "shape",
                         from) < 0)
        return TARE_EBASELINE;
    return read_fences(measure->outliers.fences,
                       tare_json_at(outliers, "fences"), from);
}

static int read_parts(struct tare_measure *measure, const cJSON *array,
                      place *from)
{
    if (array != NULL && !cJSON_IsArray(array))
        return refuse(from, "the \"parts\" of a measure must be an array");
    for (const cJSON *item = first(array); item != NULL; item = item->next) {
        if (tare_fields_read(TARE_ADD(measure->parts, measure->part_count),
                             tare_shape_part, item, "part", from) < 0)
            return TARE_EBASELINE;
    }
    return 0;
}

static int read_limit(struct tare_measure *measure, const cJSON *object,
                      place *from)
{
    measure->has_limit = object != NULL;
    return object != NULL ? tare_fields_read(&measure->limit, tare_shape_limit,
                                             object, "limit", from)
                          : 0;
}

static int read_measure(struct tare_measure *measure,
                        struct tare_launch_list *lists, const cJSON *object,
                        place *from)
{
    const cJSON *launches = tare_json_at(object, "launches");
    const cJSON *estimate = tare_json_at(object, "estimate");
    const cJSON *met = tare_json_at(object, "met");
    struct tare_launch_list *list;

    if (tare_fields_read(measure, tare_shape_measure, object, "measure", from) <
        0)
        return TARE_EBASELINE;
    if (read_limit(measure, tare_json_at(object, "limit"), from) < 0 ||
        read_parts(measure, tare_json_at(object, "parts"), from) < 0)
        return TARE_EBASELINE;
    if (launches == NULL)
        return refuse(from, "a measure has no \"launches\"");
    list = &lists[launches->valueint];
    measure->launches = list->items;
    measure->count = list->count;
    *list = (struct tare_launch_list){ 0 };
    measure->has_estimate = estimate != NULL;
    if (estimate != NULL &&
        tare_fields_read(&measure->estimate, tare_shape_band, estimate,
                         "estimate", from) < 0)
        return TARE_EBASELINE;
    if (met != NULL &&
        tare_fields_read(&measure->met, tare_shape_band, met, "met", from) < 0)
        return TARE_EBASELINE;
    if (tare_json_at(object, "estimates") == NULL)
        return 0;
    return read_analysis(measure, object, from);
}

/* Time is the first, whatever the order in the file. */
static void put_first(struct tare_case *c, struct tare_measure measure)
{
    memmove(c->measures + 1, c->measures,
            (c->measure_count - 1) * sizeof *c->measures);
    c->measures[0] = measure;
}

static int read_measures(struct tare_case *c, struct tare_launch_list *lists,
                         const cJSON *object, place *from)
{
    if (!cJSON_IsObject(object))
        return refuse(from, "a case must have an object of \"measures\"");
    for (const cJSON *item = object->child; item != NULL; item = item->next) {
        struct tare_measure *measure;

        if (c->measure_count == MEASURES_MAX)
            return refuse(from, "the case here has more than 1000 measures");
        measure = TARE_ADD(c->measures, c->measure_count);
        measure->name = tare_strdup(item->string);
        if (read_measure(measure, lists, item, from) < 0)
            return TARE_EBASELINE;
        if (tare_is_time(measure->name))
            put_first(c, *measure);
    }
    return 0;
}

/* ---- cases --------------------------------------------------------------- */

static int read_status(struct tare_case *c, const cJSON *item, place *from)
{
    if (cJSON_IsString(item))
        for (c->status = TARE_STATUS_OK; c->status <= TARE_STATUS_SKIPPED;
             c->status++)
            if (strcmp(tare_status_name(c->status), item->valuestring) == 0)
                return 0;
    return refuse(from, "the \"status\" of the case here is unknown");
}

static int read_args(struct tare_identity *identity, const cJSON *object,
                     place *from)
{
    if (!cJSON_IsObject(object))
        return refuse(from, "a case must have an object of \"args\"");
    for (const cJSON *item = object->child; item != NULL; item = item->next) {
        struct tare_arg_value *arg;

        if (identity->arg_count == TARE_ARGS_MAX)
            return refuse(from, "the case here has more than 6 \"args\"");
        if (!cJSON_IsString(item) && !cJSON_IsNumber(item))
            return refuse(from, "an argument must be a number or text");
        arg = &identity->args[identity->arg_count++];
        arg->name = tare_strdup(item->string);
        arg->text = tare_strdup(item->valuestring); /* NULL for a number */
        arg->number = cJSON_IsNumber(item) ? item->valuedouble : 0;
    }
    return 0;
}

static int read_identity(struct tare_identity *identity, const cJSON *object,
                         place *from)
{
    const cJSON *source = tare_json_at(object, "source");

    if (tare_fields_read(identity, tare_shape_identity, object, "case", from) <
            0 ||
        read_args(identity, tare_json_at(object, "args"), from) < 0)
        return TARE_EBASELINE;
    drop_empty(&identity->group);
    return source != NULL ? tare_fields_read(identity, tare_shape_source,
                                             source, "source", from)
                          : 0;
}

static int read_warnings(struct tare_case *c, const cJSON *array, place *from)
{
    if (!cJSON_IsArray(array))
        return refuse(from, "a case must have an array of \"warnings\"");
    for (const cJSON *item = array->child; item != NULL; item = item->next) {
        if (tare_fields_read(TARE_ADD(c->warnings, c->warning_count),
                             tare_shape_warning, item, "warning", from) < 0)
            return TARE_EBASELINE;
    }
    return 0;
}

/* What the benchmark said it computed: 16 hexadecimal digits. */
static int read_result(struct tare_case *c, const cJSON *item, place *from)
{
    const char *text = item != NULL ? item->valuestring : NULL;

    if (item == NULL)
        return 0;
    if (text == NULL || strlen(text) != RESULT_DIGITS ||
        strspn(text, "0123456789abcdef") != RESULT_DIGITS)
        return refuse(from, "the \"result\" of a case is not 16 hexadecimal "
                            "digits");
    c->has_result = 1;
    c->result = strtoull(text, NULL, 16);
    return 0;
}

static int read_case(struct tare_case *c, struct tare_launch_list *lists,
                     const cJSON *object, place *from)
{
    const cJSON *plan = tare_json_at(object, "plan");
    const cJSON *work = tare_json_at(object, "throughput");

    if (read_identity(&c->identity, object, from) < 0 ||
        read_status(c, tare_json_at(object, "status"), from) < 0 ||
        tare_fields_read(c, tare_shape_case, object, "case", from) < 0 ||
        read_result(c, tare_json_at(object, "result"), from) < 0 ||
        read_warnings(c, tare_json_at(object, "warnings"), from) < 0)
        return TARE_EBASELINE;
    drop_empty(&c->reason);
    if (work != NULL && tare_fields_read(&c->work, tare_shape_work, work,
                                         "throughput", from) < 0)
        return TARE_EBASELINE;
    if (plan != NULL &&
        tare_fields_read(c, tare_shape_plan, plan, "plan", from) < 0)
        return TARE_EBASELINE;
    if (tare_json_read_latency(&c->latency, tare_json_at(object, "latency"),
                               from) < 0 ||
        tare_json_read_profile(&c->heap, tare_json_at(object, "heap"), from) <
            0 ||
        tare_json_read_profile(&c->profile, tare_json_at(object, "profile"),
                               from) < 0 ||
        tare_json_read_profile(&c->waits, tare_json_at(object, "waits"), from) <
            0)
        return TARE_EBASELINE;
    return read_measures(c, lists, tare_json_at(object, "measures"), from);
}

int tare_json_read_case(struct tare_case *c, struct tare_launch_list *lists,
                        const char *text, size_t size, place *from)
{
    cJSON *tree;
    int status = parse(&tree, text, size, from);

    if (status == 0)
        status = read_case(c, lists, tree, from);
    cJSON_Delete(tree);
    return status;
}
