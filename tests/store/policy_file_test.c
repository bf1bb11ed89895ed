/* SPDX-License-Identifier: MIT */
/* What a gate lets pass: the file, and what is refused of it. */
#include "tests/store/policy_file.h"

#include <dirent.h>

/* ---- the file ------------------------------------------------------------ */

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
    static const enum tare_action want[TARE_VERDICT_KINDS] = {
        TARE_ACTION_FAIL, TARE_ACTION_WARN, TARE_ACTION_WARN, TARE_ACTION_WARN,
        TARE_ACTION_FAIL, TARE_ACTION_PASS, TARE_ACTION_WARN, TARE_ACTION_FAIL
    };

    CHECK_NEAR(policy.threshold, 0.03, 0);
    CHECK_NEAR(policy.alpha, 0.005, 0);
    for (int i = 0; i < TARE_VERDICT_KINDS; i++)
        CHECK_INT(policy.actions[i], want[i]);
    CHECK_INT(policy.count, 2);
    CHECK_STR(policy.rules[0].match, "^parse/");
    CHECK_NEAR(policy.rules[0].threshold, 0.1, 0);
    CHECK_NEAR(policy.rules[1].threshold, 0, 0);
    CHECK_INT(policy.rules[1].actions[TARE_VERDICT_REGRESSED],
              TARE_ACTION_PASS);
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
    CHECK_INT(policy.actions[TARE_VERDICT_ADDED], TARE_ACTION_WARN);
    CHECK_INT(policy.count, 2);
    CHECK_STR(policy.rules[1].match, "b");
    tare_policy_release(&policy);
}

TEST(an_unknown_name_is_refused_with_those_that_there_are)
{
    check_refused("{\"treshold\": 0.02}",
                  "1:14: unknown name \"treshold\"; the names here are "
                  "threshold, alpha, limits, cases, inconclusive, unchanged, "
                  "improved, regressed, added, removed, failed, skipped");
    check_refused("{\"cases\": [{\"match\": \"a\"},\n{\"alpha\": 0.1}]}",
                  "2:11: cases[1]: unknown name \"alpha\"; the names here are "
                  "match, threshold, limits, inconclusive");
    check_refused("{\"Threshold\": 0.02}", "unknown name \"Threshold\"");
    check_refused("{\"\": 1}", "unknown name \"\"");
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
    check_refused(
        "{\"cases\": [{\"match\": \"a\"}, {\"match\": \"(\"}]}",
        "cases[1].match: \"(\" cannot be used as a regular expression: ");
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

TEST(a_limit_that_makes_no_sense_is_refused)
{
    check_refused(
        "{\"limits\": {\"time\": 0.1}}",
        "1:21: limits: time is measured, not counted: use \"threshold\"");
    check_refused("{\"limits\": {\"a\": -1}}", "limits: must not be negative");
    check_refused("{\"limits\": {\"a\": {\"most\": 1}}}",
                  "limits: a limit has only \"relative\" and \"absolute\"");
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
      RUN(a_limit_that_makes_no_sense_is_refused))
