/* SPDX-License-Identifier: MIT */
#include "harness/meters/callgrind_costs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "harness/meters/callgrind_marks.h"

/* ---- from parts to samples ----------------------------------------------- */

void tare_callgrind_costs_release(struct tare_callgrind_costs *counts)
{
    tare_callgrind_cost_release(&counts->less);
    tare_callgrind_cost_release(&counts->more);
    tare_callgrind_cost_release(&counts->cut);
    tare_callgrind_cost_release(&counts->rest);
    tare_callgrind_release(&counts->dump);
}

static const double *told(const struct tare_results *results, const char *name)
{
    for (size_t i = 0; i < results->report_count; i++)
        if (strcmp(results->reports[i].name, name) == 0)
            return results->reports[i].values;
    return NULL;
}

static int is_count(double value)
{
    return value >= 0 && value < 1e9 && floor(value) >= value;
}

static int hear(struct tare_callgrind_costs *counts,
                const struct tare_results *results)
{
    const double *said = told(results, TARE_COUNTING_STRETCHES);
    const double *loop = told(results, TARE_COUNTING_LOOP);

    if (results->count != 3 || said == NULL || loop == NULL ||
        !is_count(loop[2]))
        return -1;
    for (unsigned i = 0; i < 3; i++) {
        if (!is_count(said[i]) || said[i] < 1)
            return -1;
        counts->stretches[i] = said[i];
    }
    counts->loop = loop[2];
    counts->cuts = said[2] - said[1];
    counts->iterations = (double)results->timings[2].iterations -
                         (double)results->timings[1].iterations;
    return 0;
}

/* Adds so many parts to the cost; as tare_callgrind_next(). */
static int add_parts(struct tare_callgrind_costs *counts, double parts,
                     struct tare_callgrind_cost *cost)
{
    int got = 1;

    for (double i = 0; i < parts && got > 0; i++) {
        got = tare_callgrind_next(&counts->dump, cost);
        counts->parts += got > 0;
    }
    return got;
}

static int read_parts(struct tare_callgrind_costs *counts, double scouted)
{
    int is_batched = counts->loop >= TARE_COUNTING_BATCHED;
    struct {
        double parts;
        struct tare_callgrind_cost *cost;
    } order[] = { { TARE_COUNTING_PAUSES - 1, &counts->rest },
                  { 1, is_batched ? &counts->rest : &counts->cut },
                  { TARE_COUNTING_BATCHES - 1, &counts->rest },
                  { 1, is_batched ? &counts->cut : &counts->rest },
                  { scouted + counts->stretches[0], &counts->rest },
                  { counts->stretches[1], &counts->less },
                  { counts->stretches[2], &counts->more } };
    int got = 1;

    for (size_t i = 0; i < sizeof order / sizeof *order && got > 0; i++)
        got = add_parts(counts, order[i].parts, order[i].cost);
    return got;
}

static void begin(struct tare_callgrind_costs *counts,
                  const struct tare_buf *text)
{
    static const char *const loops[] = { "tare_loop_next_", "tare_batch_next_",
                                         "tare_inputs_next_", NULL };

    counts->dump = (struct tare_callgrind){ .at = text->data,
                                            .end = text->data + text->size,
                                            .trigger = TARE_COUNTING_ENDS,
                                            .callees = loops };
}

static int refuse_old(char *reason, size_t size)
{
    snprintf(reason, size,
             "the executable is older than this meter: rebuild it");
    return -1;
}

/* 0 when all has been got, or -1 and why not. */
static int judge_got(const struct tare_callgrind_costs *counts, int got,
                     char *reason, size_t size)
{
    if (got > 0)
        return 0;
    if (got < 0)
        snprintf(reason, size, "what callgrind wrote is not valid");
    else if (counts->parts == 0)
        snprintf(reason, size,
                 "the executable has no symbols, which callgrind needs to know "
                 "where to count: do not strip it");
    else
        snprintf(reason, size, "callgrind wrote less than expected");
    return -1;
}

int tare_callgrind_costs_scout(const struct tare_buf *text,
                               const struct tare_results *results,
                               double *stretches, double *instructions,
                               char *reason, size_t size)
{
    const double *said = told(results, TARE_COUNTING_STRETCHES);
    struct tare_callgrind_costs counts = { 0 };
    int got;

    if (results->count != 1 || said == NULL || !is_count(said[0]))
        return refuse_old(reason, size);
    *stretches = said[0];
    begin(&counts, text);
    got = add_parts(&counts, TARE_COUNTING_PAUSES + TARE_COUNTING_BATCHES,
                    &counts.rest);
    if (got > 0)
        got = add_parts(&counts, *stretches, &counts.more);
    *instructions = counts.more.totals[TARE_CALLGRIND_IR];
    got = judge_got(&counts, got, reason, size);
    tare_callgrind_costs_release(&counts);
    return got;
}

int tare_callgrind_costs_read(struct tare_callgrind_costs *counts,
                              const struct tare_buf *text, double scouted,
                              const struct tare_results *results, char *reason,
                              size_t size)
{
    if (hear(counts, results) < 0)
        return refuse_old(reason, size);
    begin(counts, text);
    return judge_got(counts, read_parts(counts, scouted), reason, size);
}

/* ---- from samples to readings -------------------------------------------- */

double tare_callgrind_costs_event(const struct tare_callgrind_costs *counts,
                                  enum tare_callgrind_event event)
{
    return (counts->more.totals[event] - counts->less.totals[event] -
            counts->cuts * counts->cut.totals[event]) /
           counts->iterations;
}

double tare_callgrind_costs_function(const struct tare_callgrind_costs *counts,
                                     size_t function)
{
    return (tare_callgrind_self(&counts->more, function) -
            tare_callgrind_self(&counts->less, function) -
            counts->cuts * tare_callgrind_self(&counts->cut, function)) /
           counts->iterations;
}
