/* SPDX-License-Identifier: MIT */
/* Hostile policies, and what is asked of those that load, for libFuzzer; see
 * tests/fuzz/fuzz.sh. */
#include <ctype.h>

#include "store/policy.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/printed.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t size_max,
                               unsigned seed);

static const char *const ids[] = { "",
                                   "a",
                                   "parse/json/n=3",
                                   "io/read",
                                   "\n",
                                   "(]{1,2}*",
                                   "漢字/é",
                                   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };

enum {
    IDS = sizeof ids / sizeof *ids
};

int LLVMFuzzerInitialize(int *count, char ***words)
{
    (void)count, (void)words;
    scratch_make();
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t size_max,
                               unsigned seed)
{
    return mutate(bytes, size, size_max, seed);
}

static void ask_case(const struct tare_policy *policy, const char *id)
{
    double threshold = tare_policy_threshold(policy, id, 0, 0.02);
    struct tare_limit limit = { 0.5, 1 };

    demand(threshold > 0 && threshold < 1, "threshold", id);
    limit = tare_policy_limit(policy, id, "allocations", limit);
    demand(limit.relative >= 0 && limit.absolute >= 0, "limit", id);
    for (int kind = 0; kind < TARE_VERDICT_KINDS; kind++) {
        enum tare_action action =
            tare_policy_action(policy, id, (enum tare_verdict_kind)kind);

        demand(action >= TARE_ACTION_PASS && action <= TARE_ACTION_FAIL,
               "action", id);
    }
}

/* Every id under every verdict. */
static void judge(struct tare_comparison *comparison)
{
    for (int i = 0; i < IDS * TARE_VERDICT_KINDS; i++)
        tare_verdict_set(tare_comparison_add(comparison, ids[i % IDS], "time"),
                         (enum tare_verdict_kind)(i / IDS), "word", "because");
}

static void ask(const struct tare_policy *policy)
{
    struct tare_comparison comparison = { 0 };

    for (int i = 0; i < IDS; i++)
        ask_case(policy, ids[i]);
    judge(&comparison);
    tare_policy_status(policy, &comparison);
    tare_policy_bisect_status(policy, &comparison);
    demand(tare_policy_outcome(policy, &comparison) != NULL, "outcome", "");
    tare_comparison_release(&comparison);
}

static void check_refusal(const struct tare_policy *policy,
                          const struct tare_err *err, const char *path)
{
    struct tare_buf shown = { 0 };

    demand(err->code == TARE_EUSAGE, "code", err->text);
    demand(strncmp(err->text, path, strlen(path)) == 0, "path", err->text);
    demand(policy->count == 0 && policy->limits.count == 0 &&
               !(policy->threshold > 0),
           "something was added", err->text);
    tare_text_show(&shown, err->text);
    tare_buf_release(&shown);
}

/* The regular expressions of the C library are not what is looked at: those
 * that are known to take it long are left out. */
static int is_too_complex(const char *text, size_t size)
{
    size_t intervals = 0, groups = 0;

    for (size_t i = 0; i < size; i++) {
        groups += text[i] == '(';
        intervals +=
            text[i] == '{' && i + 1 < size &&
            (isdigit((unsigned char)text[i + 1]) || text[i + 1] == ',');
    }
    return intervals > 1 || groups > 100 || size > 20000;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct tare_policy policy = { 0 };
    struct tare_err err = { 0 };
    const char *path = scratch_path("policy.json");

    if (is_too_complex((const char *)bytes, size))
        return 0;
    scratch_put(path, bytes, size);
    if (tare_policy_load(&policy, path, &err) < 0)
        check_refusal(&policy, &err, path);
    else
        ask(&policy);
    tare_policy_release(&policy);
    return 0;
}
