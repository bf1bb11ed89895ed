/* SPDX-License-Identifier: MIT */
#include "command/options.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/help.h"
#include "command/live.h"
#include "command/manual.h"
#include "command/measures.h"
#include "command/option_names.h"
#include "command/tracing.h"
#include "command/verbs.h"
#include "harness/bench/axes.h"
#include "harness/include/tare.h"
#include "harness/launch/launcher.h"
#include "report/terminal/say.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/store.h"

/* ---- values -------------------------------------------------------------- */

static int set_number(const struct tare_option *option, void *place,
                      const char *text, const char *shown, struct tare_err *err)
{
    char *end;
    double value;

    errno = 0;
    value = strtod(text, &end);
    if (option->kind == TARE_OPTION_FRACTION && end > text && *end == '%') {
        value /= 100;
        end++;
    }
    if (end == text || *end != '\0' || !isfinite(value) ||
        isspace((unsigned char)*text))
        return tare_fail_with(err, TARE_EUSAGE, "%s: \"%.60s\" is not a number",
                              shown, text);
    if (value < option->low || value > option->high)
        return tare_fail_with(err, TARE_EUSAGE,
                              "%s: %.60s is not between %.16g and %.16g", shown,
                              text, option->low, option->high);
    if (option->kind == TARE_OPTION_WHOLE && floor(value) != value)
        return tare_fail_with(err, TARE_EUSAGE,
                              "%s: \"%.60s\" is not a whole number", shown,
                              text);
    *(double *)place = value;
    return 0;
}

/* Which of "a|b|c" it is. */
static int set_choice(const struct tare_option *option, void *place,
                      const char *text, const char *shown, struct tare_err *err)
{
    const char *name = option->argument;
    size_t length = strlen(text);

    for (int i = 0; *name != '\0'; i++) {
        size_t size = strcspn(name, "|");

        if (size == length && strncmp(name, text, size) == 0) {
            *(int *)place = i;
            return 0;
        }
        name += size + (name[size] == '|');
    }
    return tare_fail_with(err, TARE_EUSAGE, "%s: \"%.60s\" is not one of %s",
                          shown, text, option->argument);
}

void tare_words_add(struct tare_words *words, char *word)
{
    *TARE_ADD(words->items, words->count) = word;
}

void tare_words_release(struct tare_words *words)
{
    free(words->items);
    *words = (struct tare_words){ 0 };
}

/* shown: how the user named the option. */
static int set_option(struct tare_options *options,
                      const struct tare_option *option, char *text,
                      const char *shown, struct tare_err *err)
{
    void *place = (char *)options + option->offset;

    switch (option->kind) {
    case TARE_OPTION_FLAG:
        *(int *)place = 1;
        return 0;
    case TARE_OPTION_NUMBER:
    case TARE_OPTION_FRACTION:
    case TARE_OPTION_WHOLE:
        return set_number(option, place, text, shown, err);
    case TARE_OPTION_CHOICE:
        return set_choice(option, place, text, shown, err);
    case TARE_OPTION_TEXT:
        *(const char **)place = text;
        return 0;
    case TARE_OPTION_LIST:
        tare_words_add(place, text);
        return 0;
    case TARE_OPTION_SECTION:
        break;
    }
    return 0;
}

/* ---- the environment ----------------------------------------------------- */

/* An option of any verb; "warm-up-time" for TARE_WARM_UP_TIME=0.1. */
static int is_known(const char *variable, char name[64])
{
    size_t i = 0;

    for (const char *at = variable + strlen("TARE_");
         *at != '\0' && *at != '=' && i < 63; at++)
        name[i++] = *at == '_' ? '-' : (char)tolower((unsigned char)*at);
    name[i] = '\0';
    return tare_option_find(~0u, name, i) != NULL;
}

/* A variable that looks like an option and is none is a slip that nobody would
 * notice. */
static void check_environment(void)
{
    for (char **at = environ; *at != NULL; at++) {
        struct tare_buf variable = { 0 };
        const char *nearest;
        char name[64];

        if (strncmp(*at, "TARE_", 5) != 0 || is_known(*at, name))
            continue;
        nearest = tare_option_nearest(~0u, name, strlen(name));
        if (nearest == NULL)
            continue; /* of somebody else */
        tare_buf_add(&variable, *at, strcspn(*at, "="));
        tare_say("%s ignored: there is no such option; did you mean --%s?",
                 variable.data, nearest);
        tare_buf_release(&variable);
    }
}

/* A flag is set by anything but nothing and 0. */
static int read_environment(struct tare_options *options,
                            enum tare_verb_mask verb, struct tare_err *err)
{
    const struct tare_option *option;
    size_t at = 0;
    int status = 0;

    while (status == 0 && (option = tare_option_next(verb, &at)) != NULL) {
        char name[TARE_VARIABLE_SIZE];
        char *value = tare_option_in_environment(option, name);

        if (value != NULL)
            status = set_option(options, option, value, name, err);
    }
    return status;
}

/* ---- the command line ---------------------------------------------------- */

struct reader {
    enum tare_verb_mask verb;
    char **words;
    int count, at;
};

/* What stands in the option's own word, or the word after it: an empty one
 * names nothing. */
static char *take_value(struct reader *reader, const struct tare_option *option,
                        char *value, struct tare_err *err)
{
    if (value == NULL && reader->at < reader->count)
        value = reader->words[reader->at++];
    if (value != NULL && *value != '\0')
        return value;
    tare_fail_with(err, TARE_EUSAGE, "--%s needs a value: --%s %s",
                   option->name, option->name, option->argument);
    return NULL;
}

static int read_long(struct tare_options *options, struct reader *reader,
                     char *word, struct tare_err *err)
{
    size_t length = strcspn(word, "=");
    const struct tare_option *option =
        tare_option_find(reader->verb, word, length);
    char *value = word[length] == '=' ? word + length + 1 : NULL;
    char shown[64];

    if (option == NULL)
        return tare_option_refuse(reader->verb, word, length, err);
    if (option->kind == TARE_OPTION_FLAG && value != NULL)
        return tare_fail_with(err, TARE_EUSAGE, "--%s takes no value",
                              option->name);
    if (option->kind != TARE_OPTION_FLAG) {
        value = take_value(reader, option, value, err);
        if (value == NULL)
            return TARE_EUSAGE;
    }
    snprintf(shown, sizeof shown, "--%s", option->name);
    return set_option(options, option, value, shown, err);
}

/* -qv, -oFILE, -o FILE */
static int read_short(struct tare_options *options, struct reader *reader,
                      char *word, struct tare_err *err)
{
    for (; *word != '\0'; word++) {
        const struct tare_option *option =
            tare_option_letter(reader->verb, *word);
        char shown[3] = { '-', *word, '\0' };
        char *value = word[1] != '\0' ? word + 1 : NULL;

        if (option == NULL)
            return tare_fail_with(err, TARE_EUSAGE,
                                  "unknown option -%c; --help lists all",
                                  isprint((unsigned char)*word) ? *word : '?');
        if (option->kind == TARE_OPTION_FLAG) {
            set_option(options, option, NULL, shown, err);
            continue;
        }
        value = take_value(reader, option, value, err);
        if (value == NULL)
            return TARE_EUSAGE;
        return set_option(options, option, value, shown, err);
    }
    return 0;
}

static int read_words(struct tare_options *options, struct reader *reader,
                      struct tare_err *err)
{
    while (reader->at < reader->count) {
        char *word = reader->words[reader->at++];
        int status = 0;

        if (strcmp(word, "--") == 0)
            break;
        if (strncmp(word, "--", 2) == 0)
            status = read_long(options, reader, word + 2, err);
        else if (word[0] == '-' && word[1] != '\0')
            status = read_short(options, reader, word + 1, err);
        else
            tare_words_add(&options->operands, word);
        if (status < 0)
            return status;
    }
    while (reader->at < reader->count)
        tare_words_add(&options->after, reader->words[reader->at++]);
    return 0;
}

/* A key is there once, and can be shown. */
static int check_contexts(const struct tare_options *options,
                          struct tare_err *err)
{
    const struct tare_words *all = &options->contexts;

    for (size_t i = 0; i < all->count; i++) {
        const char *word = all->items[i];
        size_t length = strcspn(word, "=");

        if (length == 0 || word[length] == '\0')
            return tare_fail_with(err, TARE_EUSAGE,
                                  "--context: \"%.60s\" is not KEY=VALUE",
                                  word);
        for (size_t k = 0; k < i; k++)
            if (strncmp(all->items[k], word, length + 1) == 0)
                return tare_fail_with(err, TARE_EUSAGE,
                                      "--context: \"%.*s\" is given twice",
                                      (int)(length < 60 ? length : 60), word);
    }
    return 0;
}

/* What depends on other options. */
static void settle(struct tare_options *options)
{
    options->is_precision_asked = options->precision >= 0;
    if (options->precision < 0)
        options->precision = options->quick ? 0.02 : 0.005;
    options->profile |=
        (options->verb == TARE_VERB_PROFILE && !options->alloc &&
         !options->wait) ||
        (options->annotate != NULL && options->verb != TARE_VERB_REPORT);
    if (options->measurement_time_s < 0)
        options->measurement_time_s =
            options->verb == TARE_VERB_PROFILE                  ? 1
            : options->verb == TARE_VERB_INIT || options->quick ? 2
                                                                : 8;
}

int tare_options_parse(struct tare_options *options, enum tare_verb_mask verb,
                       int count, char **words, struct tare_err *err)
{
    struct reader reader = { verb, words, count, 0 };
    int status;

    *options = (struct tare_options){ .verb = verb,
                                      .precision = -1,
                                      .confidence = 0.95,
                                      .measurement_time_s = -1,
                                      .warm_up_time_s = 0.008,
                                      .sample_time_s = 0.001,
                                      .timeout_s = 30,
                                      .nresamples = 20000,
                                      .cpu = -1,
                                      .seed = -1,
                                      .store = TARE_STORE_DEFAULT,
                                      .noise_threshold = -1,
                                      .alpha = -1,
                                      .layouts = -1,
                                      .preset = -1,
                                      .on_inconclusive = -1,
                                      .on_added = -1,
                                      .on_removed = -1,
                                      .on_failed = -1,
                                      .ci = -1,
                                      .runs = 10 };
    check_environment();
    status = read_environment(options, verb, err);
    if (status == 0)
        status = read_words(options, &reader, err);
    settle(options);
    if (status == 0)
        status = tare_measures_choose(options, err);
    if (status == 0)
        status = tare_axes_give(options->args.items, options->args.count, err);
    if (status == 0)
        status = check_contexts(options, err);
    return status;
}

void tare_options_release(struct tare_options *options)
{
    tare_words_release(&options->operands);
    tare_words_release(&options->after);
    tare_words_release(&options->skips);
    tare_words_release(&options->binaries);
    tare_words_release(&options->links);
    tare_words_release(&options->variants);
    tare_words_release(&options->slowdowns);
    tare_words_release(&options->requirements);
    tare_words_release(&options->args);
    tare_words_release(&options->exports);
    tare_words_release(&options->contexts);
    tare_words_release(&options->limits);
    *options = (struct tare_options){ 0 };
}

/* ---- a verb ---------------------------------------------------------------- */

int tare_options_answer(const struct tare_options *options, const char *help)
{
    if (options->help)
        tare_help_print(options->verb, help);
    else if (options->man)
        tare_manual_print(tare_verb_of(options->verb), help);
    else if (options->version)
        puts("tare " TARE_VERSION);
    else if (options->list_measures)
        tare_measures_print(options);
    return options->help || options->man || options->version ||
           options->list_measures;
}

int tare_options_run(enum tare_verb_mask verb, int count, char **words,
                     const char *help,
                     int (*act)(struct tare_options *options,
                                struct tare_err *err),
                     struct tare_err *err)
{
    struct tare_options options;
    int status = tare_options_parse(&options, verb, count, words, err);

    if (status == 0 && !tare_options_answer(&options, help)) {
        status = tare_launcher_use(options.launcher, err);
        if (status == 0)
            status = tare_live_begin(&options, err);
        if (status == 0)
            status = tare_tracing_begin(&options, err);
        if (status == 0)
            status = act(&options, err);
        status = tare_tracing_end(&options, status, err);
        tare_launcher_end();
    }
    tare_options_release(&options);
    return status;
}
