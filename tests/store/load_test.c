/* SPDX-License-Identifier: MIT */
/* Records that are saved and read back. */
#include <locale.h>
#include <unistd.h>

#include "stats/rng.h"
#include "store/alloc.h"
#include "store/json.h"
#include "tests/store/loading.h"
#include "tests/store/whole_run.h"

static const char format1[] = "tests/store/records/format1.json";

/* ---- comparing ----------------------------------------------------------- */

struct document {
    char *text;
    size_t size;
};

static struct document print_run(const struct tare_run *run)
{
    struct document document = { NULL, 0 };
    FILE *stream = open_memstream(&document.text, &document.size);

    tare_run_print(run, stream);
    fclose(stream);
    return document;
}

static void check_round_trip(const struct tare_run *run)
{
    struct document first = print_run(run), second;
    struct tare_run back;
    struct tare_err err;

    CHECK_INT(parse(&back, first.text, first.size, TARE_LOAD_ALL, &err), 0);
    CHECK_STR(err.text, "");
    second = print_run(&back);
    CHECK_STR(second.text, first.text);
    free(first.text);
    free(second.text);
    tare_run_release(&back);
}

TEST(what_was_saved_loads_to_the_same)
{
    struct tare_run run = { 0 };

    make_run(&run);
    check_round_trip(&run);
    run.cases[0].measures[0].launches[4].samples[2].steal_ns = -5;
    run.cases[0].measures[0].shape.is_bimodal = 0;
    run.cases[0].measures[0].outliers.fences[2] = NAN;
    run.cases[0].measures[0].slope.value = NAN;
    run.cases[0].measures[0].estimate.value = NAN;
    free(run.duel.old_name);
    free(run.duel.new_name);
    run.duel = (struct tare_duel_facts){ .budget_s = 0.5 };
    check_round_trip(&run);
    run.duel = (struct tare_duel_facts){ .alpha = 0.5 };
    check_round_trip(&run);
    run.duel = (struct tare_duel_facts){ 0 };
    check_round_trip(&run);
    tare_run_release(&run);
}

TEST(a_small_run_loads_to_the_same)
{
    struct tare_run run = { 0 };

    run.started = tare_strdup("");
    check_round_trip(&run);
    tare_run_release(&run);
}

static void check_launch(const struct tare_launch *got,
                         const struct tare_launch *want)
{
    CHECK_NEAR(got->value, want->value, 0);
    CHECK_NEAR(got->start_s, want->start_s, 0);
    CHECK_NEAR(got->setup_ns, want->setup_ns, 0);
    CHECK_NEAR(got->quiet, want->quiet, 0);
    CHECK_NEAR(got->pace_ns, want->pace_ns, 0);
    CHECK_NEAR(got->own, want->own, 0);
    CHECK_NEAR(got->whole, want->whole, 0);
    CHECK_NEAR(got->interrupts, want->interrupts, 0);
    CHECK_INT(got->cpu, want->cpu);
    CHECK_STR(got->outlier, want->outlier);
    CHECK_INT(got->count, want->count);
    CHECK_INT(got->threads, want->threads);
    for (size_t i = 0; i < want->count; i++) {
        const struct tare_sample *a = &got->samples[i], *b = &want->samples[i];

        CHECK_INT(a->iterations, b->iterations);
        CHECK_NEAR(a->value, b->value, 0);
        CHECK_NEAR(a->cpu_ns, b->cpu_ns, 0);
        CHECK_INT(a->switches, b->switches);
        CHECK_INT(a->faults, b->faults);
        CHECK_INT(a->major_faults, b->major_faults);
        CHECK_NEAR(a->steal_ns, b->steal_ns, 0);
        CHECK_NEAR(a->throttled, b->throttled, 0);
        CHECK_NEAR(a->pace_ns, b->pace_ns, 0);
        CHECK_NEAR(a->share_ns, b->share_ns, 0);
        CHECK_NEAR(a->uninterrupted, b->uninterrupted, 0);
    }
    for (size_t i = 0; i < want->count * want->threads; i++)
        CHECK_NEAR(got->thread_values[i], want->thread_values[i], 0);
}

static void check_case(const struct tare_case *got,
                       const struct tare_case *want)
{
    CHECK_STR(got->identity.id, want->identity.id);
    CHECK_STR(got->identity.group, want->identity.group);
    CHECK_STR(got->identity.args[1].name, want->identity.args[1].name);
    CHECK_STR(got->identity.args[1].text, "");
    CHECK(got->identity.args[0].text == NULL);
    CHECK_NEAR(got->identity.args[0].number, -1e-300, 0);
    CHECK_INT(got->identity.line, 2147483647);
    CHECK_INT(got->binary, 1);
    CHECK_INT(got->side, TARE_SIDE_OLD);
    CHECK_NEAR(got->noise, 0.02, 0);
    CHECK_INT(got->voided, 3);
    CHECK(got->has_result && got->result == 0xfedcba9876543210);
    CHECK_STR(got->reason, want->reason);
    CHECK_STR(got->warnings[0].text, "text \xef\xbf\xbd");
    CHECK_NEAR(got->work.bits, 1e300, 0);
    CHECK_INT(got->iterations, want->iterations);
    CHECK_INT(got->is_linear, 1);
    CHECK_INT(got->measure_count, 2);
    CHECK_STR(got->measures[1].unit, hostile);
    CHECK_INT(got->measures[1].kind, TARE_KIND_EXACT);
    CHECK_NEAR(got->measures[0].estimate.high, NAN, 0);
    CHECK_NEAR(got->measures[0].mad.value, NAN, 0);
    CHECK_NEAR(got->measures[0].outliers.fences[3], 4.5, 0);
    CHECK_INT(got->measures[0].count, 5);
    for (size_t i = 0; i < 5; i++)
        check_launch(&got->measures[0].launches[i],
                     &want->measures[0].launches[i]);
}

TEST(every_member_is_what_it_was)
{
    struct tare_run run = { 0 }, back;
    struct document document;
    struct tare_err err;

    make_run(&run);
    document = print_run(&run);
    CHECK_INT(parse(&back, document.text, document.size, TARE_LOAD_ALL, &err),
              0);
    CHECK_INT(back.seed, run.seed);
    CHECK_INT(back.interrupted, 1);
    CHECK_STR(tare_facts_find(&back.machine, "host")->text, hostile);
    CHECK_NEAR(tare_facts_find(&back.machine, "cpus")->number, 5e-324, 0);
    CHECK_STR(tare_facts_find(&back.context, "path")->text, hostile);
    CHECK_INT(tare_facts_find(&back.machine, "hypervisor")->kind,
              TARE_FACT_BOOL);
    CHECK_INT(back.binary_count, 2);
    CHECK_STR(back.binaries[0].libraries[0].hash, hash);
    CHECK(back.binaries[0].libraries[1].hash == NULL);
    CHECK_INT(back.binaries[0].is_kept, 1);
    CHECK_INT(back.binaries[0].build.count, 2);
    CHECK_STR(back.growths[0].order, "n log n");
    CHECK(back.growths[1].order == NULL);
    CHECK_NEAR(back.growths[0].exponent.low, NAN, 0);
    CHECK_NEAR(back.duel.threshold, 0.02, 0);
    CHECK_INT(back.case_count, 5);
    CHECK_INT(back.reference_count, 1);
    CHECK_INT(back.references[0].status, TARE_STATUS_SKIPPED);
    CHECK_INT(back.cases[4].status, TARE_STATUS_TIMED_OUT);
    CHECK(back.cases[4].reason == NULL);
    check_case(&back.cases[0], &run.cases[0]);
    free(document.text);
    tare_run_release(&back);
    tare_run_release(&run);
}

TEST(a_million_doubles_are_read_back_bit_for_bit)
{
    enum {
        LAUNCHES = 100,
        SAMPLES = 10000
    };
    struct tare_run run = { 0 }, back;
    struct tare_measure *time;
    struct document document;
    struct tare_err err;
    struct tare_rng rng;
    size_t differ = 0;

    tare_rng_seed(&rng, 1);
    add_binaries(&run);
    run.started = tare_strdup("");
    time = tare_case_add_measure(add_case(&run, "a", TARE_SIDE_NONE), "time",
                                 "", TARE_BETTER_LOWER, TARE_KIND_NOISY);
    time->launches = tare_alloc(LAUNCHES, sizeof *time->launches);
    for (time->count = 0; time->count < LAUNCHES; time->count++) {
        struct tare_launch *launch = &time->launches[time->count];

        add_samples(launch, SAMPLES);
        for (size_t i = 0; i < SAMPLES; i++)
            do {
                uint64_t bits = tare_rng_next(&rng);

                memcpy(&launch->samples[i].value, &bits, sizeof bits);
            } while (!isfinite(launch->samples[i].value));
    }
    document = print_run(&run);
    CHECK_INT(parse(&back, document.text, document.size, TARE_LOAD_ALL, &err),
              0);
    CHECK_STR(err.text, "");
    for (size_t i = 0; back.case_count > 0 && i < LAUNCHES; i++)
        for (size_t j = 0; j < SAMPLES; j++) {
            const struct tare_sample *got =
                &back.cases[0].measures[0].launches[i].samples[j];

            differ += memcmp(&got->value, &time->launches[i].samples[j].value,
                             sizeof got->value) != 0;
        }
    CHECK_INT(differ, 0);
    free(document.text);
    tare_run_release(&back);
    tare_run_release(&run);
}

TEST(the_locale_has_no_influence)
{
    struct tare_run run = { 0 };

    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL)
        SKIP("no German locale here");
    make_run(&run);
    check_round_trip(&run);
    tare_run_release(&run);
    setlocale(LC_ALL, "C");
}

/* ---- what the writer mends ----------------------------------------------- */

TEST(text_that_is_no_utf8_is_mended)
{
    struct tare_run run = { 0 };

    make_run(&run);
    free(run.binaries[1].path);
    run.binaries[1].path = tare_strdup("build/\xff\xfe");
    check_round_trip(&run);
    tare_run_release(&run);
}

TEST(of_facts_and_measures_that_are_there_twice_the_first_counts)
{
    struct tare_run run = { 0 }, back;
    struct document document;
    struct tare_err err;

    make_run(&run);
    tare_facts_text(&run.machine, "host", "another");
    tare_facts_text(&run.settings, "seed", "no number");
    tare_facts_text(&run.binaries[1].build, "hash", "no hash");
    run.cases[0].measures[1].name[0] = '\xff'; /* both become U+FFFD */
    tare_case_add_measure(&run.cases[0], hostile, "", TARE_BETTER_LOWER,
                          TARE_KIND_EXACT)
        ->name[0] = '\xfe';
    document = print_run(&run);
    CHECK_INT(parse(&back, document.text, document.size, TARE_LOAD_ALL, &err),
              0);
    CHECK_STR(err.text, "");
    CHECK_STR(tare_facts_find(&back.machine, "host")->text, hostile);
    CHECK_INT(back.cases[0].measure_count, 2);
    free(document.text);
    tare_run_release(&back);
    tare_run_release(&run);
}

/* ---- files and depths ---------------------------------------------------- */

static void check_record(const char *path, const char *order)
{
    struct tare_run run = { 0 };
    struct tare_err err = { 0 };
    const struct tare_case *c;

    CHECK_INT(tare_run_load(&run, path, TARE_LOAD_ALL, &err), 0);
    CHECK_STR(err.text, "");
    CHECK_STR(tare_facts_find(&run.machine, "host")->text, "example");
    CHECK_INT(run.seed, 42);
    CHECK_INT(run.case_count, 5);
    c = tare_run_case(&run, "threaded/threads=2", TARE_SIDE_NONE);
    CHECK_INT(c->measures[0].launches[1].threads, 2);
    CHECK_NEAR(c->measures[0].launches[1].thread_values[3],
               40.61356466876972 - 0.03042, 0.001);
    CHECK_INT(c->measures[0].launches[0].samples[1].iterations, 4438);
    CHECK_NEAR(c->measures[0].launches[0].samples[1].cpu_ns, 418087, 0);
    CHECK_INT(c->measures[0].launches[0].cpu, -1);
    c = tare_run_case(&run, "reporting", TARE_SIDE_NONE);
    CHECK_STR(c->measures[0].name, order);
    CHECK_INT(c->measure_count, 3);
    CHECK_NEAR(c->measures[2].launches[0].samples[0].throttled, -1, 0);
    check_round_trip(&run);
    tare_run_release(&run);
}

TEST(old_and_new_records_are_read)
{
    check_record(format1, "time");
    check_record(format2, "time");
    check_record(format3, "time");
}

TEST(the_new_record_is_the_old_one_saved_again)
{
    struct tare_run run = { 0 };
    struct tare_err err = { 0 };
    struct document document;
    size_t size;
    char *text = text_of(format3, &size);

    CHECK_INT(tare_run_load(&run, format1, TARE_LOAD_ALL, &err), 0);
    document = print_run(&run);
    CHECK(size == document.size && memcmp(text, document.text, size) == 0);
    free(text);
    free(document.text);
    tare_run_release(&run);
}

TEST(less_is_read_when_less_is_wanted)
{
    struct tare_run run = { 0 };
    struct tare_err err = { 0 };

    CHECK_INT(tare_run_load(&run, format2, TARE_LOAD_LAUNCHES, &err), 0);
    CHECK_INT(run.case_count, 5);
    CHECK_INT(run.cases[0].measures[0].count, 2);
    CHECK_NEAR(run.cases[0].measures[0].launches[1].value, 45.35304188565058,
               0);
    CHECK(run.cases[0].measures[0].launches[1].samples == NULL);
    CHECK_INT(run.cases[0].measures[0].launches[1].count, 0);
    tare_run_release(&run);
    CHECK_INT(tare_run_load(&run, format2, TARE_LOAD_HEAD, &err), 0);
    CHECK_INT(run.case_count, 0);
    CHECK_INT(run.binary_count, 1);
    CHECK_STR(run.binaries[0].path, "build/demo_bench");
    tare_run_release(&run);
}

TEST(a_record_is_saved_to_a_file_and_loaded_from_there)
{
    char path[] = "/tmp/tare-load-XXXXXX";
    struct tare_run run = { 0 }, back = { 0 };
    struct tare_err err = { 0 };

    close(mkstemp(path));
    make_run(&run);
    CHECK_INT(tare_run_save(&run, path, &err), 0);
    CHECK_INT(tare_run_load(&back, path, TARE_LOAD_ALL, &err), 0);
    CHECK_INT(back.case_count, run.case_count);
    tare_run_release(&back);
    tare_run_release(&run);
    CHECK_INT(unlink(path), 0);
    CHECK_INT(tare_run_load(&back, path, TARE_LOAD_ALL, &err), TARE_EBASELINE);
    CHECK(strstr(err.text, ": cannot read: No such file") != NULL);
    CHECK_INT(tare_run_load(&back, path, TARE_LOAD_ALL, NULL), TARE_EBASELINE);
}

TESTS(RUN(what_was_saved_loads_to_the_same), RUN(a_small_run_loads_to_the_same),
      RUN(every_member_is_what_it_was),
      RUN(a_million_doubles_are_read_back_bit_for_bit),
      RUN(the_locale_has_no_influence), RUN(text_that_is_no_utf8_is_mended),
      RUN(of_facts_and_measures_that_are_there_twice_the_first_counts),
      RUN(old_and_new_records_are_read),
      RUN(the_new_record_is_the_old_one_saved_again),
      RUN(less_is_read_when_less_is_wanted),
      RUN(a_record_is_saved_to_a_file_and_loaded_from_there))
