/* SPDX-License-Identifier: MIT */
#include "harness/bench/registry.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "harness/bench/axis.h"
#include "harness/bench/warmth.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/utf8.h"

/* Filled by constructors before main(), so there is nobody to pass it to. */
static struct tare_entry_ *first, **last = &first;

/* Behind a character in quotes, if one begins there: but 1'000 is a number. */
static const char *skip_quoted(const char *text, const char *begin)
{
    const char *end = text + 1;

    if (*text != '\'' || (text > begin && isalnum((unsigned char)text[-1])))
        return text;
    while (*end != '\0' && *end != '\'')
        end += *end == '\\' && end[1] != '\0' ? 2 : 1;
    return *end != '\0' ? end + 1 : end;
}

/* By how many a < or > there goes deeper; << and <= and -> are operators. */
static int angle_at(const char *text, const char *begin)
{
    char before = ' ';

    if (text > begin)
        before = text[-1];
    if (*text == '<')
        return before != '<' && text[1] != '<' && text[1] != '=';
    return *text == '>' && before != '-' ? -1 : 0;
}

/* Where the first of several things in a row ends, at a comma that is not inside
 * of brackets: "ins<int, long>, .group = ...".  Inside of parentheses < and > are
 * operators. */
static const char *end_of_first(const char *text)
{
    const char *begin = text;
    int depth = 0, angles = 0;

    for (text = skip_quoted(text, begin); *text != '\0';
         text = skip_quoted(text + 1, begin)) {
        if (*text == ',' && depth == 0 && angles == 0)
            break;
        depth +=
            (strchr("([{", *text) != NULL) - (strchr(")]}", *text) != NULL);
        if (depth == 0)
            angles += angle_at(text, begin);
    }
    return text;
}

/* Without the spaces around it, and without parentheses around it all.
 * Returned. */
static char *trim(const char *from, const char *to)
{
    struct tare_buf text = { 0 };

    while (from < to && *from == ' ')
        from++;
    while (from < to && to[-1] == ' ')
        to--;
    if (from < to && *from == '(' && to[-1] == ')') {
        from++;
        to--;
    }
    tare_buf_puts(&text, "");
    tare_buf_add(&text, from, (size_t)(to - from));
    return tare_buf_detach(&text);
}

/* What was compiled with another tare.h: what it does not know is zero, which means
 * "default", and what it has beyond ours must be. */
static void copy_theirs(void *copy, size_t ours, const void *theirs,
                        size_t size)
{
    for (size_t i = ours; i < size; i++)
        if (((const unsigned char *)theirs)[i] != 0)
            tare_die(
                "a benchmark was compiled with a newer tare.h than libtare "
                "%s and uses what that does not have: link it with the "
                "newer libtare",
                TARE_VERSION);
    memset(copy, 0, ours);
    memcpy(copy, theirs, size < ours ? size : ours);
}

/* The same if it is as long as ours; else a copy, which stays as long as the
 * process. */
static const void *as_long_as_ours(const void *theirs, size_t size, size_t ours)
{
    void *copy;

    if (size == ours)
        return theirs;
    copy = tare_alloc(1, ours);
    copy_theirs(copy, ours, theirs, size);
    return copy;
}

static void append(struct tare_entry_ *entry)
{
    entry->build =
        as_long_as_ours(entry->build, entry->build->size, sizeof *entry->build);
    entry->next = NULL;
    *last = entry;
    last = &entry->next;
}

/* The macro hands on all that it was given, since only here can be seen where
 * the function ends: its template arguments have commas too. */
void tare_register_(struct tare_entry_ *entry)
{
    const char *end = end_of_first(entry->symbol);

    if (*end != '\0' || entry->symbol[0] == '(')
        entry->symbol = trim(entry->symbol, end);
    entry->def =
        as_long_as_ours(entry->def, entry->build->def_size, sizeof *entry->def);
    append(entry);
}

static void copy_axis(struct tare_axis *axis)
{
    axis->name = tare_strdup(axis->name);
    for (size_t i = 0; i < TARE_AXIS_MAX; i++)
        axis->choices[i] = tare_strdup(axis->choices[i]);
}

/* What is added at run time stays until the process ends. */
static void add(const struct tare_def *def, const char *file, int line,
                const struct tare_build_ *build)
{
    struct tare_entry_ *entry = tare_alloc(1, sizeof *entry);
    struct tare_def *copy = tare_alloc(1, sizeof *copy);

    if (def->run == NULL || def->name == NULL)
        tare_die("%s:%d: tare_add() needs .run and .name", file, line);
    *copy = *def;
    copy->group = tare_strdup(def->group);
    copy->name = tare_strdup(def->name);
    copy->contest_by = tare_strdup(def->contest_by);
    copy_axis(&copy->args);
    copy_axis(&copy->args2);
    copy_axis(&copy->args3);
    copy_axis(&copy->args4);
    *entry = (struct tare_entry_){ copy, copy->name, file, line, build, NULL };
    append(entry);
}

void tare_add_(const struct tare_def *def, const char *file, int line,
               const struct tare_build_ *build)
{
    struct tare_def ours;

    copy_theirs(&ours, sizeof ours, def, build->def_size);
    add(&ours, file, line, build);
}

/* The first axis that is free. */
static struct tare_axis *free_axis(struct tare_def *def)
{
    struct tare_axis *axes[] = { &def->args, &def->args2, &def->args3,
                                 &def->args4 };
    size_t i = 0;

    while (i < 3 && axes[i]->kind != TARE_AXIS_NONE)
        i++;
    return axes[i];
}

/* One of the types, which stand in a row as they were written. */
void tare_add_type_(const struct tare_def *like, tare_bench_fn run,
                    const char *name, const char *types, size_t index,
                    const char *file, int line, const struct tare_build_ *build)
{
    struct tare_def def;
    struct tare_axis *axis;
    char *type;

    copy_theirs(&def, sizeof def, like, build->def_size);
    axis = free_axis(&def);
    while (index-- > 0) {
        types = end_of_first(types);
        if (*types++ == '\0')
            tare_die("%s:%d: TARE_BENCH_TYPES() cannot tell where a type ends: "
                     "give it a name of its own with using",
                     file, line);
    }
    type = trim(types, end_of_first(types));
    if (axis->kind != TARE_AXIS_NONE)
        tare_die("%s:%d: TARE_BENCH_TYPES_WITH() needs an argument for the "
                 "type: three others at most",
                 file, line);
    *axis = (struct tare_axis)TARE_CHOICES("T", type);
    def.run = run;
    if (def.name == NULL)
        def.name = name;
    if (def.contest_by == NULL)
        def.contest_by = "T";
    add(&def, file, line, build);
    free(type);
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

/* The last is made here. */
struct axes {
    const struct tare_axis *at[TARE_AXES_MAX];
    struct tare_axis state;
};

static void list_axes(const struct tare_entry_ *entry, struct axes *axes)
{
    axes->at[0] = &entry->def->args;
    axes->at[1] = &entry->def->args2;
    axes->at[2] = &entry->def->args3;
    axes->at[3] = &entry->def->args4;
    axes->at[4] = &axes->state;
    axes->state = tare_warmth_axis(entry->def->state);
}

/* An axis named "threads" says how many there are to be. */
static int check_threads(const struct tare_axis *axis, size_t count,
                         struct tare_err *err)
{
    if (axis->name == NULL || strcmp(axis->name, "threads") != 0)
        return 0;
    for (size_t i = 0; i < count; i++) {
        struct tare_arg_value value = tare_axis_value(axis, i);
        int is_sound = value.text == NULL && value.number >= 1 &&
                       value.number <= TARE_THREADS_MAX &&
                       (double)(unsigned)value.number >= value.number;

        free(value.name);
        free(value.text);
        if (!is_sound)
            return tare_fail_with(err, TARE_EUSAGE,
                                  "argument \"threads\" takes whole numbers "
                                  "from 1 to %d",
                                  TARE_THREADS_MAX);
    }
    return 0;
}

/* Two arguments of one name could not be told apart. */
static int check_twins(const struct axes *axes, struct tare_err *err)
{
    for (size_t i = 0; i < TARE_AXES_MAX; i++)
        for (size_t j = 0; j < i; j++)
            if (axes->at[i]->name != NULL && axes->at[j]->name != NULL &&
                strcmp(axes->at[i]->name, axes->at[j]->name) == 0)
                return tare_fail_with(err, TARE_EUSAGE,
                                      "two arguments are called \"%s\"",
                                      axes->at[i]->name);
    return 0;
}

static size_t count_cases(const struct tare_entry_ *entry, struct tare_err *err)
{
    struct axes axes;
    size_t product = 1;

    list_axes(entry, &axes);
    for (size_t i = 0; i < TARE_AXES_MAX; i++) {
        size_t count = tare_axis_count(axes.at[i], err);

        if (count == 0 || check_threads(axes.at[i], count, err) < 0)
            return 0;
        product *= count;
        if (product > TARE_AXIS_CASES_MAX) {
            tare_fail_with(err, TARE_EUSAGE, "\"%s\" makes more than %d cases",
                           entry->symbol, TARE_AXIS_CASES_MAX);
            return 0;
        }
    }
    if (check_twins(&axes, err) < 0)
        return 0;
    return product;
}

size_t tare_registry_cases(const struct tare_entry_ *entry,
                           struct tare_err *err)
{
    struct tare_err inner = { 0 };
    size_t count = count_cases(entry, &inner);

    if (count == 0)
        tare_fail_with(err, inner.code, "%s:%d: %.400s", entry->file,
                       entry->line, inner.text);
    return count;
}

/* Fills in the arguments of case number index; the last axis varies fastest. */
static void choose_values(const struct tare_entry_ *entry, size_t index,
                          struct tare_identity *identity)
{
    struct axes axes;
    struct tare_arg_value values[TARE_AXES_MAX] = { 0 };

    list_axes(entry, &axes);
    for (size_t i = TARE_AXES_MAX; i-- > 0;) {
        size_t count = tare_axis_count(axes.at[i], NULL);

        if (axes.at[i]->kind != TARE_AXIS_NONE)
            values[i] = tare_axis_value(axes.at[i], index % count);
        index /= count;
    }
    for (size_t i = 0; i < TARE_AXES_MAX; i++)
        if (values[i].name != NULL)
            identity->args[identity->arg_count++] = values[i];
}

/* The option, unless an axis of that name decides. */
static unsigned count_threads(const struct tare_entry_ *entry,
                              const struct tare_identity *identity)
{
    for (size_t i = 0; i < identity->arg_count; i++)
        if (strcmp(identity->args[i].name, "threads") == 0)
            return (unsigned)identity->args[i].number;
    return entry->def->threads > 0 ? entry->def->threads : 1;
}

void tare_registry_identity(const struct tare_entry_ *entry, size_t index,
                            struct tare_identity *identity)
{
    const struct tare_def *def = entry->def;
    struct tare_buf id = { 0 };

    *identity = (struct tare_identity){ .line = entry->line };
    choose_values(entry, index, identity);
    identity->threads = count_threads(entry, identity);
    identity->name =
        tare_utf8_clean(def->name != NULL ? def->name : entry->symbol);
    if (entry->file != NULL)
        identity->file = tare_utf8_clean(entry->file);
    if (def->group != NULL && def->group[0] != '\0')
        identity->group = tare_utf8_clean(def->group);
    tare_identity_format(&id, identity, SIZE_MAX);
    identity->id = tare_buf_detach(&id);
}
