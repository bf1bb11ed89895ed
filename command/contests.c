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
    return 0;
}

/* The cases that --versus chooses; nothing to close where it is not given. */
static int open_versus(struct tare_chooser *chooser,
                       const struct tare_options *options, struct tare_err *err)
{
    char *filter = (char *)(uintptr_t)options->versus;
    struct tare_choice choice = { .filters = &filter, .filter_count = 1 };

    return tare_chooser_open(chooser, &choice, err);
}

int tare_contests_check(const struct tare_options *options,
                        struct tare_err *err)
{
    struct tare_chooser chooser;

    for (size_t i = 0; i < options->requirements.count; i++) {
        struct requirement requirement;
        int status = parse(&requirement, options->requirements.items[i], err);

        if (status < 0)
            return status;
        free(requirement.text);
    }
    if (options->versus == NULL)
        return 0;
    if (open_versus(&chooser, options, err) < 0)
        return TARE_EUSAGE;
    tare_chooser_close(&chooser);
    return 0;
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

/* By its name in the contest, or by its id. */
static size_t find(const struct tare_contest *contest, const char *name)
{
    size_t i = 0;

    while (i < contest->count &&
           strcmp(contest->contestants[i].name, name) != 0 &&
           strcmp(contest->contestants[i].c->identity.id, name) != 0)
        i++;
    return i;
}

static int fail(const char *text, const struct tare_contest *contest,
                const struct tare_meeting *meeting, struct tare_err *err)
{
    struct tare_buf where = { 0 };
    int is_open = meeting->kind == TARE_MEETING_OPEN;

    tare_buf_puts(&where, contest->at[0] != '\0' ? " at " : "");
    tare_buf_puts(&where, contest->at);
    if (meeting->ratio.confidence > 0) {
        tare_buf_printf(&where, ": %s takes ",
                        contest->contestants[meeting->second].name);
        tare_ratio_describe(&where, &meeting->ratio);
    }
    tare_fail_with(
        err, is_open ? TARE_EINCONCLUSIVE : TARE_EREGRESSED,
        "--require \"%s\": %s%s%s", text,
        is_open                               ? "not shown"
        : meeting->kind == TARE_MEETING_EQUAL ? "they are equal"
                                              : "the opposite was shown",
        where.data, is_open ? "; measure longer, with --contest" : "");
    tare_buf_release(&where);
    return is_open ? TARE_EINCONCLUSIVE : TARE_EREGRESSED;
}

/* Everywhere; what is proven wrong comes before what is not proven. */
static int judge(const struct requirement *requirement, const char *text,
                 const struct tare_contests *contests, struct tare_err *err)
{
    size_t met = 0;
    int status = 0;

    for (size_t i = 0; i < contests->count; i++) {
        const struct tare_contest *contest = &contests->items[i];
        size_t a = find(contest, requirement->faster);
        size_t b = find(contest, requirement->slower);
        struct tare_meeting meeting;

        if (a == contest->count || b == contest->count ||
            (requirement->at != NULL &&
             strcmp(requirement->at, contest->at) != 0))
            continue;
        met++;
        meeting = tare_contest_meeting(contest, a, b);
        if (meeting.kind == TARE_MEETING_FASTER || status == TARE_EREGRESSED)
            continue;
        if (status == 0 || meeting.kind != TARE_MEETING_OPEN)
            status = fail(text, contest, &meeting, err);
    }
    if (met == 0)
        return tare_fail_with(
            err, TARE_ENOTHING,
            "--require \"%s\": no two such cases of one group "
            "were measured: see tare list",
            text);
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
