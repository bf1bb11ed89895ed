/* SPDX-License-Identifier: MIT */
/*
 * What a run did when, kept in memory until it is over; nothing is written
 * meanwhile.  It never grows beyond what the file may hold: then samples that
 * nothing disturbed are left out, of more and more launches, then the other
 * samples, then launches; what stays of each is spread evenly over the run.
 * report/export/trace_file.h writes it.
 */
#ifndef TARE_STORE_TRACE_H
#define TARE_STORE_TRACE_H

#include <stddef.h>
#include <stdint.h>

#include "store/record.h"

/* Of the file, in bytes. */
#define TARE_TRACE_SIZE_MAX ((size_t)5000000)

/* Those that matter least come first. */
enum tare_trace_rank {
    TARE_TRACE_QUIET,     /* a sample */
    TARE_TRACE_DISTURBED, /* a sample too */
    TARE_TRACE_LAUNCH,    /* or a part of one, which has no id */
    TARE_TRACE_PHASE,     /* of the coordinator */
    TARE_TRACE_RANKS
};

struct tare_trace_event {
    enum tare_trace_rank rank;
    const char *what; /* a text that stays */
    char *id;         /* owned; of the case of a launch; set by add */
    uint64_t number;  /* of the launch, or of a round; 0: none */
    enum tare_side side;
    int cpu; /* negative: any */
    uint64_t begin_ns, end_ns;
    struct tare_sample sample;
    uint64_t ordinal; /* set by add: by which it stays or goes */
};

/* All zero is empty. */
struct tare_trace {
    uint64_t start_ns;               /* the moment 0 */
    struct tare_trace_event *events; /* owned, and their ids */
    size_t count;
    size_t size;       /* of the file, at most */
    uint64_t launches; /* that have a number */
    uint64_t phases;
    uint64_t strides[TARE_TRACE_RANKS]; /* each so many-th stays; 0: all */
    size_t kept[TARE_TRACE_RANKS], left_out[TARE_TRACE_RANKS];
};

/* With a copy of the id, which is NULL for what is no launch.  A trace that is
 * NULL keeps nothing. */
void tare_trace_add(struct tare_trace *trace,
                    const struct tare_trace_event *event, const char *id);
void tare_trace_release(struct tare_trace *trace);

#endif
