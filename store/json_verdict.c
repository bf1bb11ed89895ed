/* SPDX-License-Identifier: MIT */
#include "store/json_verdict.h"

#include <math.h>

#include "store/file.h"
#include "store/json_library.h"
#include "store/json_shape.h"

static cJSON *controls_object(const struct tare_comparison *comparison)
{
    static const char *const negative[] = { "not run", "silent", "alarmed" };
    static const char *const positive[] = { "not run", "found", "missed" };
    cJSON *object = cJSON_CreateObject();

    tare_json_add_text(object, "negative", negative[comparison->negative]);
    tare_json_add_text(object, "positive", positive[comparison->positive]);
    return object;
}

static cJSON *differences_array(const struct tare_comparison *comparison)
{
    cJSON *array = cJSON_CreateArray();

    for (size_t i = 0; i < comparison->difference_count; i++) {
        cJSON *object = cJSON_CreateObject();

        tare_json_add_text(object, "what", comparison->differences[i].what);
        tare_json_add_text(object, "old", comparison->differences[i].old_value);
        tare_json_add_text(object, "new", comparison->differences[i].new_value);
        cJSON_AddItemToArray(array, object);
    }
    return array;
}

static cJSON *head_object(const struct tare_comparison *comparison,
                          const char *outcome, int exit_status)
{
    static const char *const modes[] = { "duel", "numbers", "fleet" };
    cJSON *object = cJSON_CreateObject();

    tare_json_add_number(object, "format", TARE_VERDICT_FORMAT);
    tare_json_add_text(object, "outcome", outcome);
    tare_json_add_number(object, "exit", exit_status);
    tare_json_add_text(object, "mode", modes[comparison->by]);
    tare_json_add_text(object, "old", comparison->old_name);
    tare_json_add_text(object, "new", comparison->new_name);
    tare_json_add_number(object, "threshold", comparison->threshold);
    tare_json_add_number(object, "alpha", comparison->alpha);
    cJSON_AddBoolToObject(object, "interrupted", comparison->interrupted);
    cJSON_AddItemToObject(object, "controls", controls_object(comparison));
    cJSON_AddItemToObject(
        object, "notes",
        tare_fields_array(tare_shape_warning, comparison->notes,
                          comparison->note_count, sizeof *comparison->notes));
    cJSON_AddItemToObject(object, "differences", differences_array(comparison));
    return object;
}

static cJSON *layouts_object(const struct tare_placement *placement)
{
    cJSON *object;

    if (placement->layouts[0] + placement->layouts[1] == 0)
        return NULL;
    object = cJSON_CreateObject();
    tare_json_add_number(object, "old", (double)placement->layouts[0]);
    tare_json_add_number(object, "new", (double)placement->layouts[1]);
    tare_json_add_number(object, "old_spread", placement->between[0]);
    tare_json_add_number(object, "new_spread", placement->between[1]);
    tare_json_add_number(object, "old_launches", placement->within[0]);
    tare_json_add_number(object, "new_launches", placement->within[1]);
    tare_json_add_number(object, "unknown", placement->unknown);
    return object;
}

static void add_change(cJSON *object, const struct tare_band *change)
{
    tare_json_add_number(object, "change", change->value);
    tare_json_add_number(object, "low", change->low);
    tare_json_add_number(object, "high", change->high);
    tare_json_add_number(object, "confidence", change->confidence);
}

static cJSON *machine_object(const struct tare_machine_verdict *machine)
{
    cJSON *object = cJSON_CreateObject();

    tare_json_add_text(object, "name", machine->name);
    tare_json_add_text(object, "verdict",
                       machine->reason != NULL
                           ? tare_verdict_kind_name(machine->kind)
                           : "not-measured");
    add_change(object, &machine->change);
    tare_json_add_text(object, "code", machine->code);
    tare_json_add_text(object, "reason", machine->reason);
    cJSON_AddBoolToObject(object, "decides", machine->is_deciding);
    return object;
}

/* Nothing where there is no fleet. */
static void add_machines(cJSON *object, const struct tare_machines *machines)
{
    cJSON *array, *mean;

    if (machines->count == 0)
        return;
    array = cJSON_CreateArray();
    for (size_t i = 0; i < machines->count; i++)
        cJSON_AddItemToArray(array, machine_object(&machines->items[i]));
    cJSON_AddItemToObject(object, "machines", array);
    tare_json_add_number(object, "alike_p", machines->p);
    if (!isfinite(machines->mean.value))
        return;
    mean = cJSON_CreateObject();
    add_change(mean, &machines->mean);
    cJSON_AddItemToObject(object, "mean", mean);
}

static cJSON *case_object(const struct tare_verdict *verdict)
{
    cJSON *object = cJSON_CreateObject();

    tare_json_add_text(object, "id", verdict->id);
    tare_json_add_text(object, "measure", verdict->measure);
    tare_json_add_text(object, "verdict",
                       tare_verdict_kind_name(verdict->kind));
    add_change(object, &verdict->change);
    tare_json_add_number(object, "pairs", (double)verdict->pairs);
    cJSON_AddItemToObject(object, "layouts",
                          layouts_object(&verdict->placement));
    cJSON_AddBoolToObject(object, "confirmed", verdict->is_confirmed);
    if (verdict->is_suspect)
        cJSON_AddBoolToObject(object, "suspect", 1);
    tare_json_add_number(object, "threshold", verdict->threshold);
    tare_json_add_text(object, "unit", verdict->unit);
    tare_json_add_number(object, "old_value", verdict->old_value);
    tare_json_add_number(object, "new_value", verdict->new_value);
    tare_json_add_text(object, "code", verdict->code);
    tare_json_add_text(object, "reason",
                       verdict->reason != NULL ? verdict->reason : "");
    tare_json_add_text(object, "evidence", verdict->evidence);
    tare_json_add_text(object, "advice", verdict->advice);
    add_machines(object, &verdict->machines);
    return object;
}

/* A case a line, so that a difference of two files shows cases. */
static void print_cases(const struct tare_comparison *comparison, FILE *stream)
{
    for (size_t i = 0; i < comparison->count; i++) {
        char *text = tare_json_take_text(case_object(&comparison->items[i]));

        fprintf(stream, "%s\n%s", i > 0 ? "," : "", text);
        cJSON_free(text);
    }
}

static cJSON *shift_object(const struct tare_shift *shift)
{
    cJSON *object = cJSON_CreateObject();

    tare_json_add_text(object, "id", shift->id);
    tare_json_add_text(object, "measure", shift->measure);
    add_change(object, &shift->change);
    tare_json_add_text(object, "unit", shift->unit);
    tare_json_add_number(object, "old_value", shift->old_value);
    tare_json_add_number(object, "new_value", shift->new_value);
    return object;
}

/* Nothing where nothing is told. */
static void print_shifts(const struct tare_comparison *comparison, FILE *stream)
{
    for (size_t i = 0; i < comparison->shift_count; i++) {
        char *text = tare_json_take_text(shift_object(&comparison->shifts[i]));

        fprintf(stream, "%s\n%s", i > 0 ? "," : ",\n\"shifts\":[", text);
        cJSON_free(text);
    }
    if (comparison->shift_count > 0)
        fputs("\n]", stream);
}

static void print(const struct tare_comparison *comparison, const char *outcome,
                  int exit_status, FILE *stream)
{
    char *head =
        tare_json_take_text(head_object(comparison, outcome, exit_status));

    head[strlen(head) - 1] = '\0'; /* the object goes on */
    fprintf(stream, "%s,\n\"cases\":[", head);
    cJSON_free(head);
    print_cases(comparison, stream);
    fputs("\n]", stream);
    print_shifts(comparison, stream);
    fputs("}\n", stream);
}

/* To the file, if it is open. */
static int save(const struct tare_comparison *comparison, const char *outcome,
                int exit_status, struct tare_file *file, int status,
                struct tare_err *err)
{
    if (status < 0)
        return status;
    print(comparison, outcome, exit_status, file->stream);
    return tare_file_commit(file, err);
}

int tare_verdict_save(const struct tare_comparison *comparison,
                      const char *outcome, int exit_status, const char *path,
                      struct tare_err *err)
{
    struct tare_file file = { 0 };

    return save(comparison, outcome, exit_status, &file,
                tare_file_open(&file, path, err), err);
}

int tare_verdict_save_in(const struct tare_comparison *comparison,
                         const char *outcome, int exit_status,
                         const struct tare_folder *folder, const char *name,
                         struct tare_err *err)
{
    struct tare_file file = { 0 };

    return save(comparison, outcome, exit_status, &file,
                tare_file_open_in(&file, folder, name, 0666, err), err);
}
