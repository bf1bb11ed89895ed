/* SPDX-License-Identifier: MIT */
/*
 * How often the duel is wrong, by simulation.  A short version normally; with
 * TARE_PROOF set the full one, which takes minutes and prints a table beside
 * what the method promises.  TARE_SEED chooses another seed.
 */
#include "stats/elementary.h"
#include "stats/priority.h"
#include "stats/signed_rank.h"
#include "stats/walsh.h"
#include "tests/stats/noise_model.h"
#include "tests/test.h"

enum {
    MOST_CASES = 200,
    TOGETHER = 8
};

static double memory[TARE_RULE_MEMORY];
static double scratch[2 * TARE_RULE_LAST];

static int proving(void)
{
    return getenv("TARE_PROOF") != NULL;
}

static uint64_t seed(void)
{
    const char *text = getenv("TARE_SEED");

    return text ? strtoull(text, NULL, 10) : 20240229;
}

/* ---- a suite on a simulated machine -------------------------------------- */

struct suite {
    struct tare_rule rule;
    const struct tare_rule *rules[MOST_CASES]; /* it, for each case */
    struct noise_machine machine;
    struct tare_ruling rulings[MOST_CASES];
    double pairs[MOST_CASES][TARE_RULE_LAST];
    size_t measured[MOST_CASES];
    double change[MOST_CASES];
    size_t cases;
    double budget; /* seconds */
};

static void measure(struct suite *s, size_t index, size_t count)
{
    while (s->measured[index] < count) {
        s->pairs[index][s->measured[index]++] =
            noise_pair(&s->machine, index, s->change[index]);
    }
}

static void look(struct suite *s, size_t index)
{
    tare_ruling_look(&s->rule, &s->rulings[index], s->pairs[index], scratch);
}

/* Up to their next looks, in turn, so that pairs of each are spread in time. */
static void measure_together(struct suite *s, const size_t *chosen,
                             size_t count)
{
    for (size_t round = 1; round <= TARE_RULE_LAST; round++) {
        for (size_t i = 0; i < count; i++) {
            if (round <= tare_ruling_due(&s->rule, &s->rulings[chosen[i]]))
                measure(s, chosen[i], round);
        }
    }
    for (size_t i = 0; i < count; i++)
        look(s, chosen[i]);
}

static void confirm_alarms(struct suite *s)
{
    size_t chosen[MOST_CASES], count;
    double fresh[TARE_RULE_LAST];
    enum tare_ruling_verdict wide;

    count = tare_priority_confirm(s->rulings, s->cases, chosen, &wide);
    for (size_t i = 0; i < count && s->machine.now < s->budget; i++) {
        struct tare_ruling *ruling = &s->rulings[chosen[i]];

        for (size_t k = 0; k < tare_ruling_fresh(ruling); k++)
            fresh[k] = noise_pair(&s->machine, chosen[i], s->change[chosen[i]]);
        tare_ruling_confirm(&s->rule, ruling, fresh, scratch);
    }
}

/* The whole schedule of the method. */
static void run_suite(struct suite *s)
{
    size_t chosen[TOGETHER], count;

    for (size_t i = 0; i < s->cases; i++) {
        s->rulings[i] = (struct tare_ruling){ 0 };
        s->measured[i] = 0;
    }
    for (size_t round = 1; round <= s->rule.pairs[0]; round++) {
        for (size_t i = 0; i < s->cases; i++)
            measure(s, i, round);
    }
    for (size_t i = 0; i < s->cases; i++)
        look(s, i);
    while (s->machine.now < 0.9 * s->budget &&
           (count = tare_priority_choose(s->rules, s->rulings, s->cases, chosen,
                                         TOGETHER)) > 0)
        measure_together(s, chosen, count);
    confirm_alarms(s);
    for (size_t i = 0; i < s->cases; i++)
        tare_ruling_end(&s->rulings[i]);
}

struct outcome {
    size_t suites, false_suites; /* suites with any false alarm */
    size_t changed, found;
    size_t unchanged, shown;
    double used; /* share of the budget */
};

static void tally(struct outcome *o, const struct suite *s)
{
    int any = 0;

    for (size_t i = 0; i < s->cases; i++) {
        enum tare_ruling_verdict verdict = s->rulings[i].verdict;

        if (s->change[i] > 0) {
            o->changed++;
            o->found += verdict == TARE_REGRESSED;
            any |= verdict == TARE_IMPROVED;
        } else {
            o->unchanged++;
            o->shown += verdict == TARE_UNCHANGED;
            any |= verdict == TARE_REGRESSED || verdict == TARE_IMPROVED;
        }
    }
    o->suites++;
    o->false_suites += (size_t)any;
    o->used += s->machine.now / s->budget;
}

/* Suites in which one case in twenty (or none) is slower by `change`. */
static struct outcome simulate(const struct noise_environment *environment,
                               size_t cases, size_t suites, double change)
{
    static struct suite s;
    struct outcome o = { 0 };

    tare_rule_init(&s.rule, 0.02, 0.01, cases, memory);
    for (size_t i = 0; i < cases; i++)
        s.rules[i] = &s.rule;
    s.cases = cases;
    s.budget = 16.0 * (double)cases;
    for (size_t n = 0; n < suites; n++) {
        for (size_t i = 0; i < cases; i++)
            s.change[i] =
                change > 0 && i % 20 == (n + i / 20) % 20 ? log1p(change) : 0;
        noise_machine_init(&s.machine, environment, seed() + 1000 * n + cases);
        run_suite(&s);
        tally(&o, &s);
    }
    return o;
}

static void print_outcome(const char *environment, size_t cases, double change,
                          const struct outcome *o, const char *promised)
{
    printf("# %-8s N=%-4zu change %.0f %%: %zu of %zu suites with a false "
           "alarm, found %zu of %zu, \"unchanged\" %.1f %%, budget used "
           "%.0f %% (promised: %s)\n",
           environment, cases, 100 * change, o->false_suites, o->suites,
           o->found, o->changed,
           100 * (double)o->shown / (double)(o->unchanged ? o->unchanged : 1),
           100 * o->used / (double)o->suites, promised);
}

static void check_silence(size_t cases, size_t suites)
{
    for (size_t e = 0; e < NOISE_ENVIRONMENTS; e++) {
        struct outcome o = simulate(&noise_environments[e], cases, suites, 0);

        print_outcome(noise_environments[e].name, cases, 0, &o,
                      "0 alarms, 99.9-100 % unchanged");
        CHECK(o.false_suites <= 1 + o.suites / 600); /* 5 of 3000 */
        CHECK((double)o.shown >= 0.985 * (double)o.unchanged);
    }
}

static void check_power(size_t cases, size_t suites)
{
    for (size_t e = 0; e < NOISE_ENVIRONMENTS; e++) {
        struct outcome o =
            simulate(&noise_environments[e], cases, suites, 0.02);
        double sure = sqrt(0.97 * 0.03 / (double)o.changed);

        print_outcome(noise_environments[e].name, cases, 0.02, &o,
                      "found 99.0-100 %");
        CHECK(o.false_suites <= 1 + o.suites / 600);
        CHECK((double)o.found / (double)o.changed >= 0.97 - 3 * sure);
    }
}

TEST(suites_of_twenty_without_a_change_stay_silent)
{
    check_silence(20, proving() ? 3000 : 6);
}

TEST(suites_of_two_hundred_without_a_change_stay_silent)
{
    if (!proving())
        SKIP("set TARE_PROOF");
    check_silence(200, 300);
}

TEST(a_slowdown_by_the_threshold_is_found_in_suites_of_twenty)
{
    check_power(20, proving() ? 600 : 8);
}

TEST(a_slowdown_by_the_threshold_is_found_in_suites_of_two_hundred)
{
    if (!proving())
        SKIP("set TARE_PROOF");
    check_power(200, 60);
}

/* ---- coins thrown over pairs ------------------------------------ */

/* Sizes of the differences of a simulated A/A series, ascending: drifting,
 * stepping, and with a slot that is 1 % slower. */
static void simulate_pairs(double *sizes, size_t count)
{
    struct noise_machine machine;

    noise_machine_init(&machine, &noise_environments[1], seed());
    for (size_t i = 0; i < count; i++) {
        double first = noise_launch(&machine, 17, 1e-5 * (double)i);

        sizes[i] = fabs(noise_launch(&machine, 17, 0.01) - first);
    }
    tare_sort(sizes, count);
}

/* Gives each size a sign, and keeps the result ascending: those that become
 * negative fill the front backwards. */
static void toss(double *sorted, const double *sizes, size_t count,
                 struct tare_rng *rng)
{
    size_t low = 0, high = 0, negative = 0;
    uint64_t bits[TARE_RULE_LAST / 64 + 1];

    for (size_t i = 0; i < count; i++) {
        if (i % 64 == 0)
            bits[i / 64] = tare_rng_next(rng);
        negative += bits[i / 64] >> (i % 64) & 1;
    }
    low = high = negative;
    for (size_t i = 0; i < count; i++) {
        if (bits[i / 64] >> (i % 64) & 1)
            sorted[--low] = -sizes[i];
        else
            sorted[high++] = sizes[i];
    }
}

/* Of an exact test, the true level is the largest it can reach below p. */
static void check_level(size_t count, double p, size_t rejected, size_t trials,
                        const struct tare_signed_rank_null *null)
{
    double level =
        tare_signed_rank_upper(null, tare_signed_rank_critical(null, p));
    double rate = (double)rejected / (double)trials;
    double error = sqrt(p * (1 - p) / (double)trials);

    if (proving())
        printf("# %4zu pairs at %g: rejected %.5f, expected %.5f +- %.5f\n",
               count, p, rate, level, error);
    CHECK(rate <= p + 3 * error);
    CHECK_NEAR(rate, level, 3.5 * error);
}

TEST(signed_ranks_of_coin_tossed_pairs_keep_their_level)
{
    static const double levels[] = { 0.05, 0.01, 0.001 };
    static double sizes[TARE_RULE_LAST], sorted[TARE_RULE_LAST];
    size_t trials = proving() ? 1000000 : 4000;
    struct tare_rule rule;
    struct tare_rng rng;

    tare_rule_init(&rule, 0.02, 0.01, 20, memory);
    tare_rng_seed(&rng, seed());
    for (size_t k = 0; k < TARE_RULE_LOOKS; k++) {
        size_t count = rule.pairs[k], rejected[3] = { 0 }, critical[3];
        struct tare_signed_rank_null null =
            tare_signed_rank_null(count, memory);

        simulate_pairs(sizes, count);
        for (size_t l = 0; l < 3; l++)
            critical[l] = tare_signed_rank_critical(&null, levels[l]);
        for (size_t t = 0; t < trials; t++) {
            size_t w;

            toss(sorted, sizes, count, &rng);
            w = tare_walsh_above(sorted, count, 0);
            for (size_t l = 0; l < 3; l++)
                rejected[l] += w >= critical[l];
        }
        for (size_t l = 0; l < 3; l++)
            check_level(count, levels[l], rejected[l], trials, &null);
    }
}

/* The next case of the recording: sizes of the differences of launches that
 * followed each other, ascending; how many. */
static size_t read_recorded(FILE *file, double *sizes)
{
    char line[256];
    size_t launches = 0, count = 0;
    double first, second;

    while (fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "case %zu", &launches) == 1)
            break;
    for (size_t i = 0; i + 1 < launches; i += 2) {
        if (fscanf(file, "%lf %lf ", &first, &second) != 2)
            return 0;
        sizes[count++] = fabs(tare_log(second / first));
    }
    tare_sort(sizes, count);
    return count;
}

/* The same with launches of a real, noisy machine. */
TEST(signed_ranks_of_recorded_launches_keep_their_level)
{
    static const double levels[] = { 0.05, 0.01, 0.001 };
    static double sizes[TARE_RULE_LAST], sorted[TARE_RULE_LAST];
    size_t trials = proving() ? 1000000 : 10000, count, cases = 0;
    FILE *file = fopen("tests/vectors/recorded.txt", "r");
    struct tare_rng rng;

    tare_rng_seed(&rng, seed());
    CHECK(file != NULL);
    while (file != NULL && (count = read_recorded(file, sizes)) > 0) {
        struct tare_signed_rank_null null =
            tare_signed_rank_null(count, memory);
        size_t rejected[3] = { 0 };

        CHECK(count >= 100);
        cases++;
        for (size_t t = 0; t < trials; t++) {
            size_t w;

            toss(sorted, sizes, count, &rng);
            w = tare_walsh_above(sorted, count, 0);
            for (size_t l = 0; l < 3; l++)
                rejected[l] += w >= tare_signed_rank_critical(&null, levels[l]);
        }
        for (size_t l = 0; l < 3; l++)
            check_level(count, levels[l], rejected[l], trials, &null);
    }
    CHECK(cases >= 3);
    if (file != NULL)
        fclose(file);
}

/*
 * The whole rule with no margin to speak of, over all looks: of one case, with
 * alpha 0.2, at most 0.2 of the runs may alarm.
 */
TEST(the_rule_as_a_whole_keeps_its_level)
{
    static double sizes[TARE_RULE_LAST], pairs[TARE_RULE_LAST];
    size_t trials = proving() ? 100000 : 300, alarms = 0;
    struct tare_rule rule;
    struct tare_rng rng;
    double rate;

    tare_rule_init(&rule, 1e-9, 0.2, 1, memory);
    tare_rng_seed(&rng, seed());
    simulate_pairs(sizes, TARE_RULE_LAST);
    for (size_t t = 0; t < trials; t++) {
        struct tare_ruling ruling = { 0 };

        for (size_t i = 0; i < TARE_RULE_LAST; i++) {
            /* any order of sizes will do, as long as coins decide the signs */
            double size = sizes[(i * 389 + t) % TARE_RULE_LAST];

            pairs[i] = tare_rng_next(&rng) >> 63 ? size : -size;
        }
        while (tare_ruling_due(&rule, &ruling) > 0)
            tare_ruling_look(&rule, &ruling, pairs, scratch);
        alarms += ruling.phase == TARE_ALARM;
    }
    rate = (double)alarms / (double)trials;
    if (proving())
        printf("# alarms in %.4f of runs, allowed 0.2\n", rate);
    CHECK(rate <= 0.2 + 3 * sqrt(0.2 * 0.8 / (double)trials));
    CHECK(rate >= 0.05); /* the looks overlap, but it is not idle */
}

TESTS(RUN(signed_ranks_of_coin_tossed_pairs_keep_their_level),
      RUN(signed_ranks_of_recorded_launches_keep_their_level),
      RUN(the_rule_as_a_whole_keeps_its_level),
      RUN(suites_of_twenty_without_a_change_stay_silent),
      RUN(a_slowdown_by_the_threshold_is_found_in_suites_of_twenty),
      RUN(suites_of_two_hundred_without_a_change_stay_silent),
      RUN(a_slowdown_by_the_threshold_is_found_in_suites_of_two_hundred))
