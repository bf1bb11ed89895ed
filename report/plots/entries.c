/* SPDX-License-Identifier: MIT */
#include "report/plots/entries.h"

#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/hash.h"
#include "store/lookup.h"

/* ---- cases --------------------------------------------------------------- */

static void set_key(char key[TARE_KEY_SIZE], const char *text)
{
    char hash[TARE_HASH_SIZE];

    tare_hash(hash, text, strlen(text));
    memcpy(key, hash, TARE_KEY_SIZE - 1);
    key[TARE_KEY_SIZE - 1] = '\0';
}

static void add_entry(struct tare_entries *entries, const struct tare_case *now,
                      const struct tare_case *before)
{
    struct tare_entry *entry;

    entry = TARE_ADD(entries->items, entries->count);
    entry->now = now;
    entry->before = before;
    entry->id = (now != NULL ? now : before)->identity.id;
    set_key(entry->key, entry->id);
}

static int is_none(const struct tare_case *c)
{
    return c->side == TARE_SIDE_NONE;
}

static int is_old(const struct tare_case *c)
{
    return c->side == TARE_SIDE_OLD;
}

static int is_new(const struct tare_case *c)
{
    return c->side == TARE_SIDE_NEW;
}

/* Those of the new side with their partners, then those it has not. */
static void pair_cases(struct tare_entries *entries, const struct tare_run *now,
                       int (*is_now)(const struct tare_case *c),
                       const struct tare_run *before,
                       int (*is_before)(const struct tare_case *c))
{
    struct tare_cases_by_id nows, befores;

    tare_cases_sort(&nows, now, is_now);
    tare_cases_sort(&befores, before, is_before);
    for (size_t i = 0; i < now->case_count; i++)
        if (is_now(&now->cases[i]))
            add_entry(entries, &now->cases[i],
                      tare_cases_find(&befores, &now->cases[i]));
    for (size_t i = 0; i < before->case_count; i++)
        if (is_before(&before->cases[i]) &&
            tare_cases_find(&nows, &before->cases[i]) == NULL)
            add_entry(entries, NULL, &before->cases[i]);
    free(nows.items);
    free(befores.items);
}

static int is_duel(const struct tare_run *run)
{
    for (size_t i = 0; i < run->case_count; i++)
        if (run->cases[i].side != TARE_SIDE_NONE)
            return 1;
    return 0;
}

static void add_cases(struct tare_entries *entries)
{
    const struct tare_run *run = entries->subject.run;
    const struct tare_run *before = entries->subject.before;

    if (before != NULL)
        pair_cases(entries, run, is_duel(run) ? is_new : is_none, before,
                   is_duel(before) ? is_new : is_none);
    else if (is_duel(run))
        pair_cases(entries, run, is_new, run, is_old);
    else
        for (size_t i = 0; i < run->case_count; i++)
            add_entry(entries, &run->cases[i], NULL);
}

/* ---- what the comparison says -------------------------------------------- */

static void add_verdicts(struct tare_entries *entries)
{
    const struct tare_comparison *comparison = entries->subject.comparison;
    size_t count = comparison != NULL ? comparison->count : 0;

    entries->verdicts = tare_verdicts_sort(comparison);
    for (size_t i = 0; i < entries->count; i++) {
        struct tare_entry *entry = &entries->items[i];
        size_t first = tare_verdicts_find(entries->verdicts, count, entry->id,
                                          &entry->verdict_count);

        entry->verdicts = &entries->verdicts[first];
    }
}

/* ---- groups -------------------------------------------------------------- */

/* The group it says, or else its benchmark, if that has arguments. */
static const char *group_of(const struct tare_entry *entry)
{
    const struct tare_identity *identity = &tare_entry_case(entry)->identity;

    if (identity->group != NULL)
        return identity->group;
    return identity->arg_count > 0 ? identity->name : NULL;
}

/* Names apart, those without last; otherwise as declared. */
struct place {
    const char *name;
    size_t index;
};

static int by_name(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int order = x->name == NULL || y->name == NULL
                    ? (x->name == NULL) - (y->name == NULL)
                    : strcmp(x->name, y->name);

    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

static int is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static int by_group(const void *a, const void *b)
{
    const struct place *const *x = a, *const *y = b;

    return ((*x)->index > (*y)->index) - ((*x)->index < (*y)->index);
}

/* Entries with the same name together, the names in the order of their first
 * entries. */
static void sort_groups(struct tare_entries *entries)
{
    size_t count = entries->count, groups = 0;
    struct place *places = tare_alloc(count + 1, sizeof *places);
    struct place **heads = tare_alloc(count, sizeof *heads);
    struct tare_entry *sorted = tare_alloc(count, sizeof *sorted);
    size_t at = 0;

    for (size_t i = 0; i < count; i++)
        places[i] = (struct place){ group_of(&entries->items[i]), i };
    qsort(places, count, sizeof *places, by_name);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || !is_same(places[i].name, places[i - 1].name))
            heads[groups++] = &places[i];
    qsort(heads, groups, sizeof *heads, by_group);
    for (size_t i = 0; i < groups; i++)
        for (struct place *place = heads[i];
             place < places + count && is_same(place->name, heads[i]->name);
             place++)
            sorted[at++] = entries->items[place->index];
    free(entries->items);
    free(places);
    free(heads);
    entries->items = sorted;
}

static void add_groups(struct tare_entries *entries)
{
    sort_groups(entries);
    for (size_t i = 0; i < entries->count; i++) {
        const char *name = group_of(&entries->items[i]);
        size_t count = entries->group_count;

        if (count == 0 || !is_same(name, entries->groups[count - 1].name)) {
            struct tare_group *group =
                TARE_ADD(entries->groups, entries->group_count);

            group->name = name;
            group->first = i;
            set_key(group->key, name != NULL ? name : "");
        }
        entries->groups[entries->group_count - 1].count++;
        entries->items[i].group = entries->group_count - 1;
    }
}

/* ---- the whole ----------------------------------------------------------- */

void tare_entries_make(struct tare_entries *entries,
                       const struct tare_subject *subject)
{
    *entries = (struct tare_entries){ .subject = *subject };
    add_cases(entries);
    add_verdicts(entries);
    add_groups(entries);
}

static void release_plots(struct tare_plot *plots, size_t count)
{
    for (size_t i = 0; i < count; i++)
        tare_plot_release(&plots[i]);
}

void tare_entries_release(struct tare_entries *entries)
{
    for (size_t i = 0; i < entries->count; i++)
        release_plots(entries->items[i].plots, entries->items[i].plot_count);
    for (size_t i = 0; i < entries->group_count; i++)
        release_plots(entries->groups[i].plots, entries->groups[i].plot_count);
    free(entries->items);
    free(entries->groups);
    free(entries->verdicts);
    *entries = (struct tare_entries){ 0 };
}

const struct tare_case *tare_entry_case(const struct tare_entry *entry)
{
    return entry->now != NULL ? entry->now : entry->before;
}

int tare_entry_is_measured(const struct tare_entry *entry)
{
    return tare_case_is_measured(tare_entry_case(entry));
}

const struct tare_verdict *tare_entry_judged(const struct tare_entry *entry,
                                             const char *measure)
{
    for (size_t i = 0; i < entry->verdict_count; i++)
        if (strcmp(entry->verdicts[i]->measure, measure) == 0)
            return entry->verdicts[i];
    return NULL;
}

const struct tare_verdict *tare_entry_verdict(const struct tare_entry *e)
{
    const struct tare_verdict *time = tare_entry_judged(e, "time");

    return time != NULL || e->verdict_count == 0 ? time : e->verdicts[0];
}

int tare_group_has_page(const struct tare_entries *entries,
                        const struct tare_group *group)
{
    size_t measured = 0;

    for (size_t i = 0; i < group->count && group->name != NULL; i++)
        measured +=
            (size_t)tare_entry_is_measured(&entries->items[group->first + i]);
    return measured >= 2;
}
