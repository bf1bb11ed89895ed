/* SPDX-License-Identifier: MIT */
/*
 * The run record: all that one invocation measured, in memory.  Everything
 * downstream (store, compare, judge, show) reads this and nothing else.
 *
 * A run holds cases, a case holds measures, a measure holds launches, a launch
 * holds samples.  Time is one measure among others.  Everything a struct
 * points at is owned by it unless said otherwise; all-zero is empty; release
 * frees what is inside.
 *
 * A duel is a run too: each case that both sides have is there twice, once for
 * each side, and launch number i of the one makes a pair with launch number i
 * of the other.
 */
#ifndef TARE_STORE_RECORD_H
#define TARE_STORE_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "store/latency.h"
#include "store/profile.h"
#include "store/spent.h"

enum {
    TARE_RECORD_FORMAT = 3
};

/* ---- facts: named values about machine, build and settings --------------- */

enum tare_fact_kind {
    TARE_FACT_TEXT,
    TARE_FACT_NUMBER,
    TARE_FACT_BOOL
};

struct tare_fact {
    char *name;
    enum tare_fact_kind kind;
    char *text;    /* TARE_FACT_TEXT */
    double number; /* TARE_FACT_NUMBER, and 0 or 1 for TARE_FACT_BOOL */
};

/* A fact that is not known is absent. */
struct tare_facts {
    struct tare_fact *items;
    size_t count;
};

void tare_facts_text(struct tare_facts *facts, const char *name,
                     const char *text);
void tare_facts_number(struct tare_facts *facts, const char *name,
                       double number);
void tare_facts_bool(struct tare_facts *facts, const char *name, int yes);
void tare_facts_release(struct tare_facts *facts);

/* The fact of that name, or NULL. */
const struct tare_fact *tare_facts_find(const struct tare_facts *facts,
                                        const char *name);

/* ---- which case ---------------------------------------------------------- */

enum {
    TARE_AXES_MAX = 5, /* four that a benchmark declares, and its state */
    TARE_ARGS_MAX = TARE_AXES_MAX + 1 /* and the build, in a race */
};

/* The argument that says of a case of a race which build it is of. */
#define TARE_BUILD_ARG "build"

/* text is NULL for a number. */
struct tare_arg_value {
    char *name, *text;
    double number;
};

struct tare_identity {
    char *id; /* group/name/arg=value/..., valid UTF-8, unique in its run */
    char *group, *name; /* group is NULL for none */
    struct tare_arg_value args[TARE_ARGS_MAX];
    size_t arg_count;
    unsigned threads;
    char *file; /* where it is declared; NULL when not known */
    int line;
};

void tare_identity_copy(struct tare_identity *to,
                        const struct tare_identity *from);
void tare_identity_release(struct tare_identity *identity);

/* ---- what was measured --------------------------------------------------- */

/* One timed batch of iterations, and what disturbed it. */
struct tare_sample {
    uint64_t iterations;
    double value;          /* per iteration, in the measure's unit */
    double cpu_ns;         /* CPU time of the process, whole sample */
    uint32_t switches;     /* involuntary context switches */
    uint32_t faults;       /* page faults that needed no I/O */
    uint32_t major_faults; /* page faults that did */
    double steal_ns;       /* time the hypervisor took; negative: not known */
    double throttled;      /* times the CPU quota bit; negative: not known */
    double pace_ns, share_ns; /* of the canaries beside it; 0: not known */
    double uninterrupted;     /* value, by those of its stretches that nothing
                              interrupted; 0: not known */
    int is_disturbed;         /* found by who judges; not in the file */
};

/* One fresh process.  The unit of all statistics. */
struct tare_launch {
    double value; /* what it says of the case; docs/statistics.md */
    double met;   /* the median of its samples, whatever disturbed them */
    double quiet; /* share of its samples taken in quiet; negative: not known */
    int aside;    /* taken in too little quiet to count */
    double start_s; /* since the run began */
    double setup_ns;
    double pace_ns; /* of the canary before the first sample; 0: not known */
    double own;     /* by how much slower the clock was in its samples */
    double whole; /* value, with what interrupted its samples; 0: it has all */
    double interrupts; /* share of the time that interrupts took of canaries */
    int cpu;           /* pinned to it; -1: not pinned */
    unsigned layout;   /* which of its side's, from 1; 0: it has but one */
    const char *outlier; /* "high mild" and so on; NULL for none */
    struct tare_sample *samples;
    size_t count;
    double *thread_values; /* count x threads per iteration, NULL for one */
    unsigned threads;
};

/* Its value, with what interrupted its samples. */
double tare_launch_whole(const struct tare_launch *launch);

enum tare_better_way {
    TARE_BETTER_LOWER,
    TARE_BETTER_HIGHER
};
enum tare_measure_kind {
    TARE_KIND_NOISY,
    TARE_KIND_EXACT,   /* counted: the same each time */
    TARE_KIND_EVIDENCE /* shown, and told of beside a verdict; never judged */
};

/* A number with its interval.  low and high are NaN when there is none. */
struct tare_band {
    double value, low, high, confidence;
};

/* A statistic of all samples of a measure, with a bootstrapped interval at the
 * level of launches.  NaN where there is none. */
struct tare_figure {
    double value, low, high, standard_error;
};

/* Tukey's fences over the launch values, and how many lie beyond. */
struct tare_outliers {
    size_t low_severe, low_mild, high_mild, high_severe;
    double fences[4]; /* in the order of the counts */
};

/* What the launches look like; docs/statistics.md. */
struct tare_shape_facts {
    int is_bimodal, has_drifted, drifts_inside, is_dependent;
    double low_mode, high_mode, low_share; /* when bimodal */
    double von_neumann;                    /* ratio; NaN when not known */
    double halves;                         /* ln(second/first half) */
    double correlation;                    /* of neighbouring samples */
};

/* How far an exact measure may move before that is a change: the larger of a
 * fraction of what it was, and an amount of its unit. */
struct tare_limit {
    double relative, absolute;
};

/* What one function of the program contributes to an exact measure. */
struct tare_part {
    char *name;
    double value;
};

struct tare_measure {
    char *name, *unit;
    enum tare_better_way better;
    enum tare_measure_kind kind;
    int has_limit;
    struct tare_limit limit; /* that it was judged by, on the new side */
    struct tare_part *parts; /* the largest first */
    size_t part_count;
    int has_estimate;
    struct tare_band estimate;
    struct tare_band met; /* as the estimate, of all launches as they were */
    double pace_error;    /* of ln estimate, besides that of its launches */
    double spread;   /* between launches: SD over estimate; NaN if not known */
    int is_analysed; /* the members below are set */
    struct tare_figure mean, median, std_dev, mad;
    struct tare_figure slope; /* value NaN unless the counts varied */
    double r_squared;         /* of the slope */
    struct tare_outliers outliers;
    struct tare_shape_facts shape;
    struct tare_launch *launches;
    size_t count;
};

/* ---- cases and runs ------------------------------------------------------ */

enum tare_status {
    TARE_STATUS_OK,
    TARE_STATUS_FAILED,
    TARE_STATUS_CRASHED,
    TARE_STATUS_TIMED_OUT,
    TARE_STATUS_SKIPPED
};

/* "ok", "failed", "crashed", "timed out", "skipped": as in the file. */
const char *tare_status_name(enum tare_status status);

/* A code for programs, a sentence with advice for people. */
struct tare_warning {
    char *code, *text;
};

/* The work of one iteration; 0 is none. */
struct tare_work_done {
    double bytes, items, bits;
};

/* Of a duel; none in a plain run. */
enum tare_side {
    TARE_SIDE_NONE,
    TARE_SIDE_OLD,
    TARE_SIDE_NEW
};

struct tare_case {
    struct tare_identity identity;
    /* index into the run's binaries; of several layouts the first, which the
     * others follow */
    size_t binary;
    enum tare_side side;
    unsigned shard; /* index into the shards of the run's cut */
    double noise;   /* changes below do not matter, as declared; 0: not said */
    int is_yardstick, no_contest; /* as declared */
    int is_control;               /* of a race: the first build once more */
    char *contest_by; /* the argument that is contested, as declared; NULL */
    size_t voided;    /* pairs of a duel thrown away for a fault of this side */
    enum tare_status status;
    char *reason; /* why not ok; NULL when ok */
    char *output; /* last it printed before it failed; NULL for nothing */
    struct tare_warning *warnings;
    size_t warning_count;
    struct tare_work_done work;
    /* the plan: the same for every launch */
    uint64_t iterations, warmup_iterations, batch;
    unsigned samples;
    int is_linear, has_converged;
    uint64_t looked; /* of a duel: pairs before those that confirm; 0: all */
    int has_result;  /* the benchmark says what it computes */
    uint64_t result; /* in its first launch */
    struct tare_measure *measures; /* time is the first */
    size_t measure_count;
    struct tare_latency latency;
    struct tare_profile profile;
    struct tare_profile heap;  /* its launches have sites */
    struct tare_profile waits; /* where it waits, and for what */
};

void tare_case_warn(struct tare_case *c, const char *code, const char *format,
                    ...) __attribute__((format(printf, 3, 4)));

/* Whether its time has any launch. */
int tare_case_has_launches(const struct tare_case *c);

/* Whether it failed, crashed or timed out. */
int tare_case_is_broken_off(const struct tare_case *c);

/* Whether it is ok and its time has an estimate. */
int tare_case_is_measured(const struct tare_case *c);

/* The measure of that name, or NULL. */
struct tare_measure *tare_case_measure(const struct tare_case *c,
                                       const char *name);

/* The same, made when missing; moves the case's other measures. */
struct tare_measure *tare_case_add_measure(struct tare_case *c,
                                           const char *name, const char *unit,
                                           enum tare_better_way better,
                                           enum tare_measure_kind kind);

/* A file that a launch had loaded, named by its content.  The hash is SHA-256
 * in hexadecimal; NULL when it was not taken. */
struct tare_loaded {
    char *path; /* where it was */
    char *hash;
    int is_newer; /* than the executable that loads it */
};

/* An executable that took part, and how it was built. */
struct tare_binary {
    char *path;
    char *hash;                    /* as in tare_loaded */
    int is_kept;                   /* it and its libraries are in the store */
    struct tare_loaded *libraries; /* those that are not the system's */
    size_t library_count;
    struct tare_facts build;
};

/* What a duel was asked to find out.  All zero: the run is no duel. */
struct tare_duel_facts {
    double threshold;          /* the change that matters: 0.02 is 2 % */
    double alpha;              /* allowed chance of any false alarm */
    double budget_s;           /* of the whole suite */
    char *old_name, *new_name; /* as the sides were called; NULL: not said */
};

/* How the machine was: what canaries read when nothing disturbed them.  All
 * zero: not known. */
struct tare_weather {
    double pace_ns; /* to which times are brought */
    double share;   /* share_ns over pace_ns */
    double slower;  /* than this machine has been before: 0.03 is 3 %; or 0 */
    double interrupts; /* share of the time that interrupts took of canaries */
    /* shares of all samples: taken in quiet; that lost the CPU to others for a
     * while; and beside which somebody else used the core */
    double quiet, preempted, crowded;
};

/* How time grows over one numeric argument. */
struct tare_growth_facts {
    char *family; /* the ids with "*" for the argument's value */
    char *arg;
    size_t points;
    const char *order; /* "n log n" and so on; NULL: none of them fits */
    double weight;     /* of evidence for it among all orders */
    double fixed, coefficient; /* time = fixed + coefficient * order(n), ns */
    double residual;           /* relative, of points from the curve */
    struct tare_band exponent; /* of time ~ n^exponent */
};

/* What is asked where nobody says otherwise: the change that matters, and how
 * often something may be said wrongly of a suite without any. */
#define TARE_THRESHOLD 0.02
#define TARE_ALPHA     0.01

/* What is asked of the contests of a run. */
struct tare_contest_facts {
    char *by; /* the argument that is contested; NULL: the name */
    double threshold, alpha;
};

/* Some cases of a suite, measured by themselves. */
struct tare_shard {
    unsigned index;
    size_t *mine; /* which of the suite's ids, ascending */
    size_t count;
    /* once it was merged with the others; before, the run says it */
    char *started; /* NULL: not merged */
    double elapsed_s;
    uint64_t seed; /* likewise below 2^53 */
    struct tare_facts machine, settings;
    struct tare_weather weather;
};

/* How a suite was cut into shards.  All zero: it was not. */
struct tare_cut {
    unsigned of;  /* how many shards there are in all */
    char *how;    /* "hash" or "cost" */
    char **suite; /* the ids of all cases */
    size_t count;
    struct tare_shard *shards; /* the one of a part; or, merged, all of them */
    size_t shard_count;
};

void tare_cut_release(struct tare_cut *cut);

struct tare_run {
    char *started; /* UTC, ISO 8601 */
    double elapsed_s;
    double sampling_s; /* of which inside timed samples */
    uint64_t seed;     /* below 2^53, so that JSON holds it */
    int interrupted;
    char **resumed; /* when it was gone on with after an interruption */
    size_t resumed_count;
    struct tare_facts machine, settings;
    struct tare_facts context; /* what the user said of it, as text */
    struct tare_binary *binaries;
    size_t binary_count;
    struct tare_duel_facts duel;
    struct tare_contest_facts contest;
    struct tare_cut cut;
    struct tare_weather weather;
    struct tare_spent spent;
    struct tare_case *cases;
    size_t case_count;
    /* tare's own: the canaries of a run, the controls of a duel */
    struct tare_case *references;
    size_t reference_count;
    struct tare_growth_facts *growths;
    size_t growth_count;
};

/* Whether that is the name of the one measure which is always taken. */
int tare_is_time(const char *measure);

/* The case of that id and side, or NULL. */
struct tare_case *tare_run_case(const struct tare_run *run, const char *id,
                                enum tare_side side);

/* Of each row of a duel the one of the other side, NULL where there is none; the
 * array is returned. */
const struct tare_case **tare_other_sides(const struct tare_case *cases,
                                          size_t count);

/* Whether builds were measured against each other. */
int tare_run_is_race(const struct tare_run *run);

/* Removes the cases that the function does not take. */
void tare_run_keep(struct tare_run *run,
                   int (*takes)(const void *context, const char *id),
                   const void *context);

/* Makes the record of a duel that of a run of its new side, to which count of
 * the binaries belong, from first on. */
void tare_run_take_new(struct tare_run *run, size_t first, size_t count);

void tare_run_release(struct tare_run *run);

#endif
