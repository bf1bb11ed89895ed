/* SPDX-License-Identifier: MIT */
#include "store/json_fields.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/buf.h"
#include "store/json_library.h"
#include "store/number.h"
#include "store/utf8.h"

/*
 * cJSON prints numbers with 15 digits when that is "close", which loses bits of
 * every eighth double, so numbers go in as text of our own.  It returns NULL
 * when memory is out and then does nothing with NULL: one check at the end of
 * a tree, where it is printed, is enough.  Adding NULL adds nothing.
 */

#define COUNT_MAX 9007199254740991.0 /* 2^53 - 1: exact in every reader */

/* ---- writing ------------------------------------------------------------- */

const cJSON *tare_json_at(const cJSON *object, const char *name)
{
    return cJSON_IsObject(object)
               ? cJSON_GetObjectItemCaseSensitive(object, name)
               : NULL;
}

double tare_json_whole(const cJSON *item, double most)
{
    double value = cJSON_IsNumber(item) ? item->valuedouble : -1;

    return value >= 0 && value <= most && !(value > trunc(value)) ? value : -1;
}

void tare_json_add(cJSON *object, const char *name, cJSON *item)
{
    char *clean = tare_utf8_clean(name);

    if (tare_json_at(object, clean) != NULL)
        cJSON_Delete(item);
    else
        cJSON_AddItemToObject(object, clean, item);
    free(clean);
}

cJSON *tare_json_number(double value)
{
    char text[TARE_NUMBER_SIZE];

    if (!isfinite(value))
        return NULL; /* JSON has no such number: not known is absent */
    tare_number_format(text, value);
    return cJSON_CreateRaw(text);
}

cJSON *tare_json_text(const char *text)
{
    char *clean;
    cJSON *item;

    if (text == NULL)
        return NULL;
    clean = tare_utf8_clean(text);
    item = cJSON_CreateString(clean);
    free(clean);
    return item;
}

cJSON *tare_json_numbers(const double *values, size_t count)
{
    struct tare_buf text = { 0 };
    char number[TARE_NUMBER_SIZE];
    cJSON *array;

    tare_buf_puts(&text, "[");
    for (size_t i = 0; i < count; i++) {
        tare_number_format(number, values[i]);
        tare_buf_puts(&text, i > 0 ? "," : "");
        tare_buf_puts(&text, number);
    }
    tare_buf_puts(&text, "]");
    array = cJSON_CreateRaw(text.data);
    tare_buf_release(&text);
    return array;
}

void tare_json_add_number(cJSON *object, const char *name, double value)
{
    cJSON_AddItemToObject(object, name, tare_json_number(value));
}

void tare_json_add_text(cJSON *object, const char *name, const char *text)
{
    cJSON_AddItemToObject(object, name, tare_json_text(text));
}

char *tare_json_take_text(cJSON *tree)
{
    char *text = cJSON_PrintUnformatted(tree);

    if (text == NULL)
        tare_die("out of memory (a JSON text)");
    cJSON_Delete(tree);
    return text;
}

static void write_number(cJSON *object, const struct tare_field *field,
                         double value)
{
    if (field->is_required || value > 0)
        tare_json_add_number(object, field->name, value);
}

static void write_choice(cJSON *object, const struct tare_field *field,
                         unsigned which)
{
    if (field->choices[which][0] != '\0')
        cJSON_AddStringToObject(object, field->name, field->choices[which]);
}

static void write_field(cJSON *object, const struct tare_field *field,
                        const void *from)
{
    switch (field->kind) {
    case TARE_FIELD_TEXT:
        tare_json_add_text(object, field->name, *(char *const *)from);
        break;
    case TARE_FIELD_CHOICE:
        write_choice(object, field, *(const unsigned *)from);
        break;
    case TARE_FIELD_FLAG:
        if (field->is_required || *(const int *)from)
            cJSON_AddBoolToObject(object, field->name, *(const int *)from);
        break;
    case TARE_FIELD_WHOLE32:
        write_number(object, field, *(const unsigned *)from);
        break;
    case TARE_FIELD_WHOLE64:
        write_number(object, field, (double)*(const uint64_t *)from);
        break;
    case TARE_FIELD_AMOUNT:
        write_number(object, field, *(const double *)from);
        break;
    default:
        tare_json_add_number(object, field->name, *(const double *)from);
    }
}

void tare_fields_write(cJSON *object, const struct tare_field *fields,
                       const void *from)
{
    for (; fields->name != NULL; fields++)
        write_field(object, fields, (const char *)from + fields->offset);
}

cJSON *tare_fields_object(const struct tare_field *fields, const void *from)
{
    cJSON *object = cJSON_CreateObject();

    tare_fields_write(object, fields, from);
    return object;
}

cJSON *tare_fields_array(const struct tare_field *fields, const void *items,
                         size_t count, size_t size)
{
    cJSON *array = cJSON_CreateArray();

    for (size_t i = 0; i < count; i++)
        cJSON_AddItemToArray(
            array, tare_fields_object(fields, (const char *)items + i * size));
    return array;
}

/* ---- reading ------------------------------------------------------------- */

static int refuse(const struct tare_json_place *place,
                  const struct tare_field *field, const char *what,
                  const char *wanted)
{
    return tare_scan_refuse(place->scan, place->at,
                            "\"%s\" of the %s here must be %s", field->name,
                            what, wanted);
}

/* Which of the choices, or -1. */
static int find_choice(const struct tare_field *field, const cJSON *item)
{
    if (cJSON_IsString(item))
        for (int i = 0; field->choices[i] != NULL; i++)
            if (strcmp(item->valuestring, field->choices[i]) == 0)
                return i;
    return -1;
}

static int is_whole_in(const struct tare_field *field, const cJSON *item,
                       double high)
{
    return cJSON_IsNumber(item) && item->valuedouble >= field->low &&
           item->valuedouble <= high &&
           item->valuedouble == trunc(item->valuedouble);
}

static int is_real_in(const struct tare_field *field, const cJSON *item)
{
    return cJSON_IsNumber(item) && item->valuedouble >= field->low &&
           item->valuedouble <= field->high;
}

static int is_text_in(const struct tare_field *field, const cJSON *item)
{
    return cJSON_IsString(item) &&
           (double)strlen(item->valuestring) >= field->low;
}

/* Reads it and returns NULL, or says what it should have been. */
static const char *read_field(void *to, const struct tare_field *field,
                              const cJSON *item)
{
    switch (field->kind) {
    case TARE_FIELD_TEXT:
        if (!is_text_in(field, item))
            return field->low > 0 ? "text, and not empty" : "text";
        *(char **)to = tare_strdup(item->valuestring);
        return NULL;
    case TARE_FIELD_CHOICE:
        *(int *)to = find_choice(field, item);
        return *(int *)to < 0 ? "one of the words allowed for it" : NULL;
    case TARE_FIELD_FLAG:
        *(int *)to = cJSON_IsTrue(item);
        return cJSON_IsBool(item) ? NULL : "true or false";
    case TARE_FIELD_WHOLE32:
        if (!is_whole_in(field, item, INT_MAX))
            return field->low > 0 ? "a whole number from 1 to 2^31 - 1"
                                  : "a whole number from 0 to 2^31 - 1";
        *(unsigned *)to = (unsigned)item->valuedouble;
        return NULL;
    case TARE_FIELD_WHOLE64:
        if (!is_whole_in(field, item, COUNT_MAX))
            return field->low > 0 ? "a whole number from 1 to 2^53 - 1"
                                  : "a whole number from 0 to 2^53 - 1";
        *(uint64_t *)to = (uint64_t)item->valuedouble;
        return NULL;
    default:
        if (!is_real_in(field, item))
            return field->high == 1  ? "a number from 0 to 1"
                   : field->low == 0 ? "a number that is not negative"
                                     : "a number";
        *(double *)to = item->valuedouble;
        return NULL;
    }
}

int tare_fields_read(void *to, const struct tare_field *fields,
                     const cJSON *object, const char *what,
                     const struct tare_json_place *place)
{
    const char *wanted;

    if (!cJSON_IsObject(object))
        return tare_scan_refuse(place->scan, place->at,
                                "the %s here must be an object", what);
    for (; fields->name != NULL; fields++) {
        const cJSON *item = tare_json_at(object, fields->name);
        char *at = (char *)to + fields->offset;

        if (item == NULL && fields->kind == TARE_FIELD_REAL)
            *(double *)(void *)at = NAN;
        if (item == NULL && !fields->is_required)
            continue;
        wanted = item != NULL ? read_field(at, fields, item) : "there";
        if (wanted != NULL)
            return refuse(place, fields, what, wanted);
    }
    return 0;
}
