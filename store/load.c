/* SPDX-License-Identifier: MIT */
/*
 * A record goes through the scanner once, from its first byte to its last.  On
 * the way launches and samples, nearly all of it, are read from the text or
 * skipped.  What remains of a case, and of the document without its cases, is
 * small; it is copied out and becomes a tree of cJSON, one at a time, which is
 * easy to read in any order.
 */
#include "store/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/buf.h"
#include "store/crc32.h"
#include "store/cut.h"
#include "store/input.h"
#include "store/json_read.h"
#include "store/launches.h"
#include "store/number.h"
#include "store/scan.h"

/* A hostile file is small beside what it makes us allocate: these bound it. */
#define FILE_SIZE_MAX     ((size_t)1 << 30)
#define LAUNCHES_SIZE_MAX ((size_t)1 << 31)
#define TREE_TEXT_MAX     ((size_t)1 << 24) /* a tree may take forty times it */

/* A text of which parts are replaced. */
struct remains {
    struct tare_buf text;
    const char *from; /* comes next, up to what is replaced */
};

/* The cases or references of a run while they are read. */
struct case_list {
    struct tare_case *items; /* owned */
    size_t count;
    const char **places; /* where each begins; owned */
};

struct loader {
    struct tare_scan scan;
    enum tare_load_depth depth;
    int has_checksum, has_cases;
    size_t room;                    /* for launches */
    struct remains document;        /* without its cases */
    struct remains one;             /* case, without its launches */
    struct tare_launch_list *lists; /* those of the case */
    size_t list_count;
    struct case_list cases, references;
};

static int keep(struct loader *loader, struct remains *remains)
{
    size_t size = (size_t)(loader->scan.at - remains->from);

    if (size > TREE_TEXT_MAX - remains->text.size)
        return tare_scan_refuse(&loader->scan, remains->from,
                                "more than %zu bytes besides the launches",
                                TREE_TEXT_MAX);
    tare_buf_add(&remains->text, remains->from, size);
    return 0;
}

static void replace(struct loader *loader, struct remains *remains,
                    size_t number)
{
    tare_buf_printf(&remains->text, "%zu", number);
    remains->from = loader->scan.at;
}

/* ---- cases --------------------------------------------------------------- */

static int collect_launches(struct loader *loader)
{
    size_t index = loader->list_count;

    if (keep(loader, &loader->one) < 0)
        return TARE_EBASELINE;
    if (tare_launches_read(TARE_ADD(loader->lists, loader->list_count),
                           &loader->scan, loader->depth == TARE_LOAD_ALL,
                           &loader->room) < 0)
        return TARE_EBASELINE;
    replace(loader, &loader->one, index);
    return 0;
}

/* Of an object, the members of that name, or all. */
static int collect(struct loader *loader, const char *member,
                   int (*read)(struct loader *loader))
{
    struct tare_scan_text name;
    int more = tare_scan_enter(&loader->scan, '{');

    while (more >= 0 && (more = tare_scan_member(&loader->scan, &name)) > 0)
        if ((member == NULL || tare_scan_is(name, member)
                 ? read(loader)
                 : tare_scan_skip(&loader->scan)) < 0)
            return TARE_EBASELINE;
    return more;
}

static int collect_measure(struct loader *loader)
{
    return collect(loader, "launches", collect_launches);
}

static int collect_measures(struct loader *loader)
{
    return collect(loader, NULL, collect_measure);
}

static void release_lists(struct loader *loader)
{
    for (size_t i = 0; i < loader->list_count; i++)
        tare_launch_list_release(&loader->lists[i]);
    loader->list_count = 0;
}

static int read_case(struct loader *loader, struct case_list *list)
{
    struct tare_json_place place = { &loader->scan, loader->scan.at };

    release_lists(loader);
    tare_buf_clear(&loader->one.text);
    loader->one.from = place.at;
    if (collect(loader, "measures", collect_measures) < 0 ||
        keep(loader, &loader->one) < 0)
        return TARE_EBASELINE;
    list->items = tare_grow(list->items, list->count, sizeof *list->items);
    list->places = tare_grow(list->places, list->count, sizeof *list->places);
    list->places[list->count] = place.at;
    return tare_json_read_case(&list->items[list->count++], loader->lists,
                               loader->one.text.data, loader->one.text.size,
                               &place);
}

static int read_each(struct loader *loader, struct case_list *list)
{
    int more = tare_scan_enter(&loader->scan, '[');

    while (more >= 0 && (more = tare_scan_element(&loader->scan)) > 0)
        if (read_case(loader, list) < 0)
            return TARE_EBASELINE;
    return more;
}

static int read_cases(struct loader *loader, struct case_list *list)
{
    int status = keep(loader, &loader->document);

    if (status == 0)
        status = loader->depth == TARE_LOAD_HEAD ? tare_scan_skip(&loader->scan)
                                                 : read_each(loader, list);
    replace(loader, &loader->document, list->count);
    return status;
}

/* ---- what holds for all cases -------------------------------------------- */

static int compare_cases(const void *a, const void *b)
{
    const struct tare_case *left = *(const struct tare_case *const *)a;
    const struct tare_case *right = *(const struct tare_case *const *)b;
    int order = strcmp(left->identity.id, right->identity.id);

    if (order == 0)
        order = (int)left->side - (int)right->side;
    return order != 0 ? order : (left > right) - (left < right);
}

/* Of the same id, in the order of their sides. */
static const char *find_fault(const struct tare_case *a,
                              const struct tare_case *b)
{
    if (a->side == b->side ||
        (a->side == TARE_SIDE_NONE && b->side == TARE_SIDE_NEW))
        return "a case with this id came before";
    if (a->side == TARE_SIDE_OLD && tare_case_is_measured(a) &&
        tare_case_is_measured(b) &&
        a->measures[0].count != b->measures[0].count)
        return "the sides of this case do not have the same number of launches";
    return NULL;
}

static int check_ids(struct loader *loader, const struct tare_case **sorted)
{
    const struct case_list *list = &loader->cases;

    for (size_t i = 0; i < list->count; i++)
        sorted[i] = &list->items[i];
    qsort(sorted, list->count, sizeof *sorted, compare_cases);
    for (size_t i = 1; i < list->count; i++) {
        const struct tare_case *a = sorted[i - 1], *b = sorted[i];
        const char *fault = strcmp(a->identity.id, b->identity.id) == 0
                                ? find_fault(a, b)
                                : NULL;

        if (fault != NULL)
            return tare_scan_refuse(&loader->scan,
                                    list->places[b - list->items], "%s", fault);
    }
    return 0;
}

/* The last layout of any of its launches; 0 when it has none. */
static unsigned last_layout(const struct tare_case *c)
{
    unsigned last = 0;

    for (size_t i = 0; i < c->measure_count; i++)
        for (size_t k = 0; k < c->measures[i].count; k++)
            if (c->measures[i].launches[k].layout > last)
                last = c->measures[i].launches[k].layout;
    return last;
}

static int check_binaries(struct loader *loader, const struct case_list *list,
                          size_t count, size_t shards)
{
    for (size_t i = 0; i < list->count; i++) {
        size_t binary = list->items[i].binary;
        unsigned layout = last_layout(&list->items[i]);

        if (binary >= count)
            return tare_scan_refuse(&loader->scan, list->places[i],
                                    "the \"binary\" of this case is not among "
                                    "the %zu \"binaries\"",
                                    count);
        if (layout > count - binary)
            return tare_scan_refuse(&loader->scan, list->places[i],
                                    "the \"layout\" %u of a launch of this "
                                    "case is not among the %zu \"binaries\"",
                                    layout, count);
        if (list->items[i].shard >= shards)
            return tare_scan_refuse(&loader->scan, list->places[i],
                                    "the \"shard\" of this case is not among "
                                    "the %zu that were merged",
                                    shards);
    }
    return 0;
}

static int check_cases(struct loader *loader, const struct tare_run *run)
{
    size_t shards = tare_cut_shards(&run->cut);
    const struct tare_case **sorted =
        tare_alloc(loader->cases.count, sizeof *sorted);
    int status = check_ids(loader, sorted);

    free(sorted);
    if (status == 0)
        status =
            check_binaries(loader, &loader->cases, run->binary_count, shards);
    if (status == 0)
        status = check_binaries(loader, &loader->references, run->binary_count,
                                shards);
    return status;
}

/* ---- the document -------------------------------------------------------- */

/* The checksum is the last member, in exactly these characters, so that it is
 * known what it covers before anything is believed. */
static int check_sum(struct loader *loader)
{
    static const char begin[] = ",\n\"crc32\":\"";
    const char *text = loader->scan.text, *end = loader->scan.end;
    char want[32];
    size_t size;

    while (end[-1] == '\n' || end[-1] == ' ') /* there is a bracket before */
        end--;
    size = sizeof begin - 1 + 8 + 2;
    if ((size_t)(end - text) < size ||
        memcmp(end - size, begin, sizeof begin - 1) != 0)
        return 0;
    loader->has_checksum = 1;
    snprintf(want, sizeof want, "%s%08x\"}", begin,
             tare_crc32(0, text, (size_t)(end - text) - size));
    if (memcmp(end - size, want, size) == 0)
        return 0;
    return tare_fail_with(loader->scan.err, TARE_EBASELINE,
                          "%s: is damaged: its checksum does not match its "
                          "content; take it from a copy, or measure again",
                          loader->scan.name);
}

static int check_format(struct loader *loader)
{
    const char *at = loader->scan.at;
    char text[TARE_NUMBER_SIZE];
    double format;

    if (tare_scan_number(&loader->scan, &format) < 0)
        return TARE_EBASELINE;
    if (format == 1 || format == 2 || format == TARE_RECORD_FORMAT)
        return 0;
    tare_number_format(text, format);
    if (format < TARE_RECORD_FORMAT)
        return tare_scan_refuse(&loader->scan, at, "unknown format %s", text);
    return tare_fail_with(loader->scan.err, TARE_EBASELINE,
                          "%s: written by a newer tare: format %s, but this "
                          "tare reads 1 to %d; use the newer one",
                          loader->scan.name, text, TARE_RECORD_FORMAT);
}

/* The format is the first member of what we write, but need not be. */
static int find_format(struct loader *loader)
{
    struct tare_scan_text name;
    int more = tare_scan_enter(&loader->scan, '{');

    while (more >= 0 && (more = tare_scan_member(&loader->scan, &name)) > 0) {
        if (tare_scan_is(name, "format"))
            return check_format(loader);
        if (tare_scan_skip(&loader->scan) < 0)
            return TARE_EBASELINE;
    }
    return more < 0 ? more
                    : tare_scan_refuse(&loader->scan, loader->scan.text,
                                       "\"format\" is missing");
}

static int read_member(struct loader *loader, struct tare_scan_text name)
{
    if (tare_scan_is(name, "cases")) {
        loader->has_cases = 1;
        return read_cases(loader, &loader->cases);
    }
    if (tare_scan_is(name, "references"))
        return read_cases(loader, &loader->references);
    if (tare_scan_is(name, "crc32") && !loader->has_checksum)
        return tare_scan_refuse(&loader->scan, loader->scan.at,
                                "the checksum is not where tare writes it");
    return tare_scan_skip(&loader->scan);
}

static int read_document(struct loader *loader)
{
    struct tare_scan_text name;
    int more;

    tare_scan_enter(&loader->scan, '{'); /* as find_format() did */
    while ((more = tare_scan_member(&loader->scan, &name)) > 0)
        if (read_member(loader, name) < 0)
            return TARE_EBASELINE;
    if (more < 0 || tare_scan_finish(&loader->scan) < 0)
        return TARE_EBASELINE;
    if (!loader->has_cases)
        return tare_scan_refuse(&loader->scan, loader->scan.text,
                                "\"cases\" is missing");
    return keep(loader, &loader->document);
}

static int read_run(struct loader *loader, struct tare_run *run)
{
    struct tare_json_place place = { &loader->scan, loader->scan.text };
    struct tare_scan again = loader->scan;
    int status;

    if (find_format(loader) < 0 || check_sum(loader) < 0)
        return TARE_EBASELINE;
    tare_scan_close(&loader->scan);
    loader->scan = again;
    loader->document.from = again.text;
    status = read_document(loader);
    if (status == 0)
        status = tare_json_read_run(run, loader->document.text.data,
                                    loader->document.text.size, &place);
    return status < 0 ? status : check_cases(loader, run);
}

static void release(struct loader *loader)
{
    release_lists(loader);
    free(loader->lists);
    free(loader->cases.places);
    free(loader->references.places);
    tare_buf_release(&loader->document.text);
    tare_buf_release(&loader->one.text);
    tare_scan_close(&loader->scan);
}

int tare_run_parse(struct tare_run *run, char *bytes, size_t size,
                   const char *name, enum tare_load_depth depth,
                   struct tare_err *err)
{
    struct loader loader = { .depth = depth, .room = LAUNCHES_SIZE_MAX };
    int status;

    tare_scan_open(&loader.scan, name, bytes, size, err);
    status = read_run(&loader, run);
    run->cases = loader.cases.items;
    run->case_count = loader.cases.count;
    run->references = loader.references.items;
    run->reference_count = loader.references.count;
    if (status < 0)
        tare_run_release(run);
    release(&loader);
    return status;
}

int tare_run_load_hashed(struct tare_run *run, const char *path,
                         enum tare_load_depth depth, char hash[TARE_HASH_SIZE],
                         struct tare_err *err)
{
    char *bytes;
    size_t size;
    int status = tare_input_read(&bytes, &size, path, FILE_SIZE_MAX, err);

    if (status == 0 && hash != NULL)
        tare_hash(hash, bytes, size); /* parsing may change them */
    if (status == 0)
        status =
            tare_run_parse(run, bytes, size, tare_input_name(path), depth, err);
    free(bytes);
    return status;
}

int tare_run_load(struct tare_run *run, const char *path,
                  enum tare_load_depth depth, struct tare_err *err)
{
    return tare_run_load_hashed(run, path, depth, NULL, err);
}
