/* SPDX-License-Identifier: MIT */
/*
 * A scripted executor: launches that answer from a script, at once, and a clock
 * that moves only when one of them takes time.  For tests of the coordinators,
 * which decide who is launched and when it is enough.
 *
 * A program that includes this defines all functions of harness/launch/session.h,
 * harness/machine/clock.h and store/signals.h itself, so the linker takes none
 * of them from libtare.a, and says so if it would take one.
 *
 *     world_begin(scripts, count);
 *     script_suite(&suite, scripts, count, TARE_SIDE_NONE, "path");
 *     tare_rounds_run(&run, &where, &settings, &watcher);
 *     ... world says what has been launched, and what time it is
 */
#ifndef TARE_TESTS_HARNESS_SCRIPTED_H
#define TARE_TESTS_HARNESS_SCRIPTED_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/launch/session.h"
#include "harness/machine/clock.h"
#include "harness/run/settings.h"
#include "stats/rng.h"
#include "store/alloc.h"
#include "store/signals.h"

enum {
    SCRIPTS_MAX = 16,
    PATIENCE_S = 5,  /* as in store/signals.c */
    STOPPED_S = 1000 /* that Ctrl-Z lasts */
};

#define SPAWN_NS     2e6
#define TEAR_DOWN_NS 1e5

/* ---- scripts ------------------------------------------------------------- */

/* What goes wrong in launches of a case, counted from 1 on each side: those from
 * `from` on, so many times.  times 0: for ever. */
struct fault {
    enum tare_status status; /* how they end; TARE_STATUS_OK: nothing does */
    enum tare_side side;     /* TARE_SIDE_NONE: any */
    unsigned from, times;
};

/* What a case does; its first launch is that of its calibration. */
struct script {
    const char *id;
    double ns;            /* an iteration takes; 0: 100 */
    double noise;         /* SD of the logarithm of that, between launches */
    double change;        /* by this fraction more on the new side */
    double setup_s;       /* before the loop */
    double build_s;       /* a fixture, in the first launch of all */
    enum tare_side only;  /* the side that has it; TARE_SIDE_NONE: both */
    const char *loads[2]; /* a library, old and new; NULL: none */
    struct fault fault;
};

/* What the outside does in the middle of one launch. */
enum interruption {
    NO_INTERRUPTION,
    ASKS,     /* Ctrl-C */
    INSISTS,  /* twice */
    ENDS_ALL, /* a signal to us and to the launch */
    SUSPENDS  /* Ctrl-Z, and fg after STOPPED_S */
};

/* The launch that runs. */
struct running {
    const struct script *script; /* NULL: none runs */
    int is_new;
    uint64_t opened_ns;
    double ns;
    int is_faulty;
};

static struct world {
    const struct script *scripts;
    size_t count;
    enum interruption interruption;
    unsigned interrupted_launch;   /* number, of all */
    const struct tare_suite *news; /* launches of it are of the new side */
    struct tare_rng rng;
    uint64_t now_ns, asked_ns;
    uint64_t outside_ns; /* of it, in no budget: building, stopped, hung */
    int end_wanted, stop_wanted;
    unsigned launches;                    /* so far */
    unsigned launches_of[SCRIPTS_MAX][2]; /* of each script and side */
    unsigned metered[SCRIPTS_MAX][2];     /* of these, for a meter by itself */
    unsigned suspensions;                 /* told to whoever watches */
    unsigned disorders; /* things that must not be: see those that count them */
    double shown_s;
    double promised_s; /* the earliest end that the time left has promised */
    struct running running;
} world;

static inline void world_begin(const struct script *scripts, size_t count)
{
    world = (struct world){ .scripts = scripts,
                            .count = count,
                            .now_ns = 1000000000 };
    tare_rng_seed(&world.rng, 1);
    world.promised_s = INFINITY;
}

/* What it says at the end must be so of the clock. */
static inline double world_elapsed_s(void)
{
    return (double)(world.now_ns - 1000000000 - world.outside_ns) * 1e-9;
}

/* Whether the record says of each moment on what it was spent, and of each sample
 * that is in it; but for samples of pairs that do not count. */
static inline int world_is_spent(const struct tare_run *run)
{
    double all_s = (double)(world.now_ns - 1000000000) * 1e-9 -
                   STOPPED_S * (double)world.suspensions;
    double references_s = run->spent.s[TARE_SPENT_REFERENCES];

    for (int i = 0; i < TARE_SPENT_KINDS; i++)
        if (run->spent.s[i] < 0)
            return 0;
    return fabs(tare_spent_s(&run->spent) - all_s) < 1e-6 &&
           run->spent.s[TARE_SPENT_SAMPLES] + references_s >=
               run->sampling_s - 1e-6;
}

static inline const struct script *find_script(const char *id)
{
    for (size_t i = 0; i < world.count; i++)
        if (world.scripts[i].id != NULL && strcmp(world.scripts[i].id, id) == 0)
            return &world.scripts[i];
    return NULL;
}

/* Of tare's own what nobody has a script for: as slow as the work it is to do,
 * and the empty loop faster than all. */
static inline const struct script *
builtin_script(const struct tare_suite_case *c)
{
    static struct script script;

    script = (struct script){ .ns = 100, .noise = 0.002 };
    if (strcmp(c->identity.id, "tare/empty") == 0)
        script.ns = 0.25;
    if (c->identity.arg_count > 0)
        script.ns = c->identity.args[0].number / 100;
    return &script;
}

/* ---- suites -------------------------------------------------------------- */

static inline void script_binary(struct tare_suite *suite, const char *path)
{
    suite->binaries = tare_grow(suite->binaries, suite->binary_count,
                                sizeof *suite->binaries);
    suite->binaries[suite->binary_count++] = (struct tare_suite_binary){
        .path = tare_strdup(path), .exec = tare_strdup(path), .fd = -1
    };
}

/* The cases that this side has, in one binary. */
/* Of "group/name", or of a name alone. */
static inline void script_identity(struct tare_identity *identity,
                                   const char *id)
{
    const char *slash = strchr(id, '/');

    *identity = (struct tare_identity){ .id = tare_strdup(id),
                                        .name = tare_strdup(
                                            slash != NULL ? slash + 1 : id),
                                        .threads = 1 };
    if (slash == NULL)
        return;
    identity->group = tare_strdup(id);
    identity->group[slash - id] = '\0';
}

static inline void script_suite(struct tare_suite *suite,
                                const struct script *scripts, size_t count,
                                enum tare_side side, const char *path)
{
    *suite = (struct tare_suite){ 0 };
    script_binary(suite, path);
    for (size_t i = 0; i < count; i++) {
        struct tare_suite_case c = { .optimized = 1, .is_aligned = 1 };

        if (scripts[i].id == NULL || strncmp(scripts[i].id, "tare/", 5) == 0 ||
            (scripts[i].only != TARE_SIDE_NONE && scripts[i].only != side))
            continue;
        script_identity(&c.identity, scripts[i].id);
        tare_suite_add(suite, &c);
    }
}

/* ---- whoever watches ----------------------------------------------------- */

/* What is decided has a verdict. */
static inline int is_told_wrong(const struct tare_progress *progress)
{
    const struct tare_live_verdicts *verdicts = &progress->verdicts;
    int is_duel = progress->phase == TARE_PHASE_DUELLING ||
                  progress->phase == TARE_PHASE_CONFIRMING;

    return is_duel &&
           progress->done != verdicts->regressed + verdicts->improved +
                                 verdicts->unchanged + verdicts->inconclusive;
}

static inline void watch(void *context, const struct tare_progress *progress)
{
    (void)context;
    world.disorders += progress->elapsed_s < world.shown_s ||
                       progress->left_s < 0 || progress->done > progress->count;
    world.disorders += is_told_wrong(progress) != 0;
    world.shown_s = progress->elapsed_s;
    if (progress->phase == TARE_PHASE_MEASURING && progress->id != NULL)
        world.promised_s =
            fmin(world.promised_s, progress->elapsed_s + progress->left_s);
}

static inline void note_suspension(void *context)
{
    (void)context;
    world.suspensions++;
}

static const struct tare_watcher watcher = { .show = watch,
                                             .suspend = note_suspension };

/* ---- the clock ----------------------------------------------------------- */

uint64_t tare_clock_now_ns(void)
{
    return world.now_ns;
}

uint64_t tare_clock_cpu_ns(void)
{
    return world.now_ns;
}

uint64_t tare_clock_thread_ns(void)
{
    return world.now_ns;
}

struct tare_clock_facts tare_clock_measure(void)
{
    return (struct tare_clock_facts){ .resolution_ns = 1, .cost_ns = 20 };
}

/* ---- signals ------------------------------------------------------------- */

void tare_signals_reset(void)
{
}

void tare_signals_install(void)
{
}

void tare_signals_hold(sigset_t *before)
{
    sigemptyset(before);
}

int tare_signals_end_wanted(void)
{
    return world.end_wanted;
}

void tare_signals_ask_to_end(void)
{
    world.end_wanted += 2;
}

int tare_signals_number(void)
{
    return world.end_wanted > 0 ? SIGINT : 0;
}

void tare_signals_answer(void)
{
}

int tare_signals_stop_wanted(void)
{
    return world.stop_wanted;
}

void tare_signals_stop(void)
{
    if (world.stop_wanted && !world.end_wanted) {
        world.now_ns += (uint64_t)STOPPED_S * 1000000000u;
        world.outside_ns += (uint64_t)STOPPED_S * 1000000000u;
    }
    world.stop_wanted = 0;
}

/* ---- launches ------------------------------------------------------------ */

/* How long whoever has asked once will wait. */
static inline double patience_ns(void)
{
    double waited_ns = (double)(world.now_ns - world.asked_ns);

    return world.end_wanted == 1 ? fmax(PATIENCE_S * 1e9 - waited_ns, 0)
                                 : INFINITY;
}

/* Time passes in a launch: 0, or -1 when it is called off, as by launch.c. */
static inline int pass(struct tare_session *session, double ns)
{
    double most_ns = patience_ns();

    world.now_ns += (uint64_t)fmin(ns, most_ns);
    if (ns >= most_ns)
        world.end_wanted = 2;
    if (world.end_wanted < 2 && !world.stop_wanted)
        return 0;
    session->launched.end.is_void = 1;
    return -1;
}

static inline void interrupt(struct tare_session *session)
{
    if (world.launches != world.interrupted_launch || world.end_wanted > 0)
        return;
    world.interrupted_launch = 0; /* once */
    world.asked_ns = world.now_ns;
    world.stop_wanted = world.interruption == SUSPENDS;
    world.end_wanted = world.interruption == INSISTS ? 2 : !world.stop_wanted;
    session->launched.end.is_void = world.interruption == ENDS_ALL;
}

/* So long, with what happens in the middle of it. */
static inline int pass_interrupted(struct tare_session *session, double ns)
{
    if (pass(session, ns / 2) < 0)
        return -1;
    interrupt(session);
    if (session->launched.end.is_void)
        return -1;
    return pass(session, ns / 2);
}

static inline int go_wrong(struct tare_session *session,
                           enum tare_status status)
{
    session->launched.end.status = status;
    snprintf(session->launched.end.reason, sizeof session->launched.end.reason,
             "%s as scripted", tare_status_name(status));
    return -1;
}

/* Of the launch that begins, the number-th of that script and side. */
static inline int is_faulty(const struct fault *fault, enum tare_side side,
                            unsigned number)
{
    return fault->status != TARE_STATUS_OK && number >= fault->from &&
           (fault->times == 0 || number < fault->from + fault->times) &&
           (fault->side == TARE_SIDE_NONE || fault->side == side);
}

/* Which launch of its script and side it is; 0 for tare's own. */
static inline unsigned count_launch(const struct script *script, int is_new,
                                    const struct tare_launch_options *options)
{
    size_t index;

    world.launches++;
    if (script == NULL)
        return 0;
    index = (size_t)(script - world.scripts);
    world.metered[index][is_new] += options->wanted.meters != 0;
    return ++world.launches_of[index][is_new];
}

/* One at a time, or they would disturb each other; and of that executable. */
static inline unsigned begin_launch(const struct tare_where *where,
                                    const struct tare_suite_case *c,
                                    const struct tare_launch_options *options)
{
    const struct tare_suite_binary *binary = tare_suite_drawn(where->suite, c);
    const struct script *script = find_script(c->identity.id);
    int is_new = where->suite == world.news;
    unsigned number = count_launch(script, is_new, options);

    world.disorders +=
        world.running.script != NULL || strcmp(binary->exec, binary->path) != 0;
    if (script == NULL)
        script = builtin_script(c);
    world.running = (struct running){
        .script = script,
        .is_new = is_new,
        .opened_ns = world.now_ns,
        .ns = (script->ns > 0 ? script->ns : 100) *
              (1 + is_new * script->change) *
              exp(script->noise * tare_rng_normal(&world.rng)),
        .is_faulty = is_faulty(&script->fault,
                               is_new ? TARE_SIDE_NEW : TARE_SIDE_OLD, number)
    };
    return number;
}

/* Its set-up, and the fixture, for which nobody is to pay. */
static inline int set_up(struct tare_session *session, unsigned number)
{
    const struct script *script = world.running.script;
    double build_ns = number == 1 ? script->build_s * 1e9 : 0;

    session->setup_ns = script->setup_s * 1e9;
    session->built_ns = (uint64_t)build_ns;
    world.outside_ns += session->built_ns;
    return pass(session, SPAWN_NS + session->setup_ns + build_ns);
}

int tare_session_open(struct tare_session *session,
                      const struct tare_where *where,
                      const struct tare_suite_case *c,
                      const struct tare_launch_options *options)
{
    *session = (struct tare_session){ .timeout_s = where->timeout_s +
                                                   options->patience_s,
                                      .binary = c->binary,
                                      .cpu = -1 };
    if (set_up(session, begin_launch(where, c, options)) < 0)
        return -1;
    if (world.running.is_faulty &&
        world.running.script->fault.status == TARE_STATUS_SKIPPED)
        return go_wrong(session, TARE_STATUS_SKIPPED);
    return 0;
}

static inline double take_samples(const struct tare_request *request,
                                  struct tare_results *results)
{
    double all_ns = 0;

    results->count = request->count;
    results->threads = 1;
    for (unsigned i = 0; i < request->count; i++) {
        double ns = (double)request->iterations[i] * world.running.ns;

        results->timings[i] =
            (struct tare_timing){ .iterations = request->iterations[i],
                                  .time_ns = ns,
                                  .wall_ns = ns,
                                  .cpu_ns = ns,
                                  .steal_ns = -1,
                                  .throttled = -1 };
        all_ns += ns;
    }
    return all_ns;
}

/* One that hangs takes as long as it may, one that crashes half its time. */
int tare_session_run(struct tare_session *session,
                     const struct tare_request *request,
                     struct tare_results *results, double expected_s)
{
    double ns = take_samples(request, results);
    enum tare_status status = TARE_STATUS_OK;

    if (world.running.is_faulty)
        status = world.running.script->fault.status;
    if (status == TARE_STATUS_TIMED_OUT)
        ns = (session->timeout_s + 2 * expected_s) * 1e9;
    else if (status != TARE_STATUS_OK)
        ns /= 2;
    if (pass_interrupted(session, ns) < 0)
        return -1;
    return status != TARE_STATUS_OK ? go_wrong(session, status) : 0;
}

static inline void load_library(struct tare_session *session)
{
    const char *path = world.running.script->loads[world.running.is_new];

    if (path == NULL)
        return;
    session->loaded = tare_alloc(1, sizeof *session->loaded);
    session->loaded[session->loaded_count++] = tare_strdup(path);
}

void tare_session_close(struct tare_session *session)
{
    if (session->launched.end.status == TARE_STATUS_TIMED_OUT)
        world.outside_ns +=
            world.now_ns - world.running.opened_ns - session->built_ns;
    if (session->launched.end.status != TARE_STATUS_OK)
        session->output = tare_strdup("its last words");
    else if (!session->launched.end.is_void && pass(session, TEAR_DOWN_NS) == 0)
        load_library(session);
    world.running.script = NULL;
}

/* One that still runs was not closed. */
void tare_session_release(struct tare_session *session)
{
    world.disorders += world.running.script != NULL;
    tare_results_release(&session->late);
    for (size_t i = 0; i < session->loaded_count; i++)
        free(session->loaded[i]);
    free(session->loaded);
    free(session->output);
    *session = (struct tare_session){ 0 };
}

int tare_session_list(struct tare_suite *suite, size_t binary, double timeout_s,
                      struct tare_err *err)
{
    (void)timeout_s;
    return tare_fail_with(err, TARE_EUSAGE, "%s: its cases are in no script",
                          suite->binaries[binary].path);
}

#endif
