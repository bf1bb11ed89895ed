/* SPDX-License-Identifier: MIT */
#include "command/sharding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command/shard_choice.h"
#include "store/alloc.h"
#include "store/cut.h"
#include "store/dealing.h"
#include "store/hash.h"
#include "store/input.h"
#include "store/load.h"

/* ---- dealing ------------------------------------------------------------- */

/* The ids of all, each once: of what is dealt the order does not depend on
 * which side has a case. */
static void list_suite(struct tare_cut *cut, struct tare_suite *const *suites,
                       size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < suites[i]->count; k++)
            *TARE_ADD(cut->suite, cut->count) =
                tare_strdup(suites[i]->cases[k].identity.id);
    tare_cut_sort(cut);
}

static void leave_out(char *at, size_t size)
{
    memmove(at, at + size, strlen(at + size) + 1);
}

/* Cases of a group that differ only in their name compete, and so do the builds of a
 * race: which is faster can be judged where one machine has them all.  So their key
 * is the id without the name and the build, and what has one key is dealt to one
 * shard. */
static char *make_key(const struct tare_identity *identity, int is_race)
{
    char *key = tare_strdup(identity->id);
    char *build = is_race ? strstr(key, "/" TARE_BUILD_ARG "=") : NULL;

    if (build != NULL)
        leave_out(build, 1 + strcspn(build + 1, "/"));
    if (identity->group != NULL)
        leave_out(key + strlen(identity->group) + 1, strlen(identity->name));
    return key;
}

/* For each id of the suite; owned. */
static char **make_keys(const struct tare_cut *cut,
                        struct tare_suite *const *suites, size_t count,
                        int is_race)
{
    char **keys = tare_alloc(cut->count, sizeof *keys);

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < suites[i]->count; k++) {
            const struct tare_identity *identity =
                &suites[i]->cases[k].identity;
            size_t at = tare_cut_find(cut, identity->id);

            if (keys[at] == NULL)
                keys[at] = make_key(identity, is_race);
        }
    return keys;
}

/* What the launches of its time took: set-up and samples. */
static double cost_s(const struct tare_case *c)
{
    const struct tare_measure *time = tare_case_measure(c, "time");
    double cost_ns = 0;

    for (size_t i = 0; time != NULL && i < time->count; i++) {
        const struct tare_launch *launch = &time->launches[i];

        cost_ns += launch->setup_ns;
        for (size_t k = 0; k < launch->count; k++)
            cost_ns += launch->samples[k].value *
                       (double)launch->samples[k].iterations;
    }
    return cost_ns * 1e-9;
}

/* Of both sides together; a case that is not there stays negative. */
static int find_costs(const struct tare_cut *cut, double *costs_s,
                      const char *path, struct tare_err *err)
{
    struct tare_run run = { 0 };
    int status = tare_run_load(&run, path, TARE_LOAD_ALL, err);

    for (size_t i = 0; i < cut->count; i++)
        costs_s[i] = -1;
    for (size_t i = 0; i < run.case_count; i++) {
        size_t at = tare_cut_find(cut, run.cases[i].identity.id);

        if (at < cut->count)
            costs_s[at] = fmax(costs_s[at], 0) + cost_s(&run.cases[i]);
    }
    tare_run_release(&run);
    return status;
}

static int deal(const struct tare_cut *cut, char *const *keys,
                const struct tare_shard_choice *choice, const char *costs,
                unsigned *shard_of, struct tare_err *err)
{
    double *costs_s;
    int status;

    if (!choice->is_by_cost) {
        tare_deal_by_hash(keys, cut->count, choice->of, shard_of);
        return 0;
    }
    costs_s = tare_alloc(cut->count, sizeof *costs_s);
    status = find_costs(cut, costs_s, costs, err);
    if (status == 0)
        tare_deal_by_cost(keys, costs_s, cut->count, choice->of, shard_of);
    free(costs_s);
    return status;
}

/* ---- what is left -------------------------------------------------------- */

static void keep_mine(struct tare_suite *suite, const struct tare_cut *cut,
                      const unsigned *shard_of)
{
    size_t kept = 0;

    for (size_t i = 0; i < suite->count; i++) {
        struct tare_suite_case *c = &suite->cases[i];
        size_t at = tare_cut_find(cut, c->identity.id);

        if (shard_of[at] == cut->shards[0].index)
            suite->cases[kept++] = *c;
        else
            tare_suite_case_release(c);
    }
    suite->count = kept;
}

int tare_sharding_cut(struct tare_cut *cut, struct tare_suite *const *suites,
                      size_t count, const struct tare_options *options,
                      struct tare_err *err)
{
    struct tare_shard_choice choice = { 0 };
    struct tare_shard *mine;
    unsigned *shard_of;
    char **keys;
    int status;

    if (options->shard == NULL)
        return options->costs == NULL
                   ? 0
                   : tare_fail_with(err, TARE_EUSAGE,
                                    "--costs: needs --shard I/N");
    status = tare_shard_choose(&choice, options, err);
    if (status < 0)
        return status;
    list_suite(cut, suites, count);
    cut->of = choice.of;
    cut->how = tare_strdup(choice.is_by_cost ? "cost" : "hash");
    mine = TARE_ADD(cut->shards, cut->shard_count);
    mine->index = choice.index;
    shard_of = tare_alloc(cut->count, sizeof *shard_of);
    keys = make_keys(cut, suites, count, options->verb == TARE_VERB_RACE);
    status = deal(cut, keys, &choice, options->costs, shard_of, err);
    for (size_t i = 0; status == 0 && i < cut->count; i++)
        if (shard_of[i] == choice.index)
            *TARE_ADD(mine->mine, mine->count) = i;
    for (size_t i = 0; status == 0 && i < count; i++)
        keep_mine(suites[i], cut, shard_of);
    for (size_t i = 0; i < cut->count; i++)
        free(keys[i]);
    free(keys);
    free(shard_of);
    return status;
}

/* ---- which build --------------------------------------------------------- */

void tare_sharding_name_files(struct tare_run *run,
                              const struct tare_suite *suite)
{
    for (size_t i = 0; i < run->binary_count; i++) {
        char hash[TARE_HASH_SIZE], *bytes;
        size_t size;

        if (tare_input_read(&bytes, &size, suite->binaries[i].exec,
                            (size_t)1 << 30, NULL) < 0)
            continue;
        tare_hash(hash, bytes, size);
        run->binaries[i].hash = tare_strdup(hash);
        free(bytes);
    }
}
