/* SPDX-License-Identifier: MIT */
#include "command/options.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/text.h"
#include "store/alloc.h"
#include "store/buf.h"

enum kind {
    KIND_SECTION,
    KIND_FLAG,
    KIND_NUMBER,
    KIND_WHOLE,
    KIND_CHOICE,
    KIND_TEXT,
    KIND_LIST
};

struct option {
    enum kind kind;
    char letter;
    const char *name, *argument;
    size_t offset;
    double low, high; /* of numbers, both allowed */
    const char *help;
};

#define AT(member) offsetof(struct tare_options, member)
#define SECTION(title)                                                         \
    {                                                                          \
        KIND_SECTION, 0, title, NULL, 0, 0, 0, NULL                            \
    }
#define HIDDEN NULL

/* The largest seed that JSON holds exactly. */
#define SEED_MAX 9007199254740991.0
#define YEAR_S   3.2e7

/* clang-format off */
static const struct option table[] = {
    SECTION("Which cases"),
    { KIND_FLAG, 0, "exact", NULL, AT(exact), 0, 0,
      "filters are ids, not regular expressions" },
    { KIND_LIST, 0, "skip", "RE", AT(skips), 0, 0,
      "leave out cases that match; may be repeated" },
    { KIND_FLAG, 0, "list", NULL, AT(list), 0, 0,
      "list the cases and do nothing else" },
    { KIND_CHOICE, 0, "format", "pretty|terse|json", AT(format), 0, 0,
      "how to list them" },
    SECTION("How to run them"),
    { KIND_FLAG, 0, "test", NULL, AT(test), 0, 0,
      "run each case once, to see that it works" },
    { KIND_NUMBER, 0, "profile-time", "SECS", AT(profile_time_s), 1e-3, YEAR_S,
      "loop each case in this process, for a profiler" },
    { KIND_FLAG, 0, "no-fork", NULL, AT(no_fork), 0, 0,
      "run in this process, for a debugger; no intervals" },
    { KIND_FLAG, 0, "quick", NULL, AT(quick), 0, 0,
      "be content with ±2 %, and look from 10 launches on" },
    { KIND_NUMBER, 0, "precision", "FRACTION", AT(precision), 1e-6, 0.999,
      "stop a case when its interval is as narrow [0.005]" },
    { KIND_NUMBER, 0, "confidence-level", "FRACTION", AT(confidence), 0.01, 0.9999999,
      "of the intervals [0.95]" },
    { KIND_WHOLE, 0, "nresamples", "N", AT(nresamples), 100, 1e7,
      "drawn for the intervals of --verbose [20000]" },
    { KIND_NUMBER, 0, "measurement-time", "SECS", AT(measurement_time_s), 1e-3, YEAR_S,
      "time per case, pooled over the suite [8]" },
    { KIND_NUMBER, 0, "warm-up-time", "SECS", AT(warm_up_time_s), 0, YEAR_S,
      "in each launch, before its samples [0.008]" },
    { KIND_NUMBER, 0, "sample-time", "SECS", AT(sample_time_s), 1e-6, YEAR_S,
      "one sample should take [0.0025]" },
    { KIND_WHOLE, 0, "samples", "N", AT(samples), 1, 63,
      "samples per launch [about 12]" },
    { KIND_WHOLE, 0, "sample-size", "N", AT(sample_size), 10, 1e9,
      "at most so many samples per case in all" },
    { KIND_WHOLE, 0, "launches", "N", AT(launches), 1, 1e6,
      "exactly so many launches per case" },
    { KIND_CHOICE, 0, "sampling", "auto|flat|linear", AT(sampling), 0, 0,
      "iterations per sample: equal, or d, 2d, 3d, ..." },
    { KIND_NUMBER, 0, "timeout", "SECS", AT(timeout_s), 1e-3, 1e6,
      "end a launch that shows no sign of life [30]" },
    { KIND_WHOLE, 0, "cpu", "N", AT(cpu), 0, 1023,
      "pin launches to this CPU [chosen]" },
    { KIND_FLAG, 0, "no-pin", NULL, AT(no_pin), 0, 0,
      "let launches run on any CPU" },
    { KIND_WHOLE, 0, "seed", "N", AT(seed), 0, SEED_MAX,
      "of all random choices [from the clock]" },
    SECTION("What to show and keep"),
    { KIND_TEXT, 'o', "output", "FILE", AT(output), 0, 0,
      "save the run record as JSON; - is stdout" },
    { KIND_CHOICE, 0, "output-format", "table|criterion|bencher", AT(output_format), 0, 0,
      "results as a table, or as lines other tools read" },
    { KIND_FLAG, 'q', "quiet", NULL, AT(quiet), 0, 0,
      "only results" },
    { KIND_FLAG, 'v', "verbose", NULL, AT(verbose), 0, 0,
      "more about each case" },
    { KIND_CHOICE, 'c', "color", "auto|always|never", AT(color), 0, 0,
      "colour" },
    { KIND_FLAG, 0, "nocapture", NULL, AT(nocapture), 0, 0,
      "show what benchmarks print" },
    { KIND_FLAG, 'h', "help", NULL, AT(help), 0, 0,
      "this text" },
    { KIND_FLAG, 'V', "version", NULL, AT(version), 0, 0,
      "which tare this is" },
    { KIND_FLAG, 0, "bench", NULL, AT(bench), 0, 0, HIDDEN },
};
/* clang-format on */

enum {
    OPTIONS = sizeof table / sizeof *table
};

/* ---- values -------------------------------------------------------------- */

static int set_number(const struct option *option, void *place,
                      const char *text, const char *shown, struct tare_err *err)
{
    char *end;
    double value;

    errno = 0;
    value = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(value) ||
        isspace((unsigned char)*text))
        return tare_fail_with(err, TARE_EUSAGE, "%s: \"%.60s\" is no number",
                              shown, text);
    if (value < option->low || value > option->high)
        return tare_fail_with(err, TARE_EUSAGE,
                              "%s: %.60s is not between %.16g and %.16g", shown,
                              text, option->low, option->high);
    if (option->kind == KIND_WHOLE && floor(value) != value)
        return tare_fail_with(err, TARE_EUSAGE,
                              "%s: \"%.60s\" is no whole number", shown, text);
    *(double *)place = value;
    return 0;
}

/* Which of "a|b|c" it is. */
static int set_choice(const struct option *option, void *place,
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
    return tare_fail_with(err, TARE_EUSAGE, "%s: \"%.60s\" is none of %s",
                          shown, text, option->argument);
}

void tare_words_add(struct tare_words *words, char *word)
{
    words->items = tare_grow(words->items, words->count, sizeof *words->items);
    words->items[words->count++] = word;
}

/* shown: how the user named the option. */
static int set_option(struct tare_options *options, const struct option *option,
                      char *text, const char *shown, struct tare_err *err)
{
    void *place = (char *)options + option->offset;

    switch (option->kind) {
    case KIND_FLAG:
        *(int *)place = 1;
        return 0;
    case KIND_NUMBER:
    case KIND_WHOLE:
        return set_number(option, place, text, shown, err);
    case KIND_CHOICE:
        return set_choice(option, place, text, shown, err);
    case KIND_TEXT:
        *(const char **)place = text;
        return 0;
    case KIND_LIST:
        tare_words_add(place, text);
        return 0;
    case KIND_SECTION:
        break;
    }
    return 0;
}

/* ---- names --------------------------------------------------------------- */

/* Edit distance, for names that are a slip away from the right one. */
static size_t distance(const char *a, size_t length, const char *b)
{
    size_t row[64], width = strlen(b);

    if (width >= 64)
        return 64;
    for (size_t j = 0; j <= width; j++)
        row[j] = j;
    for (size_t i = 0; i < length; i++) {
        size_t corner = row[0];

        row[0] = i + 1;
        for (size_t j = 0; j < width; j++) {
            size_t above = row[j + 1];
            size_t best = corner + (a[i] != b[j]);

            best = above + 1 < best ? above + 1 : best;
            row[j + 1] = row[j] + 1 < best ? row[j] + 1 : best;
            corner = above;
        }
    }
    return row[width];
}

static int refuse_name(const char *name, size_t length, struct tare_err *err)
{
    const char *nearest = NULL;
    size_t least = 4;

    for (size_t i = 0; i < OPTIONS && length < 60; i++)
        if (table[i].kind != KIND_SECTION && table[i].help != HIDDEN &&
            distance(name, length, table[i].name) < least) {
            least = distance(name, length, table[i].name);
            nearest = table[i].name;
        }
    if (nearest != NULL)
        return tare_fail_with(err, TARE_EUSAGE,
                              "unknown option --%.*s; did you mean --%s?",
                              (int)length, name, nearest);
    return tare_fail_with(err, TARE_EUSAGE,
                          "unknown option --%.*s; --help lists all",
                          (int)(length < 60 ? length : 60), name);
}

static const struct option *find_name(const char *name, size_t length)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (table[i].kind != KIND_SECTION && strlen(table[i].name) == length &&
            strncmp(table[i].name, name, length) == 0)
            return &table[i];
    return NULL;
}

static const struct option *find_letter(char letter)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (table[i].letter != 0 && table[i].letter == letter)
            return &table[i];
    return NULL;
}

/* ---- the environment ----------------------------------------------------- */

/* TARE_WARM_UP_TIME for warm-up-time. */
static void variable_name(const struct option *option, char text[64])
{
    size_t i = 5;

    strcpy(text, "TARE_");
    for (const char *at = option->name; *at != '\0' && i < 63; at++)
        text[i++] = *at == '-' ? '_' : (char)toupper((unsigned char)*at);
    text[i] = '\0';
}

/* What asks instead of running: a stray TARE_VERSION in the environment must
 * not turn a run into nothing. */
static int is_question(const struct option *option)
{
    return option->offset == AT(help) || option->offset == AT(version) ||
           option->offset == AT(list);
}

/* A flag is set by anything but nothing and 0. */
static int read_environment(struct tare_options *options, struct tare_err *err)
{
    for (size_t i = 0; i < OPTIONS; i++) {
        char name[64], *value;
        int status;

        if (table[i].kind == KIND_SECTION || table[i].help == HIDDEN ||
            is_question(&table[i]))
            continue;
        variable_name(&table[i], name);
        value = getenv(name);
        if (value == NULL || *value == '\0' ||
            (table[i].kind == KIND_FLAG && strcmp(value, "0") == 0))
            continue;
        status = set_option(options, &table[i], value, name, err);
        if (status < 0)
            return status;
    }
    return 0;
}

/* ---- the command line ---------------------------------------------------- */

struct reader {
    char **words;
    int count, at;
};

/* The word after an option, which needs one. */
static char *take_value(struct reader *reader, const struct option *option,
                        struct tare_err *err)
{
    if (reader->at < reader->count)
        return reader->words[reader->at++];
    tare_fail_with(err, TARE_EUSAGE, "--%s needs a value: --%s %s",
                   option->name, option->name, option->argument);
    return NULL;
}

static int read_long(struct tare_options *options, struct reader *reader,
                     char *word, struct tare_err *err)
{
    size_t length = strcspn(word, "=");
    const struct option *option = find_name(word, length);
    char *value = word[length] == '=' ? word + length + 1 : NULL;
    char shown[64];

    if (option == NULL)
        return refuse_name(word, length, err);
    if (option->kind == KIND_FLAG && value != NULL)
        return tare_fail_with(err, TARE_EUSAGE, "--%s takes no value",
                              option->name);
    if (option->kind != KIND_FLAG && value == NULL) {
        value = take_value(reader, option, err);
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
        const struct option *option = find_letter(*word);
        char shown[3] = { '-', *word, '\0' };
        char *value = word[1] != '\0' ? word + 1 : NULL;

        if (option == NULL)
            return tare_fail_with(err, TARE_EUSAGE,
                                  "unknown option -%c; --help lists all",
                                  isprint((unsigned char)*word) ? *word : '?');
        if (option->kind == KIND_FLAG) {
            set_option(options, option, NULL, shown, err);
            continue;
        }
        if (value == NULL)
            value = take_value(reader, option, err);
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

int tare_options_parse(struct tare_options *options, int count, char **words,
                       struct tare_err *err)
{
    struct reader reader = { words, count, 0 };
    int status;

    *options = (struct tare_options){ .precision = -1,
                                      .confidence = 0.95,
                                      .measurement_time_s = -1,
                                      .warm_up_time_s = 0.008,
                                      .sample_time_s = 0.0025,
                                      .timeout_s = 30,
                                      .nresamples = 20000,
                                      .cpu = -1,
                                      .seed = -1 };
    status = read_environment(options, err);
    if (status == 0)
        status = read_words(options, &reader, err);
    if (options->precision < 0)
        options->precision = options->quick ? 0.02 : 0.005;
    if (options->measurement_time_s < 0)
        options->measurement_time_s = options->quick ? 2 : 8;
    return status;
}

void tare_options_release(struct tare_options *options)
{
    free(options->operands.items);
    free(options->after.items);
    free(options->skips.items);
    *options = (struct tare_options){ 0 };
}

/* ---- help ---------------------------------------------------------------- */

enum {
    NAME_COLUMNS = 34
};

void tare_options_help(FILE *stream)
{
    for (size_t i = 0; i < OPTIONS; i++) {
        const struct option *option = &table[i];
        char name[80], letter[8] = "   ";

        if (option->kind == KIND_SECTION) {
            fprintf(stream, "\n%s:\n", option->name);
            continue;
        }
        if (option->help == HIDDEN)
            continue;
        if (option->letter != 0)
            snprintf(letter, sizeof letter, "-%c,", option->letter);
        snprintf(name, sizeof name, "%s --%s %s", letter, option->name,
                 option->argument != NULL ? option->argument : "");
        if (strlen(name) >= NAME_COLUMNS)
            fprintf(stream, "  %s\n  %*s %s\n", name, NAME_COLUMNS, "",
                    option->help);
        else
            fprintf(stream, "  %-*s %s\n", NAME_COLUMNS, name, option->help);
    }
    fputs(
        "\nEvery option but --list, --help and --version can also stand in the "
        "environment,\nas TARE_NAME (TARE_WARM_UP_TIME=1).\n",
        stream);
}
