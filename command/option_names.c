/* SPDX-License-Identifier: MIT */
#include "command/option_names.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "command/options.h"

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

const struct tare_option *tare_option_next(enum tare_verb_mask verb, size_t *at)
{
    while (*at < tare_option_count) {
        const struct tare_option *option = &tare_option_table[(*at)++];

        if (option->verbs & verb)
            return option;
    }
    return NULL;
}

/* Of so short a one, most is the same. */
const char *tare_option_nearest(enum tare_verb_mask verb, const char *name,
                                size_t length)
{
    const struct tare_option *option;
    const char *nearest = NULL;
    size_t least = 4, at = 0;

    while (length < 60 && (option = tare_option_next(verb, &at)) != NULL) {
        size_t steps = distance(name, length, option->name);

        if (option->kind != TARE_OPTION_SECTION && option->help != NULL &&
            steps < least && 2 * steps <= strlen(option->name)) {
            least = steps;
            nearest = option->name;
        }
    }
    return nearest;
}

int tare_option_refuse(enum tare_verb_mask verb, const char *name,
                       size_t length, struct tare_err *err)
{
    const char *nearest = tare_option_nearest(verb, name, length);

    if (nearest != NULL)
        return tare_fail_with(err, TARE_EUSAGE,
                              "unknown option --%.*s; did you mean --%s?",
                              (int)length, name, nearest);
    return tare_fail_with(err, TARE_EUSAGE,
                          "unknown option --%.*s; --help lists all",
                          (int)(length < 60 ? length : 60), name);
}

const struct tare_option *tare_option_find(enum tare_verb_mask verb,
                                           const char *name, size_t length)
{
    const struct tare_option *option;
    size_t at = 0;

    while ((option = tare_option_next(verb, &at)) != NULL)
        if (option->kind != TARE_OPTION_SECTION &&
            strlen(option->name) == length &&
            strncmp(option->name, name, length) == 0)
            return option;
    return NULL;
}

const struct tare_option *tare_option_letter(enum tare_verb_mask verb,
                                             char letter)
{
    const struct tare_option *option;
    size_t at = 0;

    while ((option = tare_option_next(verb, &at)) != NULL)
        if (option->letter != 0 && option->letter == letter)
            return option;
    return NULL;
}

/* What asks instead of running: a stray TARE_VERSION in the environment must
 * not turn a run into nothing, and TARE_CFLAGS is what others may have. */
static int is_question(const struct tare_option *option)
{
    return option->offset == offsetof(struct tare_options, help) ||
           option->offset == offsetof(struct tare_options, version) ||
           option->offset == offsetof(struct tare_options, list) ||
           option->verbs == TARE_VERB_FLAGS ||
           (option->verbs == TARE_VERB_BASELINE &&
            option->kind == TARE_OPTION_FLAG);
}

int tare_option_has_variable(const struct tare_option *option)
{
    return option->kind != TARE_OPTION_SECTION && option->help != NULL &&
           !is_question(option);
}

static void name_variable(const struct tare_option *option,
                          char name[TARE_VARIABLE_SIZE])
{
    size_t i = strlen("TARE_");

    strcpy(name, "TARE_");
    for (const char *at = option->name;
         *at != '\0' && i < TARE_VARIABLE_SIZE - 1; at++)
        name[i++] = *at == '-' ? '_' : (char)toupper((unsigned char)*at);
    name[i] = '\0';
}

char *tare_option_in_environment(const struct tare_option *option,
                                 char name[TARE_VARIABLE_SIZE])
{
    char *value;

    if (!tare_option_has_variable(option))
        return NULL;
    name_variable(option, name);
    value = getenv(name);
    if (value == NULL || *value == '\0' ||
        (option->kind == TARE_OPTION_FLAG && strcmp(value, "0") == 0))
        return NULL;
    return value;
}
