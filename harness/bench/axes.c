/* SPDX-License-Identifier: MIT */
#include "harness/bench/axes.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/bench/axis.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/number.h"
#include "store/utf8.h"

#define HOW ": write n=1,2,3 or n=1e3..1e6*10 or n=0..100+10"

#define NEAR 1e-9 /* of a value, and the same */

/* One for the process, as the registry is. */
static struct tare_axis_given *given;
static size_t given_count;

static void release(struct tare_axis_given *axis)
{
    for (size_t i = 0; axis->texts != NULL && i < axis->count; i++)
        free(axis->texts[i]);
    free(axis->texts);
    free(axis->numbers);
    free(axis->name);
}

static int refuse(const char *word, const char *why, struct tare_err *err)
{
    return tare_fail_with(err, TARE_EUSAGE, "--arg: \"%.100s\" %s", word, why);
}

/* ---- numbers ------------------------------------------------------------- */

/* Up to there, or NaN. */
static double read_number(const char *from, const char *to)
{
    char text[TARE_NUMBER_READ_MAX + 1] = "", *end;
    size_t size = (size_t)(to - from);
    double value;

    if (size == 0 || size >= sizeof text || isspace((unsigned char)*from))
        return NAN;
    memcpy(text, from, size);
    value = strtod(text, &end);
    return *end == '\0' && isfinite(value) ? value : NAN;
}

/* "LOW..HIGH*FACTOR" or "LOW..HIGH+STEP" */
static int read_range(struct tare_axis_given *axis, const char *text,
                      const char *word, struct tare_err *err)
{
    const char *dots = strstr(text, ".."), *by = NULL;
    struct tare_axis range = { .name = axis->name };

    for (const char *at = dots + 2; *at != '\0'; at++)
        if (*at == '*' || (*at == '+' && at[-1] != 'e' && at[-1] != 'E'))
            by = at;
    if (by == NULL)
        return refuse(word, "does not say by which step" HOW, err);
    range.kind = *by == '*' ? TARE_AXIS_RANGE : TARE_AXIS_STEPS;
    range.low = read_number(text, dots);
    range.high = read_number(dots + 2, by);
    range.step = read_number(by + 1, by + 1 + strlen(by + 1));
    if (isnan(range.low + range.high + range.step))
        return refuse(word, "has something else than numbers" HOW, err);
    axis->count = tare_axis_count(&range, err);
    if (axis->count == 0)
        return TARE_EUSAGE;
    axis->numbers = tare_alloc(axis->count, sizeof *axis->numbers);
    for (size_t i = 0; i < axis->count; i++) {
        struct tare_arg_value value = tare_axis_value(&range, i);

        axis->numbers[i] = value.number;
        free(value.name);
    }
    return 0;
}

/* ---- lists --------------------------------------------------------------- */

static void read_list(struct tare_axis_given *axis, const char *text)
{
    int are_numbers = 1;

    for (const char *end; text != NULL; text = *end == ',' ? end + 1 : NULL) {
        struct tare_buf item = { 0 };

        end = text + strcspn(text, ",");
        tare_buf_puts(&item, "");
        tare_buf_add(&item, text, (size_t)(end - text));
        axis->texts = tare_grow(axis->texts, axis->count, sizeof *axis->texts);
        axis->numbers =
            tare_grow(axis->numbers, axis->count, sizeof *axis->numbers);
        axis->numbers[axis->count] = read_number(text, end);
        are_numbers &= !isnan(axis->numbers[axis->count]);
        axis->texts[axis->count++] = tare_buf_detach(&item);
    }
    if (!are_numbers) {
        free(axis->numbers);
        axis->numbers = NULL;
    }
}

static int has_twins(const struct tare_axis_given *axis)
{
    for (size_t i = 0; axis->texts != NULL && i < axis->count; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(axis->texts[i], axis->texts[k]) == 0)
                return 1;
    return 0;
}

static int read_word(struct tare_axis_given *axis, const char *word,
                     struct tare_err *err)
{
    const char *equals = strchr(word, '=');

    *axis = (struct tare_axis_given){ 0 };
    if (equals == NULL || equals == word || equals[1] == '\0')
        return refuse(word, "does not give values to an argument" HOW, err);
    axis->name = tare_strdup(word);
    axis->name[equals - word] = '\0';
    if (strstr(equals + 1, "..") != NULL)
        return read_range(axis, equals + 1, word, err);
    read_list(axis, equals + 1);
    return has_twins(axis) ? refuse(word, "gives a value twice", err) : 0;
}

/* ---- all of them --------------------------------------------------------- */

static struct tare_axis_given *find(const char *name)
{
    for (size_t i = 0; name != NULL && i < given_count; i++)
        if (strcmp(given[i].name, name) == 0)
            return &given[i];
    return NULL;
}

const struct tare_axis_given *tare_axes_find(const char *name)
{
    return find(name);
}

static int add(const char *word, struct tare_err *err)
{
    struct tare_axis_given axis;
    int status = read_word(&axis, word, err);

    if (status == 0 && tare_axes_find(axis.name) != NULL)
        status = refuse(word, "gives values to an argument a second time", err);
    if (status < 0) {
        release(&axis);
        return status;
    }
    *TARE_ADD(given, given_count) = axis;
    return 0;
}

int tare_axes_give(char *const *words, size_t count, struct tare_err *err)
{
    struct tare_buf all = { 0 };
    int status = 0;

    for (size_t i = 0; status == 0 && i < count; i++) {
        status = strchr(words[i], '\n') != NULL
                     ? refuse("...", "has a line break", err)
                     : add(words[i], err);
        tare_buf_printf(&all, "%s%s", i > 0 ? "\n" : "", words[i]);
    }
    if (status == 0 && count > 0)
        setenv(TARE_AXES_VARIABLE, all.data, 1);
    else
        unsetenv(TARE_AXES_VARIABLE);
    tare_buf_release(&all);
    return status;
}

void tare_axes_inherit(void)
{
    const char *text = getenv(TARE_AXES_VARIABLE);
    char *copy, *rest = NULL;

    if (text == NULL)
        return;
    copy = tare_strdup(text);
    for (char *line = strtok_r(copy, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest))
        (void)add(line, NULL); /* whoever started us has checked it */
    free(copy);
    unsetenv(TARE_AXES_VARIABLE);
}

int tare_axes_check(int (*has)(const void *context, const char *name),
                    const void *context, struct tare_err *err)
{
    for (size_t i = 0; i < given_count; i++)
        if (!has(context, given[i].name))
            return tare_fail_with(err, TARE_EUSAGE,
                                  "--arg: no benchmark has an argument "
                                  "\"%.100s\": see tare list",
                                  given[i].name);
    return 0;
}

/* Programs that were built with another libm may round the values of a range
 * otherwise. */
static int is_value(const struct tare_axis_given *axis, size_t at,
                    const struct tare_arg_value *value)
{
    char *clean;
    int is_same;

    if (value->text == NULL)
        return axis->numbers != NULL &&
               fabs(axis->numbers[at] - value->number) <=
                   NEAR * fabs(value->number);
    if (axis->texts == NULL)
        return 0;
    clean = tare_utf8_clean(axis->texts[at]);
    is_same = strcmp(clean, value->text) == 0;
    free(clean);
    return is_same;
}

/* Cases come in the order of the values, so the one that is looked for is that of
 * the last case or the next one, however many there are. */
int tare_axes_allow(const struct tare_arg_value *value)
{
    struct tare_axis_given *axis = find(value->name);

    for (size_t i = 0; axis != NULL && i < axis->count; i++) {
        size_t at = (axis->found + i) % axis->count;

        if (is_value(axis, at, value)) {
            axis->found = at;
            return 1;
        }
    }
    return axis == NULL;
}
