/* SPDX-License-Identifier: MIT */
#include "store/launches.h"

#include <float.h>
#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "stats/layouts.h"
#include "store/alloc.h"
#include "store/columns.h"

enum {
    NUMBERS_MAX = 1 << 20 /* in one column of one launch */
};

/* One column of the samples of a launch while it is read. */
struct numbers {
    double *items; /* owned */
    size_t count, capacity;
    int is_set;
    int is_same; /* the one number is that of all samples */
};

struct reader {
    struct tare_scan *scan; /* borrowed */
    int with_samples;
    size_t *room; /* borrowed */
    struct numbers columns[TARE_COLUMNS];
    struct numbers threads; /* row after row */
    size_t rows;
};

static void clear_samples(struct reader *reader)
{
    for (int i = 0; i < TARE_COLUMNS; i++) {
        reader->columns[i].count = 0;
        reader->columns[i].is_set = 0;
    }
    reader->threads.count = reader->rows = 0;
}

static void release_samples(struct reader *reader)
{
    for (int i = 0; i < TARE_COLUMNS; i++)
        free(reader->columns[i].items);
    free(reader->threads.items);
}

static int take_room(struct reader *reader, const char *at, size_t size)
{
    if (size > *reader->room)
        return tare_scan_refuse(reader->scan, at,
                                "the launches need too much memory");
    *reader->room -= size;
    return 0;
}

/* ---- numbers ------------------------------------------------------------- */

static void add_number(struct numbers *numbers, double value)
{
    if (numbers->count == numbers->capacity) {
        numbers->items =
            tare_grow(numbers->items, numbers->count, sizeof *numbers->items);
        numbers->capacity += numbers->capacity > 0 ? numbers->capacity : 1;
    }
    numbers->items[numbers->count++] = value;
}

/* What a number may be. */
struct range {
    const char *name;
    int is_whole;
    double low, high;
};

static int read_range(struct tare_scan *scan, const struct range *range,
                      double *value)
{
    const char *at = scan->at;
    int status = tare_scan_number(scan, value);

    if (status == 0 && (*value < range->low || *value > range->high ||
                        (range->is_whole && *value != trunc(*value))))
        return tare_scan_refuse(scan, at, "\"%s\" cannot have this value",
                                range->name);
    return status;
}

static int read_number(struct reader *reader, const struct tare_column *column,
                       struct numbers *numbers)
{
    struct range range = { column->name, column->kind != TARE_COLUMN_DOUBLE,
                           column->low, column->high };
    const char *at = reader->scan->at;
    double value;

    if (read_range(reader->scan, &range, &value) < 0)
        return TARE_EBASELINE;
    if (numbers->count == NUMBERS_MAX)
        return tare_scan_refuse(reader->scan, at,
                                "more than %d numbers in one launch",
                                NUMBERS_MAX);
    add_number(numbers, value);
    return 0;
}

static int read_array(struct reader *reader, const struct tare_column *column,
                      struct numbers *numbers)
{
    int more = tare_scan_enter(reader->scan, '[');

    while (more >= 0 && (more = tare_scan_element(reader->scan)) > 0)
        if (read_number(reader, column, numbers) < 0)
            return TARE_EBASELINE;
    return more;
}

/* ---- samples ------------------------------------------------------------- */

/* One value for each thread; as many in each sample. */
static int read_row(struct reader *reader)
{
    size_t before = reader->threads.count, width;

    if (read_array(reader, &tare_columns[0], &reader->threads) < 0)
        return TARE_EBASELINE;
    reader->rows++;
    width = reader->threads.count - before;
    if (width == 0 || width * reader->rows != reader->threads.count)
        return tare_scan_refuse(reader->scan, reader->scan->at,
                                "\"threads\" must have as many numbers in each "
                                "sample");
    return 0;
}

static int refuse_absent(struct reader *reader, const char *at,
                         const char *name)
{
    return tare_scan_refuse(reader->scan, at, "\"%s\" is missing here", name);
}

/* What a sample does not say, count of them being read. */
static int complete_sample(struct reader *reader, const char *at, size_t count)
{
    for (int i = 0; i < TARE_COLUMNS; i++) {
        struct numbers *column = &reader->columns[i];

        column->is_set = 1;
        column->is_same = 0;
        if (column->count == count)
            continue;
        if (isnan(tare_columns[i].when_absent))
            return refuse_absent(reader, at, tare_columns[i].single);
        add_number(column, tare_columns[i].when_absent);
    }
    return 0;
}

static int read_column(struct reader *reader, int i)
{
    struct numbers *numbers = &reader->columns[i];

    numbers->count = 0;
    numbers->is_set = 1;
    numbers->is_same = i > 0 && tare_scan_peek(reader->scan) != '[';
    return numbers->is_same ? read_number(reader, &tare_columns[i], numbers)
                            : read_array(reader, &tare_columns[i], numbers);
}

static int read_rows(struct reader *reader)
{
    int more = tare_scan_enter(reader->scan, '[');

    while (more >= 0 && (more = tare_scan_element(reader->scan)) > 0)
        if (read_row(reader) < 0)
            return TARE_EBASELINE;
    return more;
}

/* An object: of columns, or in format 1 of single numbers. */
static int read_table(struct reader *reader, int is_single)
{
    struct tare_scan_text name;
    int more = tare_scan_enter(reader->scan, '{');

    while (more >= 0 && (more = tare_scan_member(reader->scan, &name)) > 0) {
        int i = 0, status;

        while (i < TARE_COLUMNS &&
               !tare_scan_is(name, is_single ? tare_columns[i].single
                                             : tare_columns[i].name))
            i++;
        if (i < TARE_COLUMNS)
            status = is_single ? read_number(reader, &tare_columns[i],
                                             &reader->columns[i])
                               : read_column(reader, i);
        else if (tare_scan_is(name, "threads"))
            status = is_single ? read_row(reader) : read_rows(reader);
        else
            status = tare_scan_skip(reader->scan);
        if (status < 0)
            return status;
    }
    return more;
}

static int read_samples_singly(struct reader *reader)
{
    int more;

    tare_scan_enter(reader->scan, '['); /* its bracket was seen */
    for (size_t count = 1; (more = tare_scan_element(reader->scan)) > 0;
         count++) {
        const char *at = reader->scan->at;

        if (read_table(reader, 1) < 0 || complete_sample(reader, at, count) < 0)
            return TARE_EBASELINE;
    }
    return more;
}

static int check_column(struct reader *reader, const char *at, int i,
                        size_t count)
{
    struct numbers *column = &reader->columns[i];

    if (!column->is_set) {
        if (isnan(tare_columns[i].when_absent))
            return refuse_absent(reader, at, tare_columns[i].name);
        add_number(column, tare_columns[i].when_absent);
        column->is_same = 1;
    }
    if (column->is_same || column->count == count)
        return 0;
    return tare_scan_refuse(reader->scan, at,
                            "there are %zu \"values\", but %zu \"%s\"", count,
                            column->count, tare_columns[i].name);
}

/* All columns are of the same length; those that are not there get their
 * number. */
static int check_columns(struct reader *reader, const char *at)
{
    size_t count = reader->columns[0].count;

    if (count == 0)
        return tare_scan_refuse(reader->scan, at, "there are no samples here");
    for (int i = 0; i < TARE_COLUMNS; i++)
        if (check_column(reader, at, i, count) < 0)
            return TARE_EBASELINE;
    if (reader->rows > 0 && reader->rows != count)
        return tare_scan_refuse(reader->scan, at,
                                "there are %zu \"values\", but %zu \"threads\"",
                                count, reader->rows);
    return 0;
}

static void fill_samples(const struct reader *reader,
                         struct tare_launch *launch)
{
    const struct numbers *threads = &reader->threads;

    launch->count = reader->columns[0].count;
    launch->samples = tare_alloc(launch->count, sizeof *launch->samples);
    for (int i = 0; i < TARE_COLUMNS; i++) {
        const struct numbers *column = &reader->columns[i];

        for (size_t j = 0; j < launch->count; j++)
            tare_column_set(&tare_columns[i], &launch->samples[j],
                            column->items[column->is_same ? 0 : j]);
    }
    if (reader->rows == 0)
        return;
    launch->threads = (unsigned)(threads->count / reader->rows);
    launch->thread_values = tare_alloc(threads->count, sizeof(double));
    memcpy(launch->thread_values, threads->items,
           threads->count * sizeof(double));
}

static void drop_samples(struct tare_launch *launch)
{
    free(launch->samples);
    free(launch->thread_values);
    launch->samples = NULL;
    launch->thread_values = NULL;
    launch->count = launch->threads = 0;
}

static int read_samples(struct reader *reader, struct tare_launch *launch)
{
    const char *at = reader->scan->at;
    int is_single = tare_scan_peek(reader->scan) == '[';

    if (!reader->with_samples)
        return tare_scan_skip(reader->scan);
    drop_samples(launch); /* there twice: refused where the object ends */
    clear_samples(reader);
    if ((is_single ? read_samples_singly(reader) : read_table(reader, 0)) < 0 ||
        check_columns(reader, at) < 0 ||
        take_room(reader, at,
                  reader->columns[0].count * sizeof *launch->samples +
                      reader->threads.count * sizeof(double)) < 0)
        return TARE_EBASELINE;
    fill_samples(reader, launch);
    return 0;
}

/* ---- launches ------------------------------------------------------------ */

static int read_outlier(struct tare_scan *scan, struct tare_launch *launch)
{
    static const char *const names[] = { "low severe", "low mild", "high mild",
                                         "high severe" };
    const char *at = scan->at;
    struct tare_scan_text text;

    if (tare_scan_string(scan, &text) < 0)
        return TARE_EBASELINE;
    for (int i = 0; i < 4; i++)
        if (tare_scan_is(text, names[i])) {
            launch->outlier = names[i];
            return 0;
        }
    return tare_scan_refuse(scan, at, "unknown kind of outlier");
}

/* Members of a launch that are one number each: a double, or, where whole, an
 * int. */
static const struct {
    struct range range;
    size_t offset;
} members[] = {
#define MEMBER(name, is_whole, low, high)                                      \
    {                                                                          \
        { #name, (is_whole), (low), (high) },                                  \
            offsetof(struct tare_launch, name)                                 \
    }
    MEMBER(value, 0, -DBL_MAX, DBL_MAX),
    MEMBER(start_s, 0, 0, DBL_MAX),
    MEMBER(setup_ns, 0, 0, DBL_MAX),
    MEMBER(pace_ns, 0, 0, DBL_MAX),
    MEMBER(own, 0, -1, DBL_MAX),
    MEMBER(whole, 0, 0, DBL_MAX),
    MEMBER(interrupts, 0, 0, 1),
    MEMBER(met, 0, -DBL_MAX, DBL_MAX),
    MEMBER(quiet, 0, 0, 1),
    MEMBER(aside, 1, 0, 1),
    MEMBER(cpu, 1, 0, INT_MAX),
    MEMBER(layout, 1, 1, TARE_LAYOUTS_MAX),
#undef MEMBER
};

static int read_number_into(struct tare_scan *scan, struct tare_launch *launch,
                            size_t member)
{
    const struct range *range = &members[member].range;
    char *place = (char *)launch + members[member].offset;
    double value;
    int whole, status = read_range(scan, range, &value);

    if (status < 0)
        return status;
    whole = range->is_whole ? (int)value : 0;
    memcpy(place, range->is_whole ? (const void *)&whole : &value,
           range->is_whole ? sizeof whole : sizeof value);
    return 0;
}

static int read_member(struct reader *reader, struct tare_launch *launch,
                       struct tare_scan_text name)
{
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (tare_scan_is(name, members[i].range.name))
            return read_number_into(reader->scan, launch, i);
    if (tare_scan_is(name, "outlier"))
        return read_outlier(reader->scan, launch);
    if (tare_scan_is(name, "samples"))
        return read_samples(reader, launch);
    return tare_scan_skip(reader->scan);
}

static int read_launch(struct reader *reader, struct tare_launch *launch)
{
    const char *at = reader->scan->at;
    struct tare_scan_text name;
    int more;

    launch->value = launch->met = launch->start_s = NAN;
    launch->quiet = -1;
    launch->cpu = -1;
    more = tare_scan_enter(reader->scan, '{');
    while (more >= 0 && (more = tare_scan_member(reader->scan, &name)) > 0)
        if (read_member(reader, launch, name) < 0)
            return TARE_EBASELINE;
    if (more == 0 && (isnan(launch->value) || isnan(launch->start_s)))
        return tare_scan_refuse(reader->scan, at,
                                "a launch must have \"value\" and \"start_s\"");
    return more;
}

static int read_launches(struct reader *reader, struct tare_launch_list *list)
{
    int more = tare_scan_enter(reader->scan, '[');

    while (more >= 0 && (more = tare_scan_element(reader->scan)) > 0) {
        if (take_room(reader, reader->scan->at, sizeof *list->items) < 0)
            return TARE_EBASELINE;
        if (read_launch(reader, TARE_ADD(list->items, list->count)) < 0)
            return TARE_EBASELINE;
    }
    return more;
}

int tare_launches_read(struct tare_launch_list *list, struct tare_scan *scan,
                       int with_samples, size_t *room)
{
    struct reader reader = { .scan = scan,
                             .with_samples = with_samples,
                             .room = room };
    int status = read_launches(&reader, list);

    release_samples(&reader);
    return status;
}

void tare_launch_list_release(struct tare_launch_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].samples);
        free(list->items[i].thread_values);
    }
    free(list->items);
    *list = (struct tare_launch_list){ 0 };
}
