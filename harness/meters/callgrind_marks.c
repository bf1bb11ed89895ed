/* SPDX-License-Identifier: MIT */
#include "harness/meters/callgrind_marks.h"

#include <stdlib.h>

#include "harness/bench/bench.h"

static const struct tare_reading told_stretches = { TARE_COUNTING_STRETCHES, "",
                                                    "", TARE_KIND_EVIDENCE, 0 };
static const struct tare_reading told_loop = { TARE_COUNTING_LOOP, "", "",
                                               TARE_KIND_EVIDENCE, 0 };

static unsigned stretches;

/* What they do differs, or a linker might make one function of both. */
static volatile unsigned long begun, ended;

__attribute__((noinline, used)) void tare_counting_begins(void)
{
    begun++;
}

__attribute__((noinline, used)) void tare_counting_ends(void)
{
    ended++;
}

static void start(struct tare *t)
{
    (void)t;
    stretches++;
    tare_counting_begins();
}

static void stop(struct tare *t)
{
    (void)t;
    tare_counting_ends();
}

static void take(struct tare_threads *threads, unsigned index)
{
    int is_batched = threads->members[0].items != NULL;

    tare_threads_read(threads, index, &told_stretches, stretches);
    tare_threads_read(threads, index, &told_loop,
                      is_batched ? TARE_COUNTING_BATCHED : TARE_COUNTING_PLAIN);
    stretches = 0;
}

/* ---- what is the harness's own ------------------------------------------- */

/* Nothing between two pauses.  The first time, other things may happen. */
static void weigh_pause(struct tare *t)
{
    for (int i = 0; i < TARE_COUNTING_PAUSES; i++) {
        t->paused_at_ns = 1;
        tare_resume(t);
        tare_pause(t);
    }
    t->paused_at_ns = 0;
}

static void make_nothing(void *item, void *context)
{
    (void)item;
    (void)context;
}

/* Batches of which nothing is used, in the middle of a sample: the stretch
 * that the first call ends has not begun, and that which the last begins is
 * never ended. */
static void weigh_batches(struct tare *t)
{
    t->state = TARE_STATE_SAMPLE;
    t->remaining = TARE_COUNTING_BATCHES;
    for (int i = 0; i < TARE_COUNTING_BATCHES; i++) {
        tare_batch_next_(t, 0, sizeof(void *), make_nothing, NULL, NULL);
        tare_batch_items_(t);
    }
    free(t->items);
}

static int weigh(struct tare_threads *threads, const char *events, char *reason,
                 size_t size)
{
    static struct tare_threads nobody;
    struct tare t = { .threads = &nobody };

    (void)threads;
    (void)events;
    (void)reason;
    (void)size;
    nobody.count = 1;
    nobody.request.batch = 1;
    nobody.meters[nobody.meter_count++] = &tare_callgrind_marks_inside;
    weigh_pause(&t);
    weigh_batches(&t);
    stretches = 0;
    return 0;
}

const struct tare_meter_inside tare_callgrind_marks_inside = {
    .open = weigh, .start = start, .stop = stop, .take = take
};
