/* SPDX-License-Identifier: MIT */
#include "store/json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/file.h"
#include "store/number.h"

/*
 * cJSON prints numbers with 15 digits when that is "close", which loses bits of
 * every eighth double, so numbers go in as text of our own.  It returns NULL
 * when memory is out and then does nothing with NULL: one check at the end of
 * a tree, where it is printed, is enough.
 */

static void add_number(cJSON *object, const char *name, double value)
{
    char text[TARE_NUMBER_SIZE];

    if (!isfinite(value))
        return; /* JSON has no such number: not known is absent */
    tare_number_format(text, value);
    cJSON_AddRawToObject(object, name, text);
}

static void add_text(cJSON *object, const char *name, const char *text)
{
    if (text != NULL)
        cJSON_AddStringToObject(object, name, text);
}

static cJSON *facts_object(const struct tare_facts *facts)
{
    cJSON *object = cJSON_CreateObject();

    for (size_t i = 0; i < facts->count; i++) {
        const struct tare_fact *fact = &facts->items[i];

        if (fact->kind == TARE_FACT_TEXT)
            add_text(object, fact->name, fact->text);
        else if (fact->kind == TARE_FACT_NUMBER)
            add_number(object, fact->name, fact->number);
        else
            cJSON_AddBoolToObject(object, fact->name, fact->number != 0);
    }
    return object;
}

/* ---- samples, launches, measures ----------------------------------------- */

static cJSON *thread_array(const double *values, unsigned count)
{
    cJSON *array = cJSON_CreateArray();
    char text[TARE_NUMBER_SIZE];

    for (unsigned i = 0; i < count; i++) {
        tare_number_format(text, values[i]);
        cJSON_AddItemToArray(array, cJSON_CreateRaw(text));
    }
    return array;
}

static cJSON *sample_object(const struct tare_sample *sample)
{
    cJSON *object = cJSON_CreateObject();

    add_number(object, "iterations", (double)sample->iterations);
    add_number(object, "value", sample->value);
    add_number(object, "cpu_ns", sample->cpu_ns);
    add_number(object, "switches", sample->switches);
    add_number(object, "faults", sample->faults);
    add_number(object, "major_faults", sample->major_faults);
    if (sample->steal_ns >= 0)
        add_number(object, "steal_ns", sample->steal_ns);
    if (sample->throttled >= 0)
        add_number(object, "throttled", sample->throttled);
    return object;
}

static cJSON *launch_object(const struct tare_launch *launch)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *samples = cJSON_CreateArray();

    add_number(object, "value", launch->value);
    add_number(object, "start_s", launch->start_s);
    add_number(object, "setup_ns", launch->setup_ns);
    if (launch->cpu >= 0)
        add_number(object, "cpu", launch->cpu);
    add_text(object, "outlier", launch->outlier);
    for (size_t i = 0; i < launch->count; i++) {
        cJSON *sample = sample_object(&launch->samples[i]);

        if (launch->thread_values != NULL)
            cJSON_AddItemToObject(
                sample, "threads",
                thread_array(launch->thread_values + i * launch->threads,
                             launch->threads));
        cJSON_AddItemToArray(samples, sample);
    }
    cJSON_AddItemToObject(object, "samples", samples);
    return object;
}

static cJSON *interval_object(const struct tare_band *interval)
{
    cJSON *object = cJSON_CreateObject();

    add_number(object, "value", interval->value);
    add_number(object, "low", interval->low);
    add_number(object, "high", interval->high);
    add_number(object, "confidence", interval->confidence);
    return object;
}

/* ---- figures ------------------------------------------------------------- */

static void add_figure(cJSON *object, const char *name,
                       const struct tare_figure *figure)
{
    cJSON *member;

    if (!isfinite(figure->value))
        return;
    member = cJSON_AddObjectToObject(object, name);
    add_number(member, "value", figure->value);
    add_number(member, "low", figure->low);
    add_number(member, "high", figure->high);
    add_number(member, "standard_error", figure->standard_error);
}

static cJSON *figures_object(const struct tare_measure *measure)
{
    cJSON *object = cJSON_CreateObject();

    add_figure(object, "mean", &measure->mean);
    add_figure(object, "median", &measure->median);
    add_figure(object, "std_dev", &measure->std_dev);
    add_figure(object, "mad", &measure->mad);
    add_figure(object, "slope", &measure->slope);
    if (isfinite(measure->slope.value))
        add_number(cJSON_GetObjectItemCaseSensitive(object, "slope"),
                   "r_squared", measure->r_squared);
    return object;
}

static cJSON *outliers_object(const struct tare_outliers *outliers)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *fences = cJSON_CreateArray();
    char text[TARE_NUMBER_SIZE];

    add_number(object, "low_severe", (double)outliers->low_severe);
    add_number(object, "low_mild", (double)outliers->low_mild);
    add_number(object, "high_mild", (double)outliers->high_mild);
    add_number(object, "high_severe", (double)outliers->high_severe);
    for (int i = 0; i < 4 && isfinite(outliers->fences[i]); i++) {
        tare_number_format(text, outliers->fences[i]);
        cJSON_AddItemToArray(fences, cJSON_CreateRaw(text));
    }
    cJSON_AddItemToObject(object, "fences", fences);
    return object;
}

static cJSON *shape_object(const struct tare_shape_facts *shape)
{
    cJSON *object = cJSON_CreateObject();

    cJSON_AddBoolToObject(object, "bimodal", shape->is_bimodal);
    if (shape->is_bimodal) {
        add_number(object, "low_mode", shape->low_mode);
        add_number(object, "high_mode", shape->high_mode);
        add_number(object, "low_share", shape->low_share);
    }
    cJSON_AddBoolToObject(object, "drifted", shape->has_drifted);
    add_number(object, "von_neumann", shape->von_neumann);
    cJSON_AddBoolToObject(object, "drifts_inside", shape->drifts_inside);
    add_number(object, "halves", shape->halves);
    cJSON_AddBoolToObject(object, "dependent", shape->is_dependent);
    add_number(object, "correlation", shape->correlation);
    return object;
}

static cJSON *measure_object(const struct tare_measure *measure)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *launches = cJSON_CreateArray();

    add_text(object, "unit", measure->unit);
    add_text(object, "better",
             measure->better == TARE_BETTER_LOWER ? "lower" : "higher");
    add_text(object, "kind",
             measure->kind == TARE_KIND_NOISY ? "noisy" : "exact");
    if (measure->has_estimate)
        cJSON_AddItemToObject(object, "estimate",
                              interval_object(&measure->estimate));
    add_number(object, "spread", measure->spread);
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

static void add_identity(cJSON *object, const struct tare_identity *identity)
{
    cJSON *args = cJSON_CreateObject();
    cJSON *source;

    add_text(object, "id", identity->id);
    add_text(object, "group", identity->group != NULL ? identity->group : "");
    add_text(object, "name", identity->name);
    for (size_t i = 0; i < identity->arg_count; i++) {
        const struct tare_arg_value *arg = &identity->args[i];

        if (arg->text != NULL)
            add_text(args, arg->name, arg->text);
        else
            add_number(args, arg->name, arg->number);
    }
    cJSON_AddItemToObject(object, "args", args);
    add_number(object, "threads", identity->threads);
    if (identity->file == NULL)
        return;
    source = cJSON_AddObjectToObject(object, "source");
    add_text(source, "file", identity->file);
    add_number(source, "line", identity->line);
}

static cJSON *warning_array(const struct tare_case *c)
{
    cJSON *array = cJSON_CreateArray();

    for (size_t i = 0; i < c->warning_count; i++) {
        cJSON *warning = cJSON_CreateObject();

        add_text(warning, "code", c->warnings[i].code);
        add_text(warning, "text", c->warnings[i].text);
        cJSON_AddItemToArray(array, warning);
    }
    return array;
}

static cJSON *plan_object(const struct tare_case *c)
{
    cJSON *plan = cJSON_CreateObject();

    add_text(plan, "sampling", c->is_linear ? "linear" : "flat");
    add_number(plan, "samples", c->samples);
    add_number(plan, "iterations", (double)c->iterations);
    add_number(plan, "warmup_iterations", (double)c->warmup_iterations);
    if (c->batch > 0)
        add_number(plan, "batch", (double)c->batch);
    cJSON_AddBoolToObject(plan, "converged", c->has_converged);
    return plan;
}

static cJSON *case_object(const struct tare_case *c)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *work = cJSON_CreateObject();
    cJSON *measures = cJSON_CreateObject();

    add_identity(object, &c->identity);
    add_number(object, "binary", (double)c->binary);
    add_text(object, "status", tare_status_name(c->status));
    add_text(object, "reason", c->reason != NULL ? c->reason : "");
    add_text(object, "output", c->output);
    cJSON_AddItemToObject(object, "warnings", warning_array(c));
    if (c->work.bytes > 0)
        add_number(work, "bytes", c->work.bytes);
    if (c->work.items > 0)
        add_number(work, "items", c->work.items);
    if (c->work.bits > 0)
        add_number(work, "bits", c->work.bits);
    cJSON_AddItemToObject(object, "throughput", work);
    if (c->samples > 0)
        cJSON_AddItemToObject(object, "plan", plan_object(c));
    for (size_t i = 0; i < c->measure_count; i++)
        cJSON_AddItemToObject(measures, c->measures[i].name,
                              measure_object(&c->measures[i]));
    cJSON_AddItemToObject(object, "measures", measures);
    return object;
}

/* ---- the document -------------------------------------------------------- */

/* Writes `"name": {...}` and frees the tree. */
static void print_member(FILE *stream, const char *name, cJSON *tree)
{
    char *text = cJSON_PrintUnformatted(tree);

    if (text == NULL)
        tare_die("out of memory (a JSON text)");
    if (name != NULL)
        fprintf(stream, "\"%s\":", name);
    fputs(text, stream);
    cJSON_free(text);
    cJSON_Delete(tree);
}

/* What is the same for all binaries is said once, at the top. */
static cJSON *build_object(const struct tare_run *run)
{
    cJSON *object = run->binary_count > 0
                        ? facts_object(&run->binaries[0].build)
                        : cJSON_CreateObject();
    cJSON *binaries = cJSON_CreateArray();

    for (size_t i = 0; i < run->binary_count; i++) {
        cJSON *binary = facts_object(&run->binaries[i].build);

        add_text(binary, "path", run->binaries[i].path);
        cJSON_AddItemToArray(binaries, binary);
    }
    cJSON_AddItemToObject(object, "binaries", binaries);
    return object;
}

static cJSON *settings_object(const struct tare_run *run)
{
    cJSON *object = facts_object(&run->settings);

    add_number(object, "seed", (double)run->seed);
    return object;
}

static cJSON *growth_object(const struct tare_growth_facts *growth)
{
    cJSON *object = cJSON_CreateObject();

    add_text(object, "family", growth->family);
    add_text(object, "arg", growth->arg);
    add_number(object, "points", (double)growth->points);
    add_text(object, "order", growth->order != NULL ? growth->order : "none");
    add_number(object, "weight", growth->weight);
    add_number(object, "fixed", growth->fixed);
    add_number(object, "coefficient", growth->coefficient);
    add_number(object, "residual", growth->residual);
    cJSON_AddItemToObject(object, "exponent",
                          interval_object(&growth->exponent));
    return object;
}

static cJSON *growth_array(const struct tare_run *run)
{
    cJSON *array = cJSON_CreateArray();

    for (size_t i = 0; i < run->growth_count; i++)
        cJSON_AddItemToArray(array, growth_object(&run->growths[i]));
    return array;
}

static void print_run(FILE *stream, const struct tare_run *run)
{
    cJSON *head = cJSON_CreateObject();
    char *text;

    add_number(head, "format", TARE_RECORD_FORMAT);
    add_text(head, "started", run->started);
    add_number(head, "elapsed_s", run->elapsed_s);
    add_number(head, "sampling_s", run->sampling_s);
    cJSON_AddBoolToObject(head, "interrupted", run->interrupted);
    text = cJSON_PrintUnformatted(head);
    if (text == NULL)
        tare_die("out of memory (a JSON text)");
    text[strlen(text) - 1] = ','; /* the object goes on */
    fprintf(stream, "%s\n", text);
    cJSON_free(text);
    cJSON_Delete(head);
    print_member(stream, "machine", facts_object(&run->machine));
    fputs(",\n", stream);
    print_member(stream, "build", build_object(run));
    fputs(",\n", stream);
    print_member(stream, "settings", settings_object(run));
    fputs(",\n", stream);
    print_member(stream, "growth", growth_array(run));
    fputs(",\n\"cases\":[", stream);
    for (size_t i = 0; i < run->case_count; i++) {
        fputs(i > 0 ? ",\n" : "\n", stream);
        print_member(stream, NULL, case_object(&run->cases[i]));
    }
    fputs("\n]}\n", stream);
}

int tare_run_save(const struct tare_run *run, const char *path,
                  struct tare_err *err)
{
    struct tare_file file = { 0 };
    int status = tare_file_open(&file, path, err);

    if (status < 0)
        return status;
    print_run(file.stream, run);
    return tare_file_commit(&file, err);
}

void tare_identity_print(const struct tare_identity *identity, FILE *stream)
{
    cJSON *object = cJSON_CreateObject();

    add_identity(object, identity);
    print_member(stream, NULL, object);
}
