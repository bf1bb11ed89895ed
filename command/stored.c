/* SPDX-License-Identifier: MIT */
#include "command/stored.h"

#include <stdio.h>
#include <stdlib.h>

#include "report/terminal/style.h"
#include "report/terminal/summary.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"
#include "report/terminal/units.h"
#include "store/alloc.h"
#include "store/hashes.h"
#include "store/objects.h"
#include "store/utf8.h"

/* One line of the list. */
struct entry {
    const char *name;
    struct tare_run run; /* empty when damaged */
    struct tare_err err; /* why */
    int status;
    size_t files;
    double bytes;
};

/* What cannot be looked at counts as nothing; verify says why. */
static void measure_kept(struct entry *entry, const struct tare_store *store)
{
    struct tare_hashes kept = { 0 };

    tare_hashes_add_kept(&kept, &entry->run);
    entry->files = kept.count;
    for (size_t i = 0; i < kept.count; i++) {
        uint64_t size;

        if (tare_objects_size(&store->objects, kept.items[i], &size, NULL) == 0)
            entry->bytes += (double)size;
    }
    tare_hashes_release(&kept);
}

static const char *text_of(const struct tare_run *run, const char *name)
{
    const struct tare_fact *fact = tare_facts_find(&run->machine, name);

    return fact != NULL && fact->text != NULL ? fact->text : "";
}

static void cell(struct tare_table *table, const char *text,
                 enum tare_align align, enum tare_ink ink)
{
    struct tare_buf shown = { 0 };

    tare_text_show(&shown, text);
    tare_table_cell(table, tare_buf_text(&shown), align, ink);
    tare_buf_release(&shown);
}

/* "12", or "12, of which 2 not measured" */
static void count_cases(const struct tare_run *run, char *text, size_t size)
{
    size_t measured = tare_summary_count(run, TARE_STATUS_OK);

    if (measured == run->case_count)
        snprintf(text, size, "%zu", measured);
    else
        snprintf(text, size, "%zu, %zu not measured", run->case_count,
                 run->case_count - measured);
}

static void add_row(struct tare_table *table, const struct entry *entry)
{
    char cases[64], kept[TARE_SCALED_SIZE + 32] = "none", size[48];

    tare_table_row(table);
    cell(table, entry->name, TARE_ALIGN_LEFT, TARE_INK_STRONG);
    if (entry->status < 0) {
        cell(table, "damaged", TARE_ALIGN_LEFT, TARE_INK_BAD);
        cell(table, entry->err.text, TARE_ALIGN_SPAN, TARE_INK_PLAIN);
        return;
    }
    count_cases(&entry->run, cases, sizeof cases);
    tare_amount_format(size, entry->bytes, "B");
    if (entry->files > 0)
        snprintf(kept, sizeof kept, "%zu, %s", entry->files, size);
    cell(table, entry->run.started != NULL ? entry->run.started : "",
         TARE_ALIGN_LEFT, TARE_INK_PLAIN);
    cell(table, cases, TARE_ALIGN_RIGHT, TARE_INK_PLAIN);
    cell(table, kept, TARE_ALIGN_RIGHT, TARE_INK_PLAIN);
    cell(table, text_of(&entry->run, "cpu"), TARE_ALIGN_LEFT, TARE_INK_FAINT);
}

static void print_table(const struct entry *entries, size_t count)
{
    struct tare_style style = tare_style_of(stdout, TARE_COLOR_AUTO);
    struct tare_table table = { 0 };

    tare_table_row(&table);
    cell(&table, "baseline", TARE_ALIGN_LEFT, TARE_INK_FAINT);
    cell(&table, "started", TARE_ALIGN_LEFT, TARE_INK_FAINT);
    cell(&table, "cases", TARE_ALIGN_RIGHT, TARE_INK_FAINT);
    cell(&table, "kept files", TARE_ALIGN_RIGHT, TARE_INK_FAINT);
    cell(&table, "cpu", TARE_ALIGN_LEFT, TARE_INK_FAINT);
    for (size_t i = 0; i < count; i++)
        add_row(&table, &entries[i]);
    tare_table_print(&table, stdout, &style);
    tare_table_release(&table);
}

/* As a JSON string. */
static void print_string(const char *text)
{
    char *clean = tare_utf8_clean(text);

    putchar('"');
    for (const char *at = clean; *at != '\0'; at++)
        if ((unsigned char)*at < ' ')
            printf("\\u%04x", (unsigned)*at);
        else
            printf(*at == '"' || *at == '\\' ? "\\%c" : "%c", *at);
    putchar('"');
    free(clean);
}

static void print_member(const char *name, const char *text)
{
    printf(",\"%s\":", name);
    print_string(text);
}

static void print_unmeasured(const struct tare_run *run)
{
    const char *separator = "";

    fputs(",\"unmeasured\":[", stdout);
    for (size_t i = 0; i < run->case_count; i++)
        if (!tare_case_is_measured(&run->cases[i])) {
            fputs(separator, stdout);
            print_string(run->cases[i].identity.id);
            separator = ",";
        }
    putchar(']');
}

static void print_object(const struct entry *entry)
{
    const struct tare_run *run = &entry->run;

    printf("{\"name\":");
    print_string(entry->name);
    if (entry->status < 0) {
        print_member("damaged", entry->err.text);
    } else {
        print_member("started", run->started != NULL ? run->started : "");
        printf(",\"cases\":%zu", run->case_count);
        print_unmeasured(run);
        print_member("cpu", text_of(run, "cpu"));
        printf(",\"kept\":{\"files\":%zu,\"bytes\":%.0f}", entry->files,
               entry->bytes);
    }
    putchar('}');
}

static void print_json(const struct entry *entries, size_t count)
{
    putchar('[');
    for (size_t i = 0; i < count; i++) {
        fputs(i > 0 ? ",\n" : "\n", stdout);
        print_object(&entries[i]);
    }
    fputs("\n]\n", stdout);
}

static void print_all(const struct tare_store *store, char *const *names,
                      size_t count, int as_json)
{
    struct entry *entries = tare_alloc(count, sizeof *entries);

    for (size_t i = 0; i < count; i++) {
        struct entry *entry = &entries[i];

        entry->name = names[i];
        entry->status = tare_store_load(store, names[i], &entry->run,
                                        TARE_LOAD_LAUNCHES, &entry->err);
        measure_kept(entry, store);
    }
    if (as_json)
        print_json(entries, count);
    else if (count > 0)
        print_table(entries, count);
    else
        printf("no baselines in %s\n", store->root);
    for (size_t i = 0; i < count; i++)
        tare_run_release(&entries[i].run);
    free(entries);
}

int tare_stored_print(const struct tare_store *store, int as_json,
                      struct tare_err *err)
{
    size_t count;
    char **names = tare_store_list(store, &count, err);

    if (names == NULL)
        return TARE_EBASELINE;
    print_all(store, names, count, as_json);
    tare_names_free(names, count);
    return 0;
}
