/* SPDX-License-Identifier: MIT */
#include "harness/registry.h"

#include <stdlib.h>
#include <string.h>

#include "harness/axis.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/utf8.h"

/* Filled by constructors before main(), so there is nobody to pass it to. */
static struct tare_entry_ *first, **last = &first;

void tare_register_(struct tare_entry_ *entry)
{
    entry->next = NULL;
    *last = entry;
    last = &entry->next;
}

static void copy_axis(struct tare_axis *axis)
{
    axis->name = tare_strdup(axis->name);
    for (size_t i = 0; i < TARE_AXIS_MAX; i++)
        axis->choices[i] = tare_strdup(axis->choices[i]);
}

/* What is added at run time stays until the process ends. */
void tare_add_(const struct tare_def *def, const char *file, int line,
               const struct tare_build_ *build)
{
    struct tare_entry_ *entry = tare_alloc(1, sizeof *entry);

    if (def->run == NULL || def->name == NULL)
        tare_die("%s:%d: tare_add() needs .run and .name", file, line);
    entry->def = *def;
    entry->def.group = tare_strdup(def->group);
    entry->def.name = tare_strdup(def->name);
    copy_axis(&entry->def.args);
    copy_axis(&entry->def.args2);
    copy_axis(&entry->def.args3);
    copy_axis(&entry->def.args4);
    entry->symbol = entry->def.name;
    entry->file = file;
    entry->line = line;
    entry->build = *build;
    tare_register_(entry);
}

const struct tare_entry_ *tare_registry_first(void)
{
    return first;
}

const struct tare_entry_ *tare_registry_at(size_t index)
{
    const struct tare_entry_ *entry = first;

    while (entry != NULL && index-- > 0)
        entry = entry->next;
    return entry;
}

/* ---- cases --------------------------------------------------------------- */

static void list_axes(const struct tare_entry_ *entry,
                      const struct tare_axis *axes[TARE_ARGS_MAX])
{
    axes[0] = &entry->def.args;
    axes[1] = &entry->def.args2;
    axes[2] = &entry->def.args3;
    axes[3] = &entry->def.args4;
}

size_t tare_registry_cases(const struct tare_entry_ *entry,
                           struct tare_err *err)
{
    const struct tare_axis *axes[TARE_ARGS_MAX];
    size_t product = 1;

    list_axes(entry, axes);
    for (size_t i = 0; i < TARE_ARGS_MAX; i++) {
        size_t count = tare_axis_count(axes[i], err);

        if (count == 0)
            return 0;
        product *= count;
        if (product > TARE_AXIS_CASES_MAX) {
            tare_fail_with(err, TARE_EUSAGE, "\"%s\" makes more than %d cases",
                           entry->symbol, TARE_AXIS_CASES_MAX);
            return 0;
        }
    }
    return product;
}

/* Fills in the arguments of case number index; the last axis varies fastest. */
static void choose_values(const struct tare_entry_ *entry, size_t index,
                          struct tare_identity *identity)
{
    const struct tare_axis *axes[TARE_ARGS_MAX];
    struct tare_arg_value values[TARE_ARGS_MAX] = { 0 };

    list_axes(entry, axes);
    for (size_t i = TARE_ARGS_MAX; i-- > 0;) {
        size_t count = tare_axis_count(axes[i], NULL);

        if (axes[i]->kind != TARE_AXIS_NONE)
            values[i] = tare_axis_value(axes[i], index % count);
        index /= count;
    }
    for (size_t i = 0; i < TARE_ARGS_MAX; i++)
        if (values[i].name != NULL)
            identity->args[identity->arg_count++] = values[i];
}

/* The option, unless an axis of that name decides. */
static unsigned count_threads(const struct tare_entry_ *entry,
                              const struct tare_identity *identity, int *named)
{
    for (size_t i = 0; i < identity->arg_count; i++)
        if (strcmp(identity->args[i].name, "threads") == 0 &&
            identity->args[i].text == NULL && identity->args[i].number >= 1 &&
            identity->args[i].number <= 1024) {
            *named = 1;
            return (unsigned)identity->args[i].number;
        }
    *named = 0;
    return entry->def.threads > 0 ? entry->def.threads : 1;
}

void tare_registry_identity(const struct tare_entry_ *entry, size_t index,
                            struct tare_identity *identity)
{
    const struct tare_def *def = &entry->def;
    struct tare_buf id = { 0 };
    int named;

    *identity = (struct tare_identity){ .line = entry->line };
    choose_values(entry, index, identity);
    identity->threads = count_threads(entry, identity, &named);
    identity->name =
        tare_utf8_clean(def->name != NULL ? def->name : entry->symbol);
    identity->file = entry->file != NULL ? tare_utf8_clean(entry->file) : NULL;
    if (def->group != NULL && def->group[0] != '\0') {
        identity->group = tare_utf8_clean(def->group);
        tare_buf_printf(&id, "%s/", identity->group);
    }
    tare_buf_puts(&id, identity->name);
    for (size_t i = 0; i < identity->arg_count; i++) {
        tare_buf_puts(&id, "/");
        tare_arg_format(&id, &identity->args[i]);
    }
    if (identity->threads > 1 && !named)
        tare_buf_printf(&id, "/threads=%u", identity->threads);
    identity->id = tare_buf_detach(&id);
}

/* ---- the reference ------------------------------------------------------- */

static void empty_loop(struct tare *t)
{
    TARE_LOOP (t) {
    }
}

const struct tare_entry_ *tare_registry_reference(void)
{
    static const struct tare_entry_ reference = { { .run = empty_loop,
                                                    .name = "empty loop" },
                                                  "empty_loop",
                                                  NULL,
                                                  0,
                                                  { TARE_BUILD_MEMBERS_ },
                                                  NULL };

    return &reference;
}
