/* SPDX-License-Identifier: MIT */
#include "store/live.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/file.h"
#include "store/input.h"
#include "store/json_fields.h"
#include "store/json_library.h"
#include "store/utf8.h"

enum {
    BYTES_MAX = 1 << 18 /* some hundreds, and an id, all of it escaped */
};

#define SECONDS_MAX 1e10 /* centuries */

#define AT(member)          offsetof(struct tare_live, member)
#define VERDICT(name)       COUNT(#name, verdicts.name)
#define COUNT(name, member) WHOLE(name, member, WHOLE64, 1, 0)
#define WHOLE(name, member, kind, is_required, low)                            \
    {                                                                          \
        (name), AT(member), TARE_FIELD_##kind, (is_required), (low), 0, NULL   \
    }
#define TEXT(name, member, is_required)                                        \
    {                                                                          \
        (name), AT(member), TARE_FIELD_TEXT, (is_required), (is_required), 0,  \
            NULL                                                               \
    }
#define REAL(name, member, kind, is_required, high)                            \
    {                                                                          \
        (name), AT(member), TARE_FIELD_##kind, (is_required), 0, (high), NULL  \
    }

static const char *const states[] = { "running", "finished", "failed",
                                      "interrupted", NULL };

static const struct tare_field fields[] = {
    WHOLE("pid", pid, WHOLE32, 1, 1),
    WHOLE("pid_started", pid_started, WHOLE64, 0, 0),
    TEXT("pid_space", pid_space, 0),
    TEXT("started", started, 1),
    { "state", AT(state), TARE_FIELD_CHOICE, 1, 0, 0, states },
    REAL("exit", exit, REAL, 0, 255),
    TEXT("phase", phase, 1),
    TEXT("case", case_id, 0),
    COUNT("done", done),
    COUNT("count", count),
    WHOLE("round", round, WHOLE64, 0, 0),
    REAL("elapsed_s", elapsed_s, AMOUNT, 1, SECONDS_MAX),
    REAL("left_s", left_s, REAL, 0, SECONDS_MAX),
    { .name = NULL }
};

static const struct tare_field verdicts[] = {
    VERDICT(regressed),    VERDICT(improved),  VERDICT(unchanged),
    VERDICT(inconclusive), VERDICT(suspected), VERDICT(failed),
    { .name = NULL }
};

const char *tare_live_state_name(enum tare_live_state state)
{
    return states[state];
}

/* ---- writing ------------------------------------------------------------- */

/* The line may go to a terminal or a log, where other characters could act. */
static char *to_ascii(const char *text)
{
    struct tare_buf ascii = { 0 };
    size_t size = strlen(text);
    uint32_t code;

    for (size_t i = 0; i < size;) {
        i += tare_utf8_decode(text + i, size - i, &code);
        if (code < 0x7f)
            tare_buf_add(&ascii, &text[i - 1], 1);
        else if (code < 0x10000)
            tare_buf_printf(&ascii, "\\u%04x", code);
        else
            tare_buf_printf(&ascii, "\\u%04x\\u%04x",
                            0xd800 + ((code - 0x10000) >> 10),
                            0xdc00 + (code & 0x3ff));
    }
    return tare_buf_detach(&ascii);
}

char *tare_live_text(const struct tare_live *live)
{
    cJSON *object = tare_fields_object(fields, live);
    char *text, *ascii;

    cJSON_AddItemToObject(object, "verdicts",
                          tare_fields_object(verdicts, live));
    text = tare_json_take_text(object);
    ascii = to_ascii(text);
    cJSON_free(text);
    return ascii;
}

int tare_live_save(const struct tare_live *live, const char *path,
                   struct tare_err *err)
{
    struct tare_file file = { 0 };
    int status = tare_file_open(&file, path, err);
    char *text;

    if (status < 0)
        return status;
    file.is_passing = 1;
    text = tare_live_text(live);
    fprintf(file.stream, "%s\n", text);
    free(text);
    return tare_file_commit(&file, err);
}

/* ---- reading ------------------------------------------------------------- */

static int read_tree(struct tare_live *live, const cJSON *tree,
                     const struct tare_json_place *place)
{
    int status = tare_fields_read(live, fields, tree, "status", place);

    if (status == 0)
        status = tare_fields_read(
            live, verdicts, tare_json_at(tree, "verdicts"), "verdicts", place);
    if (status == 0 && (live->state == TARE_LIVE_RUNNING) != isnan(live->exit))
        status = tare_scan_refuse(place->scan, place->at,
                                  "a run has an exit status when it has ended");
    return status;
}

/* cJSON gets only what the scanner has seen to the end. */
static int read_text(struct tare_live *live, struct tare_scan *scan)
{
    struct tare_json_place place = { scan, scan->text };
    int status = tare_scan_skip(scan);
    cJSON *tree;

    if (status == 0)
        status = tare_scan_finish(scan);
    if (status < 0)
        return status;
    tree = cJSON_ParseWithLength(scan->text, (size_t)(scan->end - scan->text));
    status = read_tree(live, tree, &place);
    cJSON_Delete(tree);
    return status;
}

int tare_live_load(struct tare_live *live, const char *path,
                   struct tare_err *err)
{
    struct tare_scan scan = { 0 };
    char *bytes;
    size_t size;
    int status = tare_input_read(&bytes, &size, path, BYTES_MAX, err);

    if (status < 0)
        return status;
    tare_scan_open(&scan, path, bytes, size, err);
    scan.advice = "name the FILE of --status";
    status = read_text(live, &scan);
    tare_scan_close(&scan);
    free(bytes);
    if (status < 0)
        tare_live_release(live);
    return status;
}

void tare_live_release(struct tare_live *live)
{
    free((char *)live->pid_space);
    free((char *)live->started);
    free((char *)live->phase);
    free((char *)live->case_id);
    *live = (struct tare_live){ 0 };
}
