/* SPDX-License-Identifier: MIT */
/* Warnings, and what is known of machine, builds and settings. */
#include "report/html/index_results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/path.h"

enum {
    CASES_NAMED = 12 /* about which a warning is */
};

/* ---- warnings ------------------------------------------------------------ */

struct remark {
    const struct tare_entry *entry;
    const struct tare_warning *warning;
};

/* By code; those of one code as declared. */
static int by_code(const void *a, const void *b)
{
    const struct remark *x = a, *y = b;
    int order = strcmp(x->warning->code, y->warning->code);

    return order != 0 ? order : (x->entry > y->entry) - (x->entry < y->entry);
}

/* Returned array. */
static struct remark *collect(const struct tare_entries *entries, size_t *count)
{
    struct remark *remarks = NULL;

    *count = 0;
    for (size_t i = 0; i < entries->count; i++) {
        const struct tare_case *c = tare_entry_case(&entries->items[i]);

        for (size_t j = 0; j < c->warning_count; j++) {
            *TARE_ADD(remarks, *count) =
                (struct remark){ &entries->items[i], &c->warnings[j] };
        }
    }
    if (*count > 0)
        qsort(remarks, *count, sizeof *remarks, by_code);
    return remarks;
}

static void add_warning(struct tare_buf *items, const struct tare_pages *pages,
                        const struct remark *remarks, size_t count)
{
    struct tare_buf cases = { 0 };

    for (size_t i = 0; i < count && i < CASES_NAMED; i++) {
        tare_buf_puts(&cases, i > 0 ? ", " : "");
        tare_page_link(&cases, pages, remarks[i].entry, TARE_FROM_INDEX);
    }
    if (count > CASES_NAMED)
        tare_buf_printf(&cases, ", and %zu more", count - CASES_NAMED);
    TARE_FILL(items, "index.html", "warning",
              tare_hole("code", remarks[0].warning->code),
              tare_hole_markup("cases", &cases),
              tare_hole("text", remarks[0].warning->text));
}

void tare_index_warnings(struct tare_buf *buf, const struct tare_pages *pages)
{
    struct tare_buf items = { 0 };
    size_t count, first = 0;
    struct remark *remarks = collect(&pages->entries, &count);

    for (size_t i = 1; i <= count; i++) {
        if (i < count &&
            strcmp(remarks[first].warning->code, remarks[i].warning->code) == 0)
            continue;
        add_warning(&items, pages, &remarks[first], i - first);
        first = i;
    }
    tare_html_wrap(buf, "index.html", "warnings", "items", &items);
    free(remarks);
}

/* ---- facts --------------------------------------------------------------- */

/* The units that names of facts end with; bytes are shown by powers of two. */
static const struct unit {
    const char *suffix, *shown;
} units[] = { { "_bytes", NULL }, { "_s", "s" }, { "_ns", "ns" } };

static const struct unit *unit_of(const char *name)
{
    size_t size = strlen(name);

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t length = strlen(units[i].suffix);

        if (size > length && strcmp(name + size - length, units[i].suffix) == 0)
            return &units[i];
    }
    return NULL;
}

/* "cache_l1d" as "cache l1d". */
static void add_label(struct tare_buf *buf, const char *name, size_t size)
{
    for (size_t i = 0; i < size; i++)
        tare_buf_printf(buf, "%c", name[i] == '_' ? ' ' : name[i]);
}

/* So many bytes of a name say what it is. */
static void add_part(struct tare_buf *items, const char *name, size_t size,
                     const char *value)
{
    struct tare_buf label = { 0 }, shown = { 0 };

    add_label(&label, name, size);
    tare_page_cut(&shown, value);
    TARE_FILL(items, "index.html", "fact", tare_hole_take("name", &label),
              tare_hole_take("value", &shown));
}

static void add_fact(struct tare_buf *items, const char *name,
                     const char *value)
{
    add_part(items, name, strlen(name), value);
}

/* "320 MiB" */
static void format_bytes(char *text, size_t size, double bytes)
{
    static const char *const steps[] = { "bytes", "KiB", "MiB", "GiB", "TiB" };
    size_t step = 0;

    for (; bytes >= 1024 && step + 1 < sizeof steps / sizeof *steps; step++)
        bytes /= 1024;
    snprintf(text, size, "%.4g %s", bytes, steps[step]);
}

static void add_number(struct tare_buf *items, const struct tare_fact *fact)
{
    const struct unit *unit = unit_of(fact->name);
    size_t size = strlen(fact->name);
    char text[48];

    if (unit == NULL)
        snprintf(text, sizeof text, "%.15g", fact->number);
    else if (unit->shown == NULL)
        format_bytes(text, sizeof text, fact->number);
    else
        snprintf(text, sizeof text, "%.15g %s", fact->number, unit->shown);
    add_part(items, fact->name,
             unit == NULL ? size : size - strlen(unit->suffix), text);
}

static void add_facts(struct tare_buf *items, const struct tare_facts *facts)
{
    for (size_t i = 0; i < facts->count; i++) {
        const struct tare_fact *fact = &facts->items[i];

        if (fact->kind == TARE_FACT_NUMBER)
            add_number(items, fact);
        else
            add_fact(items, fact->name,
                     fact->kind == TARE_FACT_TEXT ? fact->text
                     : fact->number > 0           ? "yes"
                                                  : "no");
    }
}

/* Appends the list under its title, and releases it. */
static void add_list(struct tare_buf *buf, const char *title,
                     struct tare_buf *items)
{
    if (items->size > 0)
        TARE_FILL(buf, "index.html", "facts", tare_hole("title", title),
                  tare_hole_markup("items", items));
}

/* "Build" of a run; of a duel, whose side it is, or that it made the controls.
 * The layouts of a side follow its first one. */
static const char *role_of(const struct tare_run *run, size_t index)
{
    static const char *const roles[] = { [TARE_SIDE_NONE] = "Build",
                                         [TARE_SIDE_OLD] = "Old build",
                                         [TARE_SIDE_NEW] = "New build" };

    for (size_t k = index + 1; k-- > 0;) {
        for (size_t i = 0; i < run->case_count; i++)
            if (run->cases[i].binary == k)
                return roles[run->cases[i].side];
        for (size_t i = 0; i < run->reference_count; i++)
            if (run->references[i].binary == k)
                return run->references[i].side == TARE_SIDE_NONE ? "Build"
                                                                 : "Controls";
    }
    return "Build";
}

/* Under the name of its file. */
static void add_binary(struct tare_buf *buf, const struct tare_run *run,
                       size_t index)
{
    const struct tare_binary *binary = &run->binaries[index];
    struct tare_buf items = { 0 }, title = { 0 };

    tare_buf_printf(&title, "%s: ", role_of(run, index));
    tare_page_cut(&title, tare_path_name(binary->path));
    add_fact(&items, "path", binary->path);
    if (binary->hash != NULL)
        add_fact(&items, "sha256", binary->hash);
    add_facts(&items, &binary->build);
    for (size_t i = 0; i < binary->library_count; i++)
        add_fact(&items, "library", binary->libraries[i].path);
    add_list(buf, title.data, &items);
    tare_buf_release(&title);
}

/* A duel names what made its controls once for each side. */
static int is_told(const struct tare_run *run, size_t index)
{
    const struct tare_binary *binary = &run->binaries[index];

    for (size_t i = 0; i < index; i++) {
        const struct tare_binary *other = &run->binaries[i];

        if (binary->hash != NULL && other->hash != NULL &&
            strcmp(binary->hash, other->hash) == 0 &&
            strcmp(binary->path, other->path) == 0)
            return 1;
    }
    return 0;
}

static void add_settings(struct tare_buf *buf, const struct tare_run *run)
{
    struct tare_buf items = { 0 };
    char seed[32];

    snprintf(seed, sizeof seed, "%llu", (unsigned long long)run->seed);
    add_facts(&items, &run->settings);
    add_fact(&items, "seed", seed);
    add_list(buf, "Settings", &items);
}

void tare_index_facts(struct tare_buf *buf, const struct tare_run *run)
{
    struct tare_buf items = { 0 }, lists = { 0 };

    add_facts(&items, &run->machine);
    add_list(&lists, "Machine", &items);
    add_facts(&items, &run->context);
    add_list(&lists, "Context", &items);
    for (size_t i = 0; i < run->binary_count; i++)
        if (!is_told(run, i))
            add_binary(&lists, run, i);
    add_settings(&lists, run);
    TARE_FILL(buf, "index.html", "about", tare_hole_markup("items", &lists));
}
