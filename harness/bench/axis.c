/* SPDX-License-Identifier: MIT */
#include "harness/bench/axis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/arg.h"
#include "harness/bench/axes.h"
#include "store/utf8.h"

/* Whole numbers stay whole when multiplied by a broken factor. */
static double round_like(double value, const struct tare_axis *axis)
{
    int whole =
        floor(axis->low) == axis->low && floor(axis->high) == axis->high;

    return whole ? floor(value + 0.5) : value;
}

/* The index-th value of a range before it is cut off at high. */
static double range_at(const struct tare_axis *axis, size_t index)
{
    return round_like(axis->low * pow(axis->step, (double)index), axis);
}

/* low, low*f, ... below high, then high itself. */
static size_t range_count(const struct tare_axis *axis)
{
    size_t count = 0;

    while (count < TARE_AXIS_CASES_MAX &&
           range_at(axis, count) < axis->high * (1 - 1e-12))
        count++;
    return count + 1;
}

static size_t steps_count(const struct tare_axis *axis)
{
    /* a hair above, so that 0, 0.1, ..., 1 ends with 1 */
    return (size_t)((axis->high - axis->low) / axis->step + 1e-9) + 1;
}

static int are_finite(const struct tare_axis *axis, struct tare_err *err)
{
    for (size_t i = 0; i < axis->count; i++)
        if (axis->kind == TARE_AXIS_VALUES && !isfinite(axis->values[i])) {
            tare_fail_with(err, TARE_EUSAGE,
                           "argument \"%s\" lists %g, which is not a number",
                           axis->name, axis->values[i]);
            return 0;
        }
    return 1;
}

static int is_sound(const struct tare_axis *axis, struct tare_err *err)
{
    const char *name = axis->name != NULL ? axis->name : "(no name)";

    if (axis->name == NULL || axis->name[0] == '\0') {
        tare_fail_with(err, TARE_EUSAGE, "an argument has no name");
        return 0;
    }
    if (axis->kind == TARE_AXIS_VALUES || axis->kind == TARE_AXIS_CHOICES) {
        if (axis->count >= 1 && axis->count <= TARE_AXIS_MAX)
            return are_finite(axis, err);
        tare_fail_with(
            err, TARE_EUSAGE,
            "argument \"%s\" lists %zu values; it must list from 1 to %d", name,
            axis->count, TARE_AXIS_MAX);
        return 0;
    }
    if (!isfinite(axis->low) || !isfinite(axis->high) ||
        !isfinite(axis->step) || axis->low > axis->high ||
        (axis->kind == TARE_AXIS_RANGE &&
         (axis->low <= 0 || axis->step <= 1)) ||
        (axis->kind == TARE_AXIS_STEPS && axis->step <= 0))
        tare_fail_with(
            err, TARE_EUSAGE,
            "argument \"%s\" goes from %g to %g by %g, which never gets there",
            name, axis->low, axis->high, axis->step);
    else if (axis->kind == TARE_AXIS_STEPS &&
             (axis->high - axis->low) / axis->step >= TARE_AXIS_CASES_MAX)
        tare_fail_with(err, TARE_EUSAGE,
                       "argument \"%s\" goes from %g to %g by %g: that is %.0f "
                       "values, and an argument has at most %d",
                       name, axis->low, axis->high, axis->step,
                       floor((axis->high - axis->low) / axis->step) + 1,
                       TARE_AXIS_CASES_MAX);
    else
        return 1;
    return 0;
}

/* ---- given on the command line ------------------------------------------- */

static int is_choice(const struct tare_axis *axis, const char *text)
{
    for (size_t i = 0; i < axis->count; i++)
        if (axis->choices[i] != NULL && strcmp(axis->choices[i], text) == 0)
            return 1;
    return 0;
}

/* A benchmark is not given a word that it does not know. */
static int are_choices(const struct tare_axis *axis,
                       const struct tare_axis_given *given,
                       struct tare_err *err)
{
    struct tare_buf known = { 0 };

    for (size_t i = 0; given->texts != NULL && i < given->count; i++) {
        if (is_choice(axis, given->texts[i]))
            continue;
        for (size_t k = 0; k < axis->count; k++)
            tare_buf_printf(&known, "%s%s", k > 0 ? ", " : "",
                            axis->choices[k] != NULL ? axis->choices[k] : "");
        tare_fail_with(err, TARE_EUSAGE,
                       "argument \"%s\" cannot be \"%.60s\": it is %s%.200s%s",
                       axis->name, given->texts[i],
                       axis->count > 1 ? "one of " : "", tare_buf_text(&known),
                       axis->count > 1 ? ""
                                       : " here; choose cases by a filter");
        tare_buf_release(&known);
        return 0;
    }
    if (given->texts == NULL)
        tare_fail_with(err, TARE_EUSAGE,
                       "argument \"%s\" has no numbers: list its words",
                       axis->name);
    return given->texts != NULL;
}

/* The first that is no number. */
static const char *first_word(const struct tare_axis_given *given)
{
    char *end;

    for (size_t i = 0; i < given->count; i++)
        if (given->texts[i][0] == '\0' ||
            (strtod(given->texts[i], &end), *end != '\0'))
            return given->texts[i];
    return given->texts[0];
}

static size_t given_count(const struct tare_axis *axis,
                          const struct tare_axis_given *given,
                          struct tare_err *err)
{
    if (axis->kind == TARE_AXIS_CHOICES)
        return are_choices(axis, given, err) ? given->count : 0;
    if (given->numbers != NULL)
        return given->count;
    tare_fail_with(err, TARE_EUSAGE,
                   "argument \"%s\" takes numbers, not \"%.60s\"", axis->name,
                   first_word(given));
    return 0;
}

/* ---- values -------------------------------------------------------------- */

size_t tare_axis_count(const struct tare_axis *axis, struct tare_err *err)
{
    const struct tare_axis_given *given = tare_axes_find(axis->name);

    if (axis->kind == TARE_AXIS_NONE)
        return 1;
    if (given != NULL)
        return given_count(axis, given, err);
    if (!is_sound(axis, err))
        return 0;
    if (axis->kind == TARE_AXIS_RANGE)
        return range_count(axis);
    if (axis->kind == TARE_AXIS_STEPS)
        return steps_count(axis);
    return axis->count;
}

struct tare_arg_value tare_axis_value(const struct tare_axis *axis,
                                      size_t index)
{
    const struct tare_axis_given *given = tare_axes_find(axis->name);
    struct tare_arg_value value = { .name = tare_utf8_clean(axis->name) };

    if (given != NULL && axis->kind == TARE_AXIS_CHOICES) {
        value.text = tare_utf8_clean(given->texts[index]);
    } else if (given != NULL) {
        value.number = given->numbers[index];
    } else if (axis->kind == TARE_AXIS_CHOICES) {
        const char *choice = axis->choices[index];

        value.text = tare_utf8_clean(choice != NULL ? choice : "");
    } else if (axis->kind == TARE_AXIS_VALUES) {
        value.number = axis->values[index];
    } else if (axis->kind == TARE_AXIS_STEPS) {
        value.number = axis->low + (double)index * axis->step;
    } else {
        double number = range_at(axis, index);

        value.number = number < axis->high ? number : axis->high;
    }
    return value;
}

void tare_identity_format(struct tare_buf *buf,
                          const struct tare_identity *identity, size_t star)
{
    int is_told = identity->threads < 2;

    if (identity->group != NULL)
        tare_buf_printf(buf, "%s/", identity->group);
    tare_buf_puts(buf, identity->name);
    for (size_t i = 0; i < identity->arg_count; i++) {
        is_told |= strcmp(identity->args[i].name, "threads") == 0;
        tare_buf_puts(buf, "/");
        if (i == star)
            tare_buf_printf(buf, "%s=*", identity->args[i].name);
        else
            tare_arg_format(buf, &identity->args[i]);
    }
    if (!is_told)
        tare_buf_printf(buf, "/threads=%u", identity->threads);
}
