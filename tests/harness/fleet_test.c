/* SPDX-License-Identifier: MIT */
/* Several machines: what a rule makes of their verdicts, which records belong
 * together, and the share of the error. */
#include "harness/judge/fleet_check.h"
#include "report/terminal/fleet.h"
#include "report/terminal/text.h"

#include "tests/harness/made_up_duel.h"

enum {
    MOST = 6,
    FLEETS = 200
};

#define R TARE_VERDICT_REGRESSED
#define I TARE_VERDICT_IMPROVED
#define U TARE_VERDICT_UNCHANGED
#define N TARE_VERDICT_INCONCLUSIVE
#define F TARE_VERDICT_FAILED
#define S TARE_VERDICT_SKIPPED
#define D TARE_VERDICT_DIFFERENT

/* ---- the rule ------------------------------------------------------------ */

/* Of three machines, of which the third need not decide. */
static enum tare_verdict_kind
combine(enum tare_fleet_rule rule, enum tare_verdict_kind a,
        enum tare_verdict_kind b, enum tare_verdict_kind c, int third_decides)
{
    const struct tare_machine_verdict verdicts[] = {
        { .kind = a, .is_deciding = 1 },
        { .kind = b, .is_deciding = 1 },
        { .kind = c, .is_deciding = third_decides },
    };

    return tare_fleet_combine(rule, verdicts, 3);
}

TEST(any_machine_can_regress_and_all_must_be_unchanged)
{
    CHECK_INT(combine(TARE_FLEET_ANY, U, U, R, 1), R);
    CHECK_INT(combine(TARE_FLEET_ANY, I, N, R, 1), R);
    CHECK_INT(combine(TARE_FLEET_ANY, F, R, S, 1), R);
    CHECK_INT(combine(TARE_FLEET_ANY, U, F, N, 1), F);
    CHECK_INT(combine(TARE_FLEET_ANY, U, D, I, 1), D);
    CHECK_INT(combine(TARE_FLEET_ANY, U, U, N, 1), N);
    CHECK_INT(combine(TARE_FLEET_ANY, I, I, N, 1), N);
    CHECK_INT(combine(TARE_FLEET_ANY, U, I, U, 1), I);
    CHECK_INT(combine(TARE_FLEET_ANY, U, U, U, 1), U);
    CHECK_INT(combine(TARE_FLEET_ANY, U, S, U, 1), U);
    CHECK_INT(combine(TARE_FLEET_ANY, S, S, S, 1), S);
}

TEST(all_machines_have_to_change_together)
{
    CHECK_INT(combine(TARE_FLEET_ALL, R, R, R, 1), R);
    CHECK_INT(combine(TARE_FLEET_ALL, R, S, R, 1), R);
    CHECK_INT(combine(TARE_FLEET_ALL, R, R, U, 1), N);
    CHECK_INT(combine(TARE_FLEET_ALL, R, R, I, 1), N);
    CHECK_INT(combine(TARE_FLEET_ALL, R, R, N, 1), N);
    CHECK_INT(combine(TARE_FLEET_ALL, R, R, F, 1), F);
    CHECK_INT(combine(TARE_FLEET_ALL, U, U, F, 1), F);
    CHECK_INT(combine(TARE_FLEET_ALL, R, I, D, 1), D);
    CHECK_INT(combine(TARE_FLEET_ALL, I, I, I, 1), I);
    CHECK_INT(combine(TARE_FLEET_ALL, I, U, I, 1), N);
    CHECK_INT(combine(TARE_FLEET_ALL, U, U, U, 1), U);
    CHECK_INT(combine(TARE_FLEET_ALL, U, N, U, 1), N);
}

TEST(who_does_not_decide_has_no_voice)
{
    CHECK_INT(combine(TARE_FLEET_ANY, U, U, R, 0), U);
    CHECK_INT(combine(TARE_FLEET_ANY, I, U, F, 0), I);
    CHECK_INT(combine(TARE_FLEET_ALL, R, R, U, 0), R);
    CHECK_INT(combine(TARE_FLEET_ALL, S, S, U, 0), S);
}

/* ---- fleets -------------------------------------------------------------- */

/* Each machine has a steady case and one that changes by a ratio of its own. */
struct made_up {
    struct tare_fleet_machine machines[MOST];
    struct tare_comparison comparison;
    size_t count;
};

static void make_from(struct made_up *fleet, uint64_t seed, double spread,
                      const double *ratios, size_t count)
{
    static const char *const names[] = { "a", "b", "c", "d", "e", "f" };

    *fleet = (struct made_up){ .count = count };
    for (size_t i = 0; i < count; i++) {
        struct tare_fleet_machine *machine = &fleet->machines[i];
        struct duel duel;

        begin(&duel, 2);
        tare_rng_seed(&duel.rng, seed + i);
        add_case(&duel, "steady", 120, 1, spread);
        add_case(&duel, "moved", 120, ratios[i], spread);
        add_controls(&duel);
        machine->name = machine->path = names[i];
        machine->run = duel.run;
        machine->run.seed = i;
        machine->run.started = tare_strdup("2026-01-02T03:04:05Z");
        machine->is_deciding = 1;
        snprintf(machine->hash, sizeof machine->hash, "%zu", i);
    }
}

static void make(struct made_up *fleet, const double *ratios, size_t count)
{
    make_from(fleet, 100, 0.002, ratios, count);
}

static void judge(struct made_up *fleet, enum tare_fleet_rule rule)
{
    tare_comparison_release(&fleet->comparison);
    tare_fleet_judge(&fleet->comparison, fleet->machines, fleet->count, rule,
                     0.01);
}

static void release(struct made_up *fleet)
{
    for (size_t i = 0; i < fleet->count; i++)
        tare_run_release(&fleet->machines[i].run);
    tare_comparison_release(&fleet->comparison);
}

static const struct tare_verdict *moved(const struct made_up *fleet)
{
    return look_up(&fleet->comparison, "moved", "time");
}

static size_t count_notes(const struct made_up *fleet, const char *code)
{
    size_t found = 0;

    for (size_t i = 0; i < fleet->comparison.note_count; i++)
        found += strcmp(fleet->comparison.notes[i].code, code) == 0;
    return found;
}

TEST(machines_that_agree_are_one_verdict)
{
    const double ratios[] = { 1.05, 1.05, 1.05 };
    struct made_up fleet;
    const struct tare_verdict *steady;

    make(&fleet, ratios, 3);
    judge(&fleet, TARE_FLEET_ANY);
    steady = look_up(&fleet.comparison, "steady", "time");
    CHECK_INT(fleet.comparison.count, 2);
    CHECK_INT(moved(&fleet)->kind, R);
    CHECK_STR(moved(&fleet)->reason, "");
    CHECK(moved(&fleet)->is_confirmed);
    CHECK_INT(steady->kind, U);
    CHECK(!steady->is_confirmed);
    CHECK_INT(moved(&fleet)->machines.count, 3);
    CHECK_STR(moved(&fleet)->machines.items[2].name, "c");
    CHECK_NEAR(moved(&fleet)->machines.items[1].change.value, 0.05, 0.003);
    CHECK(moved(&fleet)->machines.p > TARE_FLEET_ALIKE);
    CHECK(isnan(moved(&fleet)->change.value));
    CHECK(isnan(moved(&fleet)->machines.mean.value));
    CHECK_INT(count_notes(&fleet, "machines-disagree"), 0);
    release(&fleet);
}

TEST(machines_that_disagree_are_said_to)
{
    const double ratios[] = { 1.05, 0.95, 1 };
    struct made_up fleet;

    make(&fleet, ratios, 3);
    judge(&fleet, TARE_FLEET_ANY);
    CHECK_INT(moved(&fleet)->kind, R);
    CHECK_STR(moved(&fleet)->code, "machines-disagree");
    CHECK_STR(moved(&fleet)->reason,
              "regressed on a; improved on b; unchanged on c");
    CHECK(moved(&fleet)->machines.is_opposed);
    CHECK(moved(&fleet)->machines.p < TARE_FLEET_ALIKE);
    CHECK_INT(count_notes(&fleet, "machines-disagree"), 2);
    judge(&fleet, TARE_FLEET_ALL);
    CHECK_INT(moved(&fleet)->kind, N);
    fleet.machines[0].is_deciding = 0;
    judge(&fleet, TARE_FLEET_ANY);
    CHECK_INT(moved(&fleet)->kind, I);
    release(&fleet);
}

TEST(all_but_one_is_not_all)
{
    const double ratios[] = { 1.05, 1.06, 1 };
    struct made_up fleet;

    make(&fleet, ratios, 3);
    judge(&fleet, TARE_FLEET_ALL);
    CHECK_INT(moved(&fleet)->kind, N);
    CHECK_STR(moved(&fleet)->code, "machines-differ");
    CHECK_STR(moved(&fleet)->reason, "regressed on a, b; unchanged on c");
    release(&fleet);
}

/* 1.04 to 1.06, about 1.05 */
TEST(from_five_machines_on_there_is_a_mean)
{
    const double ratios[] = { 1.04, 1.045, 1.05, 1.055, 1.06, 1.05 };
    const struct tare_band *mean;
    struct made_up fleet;

    make(&fleet, ratios, 4);
    judge(&fleet, TARE_FLEET_ANY);
    CHECK(isnan(moved(&fleet)->machines.mean.value));
    release(&fleet);
    make(&fleet, ratios, 5);
    judge(&fleet, TARE_FLEET_ANY);
    mean = &moved(&fleet)->machines.mean;
    CHECK_NEAR(mean->value, 0.05, 0.001);
    CHECK_NEAR(mean->high - mean->low, 2 * 2.776 * 0.0079 / sqrt(5), 0.003);
    CHECK_NEAR(mean->confidence, 0.95, 0);
    release(&fleet);
}

/* The same bytes as its own duel at that level. */
TEST(each_machine_has_its_share_of_the_error)
{
    const double ratios[] = { 1.02, 1.02, 1.02, 1.02 };
    struct tare_comparison alone = { 0 };
    const struct tare_verdict *verdict;
    struct made_up fleet;

    make(&fleet, ratios, 4);
    judge(&fleet, TARE_FLEET_ANY);
    CHECK_NEAR(fleet.comparison.alpha, 0.01, 0);
    CHECK_NEAR(fleet.machines[2].run.duel.alpha, 0.01, 0);
    fleet.machines[2].run.duel.alpha = 0.0025;
    tare_judge(&alone, &fleet.machines[2].run);
    verdict = look_up(&alone, "moved", "time");
    CHECK_INT(moved(&fleet)->machines.items[2].kind, verdict->kind);
    CHECK_NEAR(moved(&fleet)->machines.items[2].change.low, verdict->change.low,
               0);
    tare_comparison_release(&alone);
    release(&fleet);
}

/* 16 pairs are enough for 0.01, and too few for a millionth. */
TEST(what_one_machine_would_call_a_change_a_fleet_may_not)
{
    const double ratios[] = { 1.05, 1 };
    struct made_up fleet;

    make(&fleet, ratios, 2);
    fleet.machines[0].run.cases[2].measures[0].count = 16;
    fleet.machines[0].run.cases[3].measures[0].count = 16;
    judge(&fleet, TARE_FLEET_ANY);
    CHECK_INT(moved(&fleet)->kind, R);
    tare_comparison_release(&fleet.comparison);
    tare_fleet_judge(&fleet.comparison, fleet.machines, 2, TARE_FLEET_ANY,
                     1e-6);
    CHECK_INT(moved(&fleet)->kind, N);
    release(&fleet);
}

TEST(an_alarmed_control_is_said_of_its_machine)
{
    const double ratios[] = { 1.05, 1.05 };
    struct made_up fleet;
    struct tare_run *run;

    make(&fleet, ratios, 2);
    run = &fleet.machines[1].run;
    for (size_t i = 0; i < run->references[1].measures[0].count; i++)
        run->references[1].measures[0].launches[i].value *= 1.1;
    judge(&fleet, TARE_FLEET_ANY);
    CHECK_INT(moved(&fleet)->machines.items[0].kind, R);
    CHECK_INT(moved(&fleet)->machines.items[1].kind, N);
    CHECK_STR(moved(&fleet)->machines.items[1].code, "control");
    CHECK_INT(count_notes(&fleet, "control"), 1);
    CHECK_INT(fleet.comparison.negative, TARE_CONTROL_GOOD);
    CHECK_INT(fleet.comparison.positive, TARE_CONTROL_GOOD);
    release(&fleet);
}

/* ---- luck ---------------------------------------------------------------- */

/* With much noise and a high level, so that there is something to count: up to 40
 * of 200 are allowed, and since an alarm must also be more than the threshold, and
 * hold on fresh pairs, there are few. */
TEST(fleets_without_a_change_raise_an_alarm_as_rarely_as_they_say)
{
    static const double same[] = { 1, 1, 1 };
    size_t alarms = 0;

    for (uint64_t i = 0; i < FLEETS; i++) {
        struct made_up fleet;

        make_from(&fleet, 1000 + 10 * i, 0.3, same, 3);
        tare_fleet_judge(&fleet.comparison, fleet.machines, 3, TARE_FLEET_ANY,
                         0.2);
        alarms += moved(&fleet)->kind == R || moved(&fleet)->kind == I ||
                  look_up(&fleet.comparison, "steady", "time")->kind == R;
        release(&fleet);
    }
    printf("# %zu of %d fleets without a change raise an alarm\n", alarms,
           FLEETS);
    CHECK(alarms > 0 && alarms <= 10);
}

/* ---- what belongs together ----------------------------------------------- */

static void check_refused(struct made_up *fleet, const char *want)
{
    struct tare_err err = { 0 };

    CHECK_INT(tare_fleet_check(fleet->machines, fleet->count, &err),
              TARE_EBASELINE);
    CHECK(strstr(err.text, want) != NULL);
    if (strstr(err.text, want) == NULL)
        printf("# %s\n", err.text);
    release(fleet);
}

/* Three that belong together, until the test changes one. */
static struct tare_run *make_three(struct made_up *fleet)
{
    const double ratios[] = { 1, 1, 1 };

    make(fleet, ratios, 3);
    CHECK_INT(tare_fleet_check(fleet->machines, fleet->count, NULL), 0);
    return &fleet->machines[2].run;
}

TEST(what_does_not_belong_together_is_refused)
{
    struct made_up fleet;
    struct tare_run *last;

    last = make_three(&fleet);
    last->duel = (struct tare_duel_facts){ 0 };
    check_refused(&fleet, "c: the record of a run, not of a duel");
    make_three(&fleet)->interrupted = 1;
    check_refused(&fleet, "c: the duel was interrupted");
    make_three(&fleet)->duel.threshold = 0.01;
    check_refused(&fleet, "the threshold differs");
    make_three(&fleet)->duel.alpha = 0.02;
    check_refused(&fleet, "the significance level differs");
    make_three(&fleet)->cases[3].noise = 0.1;
    check_refused(&fleet, "a and c have other thresholds of moved");
    last = make_three(&fleet);
    last->cases[0].identity.id[0] = 'z';
    check_refused(&fleet, "c is of another suite than a: it lacks the old side "
                          "of steady");
    last = make_three(&fleet);
    tare_facts_number(&last->settings, "samples", 4);
    check_refused(&fleet, "samples differs");
    make_three(&fleet)->seed = 1;
    check_refused(&fleet, "b and c are the same duel");
    make_three(&fleet);
    strcpy(fleet.machines[2].hash, "0");
    check_refused(&fleet, "a and c are the same duel");
}

TEST(one_shard_is_refused)
{
    struct made_up fleet;
    struct tare_run *last = make_three(&fleet);

    last->cut.of = 2;
    last->cut.shards = tare_alloc(1, sizeof *last->cut.shards);
    last->cut.shard_count = 1;
    check_refused(&fleet, "c: is one shard of a suite");
}

/* ---- as text ------------------------------------------------------------- */

/* To be freed. */
static char *printed;

static void print(const struct made_up *fleet, enum tare_detail detail,
                  size_t columns)
{
    struct tare_style style = { .columns = columns };
    size_t size;
    FILE *stream = open_memstream(&printed, &size);

    tare_fleet_print(&fleet->comparison, stream, &style, detail);
    fclose(stream);
}

static void check_shows(const struct made_up *fleet, enum tare_detail detail,
                        size_t columns, const char *what, int is_there)
{
    print(fleet, detail, columns);
    CHECK_INT(strstr(printed, what) != NULL, is_there);
    if ((strstr(printed, what) != NULL) != is_there)
        printf("# \"%s\" in:\n%s", what, printed);
    free(printed);
}

TEST(what_matters_is_shown_and_the_rest_counted)
{
    const double ratios[] = { 1.04, 1.045, 1.05, 1.055, 0.95 };
    struct made_up fleet;

    make(&fleet, ratios, 5);
    judge(&fleet, TARE_FLEET_ANY);
    check_shows(&fleet, TARE_DETAIL_NORMAL, 0, "1 of 2 cases regressed.", 1);
    check_shows(&fleet, TARE_DETAIL_NORMAL, 0, "  moved  ", 1);
    check_shows(&fleet, TARE_DETAIL_NORMAL, 0, "  steady  ", 0);
    check_shows(&fleet, TARE_DETAIL_NORMAL, 0, "\n1 unchanged\n", 1);
    check_shows(&fleet, TARE_DETAIL_NORMAL, 0, "    machines disagree\n", 1);
    check_shows(&fleet, TARE_DETAIL_NORMAL, 0, "    mean of 5 machines +2.", 1);
    check_shows(&fleet, TARE_DETAIL_VERBOSE, 0, "  steady  ", 1);
    check_shows(&fleet, TARE_DETAIL_QUIET, 0, "mean of", 0);
    check_shows(&fleet, TARE_DETAIL_NORMAL, 80, "    mean of 5 machines", 1);
    release(&fleet);
}

/* Of what was printed, which ends with a newline. */
static size_t widest_line(void)
{
    size_t widest = 0;

    for (char *at = printed, *end; (end = strchr(at, '\n')) != NULL;
         at = end + 1) {
        size_t width;

        *end = '\0';
        width = tare_text_width(at);
        *end = '\n';
        widest = width > widest ? width : widest;
    }
    return widest;
}

TEST(many_machines_take_several_tables)
{
    const double ratios[] = { 1.04, 1.045, 1.05, 1.055, 1.06, 1.05 };
    struct made_up fleet;

    make(&fleet, ratios, 6);
    judge(&fleet, TARE_FLEET_ANY);
    print(&fleet, TARE_DETAIL_NORMAL, 80);
    CHECK(widest_line() <= 80);
    CHECK(strstr(strstr(printed, "  case ") + 1, "  case ") != NULL);
    free(printed);
    release(&fleet);
}

TESTS(RUN(fleets_without_a_change_raise_an_alarm_as_rarely_as_they_say),
      RUN(any_machine_can_regress_and_all_must_be_unchanged),
      RUN(all_machines_have_to_change_together),
      RUN(who_does_not_decide_has_no_voice),
      RUN(machines_that_agree_are_one_verdict),
      RUN(machines_that_disagree_are_said_to), RUN(all_but_one_is_not_all),
      RUN(from_five_machines_on_there_is_a_mean),
      RUN(each_machine_has_its_share_of_the_error),
      RUN(what_one_machine_would_call_a_change_a_fleet_may_not),
      RUN(an_alarmed_control_is_said_of_its_machine),
      RUN(what_does_not_belong_together_is_refused), RUN(one_shard_is_refused),
      RUN(what_matters_is_shown_and_the_rest_counted),
      RUN(many_machines_take_several_tables))
