/* SPDX-License-Identifier: MIT */
#include "store/record.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/utf8.h"

/* ---- facts --------------------------------------------------------------- */

static struct tare_fact *add_fact(struct tare_facts *facts, const char *name,
                                  enum tare_fact_kind kind)
{
    struct tare_fact *fact;

    fact = TARE_ADD(facts->items, facts->count);
    fact->name = tare_strdup(name);
    fact->kind = kind;
    return fact;
}

void tare_facts_text(struct tare_facts *facts, const char *name,
                     const char *text)
{
    if (text != NULL && *text != '\0')
        add_fact(facts, name, TARE_FACT_TEXT)->text = tare_utf8_clean(text);
}

void tare_facts_number(struct tare_facts *facts, const char *name,
                       double number)
{
    add_fact(facts, name, TARE_FACT_NUMBER)->number = number;
}

void tare_facts_bool(struct tare_facts *facts, const char *name, int yes)
{
    add_fact(facts, name, TARE_FACT_BOOL)->number = yes ? 1 : 0;
}

const struct tare_fact *tare_facts_find(const struct tare_facts *facts,
                                        const char *name)
{
    for (size_t i = 0; i < facts->count; i++)
        if (strcmp(facts->items[i].name, name) == 0)
            return &facts->items[i];
    return NULL;
}

void tare_facts_release(struct tare_facts *facts)
{
    for (size_t i = 0; i < facts->count; i++) {
        free(facts->items[i].name);
        free(facts->items[i].text);
    }
    free(facts->items);
    *facts = (struct tare_facts){ 0 };
}

/* ---- identity ------------------------------------------------------------ */

void tare_identity_copy(struct tare_identity *to,
                        const struct tare_identity *from)
{
    *to = *from;
    to->id = tare_strdup(from->id);
    to->group = tare_strdup(from->group);
    to->name = tare_strdup(from->name);
    to->file = tare_strdup(from->file);
    for (size_t i = 0; i < from->arg_count; i++) {
        to->args[i].name = tare_strdup(from->args[i].name);
        to->args[i].text = tare_strdup(from->args[i].text);
    }
}

void tare_identity_release(struct tare_identity *identity)
{
    free(identity->id);
    free(identity->group);
    free(identity->name);
    free(identity->file);
    for (size_t i = 0; i < identity->arg_count; i++) {
        free(identity->args[i].name);
        free(identity->args[i].text);
    }
    *identity = (struct tare_identity){ 0 };
}

/* ---- cases --------------------------------------------------------------- */

const char *tare_status_name(enum tare_status status)
{
    static const char *const names[] = { "ok", "failed", "crashed", "timed out",
                                         "skipped" };

    return names[status];
}

void tare_case_warn(struct tare_case *c, const char *code, const char *format,
                    ...)
{
    struct tare_warning *warning;
    char text[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    warning = TARE_ADD(c->warnings, c->warning_count);
    warning->code = tare_strdup(code);
    warning->text = tare_utf8_clean(text);
}

double tare_launch_whole(const struct tare_launch *launch)
{
    return launch->whole > 0 ? launch->whole : launch->value;
}

int tare_case_has_launches(const struct tare_case *c)
{
    return c->measure_count > 0 && tare_is_time(c->measures[0].name) &&
           c->measures[0].count > 0;
}

int tare_case_is_broken_off(const struct tare_case *c)
{
    return c->status != TARE_STATUS_OK && c->status != TARE_STATUS_SKIPPED;
}

int tare_case_is_measured(const struct tare_case *c)
{
    return c->status == TARE_STATUS_OK && c->measure_count > 0 &&
           c->measures[0].has_estimate;
}

struct tare_measure *tare_case_measure(const struct tare_case *c,
                                       const char *name)
{
    for (size_t i = 0; i < c->measure_count; i++)
        if (strcmp(c->measures[i].name, name) == 0)
            return &c->measures[i];
    return NULL;
}

struct tare_measure *tare_case_add_measure(struct tare_case *c,
                                           const char *name, const char *unit,
                                           enum tare_better_way better,
                                           enum tare_measure_kind kind)
{
    struct tare_measure *measure = tare_case_measure(c, name);

    if (measure != NULL)
        return measure;
    measure = TARE_ADD(c->measures, c->measure_count);
    measure->name = tare_utf8_clean(name);
    measure->unit = tare_utf8_clean(unit);
    measure->better = better;
    measure->kind = kind;
    return measure;
}

static void release_measure(struct tare_measure *measure)
{
    for (size_t i = 0; i < measure->count; i++) {
        free(measure->launches[i].samples);
        free(measure->launches[i].thread_values);
    }
    for (size_t i = 0; i < measure->part_count; i++)
        free(measure->parts[i].name);
    free(measure->parts);
    free(measure->launches);
    free(measure->name);
    free(measure->unit);
}

static void release_case(struct tare_case *c)
{
    tare_identity_release(&c->identity);
    free(c->contest_by);
    free(c->reason);
    free(c->output);
    for (size_t i = 0; i < c->warning_count; i++) {
        free(c->warnings[i].code);
        free(c->warnings[i].text);
    }
    free(c->warnings);
    for (size_t i = 0; i < c->measure_count; i++)
        release_measure(&c->measures[i]);
    free(c->measures);
    tare_latency_release(&c->latency);
    tare_profile_release(&c->profile);
    tare_profile_release(&c->heap);
    tare_profile_release(&c->waits);
}

/* ---- runs ---------------------------------------------------------------- */

int tare_is_time(const char *measure)
{
    return strcmp(measure, "time") == 0;
}

struct tare_case *tare_run_case(const struct tare_run *run, const char *id,
                                enum tare_side side)
{
    for (size_t i = 0; i < run->case_count; i++)
        if (run->cases[i].side == side &&
            strcmp(run->cases[i].identity.id, id) == 0)
            return &run->cases[i];
    return NULL;
}

int tare_run_is_race(const struct tare_run *run)
{
    for (size_t i = 0; i < run->case_count; i++)
        if (run->cases[i].is_control)
            return 1;
    return 0;
}

static int by_id(const void *a, const void *b)
{
    const struct tare_case *const *left = a, *const *right = b;
    int order = strcmp((*left)->identity.id, (*right)->identity.id);

    if (order == 0) /* controls are in every shard */
        order = ((*left)->shard > (*right)->shard) -
                ((*left)->shard < (*right)->shard);
    return order != 0 ? order : (int)(*left)->side - (int)(*right)->side;
}

const struct tare_case **tare_other_sides(const struct tare_case *cases,
                                          size_t count)
{
    const struct tare_case **others = tare_alloc(count, sizeof *others);
    const struct tare_case **sorted = tare_alloc(count, sizeof *sorted);

    for (size_t i = 0; i < count; i++)
        sorted[i] = &cases[i];
    qsort(sorted, count, sizeof *sorted, by_id);
    for (size_t i = 0; i + 1 < count; i++) {
        const struct tare_case *old = sorted[i], *new = sorted[i + 1];

        if (old->side != TARE_SIDE_OLD || new->side != TARE_SIDE_NEW ||
            old->shard != new->shard ||
            strcmp(old->identity.id, new->identity.id) != 0)
            continue;
        others[old - cases] = new;
        others[new - cases] = old;
    }
    free(sorted);
    return others;
}

static void release_binary(struct tare_binary *binary)
{
    free(binary->path);
    free(binary->hash);
    for (size_t i = 0; i < binary->library_count; i++) {
        free(binary->libraries[i].path);
        free(binary->libraries[i].hash);
    }
    free(binary->libraries);
    tare_facts_release(&binary->build);
}

void tare_run_keep(struct tare_run *run,
                   int (*takes)(const void *context, const char *id),
                   const void *context)
{
    size_t kept = 0;

    for (size_t i = 0; i < run->case_count; i++)
        if (takes(context, run->cases[i].identity.id))
            run->cases[kept++] = run->cases[i];
        else
            release_case(&run->cases[i]);
    run->case_count = kept;
}

static void release_duel(struct tare_duel_facts *duel)
{
    free(duel->old_name);
    free(duel->new_name);
    *duel = (struct tare_duel_facts){ 0 };
}

static void keep_new_cases(struct tare_run *run, size_t first)
{
    size_t kept = 0;

    for (size_t i = 0; i < run->case_count; i++) {
        struct tare_case *c = &run->cases[i];

        if (c->side == TARE_SIDE_NEW) {
            c->side = TARE_SIDE_NONE;
            c->binary -= first;
            run->cases[kept++] = *c;
        } else {
            release_case(c);
        }
    }
    run->case_count = kept;
}

void tare_run_take_new(struct tare_run *run, size_t first, size_t count)
{
    keep_new_cases(run, first);
    for (size_t i = 0; i < run->reference_count; i++)
        release_case(&run->references[i]);
    run->reference_count = 0;
    for (size_t i = 0; i < run->binary_count; i++)
        if (i >= first && i < first + count)
            run->binaries[i - first] = run->binaries[i];
        else
            release_binary(&run->binaries[i]);
    run->binary_count = count;
    release_duel(&run->duel);
}

void tare_cut_release(struct tare_cut *cut)
{
    for (size_t i = 0; i < cut->count; i++)
        free(cut->suite[i]);
    for (size_t i = 0; i < cut->shard_count; i++) {
        free(cut->shards[i].mine);
        free(cut->shards[i].started);
        tare_facts_release(&cut->shards[i].machine);
        tare_facts_release(&cut->shards[i].settings);
    }
    free(cut->how);
    free(cut->suite);
    free(cut->shards);
    *cut = (struct tare_cut){ 0 };
}

void tare_run_release(struct tare_run *run)
{
    for (size_t i = 0; i < run->case_count; i++)
        release_case(&run->cases[i]);
    for (size_t i = 0; i < run->reference_count; i++)
        release_case(&run->references[i]);
    for (size_t i = 0; i < run->binary_count; i++)
        release_binary(&run->binaries[i]);
    release_duel(&run->duel);
    tare_facts_release(&run->machine);
    tare_facts_release(&run->settings);
    tare_facts_release(&run->context);
    for (size_t i = 0; i < run->growth_count; i++) {
        free(run->growths[i].family);
        free(run->growths[i].arg);
    }
    free(run->growths);
    for (size_t i = 0; i < run->resumed_count; i++)
        free(run->resumed[i]);
    free(run->resumed);
    tare_cut_release(&run->cut);
    free(run->started);
    free(run->contest.by);
    free(run->binaries);
    free(run->cases);
    free(run->references);
    *run = (struct tare_run){ 0 };
}
