/* SPDX-License-Identifier: MIT */
/* The policy as a JSON file: docs/policy.schema.json. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/alloc.h"
#include "store/buf.h"
#include "store/expression.h"
#include "store/input.h"
#include "store/policy.h"
#include "store/scan.h"

enum {
    BYTES_MAX = 1 << 20
};

struct reader {
    struct tare_scan scan;
    const char *at;                /* the value that is being read */
    struct tare_policy policy;     /* what has been read */
    struct tare_policy_rule *rule; /* the one being read, or NULL; borrowed */
};

/* Refuses the value of the member of that name, or with an empty name the
 * object itself. */
static int refuse(struct reader *reader, const char *name, const char *format,
                  ...) __attribute__((format(printf, 3, 4)));

static int refuse(struct reader *reader, const char *name, const char *format,
                  ...)
{
    char what[256], place[64] = "";
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    if (reader->rule != NULL)
        snprintf(place, sizeof place, "cases[%zu]%s%s: ", reader->policy.count,
                 name[0] != '\0' ? "." : "", name);
    else if (name[0] != '\0')
        snprintf(place, sizeof place, "%s: ", name);
    return tare_scan_refuse(&reader->scan, reader->at, "%s%s", place, what);
}

/* The first character of the next value. */
static int peek(struct reader *reader)
{
    int c = tare_scan_peek(&reader->scan);

    reader->at = reader->scan.at;
    return c;
}

/* 1 and the name of the next member; 0 after the last. */
static int next_member(struct reader *reader, struct tare_scan_text *name)
{
    int more = tare_scan_member(&reader->scan, name);

    reader->at = reader->scan.at;
    return more;
}

/* ---- values -------------------------------------------------------------- */

static int read_fraction(struct reader *reader, const char *name,
                         double *fraction)
{
    static const char wanted[] =
        "must be a number between 0 and 1, such as 0.02 for 2 %";
    int c = peek(reader);
    double value;

    if (c != '-' && (c < '0' || c > '9'))
        return refuse(reader, name, "%s", wanted);
    if (tare_scan_number(&reader->scan, &value) < 0)
        return TARE_EUSAGE;
    if (!(value > 0 && value < 1))
        return refuse(reader, name, "%s", wanted);
    *fraction = value;
    return 0;
}

static int read_text(struct reader *reader, const char *name,
                     struct tare_scan_text *text, const char *wanted)
{
    if (peek(reader) != '"')
        return refuse(reader, name, "must be %s", wanted);
    return tare_scan_string(&reader->scan, text);
}

static int read_action(struct reader *reader, const char *name,
                       enum tare_action *action)
{
    static const char *const words[] = {
        [TARE_ACTION_PASS] = "pass",
        [TARE_ACTION_WARN] = "warn",
        [TARE_ACTION_FAIL] = "fail",
    };
    static const char wanted[] = "\"pass\", \"warn\" or \"fail\"";
    struct tare_scan_text text;

    if (read_text(reader, name, &text, wanted) < 0)
        return TARE_EUSAGE;
    for (int i = TARE_ACTION_PASS; i <= TARE_ACTION_FAIL; i++)
        if (tare_scan_is(text, words[i])) {
            *action = (enum tare_action)i;
            return 0;
        }
    return refuse(reader, name, "must be %s", wanted);
}

/* A member that is there for each verdict, or none that we know; `others` are
 * the names that would have been right too. */
static int read_kind(struct reader *reader, struct tare_scan_text name,
                     enum tare_action actions[TARE_VERDICT_KINDS],
                     const char *others)
{
    struct tare_buf names = { 0 };
    int status;

    tare_buf_puts(&names, others);
    for (int i = 0; i < TARE_VERDICT_KINDS; i++) {
        const char *word = tare_verdict_kind_name((enum tare_verdict_kind)i);

        if (tare_scan_is(name, word)) {
            tare_buf_release(&names);
            return read_action(reader, word, &actions[i]);
        }
        tare_buf_printf(&names, ", %s", word);
    }
    status =
        refuse(reader, "", "unknown name \"%.*s\"; the names here are %s",
               (int)(name.size < 40 ? name.size : 40), name.text, names.data);
    tare_buf_release(&names);
    return status;
}

/* ---- limits -------------------------------------------------------------- */

static int read_amount(struct reader *reader, const char *name, double *amount)
{
    int c = peek(reader);

    if (c != '-' && (c < '0' || c > '9'))
        return refuse(reader, name, "must be a number");
    if (tare_scan_number(&reader->scan, amount) < 0)
        return TARE_EUSAGE;
    if (!(*amount >= 0))
        return refuse(reader, name, "must not be negative");
    return 0;
}

/* 0.01, or {"relative": 0.01, "absolute": 2}. */
static int read_limit(struct reader *reader, struct tare_limit *limit)
{
    struct tare_scan_text name;
    int status;

    if (peek(reader) != '{')
        return read_amount(reader, "limits", &limit->relative);
    status = tare_scan_enter(&reader->scan, '{');
    while (status == 0 && (status = next_member(reader, &name)) > 0)
        if (tare_scan_is(name, "relative"))
            status = read_amount(reader, "relative", &limit->relative);
        else if (tare_scan_is(name, "absolute"))
            status = read_amount(reader, "absolute", &limit->absolute);
        else
            status = refuse(reader, "limits",
                            "a limit has only \"relative\" and \"absolute\"");
    return status;
}

static int read_limits(struct reader *reader, struct tare_policy_limits *limits)
{
    struct tare_scan_text name;
    int status;

    if (peek(reader) != '{')
        return refuse(reader, "limits",
                      "must be an object with a member for each measure");
    status = tare_scan_enter(&reader->scan, '{');
    while (status == 0 && (status = next_member(reader, &name)) > 0) {
        struct tare_limit limit = { 0 };
        struct tare_buf measure = { 0 };

        tare_buf_add(&measure, name.text, name.size);
        if (tare_scan_is(name, "time"))
            status = refuse(reader, "limits",
                            "time is measured, not counted: use \"threshold\"");
        else
            status = read_limit(reader, &limit);
        if (status == 0)
            tare_policy_set_limit(limits, tare_buf_text(&measure), limit);
        tare_buf_release(&measure);
    }
    return status;
}

/* ---- rules --------------------------------------------------------------- */

static int compile(struct reader *reader, const char *text)
{
    char reason[TARE_EXPRESSION_REASON];

    if (tare_expression_compile(&reader->rule->compiled, text, reason) == 0)
        return 0;
    return refuse(reader, "match",
                  "\"%.60s\" cannot be used as a regular expression: %s", text,
                  reason);
}

static int read_match(struct reader *reader)
{
    struct tare_scan_text text;
    struct tare_buf copy = { 0 };

    if (read_text(reader, "match", &text, "a regular expression for ids") < 0)
        return TARE_EUSAGE;
    if (reader->rule->match != NULL)
        return refuse(reader, "match", "appears twice");
    if (text.size == 0)
        return refuse(reader, "match", "is empty; \".\" matches every case");
    tare_buf_add(&copy, text.text, text.size);
    if (compile(reader, copy.data) < 0) {
        tare_buf_release(&copy);
        return TARE_EUSAGE;
    }
    reader->rule->match = tare_buf_detach(&copy);
    return 0;
}

static int read_rule_member(struct reader *reader, struct tare_scan_text name)
{
    if (tare_scan_is(name, "match"))
        return read_match(reader);
    if (tare_scan_is(name, "threshold"))
        return read_fraction(reader, "threshold", &reader->rule->threshold);
    if (tare_scan_is(name, "limits"))
        return read_limits(reader, &reader->rule->limits);
    return read_kind(reader, name, reader->rule->actions,
                     "match, threshold, limits");
}

static int read_rule_members(struct reader *reader)
{
    struct tare_scan_text name;
    const char *start;
    int status;

    if (peek(reader) != '{')
        return refuse(reader, "", "must be an object");
    start = reader->at;
    status = tare_scan_enter(&reader->scan, '{');
    while (status == 0 && (status = next_member(reader, &name)) > 0)
        status = read_rule_member(reader, name);
    reader->at = start;
    if (status == 0 && reader->rule->match == NULL)
        return refuse(reader, "match", "is missing; \".\" matches every case");
    return status;
}

/* Adds the rule if it is a good one. */
static int read_rule(struct reader *reader)
{
    struct tare_policy *policy = &reader->policy;
    struct tare_policy_rule rule = { 0 };
    int status;

    reader->rule = &rule;
    status = read_rule_members(reader);
    reader->rule = NULL;
    if (status == 0)
        *TARE_ADD(policy->rules, policy->count) = rule;
    else
        tare_policy_rule_release(&rule);
    return status;
}

static int read_rules(struct reader *reader)
{
    int status;

    if (peek(reader) != '[')
        return refuse(reader, "cases", "must be an array of rules");
    status = tare_scan_enter(&reader->scan, '[');
    while (status == 0 && (status = tare_scan_element(&reader->scan)) > 0)
        status = read_rule(reader);
    return status;
}

/* ---- the document -------------------------------------------------------- */

static int read_member(struct reader *reader, struct tare_scan_text name)
{
    struct tare_policy *policy = &reader->policy;
    struct tare_scan_text text;

    if (tare_scan_is(name, "threshold"))
        return read_fraction(reader, "threshold", &policy->threshold);
    if (tare_scan_is(name, "alpha"))
        return read_fraction(reader, "alpha", &policy->alpha);
    if (tare_scan_is(name, "cases"))
        return read_rules(reader);
    if (tare_scan_is(name, "limits"))
        return read_limits(reader, &policy->limits);
    if (tare_scan_is(name, "$schema")) /* for editors */
        return read_text(reader, "$schema", &text, "the address of a schema");
    return read_kind(reader, name, policy->actions,
                     "threshold, alpha, limits, cases");
}

static int read_policy(struct reader *reader)
{
    struct tare_scan_text name;
    int status;

    if (peek(reader) != '{')
        return refuse(reader, "", "a policy must be an object");
    status = tare_scan_enter(&reader->scan, '{');
    while (status == 0 && (status = next_member(reader, &name)) > 0)
        status = read_member(reader, name);
    return status == 0 ? tare_scan_finish(&reader->scan) : status;
}

/* Moves what was read to the policy that is to have it. */
static void add(struct tare_policy *policy, struct tare_policy *read)
{
    if (read->threshold > 0)
        policy->threshold = read->threshold;
    if (read->alpha > 0)
        policy->alpha = read->alpha;
    for (int i = 0; i < TARE_VERDICT_KINDS; i++)
        if (read->actions[i] != TARE_ACTION_UNSET)
            policy->actions[i] = read->actions[i];
    for (size_t i = 0; i < read->limits.count; i++)
        tare_policy_set_limit(&policy->limits, read->limits.items[i].measure,
                              read->limits.items[i].limit);
    for (size_t i = 0; i < read->count; i++)
        *TARE_ADD(policy->rules, policy->count) = read->rules[i];
    read->count = 0;
}

int tare_policy_load(struct tare_policy *policy, const char *path,
                     struct tare_err *err)
{
    struct tare_err refusal = { 0 };
    struct reader reader = { 0 };
    char *bytes;
    size_t size;
    int status = tare_input_read(&bytes, &size, path, BYTES_MAX, &refusal);

    if (status == 0) {
        tare_scan_open(&reader.scan, tare_input_name(path), bytes, size,
                       &refusal);
        reader.scan.advice = "docs/gate.md says what a policy may hold";
        status = read_policy(&reader);
        tare_scan_close(&reader.scan);
        free(bytes);
    }
    if (status == 0)
        add(policy, &reader.policy);
    else
        status = tare_fail_with(err, TARE_EUSAGE, "%s", refusal.text);
    tare_policy_release(&reader.policy);
    return status;
}
