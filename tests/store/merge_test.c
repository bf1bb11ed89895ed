/* SPDX-License-Identifier: MIT */
/* Dealing cases to shards, and putting their parts together. */
#include "store/merge.h"

#include "stats/rng.h"
#include "store/alloc.h"
#include "store/cut.h"
#include "store/dealing.h"
#include "tests/test.h"

enum {
    CASES = 24,
    SHARDS = 4,
    MANY = 1000
};

static char **make_ids(size_t count)
{
    char **ids = tare_alloc(count, sizeof *ids);

    for (size_t i = 0; i < count; i++) {
        char text[32];

        snprintf(text, sizeof text, "group/case/n=%04zu", i);
        ids[i] = tare_strdup(text);
    }
    return ids;
}

static void free_ids(char **ids, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(ids[i]);
    free(ids);
}

/* ---- dealing ------------------------------------------------------------- */

TEST(a_case_stays_in_its_shard_when_others_go)
{
    char **ids = make_ids(MANY);
    unsigned all[MANY], half[MANY / 2];

    for (unsigned shards = 1; shards <= 16; shards++) {
        tare_deal_by_hash(ids, MANY, shards, all);
        tare_deal_by_hash(ids + MANY / 2, MANY / 2, shards, half);
        for (size_t i = 0; i < MANY; i++)
            CHECK(all[i] < shards);
        CHECK(memcmp(all + MANY / 2, half, sizeof half) == 0);
    }
    free_ids(ids, MANY);
}

/* The known value of FNV-1a of "a" is af63dc4c8601ec8c. */
TEST(the_hash_is_the_one_that_is_documented)
{
    char text[] = "a", *ids[] = { text };
    unsigned shard;

    tare_deal_by_hash(ids, 1, 10000, &shard);
    CHECK_INT(shard, 0xaf63dc4c8601ec8cu % 10000);
}

TEST(costs_are_dealt_evenly_and_in_any_order)
{
    char **ids = make_ids(MANY), *turned[MANY];
    double costs[MANY], turned_costs[MANY], loads[8] = { 0 }, sum = 0;
    unsigned shard_of[MANY], again[MANY];
    struct tare_rng rng;

    tare_rng_seed(&rng, 4);
    for (size_t i = 0; i < MANY; i++) {
        costs[i] = exp(1.2 * tare_rng_normal(&rng));
        sum += costs[i];
        turned[MANY - 1 - i] = ids[i];
        turned_costs[MANY - 1 - i] = costs[i];
    }
    tare_deal_by_cost(ids, costs, MANY, 8, shard_of);
    tare_deal_by_cost(turned, turned_costs, MANY, 8, again);
    for (size_t i = 0; i < MANY; i++) {
        CHECK_INT(again[MANY - 1 - i], shard_of[i]);
        loads[shard_of[i]] += costs[i];
    }
    for (size_t i = 0; i < 8; i++)
        CHECK_NEAR(loads[i], sum / 8, 0.01 * sum / 8);
    free_ids(ids, MANY);
}

TEST(what_has_one_key_stays_together)
{
    char a[] = "a", b[] = "b", c[] = "c";
    char *keys[] = { b, a, b, c, a, b };
    const double costs[] = { 1, 2, 1, 5, 2, -1 };
    unsigned shard_of[6];

    tare_deal_by_cost(keys, costs, 6, 2, shard_of);
    CHECK_INT(shard_of[0], 1); /* 4 with the median: after c and a */
    CHECK_INT(shard_of[2], 1);
    CHECK_INT(shard_of[5], 1);
    CHECK_INT(shard_of[1], shard_of[4]);
    CHECK(shard_of[3] != shard_of[1]);
}

/* ---- parts --------------------------------------------------------------- */

static void add_row(struct tare_run *run, const char *id, enum tare_side side)
{
    struct tare_case *row = TARE_ADD(run->cases, run->case_count);

    row->identity.id = tare_strdup(id);
    row->side = side;
    row->binary = side == TARE_SIDE_NEW;
}

static void make_part(struct tare_merge_part *part, unsigned index)
{
    static const char *const names[] = { "0.json", "1.json", "2.json",
                                         "3.json" };
    struct tare_run *run = &part->run;
    struct tare_cut *cut = &run->cut;
    struct tare_shard *shard;

    *part = (struct tare_merge_part){ .name = names[index] };
    snprintf(part->hash, sizeof part->hash, "%u", index);
    run->started = tare_strdup("2026-01-01T00:00:00Z");
    run->seed = index;
    run->elapsed_s = 1;
    run->duel = (struct tare_duel_facts){ .threshold = 0.02, .alpha = 0.01 };
    tare_facts_text(&run->machine, "cpu", "one");
    tare_facts_text(&run->machine, "host", names[index]);
    run->binaries = tare_alloc(2, sizeof *run->binaries);
    run->binary_count = 2;
    for (size_t i = 0; i < 2; i++) {
        run->binaries[i].path = tare_strdup(i == 0 ? "old" : "new");
        run->binaries[i].hash = tare_strdup(i == 0 ? "aa" : "bb");
    }
    cut->of = SHARDS;
    cut->how = tare_strdup("hash");
    cut->suite = make_ids(CASES);
    cut->count = CASES;
    shard = TARE_ADD(cut->shards, cut->shard_count);
    shard->index = index;
    for (size_t i = index; i < CASES; i += SHARDS) {
        *TARE_ADD(shard->mine, shard->count) = i;
        add_row(run, cut->suite[i], TARE_SIDE_OLD);
        add_row(run, cut->suite[i], TARE_SIDE_NEW);
    }
}

static void make_parts(struct tare_merge_part *parts)
{
    for (unsigned i = 0; i < SHARDS; i++)
        make_part(&parts[i], SHARDS - 1 - i); /* in any order */
}

static void release(struct tare_run *whole, struct tare_merge_part *parts)
{
    tare_run_release(whole);
    for (size_t i = 0; i < SHARDS; i++)
        tare_run_release(&parts[i].run);
}

TEST(all_parts_make_the_whole)
{
    struct tare_merge_part parts[SHARDS];
    struct tare_run whole = { 0 };
    struct tare_err err = { 0 };

    make_parts(parts);
    CHECK_INT(tare_merge(&whole, parts, SHARDS, &err), 0);
    CHECK_INT(whole.case_count, 2 * CASES);
    for (size_t i = 0; i < whole.case_count; i++) {
        CHECK_STR(whole.cases[i].identity.id, whole.cut.suite[i / 2]);
        CHECK_INT(whole.cases[i].shard, i / 2 % SHARDS);
        CHECK_INT(whole.cases[i].side,
                  i % 2 == 0 ? TARE_SIDE_OLD : TARE_SIDE_NEW);
    }
    CHECK_NEAR(whole.elapsed_s, SHARDS, 1e-9);
    CHECK_INT(tare_cut_is_merged(&whole.cut), 1);
    CHECK(tare_facts_find(&whole.machine, "cpu") != NULL);
    CHECK(tare_facts_find(&whole.machine, "host") == NULL);
    CHECK_STR(tare_facts_find(&whole.cut.shards[2].machine, "host")->text,
              "2.json");
    CHECK_INT(whole.cut.shards[3].seed, 3);
    CHECK_INT(tare_cut_tests(&whole.cut, 1, CASES / SHARDS), CASES);
    release(&whole, parts);
}

/* Each kind of fault, at every shard and case: 8 * 24 bad merges. */
static size_t spoil(struct tare_merge_part *parts, unsigned fault, size_t id)
{
    struct tare_merge_part *part = &parts[SHARDS - 1 - id % SHARDS];
    struct tare_shard *shard = &part->run.cut.shards[0];
    struct tare_case *c = &part->run.cases[2 * (id / SHARDS)];
    size_t last = SHARDS - 1;

    switch (fault) {
    case 0: /* a case that is gone, both rows of it */
        free(c[0].identity.id);
        free(c[1].identity.id);
        memmove(c, c + 2,
                (part->run.case_count - 2 - 2 * (id / SHARDS)) * sizeof *c);
        part->run.case_count -= 2;
        break;
    case 1: /* of another shard */
        free(c->identity.id);
        c->identity.id = tare_strdup(part->run.cut.suite[(id + 1) % CASES]);
        break;
    case 2: /* of another suite */
        free(part->run.cut.suite[id]);
        part->run.cut.suite[id] = tare_strdup("group/case/n=zzzz");
        break;
    case 3: /* dealt to nobody */
        shard->count--;
        memmove(&shard->mine[id / SHARDS], &shard->mine[id / SHARDS + 1],
                (shard->count - id / SHARDS) * sizeof *shard->mine);
        break;
    case 4: /* another build */
        part->run.binaries[1].hash[0] = 'c';
        break;
    case 5:
        part->run.duel.threshold = 0.03;
        break;
    case 6:
        part->run.interrupted = 1;
        break;
    default: { /* a shard that is missing: the last one is left out */
        struct tare_merge_part other = *part;

        *part = parts[last];
        parts[last] = other;
        return last;
    }
    }
    return SHARDS;
}

TEST(bad_merges_are_refused_and_say_why)
{
    for (unsigned fault = 0; fault < 8; fault++)
        for (size_t id = 0; id < CASES; id++) {
            struct tare_merge_part parts[SHARDS];
            struct tare_run whole = { 0 };
            struct tare_err err = { 0 };
            char part[16], name[32];
            size_t count;

            make_parts(parts);
            count = spoil(parts, fault, id);
            CHECK_INT(tare_merge(&whole, parts, count, &err), TARE_EBASELINE);
            snprintf(part, sizeof part,
                     fault == 7 ? "shard %zu of" : "%zu.json", id % SHARDS);
            snprintf(name, sizeof name, "n=%04zu",
                     fault == 1   ? (id + 1) % CASES
                     : fault == 7 ? id % SHARDS
                                  : id);
            /* a suite may be told by either of two cases */
            CHECK(fault == 2 || strstr(err.text, part) != NULL);
            CHECK(fault == 2 || (fault >= 4 && fault <= 6) ||
                  strstr(err.text, name) != NULL);
            CHECK(fault != 2 || strstr(err.text, "n=") != NULL);
            CHECK_INT(whole.case_count, 0);
            release(&whole, parts);
        }
}

TESTS(RUN(a_case_stays_in_its_shard_when_others_go),
      RUN(the_hash_is_the_one_that_is_documented),
      RUN(costs_are_dealt_evenly_and_in_any_order),
      RUN(what_has_one_key_stays_together), RUN(all_parts_make_the_whole),
      RUN(bad_merges_are_refused_and_say_why))
