/* SPDX-License-Identifier: MIT */
#include "harness/instructions.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "harness/callgrind.h"
#include "harness/counting.h"
#include "harness/runner.h"
#include "harness/valgrind.h"
#include "store/alloc.h"

enum {
    INSTRUCTIONS,
    READS,
    WRITES,
    BRANCHES,
    CYCLES,
    L1_MISSES,
    LL_MISSES,
    BRANCH_MISSES,
    READINGS
};

/* What is executed is judged.  The others say why; to judge them too would
 * condemn who halves the instructions by reading from a table. */
static const struct tare_reading readings[READINGS] = {
    [INSTRUCTIONS] = { "instructions", "", "executed, per iteration",
                       TARE_KIND_EXACT, -1 },
    [READS] = { "data-reads", "", "instructions that read memory",
                TARE_KIND_EVIDENCE, 0 },
    [WRITES] = { "data-writes", "", "instructions that write memory",
                 TARE_KIND_EVIDENCE, 0 },
    [BRANCHES] = { "simulated-branches", "", "conditional and indirect ones",
                   TARE_KIND_EVIDENCE, 0 },
    [CYCLES] = { "simulated-cycles", "",
                 "accesses: 1 in the first level, 5 in the last, 35 beyond",
                 TARE_KIND_EVIDENCE, 0 },
    [L1_MISSES] = { "simulated-l1-misses", "",
                    "in two times 32 KiB, of 8 ways, lines of 64 bytes",
                    TARE_KIND_EVIDENCE, 0 },
    [LL_MISSES] = { "simulated-ll-misses", "",
                    "in 8 MiB, of 16 ways, lines of 64 bytes",
                    TARE_KIND_EVIDENCE, 0 },
    [BRANCH_MISSES] = { "simulated-branch-misses", "",
                        "guessed wrong by a simple predictor",
                        TARE_KIND_EVIDENCE, 0 },
};

/* ---- how much ------------------------------------------------------------ */

enum {
    STEPS_SHORT = 100, /* iterations by which the samples differ */
    STEPS_LONG = 10,
    SLOWER = 100, /* a launch is, at most */
    START_S = 10  /* what Valgrind takes to start, at most */
};

#define SHORT_NS 1e5
#define LONG_NS  1e7
#define MOST_NS  1e9

/* In coarse steps, because the count of an iteration may depend on how many
 * there are: a vector that grows.  The first sample is the warm-up. */
static void set_iterations(struct tare_request *request, uint64_t steps)
{
    request->count = 3;
    request->iterations[0] = request->iterations[1] = steps;
    request->iterations[2] = 2 * steps;
}

static void plan(double iteration_ns, struct tare_request *request)
{
    set_iterations(request, iteration_ns < SHORT_NS  ? STEPS_SHORT
                            : iteration_ns < LONG_NS ? STEPS_LONG
                                                     : 1);
    request->batch = request->iterations[2]; /* in one stretch */
}

/* Batches of at most as many items as the benchmark wants; in one stretch all
 * the same. */
static void keep_batch(struct tare_request *request, uint64_t batch)
{
    if (batch == 0 || batch >= request->batch)
        return;
    set_iterations(request, batch > 1 ? batch / 2 : 1);
    request->batch = batch;
}

/* ---- the launch ---------------------------------------------------------- */

/* 0, or -1 and why this case cannot be counted so. */
static int look_at(const struct tare_runner *runner, char *reason, size_t size)
{
    const struct tare_suite_case *c = runner->declared;

    if (c->sanitizers != 0)
        snprintf(reason, size,
                 "compiled with a sanitizer, which does not run under "
                 "Valgrind");
    else if (c->identity.threads > 1)
        snprintf(reason, size,
                 "runs in %u threads, and Valgrind runs one at a time: what "
                 "they execute while they wait would be counted",
                 c->identity.threads);
    else if (runner->calibration.iteration_ns > MOST_NS)
        snprintf(reason, size,
                 "an iteration takes %.1f s, and under Valgrind up to %d times "
                 "as long",
                 runner->calibration.iteration_ns * 1e-9, SLOWER);
    else
        return 0;
    return -1;
}

static int open_launch(void **own, const struct tare_runner *runner,
                       struct tare_way *way, struct tare_request *request,
                       char *reason, size_t size)
{
    const struct tare_suite *suite = runner->place->suite;
    double spent_ns = runner->setup_ns;
    struct tare_valgrind *valgrind;

    *own = NULL;
    if (look_at(runner, reason, size) < 0)
        return -1;
    valgrind = tare_alloc(1, sizeof *valgrind);
    if (tare_valgrind_open(valgrind,
                           suite->binaries[runner->declared->binary].exec,
                           reason, size) < 0) {
        free(valgrind);
        return -1;
    }
    *own = valgrind;
    keep_batch(request, runner->declared->options.batch);
    for (unsigned i = 0; i < request->count; i++)
        spent_ns +=
            (double)request->iterations[i] * runner->calibration.iteration_ns;
    way->command = (const char *const *)valgrind->words;
    way->is_steady = 1;
    way->patience_s = START_S + SLOWER * spent_ns * 1e-9;
    return 0;
}

static void close_launch(void *own)
{
    if (own != NULL)
        tare_valgrind_close(own);
    free(own);
}

/* ---- from parts to samples ----------------------------------------------- */

/* All that is known of a launch. */
struct counts {
    struct tare_callgrind dump;
    double iterations; /* by which the two differ */
    double stretches[3], loop;
    struct tare_callgrind_cost less, more; /* of n iterations and of 2n */
    struct tare_callgrind_cost cut;        /* of what lies around one */
    struct tare_callgrind_cost rest;       /* of what does not count */
    double cuts;                           /* by which the two differ */
    size_t parts;                          /* read so far */
};

static void release(struct counts *counts)
{
    tare_callgrind_cost_release(&counts->less);
    tare_callgrind_cost_release(&counts->more);
    tare_callgrind_cost_release(&counts->cut);
    tare_callgrind_cost_release(&counts->rest);
    tare_callgrind_release(&counts->dump);
}

static const double *told(const struct tare_results *results, const char *name)
{
    for (size_t i = 0; i < results->report_count; i++)
        if (strcmp(results->reports[i].name, name) == 0)
            return results->reports[i].values;
    return NULL;
}

static int is_count(double value)
{
    return value >= 0 && value < 1e9 && floor(value) >= value;
}

static int hear(struct counts *counts, const struct tare_results *results)
{
    const double *said = told(results, TARE_COUNTING_STRETCHES);
    const double *loop = told(results, TARE_COUNTING_LOOP);

    if (results->count != 3 || said == NULL || loop == NULL ||
        !is_count(loop[2]))
        return -1;
    for (unsigned i = 0; i < 3; i++) {
        if (!is_count(said[i]) || said[i] < 1)
            return -1;
        counts->stretches[i] = said[i];
    }
    counts->loop = loop[2];
    counts->cuts = said[2] - said[1];
    counts->iterations = (double)results->timings[2].iterations -
                         (double)results->timings[1].iterations;
    return 0;
}

/* Adds so many parts to the cost; as tare_callgrind_next(). */
static int add_parts(struct counts *counts, double parts,
                     struct tare_callgrind_cost *cost)
{
    int got = 1;

    for (double i = 0; i < parts && got > 0; i++) {
        got = tare_callgrind_next(&counts->dump, cost);
        counts->parts += got > 0;
    }
    return got;
}

static int read_parts(struct counts *counts)
{
    int is_batched = counts->loop >= TARE_COUNTING_BATCHED;
    struct {
        double parts;
        struct tare_callgrind_cost *cost;
    } order[] = { { TARE_COUNTING_PAUSES - 1, &counts->rest },
                  { 1, is_batched ? &counts->rest : &counts->cut },
                  { TARE_COUNTING_BATCHES - 1, &counts->rest },
                  { 1, is_batched ? &counts->cut : &counts->rest },
                  { counts->stretches[0], &counts->rest },
                  { counts->stretches[1], &counts->less },
                  { counts->stretches[2], &counts->more } };
    int got = 1;

    for (size_t i = 0; i < sizeof order / sizeof *order && got > 0; i++)
        got = add_parts(counts, order[i].parts, order[i].cost);
    return got;
}

/* 0, or -1 and why there is nothing to be had. */
static int read_counts(struct counts *counts, const struct tare_buf *text,
                       const struct tare_results *results, char *reason,
                       size_t size)
{
    static const char *const loops[] = { "tare_loop_next_", "tare_batch_next_",
                                         NULL };
    int got;

    counts->dump = (struct tare_callgrind){ .at = text->data,
                                            .end = text->data + text->size,
                                            .trigger = TARE_COUNTING_ENDS,
                                            .callees = loops };
    if (hear(counts, results) < 0) {
        snprintf(reason, size,
                 "the executable is older than this meter: rebuild it");
        return -1;
    }
    got = read_parts(counts);
    if (got < 0)
        snprintf(reason, size, "what callgrind has written makes no sense");
    else if (got == 0 && counts->parts == 0)
        snprintf(reason, size,
                 "the executable has no symbols, by which callgrind would "
                 "know where to count: do not strip it");
    else if (got == 0)
        snprintf(reason, size, "callgrind has written less than was wanted");
    return got > 0 ? 0 : -1;
}

/* ---- from samples to readings -------------------------------------------- */

static double event_of(const struct counts *counts,
                       enum tare_callgrind_event event)
{
    return (counts->more.totals[event] - counts->less.totals[event] -
            counts->cuts * counts->cut.totals[event]) /
           counts->iterations;
}

static double function_of(const struct counts *counts, size_t function)
{
    return (tare_callgrind_self(&counts->more, function) -
            tare_callgrind_self(&counts->less, function) -
            counts->cuts * tare_callgrind_self(&counts->cut, function)) /
           counts->iterations;
}

/* Misses become fewer as caches fill; fewer than none they cannot be. */
static double miss_of(const struct counts *counts,
                      enum tare_callgrind_event first, unsigned count)
{
    double sum = 0;

    for (unsigned i = 0; i < count; i++)
        sum +=
            event_of(counts, (enum tare_callgrind_event)((unsigned)first + i));
    return fmax(sum, 0);
}

/* Accesses that the first level answers, the last, and memory, as they are
 * commonly weighed by who estimates cycles from callgrind. */
static double cycles_of(double accesses, double l1_misses, double ll_misses)
{
    return accesses - l1_misses + 5 * (l1_misses - ll_misses) + 35 * ll_misses;
}

static void set_values(const struct counts *counts, double *values)
{
    values[INSTRUCTIONS] = event_of(counts, TARE_CALLGRIND_IR) - counts->loop;
    values[READS] = event_of(counts, TARE_CALLGRIND_DR);
    values[WRITES] = event_of(counts, TARE_CALLGRIND_DW);
    values[BRANCHES] = event_of(counts, TARE_CALLGRIND_BC) +
                       event_of(counts, TARE_CALLGRIND_BI) - 1; /* the loop's */
    values[L1_MISSES] = miss_of(counts, TARE_CALLGRIND_I1MR, 3);
    values[LL_MISSES] = miss_of(counts, TARE_CALLGRIND_ILMR, 3);
    values[BRANCH_MISSES] = miss_of(counts, TARE_CALLGRIND_BCM, 1) +
                            miss_of(counts, TARE_CALLGRIND_BIM, 1);
    values[CYCLES] =
        cycles_of(values[INSTRUCTIONS] + values[READS] + values[WRITES],
                  values[L1_MISSES], values[LL_MISSES]);
}

/* ---- which functions ----------------------------------------------------- */

enum {
    PARTS_MAX = 20
};

#define PARTS_LEAST 0.005 /* of all instructions */

static int compare_parts(const void *a, const void *b)
{
    const struct tare_part *left = a, *right = b;

    if (left->value < right->value || left->value > right->value)
        return left->value < right->value ? 1 : -1;
    return strcmp(left->name, right->name);
}

static void add_functions(struct tare_reported *report,
                          const struct counts *counts, double instructions)
{
    size_t count = counts->dump.name_count, kept = 0;
    struct tare_part *parts = tare_alloc(count, sizeof *parts);
    double loop = -counts->loop;

    /* where pauses are weighed, calls stand for those of the benchmark */
    for (size_t i = 0; i < count; i++)
        if (i + 1 != counts->dump.caller)
            loop += fmin(function_of(counts, i), 0);
    for (size_t i = 0; i < count; i++) {
        double value = function_of(counts, i);

        if (i + 1 == counts->dump.caller)
            value += loop;
        if (value > 0 && value >= PARTS_LEAST * instructions)
            parts[kept++] = (struct tare_part){ counts->dump.names[i], value };
    }
    qsort(parts, kept, sizeof *parts, compare_parts);
    kept = kept < PARTS_MAX ? kept : PARTS_MAX;
    for (size_t i = 0; i < kept; i++)
        parts[i].name = tare_strdup(parts[i].name);
    report->parts = parts;
    report->part_count = kept;
}

static void add_readings(struct tare_results *results,
                         const struct counts *counts, const double *values)
{
    for (size_t i = 0; i < READINGS; i++) {
        struct tare_reported *report =
            tare_results_report(results, readings[i].name);

        if (report == NULL)
            continue;
        report->kind = readings[i].kind;
        report->values[2] = values[i];
        if (i == INSTRUCTIONS)
            add_functions(report, counts, values[i]);
    }
}

/* ---- after the session --------------------------------------------------- */

/* The last line that a launch printed, without the number of its process. */
static const char *last_line(char *output)
{
    size_t size = strlen(output);
    char *line;

    while (size > 0 && output[size - 1] == '\n')
        output[--size] = '\0';
    line = strrchr(output, '\n');
    return line != NULL ? line + 1 : output;
}

static void explain(const struct tare_session *session, char *reason,
                    size_t size)
{
    const struct tare_launched *launched = &session->launched;
    char *output =
        session->output != NULL ? tare_strdup(session->output) : NULL;

    if (launched->has_exited && WIFSIGNALED(launched->wait_status) &&
        WTERMSIG(launched->wait_status) == SIGILL)
        snprintf(reason, size,
                 "Valgrind does not know an instruction of this program");
    else
        snprintf(reason, size, "under Valgrind, it %.200s%s%.200s",
                 launched->end.reason, output != NULL ? ": " : "",
                 output != NULL ? last_line(output) : "");
    free(output);
}

static int collect(void *own, const struct tare_session *session,
                   struct tare_results *results, char *reason, size_t size)
{
    struct counts counts = { 0 };
    struct tare_buf text = { 0 };
    double values[READINGS];
    int status;

    if (session->launched.end.status != TARE_STATUS_OK) {
        explain(session, reason, size);
        return -1;
    }
    status =
        tare_valgrind_read(own, session->launched.pid, &text, reason, size);
    if (status == 0)
        status = read_counts(&counts, &text, results, reason, size);
    if (status == 0) {
        set_values(&counts, values);
        if (values[INSTRUCTIONS] < 0) {
            snprintf(reason, size,
                     "twice as many iterations took fewer instructions: they "
                     "do not all do the same");
            status = -1;
        } else {
            add_readings(results, &counts, values);
        }
    }
    tare_buf_release(&text);
    release(&counts);
    return status;
}

static int check(const char *events, char *reason, size_t size)
{
    (void)events;
    return tare_valgrind_check(reason, size);
}

static const struct tare_wrap wrap = { .open = open_launch,
                                       .collect = collect,
                                       .close = close_launch };

const struct tare_meter tare_instructions_meter = {
    .name = "instructions",
    .what = "instructions, and a simulation of caches and branches, counted "
            "by Valgrind",
    .is_alone = 1,
    .launches = 2,
    .plan = plan,
    .wrap = &wrap,
    .readings = readings,
    .count = READINGS,
    .gauge = &tare_counting_gauge,
    .check = check,
};
