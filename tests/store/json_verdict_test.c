/* SPDX-License-Identifier: MIT */
/* The verdict file: its members, and that whatever it says is valid by
 * docs/verdict.schema.json. */
#include "store/json_verdict.h"

#include <cjson/cJSON.h>
#include <unistd.h>

#include "store/alloc.h"
#include "tests/test.h"

static char folder[] = "/tmp/tare-verdict-XXXXXX";
static size_t saved;

/* ---- made-up comparisons ------------------------------------------------- */

static struct tare_comparison empty(void)
{
    struct tare_comparison comparison = {
        .threshold = 0.02,
        .alpha = 0.01,
        .negative_p = NAN,
        .found = { NAN, NAN, NAN, NAN },
        .old_name = tare_strdup("main"),
        .new_name = tare_strdup("./sort_bench"),
    };

    return comparison;
}

static struct tare_verdict *add(struct tare_comparison *comparison,
                                const char *id, enum tare_verdict_kind kind)
{
    struct tare_verdict *verdict = tare_comparison_add(comparison, id, "time");

    verdict->kind = kind;
    verdict->unit = tare_strdup("ns");
    return verdict;
}

static void add_shift(struct tare_comparison *comparison, const char *measure,
                      double change)
{
    struct tare_shift *shift =
        tare_comparison_shift(comparison, "sort/qsort/n=1000", measure, "ns");

    shift->old_value = 2048;
    shift->new_value = 2560;
    shift->change = (struct tare_band){ change, NAN, 0.5, 0.95 };
}

static struct tare_comparison of_every_kind(void)
{
    struct tare_comparison comparison = empty();
    struct tare_verdict *verdict;

    for (int i = 0; i < TARE_VERDICT_KINDS; i++)
        add(&comparison, tare_verdict_kind_name((enum tare_verdict_kind)i),
            (enum tare_verdict_kind)i);
    verdict = add(&comparison, "sort/qsort/n=1000", TARE_VERDICT_REGRESSED);
    verdict->change = (struct tare_band){ 0.0213, 0.0171, 0.0255, 0.95 };
    verdict->old_value = 41.25;
    verdict->new_value = 42.125;
    verdict->pairs = 45;
    verdict->is_confirmed = 1;
    verdict->threshold = 0.01;
    tare_verdict_set(verdict, TARE_VERDICT_REGRESSED, "proven",
                     "slower by more than half of %d %%", 1);
    verdict->advice = tare_strdup("look at the diff");
    comparison.negative = TARE_CONTROL_GOOD;
    comparison.positive = TARE_CONTROL_GOOD;
    tare_comparison_note(&comparison, "identical", "both are the same file");
    add_shift(&comparison, "latency-p50", NAN);
    add_shift(&comparison, "latency-p99", 0.25);
    return comparison;
}

/* ---- helpers ------------------------------------------------------------- */

static const char *in_folder(const char *name)
{
    static char path[128];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1 << 20, 1);

    if (file != NULL) {
        CHECK(fread(text, 1, (1 << 20) - 1, file) > 0);
        fclose(file);
    }
    return text;
}

/* Saves under a name of its own, reads it back, and releases it. */
static cJSON *save(struct tare_comparison *comparison, const char *outcome,
                   int exit_status)
{
    struct tare_err err = { 0 };
    char name[32];
    char *text;
    cJSON *tree;

    snprintf(name, sizeof name, "%03zu.json", saved++);
    CHECK_INT(tare_verdict_save(comparison, outcome, exit_status,
                                in_folder(name), &err),
              0);
    text = read_all(in_folder(name));
    tree = cJSON_Parse(text);
    CHECK(tree != NULL);
    free(text);
    tare_comparison_release(comparison);
    return tree;
}

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static void check_text(const cJSON *object, const char *name, const char *want)
{
    CHECK_STR(cJSON_GetStringValue(member(object, name)), want);
}

static void check_number(const cJSON *object, const char *name, double want)
{
    CHECK_NEAR(cJSON_GetNumberValue(member(object, name)), want, 0);
}

static void check_absent(const cJSON *object, const char *name)
{
    CHECK(member(object, name) == NULL);
}

static const cJSON *case_at(const cJSON *tree, int index)
{
    return cJSON_GetArrayItem(member(tree, "cases"), index);
}

/* ---- what it says -------------------------------------------------------- */

TEST(the_head_says_what_was_compared_and_how_it_ends)
{
    struct tare_comparison comparison = of_every_kind();
    cJSON *tree = save(&comparison, "regressed", 1);
    const cJSON *controls = member(tree, "controls");

    check_number(tree, "format", 1);
    check_text(tree, "outcome", "regressed");
    check_number(tree, "exit", 1);
    check_text(tree, "mode", "duel");
    check_text(tree, "old", "main");
    check_text(tree, "new", "./sort_bench");
    check_number(tree, "threshold", 0.02);
    check_number(tree, "alpha", 0.01);
    CHECK(cJSON_IsFalse(member(tree, "interrupted")));
    check_text(controls, "negative", "silent");
    check_text(controls, "positive", "found");
    check_text(cJSON_GetArrayItem(member(tree, "notes"), 0), "code",
               "identical");
    cJSON_Delete(tree);
}

TEST(every_verdict_is_a_word)
{
    struct tare_comparison comparison = of_every_kind();
    cJSON *tree = save(&comparison, "regressed", 1);

    CHECK_INT(cJSON_GetArraySize(member(tree, "cases")),
              TARE_VERDICT_KINDS + 1);
    for (int i = 0; i < TARE_VERDICT_KINDS; i++) {
        const char *word = tare_verdict_kind_name((enum tare_verdict_kind)i);

        check_text(case_at(tree, i), "id", word);
        check_text(case_at(tree, i), "verdict", word);
    }
    cJSON_Delete(tree);
}

TEST(shifts_are_told_beside_the_cases)
{
    struct tare_comparison comparison = of_every_kind(), none = empty();
    cJSON *tree = save(&comparison, "regressed", 1);
    cJSON *other = save(&none, "unchanged", 0);
    const cJSON *shifts = member(tree, "shifts");
    const cJSON *shift = cJSON_GetArrayItem(shifts, 1);

    CHECK_INT(cJSON_GetArraySize(shifts), 2);
    check_absent(cJSON_GetArrayItem(shifts, 0), "change");
    check_text(shift, "id", "sort/qsort/n=1000");
    check_text(shift, "measure", "latency-p99");
    check_text(shift, "unit", "ns");
    check_number(shift, "change", 0.25);
    check_number(shift, "high", 0.5);
    check_absent(shift, "low");
    check_number(shift, "old_value", 2048);
    check_number(shift, "new_value", 2560);
    check_absent(other, "shifts");
    cJSON_Delete(tree);
    cJSON_Delete(other);
}

static int takes_qsort(const void *context, const char *id)
{
    (void)context;
    return strcmp(id, "sort/qsort/n=1000") == 0;
}

static int takes_nothing(const void *context, const char *id)
{
    (void)context;
    (void)id;
    return 0;
}

TEST(shifts_stay_and_go_with_their_cases)
{
    struct tare_comparison comparison = of_every_kind();

    tare_comparison_keep(&comparison, takes_qsort, NULL);
    CHECK_INT(comparison.count, 1);
    CHECK_INT(comparison.shift_count, 2);
    tare_comparison_keep(&comparison, takes_nothing, NULL);
    CHECK_INT(comparison.shift_count, 0);
    tare_comparison_release(&comparison);
}

TEST(a_case_carries_its_evidence)
{
    struct tare_comparison comparison = of_every_kind();
    cJSON *tree = save(&comparison, "regressed", 1);
    const cJSON *c = case_at(tree, TARE_VERDICT_KINDS);

    check_text(c, "id", "sort/qsort/n=1000");
    check_text(c, "measure", "time");
    check_text(c, "verdict", "regressed");
    check_number(c, "change", 0.0213);
    check_number(c, "low", 0.0171);
    check_number(c, "high", 0.0255);
    check_number(c, "confidence", 0.95);
    check_number(c, "pairs", 45);
    CHECK(cJSON_IsTrue(member(c, "confirmed")));
    check_number(c, "threshold", 0.01);
    check_text(c, "unit", "ns");
    check_number(c, "old_value", 41.25);
    check_number(c, "new_value", 42.125);
    check_text(c, "code", "proven");
    check_text(c, "reason", "slower by more than half of 1 %");
    check_text(c, "advice", "look at the diff");
    check_absent(c, "suspect");
    cJSON_Delete(tree);
}

static void add_machine(struct tare_verdict *verdict, const char *name,
                        enum tare_verdict_kind kind, double change,
                        const char *reason)
{
    struct tare_machines *machines = &verdict->machines;

    *TARE_ADD(machines->items, machines->count) =
        (struct tare_machine_verdict){ .name = tare_strdup(name),
                                       .kind = kind,
                                       .change = { change, NAN, NAN, NAN },
                                       .reason = tare_strdup(reason),
                                       .is_deciding = change > 0 };
}

TEST(a_fleet_says_what_each_machine_says)
{
    struct tare_comparison comparison = empty();
    struct tare_verdict *verdict;
    const cJSON *c, *machines;
    cJSON *tree;

    comparison.by = TARE_BY_FLEET;
    verdict = add(&comparison, "a", TARE_VERDICT_REGRESSED);
    add_machine(verdict, "arm", TARE_VERDICT_REGRESSED, 0.04, "");
    add_machine(verdict, "\"\xff", TARE_VERDICT_SKIPPED, NAN, NULL);
    verdict->machines.p = 0.5;
    verdict->machines.mean = (struct tare_band){ 0.04, 0.03, 0.05, 0.95 };
    verdict = add(&comparison, "b", TARE_VERDICT_UNCHANGED);
    add_machine(verdict, "arm", TARE_VERDICT_UNCHANGED, NAN, "");
    add_machine(verdict, "x86", TARE_VERDICT_UNCHANGED, NAN, "");
    verdict->machines.p = verdict->machines.mean.value = NAN;
    add(&comparison, "no fleet", TARE_VERDICT_UNCHANGED);
    tree = save(&comparison, "regressed", 1);
    check_text(tree, "mode", "fleet");
    c = case_at(tree, 0);
    machines = member(c, "machines");
    check_text(cJSON_GetArrayItem(machines, 0), "name", "arm");
    check_text(cJSON_GetArrayItem(machines, 0), "verdict", "regressed");
    check_number(cJSON_GetArrayItem(machines, 0), "change", 0.04);
    CHECK(cJSON_IsTrue(member(cJSON_GetArrayItem(machines, 0), "decides")));
    check_text(cJSON_GetArrayItem(machines, 1), "name", "\"\xef\xbf\xbd");
    check_text(cJSON_GetArrayItem(machines, 1), "verdict", "not-measured");
    check_absent(cJSON_GetArrayItem(machines, 1), "reason");
    check_number(c, "alike_p", 0.5);
    check_number(member(c, "mean"), "high", 0.05);
    check_absent(case_at(tree, 1), "mean");
    check_absent(case_at(tree, 1), "alike_p");
    check_absent(case_at(tree, 2), "machines");
    cJSON_Delete(tree);
}

TEST(what_is_not_known_is_absent)
{
    struct tare_comparison comparison = empty();
    cJSON *tree;
    const cJSON *c;

    add(&comparison, "a", TARE_VERDICT_ADDED)->new_value = INFINITY;
    tree = save(&comparison, "unchanged", 0);
    c = case_at(tree, 0);
    check_absent(c, "change");
    check_absent(c, "low");
    check_absent(c, "confidence");
    check_absent(c, "old_value");
    check_absent(c, "new_value");
    check_absent(c, "code");
    check_absent(c, "advice");
    check_text(c, "reason", "");
    check_number(c, "pairs", 0);
    CHECK(cJSON_IsFalse(member(c, "confirmed")));
    cJSON_Delete(tree);
}

TEST(suspects_of_numbers_are_marked)
{
    struct tare_comparison comparison = empty();
    cJSON *tree;

    comparison.by = TARE_BY_NUMBERS;
    add(&comparison, "a", TARE_VERDICT_INCONCLUSIVE)->is_suspect = 1;
    tree = save(&comparison, "inconclusive", 0);
    check_text(tree, "mode", "numbers");
    CHECK(cJSON_IsTrue(member(case_at(tree, 0), "suspect")));
    check_text(member(tree, "controls"), "negative", "not run");
    check_text(member(tree, "controls"), "positive", "not run");
    cJSON_Delete(tree);
}

TEST(failed_controls_have_words)
{
    struct tare_comparison comparison = empty();
    cJSON *tree;

    comparison.negative = comparison.positive = TARE_CONTROL_BAD;
    comparison.interrupted = 1;
    tree = save(&comparison, "failed", 130);
    check_text(member(tree, "controls"), "negative", "alarmed");
    check_text(member(tree, "controls"), "positive", "missed");
    CHECK(cJSON_IsTrue(member(tree, "interrupted")));
    CHECK_INT(cJSON_GetArraySize(member(tree, "cases")), 0);
    cJSON_Delete(tree);
}

static void check_hostile(const char *id, const char *want)
{
    struct tare_comparison comparison = empty();
    struct tare_verdict *verdict;
    cJSON *tree;

    free(comparison.old_name);
    comparison.old_name = tare_strdup(id);
    verdict = add(&comparison, id, TARE_VERDICT_INCONCLUSIVE);
    tare_verdict_set(verdict, TARE_VERDICT_INCONCLUSIVE, "budget", "%s", id);
    tree = save(&comparison, "inconclusive", 7);
    check_text(tree, "old", want);
    check_text(case_at(tree, 0), "id", want);
    check_text(case_at(tree, 0), "reason", want);
    cJSON_Delete(tree);
}

TEST(hostile_names_come_back_as_they_were_or_repaired)
{
    check_hostile("\"}],\"exit\":0,", "\"}],\"exit\":0,");
    check_hostile("a\nb\x1b[2J\\\t", "a\nb\x1b[2J\\\t");
    check_hostile("</script><!-- \xe2\x80\xae", "</script><!-- \xe2\x80\xae");
    check_hostile("\xff\xc3", "\xef\xbf\xbd\xef\xbf\xbd");
    check_hostile("\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(numbers_keep_every_bit)
{
    struct tare_comparison comparison = empty();
    double value = 0.1 + 0.2;
    cJSON *tree;

    add(&comparison, "a", TARE_VERDICT_UNCHANGED)->change.value = value;
    comparison.items[0].old_value = 5e-324;
    tree = save(&comparison, "unchanged", 0);
    CHECK(cJSON_GetNumberValue(member(case_at(tree, 0), "change")) == value);
    CHECK(cJSON_GetNumberValue(member(case_at(tree, 0), "old_value")) ==
          5e-324);
    cJSON_Delete(tree);
}

TEST(what_cannot_be_written_leaves_the_old_file)
{
    struct tare_comparison comparison = empty();
    struct tare_err err = { 0 };

    CHECK_INT(tare_verdict_save(&comparison, "unchanged", 0,
                                "/nowhere/verdict.json", &err),
              TARE_EOUTPUT);
    CHECK(strstr(err.text, "/nowhere/verdict.json") == err.text);
    CHECK_INT(tare_verdict_save(&comparison, "unchanged", 0, "/dev/full", &err),
              TARE_EOUTPUT);
    tare_comparison_release(&comparison);
}

/* ---- the schema ---------------------------------------------------------- */

/* A python that can validate, or NULL. */
static const char *find_python(void)
{
    static const char *const pythons[] = { "python3", "/usr/bin/python3" };

    for (size_t i = 0; i < 2; i++) {
        char command[128];

        snprintf(command, sizeof command, "%s -c 'import jsonschema' 2>&-",
                 pythons[i]);
        if (system(command) == 0)
            return pythons[i];
    }
    return NULL;
}

/* The exit status: 0 if all files named so are valid. */
static int validate(const char *python, const char *pattern)
{
    char command[512];

    snprintf(command, sizeof command,
             "%s -c 'import json, jsonschema, sys\n"
             "for name in sys.argv[2:]:\n"
             "    jsonschema.validate(json.load(open(name)),\n"
             "                        json.load(open(sys.argv[1])))'\\\n"
             " docs/verdict.schema.json %s/%s >&- 2>&-",
             python, folder, pattern);
    return system(command);
}

static void write_text(const char *name, const char *text)
{
    FILE *file = fopen(in_folder(name), "w");

    fputs(text, file);
    fclose(file);
}

#define HEAD                                                                   \
    "{\"format\":1,\"outcome\":\"unchanged\",\"exit\":0,\"mode\":\"duel\","    \
    "\"threshold\":0.02,\"alpha\":0.01,\"interrupted\":false,\"notes\":[],"    \
    "\"controls\":{\"negative\":\"silent\",\"positive\":\"found\"},\"cases\":" \
    "["
#define CASE(verdict)                                                          \
    "{\"id\":\"a\",\"measure\":\"time\",\"verdict\":\"" verdict "\","          \
    "\"pairs\":20,\"confirmed\":false,\"threshold\":0.02,\"reason\":\"\"}"

/* Runs after the others, which have left their files. */
TEST(all_these_files_are_valid_by_the_schema)
{
    const char *python = find_python();

    if (python == NULL)
        SKIP("no python3-jsonschema");
    CHECK(saved > 10);
    CHECK_INT(validate(python, "0*.json"), 0);
    write_text("good", HEAD CASE("unchanged") "]}");
    CHECK_INT(validate(python, "good"), 0);
    write_text("bad", HEAD CASE("maybe") "]}");
    CHECK(validate(python, "bad") != 0);
    write_text("bad", "{\"format\":1,\"cases\":[]}");
    CHECK(validate(python, "bad") != 0);
}

static void makes_a_folder(void)
{
    CHECK(mkdtemp(folder) != NULL);
}

static void removes_the_folder(void)
{
    char command[64];

    snprintf(command, sizeof command, "rm -r %s", folder);
    CHECK_INT(system(command), 0);
}

TESTS(RUN(makes_a_folder), RUN(the_head_says_what_was_compared_and_how_it_ends),
      RUN(every_verdict_is_a_word), RUN(shifts_are_told_beside_the_cases),
      RUN(shifts_stay_and_go_with_their_cases),
      RUN(a_case_carries_its_evidence),
      RUN(a_fleet_says_what_each_machine_says),
      RUN(what_is_not_known_is_absent), RUN(suspects_of_numbers_are_marked),
      RUN(failed_controls_have_words),
      RUN(hostile_names_come_back_as_they_were_or_repaired),
      RUN(numbers_keep_every_bit),
      RUN(what_cannot_be_written_leaves_the_old_file),
      RUN(all_these_files_are_valid_by_the_schema), RUN(removes_the_folder))
