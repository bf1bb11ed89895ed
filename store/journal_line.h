/* SPDX-License-Identifier: MIT */
/*
 * A line of a journal: a launch or a pair of them, as the coordinator heard it.
 * What a launch said is kept as it came, so that whoever reads it again treats
 * it with the same distrust; docs/format.md has the members.
 */
#ifndef TARE_STORE_JOURNAL_LINE_H
#define TARE_STORE_JOURNAL_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "store/buf.h"
#include "store/fail.h"
#include "store/record.h"

/* A message of a launch: a byte that says what it is, and what is in it. */
struct tare_heard {
    struct tare_buf bytes;
};

struct tare_logged {
    char *id;
    enum tare_side side;
    int is_void;                   /* called off, and repeated */
    uint64_t opened_ns, closed_ns; /* since the run began */
    double cpu;                    /* NaN: not pinned */
    enum tare_status status;       /* how it ended, and why not well */
    char *reason, *output;
    char *folder;  /* of the copy that it was launched from; NULL: the file */
    char *refusal; /* why a meter got nothing of it; NULL: it did, or is none */
    struct tare_heard *heard; /* owned */
    size_t heard_count;
};

struct tare_journal_line {
    struct tare_logged *launches; /* owned */
    size_t count;
    struct tare_spent spent; /* on everything until then */
    int has_weather;
    struct tare_weather weather; /* found at the beginning */
    char *resumed;               /* when the run went on; NULL: it did not */
};

void tare_logged_hear(struct tare_logged *logged, unsigned word,
                      const void *bytes, size_t size);

/* As one line with its newline; returned.  It needs no locale and ends in a
 * checksum. */
char *tare_journal_line_text(const struct tare_journal_line *line);

/* Reads the one that begins at `at` and is size bytes long, without a newline,
 * into an empty one.  `name` and `bytes` are the file, for messages. */
int tare_journal_line_read(struct tare_journal_line *line, const char *name,
                           const char *bytes, const char *at, size_t size,
                           struct tare_err *err);
void tare_journal_line_release(struct tare_journal_line *line);

/* ---- the first line ------------------------------------------------------ */

/* What a journal belongs to: a run that has not measured anything yet, and what
 * was asked of it, as texts "WHAT: VALUE". */
struct tare_journal_head {
    struct tare_run run;
    char **asked; /* owned, as are the strings */
    size_t count;
};

char *tare_journal_head_text(const struct tare_journal_head *head);
int tare_journal_head_read(struct tare_journal_head *head, const char *name,
                           const char *bytes, size_t size,
                           struct tare_err *err);
void tare_journal_head_release(struct tare_journal_head *head);

#endif
