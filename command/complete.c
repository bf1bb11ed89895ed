/* SPDX-License-Identifier: MIT */
#include "command/complete.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "command/candidates.h"
#include "command/option_names.h"
#include "command/verbs.h"
#include "store/buf.h"
#include "store/path.h"
#include "store/words.h"

/* The command line up to the word that is being typed. */
struct line {
    const struct tare_verb *verb; /* NULL: an executable's own benchmarks */
    enum tare_verb_mask mask;
    char **words; /* after the program and the verb */
    int count;
    const struct tare_option *pending; /* its value is the word that is typed */
    int is_after;                      /* "--" is among the words */
    size_t operands;                   /* before the word that is typed */
};

/* ---- what stands on the line --------------------------------------------- */

/* The option whose value is the next word; NULL. */
static const struct tare_option *waits_for_value(const struct line *line,
                                                 const char *word)
{
    const struct tare_option *option = NULL;

    if (tare_begins(word, "--") && strchr(word, '=') == NULL) {
        option = tare_option_find(line->mask, word + 2, strlen(word + 2));
        return option != NULL && option->kind != TARE_OPTION_FLAG ? option
                                                                  : NULL;
    }
    if (word[0] != '-' || word[1] == '-')
        return NULL;
    for (word++; *word != '\0'; word++) { /* -qo FILE, -oFILE */
        option = tare_option_letter(line->mask, *word);
        if (option == NULL || option->kind != TARE_OPTION_FLAG)
            return word[1] == '\0' ? option : NULL;
    }
    return NULL;
}

static void look(struct line *line)
{
    for (int i = 0; i < line->count && !line->is_after; i++) {
        const char *word = line->words[i];

        if (line->pending != NULL)
            line->pending = NULL;
        else if (strcmp(word, "--") == 0)
            line->is_after = 1;
        else if (word[0] == '-' && word[1] != '\0')
            line->pending = waits_for_value(line, word);
        else
            line->operands++;
    }
}

/* ---- what may follow ----------------------------------------------------- */

/* Option by option, those with a value with "=" at their end. */
static void offer_options(const struct tare_typing *typing,
                          const struct line *line)
{
    const struct tare_option *option;
    size_t at = 0;

    while ((option = tare_option_next(line->mask, &at)) != NULL) {
        struct tare_buf name = { 0 };

        if (option->kind == TARE_OPTION_SECTION || option->help == NULL)
            continue;
        tare_buf_printf(&name, "--%s%s", option->name,
                        option->kind == TARE_OPTION_FLAG ? "" : "=");
        tare_candidate(typing, name.data, option->help);
        tare_buf_release(&name);
    }
}

static void offer_value(const struct tare_typing *typing,
                        const struct tare_option *option)
{
    if (option->kind == TARE_OPTION_CHOICE)
        tare_candidates_choices(typing, option->argument);
    else if (strcmp(option->name, "measures") == 0)
        tare_candidates_measures(typing);
    else if (option->argument != NULL)
        tare_candidates_named(typing, option->argument);
}

/*
 * The word of "[OPTIONS] OLD NEW [FILTER...]" for that operand: one with "..."
 * stands for all further ones.  Options and what is behind "--" are no operands.
 * Whether there is one.
 */
static int operand_word(const char *arguments, size_t operand, char word[64])
{
    while (*arguments != '\0') {
        size_t length = strcspn(arguments, " ");
        size_t start = strspn(arguments, "[");
        size_t end = strcspn(arguments, ".] ");

        if (tare_begins(arguments, "-- ") || tare_begins(arguments, "[--"))
            return 0;
        if (!tare_begins(arguments, "[OPTIONS]")) {
            if (operand == 0 || arguments[end] == '.') {
                snprintf(word, 64, "%.*s", (int)(end - start),
                         arguments + start);
                return 1;
            }
            operand--;
        }
        arguments += length;
        arguments += strspn(arguments, " ");
    }
    return 0;
}

static void offer_operand(const struct tare_typing *typing,
                          const struct line *line)
{
    char word[64];

    if (line->verb == NULL) {
        tare_candidates_named(typing, "FILTER");
    } else if (line->is_after) {
        const char *after = strstr(line->verb->arguments, "-- ");

        if (after != NULL)
            tare_candidates_named(typing, strcmp(after, "-- FILTER...]") == 0
                                              ? "FILTER"
                                              : "FILE");
    } else if (operand_word(line->verb->arguments, line->operands, word)) {
        if (islower((unsigned char)word[0]))
            tare_candidates_choices(typing, word);
        else
            tare_candidates_named(typing, word);
    }
}

static void offer(struct tare_typing *typing, const struct line *line)
{
    const char *equals = strchr(typing->word, '=');
    const struct tare_option *option = NULL;

    if (line->pending != NULL) {
        offer_value(typing, line->pending);
    } else if (line->is_after || typing->word[0] != '-') {
        offer_operand(typing, line);
    } else if (equals == NULL) {
        offer_options(typing, line);
    } else if (tare_begins(typing->word, "--")) {
        option = tare_option_find(line->mask, typing->word + 2,
                                  (size_t)(equals - typing->word) - 2);
        typing->skipped = (size_t)(equals - typing->word) + 1;
        if (option != NULL && option->kind != TARE_OPTION_FLAG)
            offer_value(typing, option);
    }
}

/* What stands right behind the name of the program. */
static void offer_verbs(const struct tare_typing *typing)
{
    for (size_t i = 0; i < tare_verb_count; i++)
        tare_candidate(typing, tare_verbs[i].name, tare_verbs[i].summary);
    tare_candidate(typing, "--help", "list the verbs");
    tare_candidate(typing, "--version", "print the version");
}

int tare_complete(int count, char **words)
{
    struct line line = { .mask = TARE_VERB_RUN };
    struct tare_typing typing = { 0 };
    int first = 1; /* word after the program and the verb */

    if (count > 0 && strcmp(words[0], "--") == 0)
        words++, count--;
    if (count < 2)
        return 0;
    typing.word = words[count - 1];
    if (strcmp(tare_path_name(words[0]), "tare") == 0) {
        if (count == 2) {
            offer_verbs(&typing);
            return 0;
        }
        line.verb = tare_verb_find(words[1]);
        if (line.verb == NULL)
            return 0;
        line.mask = line.verb->mask;
        first = 2;
    }
    line.words = words + first;
    line.count = count - 1 - first;
    look(&line);
    typing.program = line.verb == NULL ? words[0] : NULL;
    typing.mask = line.mask;
    typing.words = line.words;
    typing.count = line.count - (line.pending != NULL);
    offer(&typing, &line);
    return 0;
}
