/* SPDX-License-Identifier: MIT */
#include "harness/judge/fleet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/judge.h"
#include "stats/elementary.h"
#include "stats/normal.h"
#include "stats/pooling.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/lookup.h"

enum {
    NAMED = 5 /* cases that a note names */
};

struct fleet {
    struct tare_comparison *whole;
    const struct tare_fleet_machine *machines;
    size_t count;
    enum tare_fleet_rule rule;
    struct tare_comparison *each;        /* what each machine says */
    const struct tare_verdict ***sorted; /* the same by ids */
};

/* ---- one verdict of several ---------------------------------------------- */

/* What one machine says is so, the most important first; then what can be said
 * when nobody says anything else. */
static const enum tare_verdict_kind order[] = {
    TARE_VERDICT_REGRESSED, TARE_VERDICT_FAILED,       TARE_VERDICT_DIFFERENT,
    TARE_VERDICT_REMOVED,   TARE_VERDICT_INCONCLUSIVE, TARE_VERDICT_IMPROVED,
    TARE_VERDICT_ADDED,     TARE_VERDICT_UNCHANGED,    TARE_VERDICT_SKIPPED
};

enum {
    ORDERS = sizeof order / sizeof *order
};

/* Of a change that not all machines show. */
static enum tare_verdict_kind find_fault(const size_t *found)
{
    if (found[TARE_VERDICT_FAILED] > 0)
        return TARE_VERDICT_FAILED;
    return found[TARE_VERDICT_DIFFERENT] > 0 ? TARE_VERDICT_DIFFERENT
                                             : TARE_VERDICT_INCONCLUSIVE;
}

enum tare_verdict_kind
tare_fleet_combine(enum tare_fleet_rule rule,
                   const struct tare_machine_verdict *verdicts, size_t count)
{
    size_t found[TARE_VERDICT_KINDS] = { 0 }, voices = 0;

    for (size_t i = 0; i < count; i++) {
        if (!verdicts[i].is_deciding)
            continue;
        found[verdicts[i].kind]++;
        voices += verdicts[i].kind != TARE_VERDICT_SKIPPED;
    }
    for (size_t i = 0; i < ORDERS; i++) {
        int is_change = order[i] == TARE_VERDICT_REGRESSED ||
                        order[i] == TARE_VERDICT_IMPROVED;

        if (found[order[i]] > 0 && is_change && rule == TARE_FLEET_ALL &&
            found[order[i]] < voices)
            return find_fault(found);
        if (found[order[i]] > 0)
            return order[i];
    }
    return TARE_VERDICT_SKIPPED;
}

/* ---- what each machine says ---------------------------------------------- */

/* The verdict of that machine on the measure, or NULL. */
static const struct tare_verdict *find(const struct fleet *fleet,
                                       size_t machine, const char *id,
                                       const char *measure)
{
    const struct tare_verdict *const *sorted = fleet->sorted[machine];
    size_t found;
    size_t at =
        tare_verdicts_find(sorted, fleet->each[machine].count, id, &found);

    for (size_t i = at; i < at + found; i++)
        if (strcmp(sorted[i]->measure, measure) == 0)
            return sorted[i];
    return NULL;
}

static void set_machine(struct tare_machine_verdict *out,
                        const struct tare_fleet_machine *machine,
                        const struct tare_verdict *verdict)
{
    *out = (struct tare_machine_verdict){
        .name = tare_strdup(machine->name),
        .kind = TARE_VERDICT_SKIPPED,
        .change = { NAN, NAN, NAN, NAN },
        .is_deciding = machine->is_deciding,
    };
    if (verdict == NULL)
        return;
    out->kind = verdict->kind;
    out->change = verdict->change;
    out->code = tare_strdup(verdict->code);
    out->reason = tare_strdup(verdict->reason != NULL ? verdict->reason : "");
}

/* What is known of the measure is taken from the first that has it. */
static void gather(const struct fleet *fleet, struct tare_verdict *whole)
{
    struct tare_machines *machines = &whole->machines;

    machines->items = tare_alloc(fleet->count, sizeof *machines->items);
    machines->count = fleet->count;
    machines->p = NAN;
    machines->mean = (struct tare_band){ NAN, NAN, NAN, NAN };
    whole->is_confirmed = whole->is_counted = 1;
    for (size_t i = 0; i < fleet->count; i++) {
        const struct tare_verdict *one =
            find(fleet, i, whole->id, whole->measure);

        set_machine(&machines->items[i], &fleet->machines[i], one);
        if (one == NULL)
            continue;
        if (whole->unit == NULL)
            whole->unit = tare_strdup(one->unit);
        whole->better = one->better;
        whole->threshold = one->threshold;
        whole->pairs += one->pairs;
        whole->is_counted &= one->is_counted;
        whole->is_confirmed &=
            one->is_confirmed || !tare_verdict_is_change(one);
    }
}

/* ---- whether they agree -------------------------------------------------- */

/* Of a logarithm, from its interval; NaN where it has none. */
static double error_of(const struct tare_band *change)
{
    double width = tare_log1p(change->high) - tare_log1p(change->low);

    return width / 2 / tare_normal_quantile((1 + change->confidence) / 2);
}

static int is_said(const struct tare_machines *machines,
                   enum tare_verdict_kind kind)
{
    for (size_t i = 0; i < machines->count; i++)
        if (machines->items[i].kind == kind)
            return 1;
    return 0;
}

static void pool(struct tare_machines *machines)
{
    double *estimates = tare_alloc(machines->count, sizeof *estimates);
    double *errors = tare_alloc(machines->count, sizeof *errors);
    struct tare_pooling pooling;
    size_t count = 0;

    for (size_t i = 0; i < machines->count; i++) {
        const struct tare_band *change = &machines->items[i].change;

        estimates[count] = tare_log1p(change->value);
        errors[count] = error_of(change);
        count += isfinite(estimates[count]) && isfinite(errors[count]) &&
                 errors[count] > 0;
    }
    pooling = tare_pool(estimates, errors, count, 0.95);
    machines->p = pooling.p;
    if (count >= TARE_FLEET_MEAN)
        machines->mean = (struct tare_band){ tare_expm1(pooling.mean),
                                             tare_expm1(pooling.low),
                                             tare_expm1(pooling.high), 0.95 };
    machines->is_opposed = is_said(machines, TARE_VERDICT_IMPROVED) &&
                           is_said(machines, TARE_VERDICT_REGRESSED);
    free(estimates);
    free(errors);
}

/* ---- in words ------------------------------------------------------------ */

/* "regressed on arm, x86; unchanged on z"; nothing where all say the same. */
static void describe(struct tare_buf *text,
                     const struct tare_machines *machines)
{
    size_t said = 0;

    for (size_t i = 0; i < ORDERS; i++)
        said += (size_t)is_said(machines, order[i]);
    for (size_t i = 0; i < ORDERS && said > 1; i++) {
        const char *before = text->size > 0 ? "; " : "";

        for (size_t k = 0; k < machines->count; k++) {
            if (machines->items[k].kind != order[i])
                continue;
            if (before != NULL)
                tare_buf_printf(text, "%s%s on ", before,
                                tare_verdict_kind_name(order[i]));
            tare_buf_printf(text, "%s%s", before == NULL ? ", " : "",
                            machines->items[k].name);
            before = NULL;
        }
    }
}

/* Of those that decide, the code of the first that says the same. */
static const char *find_code(const struct tare_machines *machines,
                             enum tare_verdict_kind kind)
{
    for (size_t i = 0; i < machines->count; i++)
        if (machines->items[i].is_deciding && machines->items[i].kind == kind)
            return machines->items[i].code;
    return kind == TARE_VERDICT_INCONCLUSIVE ? "machines-differ" : NULL;
}

static void combine(const struct fleet *fleet, const char *id,
                    const char *measure)
{
    struct tare_verdict *whole = tare_comparison_add(fleet->whole, id, measure);
    struct tare_buf reason = { 0 };
    enum tare_verdict_kind kind;

    gather(fleet, whole);
    pool(&whole->machines);
    kind = tare_fleet_combine(fleet->rule, whole->machines.items,
                              whole->machines.count);
    describe(&reason, &whole->machines);
    tare_verdict_set(whole, kind,
                     whole->machines.is_opposed
                         ? "machines-disagree"
                         : find_code(&whole->machines, kind),
                     "%s", tare_buf_text(&reason));
    whole->is_confirmed &= tare_verdict_is_change(whole);
    tare_buf_release(&reason);
}

/* ---- notes --------------------------------------------------------------- */

static int is_opposed(const struct tare_verdict *verdict)
{
    return verdict->machines.is_opposed;
}

static int is_uneven(const struct tare_verdict *verdict)
{
    return verdict->machines.p < TARE_FLEET_ALIKE;
}

/* Those of which that is so, the first of them by name. */
static void note_cases(struct tare_comparison *whole,
                       int (*is_so)(const struct tare_verdict *verdict),
                       const char *what)
{
    struct tare_buf names = { 0 };
    size_t found = 0;

    for (size_t i = 0; i < whole->count; i++)
        if (is_so(&whole->items[i]) && found++ < NAMED)
            tare_buf_printf(&names, "%s%.100s%s%.40s", found > 1 ? ", " : "",
                            whole->items[i].id,
                            tare_is_time(whole->items[i].measure) ? "" : ": ",
                            tare_is_time(whole->items[i].measure)
                                ? ""
                                : whole->items[i].measure);
    if (found > NAMED)
        tare_buf_printf(&names, " and %zu more", found - NAMED);
    if (found > 0)
        tare_comparison_note(whole, "machines-disagree", "%s: %s", what,
                             tare_buf_text(&names));
    tare_buf_release(&names);
}

/* What a machine's controls say; those of shards it has noted itself. */
static void note_controls(const struct fleet *fleet, size_t machine)
{
    const struct tare_comparison *one = &fleet->each[machine];
    const char *name = fleet->machines[machine].name;

    for (size_t i = 0; i < one->note_count; i++)
        if (strcmp(one->notes[i].code, "control") == 0)
            tare_comparison_note(fleet->whole, "control", "%s: %s", name,
                                 one->notes[i].text);
    if (one->negative == TARE_CONTROL_BAD)
        tare_comparison_note(fleet->whole, "control",
                             "%s: the A/A control alarmed, so no verdict on "
                             "the time of a case counts there",
                             name);
}

/* Silent where any was: an alarm elsewhere holds there, and is noted. */
static void set_controls(const struct fleet *fleet)
{
    struct tare_comparison *whole = fleet->whole;

    for (size_t i = 0; i < fleet->count; i++) {
        const struct tare_comparison *one = &fleet->each[i];

        if (whole->negative != TARE_CONTROL_GOOD &&
            one->negative != TARE_CONTROL_NOT_RUN)
            whole->negative = one->negative;
        if (whole->positive != TARE_CONTROL_BAD &&
            one->positive != TARE_CONTROL_NOT_RUN)
            whole->positive = one->positive;
    }
}

static const char *fact(const struct tare_run *run, const char *name)
{
    const struct tare_fact *found = tare_facts_find(&run->machine, name);

    return found != NULL && found->kind == TARE_FACT_TEXT ? found->text : NULL;
}

/* "arm: Neoverse-N1, aarch64" */
static void note_machine(const struct fleet *fleet, size_t machine)
{
    const struct tare_fleet_machine *one = &fleet->machines[machine];
    const char *architecture = fact(&one->run, "architecture");
    const char *cpu = fact(&one->run, "cpu");

    if (architecture != NULL || cpu != NULL)
        tare_comparison_note(fleet->whole, "machine", "%s: %s%s%s%s", one->name,
                             cpu != NULL ? cpu : "",
                             cpu != NULL && architecture != NULL ? ", " : "",
                             architecture != NULL ? architecture : "",
                             one->is_deciding ? "" : "; it does not decide");
}

/* A file that both name and that is not the same. */
static int has_other_files(const struct tare_run *a, const struct tare_run *b)
{
    for (size_t i = 0; i < a->binary_count && i < b->binary_count; i++)
        if (a->binaries[i].hash != NULL && b->binaries[i].hash != NULL &&
            strcmp(a->binaries[i].hash, b->binaries[i].hash) != 0)
            return 1;
    return a->binary_count != b->binary_count;
}

static void note_executables(const struct fleet *fleet)
{
    struct tare_buf names = { 0 };

    for (size_t i = 1; i < fleet->count; i++)
        if (has_other_files(&fleet->machines[0].run, &fleet->machines[i].run))
            tare_buf_printf(&names, "%s%s", names.size > 0 ? ", " : "",
                            fleet->machines[i].name);
    if (names.size > 0)
        tare_comparison_note(fleet->whole, "other-executables",
                             "measured with other executables than %s: %s",
                             fleet->machines[0].name, tare_buf_text(&names));
    tare_buf_release(&names);
}

static void add_notes(const struct fleet *fleet)
{
    for (size_t i = 0; i < fleet->count; i++)
        note_machine(fleet, i);
    note_executables(fleet);
    for (size_t i = 0; i < fleet->count; i++)
        note_controls(fleet, i);
    note_cases(fleet->whole, is_opposed,
               "improved on one machine and regressed on another");
    note_cases(fleet->whole, is_uneven,
               "did not change alike on all machines (p < 0.01 for each)");
}

/* ---- the whole ----------------------------------------------------------- */

static void judge_each(const struct fleet *fleet, double alpha)
{
    for (size_t i = 0; i < fleet->count; i++) {
        struct tare_run run = fleet->machines[i].run; /* borrows all of it */

        run.duel.alpha = alpha / (double)fleet->count;
        tare_judge(&fleet->each[i], &run);
        fleet->sorted[i] = tare_verdicts_sort(&fleet->each[i]);
    }
}

/* In the order of the first machine that has it. */
static void combine_all(const struct fleet *fleet)
{
    for (size_t i = 0; i < fleet->count; i++)
        for (size_t k = 0; k < fleet->each[i].count; k++) {
            const struct tare_verdict *verdict = &fleet->each[i].items[k];
            size_t before = 0;

            while (before < i &&
                   find(fleet, before, verdict->id, verdict->measure) == NULL)
                before++;
            if (before == i)
                combine(fleet, verdict->id, verdict->measure);
        }
}

void tare_fleet_judge(struct tare_comparison *comparison,
                      const struct tare_fleet_machine *machines, size_t count,
                      enum tare_fleet_rule rule, double alpha)
{
    const struct tare_duel_facts *duel = &machines[0].run.duel;
    struct fleet fleet = { comparison,
                           machines,
                           count,
                           rule,
                           tare_alloc(count, sizeof *fleet.each),
                           tare_alloc(count, sizeof *fleet.sorted) };

    comparison->by = TARE_BY_FLEET;
    comparison->old_name = tare_strdup(duel->old_name);
    comparison->new_name = tare_strdup(duel->new_name);
    comparison->threshold = duel->threshold;
    comparison->alpha = alpha;
    comparison->negative_p = NAN;
    comparison->found = (struct tare_band){ NAN, NAN, NAN, NAN };
    judge_each(&fleet, alpha);
    combine_all(&fleet);
    set_controls(&fleet);
    add_notes(&fleet);
    for (size_t i = 0; i < count; i++) {
        tare_comparison_release(&fleet.each[i]);
        free(fleet.sorted[i]);
    }
    free(fleet.each);
    free(fleet.sorted);
}
