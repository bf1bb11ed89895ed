/* SPDX-License-Identifier: MIT */
/*
 * What was measured so far, in root/journal/NAME.jsonl: a head, then a line for
 * each launch or pair that has ended, written while nothing is timed.  After an
 * interruption, whatever its kind, the coordinator does all again from the
 * beginning, and the launches of the journal take the place of real ones; when
 * they are used up it is where it was, and goes on.
 *
 *     tare_journal_open(&journal, root, name, err);
 *     found = tare_journal_load(&journal, &head, err);
 *     status = found ? tare_journal_go_on(&journal, now, err)
 *                    : tare_journal_begin(&journal, &head, err);
 *     ... tare_journal_next(), or tare_journal_log() and tare_journal_commit()
 *     tare_journal_close(&journal, is_saved);
 *
 * A last line that is not whole is as if it had not been.  Whoever has a journal
 * open holds a lock on it.  NULL is a journal of which nothing is kept.
 */
#ifndef TARE_STORE_JOURNAL_H
#define TARE_STORE_JOURNAL_H

#include "store/folder.h"
#include "store/journal_line.h"

struct tare_journal {
    char *path;          /* owned; NULL: it is not open */
    char *trouble;       /* why nothing more is written; NULL: it is; owned */
    struct tare_err err; /* why the run cannot go on; the code is 0: it can */
    char **resumed;      /* when it was gone on with so far; owned */
    size_t resumed_count;
    size_t launches; /* that were read */
    struct tare_spent spent;
    uint64_t elapsed_ns; /* when the last of these had ended */
    /* private */
    struct tare_folder folder;
    char *name;
    int fd;
    char *bytes;                   /* that were read, */
    size_t size;                   /* as far as they are whole */
    size_t next;                   /* where the next line begins */
    size_t end;                    /* of the last line with launches */
    struct tare_journal_line line; /* that is being replayed */
    size_t at;
    struct tare_journal_line pending; /* that will be written */
    int has_weather, is_held;
    struct tare_weather weather;
    long flushed_s;
};

/* Makes what is missing, and locks it: TARE_EUSAGE when somebody else has. */
int tare_journal_open(struct tare_journal *journal, const char *root,
                      const char *name, struct tare_err *err);

/* 1 when there are launches to go on from, and then an empty head is filled in;
 * 0 for none, or an error. */
int tare_journal_load(struct tare_journal *journal,
                      struct tare_journal_head *head, struct tare_err *err);

/* Begins it anew. */
int tare_journal_begin(struct tare_journal *journal,
                       const struct tare_journal_head *head,
                       struct tare_err *err);

/* Goes on behind what was loaded; `now` is noted. */
int tare_journal_go_on(struct tare_journal *journal, const char *now,
                       struct tare_err *err);

/* Removes it when it is not needed any more; else it is on the disk then. */
void tare_journal_close(struct tare_journal *journal, int is_done);

/* ---- for the coordinator ------------------------------------------------- */

/* Whether there are launches that were read and not yet handed out. */
int tare_journal_is_replaying(const struct tare_journal *journal);

/* The launch that is next, which has to be of that case: borrowed until the next
 * call.  NULL when there is none, or err says that it is of another. */
const struct tare_logged *tare_journal_next(struct tare_journal *journal,
                                            const char *id,
                                            enum tare_side side);

/* A launch that begins, to be filled in; borrowed until the next one.  NULL for
 * no journal. */
struct tare_logged *tare_journal_log(struct tare_journal *journal,
                                     const char *id, enum tare_side side);

/* Writes what was logged, unless it is held; `spent` is what the time went to
 * until then. */
void tare_journal_commit(struct tare_journal *journal,
                         const struct tare_spent *spent);

/* As if what was logged last had not been. */
void tare_journal_drop(struct tare_journal *journal);

/* From here on, what is logged belongs together: it is written when that ends, or
 * dropped. */
void tare_journal_hold(struct tare_journal *journal);
void tare_journal_let_go(struct tare_journal *journal);

/* Notes what the weather was at the beginning, or says what it was. */
void tare_journal_weather(struct tare_journal *journal,
                          struct tare_weather *weather);

#endif
