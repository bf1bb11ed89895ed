/* SPDX-License-Identifier: MIT */
/*
 * What a gate lets pass: thresholds for the suite and for parts of it, and what
 * becomes of cases that have no verdict.  Read from a small JSON file:
 *
 *     {"threshold": 0.02, "alpha": 0.01, "inconclusive": "pass",
 *      "added": "pass", "removed": "fail", "failed": "fail",
 *      "cases": [{"match": "^parse/", "threshold": 0.05},
 *                {"match": "^io/", "regressed": "warn",
 *                 "limits": {"allocations": {"absolute": 1}}}],
 *      "limits": {"allocations": 0, "instructions": 0.01}}
 */
#ifndef TARE_STORE_POLICY_H
#define TARE_STORE_POLICY_H

#include <regex.h>
#include <stddef.h>

#include "store/comparison.h"
#include "store/fail.h"

/* The code of the note that names it. */
#define TARE_POLICY_NOTE "policy"

/* How far an exact measure may move: docs/measures.md. */
struct tare_policy_limit {
    char *measure; /* owned */
    struct tare_limit limit;
};

struct tare_policy_limits {
    struct tare_policy_limit *items; /* owned */
    size_t count;
};

/* For the cases whose id matches; the last rule that matches and says
 * something about a point decides it. */
struct tare_policy_rule {
    char *match; /* POSIX extended; owned */
    regex_t compiled;
    double threshold; /* 0: not said */
    enum tare_action actions[TARE_VERDICT_KINDS];
    struct tare_policy_limits limits;
};

/* All zero is the policy without a file: see tare_policy_action(). */
struct tare_policy {
    double threshold, alpha; /* 0: not said */
    enum tare_action actions[TARE_VERDICT_KINDS];
    struct tare_policy_limits limits;
    int is_strict; /* what would warn fails */
    struct tare_policy_rule *rules;
    size_t count;
};

/* Adds what the file says; a name that the file may not have, or a value that
 * makes no sense, is refused with its place, and then nothing is added. */
int tare_policy_load(struct tare_policy *policy, const char *path,
                     struct tare_err *err);

/* The threshold of a case: its rule's, else what the benchmark itself declares
 * (0: nothing), else the policy's, else `otherwise`. */
double tare_policy_threshold(const struct tare_policy *policy, const char *id,
                             double declared, double otherwise);

/* Sets the limit of that measure, also when it has one already. */
void tare_policy_set_limit(struct tare_policy_limits *limits,
                           const char *measure, struct tare_limit limit);

/* The limit of an exact measure of a case: its rule's, else the policy's, else
 * `otherwise`. */
struct tare_limit tare_policy_limit(const struct tare_policy *policy,
                                    const char *id, const char *measure,
                                    struct tare_limit otherwise);

/* What to do with that verdict of that case.  Where nothing is said, regressed,
 * removed, failed and different-result fail, inconclusive warns, and all else
 * passes. */
enum tare_action tare_policy_action(const struct tare_policy *policy,
                                    const char *id,
                                    enum tare_verdict_kind kind);

/* Notes in each verdict what becomes of it, and in the comparison what the
 * policy of that name does that would not be without it (NULL: it is nobody's
 * file). */
void tare_policy_apply(const struct tare_policy *policy, const char *name,
                       struct tare_comparison *comparison);

/*
 * How the comparison ends under the policy, as an exit status.  The first of
 * these that is so: 1 when a verdict fails that says something about the code
 * (regressed, different-result, removed, added, improved, unchanged), 3 when
 * one fails that says that a case did not run (failed, skipped), 7 when
 * inconclusive fails, 4 when no case was judged at all; else 0.
 *
 * Nothing is said about the code when the negative control has alarmed: what
 * was found then counts as inconclusive.
 */
int tare_policy_status(const struct tare_policy *policy,
                       const struct tare_comparison *comparison);

/* The same as the word of the verdict file: "regressed", "improved",
 * "unchanged", "inconclusive" or "failed".  With status 0 it is the most
 * important of what was seen, though nothing of it fails. */
const char *tare_policy_outcome(const struct tare_policy *policy,
                                const struct tare_comparison *comparison);

/* As `git bisect run` wants it: 1 when a case regressed, also where the policy
 * only warns of that, 125 when anything else fails or a case is inconclusive,
 * else 0.  What the policy lets pass is ignored. */
int tare_policy_bisect_status(const struct tare_policy *policy,
                              const struct tare_comparison *comparison);

/* The first rule from *next on that is for none of the cases, *next then being
 * the one after it; NULL when there is none. */
const struct tare_policy_rule *
tare_policy_idle_rule(const struct tare_policy *policy,
                      const struct tare_comparison *comparison, size_t *next);

/* Lets different results pass, whatever the policy says of them. */
void tare_policy_accept_results(struct tare_policy *policy);

void tare_policy_rule_release(struct tare_policy_rule *rule);
void tare_policy_release(struct tare_policy *policy);

#endif
