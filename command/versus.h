/* SPDX-License-Identifier: MIT */
/*
 * Two sides compared, from the names a person gave to the verdict that is
 * shown, saved and returned.
 *
 *     struct tare_versus versus = { 0 };
 *     tare_versus_executables(&versus, 0, ...), or _own, or _baseline
 *     the same for side 1
 *     tare_versus_duel(&versus, options, err);
 *     status = tare_versus_conclude(&versus, options, err);
 *     tare_versus_release(&versus);
 */
#ifndef TARE_COMMAND_VERSUS_H
#define TARE_COMMAND_VERSUS_H

#include "command/options.h"
#include "harness/duel/duel.h"
#include "store/comparison.h"
#include "store/load.h"
#include "store/policy.h"
#include "store/store.h"

/* The change that matters and the allowed chance of any false alarm, unless
 * somebody says otherwise. */
#define TARE_THRESHOLD 0.02
#define TARE_ALPHA     0.01

/* Outside of a gate nobody has said that no case may go, or compute something
 * else. */
#define TARE_VERSUS_POLICY                                                     \
    {                                                                          \
        .actions = {                                                           \
            [TARE_VERDICT_REMOVED] = TARE_ACTION_WARN,                         \
            [TARE_VERDICT_DIFFERENT] = TARE_ACTION_WARN                        \
        }                                                                      \
    }

struct tare_versus {
    struct tare_duel_side sides[2]; /* old, new */
    struct tare_copy_folder copy_folder;
    struct tare_copy *copies; /* of kept executables, until the duel's own */
    size_t copy_count;
    struct tare_run heads[2]; /* of baselines: what is kept */
    struct tare_run run;      /* the duel; of numbers, the new side */
    struct tare_run base;     /* of numbers, the old side */
    struct tare_comparison comparison;
    struct tare_policy policy;
    const char *policy_path; /* NULL: it comes from no file */
    int is_gated;            /* the policy rules each case */
    int is_measured;         /* now, and not long ago */
};

/* What to compare of a side: filters are the caller's. */
struct tare_versus_choice {
    const struct tare_words *filters;
    const struct tare_options *options;
};

struct tare_choice tare_versus_chosen(const struct tare_versus_choice *choice);

/* Makes sure that there is a folder for the copies. */
int tare_versus_copy_folder(struct tare_versus *versus, struct tare_err *err);

/* The cases of the executables. */
int tare_versus_executables(struct tare_versus *versus, unsigned which,
                            const struct tare_words *paths,
                            const struct tare_versus_choice *choice,
                            struct tare_err *err);

/*
 * The cases of the executables that are kept with a baseline.  Where they
 * cannot run here, it fails with TARE_EBASELINE and says why; *is_damaged
 * tells whether that is for a file that is not what was kept.
 */
int tare_versus_baseline(struct tare_versus *versus, unsigned which,
                         const char *name,
                         const struct tare_versus_choice *choice,
                         int *is_damaged, struct tare_err *err);

/* Any of these by the name of an executable or of a baseline. */
int tare_versus_name(struct tare_versus *versus, unsigned which, char *name,
                     const struct tare_versus_choice *choice,
                     struct tare_err *err);

/* Measures, and judges. */
int tare_versus_duel(struct tare_versus *versus,
                     const struct tare_options *options, struct tare_err *err);

/* Judges versus->run, a duel: the record says all there is to say, but for what
 * is noted already. */
void tare_versus_judge(struct tare_versus *versus);

/* How the sides are called in what is shown. */
void tare_versus_call(struct tare_versus *versus, const char *old,
                      const char *new);

/*
 * The new side against a baseline: a duel with what the baseline keeps, or,
 * where that is asked for or cannot run here, a run whose numbers are compared.
 */
int tare_versus_against(struct tare_versus *versus, const char *name,
                        const struct tare_versus_choice *choice,
                        struct tare_err *err);

/* Judges by the numbers of two saved runs: versus->base and versus->run. */
void tare_versus_numbers(struct tare_versus *versus,
                         const struct tare_options *options);

/* Two saved runs by name; new NULL: a saved duel, judged again. */
int tare_versus_records(struct tare_versus *versus, const char *old,
                        const char *new,
                        const struct tare_versus_choice *choice,
                        struct tare_err *err);

/* One saved run as versus->run; a duel is judged again. */
int tare_versus_one_record(struct tare_versus *versus, const char *name,
                           const struct tare_versus_choice *choice,
                           int *is_duel, struct tare_err *err);

/* Judges the saved duel of that file once more. */
int tare_versus_replay(struct tare_versus *versus, const char *name,
                       const struct tare_versus_choice *choice,
                       struct tare_err *err);

/* How much of saved runs is needed: verdicts are made of launches, exports
 * and reports want to know of samples too. */
enum tare_load_depth tare_versus_depth(const struct tare_options *options);

/* A saved run by the name of its file or of a baseline. */
int tare_versus_load(struct tare_run *run, const char *name,
                     const struct tare_options *options,
                     enum tare_load_depth depth, struct tare_err *err);

/* OLD NEW [FILTER...], the operands: executables or baselines meet, records
 * are compared. */
int tare_versus_operands(struct tare_versus *versus,
                         const struct tare_options *options,
                         struct tare_err *err);

/* Leaves of a saved run the cases that are chosen. */
int tare_versus_choose(struct tare_run *run,
                       const struct tare_versus_choice *choice,
                       struct tare_err *err);

/* Shows and saves; the status that the comparison deserves. */
int tare_versus_conclude(struct tare_versus *versus,
                         const struct tare_options *options,
                         struct tare_err *err);

/* Makes of versus->run, which is a duel, a run of the new side alone. */
void tare_versus_take_new(struct tare_versus *versus);

void tare_versus_release(struct tare_versus *versus);

#endif
