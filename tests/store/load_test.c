/* SPDX-License-Identifier: MIT */
/* Records that are saved and read back, and what is refused. */
#include <cjson/cJSON.h>
#include <locale.h>
#include <unistd.h>

#include "stats/rng.h"
#include "store/alloc.h"
#include "store/input.h"
#include "store/json.h"
#include "store/launches.h"
#include "store/load.h"
#include "tests/test.h"

static const char format1[] = "tests/store/records/format1.json";
static const char format2[] = "tests/store/records/format2.json";
static const char hash[] =
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/* ---- a run with all there is --------------------------------------------- */

static struct tare_figure make_figure(double value)
{
    return (struct tare_figure){ value, value - 1, NAN, 1.0 / 3 };
}

static void add_samples(struct tare_launch *launch, size_t count)
{
    launch->samples = tare_alloc(count, sizeof *launch->samples);
    launch->count = count;
    for (size_t i = 0; i < count; i++)
        launch->samples[i] =
            (struct tare_sample){ .iterations = i < 2 ? 7 : 9007199254740991,
                                  .value = 1.0 / (double)(i + 3),
                                  .cpu_ns = (double)(i % 2),
                                  .switches = (uint32_t)i,
                                  .faults = 3,
                                  .major_faults = i == 2 ? UINT32_MAX : 0,
                                  .steal_ns = i == 1 ? -1 : (double)i,
                                  .throttled = -1 };
}

static void add_threads(struct tare_launch *launch, unsigned threads)
{
    launch->threads = threads;
    launch->thread_values = tare_alloc(launch->count * threads, sizeof(double));
    for (size_t i = 0; i < launch->count * threads; i++)
        launch->thread_values[i] = -0.1 * (double)i;
}

static void add_launches(struct tare_measure *measure)
{
    static const char *const outliers[] = { "low severe", "low mild", NULL,
                                            "high mild", "high severe" };

    measure->launches = tare_alloc(5, sizeof *measure->launches);
    for (measure->count = 0; measure->count < 5; measure->count++) {
        struct tare_launch *launch = &measure->launches[measure->count];

        launch->value = -1.5 * (double)measure->count;
        launch->start_s = 0.1 * (double)measure->count;
        launch->setup_ns = 1e9;
        launch->cpu = (int)measure->count - 1;
        launch->layout = measure->count == 2;
        launch->outlier = outliers[measure->count];
        if (measure->count > 0)
            add_samples(launch, measure->count);
    }
    add_threads(&measure->launches[3], 2);
}

static void analyse(struct tare_measure *measure)
{
    measure->has_estimate = measure->is_analysed = 1;
    measure->estimate = (struct tare_band){ 1.5, 1.25, NAN, 0.95 };
    measure->spread = 0.01;
    measure->mean = measure->median = measure->std_dev = make_figure(3);
    measure->mad.value = NAN;
    measure->slope = make_figure(2);
    measure->r_squared = 0.99;
    measure->outliers = (struct tare_outliers){ 1, 2, 3, 4, { 1, 2, 3, 4.5 } };
    measure->shape = (struct tare_shape_facts){ .is_bimodal = 1,
                                                .drifts_inside = 1,
                                                .low_mode = 1,
                                                .high_mode = 2,
                                                .low_share = 0.5,
                                                .von_neumann = NAN,
                                                .halves = -0.25 };
}

static struct tare_case *add_case(struct tare_run *run, const char *id,
                                  enum tare_side side)
{
    struct tare_case *c;

    run->cases = tare_grow(run->cases, run->case_count, sizeof *run->cases);
    c = &run->cases[run->case_count++];
    c->identity.id = tare_strdup(id);
    c->identity.name = tare_strdup(id);
    c->identity.threads = 1;
    c->side = side;
    return c;
}

static const char hostile[] = "\x01\n\"\\/</script>\x1b]0;x\x07 %s$(x)`'\x7f"
                              "\xe2\x80\xae\xf0\x9f\x98\x80\xef\xbf\xbf";

static void fill_case(struct tare_case *c)
{
    struct tare_identity *identity = &c->identity;

    identity->group = tare_strdup(hostile);
    identity->file = tare_strdup("../../etc/\xc3\xa9.c");
    identity->line = 2147483647;
    identity->threads = 2147483647;
    identity->args[0] =
        (struct tare_arg_value){ tare_strdup("n"), NULL, -1e-300 };
    identity->args[1] =
        (struct tare_arg_value){ tare_strdup(hostile), tare_strdup(""), 0 };
    identity->arg_count = 2;
    c->noise = 0.02;
    c->voided = 3;
    c->has_result = 1;
    c->result = 0xfedcba9876543210;
    c->reason = tare_strdup(hostile);
    c->output = tare_strdup(hostile);
    tare_case_warn(c, "some-code", "text \xff");
    c->work = (struct tare_work_done){ 1, 2.5, 1e300 };
    c->iterations = 9007199254740991;
    c->warmup_iterations = 5;
    c->batch = 6;
    c->samples = 2147483647;
    c->is_linear = c->has_converged = 1;
    analyse(tare_case_add_measure(c, "time", "ns", TARE_BETTER_LOWER,
                                  TARE_KIND_NOISY));
    add_launches(c->measures);
    tare_case_add_measure(c, hostile, hostile, TARE_BETTER_HIGHER,
                          TARE_KIND_EXACT);
}

static void add_growths(struct tare_run *run)
{
    run->growths = tare_alloc(2, sizeof *run->growths);
    run->growth_count = 2;
    run->growths[0] = (struct tare_growth_facts){
        .family = tare_strdup("a/n=*"),
        .arg = tare_strdup("n"),
        .points = 5,
        .order = "n log n",
        .weight = 0.5,
        .fixed = 1,
        .coefficient = -2,
        .residual = 0.25,
        .exponent = { 1.25, NAN, 1.5, 0.95 },
    };
    run->growths[1] =
        (struct tare_growth_facts){ .family = tare_strdup(""),
                                    .arg = tare_strdup(""),
                                    .exponent = { NAN, NAN, NAN, 0 } };
}

static void add_binaries(struct tare_run *run)
{
    struct tare_binary *binary;

    run->binaries = tare_alloc(2, sizeof *run->binaries);
    run->binary_count = 2;
    binary = &run->binaries[0];
    binary->path = tare_strdup("build/a b");
    binary->hash = tare_strdup(hash);
    binary->is_kept = 1;
    binary->libraries = tare_alloc(2, sizeof *binary->libraries);
    binary->library_count = 2;
    binary->libraries[0].path = tare_strdup("lib/liba.so");
    binary->libraries[0].hash = tare_strdup(hash);
    binary->libraries[1].path = tare_strdup("lib/libb.so");
    tare_facts_text(&binary->build, "compiler", "GCC");
    tare_facts_bool(&binary->build, "optimized", 1);
    run->binaries[1].path = tare_strdup("build/c");
}

static void make_run(struct tare_run *run)
{
    static const enum tare_status bad[] = { TARE_STATUS_FAILED,
                                            TARE_STATUS_CRASHED,
                                            TARE_STATUS_TIMED_OUT,
                                            TARE_STATUS_SKIPPED };

    run->started = tare_strdup("2026-01-02T03:04:05Z");
    run->elapsed_s = 12.25;
    run->sampling_s = 0.1;
    run->seed = 9007199254740991;
    run->interrupted = 1;
    run->duel.threshold = 0.02;
    run->duel.alpha = 0.01;
    run->duel.budget_s = 60;
    run->duel.old_name = tare_strdup("main");
    run->duel.new_name = tare_strdup("build/x \"y\"");
    tare_facts_text(&run->machine, "host", hostile);
    tare_facts_number(&run->machine, "cpus", 5e-324);
    tare_facts_bool(&run->machine, "hypervisor", 0);
    tare_facts_number(&run->settings, "precision", 0.1 + 0.2);
    add_binaries(run);
    add_growths(run);
    fill_case(add_case(run, hostile, TARE_SIDE_OLD));
    run->cases[0].binary = 1;
    add_case(run, hostile, TARE_SIDE_NEW);
    for (size_t i = 0; i < 4; i++) {
        char id[2] = { (char)('a' + i), '\0' };

        add_case(run, id, TARE_SIDE_NONE)->status = bad[i];
    }
    /* the last of the cases becomes a reference */
    run->references = tare_alloc(1, sizeof *run->references);
    run->references[0] = run->cases[--run->case_count];
    run->reference_count = 1;
}

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

static int parse(struct tare_run *run, const char *text, size_t size,
                 enum tare_load_depth depth, struct tare_err *err)
{
    char *copy = malloc(size > 0 ? size : 1);
    int status;

    memcpy(copy, text, size);
    *run = (struct tare_run){ 0 };
    *err = (struct tare_err){ 0 };
    status = tare_run_parse(run, copy, size, "r.json", depth, err);
    free(copy);
    return status;
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
}

static char *text_of(const char *path, size_t *size)
{
    struct tare_err err = { 0 };
    char *text;

    CHECK_INT(tare_input_read(&text, size, path, 1 << 20, &err), 0);
    return text;
}

TEST(the_new_record_is_the_old_one_saved_again)
{
    struct tare_run run = { 0 };
    struct tare_err err = { 0 };
    struct document document;
    size_t size;
    char *text = text_of(format2, &size);

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

/* ---- refusals ------------------------------------------------------------ */

static void check_refusal(const char *text, const char *want)
{
    struct tare_run run;
    struct tare_err err;

    CHECK_INT(parse(&run, text, strlen(text), TARE_LOAD_ALL, &err),
              TARE_EBASELINE);
    CHECK_INT(err.code, TARE_EBASELINE);
    err.text[strcspn(err.text, ";")] = '\0';
    CHECK_STR(err.text, want);
    CHECK(run.cases == NULL && run.started == NULL && run.binaries == NULL);
}

/* A record with these members of its head and these cases. */
static void check_record_refusal(const char *head, const char *cases,
                                 const char *want)
{
    struct tare_buf text = { 0 };

    tare_buf_printf(&text,
                    "{\"format\":2,\"started\":\"\",\"elapsed_s\":0,"
                    "\"interrupted\":false,%s,\n\"cases\":[\n%s\n]}",
                    head, cases);
    check_refusal(text.data, want);
    tare_buf_release(&text);
}

#define HEAD                                                                   \
    "\"machine\":{},\"build\":{\"binaries\":[{\"path\":\"a\"}]},"              \
    "\"settings\":{\"seed\":1}"
#define CASE(id)                                                               \
    "{\"id\":\"" id                                                            \
    "\",\"group\":\"\",\"name\":\"a\",\"args\":{},\"threads\":1,"              \
    "\"status\":\"ok\",\"binary\":0,\"reason\":\"\",\"warnings\":[],"          \
    "\"measures\":{"

TEST(refusals_have_their_place)
{
    check_refusal("", "r.json:1:1: the file ends where an object should be");
    check_refusal("[]", "r.json:1:1: this is not an object");
    check_refusal("{}", "r.json:1:1: there is no \"format\"");
    check_refusal("{\"format\":0}", "r.json:1:11: there is no format 0");
    check_refusal("{\"format\":2}", "r.json:1:1: there are no \"cases\"");
    check_record_refusal("\"machine\":{}", "",
                         "r.json:1:1: the settings here must be an object");
    check_record_refusal(
        HEAD, CASE("a") "}},\n{\"id\":7}",
        "r.json:4:1: \"id\" of the case here must be text, and not empty");
    check_record_refusal(HEAD, CASE("a") "}},\n" CASE("a") "}}",
                         "r.json:4:1: a case of this id was there before");
    check_record_refusal(
        HEAD, CASE("a") "}},\n" CASE("b") "\"time\":{\"launches\":[{}]}}}",
        "r.json:4:138: a launch must have \"value\" and \"start_s\"");
}

#define LAUNCH(layout)                                                         \
    "\"time\":{\"launches\":[{\"value\":1,\"start_s\":0,\"layout\":" layout    \
    "}],\"unit\":\"ns\",\"better\":\"lower\",\"kind\":\"noisy\"}}}"

TEST(layouts_are_among_the_binaries)
{
    static const char *const nonsense[] = { LAUNCH("0"), LAUNCH("65"),
                                            LAUNCH("1.5"), LAUNCH("-1") };

    for (size_t i = 0; i < 4; i++) {
        struct tare_buf cases = { 0 };

        tare_buf_printf(&cases, CASE("a") "%s", nonsense[i]);
        check_record_refusal(HEAD, cases.data,
                             "r.json:3:170: \"layout\" cannot be this number");
        tare_buf_release(&cases);
    }
    check_record_refusal(HEAD, CASE("a") LAUNCH("2"),
                         "r.json:3:1: the \"layout\" 2 of a launch of this "
                         "case is not among the 1 \"binaries\"");
}

TEST(a_record_of_a_later_tare_is_refused_by_its_format)
{
    check_refusal("{\"format\":3,\"cases\":{}}",
                  "r.json: written by a newer tare: format 3, this tare reads "
                  "1 and 2");
    check_refusal("{\"later\":[],\"format\":3}",
                  "r.json: written by a newer tare: format 3, this tare reads "
                  "1 and 2");
}

/* Each byte of the record changed, one at a time. */
TEST(no_byte_can_change_unnoticed)
{
    size_t size;
    char *text = text_of(format2, &size);
    size_t damaged = 0, loaded = 0;

    for (size_t i = 0; i < size; i++) {
        struct tare_run run;
        struct tare_err err;

        text[i] ^= 1;
        loaded += parse(&run, text, size, TARE_LOAD_ALL, &err) == 0;
        damaged +=
            strncmp(err.text, "r.json: is damaged: its checksum", 32) == 0;
        tare_run_release(&run);
        text[i] ^= 1;
    }
    /* a checksum of another name is none */
    CHECK_INT(loaded, 5);
    CHECK(damaged > size - 60);
    free(text);
}

TEST(no_part_of_a_record_is_a_record)
{
    size_t size, loaded = 0;
    char *text = text_of(format2, &size);

    for (size_t i = 0; i < size - 1; i++) {
        struct tare_run run;
        struct tare_err err;

        loaded += parse(&run, text, i, TARE_LOAD_LAUNCHES, &err) == 0;
        tare_run_release(&run);
    }
    CHECK_INT(loaded, 0);
    free(text);
}

/* ---- limits -------------------------------------------------------------- */

/* The array with `count` times the element. */
static char *make_array(const char *before, const char *element, size_t count,
                        const char *after)
{
    struct tare_buf text = { 0 };

    tare_buf_puts(&text, before);
    for (size_t i = 0; i < count; i++) {
        tare_buf_puts(&text, i > 0 ? "," : "");
        tare_buf_puts(&text, element);
    }
    tare_buf_puts(&text, after);
    return tare_buf_detach(&text);
}

static void check_launches(const char *text, size_t room, const char *want)
{
    struct tare_launch_list list = { 0 };
    struct tare_err err = { 0 };
    struct tare_scan scan;

    tare_scan_open(&scan, "l", text, strlen(text), &err);
    CHECK_INT(tare_launches_read(&list, &scan, 1, &room),
              *want == '\0' ? 0 : TARE_EBASELINE);
    err.text[strcspn(err.text, ";")] = '\0';
    CHECK_STR(err.text, want);
    tare_scan_close(&scan);
    tare_launch_list_release(&list);
}

TEST(the_memory_for_launches_is_bounded)
{
    static const char launch[] =
        "[{\"value\":1,\"start_s\":0,\"samples\":{\"iterations\":1,"
        "\"values\":[1,2],\"threads\":[[1,2],[3,4]]}}]";
    size_t need = sizeof(struct tare_launch) + 2 * sizeof(struct tare_sample) +
                  4 * sizeof(double);

    check_launches(launch, need, "");
    check_launches(launch, need - 1,
                   "l:1:35: the launches need too much memory");
    check_launches(launch, sizeof(struct tare_launch) - 1,
                   "l:1:2: the launches need too much memory");
}

TEST(the_samples_of_a_launch_are_bounded)
{
    char *text =
        make_array("[{\"samples\":{\"values\":[", "1", (1 << 20) + 1, "]}}]");

    check_launches(text, SIZE_MAX,
                   "l:1:2097176: more than 1048576 numbers in one launch");
    free(text);
}

static void check_tree_size(const char *before, const char *after,
                            unsigned column)
{
    char *text = make_array(before, "1", 1 << 23, after);
    char want[128];

    snprintf(want, sizeof want,
             "r.json:1:%u: more than 16777216 bytes beside the launches",
             column);
    check_refusal(text, want);
    free(text);
}

TEST(what_becomes_a_tree_is_bounded)
{
    check_tree_size("{\"format\":2,\"later\":[", "],\"cases\":[]}", 1);
    check_tree_size("{\"format\":2,\"cases\":[],\"later\":[", "]}", 23);
    check_tree_size("{\"format\":2,\"cases\":[{\"later\":[", "]}]}", 22);
    check_tree_size("{\"format\":2,\"cases\":[{\"later\":[",
                    "],\"measures\":{\"time\":{\"launches\":[]}}}]}", 22);
}

/* ---- memory -------------------------------------------------------------- */

static size_t allocations_left;

static void *allocate(size_t size)
{
    return allocations_left > 0 ? (allocations_left--, malloc(size)) : NULL;
}

TEST(when_memory_is_out_nothing_is_loaded)
{
    cJSON_Hooks scarce = { allocate, free };
    struct tare_run run;
    struct tare_err err;
    size_t size, refused = 0;
    char *text = text_of(format2, &size);
    int status = TARE_EBASELINE;

    cJSON_InitHooks(&scarce);
    for (size_t budget = 0; status < 0 && budget < 10000; budget += 7) {
        allocations_left = budget;
        status = parse(&run, text, size, TARE_LOAD_ALL, &err);
        if (status < 0) {
            CHECK_STR(err.text, "r.json: out of memory: free some, or name a "
                                "smaller record");
            CHECK(run.cases == NULL);
            refused++;
        }
    }
    cJSON_InitHooks(NULL);
    CHECK_INT(status, 0);
    CHECK(refused > 10);
    tare_run_release(&run);
    free(text);
}

TESTS(RUN(what_was_saved_loads_to_the_same), RUN(a_small_run_loads_to_the_same),
      RUN(every_member_is_what_it_was),
      RUN(a_million_doubles_are_read_back_bit_for_bit),
      RUN(the_locale_has_no_influence), RUN(text_that_is_no_utf8_is_mended),
      RUN(of_facts_and_measures_that_are_there_twice_the_first_counts),
      RUN(old_and_new_records_are_read),
      RUN(the_new_record_is_the_old_one_saved_again),
      RUN(less_is_read_when_less_is_wanted),
      RUN(a_record_is_saved_to_a_file_and_loaded_from_there),
      RUN(refusals_have_their_place), RUN(layouts_are_among_the_binaries),
      RUN(a_record_of_a_later_tare_is_refused_by_its_format),
      RUN(no_byte_can_change_unnoticed), RUN(no_part_of_a_record_is_a_record),
      RUN(the_memory_for_launches_is_bounded),
      RUN(the_samples_of_a_launch_are_bounded),
      RUN(what_becomes_a_tree_is_bounded),
      RUN(when_memory_is_out_nothing_is_loaded))
