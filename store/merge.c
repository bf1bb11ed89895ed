/* SPDX-License-Identifier: MIT */
#include "store/merge.h"

#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/merge_check.h"

typedef struct tare_merge_part part;

static void add_fact(struct tare_facts *facts, const struct tare_fact *fact)
{
    if (fact->kind == TARE_FACT_TEXT)
        tare_facts_text(facts, fact->name, fact->text);
    else if (fact->kind == TARE_FACT_NUMBER)
        tare_facts_number(facts, fact->name, fact->number);
    else
        tare_facts_bool(facts, fact->name, fact->number != 0);
}

static const struct tare_facts *facts_of(const part *one, size_t offset)
{
    return (const void *)((const char *)&one->run + offset);
}

/* What all parts say; the facts of a part begin at that offset of its run. */
static void join_facts(struct tare_facts *facts, const part *parts,
                       size_t count, size_t offset)
{
    const struct tare_facts *first = facts_of(&parts[0], offset);

    for (size_t i = 0; i < first->count; i++) {
        const struct tare_fact *fact = &first->items[i];
        size_t k = 1;

        while (
            k < count &&
            tare_merge_same_fact(
                fact, tare_facts_find(facts_of(&parts[k], offset), fact->name)))
            k++;
        if (k == count)
            add_fact(facts, fact);
    }
}

/* Takes everything out of there. */
static void move_shard(struct tare_cut *cut, struct tare_run *from)
{
    struct tare_shard *shard = TARE_ADD(cut->shards, cut->shard_count);

    *shard = from->cut.shards[0];
    from->cut.shards[0] = (struct tare_shard){ 0 };
    shard->started = tare_strdup(from->started);
    shard->elapsed_s = from->elapsed_s;
    shard->seed = from->seed;
    shard->weather = from->weather;
    shard->machine = from->machine;
    shard->settings = from->settings;
    from->machine = from->settings = (struct tare_facts){ 0 };
}

static void move_cases(struct tare_case **to, size_t *to_count,
                       struct tare_case *from, size_t *count, unsigned shard)
{
    for (size_t i = 0; i < *count; i++) {
        struct tare_case *c = TARE_ADD(*to, *to_count);

        *c = from[i];
        c->shard = shard;
    }
    *count = 0;
}

static void move_growths(struct tare_run *whole, struct tare_run *from)
{
    for (size_t i = 0; i < from->growth_count; i++)
        *TARE_ADD(whole->growths, whole->growth_count) = from->growths[i];
    from->growth_count = 0;
}

/* Libraries that an earlier part has not loaded; and the hash of what it did not
 * launch. */
static void join_binary(struct tare_binary *to, struct tare_binary *from)
{
    if (to->hash == NULL) {
        struct tare_binary unknown = *to;

        *to = *from;
        *from = unknown;
    }
    for (size_t i = 0; i < from->library_count; i++) {
        struct tare_loaded *library = &from->libraries[i];
        size_t k = 0;

        while (k < to->library_count &&
               strcmp(to->libraries[k].path, library->path) != 0)
            k++;
        if (k < to->library_count)
            continue;
        *TARE_ADD(to->libraries, to->library_count) = *library;
        *library = (struct tare_loaded){ 0 };
    }
}

static void move_part(struct tare_run *whole, struct tare_run *from,
                      unsigned shard)
{
    whole->elapsed_s += from->elapsed_s;
    for (size_t i = 0; i < from->resumed_count; i++)
        *TARE_ADD(whole->resumed, whole->resumed_count) =
            tare_strdup(from->resumed[i]);
    whole->sampling_s += from->sampling_s;
    whole->duel.budget_s += from->duel.budget_s;
    for (size_t i = 0; i < TARE_SPENT_KINDS; i++)
        whole->spent.s[i] += from->spent.s[i];
    for (size_t i = 0; i < whole->binary_count; i++)
        join_binary(&whole->binaries[i], &from->binaries[i]);
    move_cases(&whole->cases, &whole->case_count, from->cases,
               &from->case_count, shard);
    move_cases(&whole->references, &whole->reference_count, from->references,
               &from->reference_count, shard);
    move_growths(whole, from);
    move_shard(&whole->cut, from);
}

/* What is the same in all parts, of the first; the parts lose it. */
static void begin(struct tare_run *whole, part *parts, size_t count)
{
    struct tare_run *first = &parts[0].run;

    join_facts(&whole->machine, parts, count,
               offsetof(struct tare_run, machine));
    join_facts(&whole->settings, parts, count,
               offsetof(struct tare_run, settings));
    join_facts(&whole->context, parts, count,
               offsetof(struct tare_run, context));
    whole->seed = first->seed;
    whole->started = tare_strdup(first->started);
    whole->contest = first->contest;
    first->contest = (struct tare_contest_facts){ 0 };
    whole->duel = first->duel;
    whole->duel.budget_s = 0;
    whole->duel.old_name = tare_strdup(first->duel.old_name);
    whole->duel.new_name = tare_strdup(first->duel.new_name);
    whole->binaries = first->binaries;
    whole->binary_count = first->binary_count;
    first->binaries = tare_alloc(whole->binary_count, sizeof *first->binaries);
    whole->cut.of = first->cut.of;
    whole->cut.how = tare_strdup(first->cut.how);
    whole->cut.suite = first->cut.suite;
    whole->cut.count = first->cut.count;
    first->cut.suite = NULL;
    first->cut.count = 0;
}

static int by_id(const void *a, const void *b)
{
    const struct tare_case *x = a, *y = b;
    int order = strcmp(x->identity.id, y->identity.id);

    return order != 0 ? order : (int)x->side - (int)y->side;
}

int tare_merge(struct tare_run *whole, struct tare_merge_part *parts,
               size_t count, struct tare_err *err)
{
    int status = tare_merge_check(parts, &count, err);

    if (status < 0)
        return status;
    begin(whole, parts, count);
    for (size_t i = 0; i < count; i++)
        move_part(whole, &parts[i].run, (unsigned)i);
    if (whole->case_count > 0)
        qsort(whole->cases, whole->case_count, sizeof *whole->cases, by_id);
    return 0;
}
