/* SPDX-License-Identifier: MIT */
/* Which cases of a run compete. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/contests.h"
#include "store/alloc.h"
#include "store/arg.h"
#include "store/buf.h"
#include "store/words.h"

/* A case that may compete, by what it has in common with its rivals. */
struct entrant {
    const struct tare_case *c;
    char *title, *at, *key;
    size_t index;
};

/* ---- what is in common --------------------------------------------------- */

static int has_arg(const struct tare_identity *identity, const char *name)
{
    for (size_t i = 0; i < identity->arg_count; i++)
        if (strcmp(identity->args[i].name, name) == 0)
            return 1;
    return 0;
}

/* The arguments but the one that is contested, which may be NULL; the number of
 * threads is one, if there are several. */
static char *format_at(const struct tare_identity *identity, const char *by)
{
    struct tare_buf at = { 0 };

    tare_buf_puts(&at, "");
    for (size_t i = 0; i < identity->arg_count; i++)
        if (by == NULL || strcmp(identity->args[i].name, by) != 0) {
            tare_buf_puts(&at, at.size > 0 ? "/" : "");
            tare_arg_format(&at, &identity->args[i]);
        }
    if (identity->threads > 1 && !has_arg(identity, "threads"))
        tare_buf_printf(&at, "%sthreads=%u", at.size > 0 ? "/" : "",
                        identity->threads);
    return tare_buf_detach(&at);
}

static char *format_title(const struct tare_identity *identity, const char *by)
{
    struct tare_buf title = { 0 };

    tare_buf_puts(&title, identity->group != NULL ? identity->group : "");
    if (by != NULL)
        tare_buf_printf(&title, "%s%s", title.size > 0 ? "/" : "",
                        identity->name);
    return tare_buf_detach(&title);
}

/* What it alone is called. */
static char *format_name(const struct tare_identity *identity, const char *by)
{
    struct tare_buf name = { 0 };

    for (size_t i = 0; by != NULL && i < identity->arg_count; i++)
        if (strcmp(identity->args[i].name, by) != 0)
            continue;
        else if (strcmp(by, TARE_BUILD_ARG) == 0 &&
                 identity->args[i].text != NULL)
            tare_buf_puts(&name, identity->args[i].text);
        else
            tare_arg_format(&name, &identity->args[i]);
    if (name.size == 0)
        tare_buf_puts(&name, identity->name);
    return tare_buf_detach(&name);
}

/* What is contested between cases like this one: an argument, or NULL, their
 * names. */
static const char *by_of(const struct tare_case *c, const struct tare_run *run)
{
    return run->contest.by != NULL ? run->contest.by : c->contest_by;
}

/* Cases without a group have nothing to do with each other. */
static int may_compete(const struct tare_case *c, const char *by)
{
    if (c->side != TARE_SIDE_NONE || c->no_contest)
        return 0;
    return by != NULL ? has_arg(&c->identity, by) : c->identity.group != NULL;
}

static struct entrant *list(const struct tare_run *run, size_t *count)
{
    struct entrant *entrants = tare_alloc(run->case_count, sizeof *entrants);

    *count = 0;
    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_case *c = &run->cases[i];
        const char *by = by_of(c, run);
        struct tare_buf key = { 0 };
        struct entrant *entrant = &entrants[*count];

        if (!may_compete(c, by))
            continue;
        *entrant = (struct entrant){ .c = c,
                                     .title = format_title(&c->identity, by),
                                     .at = format_at(&c->identity, by),
                                     .index = i };
        tare_buf_printf(&key, "%s\n%s\n%s\n%u", by != NULL ? by : "",
                        entrant->title, entrant->at, c->shard);
        entrant->key = tare_buf_detach(&key);
        ++*count;
    }
    return entrants;
}

static int by_key(const void *a, const void *b)
{
    const struct entrant *x = a, *y = b;
    int order = strcmp(x->key, y->key);

    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

/* ---- who takes no part --------------------------------------------------- */

static void take_out(struct tare_contestant *contestant, const char *why)
{
    if (contestant->out == NULL)
        contestant->out = tare_strdup(why);
}

/* The first warning that says that the time is not that of the work; NULL.  A
 * coarse clock is no reason: pairs are told apart by it, or not. */
static const struct tare_warning *find_defect(const struct tare_case *c)
{
    for (size_t i = 0; i < c->warning_count; i++)
        if (tare_is_among(c->warnings[i].code,
                          "optimized-away broken-clock not-cold "
                          "not-repeatable not-staged emulated"))
            return &c->warnings[i];
    return NULL;
}

static void take_out_unmeasured(struct tare_contest *contest)
{
    for (size_t i = 0; i < contest->count; i++) {
        struct tare_contestant *contestant = &contest->contestants[i];
        const struct tare_warning *defect = find_defect(contestant->c);

        if (contestant->c->status != TARE_STATUS_OK)
            take_out(contestant, tare_status_name(contestant->c->status));
        else if (!tare_case_has_launches(contestant->c))
            take_out(contestant, "not measured");
        else if (defect != NULL)
            take_out(contestant, defect->code);
    }
}

static int is_same_work(const struct tare_case *a, const struct tare_case *b)
{
    return !(a->work.bytes < b->work.bytes || a->work.bytes > b->work.bytes ||
             a->work.items < b->work.items || a->work.items > b->work.items ||
             a->work.bits < b->work.bits || a->work.bits > b->work.bits);
}

/* Of those that say what they compute, how many compute what that one does. */
static size_t count_agreeing(const struct tare_contest *contest,
                             const struct tare_case *like)
{
    size_t count = 0;

    for (size_t i = 0; i < contest->count; i++) {
        const struct tare_case *c = contest->contestants[i].c;

        count += c->has_result && c->result == like->result;
    }
    return count;
}

/* The one whose result is right: the yardstick, or one of more than half. */
static const struct tare_case *find_right(const struct tare_contest *contest)
{
    size_t said = 0;

    if (contest->yardstick < contest->count &&
        contest->contestants[contest->yardstick].c->has_result)
        return contest->contestants[contest->yardstick].c;
    for (size_t i = 0; i < contest->count; i++)
        said += contest->contestants[i].c->has_result != 0;
    for (size_t i = 0; i < contest->count; i++) {
        const struct tare_case *c = contest->contestants[i].c;

        if (c->has_result && 2 * count_agreeing(contest, c) > said)
            return c;
    }
    return NULL;
}

static void take_out_wrong(struct tare_contest *contest)
{
    const struct tare_case *right = find_right(contest);
    int is_said = 0;

    for (size_t i = 0; i < contest->count; i++) {
        const struct tare_case *c = contest->contestants[i].c;

        is_said |= c->has_result;
        if (right != NULL && c->has_result && c->result != right->result)
            take_out(&contest->contestants[i],
                     contest->yardstick < contest->count &&
                             right == contest->contestants[contest->yardstick].c
                         ? "another result than the baseline"
                         : "wrong result");
    }
    if (is_said && right == NULL)
        contest->note = tare_strdup("they compute different results");
}

static void check(struct tare_contest *contest)
{
    size_t in = 0;

    for (size_t i = 1; i < contest->count && contest->note == NULL; i++)
        if (!is_same_work(contest->contestants[0].c, contest->contestants[i].c))
            contest->note =
                tare_strdup("they do different amounts of work per iteration");
    if (contest->note == NULL)
        take_out_wrong(contest);
    take_out_unmeasured(contest);
    if (contest->control < contest->count)
        take_out(&contest->contestants[contest->control], TARE_OUT_CONTROL);
    for (size_t i = 0; i < contest->count; i++)
        in += contest->contestants[i].out == NULL;
    if (contest->note == NULL && in < 2)
        contest->note = tare_strdup("fewer than two are left");
}

/* ---- contests ------------------------------------------------------------ */

static void add(struct tare_contests *contests, struct entrant *entrants,
                size_t count, const char *by)
{
    struct tare_contest *contest = TARE_ADD(contests->items, contests->count);

    contest->title = tare_strdup(entrants[0].title);
    contest->at = tare_strdup(entrants[0].at);
    contest->contestants = tare_alloc(count, sizeof *contest->contestants);
    contest->count = contest->yardstick = contest->control = count;
    for (size_t i = 0; i < count; i++) {
        contest->contestants[i].c = entrants[i].c;
        contest->contestants[i].name =
            format_name(&entrants[i].c->identity, by);
        if (entrants[i].c->is_yardstick && contest->yardstick == count)
            contest->yardstick = i;
        if (entrants[i].c->is_control)
            contest->control = i;
    }
}

/* ---- families ------------------------------------------------------------ */

/* The argument number star of the contest without its value, in all else that
 * it has in common. */
static char *format_family(const struct tare_contest *contest, size_t star,
                           const char *by)
{
    const struct tare_identity *identity = &contest->contestants[0].c->identity;
    struct tare_buf text = { 0 };

    tare_buf_printf(&text, "%s\n", contest->title);
    for (size_t i = 0; i < identity->arg_count; i++) {
        if (by != NULL && strcmp(identity->args[i].name, by) == 0)
            continue;
        if (i == star)
            tare_buf_printf(&text, "%s=*", identity->args[i].name);
        else
            tare_arg_format(&text, &identity->args[i]);
        tare_buf_puts(&text, "/");
    }
    if (!has_arg(identity, "threads")) /* which may be what varies */
        tare_buf_printf(&text, "threads=%u", identity->threads);
    return tare_buf_detach(&text);
}

/* The contest and the argument of which it may be one value. */
struct membership {
    char *family;
    size_t contest, arg;
};

static int by_family(const void *a, const void *b)
{
    const struct membership *x = a, *y = b;
    int order = strcmp(x->family, y->family);

    if (order != 0)
        return order;
    return (x->contest > y->contest) - (x->contest < y->contest);
}

static struct membership *list_memberships(const struct tare_contests *contests,
                                           const struct tare_run *run,
                                           size_t *count)
{
    struct membership *all =
        tare_alloc(contests->count * TARE_ARGS_MAX, sizeof *all);

    *count = 0;
    for (size_t i = 0; i < contests->count; i++) {
        const struct tare_case *c = contests->items[i].contestants[0].c;
        const struct tare_identity *identity = &c->identity;
        const char *by = by_of(c, run);

        for (size_t k = 0; k < identity->arg_count; k++)
            if (identity->args[k].text == NULL &&
                (by == NULL || strcmp(identity->args[k].name, by) != 0))
                all[(*count)++] = (struct membership){
                    format_family(&contests->items[i], k, by), i, k
                };
    }
    return all;
}

static void join(struct tare_contest *contest, const struct membership *member,
                 size_t family)
{
    const struct tare_arg_value *arg =
        &contest->contestants[0].c->identity.args[member->arg];

    contest->axis = tare_strdup(arg->name);
    contest->value = arg->number;
    contest->family = family;
}

/* A contest belongs to the first of its arguments that varies; so those who could
 * be of this family but are of another one are not counted here. */
static void join_all(struct tare_contests *contests,
                     const struct membership *members, size_t size)
{
    size_t count = 0, first = 0;

    for (size_t i = size; i-- > 0;)
        if (contests->items[members[i].contest].axis == NULL) {
            first = members[i].contest;
            count++;
        }
    for (size_t i = 0; i < size && count > 1; i++)
        if (contests->items[members[i].contest].axis == NULL)
            join(&contests->items[members[i].contest], &members[i], first);
}

static void find_families(struct tare_contests *contests,
                          const struct tare_run *run)
{
    size_t count, size;
    struct membership *all = list_memberships(contests, run, &count);

    for (size_t i = 0; i < contests->count; i++)
        contests->items[i].family = i;
    qsort(all, count, sizeof *all, by_family);
    for (size_t i = 0; i < count; i += size) {
        size = 1;
        while (i + size < count &&
               strcmp(all[i + size].family, all[i].family) == 0)
            size++;
        join_all(contests, &all[i], size);
    }
    for (size_t i = 0; i < count; i++)
        free(all[i].family);
    free(all);
}

static int by_value(const void *a, const void *b)
{
    const struct tare_contest *x = a, *y = b;

    if (x->family != y->family)
        return x->family < y->family ? -1 : 1;
    return (x->value > y->value) - (x->value < y->value);
}

/* ---- the whole ----------------------------------------------------------- */

/* In the order in which their first contestants were measured. */
static int by_first(const void *a, const void *b)
{
    const struct tare_contest *x = a, *y = b;
    const struct tare_case *c = x->contestants[0].c, *d = y->contestants[0].c;

    return (c > d) - (c < d);
}

/* After sorting, which contest a family begins with is another number. */
static void number_families(struct tare_contests *contests)
{
    size_t first = 0, old = 0;

    for (size_t i = 0; i < contests->count; i++) {
        if (i == 0 || contests->items[i].family != old)
            first = i;
        old = contests->items[i].family;
        contests->items[i].family = first;
    }
}

void tare_contests_find(struct tare_contests *contests,
                        const struct tare_run *run)
{
    size_t count, size;
    struct entrant *entrants = list(run, &count);

    *contests = (struct tare_contests){ .threshold = TARE_THRESHOLD,
                                        .alpha = TARE_ALPHA };
    if (run->contest.threshold > 0) { /* the record says it */
        contests->threshold = run->contest.threshold;
        contests->alpha = run->contest.alpha;
    }
    qsort(entrants, count, sizeof *entrants, by_key);
    for (size_t i = 0; i < count; i += size) {
        size = 1;
        while (i + size < count &&
               strcmp(entrants[i + size].key, entrants[i].key) == 0)
            size++;
        if (size > 1)
            add(contests, &entrants[i], size, by_of(entrants[i].c, run));
    }
    for (size_t i = 0; i < count; i++) {
        free(entrants[i].title);
        free(entrants[i].at);
        free(entrants[i].key);
    }
    free(entrants);
    if (contests->count == 0)
        return;
    qsort(contests->items, contests->count, sizeof *contests->items, by_first);
    find_families(contests, run);
    qsort(contests->items, contests->count, sizeof *contests->items, by_value);
    number_families(contests);
    for (size_t i = 0; i < contests->count; i++)
        check(&contests->items[i]);
}
