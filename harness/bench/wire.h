/* SPDX-License-Identifier: MIT */
/*
 * The words between coordinator and launch: small messages over a packet
 * socket, so that each arrives whole or not at all.  A baseline's executable
 * may be years older than the coordinator, so the header carries a version;
 * and a benchmark may write anything anywhere, so nothing received is trusted:
 * reading past the end of a message yields zeros and marks it bad.
 *
 *     coordinator   HELLO?            OPEN           RUN          STOP
 *     launch        HELLO     CASES*          READY      PROFILE*      DONE
 *                                                       RESULTS
 *                   (or SKIPPED, FAILED, FAULT at any time)
 */
#ifndef TARE_HARNESS_WIRE_H
#define TARE_HARNESS_WIRE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "store/buf.h"

enum {
    TARE_WIRE_VERSION = 2,
    TARE_WIRE_MAX = 150000
};

/* A launch is recognised by this name as its argv[0], always as long; argv[1]
 * is the number of the channel's descriptor. */
#define TARE_LAUNCH_NAME "tare-launch"

enum tare_word {
    TARE_WORD_LIST = 1, /* to the launch: tell your cases */
    TARE_WORD_OPEN,     /* to the launch: set this case up */
    TARE_WORD_RUN,      /* to the launch: run these samples */
    TARE_WORD_STOP,     /* to the launch: no more, tear down */
    TARE_WORD_HELLO,    /* from here on: to the coordinator */
    TARE_WORD_CASE,     /* one case of the list */
    TARE_WORD_END,      /* the list is complete */
    TARE_WORD_READY,    /* set-up done, the loop waits */
    TARE_WORD_RESULTS,  /* the samples asked for */
    TARE_WORD_DONE,     /* torn down, about to exit */
    TARE_WORD_SKIPPED,  /* with a reason */
    TARE_WORD_FAILED,   /* with a reason */
    TARE_WORD_FAULT,    /* dying of a signal, with what is known */
    TARE_WORD_FIXTURE,  /* where is it, and the answer */
    TARE_WORD_BUILT,    /* the fixture that was asked for last */
    TARE_WORD_PROFILE   /* a part of a profile, before the results */
};

/* A message being built or read. */
struct tare_message {
    enum tare_word word;
    pid_t
        sender; /* as it calls itself, perhaps in a PID namespace of its own */
    pid_t process; /* as the kernel calls it here; 0: not told */
    struct tare_buf body;
    size_t at; /* reading position */
    int bad;   /* read past the end */
};

void tare_message_release(struct tare_message *message);

void tare_put_u64(struct tare_message *message, uint64_t value);
void tare_put_double(struct tare_message *message, double value);
void tare_put_text(struct tare_message *message, const char *text);

uint64_t tare_get_u64(struct tare_message *message);
double tare_get_double(struct tare_message *message);
/* Returned: the caller frees.  NULL stays NULL. */
char *tare_get_text(struct tare_message *message);
/* Whether nothing more is in it: a later version may have added to the end of
 * a message, and an earlier one sends it without. */
int tare_get_is_over(const struct tare_message *message);

/* Sends; 0, or -1 with errno. */
int tare_message_send(int channel, const struct tare_message *message);

enum tare_received {
    TARE_RECEIVED,         /* a message */
    TARE_RECEIVED_END,     /* the other side is gone */
    TARE_RECEIVED_NOTHING, /* with MSG_DONTWAIT: not yet */
    TARE_RECEIVED_GARBAGE, /* something that is no message of ours */
    TARE_RECEIVED_VERSION  /* a message of another version: body.size is it */
};

/* From now on what is received says which process has sent it. */
void tare_message_ask_process(int channel);

/* Receives into an empty message; flags as for recv(2). */
enum tare_received
tare_message_receive(int channel, struct tare_message *message, int flags);

#endif
