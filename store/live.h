/* SPDX-License-Identifier: MIT */
/*
 * Where a run is, for whoever watches it: shown as a line, and written to the
 * status file, which is one JSON object (docs/watching.md).
 *
 *     tare_live_save(&live, path, err);         the run, now and then
 *
 *     status = tare_live_load(&live, path, err);  somebody else
 *     tare_live_release(&live);
 */
#ifndef TARE_STORE_LIVE_H
#define TARE_STORE_LIVE_H

#include <stddef.h>

#include "store/fail.h"

enum tare_live_state {
    TARE_LIVE_RUNNING,
    TARE_LIVE_FINISHED, /* with status 0 */
    TARE_LIVE_FAILED,   /* with another one */
    TARE_LIVE_INTERRUPTED
};

/* Of a run only those that failed; the others are of a duel, and may change
 * until it ends. */
struct tare_live_verdicts {
    size_t regressed, improved, unchanged, inconclusive;
    size_t suspected; /* not decided, but look changed */
    size_t failed;
};

/* Texts are owned if it was loaded, else borrowed. */
struct tare_live {
    unsigned pid;
    size_t pid_started;    /* store/process.h */
    const char *pid_space; /* likewise */
    const char *started;
    enum tare_live_state state;
    double exit; /* status; NaN while it runs */
    const char *phase;
    const char *case_id; /* what comes next, or is measured; may be NULL */
    size_t done, count, round;
    double elapsed_s, left_s; /* left: at most; NaN: not known */
    struct tare_live_verdicts verdicts;
};

/* "running" and so on, as in the file. */
const char *tare_live_state_name(enum tare_live_state state);

/* The object on one line, in ASCII, without the newline.  Returned. */
char *tare_live_text(const struct tare_live *live);

/* Replaces the file: a reader finds the old object or the new one.  It is not
 * flushed to disk: after a power cut there is no run to watch. */
int tare_live_save(const struct tare_live *live, const char *path,
                   struct tare_err *err);

/* Of an all-zero struct.  Nothing in the file is trusted. */
int tare_live_load(struct tare_live *live, const char *path,
                   struct tare_err *err);
void tare_live_release(struct tare_live *live);

#endif
