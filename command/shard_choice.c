/* SPDX-License-Identifier: MIT */
#include "command/shard_choice.h"

#include <stdlib.h>
#include <string.h>

#include "report/terminal/say.h"

enum {
    SHARDS_MAX = 10000
};

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
static int take(struct tare_shard_choice *choice, const struct engine *engine,
                long wanted, struct tare_err *err)
{
    long index = ask(engine->index);
    long first = engine->first != NULL ? ask(engine->first) : engine->base;
    long total = wanted > 0              ? wanted
                 : engine->total != NULL ? ask(engine->total)
                                         : 0;

    if (total == 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--shard auto: %s does not say how many "
                              "shards there are: use --shard auto/N",
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
    choice->index = (unsigned)(index - first);
    choice->of = (unsigned)total;
    return 0;
}

static int ask_schedulers(struct tare_shard_choice *choice, long wanted,
                          struct tare_err *err)
{
    for (size_t i = 0; i < sizeof engines / sizeof *engines; i++)
        if (ask(engines[i].index) != -1)
            return take(choice, &engines[i], wanted, err);
    return tare_fail_with(err, TARE_EUSAGE,
                          "--shard auto: no scheduler has said which shard "
                          "this is: use --shard I/N");
}

/* "/N", or nothing. */
static int read_auto(struct tare_shard_choice *choice, const char *text,
                     const char **end, struct tare_err *err)
{
    long wanted = 0;

    *end = text + strlen("auto");
    if (**end == '/') {
        wanted = read_number(*end + 1, end);
        if (wanted <= 0)
            return refuse(text, err);
    }
    return ask_schedulers(choice, wanted, err);
}

static int read_pair(struct tare_shard_choice *choice, const char *text,
                     const char **end, struct tare_err *err)
{
    long index = read_number(text, end), of = -1;

    if (**end == '/')
        of = read_number(*end + 1, end);
    if (index < 0 || of <= index || of > SHARDS_MAX)
        return refuse(text, err);
    choice->index = (unsigned)index;
    choice->of = (unsigned)of;
    return 0;
}

static int read_how(struct tare_shard_choice *choice, const char *how,
                    const struct tare_options *options, struct tare_err *err)
{
    choice->is_by_cost = options->costs != NULL;
    if (strcmp(how, ":hash") == 0)
        choice->is_by_cost = 0;
    else if (strcmp(how, ":cost") == 0 && options->costs == NULL)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--shard: cost needs the record of a run or a "
                              "duel of these cases: --costs RECORD");
    else if (how[0] != '\0' && strcmp(how, ":cost") != 0)
        return refuse(options->shard, err);
    return 0;
}

int tare_shard_choose(struct tare_shard_choice *choice,
                      const struct tare_options *options, struct tare_err *err)
{
    const char *text = options->shard, *end;
    int is_auto = strncmp(text, "auto", 4) == 0;
    int status = is_auto ? read_auto(choice, text, &end, err)
                         : read_pair(choice, text, &end, err);

    if (status == 0)
        status = read_how(choice, end, options, err);
    if (status == 0 && is_auto && !options->quiet)
        tare_say("this is shard %u of %u", choice->index, choice->of);
    return status;
}
