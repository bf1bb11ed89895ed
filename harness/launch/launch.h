/* SPDX-License-Identifier: MIT */
/*
 * One launch seen from the coordinator: a fresh process, the channel to it,
 * and how it ended.  The only place that spawns, waits and kills.
 *
 *     struct tare_launched launched;
 *     if (tare_launch_start(&launched, &start, err) < 0) ...
 *     while (tare_launch_receive(&launched, &message, limit_s)) ...
 *     tare_launch_finish(&launched, limit_s);
 *     if (launched.end.status != TARE_STATUS_OK) ...
 *
 * Whatever the process does, after finish nothing of it is left: no process,
 * no descriptor.
 */
#ifndef TARE_HARNESS_LAUNCH_H
#define TARE_HARNESS_LAUNCH_H

#include <sys/types.h>

#include "harness/bench/wire.h"
#include "harness/launch/environment.h"
#include "store/fail.h"
#include "store/record.h"

enum {
    TARE_OUTPUT_TAIL = 2048,
    TARE_PADDING_MAX = 4080
};

/* How a launch ended; status TARE_STATUS_OK as long as nothing is wrong. */
struct tare_end {
    enum tare_status status;
    char reason[480];
    int is_void; /* ended by us for an outside cause: to be repeated, or not */
};

struct tare_launched {
    pid_t pid;
    const char *launcher; /* the command it was started through; NULL: none */
    pid_t speaker; /* whom its messages must come from; 0: not known yet */
    pid_t process; /* the same, as it is called here; 0: not known */
    int pid_fd;    /* -1 where the kernel has none */
    int channel, output;
    int has_exited, wait_status;
    int has_overflowed; /* it said its stack had run out */
    int is_done;        /* it said it was done */
    int echo;           /* pass its output on to stderr */
    struct tare_end end;
    char tail[TARE_OUTPUT_TAIL]; /* the last of its output, a ring */
    size_t tail_total;           /* bytes it has printed in all */
};

int tare_launch_start(struct tare_launched *launched,
                      const struct tare_start *start, struct tare_err *err);

/* Waits for the next message; 0 when none will come, and then end says why,
 * unless the launch was done and has simply exited. */
int tare_launch_receive(struct tare_launched *launched,
                        struct tare_message *message, double limit_s);

/* 0, or -1 when the launch cannot be reached; receive will tell why. */
int tare_launch_send(struct tare_launched *launched,
                     const struct tare_message *message);

/* Gives the process time to exit, then ends it; sets end when something was
 * wrong with that, unless it is set already. */
void tare_launch_finish(struct tare_launched *launched, double limit_s);

/* Notes a bad end, unless one is noted already. */
void tare_launch_blame(struct tare_launched *launched, enum tare_status status,
                       const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The last output as valid text; NULL for none.  Returned. */
char *tare_launch_output(const struct tare_launched *launched);

#endif
