/* SPDX-License-Identifier: MIT */
#include "store/merge_check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/cut.h"

typedef struct tare_merge_part part;

/* ---- each by itself ------------------------------------------------------ */

static int is_mine(const struct tare_shard *shard, size_t id)
{
    for (size_t i = 0; i < shard->count; i++)
        if (shard->mine[i] == id)
            return 1;
    return 0;
}

/* Its cases are those that it was dealt. */
static int check_cases(const part *one, struct tare_err *err)
{
    const struct tare_cut *cut = &one->run.cut;
    const struct tare_shard *shard = &cut->shards[0];
    char *is_there = tare_alloc(cut->count + 1, 1);
    int status = 0;

    for (size_t i = 0; i < one->run.case_count && status == 0; i++) {
        const char *id = one->run.cases[i].identity.id;
        size_t at = tare_cut_find(cut, id);

        is_there[at] = 1;
        if (at == cut->count || !is_mine(shard, at))
            status = tare_fail_with(err, TARE_EBASELINE,
                                    "%.200s: has the case %.100s, which was "
                                    "not dealt to shard %u: measure it again",
                                    one->name, id, shard->index);
    }
    for (size_t i = 0; i < shard->count && status == 0; i++)
        if (!is_there[shard->mine[i]])
            status = tare_fail_with(err, TARE_EBASELINE,
                                    "%.200s: lacks the case %.100s, which was "
                                    "dealt to shard %u: measure it again",
                                    one->name, cut->suite[shard->mine[i]],
                                    shard->index);
    free(is_there);
    return status;
}

static int check_part(const part *one, struct tare_err *err)
{
    const struct tare_cut *cut = &one->run.cut;

    if (cut->of == 0)
        return tare_fail_with(err, TARE_EBASELINE,
                              "%.200s: is not a part: it was measured without "
                              "--shard",
                              one->name);
    if (tare_cut_is_merged(cut))
        return tare_fail_with(err, TARE_EBASELINE,
                              "%.200s: is merged already: name the parts",
                              one->name);
    for (size_t i = 1; i < cut->count; i++)
        if (strcmp(cut->suite[i - 1], cut->suite[i]) >= 0)
            return tare_fail_with(err, TARE_EBASELINE,
                                  "%.200s: its suite is out of order at "
                                  "%.100s: measure it again",
                                  one->name, cut->suite[i]);
    if (one->run.interrupted)
        return tare_fail_with(err, TARE_EBASELINE,
                              "%.200s: shard %u was interrupted: measure it "
                              "again",
                              one->name, cut->shards[0].index);
    return check_cases(one, err);
}

/* ---- all together -------------------------------------------------------- */

static int refuse_other(const part *a, const part *b, const char *what,
                        struct tare_err *err)
{
    return tare_fail_with(err, TARE_EBASELINE,
                          "%.150s and %.150s do not belong together: %s "
                          "differs: measure all shards the same way",
                          a->name, b->name, what);
}

static int check_suite(const part *a, const part *b, struct tare_err *err)
{
    const struct tare_cut *x = &a->run.cut, *y = &b->run.cut;

    for (size_t i = 0; i < x->count || i < y->count; i++) {
        int order = i == x->count   ? 1
                    : i == y->count ? -1
                                    : strcmp(x->suite[i], y->suite[i]);

        if (order != 0)
            return tare_fail_with(err, TARE_EBASELINE,
                                  "%.150s is of another suite than %.150s: "
                                  "only one of them has the case %.100s",
                                  b->name, a->name,
                                  order < 0 ? x->suite[i] : y->suite[i]);
    }
    return 0;
}

static int is_equal(double a, double b)
{
    return !(a < b || a > b);
}

int tare_merge_same_fact(const struct tare_fact *a, const struct tare_fact *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    if (a->kind != b->kind)
        return 0;
    return a->kind == TARE_FACT_TEXT ? strcmp(a->text, b->text) == 0
                                     : is_equal(a->number, b->number);
}

/* What decides how it is measured; the rest may be each machine's own. */
const char *tare_merge_other_setting(const struct tare_facts *a,
                                     const struct tare_facts *b)
{
    static const char *const names[] = { "tare",
                                         "measurement_time_s",
                                         "warm_up_time_s",
                                         "sample_time_s",
                                         "sampling",
                                         "precision",
                                         "confidence",
                                         "samples",
                                         "sample_size",
                                         "pairs",
                                         "launches",
                                         "layouts",
                                         "measures",
                                         "quick",
                                         "test" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!tare_merge_same_fact(tare_facts_find(a, names[i]),
                                  tare_facts_find(b, names[i])))
            return names[i];
    return NULL;
}

static int is_same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* NULL: nothing. */
static const char *find_difference(const struct tare_run *a,
                                   const struct tare_run *b)
{
    if (a->cut.of != b->cut.of)
        return "the number of shards";
    if (!is_same_text(a->cut.how, b->cut.how))
        return "the way in which the cases were dealt";
    if ((a->duel.threshold > 0) != (b->duel.threshold > 0))
        return "what was measured, a run or a duel,";
    if (!is_equal(a->duel.threshold, b->duel.threshold) ||
        !is_equal(a->contest.threshold, b->contest.threshold))
        return "the threshold";
    if (!is_equal(a->duel.alpha, b->duel.alpha) ||
        !is_equal(a->contest.alpha, b->contest.alpha))
        return "the significance level";
    if (!is_same_text(a->contest.by, b->contest.by))
        return "what is contested";
    if (a->binary_count != b->binary_count)
        return "the number of executables";
    return tare_merge_other_setting(&a->settings, &b->settings);
}

/* Nobody hashes what was not launched. */
static int is_other_file(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) != 0;
}

static const char *find_other_file(const struct tare_binary *a,
                                   const struct tare_binary *b)
{
    if (is_other_file(a->hash, b->hash))
        return b->path;
    for (size_t i = 0; i < a->library_count; i++)
        for (size_t k = 0; k < b->library_count; k++)
            if (strcmp(a->libraries[i].path, b->libraries[k].path) == 0 &&
                is_other_file(a->libraries[i].hash, b->libraries[k].hash))
                return b->libraries[k].path;
    return NULL;
}

static int check_builds(const part *a, const part *b, struct tare_err *err)
{
    for (size_t i = 0; i < a->run.binary_count; i++) {
        const char *path =
            find_other_file(&a->run.binaries[i], &b->run.binaries[i]);

        if (path != NULL)
            return tare_fail_with(err, TARE_EBASELINE,
                                  "%.150s was measured with another %.150s "
                                  "than %.150s: measure all shards with the "
                                  "same files",
                                  b->name, path, a->name);
    }
    return 0;
}

static int check_pair(const part *a, const part *b, struct tare_err *err)
{
    const char *what = find_difference(&a->run, &b->run);
    int status = what != NULL ? refuse_other(a, b, what, err) : 0;

    if (status == 0)
        status = check_suite(a, b, err);
    return status == 0 ? check_builds(a, b, err) : status;
}

static int by_index(const void *a, const void *b)
{
    const part *x = a, *y = b;
    unsigned i = x->run.cut.shards[0].index, k = y->run.cut.shards[0].index;

    return (i > k) - (i < k);
}

/* Copies of a file are left out. */
static int check_twice(part *parts, size_t *count, struct tare_err *err)
{
    size_t kept = 1;

    for (size_t i = 1; i < *count; i++) {
        part *last = &parts[kept - 1];

        if (by_index(last, &parts[i]) != 0) {
            part other = parts[kept];

            parts[kept++] = parts[i];
            if (kept - 1 != i)
                parts[i] = other; /* the caller releases it */
        } else if (strcmp(last->hash, parts[i].hash) != 0) {
            return tare_fail_with(
                err, TARE_EBASELINE,
                "shard %u is there twice, as %.150s and %.150s%s%.100s: leave "
                "one of them out",
                last->run.cut.shards[0].index, last->name, parts[i].name,
                last->run.case_count > 0 ? ", both with the case " : "",
                last->run.case_count > 0 ? last->run.cases[0].identity.id : "");
        }
    }
    *count = kept;
    return 0;
}

static const char *first_unowned(const struct tare_cut *cut,
                                 const unsigned *owners)
{
    for (size_t i = 0; i < cut->count; i++)
        if (owners[i] == 0)
            return cut->suite[i];
    return NULL;
}

static int refuse_missing(const part *parts, size_t count, const char *id,
                          struct tare_err *err)
{
    const struct tare_cut *cut = &parts[0].run.cut;
    unsigned missing = 0;

    while (missing < count && parts[missing].run.cut.shards[0].index == missing)
        missing++;
    if (missing == cut->of)
        return tare_fail_with(err, TARE_EBASELINE,
                              "no part has the case %.100s: measure all shards "
                              "again",
                              id);
    return tare_fail_with(
        err, TARE_EBASELINE,
        "shard %u of %u is missing%s%.100s: name its part, or "
        "measure it",
        missing, cut->of, id != NULL ? ", and so is the case " : "",
        id != NULL ? id : "");
}

/* owners: of each case of the suite the number of its part, from 1. */
static int find_owners(const part *parts, size_t count, unsigned *owners,
                       struct tare_err *err)
{
    const struct tare_cut *cut = &parts[0].run.cut;
    const char *id;

    for (size_t i = 0; i < count; i++) {
        const struct tare_shard *shard = &parts[i].run.cut.shards[0];

        for (size_t k = 0; k < shard->count; k++) {
            unsigned *owner = &owners[shard->mine[k]];

            if (*owner > 0)
                return tare_fail_with(
                    err, TARE_EBASELINE,
                    "%.150s and %.150s both have the case %.100s: measure all "
                    "shards with the same --shard and --costs",
                    parts[*owner - 1].name, parts[i].name,
                    cut->suite[shard->mine[k]]);
            *owner = (unsigned)i + 1;
        }
    }
    id = first_unowned(cut, owners);
    return id != NULL || count < cut->of ? refuse_missing(parts, count, id, err)
                                         : 0;
}

int tare_merge_check(struct tare_merge_part *parts, size_t *count,
                     struct tare_err *err)
{
    unsigned *owners;
    int status = 0;

    for (size_t i = 0; i < *count && status == 0; i++)
        status = check_part(&parts[i], err);
    for (size_t i = 1; i < *count && status == 0; i++)
        status = check_pair(&parts[0], &parts[i], err);
    if (status < 0)
        return status;
    qsort(parts, *count, sizeof *parts, by_index);
    owners = tare_alloc(parts[0].run.cut.count, sizeof *owners);
    status = check_twice(parts, count, err);
    if (status == 0)
        status = find_owners(parts, *count, owners, err);
    free(owners);
    return status;
}
