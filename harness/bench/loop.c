/* SPDX-License-Identifier: MIT */
/* The functions of tare.h by which a running benchmark is measured. */
#include "harness/bench/bench.h"

#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/clock.h"
#include "harness/machine/probe.h"
#include "store/alloc.h"

/* ---- meeting ------------------------------------------------------------- */

/* Waits for the other members, and goes where they went if one has left. */
static void meet(struct tare *t)
{
    struct tare_conductor *conductor = t->threads->conductor;

    if (!tare_threads_meet(t->threads))
        conductor->leave(conductor, TARE_LEAVE_WITH_OTHERS, NULL);
}

/* ---- the loop ------------------------------------------------------------ */

/* The clock of the stretch that ends now. */
static double stretch_ns(const struct tare *t, uint64_t now_ns)
{
    /* subtracted as integers: after 104 days of uptime a double rounds them */
    return (double)(int64_t)(now_ns - t->start_ns) - t->paused_ns;
}

/* The same of a whole sample: where that is one iteration, it matters what the
 * clock itself takes. */
static double sample_ns(const struct tare *t, uint64_t now_ns)
{
    double spent_ns = stretch_ns(t, now_ns);

    if (t->threads->cold == TARE_COLD_NONE)
        return spent_ns;
    return fmax(spent_ns - t->threads->clock_cost_ns, 0);
}

/* A stretch of spent_ns has just ended: makes it longer where launches are to
 * be slower than they are (tare trial), and returns how long it is now.  What
 * the waiting is too long does not count, or short stretches would be slowed
 * down by more than was asked for. */
static double slow_down(const struct tare *t, double spent_ns, uint64_t now_ns)
{
    double extra_ns = spent_ns * t->threads->slowdown;

    if (!(extra_ns > 0))
        return spent_ns;
    while ((double)(tare_clock_now_ns() - now_ns) < extra_ns) {
    }
    return spent_ns + extra_ns;
}

/* Gauges count only what the clock sees. */
static void start_meters(struct tare *t)
{
    for (unsigned i = 0; i < t->threads->meter_count; i++)
        if (t->threads->meters[i]->start != NULL)
            t->threads->meters[i]->start(t);
}

static void stop_meters(struct tare *t)
{
    for (unsigned i = t->threads->meter_count; i-- > 0;)
        if (t->threads->meters[i]->stop != NULL)
            t->threads->meters[i]->stop(t);
}

/* Nothing but the clock after this. */
static void start_stretch(struct tare *t)
{
    t->paused_ns = 0;
    t->start_ns = tare_clock_now_ns();
}

/* Another member may leave instead of starting: then nobody will. */
static void be_patient(struct tare *t)
{
    struct tare_conductor *conductor = t->threads->conductor;

    if (atomic_load(&t->threads->is_leaving))
        conductor->leave(conductor, TARE_LEAVE_WITH_OTHERS, NULL);
    sched_yield();
}

/* Lets all members go at the same moment, when `ready` has been counted up to
 * that many.  They have met, so each is awake; where there are more of them
 * than CPUs, yielding lets the last one come. */
static void assemble(struct tare *t, unsigned many)
{
    struct tare_threads *threads = t->threads;

    if (t->thread == 0) {
        while (atomic_load(&threads->ready) != many - 1)
            be_patient(t);
        threads->start_ns = tare_clock_now_ns();
        atomic_store(&threads->ready, many);
    } else {
        atomic_fetch_add(&threads->ready, 1);
        for (unsigned spins = 0; atomic_load(&threads->ready) < many; spins++)
            if (spins > 1000)
                be_patient(t);
    }
}

/* What it takes is no CPU time of the sample. */
static void empty_caches(struct tare *t)
{
    struct tare_threads *threads = t->threads;
    uint64_t begin_ns = tare_clock_now_ns();
    int status;

    if (tare_cold_refusal() != NULL)
        tare_skip(t, "%s", tare_cold_refusal());
    status = tare_cold_make(threads->cold);
    if (status < 0)
        tare_fail(t, "its caches cannot be emptied: %s", strerror(-status));
    threads->miss_ns = tare_cold_miss_ns();
    threads->before.cpu_ns = (double)tare_clock_cpu_ns();
    threads->results.aside_ns += (double)(tare_clock_now_ns() - begin_ns);
}

/* Outside the clock, and after all threads have made what they need. */
static void make_cold(struct tare *t)
{
    if (t->threads->cold == TARE_COLD_NONE)
        return;
    meet(t);
    if (t->thread == 0)
        empty_caches(t);
    meet(t);
}

/* Gauges start when all are there, so that they see little of the waiting. */
static void start_together(struct tare *t)
{
    struct tare_threads *threads = t->threads;
    unsigned many = threads->count;

    make_cold(t);
    if (many > 1 && threads->meter_count > 0) {
        assemble(t, many);
        many += threads->count;
    }
    start_meters(t);
    if (threads->count == 1) {
        start_stretch(t);
        threads->start_ns = t->start_ns;
        return;
    }
    assemble(t, many);
    t->paused_ns = 0;
    t->start_ns = threads->start_ns;
}

static void probe_done(const struct tare *t)
{
    double time_ns =
        atomic_load(&t->threads->is_by_hand) ? t->by_hand_ns : t->elapsed_ns;

    TARE_PROBE3(sample__done, t->threads->identity->id, t->threads->index,
                fmax(time_ns, 0));
}

/* Writes the sample down and finds out how long the next one is. */
static uint64_t next_sample(struct tare *t)
{
    struct tare_threads *threads = t->threads;

    if (t->state == TARE_STATE_SAMPLE)
        probe_done(t);
    meet(t);
    if (t->thread == 0) {
        if (t->state == TARE_STATE_SAMPLE)
            tare_threads_finish_sample(threads);
        atomic_store(&threads->ready, 0);
        tare_threads_prepare_sample(threads);
    }
    meet(t);
    t->stretches_ns = 0;
    t->stretches.count = 0;
    t->stretches.iterations = 0;
    t->stretches.spent_ns = 0;
    t->by_hand_ns = 0;
    t->state = threads->iterations > 0 ? TARE_STATE_SAMPLE : TARE_STATE_OVER;
    if (threads->iterations == 0)
        return 0;
    if (t->reset != NULL)
        t->reset(t->reset_context);
    TARE_PROBE3(sample__start, threads->identity->id, threads->index,
                threads->iterations);
    return threads->iterations;
}

static void check_left(struct tare *t, uint64_t left)
{
    if (left != 0)
        tare_fail(t, "left TARE_LOOP before it was done (by break)");
    if (t->state == TARE_STATE_OVER)
        tare_fail(t, "entered a second TARE_LOOP; a benchmark has one");
    if (t->paused_at_ns != 0)
        tare_fail(t, "tare_pause() without tare_resume()");
}

/* Where iterations are timed alone: notes the one that has just ended, and
 * whether the stretch has another, which then begins. */
static int goes_on_alone(struct tare *t, uint64_t now_ns)
{
    struct tare_alone *alone = t->alone;
    double spent_ns = t->by_hand_ns - t->stretches_ns;

    if (alone == NULL)
        return 0;
    if (!atomic_load(&t->threads->is_by_hand))
        spent_ns = slow_down(t, fmax(stretch_ns(t, now_ns) - alone->cost_ns, 0),
                             now_ns);
    tare_log_histogram_add(&alone->histogram, spent_ns);
    t->elapsed_ns = t->stretches_ns += spent_ns;
    if (--alone->left == 0)
        return 0;
    start_stretch(t);
    return 1;
}

/* Notes that a stretch has ended, with so many iterations; short ones together. */
static void note_stretch(struct tare *t, uint64_t iterations, double spent_ns)
{
    struct tare_stretches *stretches = &t->stretches;
    uint64_t size = t->threads->request.stretch;

    t->elapsed_ns = t->stretches_ns += spent_ns;
    stretches->iterations += iterations;
    stretches->spent_ns += spent_ns;
    if (size == 0 || stretches->iterations < size ||
        stretches->count > TARE_STRETCHES_MAX)
        return;
    if (stretches->count < TARE_STRETCHES_MAX)
        stretches->iteration_ns[stretches->count] =
            stretches->spent_ns / (double)stretches->iterations;
    stretches->count++;
    stretches->iterations = 0;
    stretches->spent_ns = 0;
}

/* Ends the running stretch of a sample that has several, and begins the next, of so
 * many iterations; 0: that was the last. */
static uint64_t next_stretch(struct tare *t, uint64_t now_ns)
{
    double spent_ns = stretch_ns(t, now_ns) - t->threads->clock_cost_ns;
    uint64_t size = t->threads->request.stretch;

    note_stretch(t, t->running, slow_down(t, fmax(spent_ns, 0), now_ns));
    t->running = t->remaining < 2 * size ? t->remaining : size;
    t->remaining -= t->running;
    start_stretch(t);
    return t->running;
}

/* A sample in stretches, where it has enough of them; meters would count what is
 * between them. */
static uint64_t divide(struct tare *t, uint64_t iterations)
{
    const struct tare_threads *threads = t->threads;
    uint64_t size = threads->request.stretch;

    t->running = 0;
    if (size == 0 || iterations / size < TARE_STRETCHES_MIN ||
        threads->count > 1 || threads->meter_count > 0)
        return iterations;
    t->running = size;
    t->remaining = iterations - size;
    return size;
}

/* All iterations of a stretch at once, or the first of them. */
static uint64_t hand_out(struct tare *t, uint64_t iterations)
{
    if (t->alone == NULL || iterations == 0)
        return iterations;
    t->alone->left = iterations;
    start_stretch(t);
    return 1;
}

uint64_t tare_loop_next_(struct tare *t, uint64_t left)
{
    uint64_t now_ns = tare_clock_now_ns();
    uint64_t iterations;

    check_left(t, left);
    if (t->state == TARE_STATE_SAMPLE) {
        if (goes_on_alone(t, now_ns))
            return 1;
        if (t->running > 0 && next_stretch(t, now_ns) > 0)
            return t->running;
        stop_meters(t);
        if (t->alone == NULL && t->stretches.count == 0)
            t->elapsed_ns = slow_down(t, sample_ns(t, now_ns), now_ns);
    }
    iterations = divide(t, next_sample(t));
    if (iterations > 0)
        start_together(t);
    return hand_out(t, iterations);
}

/* ---- the batched loops --------------------------------------------------- */

enum {
    BATCH_BYTES_MAX = 64 << 20
};

/* How the items of a batch come and go; either make or draw. */
struct items {
    size_t size; /* 1 for an empty struct of GNU C */
    void (*make)(void *item, void *context);
    void (*draw)(struct tare *t, void *item, void *context);
    void (*release)(void *item, void *context);
    void *context;
};

static void make_room(struct tare *t, size_t size)
{
    if (t->capacity >= size)
        return;
    free(t->items);
    t->kept = 0;
    t->capacity = (size + 63) / 64 * 64;
    t->items = aligned_alloc(64, t->capacity); /* for any vector type */
    if (t->items == NULL)
        tare_die("out of memory (a batch of %zu bytes)", t->capacity);
}

static void make_items(struct tare *t, const struct items *items, uint64_t from,
                       uint64_t to)
{
    for (uint64_t i = from; i < to; i++) {
        char *item = t->items + i * items->size;

        if (items->draw != NULL)
            items->draw(t, item, items->context);
        else
            items->make(item, items->context);
    }
}

/* The few that a request wants, as often as there is room. */
static void repeat_items(struct tare *t, const struct items *items,
                         uint64_t few)
{
    few = few < t->made ? few : t->made;
    if (t->kept < few)
        make_items(t, items, t->kept, few);
    t->kept = t->kept > few ? t->kept : few;
    for (uint64_t i = few; i < t->made; i++)
        memcpy(t->items + i * items->size, t->items + (i - few) * items->size,
               items->size);
}

static void make_batch(struct tare *t, const struct items *items)
{
    const struct tare_request *request = &t->threads->request;
    size_t most = BATCH_BYTES_MAX / items->size + 1;
    uint64_t wanted = request->batch > 0 ? request->batch : 1;

    t->item_size = items->size;
    t->made = wanted < t->remaining ? wanted : t->remaining;
    t->made = t->made < most ? t->made : most;
    make_room(t, t->made * items->size);
    if (items->draw != NULL && request->inputs > 0) {
        repeat_items(t, items, request->inputs);
    } else {
        make_items(t, items, 0, t->made);
        t->kept = 0;
    }
    t->remaining -= t->made;
}

static void release_batch(struct tare *t, const struct items *items)
{
    for (uint64_t i = 0; items->release != NULL && i < t->made; i++)
        items->release(t->items + i * items->size, items->context);
    t->made = 0;
}

static void end_batch(struct tare *t, uint64_t now_ns)
{
    double spent_ns = stretch_ns(t, now_ns) - t->threads->clock_cost_ns;

    stop_meters(t);
    if (t->alone == NULL)
        note_stretch(t, t->made, slow_down(t, fmax(spent_ns, 0), now_ns));
}

static uint64_t next_batch(struct tare *t, uint64_t left, uint64_t now_ns,
                           const struct items *items)
{
    check_left(t, left);
    if (t->state == TARE_STATE_SAMPLE) {
        if (goes_on_alone(t, now_ns))
            return 1;
        end_batch(t, now_ns);
    }
    release_batch(t, items);
    if (t->remaining == 0) {
        t->remaining = next_sample(t);
        if (t->remaining == 0)
            return 0;
        make_batch(t, items);
        start_together(t);
    } else {
        make_batch(t, items);
        start_meters(t);
    }
    start_stretch(t);
    return hand_out(t, t->made);
}

uint64_t tare_batch_next_(struct tare *t, uint64_t left, size_t item_size,
                          void (*make)(void *item, void *context),
                          void (*release)(void *item, void *context),
                          void *context)
{
    uint64_t now_ns = tare_clock_now_ns();
    struct items items = { .size = item_size > 0 ? item_size : 1,
                           .make = make,
                           .release = release,
                           .context = context };

    return next_batch(t, left, now_ns, &items);
}

uint64_t tare_inputs_next_(struct tare *t, uint64_t left, size_t item_size,
                           void (*make)(struct tare *t, void *item,
                                        void *context),
                           void *context)
{
    uint64_t now_ns = tare_clock_now_ns();
    struct items items = { .size = item_size > 0 ? item_size : 1,
                           .draw = make,
                           .context = context };

    if (t->thread == 0)
        t->threads->results.has_inputs = 1;
    return next_batch(t, left, now_ns, &items);
}

/* Where they are used one by one, the next of them. */
void *tare_batch_items_(struct tare *t)
{
    uint64_t used = t->alone != NULL ? t->made - t->alone->left : 0;

    return t->items + used * t->item_size;
}

/* ---- the clock by hand --------------------------------------------------- */

void tare_pause(struct tare *t)
{
    if (t->paused_at_ns != 0)
        tare_fail(t, "tare_pause() twice without tare_resume()");
    t->paused_at_ns = tare_clock_now_ns();
    stop_meters(t);
}

/* Of the two readings, one half each falls into the pause and outside: the
 * time between them is the pause and one reading, and one more is charged to
 * the body. */
void tare_resume(struct tare *t)
{
    uint64_t now_ns;

    if (t->paused_at_ns == 0)
        tare_fail(t, "tare_resume() without tare_pause()");
    start_meters(t);
    now_ns = tare_clock_now_ns();
    t->paused_ns +=
        (double)(now_ns - t->paused_at_ns) + t->threads->clock_cost_ns;
    t->paused_at_ns = 0;
}

void tare_add_time(struct tare *t, double elapsed_ns)
{
    if (!isfinite(elapsed_ns) || elapsed_ns < 0)
        tare_fail(t, "adds a time of %g ns", elapsed_ns);
    atomic_store(&t->threads->is_by_hand, 1);
    t->by_hand_ns += elapsed_ns * (1 + t->threads->slowdown);
}

/* ---- threads ------------------------------------------------------------- */

void tare_sync(struct tare *t)
{
    meet(t);
}
