/* SPDX-License-Identifier: MIT */
#include "command/contests.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/bench/choice.h"
#include "harness/judge/contests.h"
#include "report/terminal/contest_text.h"
#include "store/alloc.h"
#include "store/buf.h"

#define FASTER " faster than "
#define AT     " at "

/* "A faster than B at X", in parts. */
struct requirement {
    char *text; /* owned: the parts are in it */
    const char *faster, *slower;
    const char *at; /* NULL: wherever they meet */
};

static int parse(struct requirement *requirement, const char *text,
                 struct tare_err *err)
{
    char *middle, *at;

    *requirement = (struct requirement){ .text = tare_strdup(text) };
    requirement->faster = requirement->text;
    middle = strstr(requirement->text, FASTER);
    if (middle == NULL || middle == requirement->text ||
        middle[strlen(FASTER)] == '\0') {
        free(requirement->text);
        return tare_fail_with(err, TARE_EUSAGE,
                              "--require: \"%s\" is not of the form \"A faster "
                              "than B\" or \"A faster than B at n=64\"",
                              text);
    }
    *middle = '\0';
    requirement->slower = middle + strlen(FASTER);
    at = strstr(middle + 1, AT);
    if (at != NULL) {
        *at = '\0';
        requirement->at = at + strlen(AT);
    }
    if (strcmp(requirement->faster, requirement->slower) != 0)
        return 0;
    free(requirement->text);
    return tare_fail_with(err, TARE_EUSAGE,
                          "--require \"%s\": nothing is faster than itself",
                          text);
}

/* The cases that --versus chooses; nothing to close where it is not given. */
static int open_versus(struct tare_chooser *chooser,
                       const struct tare_options *options, struct tare_err *err)
{
    char *filter = (char *)(uintptr_t)options->versus;
    struct tare_choice choice = { .filters = &filter, .filter_count = 1 };

    return tare_chooser_open(chooser, &choice, err);
}

void tare_contests_take(struct tare_contests *contests, struct tare_run *run,
                        const struct tare_options *options)
{
    struct tare_chooser chooser;
    struct tare_err ignored = { 0 };

    if (options->versus != NULL &&
        open_versus(&chooser, options, &ignored) == 0) {
        for (size_t i = 0; i < run->case_count; i++)
            run->cases[i].is_yardstick =
                tare_chooser_takes(&chooser, run->cases[i].identity.id);
        tare_chooser_close(&chooser);
    }
    tare_contests_judge(contests, run, 1);
}

/* By its name in the contest, by the value alone of an argument that is
 * contested, or by its id. */
static int is_called(const struct tare_contestant *contestant, const char *name)
{
    const struct tare_identity *identity = &contestant->c->identity;
    const char *value = strchr(contestant->name, '=');

    return strcmp(contestant->name, name) == 0 ||
           strcmp(identity->id, name) == 0 ||
           (value != NULL && strcmp(contestant->name, identity->name) != 0 &&
            strcmp(value + 1, name) == 0);
}

static size_t find(const struct tare_contest *contest, const char *name)
{
    size_t i = 0;

    while (i < contest->count && !is_called(&contest->contestants[i], name))
        i++;
    return i;
}

/* Whether "n=64" is among the parts of what all have in common. */
static int has_part(const struct tare_contest *contest, const char *part,
                    size_t length)
{
    for (const char *at = contest->at; at != NULL; at = strchr(at, '/')) {
        at += *at == '/';
        if (strcspn(at, "/") == length && strncmp(at, part, length) == 0)
            return 1;
    }
    return 0;
}

/* Whether it is there, as "n=64" or "n=64/m=2" says. */
static int is_at(const struct tare_contest *contest, const char *where)
{
    size_t length;

    if (strcmp(contest->at, where) == 0) /* whatever is in a value */
        return 1;
    for (; *where != '\0'; where += length + (where[length] == '/')) {
        length = strcspn(where, "/");
        if (!has_part(contest, where, length))
            return 0;
    }
    return 1;
}

/* Whether they meet there; their numbers. */
static int do_meet(const struct requirement *requirement,
                   const struct tare_contest *contest, size_t *a, size_t *b)
{
    *a = find(contest, requirement->faster);
    *b = find(contest, requirement->slower);
    return *a < contest->count && *b < contest->count &&
           (requirement->at == NULL || is_at(contest, requirement->at));
}

/* "; slow: crashed": why the two did not meet, or what to do about it. */
static void add_why(struct tare_buf *text, const struct tare_contest *contest,
                    const struct tare_meeting *meeting)
{
    const struct tare_contestant *first = &contest->contestants[meeting->first];
    const struct tare_contestant *second =
        &contest->contestants[meeting->second];

    if (first->out != NULL)
        tare_buf_printf(text, "; %s: %s", first->name, first->out);
    if (second->out != NULL)
        tare_buf_printf(text, "; %s: %s", second->name, second->out);
    if (first->out == NULL && second->out == NULL)
        tare_buf_printf(text, "; %s",
                        contest->note != NULL ? contest->note
                        : meeting->is_placement
                            ? "more layouts might show it"
                            : "measure longer, with --contest");
}

static int fail(const char *text, const struct tare_contest *contest,
                const struct tare_meeting *meeting, struct tare_err *err)
{
    struct tare_buf more = { 0 };
    int is_open = meeting->kind == TARE_MEETING_OPEN;

    tare_buf_puts(&more, contest->at[0] != '\0' ? " at " : "");
    tare_buf_puts(&more, contest->at);
    if (meeting->ratio.confidence > 0) {
        tare_buf_printf(&more, ": %s takes ",
                        contest->contestants[meeting->second].name);
        tare_ratio_describe(&more, &meeting->ratio);
    }
    if (is_open)
        add_why(&more, contest, meeting);
    tare_fail_with(err, is_open ? TARE_EINCONCLUSIVE : TARE_EREGRESSED,
                   "--require \"%s\": %s%s", text,
                   is_open ? "not shown"
                   : meeting->kind == TARE_MEETING_EQUAL
                       ? "they are equal"
                       : "the opposite was shown",
                   more.data);
    tare_buf_release(&more);
    return is_open ? TARE_EINCONCLUSIVE : TARE_EREGRESSED;
}

/* Everywhere; what is proven wrong comes before what is not proven. */
static int judge(const struct requirement *requirement, const char *text,
                 const struct tare_contests *contests, struct tare_err *err)
{
    int status = 0;

    for (size_t i = 0; i < contests->count; i++) {
        const struct tare_contest *contest = &contests->items[i];
        struct tare_meeting meeting;
        size_t a, b;

        if (!do_meet(requirement, contest, &a, &b))
            continue;
        meeting = tare_contest_meeting(contest, a, b);
        if (meeting.kind == TARE_MEETING_FASTER || status == TARE_EREGRESSED)
            continue;
        if (status == 0 || meeting.kind != TARE_MEETING_OPEN)
            status = fail(text, contest, &meeting, err);
    }
    return status;
}

int tare_contests_require(const struct tare_contests *contests,
                          const struct tare_options *options,
                          struct tare_err *err)
{
    const struct tare_words *requirements = &options->requirements;
    int worst = 0;

    for (size_t i = 0; i < requirements->count; i++) {
        struct requirement requirement;
        struct tare_err latest = { 0 };
        int status = parse(&requirement, requirements->items[i], &latest);

        if (status < 0)
            continue; /* checked before */
        status = judge(&requirement, requirements->items[i], contests, &latest);
        free(requirement.text);
        if (status == TARE_EREGRESSED || (worst == 0 && status < 0)) {
            worst = status;
            *err = latest;
        }
    }
    return worst;
}

/* ---- before anything is measured ----------------------------------------- */

const char *tare_contests_by(const struct tare_options *options)
{
    return (options->verb & TARE_VERB_RACES) != 0 ? TARE_BUILD_ARG
                                                  : options->contest_by;
}

/* What the run is going to be, as far as its contests need it; borrows. */
static void plan(struct tare_run *run, const struct tare_suite *suite,
                 const struct tare_options *options)
{
    *run = (struct tare_run){
        .cases = tare_alloc(suite->count, sizeof *run->cases),
        .case_count = suite->count,
        .contest = { .by = (char *)(uintptr_t)tare_contests_by(options) }
    };
    for (size_t i = 0; i < suite->count; i++) {
        const struct tare_suite_case *declared = &suite->cases[i];

        run->cases[i].identity = declared->identity;
        run->cases[i].contest_by = declared->options.contest_by;
        run->cases[i].no_contest = declared->options.no_contest;
    }
}

static int has_contestant(const struct tare_contests *contests,
                          const char *name)
{
    for (size_t i = 0; i < contests->count; i++)
        if (find(&contests->items[i], name) < contests->items[i].count)
            return 1;
    return 0;
}

static int refuse_name(const char *name, struct tare_err *err)
{
    return tare_fail_with(err, TARE_ENOTHING,
                          "--require: no contestant is called \"%s\"; "
                          "--list shows all cases",
                          name);
}

/* That there is something to require it of. */
static int check_requirement(const struct tare_contests *contests,
                             const char *text, struct tare_err *err)
{
    struct requirement requirement;
    int status = parse(&requirement, text, err), met = 0;
    size_t a, b;

    if (status < 0)
        return status;
    for (size_t i = 0; i < contests->count; i++)
        met |= do_meet(&requirement, &contests->items[i], &a, &b);
    if (!met && !has_contestant(contests, requirement.faster))
        status = refuse_name(requirement.faster, err);
    else if (!met && !has_contestant(contests, requirement.slower))
        status = refuse_name(requirement.slower, err);
    else if (!met)
        status = tare_fail_with(
            err, TARE_ENOTHING,
            "--require \"%s\": the two do not meet%s; --list shows all cases",
            text, requirement.at != NULL ? " there" : "");
    free(requirement.text);
    return status;
}

static int check_versus(const struct tare_run *run,
                        const struct tare_options *options,
                        struct tare_err *err)
{
    struct tare_chooser chooser;
    size_t count = 0;

    if (options->versus == NULL)
        return 0;
    if (open_versus(&chooser, options, err) < 0)
        return TARE_EUSAGE;
    for (size_t i = 0; i < run->case_count; i++)
        count += tare_chooser_takes(&chooser, run->cases[i].identity.id) != 0;
    tare_chooser_close(&chooser);
    return count > 0 ? 0
                     : tare_fail_with(err, TARE_ENOTHING,
                                      "--versus: no case matches \"%s\"; "
                                      "--list shows them all",
                                      options->versus);
}

static int check_by(const struct tare_run *run,
                    const struct tare_options *options, struct tare_err *err)
{
    if (options->contest_by == NULL)
        return 0;
    for (size_t i = 0; i < run->case_count; i++)
        for (size_t k = 0; k < run->cases[i].identity.arg_count; k++)
            if (strcmp(run->cases[i].identity.args[k].name,
                       options->contest_by) == 0)
                return 0;
    return tare_fail_with(err, TARE_EUSAGE,
                          "--contest-by: no case has an argument \"%s\"; "
                          "--list shows all cases",
                          options->contest_by);
}

int tare_contests_check(const struct tare_suite *suite,
                        const struct tare_options *options,
                        struct tare_err *err)
{
    const struct tare_words *requirements = &options->requirements;
    struct tare_contests contests;
    struct tare_run run;
    int status;

    plan(&run, suite, options);
    tare_contests_find(&contests, &run);
    status = check_by(&run, options, err);
    if (status == 0)
        status = check_versus(&run, options, err);
    for (size_t i = 0; i < requirements->count && status == 0; i++)
        status = check_requirement(&contests, requirements->items[i], err);
    tare_contests_release(&contests);
    free(run.cases);
    return status;
}
