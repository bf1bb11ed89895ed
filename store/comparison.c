/* SPDX-License-Identifier: MIT */
#include "store/comparison.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/alloc.h"
#include "store/utf8.h"

const char *tare_ruling_name(enum tare_ruling ruling)
{
    static const char *const names[TARE_RULINGS] = {
        "inconclusive", "unchanged", "improved", "regressed",       "added",
        "removed",      "failed",    "skipped",  "different-result"
    };

    return names[ruling];
}

struct tare_judgement *tare_comparison_add(struct tare_comparison *comparison,
                                           const char *id, const char *measure)
{
    struct tare_judgement *judgement;

    comparison->items = tare_grow(comparison->items, comparison->count,
                                  sizeof *comparison->items);
    judgement = &comparison->items[comparison->count++];
    judgement->id = tare_strdup(id);
    judgement->measure = tare_strdup(measure);
    judgement->change = (struct tare_band){ NAN, NAN, NAN, NAN };
    judgement->old_value = judgement->new_value = NAN;
    judgement->threshold = comparison->threshold;
    judgement->detectable = judgement->needed_s = NAN;
    return judgement;
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

    comparison->notes = tare_grow(comparison->notes, comparison->note_count,
                                  sizeof *comparison->notes);
    note = &comparison->notes[comparison->note_count++];
    note->code = tare_strdup(code);
    va_start(arguments, format);
    note->text = make_sentence(format, arguments);
    va_end(arguments);
}

void tare_judgement_rule(struct tare_judgement *judgement,
                         enum tare_ruling ruling, const char *code,
                         const char *format, ...)
{
    va_list arguments;

    free(judgement->code);
    free(judgement->reason);
    judgement->ruling = ruling;
    judgement->code = tare_strdup(code);
    va_start(arguments, format);
    judgement->reason = make_sentence(format, arguments);
    va_end(arguments);
}

struct tare_shift *tare_comparison_shift(struct tare_comparison *comparison,
                                         const char *id, const char *measure,
                                         const char *unit)
{
    struct tare_shift *shift;

    comparison->shifts = tare_grow(comparison->shifts, comparison->shift_count,
                                   sizeof *comparison->shifts);
    shift = &comparison->shifts[comparison->shift_count++];
    shift->id = tare_strdup(id);
    shift->measure = tare_strdup(measure);
    shift->unit = tare_strdup(unit);
    shift->old_value = shift->new_value = NAN;
    shift->change = (struct tare_band){ NAN, NAN, NAN, NAN };
    return shift;
}

size_t tare_comparison_count(const struct tare_comparison *comparison,
                             enum tare_ruling ruling)
{
    size_t count = 0;

    for (size_t i = 0; i < comparison->count; i++)
        count += comparison->items[i].ruling == ruling;
    return count;
}

static void release_judgement(struct tare_judgement *judgement)
{
    free(judgement->id);
    free(judgement->measure);
    free(judgement->unit);
    free(judgement->code);
    free(judgement->reason);
    free(judgement->advice);
    free(judgement->evidence);
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

void tare_comparison_keep(struct tare_comparison *comparison,
                          int (*takes)(const void *context, const char *id),
                          const void *context)
{
    size_t kept = 0;

    for (size_t i = 0; i < comparison->count; i++)
        if (takes(context, comparison->items[i].id))
            comparison->items[kept++] = comparison->items[i];
        else
            release_judgement(&comparison->items[i]);
    comparison->count = kept;
    keep_shifts(comparison, takes, context);
}

void tare_comparison_release(struct tare_comparison *comparison)
{
    for (size_t i = 0; i < comparison->count; i++)
        release_judgement(&comparison->items[i]);
    for (size_t i = 0; i < comparison->shift_count; i++)
        release_shift(&comparison->shifts[i]);
    for (size_t i = 0; i < comparison->note_count; i++) {
        free(comparison->notes[i].code);
        free(comparison->notes[i].text);
    }
    free(comparison->items);
    free(comparison->notes);
    free(comparison->shifts);
    free(comparison->old_name);
    free(comparison->new_name);
    *comparison = (struct tare_comparison){ 0 };
}
