/* SPDX-License-Identifier: MIT */
#include "store/json.h"

#include <string.h>

#include "store/crc32.h"
#include "store/file.h"
#include "store/json_case.h"
#include "store/json_cut.h"
#include "store/json_facts.h"
#include "store/json_library.h"
#include "store/json_shape.h"

/* Where the document goes, and the checksum of what went there. */
struct output {
    FILE *stream; /* borrowed */
    uint32_t crc;
};

static void print_text(struct output *output, const char *text)
{
    size_t size = strlen(text);

    output->crc = tare_crc32(output->crc, text, size);
    fwrite(text, 1, size, output->stream);
}

/* Prints the tree and frees it. */
static void print_tree(struct output *output, cJSON *tree)
{
    char *text = tare_json_take_text(tree);

    print_text(output, text);
    cJSON_free(text);
}

static void print_member(struct output *output, const char *name, cJSON *tree)
{
    print_text(output, ",\n\"");
    print_text(output, name);
    print_text(output, "\":");
    print_tree(output, tree);
}

/* ---- the head ------------------------------------------------------------ */

static cJSON *machine_object(const struct tare_run *run)
{
    cJSON *object = cJSON_CreateObject();

    tare_json_add_facts(object, &run->machine);
    return object;
}

/* Any key is one. */
static cJSON *context_object(const struct tare_run *run)
{
    cJSON *object = cJSON_CreateObject();

    for (size_t i = 0; i < run->context.count; i++)
        tare_json_add(object, run->context.items[i].name,
                      tare_json_text(run->context.items[i].text));
    return object;
}

static cJSON *binary_object(const struct tare_binary *binary)
{
    cJSON *object = tare_fields_object(tare_shape_binary, binary);

    if (binary->library_count > 0)
        cJSON_AddItemToObject(object, "libraries",
                              tare_fields_array(tare_shape_loaded,
                                                binary->libraries,
                                                binary->library_count,
                                                sizeof *binary->libraries));
    tare_json_add_facts(object, &binary->build);
    return object;
}

/* What is the same for all binaries is said once more, at the top. */
static cJSON *build_object(const struct tare_run *run)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *binaries = cJSON_CreateArray();

    for (size_t i = 0; i < run->binary_count; i++)
        cJSON_AddItemToArray(binaries, binary_object(&run->binaries[i]));
    cJSON_AddItemToObject(object, "binaries", binaries);
    if (run->binary_count > 0)
        tare_json_add_facts(object, &run->binaries[0].build);
    return object;
}

static cJSON *settings_object(const struct tare_run *run)
{
    cJSON *object = tare_fields_object(tare_shape_settings, run);

    tare_json_add_facts(object, &run->settings);
    return object;
}

static cJSON *growth_array(const struct tare_run *run)
{
    cJSON *array = cJSON_CreateArray();

    for (size_t i = 0; i < run->growth_count; i++) {
        const struct tare_growth_facts *growth = &run->growths[i];
        cJSON *object = tare_fields_object(tare_shape_growth, growth);

        cJSON_AddStringToObject(object, "order",
                                growth->order != NULL ? growth->order : "none");
        cJSON_AddItemToObject(object, "exponent",
                              tare_json_band(&growth->exponent));
        cJSON_AddItemToArray(array, object);
    }
    return array;
}

static cJSON *resumed_array(const struct tare_run *run)
{
    cJSON *array = cJSON_CreateArray();

    for (size_t i = 0; i < run->resumed_count; i++)
        cJSON_AddItemToArray(array, tare_json_text(run->resumed[i]));
    return array;
}

static void print_head(struct output *output, const struct tare_run *run)
{
    cJSON *head = cJSON_CreateObject();
    char *text;

    cJSON_AddNumberToObject(head, "format", TARE_RECORD_FORMAT);
    tare_fields_write(head, tare_shape_run, run);
    text = tare_json_take_text(head);
    text[strlen(text) - 1] = '\0'; /* the object goes on */
    print_text(output, text);
    cJSON_free(text);
    if (run->resumed_count > 0)
        print_member(output, "resumed", resumed_array(run));
    print_member(output, "machine", machine_object(run));
    print_member(output, "build", build_object(run));
    print_member(output, "settings", settings_object(run));
    if (run->context.count > 0)
        print_member(output, "context", context_object(run));
    if (run->duel.threshold > 0 || run->duel.alpha > 0 ||
        run->duel.budget_s > 0)
        print_member(output, "duel",
                     tare_fields_object(tare_shape_duel, &run->duel));
    if (run->contest.threshold > 0)
        print_member(output, "contest",
                     tare_fields_object(tare_shape_contest, &run->contest));
    if (run->cut.of > 0)
        print_member(output, "cut", tare_json_cut(&run->cut));
    if (run->weather.pace_ns > 0)
        print_member(output, "weather",
                     tare_fields_object(tare_shape_weather, &run->weather));
    if (tare_spent_s(&run->spent) > 0)
        print_member(output, "spent",
                     tare_fields_object(tare_shape_spent, &run->spent));
    print_member(output, "growth", growth_array(run));
}

/* ---- the document -------------------------------------------------------- */

static void print_cases(struct output *output, const char *name,
                        const struct tare_case *cases, size_t count)
{
    print_text(output, ",\n\"");
    print_text(output, name);
    print_text(output, "\":[");
    for (size_t i = 0; i < count; i++) {
        print_text(output, i > 0 ? ",\n" : "\n");
        print_tree(output, tare_json_case(&cases[i]));
    }
    print_text(output, "\n]");
}

void tare_run_print(const struct tare_run *run, FILE *stream)
{
    struct output output = { stream, 0 };

    print_head(&output, run);
    if (run->reference_count > 0)
        print_cases(&output, "references", run->references,
                    run->reference_count);
    print_cases(&output, "cases", run->cases, run->case_count);
    fprintf(stream, ",\n\"crc32\":\"%08x\"}\n", output.crc);
}

int tare_run_save(const struct tare_run *run, const char *path,
                  struct tare_err *err)
{
    struct tare_file file = { 0 };
    int status = tare_file_open(&file, path, err);

    if (status < 0)
        return status;
    tare_run_print(run, file.stream);
    return tare_file_commit(&file, err);
}

void tare_identity_print(const struct tare_identity *identity, FILE *stream)
{
    cJSON *object = cJSON_CreateObject();

    tare_json_add_identity(object, identity);
    print_tree(&(struct output){ stream, 0 }, object);
}
