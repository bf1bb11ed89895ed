/* SPDX-License-Identifier: MIT */
#include "store/comparison.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/utf8.h"

const char *tare_verdict_kind_name(enum tare_verdict_kind kind)
{
    static const char *const names[TARE_VERDICT_KINDS] = {
        "inconclusive", "unchanged", "improved", "regressed",       "added",
        "removed",      "failed",    "skipped",  "different-result"
    };

    return names[kind];
}

struct tare_verdict *tare_comparison_add(struct tare_comparison *comparison,
                                         const char *id, const char *measure)
{
    struct tare_verdict *verdict;

    verdict = TARE_ADD(comparison->items, comparison->count);
    verdict->id = tare_strdup(id);
    verdict->measure = tare_strdup(measure);
    verdict->change = (struct tare_band){ NAN, NAN, NAN, NAN };
    verdict->old_value = verdict->new_value = NAN;
    verdict->threshold = comparison->threshold;
    verdict->detectable = verdict->needed_s = NAN;
    return verdict;
}

/* A sentence that may quote names of the user's.  Returned. */
static char *make_sentence(const char *format, va_list arguments)
{
    char text[1024];

    vsnprintf(text, sizeof text, format, arguments);
    return tare_utf8_clean(text);
}

void tare_comparison_note(struct tare_comparison *comparison, const char *code,
                          const char *format, ...)
{
    struct tare_warning *note;
    va_list arguments;

    note = TARE_ADD(comparison->notes, comparison->note_count);
    note->code = tare_strdup(code);
    va_start(arguments, format);
    note->text = make_sentence(format, arguments);
    va_end(arguments);
}

void tare_comparison_differ(struct tare_comparison *comparison,
                            const char *what, const char *old_value,
                            const char *new_value, int is_noted)
{
    struct tare_difference *added;

    for (size_t i = 0; i < comparison->difference_count; i++) {
        const struct tare_difference *other = &comparison->differences[i];

        if (strcmp(other->what, what) == 0 &&
            strcmp(other->old_value, old_value) == 0 &&
            strcmp(other->new_value, new_value) == 0)
            return;
    }
    added = TARE_ADD(comparison->differences, comparison->difference_count);
    added->what = tare_strdup(what);
    added->old_value = tare_strdup(old_value);
    added->new_value = tare_strdup(new_value);
    added->is_noted = is_noted;
}

void tare_verdict_set(struct tare_verdict *verdict, enum tare_verdict_kind kind,
                      const char *code, const char *format, ...)
{
    va_list arguments;

    free(verdict->code);
    free(verdict->reason);
    verdict->kind = kind;
    verdict->code = tare_strdup(code);
    va_start(arguments, format);
    verdict->reason = make_sentence(format, arguments);
    va_end(arguments);
}

struct tare_shift *tare_comparison_shift(struct tare_comparison *comparison,
                                         const char *id, const char *measure,
                                         const char *unit)
{
    struct tare_shift *shift;

    shift = TARE_ADD(comparison->shifts, comparison->shift_count);
    shift->id = tare_strdup(id);
    shift->measure = tare_strdup(measure);
    shift->unit = tare_strdup(unit);
    shift->old_value = shift->new_value = NAN;
    shift->change = (struct tare_band){ NAN, NAN, NAN, NAN };
    return shift;
}

static void release_machines(struct tare_machines *machines)
{
    for (size_t i = 0; i < machines->count; i++) {
        free(machines->items[i].name);
        free(machines->items[i].code);
        free(machines->items[i].reason);
    }
    free(machines->items);
}

static void release_verdict(struct tare_verdict *verdict)
{
    release_machines(&verdict->machines);
    free(verdict->id);
    free(verdict->measure);
    free(verdict->unit);
    free(verdict->code);
    free(verdict->reason);
    free(verdict->advice);
    free(verdict->evidence);
}

static void release_shift(struct tare_shift *shift)
{
    free(shift->id);
    free(shift->measure);
    free(shift->unit);
}

static void keep_shifts(struct tare_comparison *comparison,
                        int (*takes)(const void *context, const char *id),
                        const void *context)
{
    size_t kept = 0;

    for (size_t i = 0; i < comparison->shift_count; i++)
        if (takes(context, comparison->shifts[i].id))
            comparison->shifts[kept++] = comparison->shifts[i];
        else
            release_shift(&comparison->shifts[i]);
    comparison->shift_count = kept;
}

enum tare_verdict_kind
tare_verdict_direction(const struct tare_verdict *verdict, int is_more)
{
    return is_more == (verdict->better == TARE_BETTER_LOWER)
               ? TARE_VERDICT_REGRESSED
               : TARE_VERDICT_IMPROVED;
}

int tare_verdict_is_change(const struct tare_verdict *verdict)
{
    return verdict->kind == TARE_VERDICT_REGRESSED ||
           verdict->kind == TARE_VERDICT_IMPROVED;
}

void tare_comparison_keep(struct tare_comparison *comparison,
                          int (*takes)(const void *context, const char *id),
                          const void *context)
{
    size_t kept = 0;

    for (size_t i = 0; i < comparison->count; i++)
        if (takes(context, comparison->items[i].id))
            comparison->items[kept++] = comparison->items[i];
        else
            release_verdict(&comparison->items[i]);
    comparison->count = kept;
    keep_shifts(comparison, takes, context);
}

void tare_comparison_release(struct tare_comparison *comparison)
{
    for (size_t i = 0; i < comparison->count; i++)
        release_verdict(&comparison->items[i]);
    for (size_t i = 0; i < comparison->shift_count; i++)
        release_shift(&comparison->shifts[i]);
    for (size_t i = 0; i < comparison->note_count; i++) {
        free(comparison->notes[i].code);
        free(comparison->notes[i].text);
    }
    for (size_t i = 0; i < comparison->difference_count; i++) {
        free(comparison->differences[i].what);
        free(comparison->differences[i].old_value);
        free(comparison->differences[i].new_value);
    }
    free(comparison->items);
    free(comparison->notes);
    free(comparison->differences);
    free(comparison->shifts);
    free(comparison->old_name);
    free(comparison->new_name);
    *comparison = (struct tare_comparison){ 0 };
}
