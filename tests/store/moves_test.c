/* SPDX-License-Identifier: MIT */
/* What changed between two profiles: numbers by hand, and how often it is wrong
 * of launches that differ by more than chance. */
#include "store/moves.h"

#include "stats/rng.h"
#include "store/buf.h"
#include "tests/store/profiles.h"
#include "tests/test.h"

/* Of Student, by SciPy: with 1.5805515 degrees of freedom, and with 6. */
#define T_OF_TWO  5.605446269579254
#define P_OF_F    0.021849232887315773
#define P_OF_G    0.4960003631686578
#define T_OF_FOUR 2.4469118487916806

static void release(struct tare_case *c)
{
    struct tare_run run = { .case_count = 1 };

    run.cases = tare_alloc(1, sizeof *run.cases);
    *run.cases = *c;
    tare_run_release(&run);
}

/* Launches of 100 looks, of which so many are in f and the rest in g. */
static void make_side(struct tare_case *c, double time_ns, double half,
                      const uint64_t *in_f, size_t launches)
{
    put_function(&c->profile, "bin/a", "f", NULL);
    put_function(&c->profile, "bin/a", "g", NULL);
    put_node(&c->profile, 0, 1, 0);
    put_node(&c->profile, 1, 2, 0);
    for (size_t i = 0; i < launches; i++) {
        put_launch(&c->profile);
        put_looks(&c->profile, i, 1, in_f[i]);
        put_looks(&c->profile, i, 2, 100 - in_f[i]);
    }
    put_time(c, time_ns, half);
}

/* ---- by hand ------------------------------------------------------------- */

/* Old: f has 0.4 and 0.6 of 100 ns, hence 50 ns, and a variance between launches
 * of 2 (10^2 + 10^2) / 200^2 = 0.01.  New: 0.8 of 200 ns; the launches are alike,
 * so that it is at least what 200 looks have by chance, 0.8 * 0.2 / 200.  The
 * degrees of freedom are Welch's: (100 + 32)^2 / (100^2 + 32^2). */
TEST(changes_are_those_by_hand)
{
    static const uint64_t before[] = { 40, 60 }, after[] = { 80, 80 };
    double variance = 0.01 * 1e4 + 0.0008 * 4e4, error = sqrt(variance);
    struct tare_case old = { 0 }, new = { 0 };
    const struct tare_move *f, *g;
    struct tare_moves moves;

    make_side(&old, 100, 0, before, 2);
    make_side(&new, 200, 0, after, 2);
    tare_moves_find(&moves, &old, &new);
    CHECK_INT(moves.count, 2);
    CHECK_INT(moves.shown, 1);
    f = tare_moves_of(&moves, "f");
    g = tare_moves_of(&moves, "g");
    CHECK_NEAR(f->ns[0], 50, 1e-9);
    CHECK_NEAR(f->ns[1], 160, 1e-9);
    CHECK_NEAR(f->change_ns.value, 110, 1e-9);
    CHECK_NEAR(f->change_ns.high, 110 + T_OF_TWO * error, 1e-6);
    CHECK_NEAR(f->p, 2 * P_OF_F, 1e-6); /* Holm: of two */
    CHECK_NEAR(g->change_ns.value, -10, 1e-9);
    CHECK_NEAR(g->p, P_OF_G, 1e-6);
    CHECK_NEAR(moves.change_ns.value, 100, 1e-9);
    CHECK_NEAR(moves.others_ns, 10 + T_OF_TWO * error, 1e-6);
    CHECK(tare_moves_of(&moves, "h") == NULL);
    tare_moves_release(&moves);
    release(&old);
    release(&new);
}

/* 1.96 standard errors are 1.96 ns: of a half of the time, 0.5 ns. */
TEST(the_time_is_known_only_so_well)
{
    static const uint64_t looks[] = { 50, 50, 50, 50 };
    struct tare_case old = { 0 }, new = { 0 };
    struct tare_moves moves;
    double variance = 2 * (0.25 / 400 * 1e4 + 0.25);

    make_side(&old, 100, 1.959963985, looks, 4);
    make_side(&new, 100, 1.959963985, looks, 4);
    tare_moves_find(&moves, &old, &new);
    CHECK_NEAR(moves.items[0].change_ns.value, 0, 1e-9);
    CHECK_NEAR(moves.items[0].change_ns.high, T_OF_FOUR * sqrt(variance), 1e-6);
    CHECK_NEAR(moves.change_ns.high, 1.959963985 * sqrt(2), 1e-6);
    tare_moves_release(&moves);
    release(&old);
    release(&new);
}

/* Half of the time is seen of the old side, a quarter of the new one: it waits for
 * 100 ns more, which its functions have no part in. */
TEST(what_waits_longer_makes_no_function_slower)
{
    static const uint64_t looks[] = { 50, 50, 50, 50 };
    struct tare_case old = { 0 }, new = { 0 };
    struct tare_moves moves;

    make_side(&old, 100, 0, looks, 4);
    make_side(&new, 200, 0, looks, 4);
    for (size_t i = 0; i < 4; i++)
        old.profile.launches[i].period_ns = new.profile.launches[i].period_ns =
            500;
    tare_moves_find(&moves, &old, &new);
    CHECK_INT(moves.count, 2);
    CHECK_INT(moves.shown, 0);
    CHECK_NEAR(moves.items[0].change_ns.value, 50, 1e-9);
    CHECK(moves.items[0].change_ns.low < 0);
    CHECK(moves.others_ns > 50 + 100 * log(2));
    tare_moves_release(&moves);
    release(&old);
    release(&new);
}

TEST(what_is_on_one_side_only_moved_by_all_of_it)
{
    static const uint64_t before[] = { 99, 100, 98, 100 };
    static const uint64_t after[] = { 50, 51, 49, 50 };
    struct tare_case old = { 0 }, new = { 0 };
    struct tare_moves moves;

    make_side(&old, 100, 0, before, 4);
    make_side(&new, 100, 0, after, 4);
    free(new.profile.functions[1].name);
    new.profile.functions[1].name = tare_strdup("fresh");
    tare_moves_find(&moves, &old, &new);
    CHECK_INT(moves.count, 3);
    CHECK_INT(moves.shown, 2);
    CHECK_STR(moves.items[0].name, "fresh");
    CHECK_INT(moves.items[0].functions[0], 0);
    CHECK_INT(moves.items[0].functions[1], 2);
    CHECK_NEAR(moves.items[0].change_ns.value, 50, 1e-9);
    CHECK_STR(moves.items[1].name, "f");
    CHECK_NEAR(moves.items[1].change_ns.value, 50 - 99.25, 1e-9);
    CHECK_STR(moves.items[2].name, "g");
    CHECK(!moves.items[2].is_shown);
    tare_moves_release(&moves);
    release(&old);
    release(&new);
}

/* A build has other addresses, and the program another path. */
static void lose_name(struct tare_case *c, const char *path, uint64_t begin)
{
    struct tare_profile_function *g = &c->profile.functions[1];

    free(c->profile.objects[g->object].path);
    c->profile.objects[g->object].path = tare_strdup(path);
    free(g->name);
    g->name = NULL;
    g->begin = begin;
}

TEST(code_without_a_name_is_matched_by_no_address)
{
    static const uint64_t looks[] = { 50, 51, 49, 50 };
    struct tare_case old = { 0 }, new = { 0 };
    struct tare_moves moves;

    make_side(&old, 100, 0, looks, 4);
    make_side(&new, 100, 0, looks, 4);
    lose_name(&old, "bin/old", 0x1020);
    lose_name(&new, "bin/new", 0x2020);
    tare_moves_find(&moves, &old, &new);
    CHECK_INT(moves.count, 2);
    CHECK_INT(moves.shown, 0);
    CHECK(tare_moves_of(&moves, "unnamed code") != NULL);
    tare_moves_release(&moves);
    release(&old);
    release(&new);
}

/* A library that is built with the program moves as the program does; one of the
 * system is the same file on both sides. */
TEST(code_without_a_name_is_told_by_its_library)
{
    struct tare_case c = { 0 };
    struct tare_profile *profile = &c.profile;
    struct tare_buf own = { 0 }, system = { 0 };

    put_function(profile, "bin/a", "f", NULL);
    put_function(profile, "libown.so", NULL, NULL);
    put_function(profile, "/lib/libc.so.6", NULL, NULL);
    put_node(profile, 0, 1, 0);
    tare_move_name(&own, profile, 2);
    CHECK_STR(own.data, "unnamed code of libown.so");
    tare_move_name(&system, profile, 3);
    CHECK_STR(system.data, "libc.so.6+0x300");
    tare_buf_release(&own);
    tare_buf_release(&system);
    release(&c);
}

/* Less than 0.5 % on both sides is not tested; functions of one name are one. */
TEST(the_small_are_not_told_of_and_one_name_is_one_function)
{
    static const uint64_t looks[] = { 100, 100, 100, 99 };
    struct tare_case old = { 0 }, new = { 0 };
    struct tare_moves moves;

    make_side(&old, 100, 0, looks, 4);
    make_side(&new, 100, 0, looks, 4);
    tare_moves_find(&moves, &old, &new);
    CHECK_INT(moves.count, 1); /* g has 0.25 % */
    CHECK_STR(moves.items[0].name, "f");
    tare_moves_release(&moves);
    free(new.profile.functions[1].name);
    new.profile.functions[1].name = tare_strdup("f");
    tare_moves_find(&moves, &old, &new);
    CHECK_INT(moves.count, 1);
    CHECK_NEAR(moves.items[0].ns[1], 100, 1e-9);
    tare_moves_release(&moves);
    release(&old);
    release(&new);
}

TEST(without_a_look_or_a_time_there_is_nothing)
{
    static const uint64_t looks[] = { 100, 100 };
    struct tare_case old = { 0 }, new = { 0 }, none = { 0 };
    struct tare_moves moves;

    make_side(&old, 100, 0, looks, 2);
    make_side(&new, 100, 0, looks, 2);
    tare_moves_find(&moves, &none, &new);
    CHECK_INT(moves.count, 0);
    new.measures[0].has_estimate = 0;
    tare_moves_find(&moves, &old, &new);
    CHECK_INT(moves.count, 0);
    new.measures[0].has_estimate = 1;
    for (size_t i = 0; i < 2; i++)
        new.profile.launches[i].counts[0].looks = 0;
    tare_moves_find(&moves, &old, &new);
    CHECK_INT(moves.count, 0);
    release(&old);
    release(&new);
}

TEST(of_one_launch_nothing_is_shown)
{
    static const uint64_t before[] = { 10 }, after[] = { 90 };
    struct tare_case old = { 0 }, new = { 0 };
    struct tare_moves moves;

    make_side(&old, 100, 0, before, 1);
    make_side(&new, 100, 0, after, 1);
    tare_moves_find(&moves, &old, &new);
    CHECK_INT(moves.count, 2);
    CHECK_INT(moves.shown, 0);
    CHECK_NEAR(moves.items[0].p, 1, 1e-9);
    tare_moves_release(&moves);
    release(&old);
    release(&new);
}

/* ---- by chance ----------------------------------------------------------- */

enum {
    FUNCTIONS = 12,
    GROWING = 1, /* of them; 20 % */
    LAUNCHES = 20,
    LOOKS = 600, /* of a launch: 12,000 of a side */
    PAIRS = 400
};

static const double shares[FUNCTIONS] = {
    0.3, 0.2, 0.15, 0.1, 0.08, 0.06, 0.04, 0.03, 0.02, 0.009, 0.006, 0.005
};

#define TIME_ERROR 0.003 /* of the time, as in a duel */
#define GROWTH     0.06

static size_t draw(const double *of, struct tare_rng *rng)
{
    double at = tare_rng_unit(rng);
    size_t i = 0;

    while (i + 1 < FUNCTIONS && at >= of[i])
        at -= of[i++];
    return i;
}

/* Looks of a launch from Polya's urn, which holds as many balls as there will be
 * looks: each share varies twice as much as by chance, design effect
 * (LOOKS + balls) / (1 + balls). */
static void draw_launch(struct tare_profile *profile, size_t launch,
                        const double *of, struct tare_rng *rng)
{
    size_t drawn[LOOKS];
    uint64_t counts[FUNCTIONS] = { 0 };

    for (uint32_t i = 0; i < LOOKS; i++) {
        uint32_t ball = tare_rng_below(rng, LOOKS + i);

        drawn[i] = ball < i ? drawn[ball] : draw(of, rng);
        counts[drawn[i]]++;
    }
    put_launch(profile);
    for (size_t i = 0; i < FUNCTIONS; i++)
        put_looks(profile, launch, i + 1, counts[i]);
}

/* A build in which that function takes longer by so much of the old time. */
static void draw_side(struct tare_case *c, double growth, struct tare_rng *rng)
{
    double of[FUNCTIONS], time_ns = 1000 * (1 + growth);
    char name[8];

    for (size_t i = 0; i < FUNCTIONS; i++) {
        of[i] = (shares[i] + (i == GROWING ? growth : 0)) / (1 + growth);
        snprintf(name, sizeof name, "f%zu", i);
        put_function(&c->profile, "bin/a", name, NULL);
        put_node(&c->profile, i > 0, i + 1, 0);
    }
    for (size_t i = 0; i < LAUNCHES; i++)
        draw_launch(&c->profile, i, of, rng);
    put_time(c, time_ns * (1 + TIME_ERROR * tare_rng_normal(rng)),
             1.96 * TIME_ERROR * time_ns);
}

struct rates {
    int found, others; /* pairs in which it was shown, and any other */
};

static void count_shown(struct rates *rates, const struct tare_moves *moves)
{
    int others = 0;

    for (size_t i = 0; i < moves->shown; i++)
        if (strcmp(moves->items[i].name, "f1") == 0)
            rates->found++;
        else
            others = 1;
    rates->others += others;
}

static struct rates simulate(double growth, uint64_t seed)
{
    struct rates rates = { 0, 0 };
    struct tare_rng rng;

    tare_rng_seed(&rng, seed);
    for (int i = 0; i < PAIRS; i++) {
        struct tare_case old = { 0 }, new = { 0 };
        struct tare_moves moves;

        draw_side(&old, 0, &rng);
        draw_side(&new, growth, &rng);
        tare_moves_find(&moves, &old, &new);
        count_shown(&rates, &moves);
        tare_moves_release(&moves);
        release(&old);
        release(&new);
    }
    printf("# grown by %.2f: shown in %d of %d pairs, another in %d\n", growth,
           rates.found, PAIRS, rates.others);
    return rates;
}

/* In all: the function that does not grow is one that does not move. */
TEST(of_equal_builds_hardly_anything_is_shown_to_have_moved)
{
    struct rates rates = simulate(0, 5);

    CHECK(rates.found + rates.others <= PAIRS * 8 / 100);
}

TEST(a_function_that_grows_is_shown_and_no_other)
{
    struct rates rates = simulate(GROWTH, 6);

    CHECK(rates.found >= PAIRS * 95 / 100);
    CHECK(rates.others <= PAIRS * 8 / 100);
}

TESTS(RUN(changes_are_those_by_hand), RUN(the_time_is_known_only_so_well),
      RUN(what_waits_longer_makes_no_function_slower),
      RUN(what_is_on_one_side_only_moved_by_all_of_it),
      RUN(code_without_a_name_is_matched_by_no_address),
      RUN(code_without_a_name_is_told_by_its_library),
      RUN(the_small_are_not_told_of_and_one_name_is_one_function),
      RUN(without_a_look_or_a_time_there_is_nothing),
      RUN(of_one_launch_nothing_is_shown),
      RUN(of_equal_builds_hardly_anything_is_shown_to_have_moved),
      RUN(a_function_that_grows_is_shown_and_no_other))
