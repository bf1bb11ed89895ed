/* SPDX-License-Identifier: MIT */
/*
 * A launch as it is in a journal: noted while it runs, and heard again later.
 * What it said goes through the same checks then, and leads to the same results.
 */
#ifndef TARE_HARNESS_REPLAY_H
#define TARE_HARNESS_REPLAY_H

#include "harness/launch/session.h"

/* Notes what was heard, where that is wanted; 1. */
int tare_replay_note(struct tare_logged *logged,
                     const struct tare_message *message);

/* Notes how it ended. */
void tare_replay_note_end(struct tare_logged *logged,
                          const struct tare_session *session);

/* What the launch said next; 0 when that was all, and then the end is known. */
int tare_replay_next(struct tare_session *session,
                     struct tare_message *message);

/* How it ended, and what it had printed. */
void tare_replay_end(struct tare_session *session);

/* ---- what a meter made of a launch --------------------------------------- */

/* Notes the results that the meter has added to, or why there are none. */
void tare_replay_note_results(struct tare_logged *logged,
                              const struct tare_results *results,
                              const char *refusal);

/* These results, instead of all that led to them, and how the session was; 0,
 * or -1 when there are none, with the reason. */
int tare_replay_results(struct tare_session *session,
                        const struct tare_logged *logged,
                        struct tare_results *results, char *reason,
                        size_t size);

#endif
