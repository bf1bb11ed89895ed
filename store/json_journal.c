/* SPDX-License-Identifier: MIT */
#include "store/journal_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/base64.h"
#include "store/crc32.h"
#include "store/json.h"
#include "store/json_fields.h"
#include "store/json_library.h"
#include "store/json_shape.h"
#include "store/load.h"

#define ADVICE                                                                 \
    "this journal is damaged: start anew by leaving out --resume, which "      \
    "removes it"

enum {
    JOURNAL_FORMAT = 1,
    MESSAGE_MOST = 1 << 20,
    CHECKSUM = 19 /* ,"crc32":"12345678" */
};

#define AT(member) offsetof(struct tare_logged, member)

static const char *const sides[] = { "", "old", "new", NULL };
static const char *const statuses[] = { "ok",        "failed",  "crashed",
                                        "timed out", "skipped", NULL };

static const struct tare_field fields[] = {
    { "id", AT(id), TARE_FIELD_TEXT, 1, 1, 0, NULL },
    { "side", AT(side), TARE_FIELD_CHOICE, 0, 0, 0, sides },
    { "void", AT(is_void), TARE_FIELD_FLAG, 0, 0, 0, NULL },
    { "opened_ns", AT(opened_ns), TARE_FIELD_WHOLE64, 1, 0, 0, NULL },
    { "closed_ns", AT(closed_ns), TARE_FIELD_WHOLE64, 1, 0, 0, NULL },
    { "cpu", AT(cpu), TARE_FIELD_REAL, 0, 0, 1 << 20, NULL },
    { "status", AT(status), TARE_FIELD_CHOICE, 1, 0, 0, statuses },
    { "reason", AT(reason), TARE_FIELD_TEXT, 0, 0, 0, NULL },
    { "output", AT(output), TARE_FIELD_TEXT, 0, 0, 0, NULL },
    { "folder", AT(folder), TARE_FIELD_TEXT, 0, 1, 0, NULL },
    { "refusal", AT(refusal), TARE_FIELD_TEXT, 0, 0, 0, NULL },
    { .name = NULL }
};

/* ---- lines --------------------------------------------------------------- */

/* The checksum is that of all that stands before it. */
static char *seal(cJSON *tree)
{
    char *text = tare_json_take_text(tree);
    size_t size = strlen(text) - 1;
    struct tare_buf line = { 0 };

    tare_buf_add(&line, text, size);
    tare_buf_printf(&line, ",\"crc32\":\"%08x\"}\n", tare_crc32(0, text, size));
    cJSON_free(text);
    return tare_buf_detach(&line);
}

static int is_sealed(const char *at, size_t size)
{
    char wanted[CHECKSUM + 2];
    size_t before;

    if (size < CHECKSUM + 2)
        return 0;
    before = size - CHECKSUM - 1;
    snprintf(wanted, sizeof wanted, ",\"crc32\":\"%08x\"}",
             tare_crc32(0, at, before));
    return memcmp(at + before, wanted, CHECKSUM + 1) == 0;
}

/* The tree of a line, which the scanner has seen to its end; or NULL. */
static cJSON *open_line(struct tare_scan *scan, const char *name,
                        const char *bytes, const char *at, size_t size,
                        struct tare_err *err)
{
    cJSON *tree;

    tare_scan_open(scan, name, bytes, (size_t)(at - bytes) + size, err);
    scan->advice = ADVICE;
    scan->at = at;
    if (!is_sealed(at, size)) {
        tare_scan_refuse(scan, at, "this line does not match its checksum");
        return NULL;
    }
    if (tare_scan_skip(scan) < 0 || tare_scan_finish(scan) < 0)
        return NULL;
    tree = cJSON_ParseWithLength(at, size);
    if (!cJSON_IsObject(tree)) {
        tare_scan_refuse(scan, at, "this line is no object");
        cJSON_Delete(tree);
        return NULL;
    }
    return tree;
}

/* ---- launches ------------------------------------------------------------ */

/* Most of what launches say are zeros: each run of them is a zero and how many
 * they are, 255 at most. */
static void pack(struct tare_buf *packed, const struct tare_buf *bytes)
{
    for (size_t i = 0; i < bytes->size;) {
        unsigned char zeros = 0;

        while (i + zeros < bytes->size && zeros < 255 &&
               bytes->data[i + zeros] == 0)
            zeros++;
        tare_buf_add(packed, &bytes->data[i], 1);
        if (zeros > 0)
            tare_buf_add(packed, &zeros, 1);
        i += zeros > 0 ? zeros : 1;
    }
}

static int unpack(struct tare_buf *bytes, const struct tare_buf *packed)
{
    for (size_t i = 0; i < packed->size; i++) {
        if (packed->data[i] != 0)
            tare_buf_add(bytes, &packed->data[i], 1);
        else if (i + 1 < packed->size && packed->data[i + 1] != 0)
            tare_buf_fill(bytes, 0, (unsigned char)packed->data[++i]);
        else
            return -1;
        if (bytes->size > MESSAGE_MOST)
            return -1;
    }
    return bytes->size > 0 ? 0 : -1;
}

static int read_message(struct tare_buf *bytes, const char *text)
{
    struct tare_buf packed = { 0 };
    int status = tare_base64_read(&packed, text);

    if (status == 0)
        status = unpack(bytes, &packed);
    tare_buf_release(&packed);
    return status;
}

static cJSON *heard_array(const struct tare_logged *logged)
{
    cJSON *array = cJSON_CreateArray();
    struct tare_buf text = { 0 }, packed = { 0 };

    for (size_t i = 0; i < logged->heard_count; i++) {
        tare_buf_clear(&text);
        tare_buf_clear(&packed);
        pack(&packed, &logged->heard[i].bytes);
        tare_base64_write(&text, packed.data, packed.size);
        cJSON_AddItemToArray(array, cJSON_CreateString(tare_buf_text(&text)));
    }
    tare_buf_release(&text);
    tare_buf_release(&packed);
    return array;
}

static int read_heard(struct tare_logged *logged, const cJSON *array,
                      const struct tare_json_place *place)
{
    if (!cJSON_IsArray(array))
        return tare_scan_refuse(place->scan, place->at,
                                "\"heard\" of the launch here must be an "
                                "array");
    for (const cJSON *item = array->child; item != NULL; item = item->next) {
        struct tare_buf *bytes =
            &TARE_ADD(logged->heard, logged->heard_count)->bytes;

        if (!cJSON_IsString(item) || read_message(bytes, item->valuestring) < 0)
            return tare_scan_refuse(place->scan, place->at,
                                    "\"heard\" of the launch here must be "
                                    "messages in base64");
    }
    return 0;
}

static int read_launches(struct tare_journal_line *line, const cJSON *array,
                         const struct tare_json_place *place)
{
    int status = 0;

    if (!cJSON_IsArray(array))
        return tare_scan_refuse(place->scan, place->at,
                                "\"launches\" must be an array");
    for (const cJSON *item = array->child; item != NULL && status == 0;
         item = item->next) {
        struct tare_logged *logged = TARE_ADD(line->launches, line->count);

        status = tare_fields_read(logged, fields, item, "launch", place);
        if (status == 0)
            status = read_heard(logged, tare_json_at(item, "heard"), place);
    }
    return status;
}

char *tare_journal_line_text(const struct tare_journal_line *line)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *launches = tare_fields_array(fields, line->launches, line->count,
                                        sizeof *line->launches);
    cJSON *launch = launches->child;

    for (size_t i = 0; i < line->count; i++, launch = launch->next)
        cJSON_AddItemToObject(launch, "heard", heard_array(&line->launches[i]));
    cJSON_AddItemToObject(object, "launches", launches);
    if (line->count > 0)
        cJSON_AddItemToObject(
            object, "spent",
            tare_fields_object(tare_shape_spent, &line->spent));
    if (line->has_weather)
        cJSON_AddItemToObject(
            object, "weather",
            tare_fields_object(tare_shape_weather, &line->weather));
    tare_json_add_text(object, "resumed", line->resumed);
    return seal(object);
}

static int read_line(struct tare_journal_line *line, const cJSON *tree,
                     const struct tare_json_place *place)
{
    const cJSON *spent = tare_json_at(tree, "spent");
    const cJSON *weather = tare_json_at(tree, "weather");
    const cJSON *resumed = tare_json_at(tree, "resumed");
    int status = read_launches(line, tare_json_at(tree, "launches"), place);

    if (status == 0 && spent != NULL)
        status = tare_fields_read(&line->spent, tare_shape_spent, spent,
                                  "time spent", place);
    if (status == 0 && weather != NULL) {
        line->has_weather = 1;
        status = tare_fields_read(&line->weather, tare_shape_weather, weather,
                                  "weather", place);
    }
    if (cJSON_IsString(resumed))
        line->resumed = tare_strdup(resumed->valuestring);
    return status;
}

int tare_journal_line_read(struct tare_journal_line *line, const char *name,
                           const char *bytes, const char *at, size_t size,
                           struct tare_err *err)
{
    struct tare_scan scan;
    struct tare_json_place place = { &scan, at };
    cJSON *tree = open_line(&scan, name, bytes, at, size, err);
    int status = tree != NULL ? read_line(line, tree, &place) : TARE_EBASELINE;

    cJSON_Delete(tree);
    tare_scan_close(&scan);
    if (status < 0)
        tare_journal_line_release(line);
    return status;
}

/* ---- the first line ------------------------------------------------------ */

/* A record of its own, which is read like any other. */
static char *record_text(const struct tare_run *run)
{
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    if (stream == NULL)
        tare_die("out of memory (a record)");
    tare_run_print(run, stream);
    fclose(stream);
    return text;
}

char *tare_journal_head_text(const struct tare_journal_head *head)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *asked = cJSON_CreateArray();
    char *record = record_text(&head->run);

    for (size_t i = 0; i < head->count; i++)
        cJSON_AddItemToArray(asked, tare_json_text(head->asked[i]));
    cJSON_AddNumberToObject(object, "journal", JOURNAL_FORMAT);
    cJSON_AddItemToObject(object, "asked", asked);
    tare_json_add_text(object, "record", record);
    free(record);
    return seal(object);
}

static int read_head(struct tare_journal_head *head, const cJSON *tree,
                     const struct tare_json_place *place)
{
    const cJSON *format = tare_json_at(tree, "journal");
    const cJSON *asked = tare_json_at(tree, "asked");
    const cJSON *record = tare_json_at(tree, "record");

    if (!cJSON_IsNumber(format) || !(format->valuedouble == JOURNAL_FORMAT) ||
        !cJSON_IsArray(asked) || !cJSON_IsString(record))
        return tare_scan_refuse(place->scan, place->at,
                                "this is not the first line of a journal");
    for (const cJSON *item = asked->child; item != NULL; item = item->next)
        if (cJSON_IsString(item))
            *TARE_ADD(head->asked, head->count) =
                tare_strdup(item->valuestring);
    return tare_run_parse(&head->run, record->valuestring,
                          strlen(record->valuestring), place->scan->name,
                          TARE_LOAD_HEAD, place->scan->err);
}

int tare_journal_head_read(struct tare_journal_head *head, const char *name,
                           const char *bytes, size_t size, struct tare_err *err)
{
    struct tare_scan scan;
    struct tare_json_place place = { &scan, bytes };
    cJSON *tree = open_line(&scan, name, bytes, bytes, size, err);
    int status = tree != NULL ? read_head(head, tree, &place) : TARE_EBASELINE;

    cJSON_Delete(tree);
    tare_scan_close(&scan);
    if (status < 0)
        tare_journal_head_release(head);
    return status;
}
