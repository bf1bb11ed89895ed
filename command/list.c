/* SPDX-License-Identifier: MIT */
#include "command/command.h"

#include <stdio.h>

#include "command/sharding.h"
#include "harness/image/layout_folder.h"
#include "harness/launch/session.h"
#include "report/terminal/text.h"
#include "store/json.h"
#include "store/orphans.h"

/* A folder is a side of a duel in several layouts; nothing else has sides. */
static int gather_binary(struct tare_suite *suite, const char *path,
                         const struct tare_options *options,
                         struct tare_err *err)
{
    int has_sides = (options->verb & (TARE_VERB_DUELS | TARE_VERB_RACES)) != 0;
    size_t binary;
    int status;

    if (tare_is_layout_folder(path) && has_sides)
        return tare_layout_folder_add(suite, path, options->timeout_s, err);
    if (tare_is_layout_folder(path))
        return tare_fail_with(err, TARE_EUSAGE,
                              "%s: is a folder: layouts work only with duel, "
                              "race, gate and trial, and not in a baseline",
                              path);
    status = tare_suite_open(suite, path, &binary, err);
    return status == 0
               ? tare_session_list(suite, binary, options->timeout_s, err)
               : status;
}

struct tare_choice tare_chosen_cases(const struct tare_case_choice *choice)
{
    const struct tare_options *options = choice->options;

    return (struct tare_choice){ choice->filters->items, choice->filters->count,
                                 options->skips.items, options->skips.count,
                                 options->exact };
}

int tare_gather_cases(struct tare_suite *suite, const struct tare_words *paths,
                      const struct tare_case_choice *choice,
                      struct tare_err *err)
{
    struct tare_choice chosen = tare_chosen_cases(choice);
    int status = 0;

    tare_orphans_adopt();
    for (size_t i = 0; i < paths->count && status == 0; i++)
        status = gather_binary(suite, paths->items[i], choice->options, err);
    if (status == 0)
        status = tare_suite_check(suite, err);
    if (status == 0)
        status = tare_suite_choose(suite, &chosen, err);
    return status;
}

/* Its id, and where it is declared. */
static void print_case(const struct tare_suite_case *c, int is_terse)
{
    struct tare_buf text = { 0 };

    tare_text_show(&text, c->identity.id);
    if (c->identity.file != NULL && !is_terse) {
        tare_buf_puts(&text, "  (");
        tare_text_show(&text, c->identity.file);
        tare_buf_printf(&text, ":%d)", c->identity.line);
    }
    puts(tare_buf_text(&text));
    tare_buf_release(&text);
}

void tare_print_cases(const struct tare_suite *suite,
                      const struct tare_options *options)
{
    if (options->format == TARE_LIST_JSON) {
        fputs("[", stdout);
        for (size_t i = 0; i < suite->count; i++) {
            fputs(i > 0 ? ",\n" : "\n", stdout);
            tare_identity_print(&suite->cases[i].identity, stdout);
        }
        fputs("\n]\n", stdout);
        return;
    }
    for (size_t i = 0; i < suite->count; i++)
        print_case(&suite->cases[i], options->format == TARE_LIST_TERSE);
}

static const char help[] =
    "Usage: tare list [OPTIONS] BINARY... [-- FILTER...]\n\n"
    "Lists the cases of these binaries. The terse format is one id per "
    "line.";

static int list(struct tare_options *options, struct tare_err *err)
{
    struct tare_suite suite = { 0 }, *suites[] = { &suite };
    struct tare_cut cut = { 0 };
    struct tare_case_choice choice = { &options->after, options };
    int status;

    if (options->operands.count == 0)
        return tare_fail_with(
            err, TARE_EUSAGE,
            "list needs a binary: BINARY... (tare list --help)");
    status = tare_gather_cases(&suite, &options->operands, &choice, err);
    if (status == 0 && suite.count == 0)
        status = tare_fail_with(err, TARE_ENOTHING, "no case matches");
    if (status == 0)
        status = tare_sharding_cut(&cut, suites, 1, options, err);
    if (status == 0)
        tare_print_cases(&suite, options);
    tare_cut_release(&cut);
    tare_suite_release(&suite);
    return status;
}

int tare_verb_list(int count, char **words, struct tare_err *err)
{
    return tare_options_run(TARE_VERB_LIST, count, words, help, list, err);
}
