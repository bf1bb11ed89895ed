/* SPDX-License-Identifier: MIT */
#include "harness/meters/instructions.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "harness/launch/session.h"
#include "harness/meters/callgrind_marks.h"
#include "harness/meters/callgrind_costs.h"
#include "harness/meters/valgrind.h"
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
                        "mispredicted by a simple predictor",
                        TARE_KIND_EVIDENCE, 0 },
};

/* ---- how much ------------------------------------------------------------ */

enum {
    STEPS_SHORT = 100, /* iterations by which the samples differ */
    STEPS_LONG = 10,
    SLOWER = 100, /* a launch is, at most */
    START_S = 10  /* what Valgrind takes to start, at most */
};

#define SHORT   1e5 /* instructions of an iteration */
#define LONG    1e7
#define MOST_NS 1e9

/* The first sample is the warm-up; the batches of each have one stretch. */
static void set_iterations(struct tare_request *request, uint64_t steps)
{
    request->count = 3;
    request->iterations[0] = request->iterations[1] = steps;
    request->iterations[2] = request->batch = 2 * steps;
}

/* One iteration, to find out how many to take.  That may not depend on its
 * time, which differs, because the count of an iteration may depend on how many
 * there are: a vector that grows. */
static void plan(double iteration_ns, uint64_t batch,
                 struct tare_request *request)
{
    (void)iteration_ns, (void)batch;
    request->count = 1;
    request->batch = request->iterations[0] = 1;
}

/* Batches have at most as many items as the benchmark says. */
static void choose_iterations(struct tare_request *request, double instructions,
                              uint64_t batch)
{
    uint64_t steps = instructions < SHORT  ? STEPS_SHORT
                     : instructions < LONG ? STEPS_LONG
                                           : 1;

    if (batch > 0 && batch < 2 * steps)
        steps = batch > 1 ? batch / 2 : 1;
    set_iterations(request, steps);
    if (batch > 0 && batch < request->batch)
        request->batch = batch;
}

/* ---- the launch ---------------------------------------------------------- */

struct counted {
    struct tare_valgrind valgrind;
    struct tare_wrapped wrapped;
    double scouted; /* stretches before those that count */
};

/* 0, or -1 and why this case cannot be counted so. */
static int look_at(const struct tare_wrapped *wrapped, char *reason,
                   size_t size)
{
    const struct tare_suite_case *c = wrapped->declared;

    if (c->is_emulated)
        snprintf(reason, size,
                 "run by an emulator, which Valgrind cannot look into");
    else if (c->sanitizers != 0)
        snprintf(reason, size,
                 "compiled with a sanitizer, which does not run under "
                 "Valgrind");
    else if (c->identity.threads > 1)
        snprintf(reason, size,
                 "runs in %u threads, and Valgrind runs one at a time: what "
                 "they execute while they wait would be counted",
                 c->identity.threads);
    else if (wrapped->iteration_ns > MOST_NS)
        snprintf(reason, size,
                 "an iteration takes %.1f s, and under Valgrind up to %d times "
                 "as long",
                 wrapped->iteration_ns * 1e-9, SLOWER);
    else
        return 0;
    return -1;
}

static int open_launch(void **own, const struct tare_wrapped *wrapped,
                       struct tare_launch_options *options, char *reason,
                       size_t size)
{
    const struct tare_suite_binary *binary =
        tare_suite_drawn(wrapped->where->suite, wrapped->declared);
    struct counted *counted;

    *own = NULL;
    if (look_at(wrapped, reason, size) < 0)
        return -1;
    *own = counted = tare_alloc(1, sizeof *counted);
    counted->wrapped = *wrapped;
    if (tare_valgrind_open(&counted->valgrind, binary->exec,
                           binary->library_path, reason, size) < 0)
        return -1;
    options->library_path = counted->valgrind.debugless.library_path;
    options->command = (const char *const *)counted->valgrind.words;
    options->is_steady = 1;
    options->patience_s =
        START_S + SLOWER * 1e-9 * (wrapped->setup_ns + wrapped->iteration_ns);
    return 0;
}

/* How many iterations follows from what one executes, which is the same every
 * time. */
static int scout(void *own, struct tare_session *session,
                 struct tare_request *request, char *reason, size_t size)
{
    struct counted *counted = own;
    struct tare_results results = { 0 };
    struct tare_buf text = { 0 };
    double instructions = 0;
    int status = tare_session_run(session, request, &results, 0);

    if (status == 0)
        status = tare_valgrind_read(
            &counted->valgrind, session->launched.speaker, &text, reason, size);
    if (status == 0)
        status = tare_callgrind_costs_scout(&text, &results, &counted->scouted,
                                            &instructions, reason, size);
    choose_iterations(request, instructions,
                      counted->wrapped.declared->options.batch);
    session->timeout_s += SLOWER * 1e-9 * counted->wrapped.iteration_ns * 2 *
                          (double)request->iterations[2];
    tare_buf_release(&text);
    tare_results_release(&results);
    return status;
}

static void close_launch(void *own)
{
    struct counted *counted = own;

    if (counted != NULL)
        tare_valgrind_close(&counted->valgrind);
    free(counted);
}

/* ---- from samples to readings -------------------------------------------- */

/* Misses become fewer as caches fill; fewer than none they cannot be. */
static double miss_of(const struct tare_callgrind_costs *counts,
                      enum tare_callgrind_event first, unsigned count)
{
    double sum = 0;

    for (unsigned i = 0; i < count; i++)
        sum += tare_callgrind_costs_event(
            counts, (enum tare_callgrind_event)((unsigned)first + i));
    return fmax(sum, 0);
}

/* Accesses that the first level answers, the last, and memory, as they are
 * commonly weighed by who estimates cycles from callgrind. */
static double cycles_of(double accesses, double l1_misses, double ll_misses)
{
    return accesses - l1_misses + 5 * (l1_misses - ll_misses) + 35 * ll_misses;
}

static void set_values(const struct tare_callgrind_costs *counts,
                       double *values)
{
    values[INSTRUCTIONS] =
        tare_callgrind_costs_event(counts, TARE_CALLGRIND_IR) - counts->loop;
    values[READS] = tare_callgrind_costs_event(counts, TARE_CALLGRIND_DR);
    values[WRITES] = tare_callgrind_costs_event(counts, TARE_CALLGRIND_DW);
    values[BRANCHES] = tare_callgrind_costs_event(counts, TARE_CALLGRIND_BC) +
                       tare_callgrind_costs_event(counts, TARE_CALLGRIND_BI) -
                       1; /* the loop's */
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
                          const struct tare_callgrind_costs *counts,
                          double instructions)
{
    size_t count = counts->dump.name_count, kept = 0;
    struct tare_part *parts = tare_alloc(count, sizeof *parts);
    double loop = -counts->loop;

    /* where pauses are weighed, calls stand for those of the benchmark */
    for (size_t i = 0; i < count; i++)
        if (i + 1 != counts->dump.caller)
            loop += fmin(tare_callgrind_costs_function(counts, i), 0);
    for (size_t i = 0; i < count; i++) {
        double value = tare_callgrind_costs_function(counts, i);

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
                         const struct tare_callgrind_costs *counts,
                         const double *values)
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

/* The last line that is not empty, less the "==PID== " of Valgrind's own. */
static const char *last_line(char *output)
{
    char *line = NULL;

    for (char *next = strtok(output, "\n"); next != NULL;
         next = strtok(NULL, "\n")) {
        if (strncmp(next, "==", 2) == 0 && strchr(next, ' ') != NULL)
            next = strchr(next, ' ');
        next += strspn(next, " ");
        line = *next != '\0' ? next : line;
    }
    return line != NULL ? line : "";
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
                 "Valgrind does not support an instruction of this program");
    else if (output != NULL && strstr(output, "debuginfo reader") != NULL)
        snprintf(reason, size,
                 "Valgrind cannot read the debug information of a library, "
                 "or a separate one: compile with -gdwarf-4");
    else
        snprintf(reason, size, "under Valgrind, it %.200s%s%.200s",
                 launched->end.reason, output != NULL ? ": " : "",
                 output != NULL ? last_line(output) : "");
    free(output);
}

static int collect(void *own, const struct tare_session *session,
                   struct tare_results *results, char *reason, size_t size)
{
    const struct counted *counted = own;
    struct tare_callgrind_costs counts = { 0 };
    struct tare_buf text = { 0 };
    double values[READINGS];
    int status;

    if (session->launched.end.status != TARE_STATUS_OK) {
        explain(session, reason, size);
        return -1;
    }
    status = tare_valgrind_read(&counted->valgrind, session->launched.speaker,
                                &text, reason, size);
    if (status == 0)
        status = tare_callgrind_costs_read(&counts, &text, counted->scouted,
                                           results, reason, size);
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
    tare_callgrind_costs_release(&counts);
    return status;
}

static int check(const char *events, char *reason, size_t size)
{
    (void)events;
    return tare_valgrind_check(reason, size);
}

static const struct tare_wrap wrap = { .open = open_launch,
                                       .scout = scout,
                                       .collect = collect,
                                       .close = close_launch };

const struct tare_meter tare_instructions_meter = {
    .name = "instructions",
    .what = "instructions, and a simulation of caches and branches, counted "
            "by Valgrind",
    .is_alone = 1,
    .explains = 1,
    .launches = 2,
    .plan = plan,
    .wrap = &wrap,
    .readings = readings,
    .count = READINGS,
    .inside = &tare_callgrind_marks_inside,
    .check = check,
};
