/* SPDX-License-Identifier: MIT */
/* Who is fastest over two numeric arguments: a map, one field for each contest. */
#include "report/html/page.h"

#include <stdlib.h>
#include <string.h>

#include "report/plots/palette.h"
#include "report/terminal/contest_text.h"
#include "store/alloc.h"
#include "store/arg.h"

struct map {
    const struct tare_contest **contests; /* those of the group */
    size_t count;
    size_t axes[2]; /* which arguments vary: down, and across */
};

static const struct tare_arg_value *arg_of(const struct map *map,
                                           size_t contest, unsigned axis)
{
    return &map->contests[contest]
                ->contestants[0]
                .c->identity.args[map->axes[axis]];
}

/* How many values that argument has among the contests; 0 if it is not there in
 * all of them, or is no number. */
static size_t count_values(const struct map *map, size_t arg)
{
    size_t count = 0;

    for (size_t i = 0; i < map->count; i++) {
        const struct tare_identity *now =
            &map->contests[i]->contestants[0].c->identity;
        size_t k = 0;

        if (arg >= now->arg_count || now->args[arg].text != NULL)
            return 0;
        while (k < i) {
            const struct tare_arg_value *before =
                &map->contests[k]->contestants[0].c->identity.args[arg];

            if (!(before->number < now->args[arg].number) &&
                !(before->number > now->args[arg].number))
                break;
            k++;
        }
        count += k == i;
    }
    return count;
}

static int are_same(const struct map *map, size_t a, size_t b, unsigned axis)
{
    double one = arg_of(map, a, axis)->number;
    double other = arg_of(map, b, axis)->number;

    return !(one < other) && !(one > other);
}

/* Of contests that differ in something else, in a word or in the threads, two
 * may belong into one field, and then another has none. */
static int have_own_fields(const struct map *map)
{
    for (size_t i = 0; i < map->count; i++)
        for (size_t k = 0; k < i; k++)
            if (are_same(map, i, k, 0) && are_same(map, i, k, 1))
                return 0;
    return 1;
}

/* Exactly two arguments vary, and no other: else there is no map. */
static int find_axes(struct map *map)
{
    size_t found = 0;

    for (size_t arg = 0; arg < TARE_ARGS_MAX; arg++) {
        size_t values = count_values(map, arg);

        if (values > 1 && found < 2)
            map->axes[found] = arg;
        found += values > 1;
    }
    return found == 2 && map->count > 3 &&
           map->count == count_values(map, map->axes[0]) *
                             count_values(map, map->axes[1]) &&
           have_own_fields(map);
}

static int by_number(const void *a, const void *b)
{
    const struct tare_arg_value *const *x = a, *const *y = b;

    return ((*x)->number > (*y)->number) - ((*x)->number < (*y)->number);
}

/* The values of an axis, ascending, each once.  Returned array. */
static const struct tare_arg_value **values_of(const struct map *map,
                                               unsigned axis, size_t *count)
{
    const struct tare_arg_value **all = tare_alloc(map->count, sizeof *all);

    for (size_t i = 0; i < map->count; i++)
        all[i] = arg_of(map, i, axis);
    qsort(all, map->count, sizeof *all, by_number);
    *count = 0;
    for (size_t i = 0; i < map->count; i++)
        if (i == 0 || all[i]->number > all[*count - 1]->number)
            all[(*count)++] = all[i];
    return all;
}

static const struct tare_contest *contest_at(const struct map *map, double down,
                                             double across)
{
    for (size_t i = 0; i < map->count; i++)
        if (!(arg_of(map, i, 0)->number < down) &&
            !(arg_of(map, i, 0)->number > down) &&
            !(arg_of(map, i, 1)->number < across) &&
            !(arg_of(map, i, 1)->number > across))
            return map->contests[i];
    return NULL;
}

/* The winner in its colour; "tied" or "can't tell" without one. */
static void add_field(struct tare_buf *cells,
                      const struct tare_contest *contest)
{
    size_t leader = tare_contest_leader(contest, contest->count);
    enum tare_lead lead = tare_contest_lead(contest);
    struct tare_buf name = { 0 }, ratio = { 0 }, ink = { 0 };
    struct tare_meeting ahead;

    tare_buf_puts(&ink, "");
    if (lead == TARE_LEAD_WON) {
        tare_page_cut(&name, contest->contestants[leader].name);
        tare_buf_printf(&ink, "w%zu", leader % TARE_SERIES_COLORS);
        if (tare_contest_ahead(contest, &ahead))
            tare_meeting_describe(&ratio, &ahead);
    } else {
        tare_buf_puts(&name, lead == TARE_LEAD_EQUAL  ? "tied"
                             : lead == TARE_LEAD_OPEN ? "can't tell"
                                                      : "–");
    }
    TARE_FILL(cells, "group.html", "field", tare_hole_take("ink", &ink),
              tare_hole_take("name", &name), tare_hole_take("ratio", &ratio));
}

static void add_map(struct tare_buf *buf, const struct map *map)
{
    size_t downs, acrosses;
    const struct tare_arg_value **down = values_of(map, 0, &downs);
    const struct tare_arg_value **across = values_of(map, 1, &acrosses);
    struct tare_buf heads = { 0 }, rows = { 0 };

    for (size_t k = 0; k < acrosses; k++) {
        struct tare_buf name = { 0 };

        tare_arg_format(&name, across[k]);
        tare_page_head(&heads, name.data);
        tare_buf_release(&name);
    }
    for (size_t i = 0; i < downs; i++) {
        struct tare_buf cells = { 0 }, name = { 0 };

        for (size_t k = 0; k < acrosses; k++)
            add_field(&cells,
                      contest_at(map, down[i]->number, across[k]->number));
        tare_arg_format(&name, down[i]);
        tare_page_row(&rows, name.data, &cells);
        tare_buf_release(&name);
    }
    TARE_FILL(buf, "group.html", "map", tare_hole_markup("heads", &heads),
              tare_hole_markup("rows", &rows));
    free(down);
    free(across);
}

void tare_page_contest_map(struct tare_buf *buf,
                           const struct tare_contest *const *contests,
                           size_t count)
{
    struct map map = { .count = count };

    map.contests = tare_alloc(count, sizeof *map.contests);
    memcpy(map.contests, contests, count * sizeof *contests);
    if (find_axes(&map))
        add_map(buf, &map);
    free(map.contests);
}
