/* SPDX-License-Identifier: MIT */
#include "report/plots/families.h"

#include <stdlib.h>
#include <string.h>

#include "stats/order.h"
#include "store/alloc.h"
#include "store/buf.h"

/* ---- the argument -------------------------------------------------------- */

static const struct tare_arg_value *find_arg(const struct tare_entry *entry,
                                             const char *name)
{
    const struct tare_identity *identity = &tare_entry_case(entry)->identity;

    for (size_t i = 0; i < identity->arg_count; i++)
        if (strcmp(identity->args[i].name, name) == 0)
            return &identity->args[i];
    return NULL;
}

/* How many values the numeric argument of that name has; they are left in
 * values, each once. */
static size_t collect_values(double *values, const struct tare_entries *entries,
                             const struct tare_group *group, const char *name)
{
    size_t count = 0, kept = 0;

    for (size_t i = 0; i < group->count; i++) {
        const struct tare_entry *entry = &entries->items[group->first + i];
        const struct tare_arg_value *arg = find_arg(entry, name);

        if (arg != NULL && arg->text == NULL && tare_entry_is_measured(entry))
            values[count++] = arg->number;
    }
    tare_sort(values, count);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || values[i] > values[kept - 1])
            values[kept++] = values[i];
    return kept;
}

/* The numeric argument with the most values. */
static void choose_argument(struct tare_families *families,
                            const struct tare_entries *entries,
                            const struct tare_group *group)
{
    double *room = tare_alloc(group->count, sizeof *room);

    families->values = tare_alloc(group->count, sizeof *families->values);
    for (size_t i = 0; i < group->count; i++) {
        const struct tare_entry *entry = &entries->items[group->first + i];
        const struct tare_identity *identity =
            &tare_entry_case(entry)->identity;

        for (size_t j = 0; j < identity->arg_count; j++) {
            const char *name = identity->args[j].name;
            size_t count;

            if (families->argument != NULL &&
                strcmp(families->argument, name) == 0)
                continue;
            count = collect_values(room, entries, group, name);
            if (count < 2 || count <= families->value_count)
                continue;
            families->argument = name;
            families->value_count = count;
            memcpy(families->values, room, count * sizeof *room);
        }
    }
    free(room);
}

/* ---- the lines ----------------------------------------------------------- */

static void add_value(struct tare_buf *label, const struct tare_arg_value *arg)
{
    tare_buf_printf(label, " %s=", arg->name);
    if (arg->text != NULL)
        tare_buf_puts(label, arg->text);
    else
        tare_buf_printf(label, "%.15g", arg->number);
}

/* The benchmark and its other arguments; returned. */
static char *make_label(const struct tare_entry *entry, const char *argument)
{
    const struct tare_identity *identity = &tare_entry_case(entry)->identity;
    struct tare_buf label = { 0 };

    tare_buf_puts(&label, identity->name);
    for (size_t i = 0; i < identity->arg_count; i++)
        if (argument == NULL || strcmp(identity->args[i].name, argument) != 0)
            add_value(&label, &identity->args[i]);
    if (identity->threads > 1)
        tare_buf_printf(&label, " threads=%u", identity->threads);
    return tare_buf_detach(&label);
}

/* The family of that label, which is taken. */
static struct tare_family *find_family(struct tare_families *families,
                                       char *label)
{
    struct tare_family *family;

    for (size_t i = 0; i < families->count; i++)
        if (strcmp(families->items[i].label, label) == 0) {
            free(label);
            return &families->items[i];
        }
    family = TARE_ADD(families->items, families->count);
    family->label = label;
    return family;
}

static int by_value(const void *a, const void *b)
{
    const struct tare_family_point *x = a, *y = b;

    return (x->at > y->at) - (x->at < y->at);
}

void tare_families_make(struct tare_families *families,
                        const struct tare_entries *entries,
                        const struct tare_group *group)
{
    *families = (struct tare_families){ 0 };
    choose_argument(families, entries, group);
    for (size_t i = 0; i < group->count; i++) {
        const struct tare_entry *entry = &entries->items[group->first + i];
        const struct tare_arg_value *arg =
            families->argument != NULL ? find_arg(entry, families->argument)
                                       : NULL;
        struct tare_family *family;

        if (!tare_entry_is_measured(entry) ||
            (families->argument != NULL && (arg == NULL || arg->text != NULL)))
            continue;
        family = find_family(families, make_label(entry, families->argument));
        *TARE_ADD(family->items, family->count) =
            (struct tare_family_point){ arg != NULL ? arg->number : 0, entry };
    }
    for (size_t i = 0; i < families->count; i++)
        qsort(families->items[i].items, families->items[i].count,
              sizeof *families->items[i].items, by_value);
}

void tare_families_release(struct tare_families *families)
{
    for (size_t i = 0; i < families->count; i++) {
        free(families->items[i].label);
        free(families->items[i].items);
    }
    free(families->items);
    free(families->values);
    *families = (struct tare_families){ 0 };
}

const struct tare_entry *tare_family_at(const struct tare_family *family,
                                        double at)
{
    for (size_t i = 0; i < family->count; i++)
        if (family->items[i].at >= at && family->items[i].at <= at)
            return family->items[i].entry;
    return NULL;
}

/* The family's name is an id with "*" for the value. */
int tare_growth_has(const struct tare_growth_facts *growth, const char *id)
{
    size_t length = strlen(id);
    const char *star = growth->family;

    while ((star = strchr(star, '*')) != NULL) {
        size_t head = (size_t)(star - growth->family), tail = strlen(++star);

        if (length > head + tail && strncmp(id, growth->family, head) == 0 &&
            strcmp(id + length - tail, star) == 0 &&
            memchr(id + head, '/', length - head - tail) == NULL)
            return 1;
    }
    return 0;
}

const struct tare_growth_facts *
tare_family_growth(const struct tare_run *run,
                   const struct tare_families *families,
                   const struct tare_family *family)
{
    for (size_t i = 0; i < run->growth_count; i++)
        if (families->argument != NULL &&
            strcmp(run->growths[i].arg, families->argument) == 0 &&
            tare_growth_has(&run->growths[i], family->items[0].entry->id))
            return &run->growths[i];
    return NULL;
}
