/* SPDX-License-Identifier: MIT */
/*
 * The pairs of a duel under the rule of stats/sequential.h.
 *
 * A series is one measure of one case that both sides have.  Its pairs are
 * read from the record itself, so what decides while the duel runs and what a
 * replay computes years later from the file is the same.
 *
 *     tare_pairs_make(&pairs, run);
 *     whenever pairs were added: tare_pairs_look(&pairs, i);
 *     tare_pairs_conclude(&pairs);
 *     ... pairs.rulings[i] says what became of series i
 */
#ifndef TARE_HARNESS_PAIRS_H
#define TARE_HARNESS_PAIRS_H

#include "stats/controls.h"
#include "stats/layouts.h"
#include "stats/sequential.h"
#include "store/record.h"

/* The ids of the controls among the run's references. */
#define TARE_CONTROL_SILENT "tare/control/silent"
#define TARE_CONTROL_SLOWER "tare/control/slower"

struct tare_series {
    const struct tare_case *sides[2]; /* old, new; borrowed */
    const char *measure;              /* borrowed */
    const struct tare_rule *rule;     /* of its threshold */
};

/* All series of a run.  Those of the controls come last. */
struct tare_pairs {
    struct tare_series *items;
    struct tare_ruling *rulings;  /* one for each series */
    struct tare_layouts *layouts; /* likewise; at the last look, and when
                                      concluded, of all pairs */
    size_t count;
    size_t judged; /* those before the controls */
    struct tare_rule *rules;
    const struct tare_rule **rule_of; /* of each series */
    size_t rule_count;
    double *ratios, *scratch;
    unsigned *drawn[2]; /* layouts of the pairs, old and new */
};

/* The series of everything of which there is a pair, of one shard (0 where
 * nothing was merged); the run stays where it is, with its cases and references,
 * as long as the pairs are used. */
void tare_pairs_make(struct tare_pairs *pairs, const struct tare_run *run,
                     size_t shard);

/* How many pairs there are. */
size_t tare_series_count(const struct tare_series *series);

/* Looks as often as its pairs allow. */
void tare_pairs_look(struct tare_pairs *pairs, size_t index);

/* The series whose alarm wants fresh pairs, into chosen (room for count), and
 * how many; *wide as in stats/priority.h. */
size_t tare_pairs_alarmed(const struct tare_pairs *pairs, size_t *chosen,
                          enum tare_ruling_verdict *wide);

/* How many pairs in all confirm the alarm of a series. */
size_t tare_pairs_wanted(const struct tare_pairs *pairs, size_t index);

/* Confirms the alarms for which the pairs are there, and ends all else. */
void tare_pairs_conclude(struct tare_pairs *pairs);

/* What the controls say; of one that was not run, nothing: p is NaN, blind is
 * set. */
struct tare_controls tare_pairs_controls(struct tare_pairs *pairs);

/* The series of that control, or NULL when it was not run. */
const struct tare_ruling *tare_pairs_control(const struct tare_pairs *pairs,
                                             const char *id);

void tare_pairs_release(struct tare_pairs *pairs);

#endif
