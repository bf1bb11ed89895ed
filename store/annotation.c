/* SPDX-License-Identifier: MIT */
#include "store/annotation.h"

#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/hotspots.h"

/* ---- which function ------------------------------------------------------ */

static size_t find_function(const struct tare_case *c, const char *name)
{
    struct tare_hotspots hotspots;
    size_t found = 0;

    tare_hotspots_find(&hotspots, c);
    for (size_t i = 0; i < hotspots.count && found == 0; i++) {
        size_t function = hotspots.items[i].function;
        const char *known = tare_profile_function(&c->profile, function) != NULL
                                ? c->profile.functions[function - 1].name
                                : NULL;

        if (known != NULL && strcmp(known, name) == 0)
            found = function;
    }
    tare_hotspots_release(&hotspots);
    return found;
}

/* ---- counting ------------------------------------------------------------ */

/* Looks at one number in each launch. */
struct place {
    uint64_t at;
    size_t row;
};

struct counting {
    const struct tare_profile *profile;
    struct place *places;
    double *looks; /* a row of launches for each place */
    size_t count;
    double *all;
};

static size_t row_of(struct counting *counting, uint64_t at)
{
    for (size_t i = 0; i < counting->count; i++)
        if (counting->places[i].at == at)
            return i;
    *TARE_ADD(counting->places, counting->count) =
        (struct place){ at, counting->count };
    return counting->count - 1;
}

/* What is counted: lines or instructions of a function, or lines of all. */
struct question {
    size_t function; /* 0: all */
    int is_line;
};

/* What is not asked for, or has no number, is in no row. */
static int number_of(const struct tare_profile_node *node,
                     const struct question *question, uint64_t *at)
{
    *at = question->is_line ? (uint64_t)node->line : node->offset;
    if (question->function == 0)
        *at = TARE_LINE_OF(node->function, node->line);
    return (question->function == 0 || node->function == question->function) &&
           (!question->is_line || node->line > 0);
}

static void count(struct counting *counting, const struct question *question)
{
    const struct tare_profile *profile = counting->profile;
    size_t launches = profile->launch_count;
    uint64_t at;

    for (size_t i = 0; i < profile->node_count; i++)
        if (number_of(&profile->nodes[i], question, &at))
            row_of(counting, at);
    counting->looks =
        tare_alloc(counting->count * launches, sizeof *counting->looks);
    counting->all = tare_alloc(launches, sizeof *counting->all);
    for (size_t i = 0; i < launches; i++) {
        counting->all[i] = tare_profile_unseen(&profile->launches[i]);
        for (size_t k = 0; k < profile->launches[i].count; k++) {
            const struct tare_profile_count *found =
                &profile->launches[i].counts[k];

            counting->all[i] += (double)found->looks;
            if (number_of(&profile->nodes[found->node], question, &at))
                counting->looks[row_of(counting, at) * launches + i] +=
                    (double)found->looks;
        }
    }
}

static int by_number(const void *a, const void *b)
{
    const struct tare_annotated *x = a, *y = b;

    return (x->at > y->at) - (x->at < y->at);
}

static size_t take(struct tare_annotated **items, const struct tare_case *c,
                   struct question question)
{
    struct counting counting = { .profile = &c->profile };
    size_t launches = c->profile.launch_count, kept = 0;

    count(&counting, &question);
    for (size_t i = 0; i < counting.count; i++) {
        struct tare_annotated item = { .at = counting.places[i].at };
        double share;

        item.ns = tare_profile_time(
            &counting.looks[i * launches], counting.all, launches,
            &tare_case_measure(c, "time")->estimate, &share);
        if (share > 0)
            *TARE_ADD(*items, kept) = item;
    }
    if (kept > 0)
        qsort(*items, kept, sizeof **items, by_number);
    free(counting.places);
    free(counting.looks);
    free(counting.all);
    return kept;
}

/* ---- the annotation ------------------------------------------------------ */

void tare_annotation_make(struct tare_annotation *annotation,
                          const struct tare_case *c, const char *name)
{
    *annotation =
        (struct tare_annotation){ .function = find_function(c, name) };
    if (annotation->function == 0)
        return;
    annotation->line_count = take(&annotation->lines, c,
                                  (struct question){ annotation->function, 1 });
    annotation->instruction_count =
        take(&annotation->instructions, c,
             (struct question){ annotation->function, 0 });
}

static int by_time(const void *a, const void *b)
{
    const struct tare_annotated *x = a, *y = b;

    if (x->ns.value < y->ns.value || x->ns.value > y->ns.value)
        return x->ns.value < y->ns.value ? 1 : -1;
    return by_number(a, b);
}

size_t tare_annotation_hottest(struct tare_annotated **lines,
                               const struct tare_case *c)
{
    const struct tare_measure *time = tare_case_measure(c, "time");
    size_t count = 0;

    *lines = NULL;
    if (c->profile.launch_count > 0 && time != NULL && time->has_estimate)
        count = take(lines, c, (struct question){ 0, 1 });
    if (count > 0)
        qsort(*lines, count, sizeof **lines, by_time);
    return count;
}

void tare_annotation_release(struct tare_annotation *annotation)
{
    free(annotation->lines);
    free(annotation->instructions);
    *annotation = (struct tare_annotation){ 0 };
}

const struct tare_band *tare_annotated_at(const struct tare_annotated *items,
                                          size_t count, uint64_t at)
{
    struct tare_annotated key = { .at = at };
    const struct tare_annotated *found =
        count > 0 ? bsearch(&key, items, count, sizeof key, by_number) : NULL;

    return found != NULL ? &found->ns : NULL;
}
