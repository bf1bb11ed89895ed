/* SPDX-License-Identifier: MIT */
#include "command/asked.h"

#include <stdio.h>
#include <string.h>

#include "command/option_table.h"
#include "command/option_names.h"
#include "command/verbs.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/hash.h"
#include "store/words.h"

/* Sections of the table, and options of other sections, that decide nothing. */
static const char *const shown[] = { "The report", "What to show and keep",
                                     NULL };
#define IGNORED                                                                \
    "resume verdict replay store save-baseline discard-baseline top annotate " \
    "view list format list-measures"

enum {
    NAME_DIGITS = 16
};

void tare_asked_add(char ***texts, size_t *count, const char *what,
                    const char *value)
{
    struct tare_buf text = { 0 };

    tare_buf_printf(&text, "%s: %s", what, value);
    *TARE_ADD(*texts, *count) = tare_buf_detach(&text);
}

/* ---- options ------------------------------------------------------------- */

static void add_words(char ***texts, size_t *count, const char *what,
                      const struct tare_words *words)
{
    for (size_t i = 0; i < words->count; i++)
        tare_asked_add(texts, count, what, words->items[i]);
}

/* What stands for itself; a number that was not given is negative. */
static void add_option(char ***texts, size_t *count,
                       const struct tare_option *option, const void *place)
{
    char what[80], value[40];

    snprintf(what, sizeof what, "--%s", option->name);
    switch (option->kind) {
    case TARE_OPTION_TEXT:
        if (*(char *const *)place != NULL)
            tare_asked_add(texts, count, what, *(char *const *)place);
        return;
    case TARE_OPTION_LIST:
        add_words(texts, count, what, place);
        return;
    case TARE_OPTION_FLAG:
    case TARE_OPTION_CHOICE:
        snprintf(value, sizeof value, "%d", *(const int *)place);
        break;
    default:
        snprintf(value, sizeof value, "%.17g", *(const double *)place);
    }
    tare_asked_add(texts, count, what, value[0] == '-' ? "not given" : value);
}

static int is_shown(const char *section)
{
    for (size_t i = 0; shown[i] != NULL; i++)
        if (strcmp(section, shown[i]) == 0)
            return 1;
    return 0;
}

void tare_asked_options(char ***texts, size_t *count,
                        const struct tare_options *options)
{
    int is_passed_over = 0;

    add_words(texts, count, "operand", &options->operands);
    add_words(texts, count, "filter", &options->after);
    for (size_t i = 0; i < tare_option_count; i++) {
        const struct tare_option *option = &tare_option_table[i];

        if (option->kind == TARE_OPTION_SECTION)
            is_passed_over = is_shown(option->name);
        else if (!is_passed_over && (option->verbs & options->verb) != 0 &&
                 !tare_is_among(option->name, IGNORED))
            add_option(texts, count, option,
                       (const char *)options + option->offset);
    }
}

/* ---- the name ------------------------------------------------------------ */

/* With its end, so that words cannot run into each other. */
static void add_word(struct tare_buf *text, const char *word)
{
    tare_buf_add(text, word != NULL ? word : "",
                 word != NULL ? strlen(word) + 1 : 1);
}

static void add_all(struct tare_buf *text, const struct tare_words *words)
{
    for (size_t i = 0; i < words->count; i++)
        add_word(text, words->items[i]);
    add_word(text, NULL);
}

char *tare_asked_name(const struct tare_options *options, const char *program,
                      unsigned shard, unsigned of)
{
    struct tare_buf text = { 0 };
    char hash[TARE_HASH_SIZE];

    add_word(&text, tare_verb_of(options->verb)->name);
    add_word(&text, program);
    add_all(&text, &options->operands);
    add_all(&text, &options->after);
    add_all(&text, &options->binaries);
    add_word(&text, options->against);
    add_word(&text, options->baseline);
    add_word(&text, options->baseline_lenient);
    tare_buf_printf(&text, "%u/%u", shard, of);
    tare_hash(hash, text.data, text.size);
    tare_buf_clear(&text);
    tare_buf_printf(&text, "%.*s.jsonl", NAME_DIGITS, hash);
    return tare_buf_detach(&text);
}
