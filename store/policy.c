/* SPDX-License-Identifier: MIT */
#include "store/policy.h"

#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/buf.h"

enum {
    BISECT_CANNOT_TELL = 125
};

/* ---- one case ------------------------------------------------------------ */

static int matches(const struct tare_policy_rule *rule, const char *id)
{
    return regexec(&rule->compiled, id, 0, NULL, 0) == 0;
}

double tare_policy_threshold(const struct tare_policy *policy, const char *id,
                             double declared, double otherwise)
{
    for (size_t i = policy->count; i-- > 0;)
        if (policy->rules[i].threshold > 0 && matches(&policy->rules[i], id))
            return policy->rules[i].threshold;
    if (declared > 0)
        return declared;
    return policy->threshold > 0 ? policy->threshold : otherwise;
}

static const struct tare_limit *
find_limit(const struct tare_policy_limits *from, const char *measure)
{
    for (size_t i = 0; i < from->count; i++)
        if (strcmp(from->items[i].measure, measure) == 0)
            return &from->items[i].limit;
    return NULL;
}

void tare_policy_set_limit(struct tare_policy_limits *limits,
                           const char *measure, struct tare_limit limit)
{
    for (size_t i = 0; i < limits->count; i++)
        if (strcmp(limits->items[i].measure, measure) == 0) {
            limits->items[i].limit = limit;
            return;
        }
    *TARE_ADD(limits->items, limits->count) =
        (struct tare_policy_limit){ tare_strdup(measure), limit };
}

struct tare_limit tare_policy_limit(const struct tare_policy *policy,
                                    const char *id, const char *measure,
                                    struct tare_limit otherwise)
{
    const struct tare_limit *own;

    for (size_t i = policy->count; i-- > 0;) {
        own = find_limit(&policy->rules[i].limits, measure);
        if (own != NULL && matches(&policy->rules[i], id))
            return *own;
    }
    own = find_limit(&policy->limits, measure);
    return own != NULL ? *own : otherwise;
}

static void release_limits(struct tare_policy_limits *limits)
{
    for (size_t i = 0; i < limits->count; i++)
        free(limits->items[i].measure);
    free(limits->items);
}

void tare_policy_rule_release(struct tare_policy_rule *rule)
{
    if (rule->match != NULL)
        regfree(&rule->compiled);
    free(rule->match);
    release_limits(&rule->limits);
    *rule = (struct tare_policy_rule){ 0 };
}

static enum tare_action said_action(const struct tare_policy *policy,
                                    const char *id, enum tare_verdict_kind kind)
{
    static const enum tare_action otherwise[TARE_VERDICT_KINDS] = {
        [TARE_VERDICT_INCONCLUSIVE] = TARE_ACTION_WARN,
        [TARE_VERDICT_UNCHANGED] = TARE_ACTION_PASS,
        [TARE_VERDICT_IMPROVED] = TARE_ACTION_PASS,
        [TARE_VERDICT_REGRESSED] = TARE_ACTION_FAIL,
        [TARE_VERDICT_ADDED] = TARE_ACTION_PASS,
        [TARE_VERDICT_REMOVED] = TARE_ACTION_FAIL,
        [TARE_VERDICT_FAILED] = TARE_ACTION_FAIL,
        [TARE_VERDICT_SKIPPED] = TARE_ACTION_PASS,
        [TARE_VERDICT_DIFFERENT] = TARE_ACTION_FAIL,
    };

    for (size_t i = policy->count; i-- > 0;)
        if (policy->rules[i].actions[kind] != TARE_ACTION_UNSET &&
            matches(&policy->rules[i], id))
            return policy->rules[i].actions[kind];
    if (policy->actions[kind] != TARE_ACTION_UNSET)
        return policy->actions[kind];
    return otherwise[kind];
}

enum tare_action tare_policy_action(const struct tare_policy *policy,
                                    const char *id, enum tare_verdict_kind kind)
{
    enum tare_action action = said_action(policy, id, kind);

    return action == TARE_ACTION_WARN && policy->is_strict ? TARE_ACTION_FAIL
                                                           : action;
}

/* ---- what it does -------------------------------------------------------- */

/* "only warns of 2 regressed" */
static void tell_change(struct tare_buf *text, size_t count,
                        enum tare_verdict_kind kind, enum tare_action action)
{
    static const char *const does[] = {
        [TARE_ACTION_UNSET] = "",
        [TARE_ACTION_PASS] = "lets pass",
        [TARE_ACTION_WARN] = "only warns of",
        [TARE_ACTION_FAIL] = "fails for",
    };

    if (count > 0)
        tare_buf_printf(text, "%s%s %zu %s", text->size > 0 ? ", " : "",
                        does[action], count, tare_verdict_kind_name(kind));
}

void tare_policy_apply(const struct tare_policy *policy, const char *name,
                       struct tare_comparison *comparison)
{
    static const struct tare_policy none;
    size_t changed[TARE_VERDICT_KINDS][TARE_ACTION_FAIL + 1] = { 0 };
    struct tare_buf text = { 0 };

    for (size_t i = 0; i < comparison->count; i++) {
        struct tare_verdict *item = &comparison->items[i];

        item->action = tare_policy_action(policy, item->id, item->kind);
        if (item->action != tare_policy_action(&none, item->id, item->kind))
            changed[item->kind][item->action]++;
    }
    for (int i = 0; i < TARE_VERDICT_KINDS; i++)
        for (int k = TARE_ACTION_PASS; k <= TARE_ACTION_FAIL; k++)
            tell_change(&text, changed[i][k], (enum tare_verdict_kind)i,
                        (enum tare_action)k);
    if (name != NULL)
        tare_comparison_note(comparison, TARE_POLICY_NOTE, "%s %s", name,
                             text.size > 0 ? tare_buf_text(&text)
                                           : "is in force");
    tare_buf_release(&text);
}

/* ---- the whole comparison ------------------------------------------------ */

struct tally {
    size_t judged; /* verdicts that say something about the code, or that we
                    * can't tell */
    size_t seen[TARE_VERDICT_KINDS];
    size_t failing[TARE_VERDICT_KINDS];
    size_t worse;  /* regressed, and not to be ignored */
    size_t doubts; /* inconclusive, and not to be ignored */
};

static int is_about_code(enum tare_verdict_kind kind)
{
    return kind == TARE_VERDICT_REGRESSED || kind == TARE_VERDICT_IMPROVED ||
           kind == TARE_VERDICT_UNCHANGED;
}

static struct tally count(const struct tare_policy *policy,
                          const struct tare_comparison *comparison)
{
    int is_withheld = comparison->negative == TARE_CONTROL_BAD;
    struct tally tally = { 0 };

    for (size_t i = 0; i < comparison->count; i++) {
        const struct tare_verdict *item = &comparison->items[i];
        int is_moot =
            is_withheld && !item->is_counted; /* nobody disturbs counts */
        enum tare_verdict_kind kind = is_moot && is_about_code(item->kind)
                                          ? TARE_VERDICT_INCONCLUSIVE
                                          : item->kind;
        enum tare_action action = tare_policy_action(policy, item->id, kind);

        tally.judged +=
            is_about_code(kind) || kind == TARE_VERDICT_INCONCLUSIVE;
        tally.seen[kind]++;
        tally.failing[kind] += action == TARE_ACTION_FAIL;
        tally.worse +=
            kind == TARE_VERDICT_REGRESSED && action != TARE_ACTION_PASS;
        tally.doubts +=
            kind == TARE_VERDICT_INCONCLUSIVE && action != TARE_ACTION_PASS;
    }
    return tally;
}

/* What each verdict is called and ends with when it fails, the most important
 * first. */
static const struct {
    enum tare_verdict_kind kind;
    int status;
    const char *outcome;
} ends[TARE_VERDICT_KINDS] = {
    { TARE_VERDICT_REGRESSED, -TARE_EREGRESSED, "regressed" },
    { TARE_VERDICT_DIFFERENT, -TARE_EREGRESSED, "failed" },
    { TARE_VERDICT_REMOVED, -TARE_EREGRESSED, "failed" },
    { TARE_VERDICT_ADDED, -TARE_EREGRESSED, "failed" },
    { TARE_VERDICT_IMPROVED, -TARE_EREGRESSED, "improved" },
    { TARE_VERDICT_UNCHANGED, -TARE_EREGRESSED, "unchanged" },
    { TARE_VERDICT_FAILED, -TARE_EBENCH, "failed" },
    { TARE_VERDICT_SKIPPED, -TARE_EBENCH, "failed" },
    { TARE_VERDICT_INCONCLUSIVE, -TARE_EINCONCLUSIVE, "inconclusive" },
};

/* Which of the ends it is; -1: none of the verdicts fails. */
static int find_end(const struct tally *tally)
{
    for (int i = 0; i < TARE_VERDICT_KINDS; i++)
        if (tally->failing[ends[i].kind] > 0)
            return i;
    return -1;
}

int tare_policy_status(const struct tare_policy *policy,
                       const struct tare_comparison *comparison)
{
    struct tally tally = count(policy, comparison);
    int end = find_end(&tally);

    if (end >= 0)
        return ends[end].status;
    return tally.judged > 0 ? 0 : -TARE_ENOTHING;
}

const char *tare_policy_outcome(const struct tare_policy *policy,
                                const struct tare_comparison *comparison)
{
    struct tally tally = count(policy, comparison);
    int end = find_end(&tally);

    if (end >= 0)
        return ends[end].outcome;
    if (tally.judged == 0)
        return "failed";
    if (tally.seen[TARE_VERDICT_REGRESSED] > 0)
        return "regressed";
    if (tally.seen[TARE_VERDICT_FAILED] > 0)
        return "failed";
    if (tally.seen[TARE_VERDICT_IMPROVED] > 0)
        return "improved";
    return tally.seen[TARE_VERDICT_INCONCLUSIVE] > 0 ? "inconclusive"
                                                     : "unchanged";
}

int tare_policy_bisect_status(const struct tare_policy *policy,
                              const struct tare_comparison *comparison)
{
    struct tally tally = count(policy, comparison);

    if (tally.worse > 0)
        return 1;
    if (tally.judged == 0 || tally.doubts > 0 || find_end(&tally) >= 0)
        return BISECT_CANNOT_TELL;
    return 0;
}

static int is_idle(const struct tare_policy_rule *rule,
                   const struct tare_comparison *comparison)
{
    for (size_t i = 0; i < comparison->count; i++)
        if (matches(rule, comparison->items[i].id))
            return 0;
    return 1;
}

const struct tare_policy_rule *
tare_policy_idle_rule(const struct tare_policy *policy,
                      const struct tare_comparison *comparison, size_t *next)
{
    while (*next < policy->count) {
        const struct tare_policy_rule *rule = &policy->rules[(*next)++];

        if (is_idle(rule, comparison))
            return rule;
    }
    return NULL;
}

void tare_policy_accept_results(struct tare_policy *policy)
{
    policy->actions[TARE_VERDICT_DIFFERENT] = TARE_ACTION_PASS;
    for (size_t i = 0; i < policy->count; i++)
        policy->rules[i].actions[TARE_VERDICT_DIFFERENT] = TARE_ACTION_UNSET;
}

void tare_policy_release(struct tare_policy *policy)
{
    for (size_t i = 0; i < policy->count; i++)
        tare_policy_rule_release(&policy->rules[i]);
    release_limits(&policy->limits);
    free(policy->rules);
    *policy = (struct tare_policy){ 0 };
}
