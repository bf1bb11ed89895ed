/* SPDX-License-Identifier: MIT */
/*
 * The pairs of a duel under the rule of stats/sequential.h.
 *
 * A track is one measure of one case that both sides have.  Its pairs are
 * read from the record itself, so what decides while the duel runs and what a
 * replay computes years later from the file is the same.
 *
 *     tare_tracks_make(&tracks, run);
 *     whenever pairs were added: tare_tracks_look(&tracks, i);
 *     tare_tracks_conclude(&tracks);
 *     ... tracks.contests[i] says what became of track i
 */
#ifndef TARE_HARNESS_TRACKS_H
#define TARE_HARNESS_TRACKS_H

#include "stats/controls.h"
#include "stats/layouts.h"
#include "stats/sequential.h"
#include "store/record.h"

/* The ids of the controls among the run's references. */
#define TARE_CONTROL_SILENT "tare/control/silent"
#define TARE_CONTROL_SLOWER "tare/control/slower"

struct tare_track {
    const struct tare_case *sides[2]; /* old, new; borrowed */
    const char *measure;              /* borrowed */
    const struct tare_rule *rule;     /* of its threshold */
};

/* All of a run.  The tracks of the controls come last. */
struct tare_tracks {
    struct tare_track *items;
    struct tare_contest *contests; /* one for each track */
    struct tare_layouts *layouts;  /* likewise; at the last look, and when
                                      concluded, of all pairs */
    size_t count;
    size_t judged; /* those before the controls */
    struct tare_rule *rules;
    size_t rule_count;
    double *pairs, *scratch;
    unsigned *drawn[2]; /* layouts of the pairs, old and new */
};

/* The tracks of everything of which there is a pair; the run stays where it
 * is, with its cases and references, as long as the tracks are used. */
void tare_tracks_make(struct tare_tracks *tracks, const struct tare_run *run);

/* How many pairs there are. */
size_t tare_track_pairs(const struct tare_track *track);

/* Looks as often as its pairs allow. */
void tare_tracks_look(struct tare_tracks *tracks, size_t index);

/* The tracks whose alarm wants fresh pairs, into chosen (room for count), and
 * how many; *wide as in stats/priority.h. */
size_t tare_tracks_alarmed(const struct tare_tracks *tracks, size_t *chosen,
                           enum tare_contest_verdict *wide);

/* How many pairs in all confirm the alarm of a track. */
size_t tare_tracks_wanted(const struct tare_tracks *tracks, size_t index);

/* Confirms the alarms for which the pairs are there, and ends all else. */
void tare_tracks_conclude(struct tare_tracks *tracks);

/* What the controls say; of one that was not run, nothing: p is NaN, blind is
 * set. */
struct tare_controls tare_tracks_controls(struct tare_tracks *tracks);

/* The track of that control, or NULL when it was not run. */
const struct tare_contest *tare_tracks_control(const struct tare_tracks *tracks,
                                               const char *id);

void tare_tracks_release(struct tare_tracks *tracks);

#endif
