/* SPDX-License-Identifier: MIT */
/* tare gate: a comparison under a policy, whose exit status is the verdict. */
#include "command/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/gate_layouts.h"
#include "command/live.h"
#include "command/save.h"
#include "command/measures.h"
#include "command/measuring.h"
#include "command/compare_now.h"
#include "command/compare_operands.h"
#include "command/compare_saved.h"
#include "command/tracing.h"
#include "command/workspace.h"
#include "command/worktree.h"
#include "report/terminal/say.h"
#include "store/buf.h"

enum {
    BISECT_SKIP = 125, /* git bisect: this revision cannot be tested */
    BISECT_ABORT = 128 /* the command line is wrong: stop */
};

static const char default_policy[] = "tare.json";

/* ---- the policy ---------------------------------------------------------- */

static void set_action(struct tare_policy *policy, enum tare_verdict_kind kind,
                       int choice)
{
    static const enum tare_action actions[] = { TARE_ACTION_PASS,
                                                TARE_ACTION_WARN,
                                                TARE_ACTION_FAIL };

    if (choice >= 0)
        policy->actions[kind] = actions[choice];
}

/* NULL: there is none. */
static const char *policy_path(const struct tare_options *options)
{
    if (options->policy != NULL)
        return options->policy;
    return access(default_policy, F_OK) == 0 ? default_policy : NULL;
}

/* The file, then what the command line says. */
static int make_policy(struct tare_policy *policy,
                       const struct tare_options *options, struct tare_err *err)
{
    const char *path = policy_path(options);
    struct stat facts;
    int status = 0;

    if (path == default_policy && stat(path, &facts) == 0 &&
        !S_ISREG(facts.st_mode)) /* which nobody has named */
        status = tare_fail_with(
            err, TARE_EUSAGE,
            "%s: not a file: remove it, or name a policy with --policy", path);
    else if (path != NULL)
        status = tare_policy_load(policy, path, err);
    if (status == 0)
        status = tare_measures_limits(policy, options, err);
    policy->is_strict |= options->strict;
    set_action(policy, TARE_VERDICT_INCONCLUSIVE, options->on_inconclusive);
    set_action(policy, TARE_VERDICT_ADDED, options->on_added);
    set_action(policy, TARE_VERDICT_REMOVED, options->on_removed);
    set_action(policy, TARE_VERDICT_FAILED, options->on_failed);
    return status;
}

/* ---- which two ----------------------------------------------------------- */

/* The executable that was built, or its layouts; takes the path over. */
static int take_binary(const struct tare_gate_side *side, size_t index,
                       char *path, struct tare_words *paths,
                       struct tare_err *err)
{
    if (tare_gate_layouts(side->options) == 0) {
        tare_words_add(paths, path);
        return 0;
    }
    free(path);
    return tare_gate_link(side, index, paths, err);
}

/* Each --binary in that tree; one that it does not make is new, unless it makes
 * none of them.  The paths are returned in words. */
static int find_binaries(struct tare_comparing *comparing,
                         const struct tare_worktree *worktree,
                         const struct tare_gate_side *side,
                         struct tare_words *paths, struct tare_err *err)
{
    const struct tare_options *options = side->options;
    struct tare_err why = { 0 };
    int status = 0;

    for (size_t i = 0; i < options->binaries.count && status == 0; i++) {
        char *path =
            tare_worktree_binary(worktree, options->binaries.items[i], &why);

        if (path != NULL)
            status = take_binary(side, i, path, paths, err);
        else if (why.code != TARE_EBENCH)
            return tare_fail_with(err, why.code, "%s", why.text);
        else
            tare_comparison_note(&comparing->comparison, "no-old-binary",
                                 "all cases of %s count as added: %s",
                                 options->binaries.items[i], why.text);
    }
    if (status == 0 && paths->count == 0)
        status = tare_fail_with(err, TARE_EBENCH, "%s", why.text);
    return status;
}

static void free_paths(struct tare_words *paths)
{
    for (size_t i = 0; i < paths->count; i++)
        free(paths->items[i]);
    tare_words_release(paths);
}

/* Builds the working tree, which has to give what is to be compared. */
static int build_here(const struct tare_options *options,
                      const struct tare_words *paths, struct tare_err *err)
{
    int status;

    if (options->build == NULL)
        return 0;
    status = tare_worktree_build(NULL, ".", options->build, err);
    for (size_t i = 0; i < paths->count && status == 0; i++)
        if (access(paths->items[i], X_OK) != 0)
            status =
                tare_fail_with(err, TARE_EBENCH,
                               "%.300s: the build did not make this executable",
                               paths->items[i]);
    return status;
}

/* The side that is here, of these executables or of their layouts. */
static int open_here(struct tare_comparing *comparing,
                     const struct tare_gate_side *side,
                     const struct tare_words *binaries,
                     const struct tare_case_choice *choice,
                     struct tare_err *err)
{
    struct tare_words paths = { 0 };
    int status;

    if (tare_gate_layouts(choice->options) == 0)
        return tare_sides_executables(&comparing->sides, 1, binaries, choice,
                                      err);
    status = tare_gate_link_all(side, &paths, err);
    if (status == 0)
        status =
            tare_sides_executables(&comparing->sides, 1, &paths, choice, err);
    free_paths(&paths);
    return status;
}

/* The other revision is built first: when that fails, nothing was lost. */
static int open_revision(struct tare_comparing *comparing,
                         struct tare_worktree *worktree,
                         const struct tare_case_choice *choice,
                         struct tare_err *err)
{
    const struct tare_options *options = choice->options;
    uint64_t seed = tare_measuring_settings(options).seed;
    struct tare_words paths = { 0 };
    int status = tare_worktree_add(worktree, options->against, err);
    struct tare_gate_side old = { options, "old", worktree->folder,
                                  worktree->scratch.path, seed };
    struct tare_gate_side new = { options, "new", NULL, worktree->scratch.path,
                                  seed };

    if (status == 0)
        status = tare_worktree_build(worktree, NULL, options->build, err);
    if (status == 0)
        status = build_here(options, &options->binaries, err);
    if (status == 0)
        status = find_binaries(comparing, worktree, &old, &paths, err);
    if (status == 0)
        status = open_here(comparing, &new, &options->binaries, choice, err);
    if (status == 0)
        status =
            tare_sides_executables(&comparing->sides, 0, &paths, choice, err);
    free_paths(&paths);
    return status;
}

static int gate_revision(struct tare_comparing *comparing,
                         const struct tare_options *options,
                         struct tare_err *err)
{
    struct tare_case_choice choice = { &options->after, options };
    struct tare_worktree worktree = { 0 };
    uint64_t begin_ns;
    int status;

    if (options->build == NULL || options->binaries.count == 0)
        return tare_fail_with(
            err, TARE_EUSAGE,
            "gate: --against needs --build CMD and --binary PATH");
    begin_ns = tare_clock_now_ns();
    status = open_revision(comparing, &worktree, &choice, err);
    tare_tracing_phase(options, "building", begin_ns);
    if (status == 0) {
        tare_comparing_call(comparing, options->against, "the working tree");
        status = tare_compare_now(comparing, options, err);
    }
    tare_worktree_remove(&worktree);
    return status;
}

/* Outside of where we are. */
static int make_scratch(struct tare_scratch *scratch, struct tare_err *err)
{
    char *here = realpath(".", NULL);
    int status = tare_workspace_make(scratch, here != NULL ? here : "/", err);

    free(here);
    return status;
}

static int gate_baseline(struct tare_comparing *comparing,
                         const struct tare_options *options,
                         struct tare_err *err)
{
    struct tare_case_choice choice = { &options->after, options };
    const struct tare_words *paths =
        options->binaries.count > 0 ? &options->binaries : &options->operands;
    struct tare_scratch scratch = { 0 };
    struct tare_gate_side side = { options, "new", NULL, NULL,
                                   tare_measuring_settings(options).seed };
    int status = build_here(options, paths, err);

    if (status == 0 && paths->count == 0)
        status = tare_fail_with(err, TARE_EUSAGE,
                                "gate: --baseline needs a binary to compare: "
                                "BINARY or --binary PATH");
    if (status == 0 && tare_gate_layouts(options) > 0)
        status = make_scratch(&scratch, err);
    side.scratch = scratch.path;
    if (status == 0)
        status = open_here(comparing, &side, paths, &choice, err);
    if (status == 0)
        status =
            tare_compare_baseline(comparing, options->baseline, &choice, err);
    tare_scratch_remove(&scratch);
    return status;
}

/* A saved duel, by this policy; what it was measured by stands in it. */
static int gate_replay(struct tare_comparing *comparing,
                       const struct tare_options *options, struct tare_err *err)
{
    struct tare_case_choice choice = { &options->after, options };

    if (options->operands.count > 0 || options->baseline != NULL ||
        options->against != NULL || options->shard != NULL)
        return tare_fail_with(err, TARE_EUSAGE,
                              "gate: --replay measures nothing: leave out what "
                              "is to be measured; filters come after --");
    return tare_compare_replay(comparing, options->replay, &choice, err);
}

/* What would be ignored is a gate that watches something else than meant. */
static int refuse_surplus(const struct tare_options *options,
                          struct tare_err *err)
{
    int takes_operands =
        options->against == NULL &&
        (options->baseline == NULL || options->binaries.count == 0);

    if (options->against != NULL && options->baseline != NULL)
        return tare_fail_with(err, TARE_EUSAGE,
                              "gate: use --against or --baseline, not both");
    if (!takes_operands && options->operands.count > 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "gate: unexpected argument \"%.100s\": filters "
                              "come after --, and executables after --binary",
                              options->operands.items[0]);
    if (options->against == NULL && options->baseline == NULL &&
        (options->build != NULL || options->binaries.count > 0))
        return tare_fail_with(
            err, TARE_EUSAGE,
            "gate: --build and --binary need --against or --baseline");
    return 0;
}

static int compare(struct tare_comparing *comparing,
                   const struct tare_options *options, struct tare_err *err)
{
    int status = make_policy(&comparing->policy, options, err);

    if (status < 0)
        return status;
    tare_save_no_verdict(options);
    status = refuse_surplus(options, err);
    if (status == 0)
        status = tare_gate_check_layouts(options, err);
    if (status < 0)
        return status;
    if (options->replay != NULL)
        return gate_replay(comparing, options, err);
    if (options->against != NULL)
        return gate_revision(comparing, options, err);
    if (options->baseline != NULL)
        return gate_baseline(comparing, options, err);
    if (options->operands.count < 2)
        return tare_fail_with(err, TARE_EUSAGE,
                              "gate needs two sides: OLD NEW, --baseline NAME "
                              "BINARY, or --against REV (tare gate --help)");
    return tare_compare_operands(comparing, options, err);
}

/* ---- what the policy did not do ------------------------------------------- */

/* A misspelt rule would otherwise never be noticed.  Where only some cases were
 * asked for, the others are nobody's mistake. */
static void tell_idle_rules(const struct tare_comparing *comparing,
                            const struct tare_options *options)
{
    int is_filtered = options->after.count > 0 || options->skips.count > 0 ||
                      options->operands.count > 2 || options->shard != NULL;
    const struct tare_policy_rule *rule;
    size_t next = 0;

    while (!is_filtered &&
           (rule = tare_policy_idle_rule(
                &comparing->policy, &comparing->comparison, &next)) != NULL) {
        tare_say("policy: the rule for \"%s\" matches none of the cases: "
                 "tare list shows their names",
                 rule->match);
    }
}

/* ---- why it fails -------------------------------------------------------- */

static size_t count_failing(const struct tare_comparing *comparing,
                            enum tare_verdict_kind kind)
{
    const struct tare_comparison *comparison = &comparing->comparison;
    size_t failing = 0;

    for (size_t i = 0; i < comparison->count; i++)
        failing +=
            comparison->items[i].kind == kind &&
            tare_policy_action(&comparing->policy, comparison->items[i].id,
                               kind) == TARE_ACTION_FAIL;
    return failing;
}

/* "the gate fails: 1 regressed, 2 removed" */
static void tell_why(const struct tare_comparing *comparing,
                     struct tare_err *err)
{
    struct tare_buf text = { 0 };

    for (int kind = 0; kind < TARE_VERDICT_KINDS; kind++) {
        size_t failing = count_failing(comparing, (enum tare_verdict_kind)kind);

        if (failing > 0)
            tare_buf_printf(
                &text, "%s%zu %s", text.size > 0 ? ", " : "", failing,
                tare_verdict_kind_name((enum tare_verdict_kind)kind));
    }
    tare_fail_with(err, TARE_EREGRESSED, "the gate fails: %s",
                   text.size > 0 ? tare_buf_text(&text) : "no case was judged");
    tare_buf_release(&text);
}

/* ---- the verb ------------------------------------------------------------ */

/* What git bisect run makes of a gate that ended so.  What is wrong for every
 * revision alike is no reason to skip one after the other. */
static int bisect_status(const struct tare_comparing *comparing, int status)
{
    if (status > BISECT_ABORT)
        return status; /* interrupted */
    if (status == TARE_EUSAGE || status == TARE_EOUTPUT ||
        (status == TARE_EBASELINE && comparing->comparison.count == 0))
        return BISECT_ABORT;
    if (comparing->comparison.count == 0)
        return BISECT_SKIP;
    return tare_policy_bisect_status(&comparing->policy,
                                     &comparing->comparison);
}

/* Also behind an option that was refused: to git bisect run, its status 2 would
 * be a bad revision. */
static int is_bisecting(const struct tare_options *options, int count,
                        char **words)
{
    for (int i = 0; i < count && strcmp(words[i], "--") != 0; i++)
        if (strcmp(words[i], "--bisect") == 0)
            return 1;
    return options->bisect;
}

static const char help[] =
    "Usage: tare gate [OPTIONS] OLD NEW [FILTER...]\n"
    "       tare gate [OPTIONS] --baseline NAME BINARY... [-- FILTER...]\n"
    "       tare gate [OPTIONS] --against REV --build CMD --binary "
    "PATH... [-- FILTER...]\n"
    "       ... --layouts N --link CMD...\n"
    "       tare gate --replay RECORD [-- FILTER...]\n\n"
    "Compares two sides under a policy. The exit status is the verdict: 0 "
    "passed,\n1 slower, 3 something did not run, 7 inconclusive where the "
    "policy fails that.";

int tare_verb_gate(int count, char **words, struct tare_err *err)
{
    struct tare_options options;
    struct tare_comparing comparing = { 0 };
    int status =
        tare_options_parse(&options, TARE_VERB_GATE, count, words, err);

    if (status == 0 && tare_options_answer(&options, help)) {
        tare_options_release(&options);
        return 0;
    }
    if (status == 0)
        status = tare_live_begin(&options, err);
    if (status == 0)
        status = tare_tracing_begin(&options, err);
    if (status == 0)
        status = compare(&comparing, &options, err);
    if (status == 0) {
        comparing.policy_path = policy_path(&options);
        comparing.is_gated = 1;
        tell_idle_rules(&comparing, &options);
        status = tare_comparing_conclude(&comparing, &options, err);
        if (status < 0 && status != TARE_EOUTPUT)
            tell_why(&comparing, err);
    }
    status = tare_tracing_end(&options, status, err);
    if (is_bisecting(&options, count, words))
        status = bisect_status(&comparing, status);
    tare_comparing_release(&comparing);
    tare_options_release(&options);
    return status;
}
