/* SPDX-License-Identifier: MIT */
#include "command/sharding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/terminal/say.h"
#include "store/alloc.h"
#include "store/dealing.h"
#include "store/hash.h"
#include "store/input.h"
#include "store/load.h"

enum {
    SHARDS_MAX = 10000
};

struct sharding {
    unsigned index, of;
    int is_by_cost;
};

/* ---- which one ----------------------------------------------------------- */

static int refuse(const char *text, struct tare_err *err)
{
    return tare_fail_with(err, TARE_EUSAGE,
                          "--shard: \"%.60s\" is not of the form I/N, with I "
                          "from 0 to N - 1 and N up to %d, or auto",
                          text, SHARDS_MAX);
}

/* Digits only; what follows them in *end.  -1 is no number. */
static long read_number(const char *text, const char **end)
{
    size_t digits = strspn(text, "0123456789");

    *end = text + digits;
    return digits > 0 && digits < 10 ? strtol(text, NULL, 10) : -1;
}

/* The number that a scheduler has set; -1 where it has not, -2 for what is
 * none. */
static long ask(const char *name)
{
    const char *text = getenv(name), *end;
    long number;

    if (text == NULL || text[0] == '\0')
        return -1;
    number = read_number(text, &end);
    return number < 0 || *end != '\0' ? -2 : number;
}

/* Variables of schedulers that say which process of how many this is. */
static const struct engine {
    const char *index, *total;
    const char *first; /* the index of the first one; NULL: */
    long base;         /* which is that */
} engines[] = {
    { "TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", NULL, 0 }, /* Bazel */
    { "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN",
      0 },
    { "JOB_COMPLETION_INDEX", NULL, NULL, 0 },     /* Kubernetes */
    { "CI_NODE_INDEX", "CI_NODE_TOTAL", NULL, 1 }, /* GitLab */
    { "NOMAD_ALLOC_INDEX", NULL, NULL, 0 },
};

/* Steps and gaps leave no way to tell which of the tasks this is. */
static int has_gaps(const struct engine *engine, long total)
{
    long first = engine->first != NULL ? ask(engine->first) : 0;
    long last = engine->first != NULL ? ask("SLURM_ARRAY_TASK_MAX") : total - 1;

    return last - first + 1 != total;
}

/* wanted: how many the user says there are; 0: not said. */
static int take(struct sharding *sharding, const struct engine *engine,
                long wanted, struct tare_err *err)
{
    long index = ask(engine->index);
    long first = engine->first != NULL ? ask(engine->first) : engine->base;
    long total = wanted > 0              ? wanted
                 : engine->total != NULL ? ask(engine->total)
                                         : 0;

    if (total == 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--shard auto: %s does not say of how many: "
                              "use --shard auto/N",
                              engine->index);
    if (total > 0 && has_gaps(engine, total))
        return tare_fail_with(err, TARE_EUSAGE,
                              "--shard auto: the tasks of this Slurm array are "
                              "not numbered one by one: use --array=0-%ld",
                              total - 1);
    if (index < 0 || first < 0 || total < 0 || index < first ||
        index - first >= total || total > SHARDS_MAX)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--shard auto: %s does not name one of the "
                              "shards: use --shard I/N",
                              engine->index);
    sharding->index = (unsigned)(index - first);
    sharding->of = (unsigned)total;
    return 0;
}

static int ask_schedulers(struct sharding *sharding, long wanted,
                          struct tare_err *err)
{
    for (size_t i = 0; i < sizeof engines / sizeof *engines; i++)
        if (ask(engines[i].index) != -1)
            return take(sharding, &engines[i], wanted, err);
    return tare_fail_with(err, TARE_EUSAGE,
                          "--shard auto: no scheduler has said which shard "
                          "this is: use --shard I/N");
}

/* "/N", or nothing. */
static int read_auto(struct sharding *sharding, const char *text,
                     const char **end, struct tare_err *err)
{
    long wanted = 0;

    *end = text + strlen("auto");
    if (**end == '/') {
        wanted = read_number(*end + 1, end);
        if (wanted <= 0)
            return refuse(text, err);
    }
    return ask_schedulers(sharding, wanted, err);
}

static int read_pair(struct sharding *sharding, const char *text,
                     const char **end, struct tare_err *err)
{
    long index = read_number(text, end), of = -1;

    if (**end == '/')
        of = read_number(*end + 1, end);
    if (index < 0 || of <= index || of > SHARDS_MAX)
        return refuse(text, err);
    sharding->index = (unsigned)index;
    sharding->of = (unsigned)of;
    return 0;
}

static int read_how(struct sharding *sharding, const char *how,
                    const struct tare_options *options, struct tare_err *err)
{
    sharding->is_by_cost = options->costs != NULL;
    if (strcmp(how, ":hash") == 0)
        sharding->is_by_cost = 0;
    else if (strcmp(how, ":cost") == 0 && options->costs == NULL)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--shard: cost needs the record of a run or a "
                              "duel of these cases: --costs RECORD");
    else if (how[0] != '\0' && strcmp(how, ":cost") != 0)
        return refuse(options->shard, err);
    return 0;
}

static int read_shard(struct sharding *sharding,
                      const struct tare_options *options, struct tare_err *err)
{
    const char *text = options->shard, *end;
    int is_auto = strncmp(text, "auto", 4) == 0;
    int status = is_auto ? read_auto(sharding, text, &end, err)
                         : read_pair(sharding, text, &end, err);

    if (status == 0)
        status = read_how(sharding, end, options, err);
    if (status == 0 && is_auto && !options->quiet)
        tare_say("this is shard %u of %u", sharding->index, sharding->of);
    return status;
}

/* ---- dealing ------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The ids of all, each once: of what is dealt the order does not depend on
 * which side has a case. */
static void list_suite(struct tare_cut *cut, struct tare_suite *const *suites,
                       size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < suites[i]->count; k++)
            *TARE_ADD(cut->suite, cut->count) =
                tare_strdup(suites[i]->cases[k].identity.id);
    if (cut->count > 0)
        qsort(cut->suite, cut->count, sizeof *cut->suite, by_text);
    for (size_t i = 0; i < cut->count; i++)
        if (kept > 0 && strcmp(cut->suite[kept - 1], cut->suite[i]) == 0)
            free(cut->suite[i]);
        else
            cut->suite[kept++] = cut->suite[i];
    cut->count = kept;
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
        const char *id = run.cases[i].identity.id;
        char **at = cut->count > 0 ? bsearch(&id, cut->suite, cut->count,
                                             sizeof *cut->suite, by_text)
                                   : NULL;

        if (at != NULL) {
            double *cost = &costs_s[at - cut->suite];

            *cost = (*cost < 0 ? 0 : *cost) + cost_s(&run.cases[i]);
        }
    }
    tare_run_release(&run);
    return status;
}

static int deal(const struct tare_cut *cut, const struct sharding *sharding,
                unsigned *shard_of, const char *costs, struct tare_err *err)
{
    double *costs_s;
    int status;

    if (!sharding->is_by_cost) {
        tare_deal_by_hash(cut->suite, cut->count, sharding->of, shard_of);
        return 0;
    }
    costs_s = tare_alloc(cut->count, sizeof *costs_s);
    status = find_costs(cut, costs_s, costs, err);
    if (status == 0)
        tare_deal_by_cost(cut->suite, costs_s, cut->count, sharding->of,
                          shard_of);
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
        const char *id = c->identity.id;
        char **at =
            bsearch(&id, cut->suite, cut->count, sizeof *cut->suite, by_text);

        if (shard_of[at - cut->suite] == cut->shards[0].index)
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
    struct sharding sharding = { 0 };
    struct tare_shard *mine;
    unsigned *shard_of;
    int status;

    if (options->shard == NULL)
        return options->costs == NULL
                   ? 0
                   : tare_fail_with(err, TARE_EUSAGE,
                                    "--costs: needs --shard I/N");
    status = read_shard(&sharding, options, err);
    if (status < 0)
        return status;
    list_suite(cut, suites, count);
    cut->of = sharding.of;
    cut->how = tare_strdup(sharding.is_by_cost ? "cost" : "hash");
    mine = TARE_ADD(cut->shards, cut->shard_count);
    mine->index = sharding.index;
    shard_of = tare_alloc(cut->count, sizeof *shard_of);
    status = deal(cut, &sharding, shard_of, options->costs, err);
    for (size_t i = 0; status == 0 && i < cut->count; i++)
        if (shard_of[i] == sharding.index)
            *TARE_ADD(mine->mine, mine->count) = i;
    for (size_t i = 0; status == 0 && i < count; i++)
        keep_mine(suites[i], cut, shard_of);
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
