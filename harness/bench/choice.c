/* SPDX-License-Identifier: MIT */
#include "harness/bench/choice.h"

#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/expression.h"

static int compile_one(regex_t *expression, const char *text,
                       struct tare_err *err)
{
    char reason[TARE_EXPRESSION_REASON];

    if (tare_expression_compile(expression, text, reason) == 0)
        return 0;
    return tare_fail_with(err, TARE_EUSAGE,
                          "\"%.100s\" cannot be used as a regular expression: "
                          "%s",
                          text, reason);
}

static void free_all(regex_t *expressions, size_t count)
{
    for (size_t i = 0; i < count; i++)
        regfree(&expressions[i]);
    free(expressions);
}

/* Compiles all or none. */
static int compile_all(regex_t **compiled, char *const *texts, size_t count,
                       struct tare_err *err)
{
    regex_t *expressions = tare_alloc(count, sizeof *expressions);

    *compiled = expressions;
    for (size_t i = 0; i < count; i++) {
        int status = compile_one(&expressions[i], texts[i], err);

        if (status < 0) {
            free_all(expressions, i);
            return status;
        }
    }
    return 0;
}

static int matches_any(const regex_t *expressions, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (regexec(&expressions[i], id, 0, NULL, 0) == 0)
            return 1;
    return 0;
}

static int equals_any(const struct tare_choice *choice, const char *id)
{
    for (size_t i = 0; i < choice->filter_count; i++)
        if (strcmp(choice->filters[i], id) == 0)
            return 1;
    return 0;
}

int tare_chooser_open(struct tare_chooser *chooser,
                      const struct tare_choice *choice, struct tare_err *err)
{
    int status;

    *chooser = (struct tare_chooser){ .choice = *choice };
    chooser->filter_count = choice->exact ? 0 : choice->filter_count;
    status = compile_all(&chooser->filters, choice->filters,
                         chooser->filter_count, err);
    if (status < 0)
        return status;
    status =
        compile_all(&chooser->skips, choice->skips, choice->skip_count, err);
    if (status < 0)
        free_all(chooser->filters, chooser->filter_count);
    return status;
}

int tare_chooser_takes(const void *context, const char *id)
{
    const struct tare_chooser *chooser = context;
    const struct tare_choice *choice = &chooser->choice;
    int is_wanted = choice->filter_count == 0 ||
                    (choice->exact ? equals_any(choice, id)
                                   : matches_any(chooser->filters,
                                                 chooser->filter_count, id));

    return is_wanted && !matches_any(chooser->skips, choice->skip_count, id);
}

void tare_chooser_close(struct tare_chooser *chooser)
{
    free_all(chooser->filters, chooser->filter_count);
    free_all(chooser->skips, chooser->choice.skip_count);
    *chooser = (struct tare_chooser){ 0 };
}
