/* SPDX-License-Identifier: MIT */
#include "store/json_contests.h"

#include "store/file.h"
#include "store/json_case.h"
#include "store/json_library.h"
#include "store/json_shape.h"
#include "store/json_verdict.h"

static cJSON *contestant_object(const struct tare_contest *contest, size_t i)
{
    const struct tare_contestant *contestant = &contest->contestants[i];
    cJSON *object = cJSON_CreateObject();

    tare_json_add_text(object, "id", contestant->c->identity.id);
    tare_json_add_text(object, "name", contestant->name);
    if (contestant->out != NULL)
        tare_json_add_text(object, "out", contestant->out);
    else
        tare_json_add_number(object, "place", (double)contestant->place + 1);
    if (i == contest->yardstick)
        cJSON_AddBoolToObject(object, "baseline", 1);
    return object;
}

static cJSON *meeting_object(const struct tare_contest *contest,
                             const struct tare_meeting *meeting)
{
    cJSON *object = cJSON_CreateObject();

    tare_json_add_text(object, "first",
                       contest->contestants[meeting->first].name);
    tare_json_add_text(object, "second",
                       contest->contestants[meeting->second].name);
    tare_json_add_text(object, "verdict", tare_meeting_name(meeting->kind));
    if (meeting->ratio.confidence > 0)
        cJSON_AddItemToObject(object, "ratio", tare_json_band(&meeting->ratio));
    tare_json_add_number(object, "pairs", (double)meeting->pairs);
    if (meeting->is_placement)
        tare_json_add_text(object, "reason", "layouts");
    return object;
}

static cJSON *contest_object(const struct tare_contest *contest)
{
    static const char *const leads[] = { "none", "won", "equal", "open" };
    cJSON *object = cJSON_CreateObject();
    cJSON *contestants = cJSON_CreateArray(), *meetings = cJSON_CreateArray();

    tare_json_add_text(object, "title", contest->title);
    tare_json_add_text(object, "at", contest->at);
    tare_json_add_text(object, "outcome", leads[tare_contest_lead(contest)]);
    tare_json_add_text(object, "reason", contest->note);
    cJSON_AddItemToObject(object, "contestants", contestants);
    cJSON_AddItemToObject(object, "meetings", meetings);
    for (size_t i = 0; i < contest->count; i++)
        cJSON_AddItemToArray(contestants, contestant_object(contest, i));
    if (contest->check.pairs > 0)
        cJSON_AddItemToObject(object, "control",
                              meeting_object(contest, &contest->check));
    for (size_t i = 0; i < contest->meeting_count; i++)
        cJSON_AddItemToArray(meetings,
                             meeting_object(contest, &contest->meetings[i]));
    return object;
}

static cJSON *crossing_object(const struct tare_contest *contest,
                              const struct tare_crossing *crossing)
{
    cJSON *object = cJSON_CreateObject();

    tare_json_add_text(object, "title", contest->title);
    tare_json_add_text(object, "axis", contest->axis);
    tare_json_add_text(object, "below", crossing->below);
    tare_json_add_text(object, "above", crossing->above);
    tare_json_add_number(object, "low", crossing->low);
    tare_json_add_number(object, "high", crossing->high);
    tare_json_add_number(object, "at", crossing->at);
    return object;
}

static void add_crossings(cJSON *array, const struct tare_contests *contests)
{
    struct tare_crossing crossing;

    for (size_t i = 0; i < contests->count;) {
        size_t next = tare_contests_crossing(contests, i, &crossing);

        if (next > 0)
            cJSON_AddItemToArray(
                array, crossing_object(&contests->items[i], &crossing));
        i = next > 0 ? next : tare_contests_family_end(contests, i);
    }
}

static cJSON *document(const struct tare_contests *contests,
                       const struct tare_run *run, int exit_status)
{
    cJSON *object = cJSON_CreateObject(), *controls = cJSON_CreateObject();
    cJSON *array = cJSON_CreateArray(), *crossings = cJSON_CreateArray();

    tare_json_add_number(object, "format", TARE_VERDICT_FORMAT);
    tare_json_add_text(object, "outcome",
                       exit_status == 0 ? "measured" : "failed");
    tare_json_add_number(object, "exit", exit_status);
    tare_json_add_text(object, "mode", tare_run_is_race(run) ? "race" : "run");
    tare_json_add_number(object, "threshold", contests->threshold);
    tare_json_add_number(object, "alpha", contests->alpha);
    cJSON_AddBoolToObject(object, "interrupted", run->interrupted);
    tare_json_add_text(controls, "negative", "not run");
    tare_json_add_text(controls, "positive", "not run");
    cJSON_AddItemToObject(object, "controls", controls);
    cJSON_AddItemToObject(object, "notes", cJSON_CreateArray());
    cJSON_AddItemToObject(object, "cases", cJSON_CreateArray());
    for (size_t i = 0; i < contests->count; i++)
        cJSON_AddItemToArray(array, contest_object(&contests->items[i]));
    cJSON_AddItemToObject(object, "contests", array);
    if (contests->overall.count > 0)
        cJSON_AddItemToObject(object, "overall",
                              contest_object(&contests->overall));
    add_crossings(crossings, contests);
    cJSON_AddItemToObject(object, "crossings", crossings);
    return object;
}

int tare_contests_save(const struct tare_contests *contests,
                       const struct tare_run *run, int exit_status,
                       const char *path, struct tare_err *err)
{
    struct tare_file file = { 0 };
    int status = tare_file_open(&file, path, err);
    char *text;

    if (status < 0)
        return status;
    text = tare_json_take_text(document(contests, run, exit_status));
    fprintf(file.stream, "%s\n", text);
    cJSON_free(text);
    return tare_file_commit(&file, err);
}
