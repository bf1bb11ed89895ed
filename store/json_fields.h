/* SPDX-License-Identifier: MIT */
/*
 * Members of JSON objects as members of structs: one table for each object of
 * the record says how both are written and read, so that the two agree.
 */
#ifndef TARE_STORE_JSON_FIELDS_H
#define TARE_STORE_JSON_FIELDS_H

#include <stddef.h>

#include "store/scan.h"

struct cJSON;

enum tare_field_kind {
    TARE_FIELD_TEXT,    /* char *; NULL is absent */
    TARE_FIELD_CHOICE,  /* int or enum: which of the choices; "" is absent */
    TARE_FIELD_FLAG,    /* int; absent is 0 */
    TARE_FIELD_WHOLE32, /* int or unsigned; absent is 0 */
    TARE_FIELD_WHOLE64, /* uint64_t or size_t; absent is 0 */
    TARE_FIELD_AMOUNT,  /* double that is not negative; absent is 0 */
    TARE_FIELD_REAL     /* double; absent is NaN */
};

struct tare_field {
    const char *name; /* NULL ends a table */
    size_t offset;
    enum tare_field_kind kind;
    int is_required;
    double low, high;           /* of numbers; shortest of texts */
    const char *const *choices; /* NULL behind the last */
};

/* What a tree was made from, for refusing it. */
struct tare_json_place {
    struct tare_scan *scan;
    const char *at;
};

void tare_fields_write(struct cJSON *object, const struct tare_field *fields,
                       const void *from);

/* An object of them; and an array of such objects, for count structs of that
 * size. */
struct cJSON *tare_fields_object(const struct tare_field *fields,
                                 const void *from);
struct cJSON *tare_fields_array(const struct tare_field *fields,
                                const void *items, size_t count, size_t size);

/* Into an all-zero struct.  `what` is what the object describes. */
int tare_fields_read(void *to, const struct tare_field *fields,
                     const struct cJSON *object, const char *what,
                     const struct tare_json_place *place);

/* Items for a tree; NULL, which adds nothing, for a number that is not finite
 * and a text that is NULL.  Text is made valid UTF-8. */
struct cJSON *tare_json_number(double value);
struct cJSON *tare_json_text(const char *text);
struct cJSON *tare_json_numbers(const double *values, size_t count);

/* Adds such an item. */
void tare_json_add_number(struct cJSON *object, const char *name, double value);
void tare_json_add_text(struct cJSON *object, const char *name,
                        const char *text);

/* The tree as text; frees the tree.  The text goes back by cJSON_free(). */
char *tare_json_take_text(struct cJSON *tree);

/* Adds the item under a name that is not ours; when the object has a member of
 * that name, the item is freed. */
void tare_json_add(struct cJSON *object, const char *name, struct cJSON *item);

/* The member of that name; NULL also for what is no object. */
const struct cJSON *tare_json_at(const struct cJSON *object, const char *name);

/* Up to this one JSON holds all whole numbers. */
#define TARE_JSON_WHOLE_MAX 9007199254740992.0

/* The value of a whole number up to that one; or -1. */
double tare_json_whole(const struct cJSON *item, double most);

#endif
