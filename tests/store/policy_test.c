/* SPDX-License-Identifier: MIT */
/* What a gate lets pass: the file, and how a comparison ends under it. */
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "store/buf.h"
#include "store/policy.h"
#include "tests/test.h"

static char path[] = "/tmp/tare-policy-test-XXXXXX";

static void write_file(const char *bytes, size_t size)
{
    int fd = open(path, O_WRONLY | O_TRUNC);

    CHECK(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
    close(fd);
}

/* ---- the file ------------------------------------------------------------ */

static struct tare_policy load(const char *text)
{
    struct tare_policy policy = { 0 };
    struct tare_err err = { 0 };

    write_file(text, strlen(text));
    CHECK_INT(tare_policy_load(&policy, path, &err), 0);
    CHECK_STR(err.text, "");
    return policy;
}

TEST(an_empty_object_says_nothing)
{
    struct tare_policy policy = load(" {}\n");

    CHECK_NEAR(policy.threshold, 0, 0);
    CHECK_NEAR(policy.alpha, 0, 0);
    CHECK_INT(policy.count, 0);
    tare_policy_release(&policy);
}

TEST(every_member_is_read)
{
    struct tare_policy policy =
        load("{\"$schema\": \"policy.schema.json\","
             "\"threshold\": 0.03, \"alpha\": 5e-3,"
             "\"inconclusive\": \"fail\", \"unchanged\": \"warn\","
             "\"improved\": \"warn\", \"regressed\": \"warn\","
             "\"added\": \"fail\", \"removed\": \"pass\","
             "\"failed\": \"warn\", \"skipped\": \"fail\","
             "\"cases\": [{\"threshold\": 0.1, \"match\": \"^p\\u0061rse/\"},"
             "{\"match\": \"^io/\", \"regressed\": \"pass\"}]}");
    static const enum tare_action want[TARE_RULINGS] = {
        TARE_ACTION_FAIL, TARE_ACTION_WARN, TARE_ACTION_WARN, TARE_ACTION_WARN,
        TARE_ACTION_FAIL, TARE_ACTION_PASS, TARE_ACTION_WARN, TARE_ACTION_FAIL
    };

    CHECK_NEAR(policy.threshold, 0.03, 0);
    CHECK_NEAR(policy.alpha, 0.005, 0);
    for (int i = 0; i < TARE_RULINGS; i++)
        CHECK_INT(policy.actions[i], want[i]);
    CHECK_INT(policy.count, 2);
    CHECK_STR(policy.rules[0].match, "^parse/");
    CHECK_NEAR(policy.rules[0].threshold, 0.1, 0);
    CHECK_NEAR(policy.rules[1].threshold, 0, 0);
    CHECK_INT(policy.rules[1].actions[TARE_RULING_REGRESSED], TARE_ACTION_PASS);
    tare_policy_release(&policy);
}

TEST(a_second_file_adds_to_the_first)
{
    struct tare_policy policy =
        load("{\"threshold\": 0.03, \"added\": \"fail\","
             "\"cases\": [{\"match\": \"a\"}]}");
    struct tare_err err = { 0 };
    const char *more = "{\"alpha\": 0.05, \"added\": \"warn\","
                       "\"cases\": [{\"match\": \"b\"}]}";

    write_file(more, strlen(more));
    CHECK_INT(tare_policy_load(&policy, path, &err), 0);
    CHECK_NEAR(policy.threshold, 0.03, 0);
    CHECK_NEAR(policy.alpha, 0.05, 0);
    CHECK_INT(policy.actions[TARE_RULING_ADDED], TARE_ACTION_WARN);
    CHECK_INT(policy.count, 2);
    CHECK_STR(policy.rules[1].match, "b");
    tare_policy_release(&policy);
}

/* Refused, with this after "PATH:", and the policy stays as it was. */
static void check_refused_bytes(const char *bytes, size_t size,
                                const char *want)
{
    struct tare_policy policy = { .threshold = 0.5 };
    struct tare_err err = { 0 };

    write_file(bytes, size);
    CHECK_INT(tare_policy_load(&policy, path, &err), TARE_EUSAGE);
    CHECK_INT(err.code, TARE_EUSAGE);
    CHECK(strncmp(err.text, path, strlen(path)) == 0);
    if (strstr(err.text, want) == NULL)
        CHECK_STR(err.text + strlen(path) + 1, want);
    CHECK_NEAR(policy.threshold, 0.5, 0);
    CHECK_INT(policy.count, 0);
    tare_policy_release(&policy);
}

static void check_refused(const char *text, const char *want)
{
    check_refused_bytes(text, strlen(text), want);
}

TEST(an_unknown_name_is_refused_with_those_that_there_are)
{
    check_refused(
        "{\"treshold\": 0.02}",
        "1:14: \"treshold\" is no name here; there are threshold, "
        "alpha, limits, cases, inconclusive, unchanged, improved, regressed, "
        "added, removed, failed, skipped");
    check_refused("{\"cases\": [{\"match\": \"a\"},\n{\"alpha\": 0.1}]}",
                  "2:11: cases[1]: \"alpha\" is no name here; there are match, "
                  "threshold, limits, inconclusive");
    check_refused("{\"Threshold\": 0.02}", "\"Threshold\" is no name here");
    check_refused("{\"\": 1}", "\"\" is no name here");
}

TEST(a_fraction_lies_between_0_and_1)
{
    const char *bad[] = { "0",    "1",     "-0.02", "2",    "\"0.02\"",
                          "null", "[0.1]", "true",  "-0.0", "1.0000001" };
    char text[128];

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(text, sizeof text, "{\"threshold\": %s}", bad[i]);
        check_refused(text, "1:15: threshold: must be a number between 0 and "
                            "1, such as 0.02 for 2 %");
        snprintf(text, sizeof text, "{\"alpha\": %s}", bad[i]);
        check_refused(text, "1:11: alpha: must be a number");
        snprintf(text, sizeof text,
                 "{\"cases\": [{\"match\": \"x\", \"threshold\": %s}]}",
                 bad[i]);
        check_refused(text, "cases[0].threshold: must be a number between");
    }
}

TEST(an_action_is_one_of_three_words)
{
    check_refused("{\"added\": \"ignore\"}",
                  "1:11: added: must be \"pass\", \"warn\" or \"fail\"");
    check_refused("{\"added\": true}", "added: must be \"pass\"");
    check_refused("{\"added\": \"Pass\"}", "added: must be \"pass\"");
    check_refused("{\"added\": \"passed\"}", "added: must be \"pass\"");
    check_refused("{\"cases\": [{\"match\": \"x\", \"failed\": 0}]}",
                  "cases[0].failed: must be \"pass\"");
}

TEST(a_rule_needs_an_expression_that_compiles)
{
    check_refused("{\"cases\": [{\"threshold\": 0.1}]}",
                  "1:12: cases[0].match: is missing");
    check_refused("{\"cases\": [{\"match\": \"a\"}, {\"match\": \"(\"}]}",
                  "cases[1].match: \"(\" is no regular expression: ");
    check_refused("{\"cases\": [{\"match\": \"\"}]}",
                  "cases[0].match: is empty");
    check_refused("{\"cases\": [{\"match\": [\"a\"]}]}",
                  "cases[0].match: must be a regular expression");
    check_refused("{\"cases\": [\"a\"]}", "cases[0]: must be an object");
    check_refused("{\"cases\": {\"match\": \"a\"}}",
                  "cases: must be an array of rules");
}

TEST(what_is_no_strict_json_is_refused_with_its_place)
{
    char deep[256] = "{\"cases\": ";

    check_refused("", "1:1: a policy must be an object");
    check_refused("[]", "1:1: a policy must be an object");
    check_refused("{\"added\": \"pass\"", "1:17: ");
    check_refused("{\"added\": \"pass\",}", "1:18: ");
    check_refused("{'added': \"pass\"}", "1:2: ");
    check_refused("{} {}", "1:4: ");
    check_refused("{}\n//", "2:1: ");
    check_refused("\xef\xbb\xbf{}", "1:1: ");
    check_refused("{\"threshold\": 0.02, \"threshold\": 0.5}", "1:21: ");
    check_refused("{\"threshold\": .5}", "1:15: ");
    check_refused("{\"threshold\": 00.5}", "1:15: ");
    check_refused("{\"threshold\": 0.5e999}", "1:15: ");
    check_refused("{\"added\": \"\xff\"}", "1:12: ");
    check_refused("{\"cases\": [{\"match\": \"\\u0000\"}]}", "1:23: ");
    check_refused("{\"cases\": [{\"match\": \"\\ud800\"}]}", "1:23: ");
    check_refused_bytes("{}\0", 3, "1:3: ");
    memset(deep + strlen(deep), '[', 100);
    check_refused(deep, "cases[0]: must be an object");
}

TEST(a_refusal_says_what_a_policy_is)
{
    check_refused("{} {}", "docs/gate.md");
    check_refused("{\"added\": 1}", "docs/gate.md");
}

TEST(a_file_that_is_too_large_or_cannot_be_read_is_refused)
{
    size_t size = (1 << 20) + 1;
    char *blanks = malloc(size);
    struct tare_policy policy = { 0 };
    struct tare_err err = { 0 };

    memset(blanks, ' ', size);
    memcpy(blanks, "{}", 2);
    check_refused_bytes(blanks, size, "is larger than 1048576 bytes");
    write_file(blanks, size - 2);
    CHECK_INT(tare_policy_load(&policy, path, &err), 0);
    free(blanks);
    CHECK_INT(tare_policy_load(&policy, "/nonexistent/tare.json", &err),
              TARE_EUSAGE);
    CHECK_STR(err.text, "/nonexistent/tare.json: cannot read: No such file "
                        "or directory");
    CHECK_INT(tare_policy_load(&policy, "/tmp", &err), TARE_EUSAGE);
    CHECK_STR(err.text, "/tmp: cannot read: Is a directory");
}

/* What the schema says of each of them is checked by tests/docs/manual.sh. */
static void check_folder(const char *folder, int is_good)
{
    DIR *open_folder = opendir(folder);
    struct dirent *entry;
    int count = 0;

    while (open_folder != NULL && (entry = readdir(open_folder)) != NULL) {
        struct tare_policy policy = { 0 };
        struct tare_buf file = { 0 };
        int status;

        if (strstr(entry->d_name, ".json") == NULL)
            continue;
        tare_buf_printf(&file, "%s/%s", folder, entry->d_name);
        status = tare_policy_load(&policy, file.data, NULL);
        if ((status == 0) != is_good)
            CHECK_STR(file.data, is_good ? "a policy" : "no policy");
        tare_policy_release(&policy);
        tare_buf_release(&file);
        count++;
    }
    CHECK(count >= 3);
    if (open_folder != NULL)
        closedir(open_folder);
}

TEST(the_schema_and_the_reader_agree)
{
    check_folder("tests/store/policies/good", 1);
    check_folder("tests/store/policies/bad", 0);
}

/* ---- one case ------------------------------------------------------------ */

TEST(the_last_rule_that_says_something_decides)
{
    struct tare_policy policy = load(
        "{\"threshold\": 0.03, \"regressed\": \"warn\", \"cases\": ["
        "{\"match\": \"^io/\", \"threshold\": 0.1, \"regressed\": \"fail\"},"
        "{\"match\": \"^io/slow\", \"threshold\": 0.2},"
        "{\"match\": \"^io/.*/n=1$\", \"regressed\": \"pass\"}]}");
    enum tare_ruling ruling = TARE_RULING_REGRESSED;

    CHECK_NEAR(tare_policy_threshold(&policy, "cpu", 0, 0.02), 0.03, 0);
    CHECK_NEAR(tare_policy_threshold(&policy, "cpu", 0.04, 0.02), 0.04, 0);
    CHECK_NEAR(tare_policy_threshold(&policy, "io/a", 0.04, 0.02), 0.1, 0);
    CHECK_NEAR(tare_policy_threshold(&policy, "io/slow/n=1", 0, 0.02), 0.2, 0);
    CHECK_INT(tare_policy_action(&policy, "cpu", ruling), TARE_ACTION_WARN);
    CHECK_INT(tare_policy_action(&policy, "io/a", ruling), TARE_ACTION_FAIL);
    CHECK_INT(tare_policy_action(&policy, "io/slow", ruling), TARE_ACTION_FAIL);
    CHECK_INT(tare_policy_action(&policy, "io/slow/n=1", ruling),
              TARE_ACTION_PASS);
    CHECK_INT(tare_policy_action(&policy, "io/slow/n=11", ruling),
              TARE_ACTION_FAIL);
    tare_policy_release(&policy);
}

static void check_limit(const struct tare_policy *policy, const char *id,
                        const char *measure, double relative, double absolute)
{
    struct tare_limit otherwise = { 0.5, 7 };
    struct tare_limit limit = tare_policy_limit(policy, id, measure, otherwise);

    CHECK_NEAR(limit.relative, relative, 0);
    CHECK_NEAR(limit.absolute, absolute, 0);
}

TEST(a_limit_is_that_of_the_last_rule_that_has_one)
{
    struct tare_policy policy = load(
        "{\"limits\": {\"allocations\": 0, \"peak-heap\": {\"absolute\": 9}},"
        "\"cases\": [{\"match\": \"^io/\", \"limits\": {\"allocations\": 0.1}},"
        "{\"match\": \"^io/slow\", \"limits\": {\"allocations\": "
        "{\"relative\": 0.2, \"absolute\": 3}}}]}");

    check_limit(&policy, "cpu", "allocations", 0, 0);
    check_limit(&policy, "cpu", "peak-heap", 0, 9);
    check_limit(&policy, "cpu", "instructions", 0.5, 7);
    check_limit(&policy, "io/a", "allocations", 0.1, 0);
    check_limit(&policy, "io/slow", "allocations", 0.2, 3);
    check_limit(&policy, "io/slow", "peak-heap", 0, 9);
    tare_policy_set_limit(&policy.limits, "peak-heap",
                          (struct tare_limit){ 0, 1 });
    check_limit(&policy, "cpu", "peak-heap", 0, 1);
    tare_policy_release(&policy);
}

TEST(a_limit_that_makes_no_sense_is_refused)
{
    check_refused("{\"limits\": {\"time\": 0.1}}",
                  "1:21: limits: time is not counted but measured: it has a "
                  "\"threshold\"");
    check_refused("{\"limits\": {\"a\": -1}}", "limits: must not be negative");
    check_refused("{\"limits\": {\"a\": {\"most\": 1}}}",
                  "limits: a limit has only \"relative\" and \"absolute\"");
}

TEST(without_a_file_regressed_removed_and_failed_fail)
{
    struct tare_policy policy = { 0 };
    static const enum tare_action want[TARE_RULINGS] = {
        TARE_ACTION_WARN, TARE_ACTION_PASS, TARE_ACTION_PASS, TARE_ACTION_FAIL,
        TARE_ACTION_PASS, TARE_ACTION_FAIL, TARE_ACTION_FAIL, TARE_ACTION_PASS
    };

    for (int i = 0; i < TARE_RULINGS; i++)
        CHECK_INT(tare_policy_action(&policy, "x", (enum tare_ruling)i),
                  want[i]);
    CHECK_NEAR(tare_policy_threshold(&policy, "x", 0, 0.02), 0.02, 0);
    policy.is_strict = 1;
    CHECK_INT(tare_policy_action(&policy, "x", TARE_RULING_INCONCLUSIVE),
              TARE_ACTION_FAIL);
    CHECK_INT(tare_policy_action(&policy, "x", TARE_RULING_ADDED),
              TARE_ACTION_PASS);
}

/* ---- the whole comparison ------------------------------------------------ */

/* One letter for each case: r regressed, i improved, u unchanged,
 * ? inconclusive, + added, - removed, f failed, s skipped. */
static struct tare_comparison compare(const char *rulings)
{
    static const char letters[] = "?uir+-fs";
    struct tare_comparison comparison = { 0 };
    char id[32];

    for (size_t i = 0; rulings[i] != '\0'; i++) {
        snprintf(id, sizeof id, "case%zu", i);
        tare_comparison_add(&comparison, id, "time")->ruling =
            (enum tare_ruling)(strchr(letters, rulings[i]) - letters);
    }
    return comparison;
}

static void check_end(const struct tare_policy *policy, const char *rulings,
                      int status, const char *outcome, int bisect)
{
    struct tare_comparison comparison = compare(rulings);
    char got[64], want[64];

    snprintf(want, sizeof want, "%s: %d %s %d", rulings, status, outcome,
             bisect);
    snprintf(got, sizeof got, "%s: %d %s %d", rulings,
             tare_policy_status(policy, &comparison),
             tare_policy_outcome(policy, &comparison),
             tare_policy_bisect_status(policy, &comparison));
    CHECK_STR(got, want);
    tare_comparison_release(&comparison);
}

TEST(without_a_file_it_ends_with_the_worst_that_was_found)
{
    struct tare_policy policy = { 0 };

    check_end(&policy, "uuu", 0, "unchanged", 0);
    check_end(&policy, "uiu", 0, "improved", 0);
    check_end(&policy, "ui?", 0, "improved", 125);
    check_end(&policy, "u?u", 0, "inconclusive", 125);
    check_end(&policy, "u+s", 0, "unchanged", 0);
    check_end(&policy, "uri", 1, "regressed", 1);
    check_end(&policy, "u-u", 1, "failed", 125);
    check_end(&policy, "ufu", 3, "failed", 125);
    check_end(&policy, "ufr?", 1, "regressed", 1);
    check_end(&policy, "-r", 1, "regressed", 1);
    check_end(&policy, "f-", 1, "failed", 125);
}

TEST(where_nothing_was_judged_it_is_never_green)
{
    struct tare_policy policy = { 0 };

    check_end(&policy, "", 4, "failed", 125);
    check_end(&policy, "s", 4, "failed", 125);
    check_end(&policy, "++s", 4, "failed", 125);
    check_end(&policy, "f", 3, "failed", 125);
    policy.actions[TARE_RULING_FAILED] = TARE_ACTION_PASS;
    check_end(&policy, "ff", 4, "failed", 125);
    check_end(&policy, "?", 0, "inconclusive", 125);
}

TEST(every_ruling_can_be_made_to_fail)
{
    struct tare_policy policy = { 0 };

    for (int i = 0; i < TARE_RULINGS; i++)
        policy.actions[i] = TARE_ACTION_FAIL;
    check_end(&policy, "r", 1, "regressed", 1);
    check_end(&policy, "-", 1, "failed", 125);
    check_end(&policy, "u+", 1, "failed", 125);
    check_end(&policy, "i", 1, "improved", 125);
    check_end(&policy, "u", 1, "unchanged", 125);
    check_end(&policy, "s", 3, "failed", 125);
    check_end(&policy, "?", 7, "inconclusive", 125);
    check_end(&policy, "?s", 3, "failed", 125);
    check_end(&policy, "?su", 1, "unchanged", 125);
}

TEST(every_ruling_can_be_let_pass)
{
    struct tare_policy policy = { 0 };

    for (int i = 0; i < TARE_RULINGS; i++)
        policy.actions[i] = TARE_ACTION_PASS;
    check_end(&policy, "u?f-+s", 0, "failed", 0);
    check_end(&policy, "u?-+s", 0, "inconclusive", 0);
    check_end(&policy, "ur", 0, "regressed", 0);
    policy.actions[TARE_RULING_REGRESSED] = TARE_ACTION_WARN;
    check_end(&policy, "ur", 0, "regressed", 0);
    policy.is_strict = 1;
    check_end(&policy, "ur", 1, "regressed", 1);
}

TEST(a_rule_changes_the_end_for_its_cases_only)
{
    struct tare_policy policy =
        load("{\"inconclusive\": \"fail\", \"cases\": ["
             "{\"match\": \"^case0$\", \"regressed\": \"warn\","
             "\"inconclusive\": \"pass\"}]}");

    check_end(&policy, "ru", 0, "regressed", 0);
    check_end(&policy, "ur", 1, "regressed", 1);
    check_end(&policy, "?u", 0, "inconclusive", 0);
    check_end(&policy, "u?", 7, "inconclusive", 125);
    tare_policy_release(&policy);
}

TEST(when_the_silent_control_alarmed_nothing_was_found)
{
    struct tare_policy policy = { 0 };
    struct tare_comparison comparison = compare("riu");

    comparison.negative = TARE_CONTROL_BAD;
    CHECK_INT(tare_policy_status(&policy, &comparison), 0);
    CHECK_STR(tare_policy_outcome(&policy, &comparison), "inconclusive");
    CHECK_INT(tare_policy_bisect_status(&policy, &comparison), 125);
    policy.is_strict = 1;
    CHECK_INT(tare_policy_status(&policy, &comparison), 7);
    comparison.negative = TARE_CONTROL_GOOD;
    comparison.positive = TARE_CONTROL_BAD;
    CHECK_INT(tare_policy_status(&policy, &comparison), 1);
    tare_comparison_release(&comparison);
}

/* ---- the file that is written -------------------------------------------- */

static void remove_file(void)
{
    unlink(path);
}

__attribute__((constructor)) static void make_file(void)
{
    int fd = mkstemp(path);

    if (fd >= 0)
        close(fd);
    atexit(remove_file);
}

TESTS(RUN(an_empty_object_says_nothing), RUN(every_member_is_read),
      RUN(a_second_file_adds_to_the_first),
      RUN(an_unknown_name_is_refused_with_those_that_there_are),
      RUN(a_fraction_lies_between_0_and_1),
      RUN(an_action_is_one_of_three_words),
      RUN(a_rule_needs_an_expression_that_compiles),
      RUN(what_is_no_strict_json_is_refused_with_its_place),
      RUN(a_refusal_says_what_a_policy_is),
      RUN(a_file_that_is_too_large_or_cannot_be_read_is_refused),
      RUN(the_schema_and_the_reader_agree),
      RUN(the_last_rule_that_says_something_decides),
      RUN(a_limit_is_that_of_the_last_rule_that_has_one),
      RUN(a_limit_that_makes_no_sense_is_refused),
      RUN(without_a_file_regressed_removed_and_failed_fail),
      RUN(without_a_file_it_ends_with_the_worst_that_was_found),
      RUN(where_nothing_was_judged_it_is_never_green),
      RUN(every_ruling_can_be_made_to_fail), RUN(every_ruling_can_be_let_pass),
      RUN(a_rule_changes_the_end_for_its_cases_only),
      RUN(when_the_silent_control_alarmed_nothing_was_found))
