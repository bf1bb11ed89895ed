/* SPDX-License-Identifier: MIT */
/* The functions of tare.h by which a running benchmark says something about
 * itself, or asks. */
#include "harness/bench/bench.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/bench/meter.h"
#include "stats/rng.h"
#include "store/alloc.h"

/* ---- inputs that change -------------------------------------------------- */

uint64_t tare_seed(struct tare *t)
{
    atomic_store(&t->threads->is_drawn, 1);
    return t->threads->seed;
}

uint64_t tare_random(struct tare *t)
{
    if (!t->has_rng) {
        tare_rng_stream(&t->rng, tare_seed(t), "inputs", t->thread);
        t->has_rng = 1;
    }
    return tare_rng_next(&t->rng);
}

/* ---- what the benchmark says about itself -------------------------------- */

static void set_work(struct tare *t, double *work, uint64_t per_iteration)
{
    pthread_mutex_lock(&t->threads->mutex);
    *work = (double)per_iteration;
    pthread_mutex_unlock(&t->threads->mutex);
}

void tare_bytes(struct tare *t, uint64_t per_iteration)
{
    set_work(t, &t->threads->work.bytes, per_iteration);
}

void tare_items(struct tare *t, uint64_t per_iteration)
{
    set_work(t, &t->threads->work.items, per_iteration);
}

void tare_bits(struct tare *t, uint64_t per_iteration)
{
    set_work(t, &t->threads->work.bits, per_iteration);
}

/* A sum, because threads come in any order; of scattered numbers, because
 * those of 1 and 4 and of 2 and 3 are not to be the same. */
void tare_result(struct tare *t, uint64_t checksum)
{
    struct tare_results *results = &t->threads->results;
    struct tare_rng scattered;

    tare_rng_seed(&scattered, checksum);
    pthread_mutex_lock(&t->threads->mutex);
    results->has_result = 1;
    results->result += tare_rng_next(&scattered);
    pthread_mutex_unlock(&t->threads->mutex);
}

/* FNV-1a, 64 bits. */
void tare_result_bytes(struct tare *t, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    uint64_t hash = 0xcbf29ce484222325u;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * 0x100000001b3u;
    tare_result(t, hash);
}

static struct tare_reported *get_report(struct tare *t, const char *name)
{
    struct tare_results *results = &t->threads->results;
    struct tare_reported *report;
    size_t before;

    if (tare_is_time(name)) {
        pthread_mutex_unlock(&t->threads->mutex);
        tare_fail(t, "reports a value named \"time\", a reserved name: use "
                     "tare_add_time()");
    }
    before = results->report_count;
    report = tare_results_report(results, name);
    if (tare_reading_find(name) != NULL ||
        (report != NULL && report->is_reading)) {
        pthread_mutex_unlock(&t->threads->mutex);
        tare_fail(
            t,
            "reports a value named \"%s\", a reserved name: choose another one",
            name);
    }
    t->threads->own_reports += results->report_count > before;
    if (report == NULL || t->threads->own_reports > TARE_REPORTS_OWN) {
        pthread_mutex_unlock(&t->threads->mutex);
        tare_fail(t, "reports more than %d different values", TARE_REPORTS_OWN);
    }
    return report;
}

void tare_report(struct tare *t, const char *name, double value)
{
    struct tare_reported *report;

    if (!isfinite(value))
        tare_fail(t, "reports a \"%s\" that is not a number", name);
    pthread_mutex_lock(&t->threads->mutex);
    report = get_report(t, name);
    report->sum += value;
    report->count++;
    pthread_mutex_unlock(&t->threads->mutex);
}

void tare_measure(struct tare *t, const char *name, const char *unit,
                  enum tare_better better)
{
    struct tare_reported *report;

    pthread_mutex_lock(&t->threads->mutex);
    report = get_report(t, name);
    free(report->unit);
    report->unit = tare_strdup(unit != NULL ? unit : "");
    report->better =
        better == TARE_HIGHER ? TARE_BETTER_HIGHER : TARE_BETTER_LOWER;
    pthread_mutex_unlock(&t->threads->mutex);
}

/* ---- arguments and threads ----------------------------------------------- */

static const struct tare_arg_value *find_arg(struct tare *t, const char *name)
{
    const struct tare_identity *identity = t->threads->identity;

    for (size_t i = 0; i < identity->arg_count; i++)
        if (strcmp(identity->args[i].name, name) == 0)
            return &identity->args[i];
    tare_fail(t, "asks for an argument \"%s\" that it does not declare", name);
}

double tare_arg_double(struct tare *t, const char *name)
{
    const struct tare_arg_value *arg = find_arg(t, name);

    if (arg->text != NULL)
        tare_fail(t, "argument \"%s\" is text: use tare_arg_text()", name);
    return arg->number;
}

int64_t tare_arg(struct tare *t, const char *name)
{
    double number = tare_arg_double(t, name);

    if (fabs(number) > 9007199254740992.0 || floor(number) != number)
        tare_fail(
            t,
            "argument \"%s\" is %g, not a whole number: use tare_arg_double()",
            name, number);
    return (int64_t)number;
}

const char *tare_arg_text(struct tare *t, const char *name)
{
    const struct tare_arg_value *arg = find_arg(t, name);

    if (arg->text == NULL)
        tare_fail(t, "argument \"%s\" is a number: use tare_arg()", name);
    return arg->text;
}

void tare_before_sample(struct tare *t, void (*reset)(void *context),
                        void *context)
{
    t->reset = reset;
    t->reset_context = context;
}

void *tare_context(const struct tare *t)
{
    return t->threads->context;
}

unsigned tare_thread(const struct tare *t)
{
    return t->thread;
}

unsigned tare_threads(const struct tare *t)
{
    return t->threads->count;
}
