/* SPDX-License-Identifier: MIT */
#include "harness/launch/replay.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/launch/messages.h"
#include "store/alloc.h"

int tare_replay_note(struct tare_logged *logged,
                     const struct tare_message *message)
{
    if (logged != NULL)
        tare_logged_hear(logged, message->word, message->body.data,
                         message->body.size);
    return 1;
}

void tare_replay_note_end(struct tare_logged *logged,
                          const struct tare_session *session)
{
    const struct tare_end *end = &session->launched.end;

    if (logged == NULL)
        return;
    logged->status = end->status;
    logged->is_void = end->is_void;
    if (end->status != TARE_STATUS_OK)
        logged->reason = tare_strdup(end->reason);
    logged->output = tare_strdup(session->output);
    logged->folder = tare_strdup(session->folder);
    if (session->cpu >= 0)
        logged->cpu = session->cpu;
}

/* ---- hearing it again ---------------------------------------------------- */

static void recall_end(struct tare_end *end, const struct tare_logged *logged)
{
    end->status = logged->status;
    end->is_void = logged->is_void;
    snprintf(end->reason, sizeof end->reason, "%s",
             logged->reason != NULL ? logged->reason : "");
}

static void recall(struct tare_message *message, const struct tare_heard *heard)
{
    const struct tare_buf *bytes = &heard->bytes;

    tare_message_release(message);
    message->word = (enum tare_word)(unsigned char)bytes->data[0];
    tare_buf_add(&message->body, bytes->data + 1, bytes->size - 1);
}

int tare_replay_next(struct tare_session *session, struct tare_message *message)
{
    const struct tare_logged *logged = session->replayed;

    if (session->heard == logged->heard_count) {
        recall_end(&session->launched.end, logged);
        return 0;
    }
    recall(message, &logged->heard[session->heard++]);
    return 1;
}

void tare_replay_end(struct tare_session *session)
{
    recall_end(&session->launched.end, session->replayed);
    session->output = tare_strdup(session->replayed->output);
}

/* ---- what a meter made of a launch --------------------------------------- */

void tare_replay_note_results(struct tare_logged *logged,
                              const struct tare_results *results,
                              const char *refusal)
{
    struct tare_message message = { .word = TARE_WORD_RESULTS };

    if (logged == NULL)
        return;
    logged->refusal = tare_strdup(refusal);
    if (refusal != NULL)
        return;
    tare_put_results(&message, results);
    tare_put_parts(&message, results);
    tare_replay_note(logged, &message);
    tare_message_release(&message);
}

/* The last that was noted. */
static int recall_results(const struct tare_logged *logged,
                          struct tare_results *results)
{
    struct tare_message message = { 0 };
    int is_good = logged->heard_count > 0;

    if (is_good) {
        recall(&message, &logged->heard[logged->heard_count - 1]);
        tare_get_results(&message, results);
        tare_get_parts(&message, results);
        is_good = message.word == TARE_WORD_RESULTS && !message.bad;
    }
    tare_message_release(&message);
    return is_good ? 0 : -1;
}

/* Set-up is what was said of it. */
static void recall_set_up(struct tare_session *session,
                          const struct tare_logged *logged)
{
    for (size_t i = 0; i < logged->heard_count; i++) {
        struct tare_message message = { 0 };

        recall(&message, &logged->heard[i]);
        if (message.word == TARE_WORD_READY)
            session->setup_ns = tare_get_setup_ns(&message);
        tare_message_release(&message);
    }
}

int tare_replay_results(struct tare_session *session,
                        const struct tare_logged *logged,
                        struct tare_results *results, char *reason, size_t size)
{
    *session = (struct tare_session){ .cpu = logged->cpu >= 0 ? (int)logged->cpu
                                                              : -1 };
    recall_end(&session->launched.end, logged);
    recall_set_up(session, logged);
    session->output = tare_strdup(logged->output);
    if (logged->refusal == NULL && !logged->is_void &&
        recall_results(logged, results) == 0)
        return 0;
    snprintf(reason, size, "%s",
             logged->refusal != NULL ? logged->refusal : "");
    return -1;
}
