/* SPDX-License-Identifier: MIT */
/* Suites in shards are judged as if they had not been cut. */
#include "store/cut.h"
#include "store/merge.h"
#include "tests/harness/made_up_duel.h"

enum {
    SHARDS = 4,
    EACH = 3, /* cases of a shard */
    CASES = SHARDS * EACH,
    SUITES = 200,
    PAIRS = 45
};

static void name_case(char text[16], size_t index)
{
    snprintf(text, 16, "case-%02zu", index);
}

/* The part that has the cases index, index + SHARDS, ... */
static void make_part(struct duel *duel, unsigned index, uint64_t seed,
                      double slower)
{
    struct tare_cut *cut = &duel->run.cut;
    struct tare_shard *shard;
    char id[16];

    begin(duel, EACH);
    tare_rng_seed(&duel->rng, seed);
    duel->run.started = tare_strdup("2026-01-01T00:00:00Z");
    cut->of = SHARDS;
    cut->how = tare_strdup("hash");
    for (size_t i = 0; i < CASES; i++) {
        name_case(id, i);
        *TARE_ADD(cut->suite, cut->count) = tare_strdup(id);
    }
    shard = TARE_ADD(cut->shards, cut->shard_count);
    shard->index = index;
    for (size_t i = index; i < CASES; i += SHARDS) {
        *TARE_ADD(shard->mine, shard->count) = i;
        add_case(duel, cut->suite[i], PAIRS, i == 5 ? slower : 1, 0.01);
    }
    add_controls(duel);
}

static void merge(struct tare_run *whole, uint64_t seed, double slower)
{
    struct tare_merge_part parts[SHARDS];
    struct tare_err err = { 0 };

    for (unsigned i = 0; i < SHARDS; i++) {
        struct duel duel;

        make_part(&duel, i, SHARDS * seed + i, slower);
        parts[i] = (struct tare_merge_part){ .name = "part", .run = duel.run };
        parts[i].hash[0] = (char)('0' + i);
    }
    *whole = (struct tare_run){ 0 };
    CHECK_INT(tare_merge(whole, parts, SHARDS, &err), 0);
    for (unsigned i = 0; i < SHARDS; i++)
        tare_run_release(&parts[i].run);
}

static size_t count_alarms(const struct tare_comparison *comparison)
{
    size_t alarms = 0;

    for (size_t i = 0; i < comparison->count; i++)
        alarms += comparison->items[i].kind == TARE_VERDICT_REGRESSED ||
                  comparison->items[i].kind == TARE_VERDICT_IMPROVED;
    return alarms;
}

/* How many alarms the same launches raise cut, and uncut: there all in one. */
static void judge_both(uint64_t seed, size_t *cut, size_t *uncut)
{
    struct tare_comparison comparison = { 0 };
    struct tare_run whole;

    merge(&whole, seed, 1);
    tare_judge(&comparison, &whole);
    *cut += count_alarms(&comparison);
    tare_comparison_release(&comparison);
    comparison = (struct tare_comparison){ 0 };
    tare_cut_release(&whole.cut);
    for (size_t i = 0; i < whole.case_count; i++)
        whole.cases[i].shard = 0;
    whole.reference_count = 0; /* one process has one pair of controls */
    tare_judge(&comparison, &whole);
    *uncut += count_alarms(&comparison);
    tare_comparison_release(&comparison);
    whole.reference_count = (size_t)4 * SHARDS;
    tare_run_release(&whole);
}

TEST(suites_without_a_change_raise_no_more_alarms_in_shards)
{
    size_t cut = 0, uncut = 0;

    for (uint64_t i = 0; i < SUITES; i++)
        judge_both(i, &cut, &uncut);
    CHECK_INT(cut, uncut);
    CHECK(cut <= 6); /* of 200 suites at 1 in 100: 2 are expected */
}

TEST(each_part_and_the_whole_say_the_same)
{
    struct tare_comparison whole_says = { 0 };
    struct tare_run whole;

    merge(&whole, 7, 1.05);
    tare_judge(&whole_says, &whole);
    CHECK_INT(whole_says.count, CASES);
    CHECK_INT(look_up(&whole_says, "case-05", "time")->kind,
              TARE_VERDICT_REGRESSED);
    for (unsigned i = 0; i < SHARDS; i++) {
        struct tare_comparison says = { 0 };
        struct duel duel;

        make_part(&duel, i, SHARDS * 7 + i, 1.05);
        CHECK_INT(tare_cut_tests(&duel.run.cut, 0, EACH), CASES);
        tare_judge(&says, &duel.run);
        for (size_t k = 0; k < says.count; k++) {
            const struct tare_verdict *mine = &says.items[k];
            const struct tare_verdict *its =
                look_up(&whole_says, mine->id, mine->measure);

            CHECK_INT(its->kind, mine->kind);
            CHECK_NEAR(its->change.low, mine->change.low, 0);
            CHECK_NEAR(its->change.high, mine->change.high, 0);
        }
        end(&duel, &says);
    }
    tare_comparison_release(&whole_says);
    tare_run_release(&whole);
}

/* The label of one shard is at fault, not that of the others. */
TEST(an_alarm_of_a_control_is_about_its_shard)
{
    struct tare_comparison comparison = { 0 };
    struct tare_run whole;

    merge(&whole, 9, 1);
    for (size_t i = 0; i < whole.reference_count; i++) {
        struct tare_case *c = &whole.references[i];

        if (c->shard == 2 && c->side == TARE_SIDE_NEW &&
            strcmp(c->identity.id, TARE_CONTROL_SILENT) == 0)
            for (size_t k = 0; k < c->measures[0].count; k++)
                c->measures[0].launches[k].value *= 1.2;
    }
    tare_judge(&comparison, &whole);
    CHECK_INT(comparison.negative, TARE_CONTROL_GOOD);
    for (size_t i = 0; i < CASES; i++) {
        char id[16];

        name_case(id, i);
        CHECK(is_ruled(&comparison, id, TARE_VERDICT_INCONCLUSIVE, "control") ==
              (i % SHARDS == 2));
    }
    tare_comparison_release(&comparison);
    tare_run_release(&whole);
}

TESTS(RUN(suites_without_a_change_raise_no_more_alarms_in_shards),
      RUN(each_part_and_the_whole_say_the_same),
      RUN(an_alarm_of_a_control_is_about_its_shard))
