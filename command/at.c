/* SPDX-License-Identifier: MIT */
/* tare at: a verb goes to another machine, and its record comes back and is judged,
 * shown and kept here. */
#include "command/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/option_names.h"
#include "command/target.h"
#include "command/verbs.h"
#include "harness/image/needed.h"
#include "report/terminal/say.h"
#include "store/alloc.h"
#include "store/child.h"
#include "store/json.h"
#include "store/json_check.h"
#include "store/load.h"
#include "store/path.h"
#include "store/runs.h"
#include "store/store.h"
#include "store/words.h"

static const char help[] =
    "Usage: tare at [--copy COMMAND] [--tare PATH] COMMAND "
    "run|duel|gate [OPTIONS] ...\n\n"
    "Runs a verb on the machine that COMMAND leads to, like 'ssh host', "
    "'docker "
    "exec -i\nname' or 'adb shell': the executables and a tare are copied "
    "there, and the record is\njudged, shown and kept here. Nothing is left "
    "there.";

/* What is done here with the record, and what cannot be done elsewhere. */
static const char here[] =
    "output verdict report noplot keep-gnuplot plot-format export otlp-file "
    "policy strict on-inconclusive on-added on-removed on-failed limit require "
    "accept-results quiet verbose color no-color discard-baseline store format "
    "output-format view annotate top versus";
static const char nowhere[] =
    "save-baseline baseline baseline-lenient load-baseline baseline-numbers "
    "against build binary bisect layouts link replay no-fork profile-time list "
    "costs status trace test";

/* The words of the verb, which follow those of `at`. */
static struct {
    int count;
    char **words;
} rest;

struct trip {
    const struct tare_verb *verb;
    struct tare_options options; /* of the verb */
    struct tare_words at_target, at_home;
    struct tare_buf line; /* for the shell there */
    struct tare_target_file *files;
    size_t file_count;
    struct tare_needed *libraries; /* of each executable */
    size_t side_count;
    char *own; /* the path of this program, where it is needed; owned */
};

/* ---- the words of the verb ----------------------------------------------- */

static void add_file(struct trip *trip, const char *path, char *name)
{
    *TARE_ADD(trip->files, trip->file_count) =
        (struct tare_target_file){ path, name };
}

/* The operands that are executables, of which the others are filters. */
static size_t count_executables(const struct trip *trip)
{
    size_t count = trip->options.operands.count;

    return trip->verb->mask == TARE_VERB_RUN || count < 2 ? count : 2;
}

/* The name there of that operand; NULL when it is not copied. */
static const char *find_copy(const struct trip *trip, const char *word)
{
    for (size_t i = 0; i < trip->file_count; i++)
        if (trip->files[i].path == word)
            return trip->files[i].name;
    return NULL;
}

/* In a folder of its own with its libraries. */
static void add_beside(struct trip *trip, size_t index, const char *path)
{
    struct tare_buf name = { 0 };

    tare_buf_printf(&name, "%zu/%s", index, tare_path_name(path));
    add_file(trip, path, tare_buf_detach(&name));
}

static void name_files(struct trip *trip)
{
    for (size_t i = 0; i < count_executables(trip); i++) {
        struct tare_needed *libraries =
            TARE_ADD(trip->libraries, trip->side_count);
        const char *path = trip->options.operands.items[i];

        add_beside(trip, i, path);
        tare_needed_find(libraries, path);
        for (size_t k = 0; k < libraries->count; k++)
            add_beside(trip, i, libraries->paths[k]);
    }
}

static const struct tare_option *find_option(const struct trip *trip,
                                             const char *word)
{
    if (tare_begins(word, "--"))
        return tare_option_find(trip->verb->mask, word + 2,
                                strcspn(word + 2, "="));
    return word[0] == '-' ? tare_option_letter(trip->verb->mask, word[1])
                          : NULL;
}

/* Whether its value is the next word. */
static int is_followed(const struct tare_option *option, const char *word)
{
    if (option->kind == TARE_OPTION_FLAG)
        return 0;
    return tare_begins(word, "--") ? strchr(word, '=') == NULL
                                   : word[2] == '\0';
}

static void add_word(struct trip *trip, char *word, int is_here)
{
    tare_words_add(is_here ? &trip->at_home : &trip->at_target, word);
}

/* Each option to where it matters; the words were read before without error. */
static int deal_words(struct trip *trip, struct tare_err *err)
{
    for (int i = 1; i < rest.count; i++) {
        char *word = rest.words[i];
        const struct tare_option *option;
        int is_here;

        if (strcmp(word, "--") == 0)
            for (; i < rest.count; i++)
                add_word(trip, rest.words[i], 0);
        if (i >= rest.count)
            break;
        option = find_option(trip, word);
        if (option != NULL && tare_is_among(option->name, nowhere))
            return tare_fail_with(err, TARE_EUSAGE,
                                  "at: --%s cannot be used on another machine",
                                  option->name);
        is_here = option != NULL && tare_is_among(option->name, here);
        add_word(trip, word, is_here);
        if (option != NULL && is_followed(option, word) && i + 1 < rest.count)
            add_word(trip, rest.words[++i], is_here);
    }
    return 0;
}

/* What is set in the environment here holds there, too. */
static int write_environment(struct trip *trip, struct tare_err *err)
{
    const struct tare_option *option;
    size_t at = 0;

    while ((option = tare_option_next(trip->verb->mask, &at)) != NULL) {
        char name[TARE_VARIABLE_SIZE];
        const char *value = tare_option_in_environment(option, name);

        if (value == NULL || tare_is_among(option->name, here))
            continue;
        if (tare_is_among(option->name, nowhere))
            return tare_fail_with(
                err, TARE_EUSAGE,
                "at: %s cannot be used on another machine: unset it", name);
        tare_buf_printf(&trip->line, " --%s", option->name);
        if (option->kind == TARE_OPTION_FLAG)
            continue;
        tare_buf_puts(&trip->line, "=");
        tare_child_quote(&trip->line, value);
    }
    return 0;
}

/* Executables are called by their names there.  Options come first, since what
 * follows "--" is none. */
static int write_line(struct trip *trip, struct tare_err *err)
{
    struct tare_buf *line = &trip->line;
    int status;

    tare_buf_puts(line, trip->verb->name);
    tare_buf_puts(line, " -q --store store -o record.json");
    status = write_environment(trip, err);
    for (size_t i = 0; i < trip->at_target.count; i++) {
        const char *word = trip->at_target.items[i];
        const char *copy = find_copy(trip, word);

        tare_buf_puts(line, copy != NULL ? " ./" : " ");
        tare_child_quote(line, copy != NULL ? copy : word);
    }
    return status;
}

/* ---- the record ---------------------------------------------------------- */

/* As one word would be: what is known there is what was said there. */
static void tell_errors(const struct tare_target_answer *answer)
{
    const char *at = answer->errors.data;

    while (at != NULL && *at != '\0') {
        size_t length = strcspn(at, "\n");
        char line[400];

        at += snprintf(line, sizeof line, "%.*s", (int)length, at) >= 0 ? length
                                                                        : 0;
        at += *at == '\n';
        if (line[0] != '\0')
            tare_say("at the target: %s",
                     tare_begins(line, "tare: ") ? line + 6 : line);
    }
}

/* Judged here, from what came back. */
static int judge(struct trip *trip, const char *path, struct tare_err *err)
{
    struct tare_words words = { 0 };
    int status;

    tare_words_add(&words, (char *)"--replay");
    tare_words_add(&words, (char *)path);
    for (size_t i = 0; i < trip->at_home.count; i++)
        tare_words_add(&words, trip->at_home.items[i]);
    status = trip->verb->run((int)words.count, words.items, err);
    tare_words_release(&words);
    return status;
}

static int conclude(struct trip *trip, struct tare_run *run,
                    struct tare_err *err)
{
    char *path = NULL;
    int status;

    if (run->duel.threshold <= 0)
        return tare_run_conclude(run, &trip->options, err);
    status = tare_runs_add(trip->options.store, run, &path, err);
    if (status == 0 && trip->options.output != NULL)
        status = tare_run_save(run, trip->options.output, err);
    if (status == 0)
        status = judge(trip, path, err);
    free(path);
    return status;
}

static int take_record(struct trip *trip, struct tare_target_answer *answer,
                       struct tare_err *err)
{
    struct tare_run run = { 0 };
    int status;

    tell_errors(answer);
    if (answer->record.size == 0)
        return tare_fail_with(err, TARE_EBENCH,
                              "at: the verb ended with status %d there, and "
                              "without a record",
                              answer->status);
    status = tare_run_parse(&run, answer->record.data, answer->record.size,
                            "the record of the target", TARE_LOAD_ALL, err);
    if (status == 0)
        status = conclude(trip, &run, err);
    tare_run_release(&run);
    return status;
}

/* ---- the trip ------------------------------------------------------------ */

/* As a path that others can read too. */
static const char *find_self(struct trip *trip)
{
    trip->own = tare_path_self();
    return trip->own != NULL ? trip->own : "/proc/self/exe";
}

static int prepare(struct trip *trip, const struct tare_options *options,
                   struct tare_err *err)
{
    int status;

    if (rest.count > 0)
        trip->verb = tare_verb_find(rest.words[0]);
    if (trip->verb == NULL ||
        (trip->verb->mask &
         (TARE_VERB_RUN | TARE_VERB_DUEL | TARE_VERB_GATE)) == 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "at needs a command and a verb: tare at 'ssh "
                              "host' run|duel|gate ... (tare at --help)");
    status = tare_options_parse(&trip->options, trip->verb->mask,
                                rest.count - 1, rest.words + 1, err);
    if (status < 0)
        return status;
    if (count_executables(trip) < (trip->verb->mask == TARE_VERB_RUN ? 1 : 2))
        return tare_fail_with(err, TARE_EUSAGE, "at: %s needs executables: %s",
                              trip->verb->name, trip->verb->arguments);
    add_file(trip, options->tare != NULL ? options->tare : find_self(trip),
             tare_strdup("tare"));
    name_files(trip);
    status = deal_words(trip, err);
    return status == 0 ? write_line(trip, err) : status;
}

static void release(struct trip *trip)
{
    for (size_t i = 0; i < trip->file_count; i++)
        free(trip->files[i].name);
    free(trip->files);
    for (size_t i = 0; i < trip->side_count; i++)
        tare_needed_release(&trip->libraries[i]);
    free(trip->libraries);
    free(trip->own);
    tare_words_release(&trip->at_target);
    tare_words_release(&trip->at_home);
    tare_buf_release(&trip->line);
    tare_options_release(&trip->options);
}

static int at(struct tare_options *options, struct tare_err *err)
{
    struct trip trip = { 0 };
    struct tare_target_answer answer = { 0 };
    int status = tare_json_check(err);

    if (status == 0)
        status = prepare(&trip, options, err);
    if (status == 0) {
        struct tare_target target = { .command = options->operands.items[0],
                                      .copy = options->copy,
                                      .files = trip.files,
                                      .file_count = trip.file_count,
                                      .verb = trip.line.data };

        status = tare_target_run(&target, &answer, err);
    }
    if (status == 0)
        status = take_record(&trip, &answer, err);
    tare_target_answer_release(&answer);
    release(&trip);
    return status;
}

/* The words of `at` itself end with the command. */
static int count_own(int count, char **words)
{
    for (int i = 0; i < count; i++)
        if (words[i][0] != '-')
            return i + 1;
        else if (strcmp(words[i], "--copy") == 0 ||
                 strcmp(words[i], "--tare") == 0)
            i++;
    return count;
}

int tare_verb_at(int count, char **words, struct tare_err *err)
{
    int own = count_own(count, words);

    rest.count = count - own;
    rest.words = words + own;
    return tare_options_run(TARE_VERB_AT, own, words, help, at, err);
}
