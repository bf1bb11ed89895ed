/* SPDX-License-Identifier: MIT */
#include "store/expression.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* How large the expression is when its repetitions are written out, as
 * regcomp(3) does: a group at a time, since a repetition is of the last atom. */
struct size {
    uint64_t all, last;
};

struct measuring {
    const char *at;
    struct size levels[TARE_EXPRESSION_DEPTH + 1];
    size_t depth;
    const char *fault;
};

static void add_atom(struct measuring *measuring, uint64_t size)
{
    struct size *level = &measuring->levels[measuring->depth];

    level->all += size;
    level->last = size;
    if (level->all > TARE_EXPRESSION_STATES)
        measuring->fault = "it is too large with its repetitions written out";
}

static void repeat(struct measuring *measuring, uint64_t times)
{
    struct size *level = &measuring->levels[measuring->depth];
    uint64_t before = level->last;

    if (times < 2)
        return;
    level->all -= before;
    add_atom(measuring, before * times);
}

static void open_group(struct measuring *measuring)
{
    if (measuring->depth == TARE_EXPRESSION_DEPTH)
        measuring->fault = "its parentheses are nested too deeply";
    else
        measuring->levels[++measuring->depth] = (struct size){ 0, 0 };
}

/* One more than its content, so that empty groups count too. */
static void close_group(struct measuring *measuring)
{
    uint64_t size = measuring->levels[measuring->depth].all + 1;

    if (measuring->depth > 0)
        measuring->depth--;
    add_atom(measuring, size);
}

/* "[abc]", in which a bracket comes first; "[[:alpha:]]" */
static void skip_brackets(struct measuring *measuring)
{
    const char *at = measuring->at + 1;

    at += *at == '^';
    at += *at == ']';
    while (*at != '\0' && *at != ']') {
        if (at[0] == '[' && (at[1] == ':' || at[1] == '.' || at[1] == '=')) {
            const char *end = strstr(at + 2, (char[]){ at[1], ']', '\0' });

            at = end != NULL ? end + 1 : at;
        }
        at++;
    }
    measuring->at = *at == '\0' ? at - 1 : at;
    add_atom(measuring, 1);
}

/* "{3}", "{3,}", "{3,5}"; anything else is left to regcomp(3). */
static void read_interval(struct measuring *measuring)
{
    uint64_t number = 0, largest = 0;
    const char *at = measuring->at + 1;

    for (; isdigit((unsigned char)*at) || *at == ','; at++) {
        number = *at == ',' ? 0 : 10 * number + (uint64_t)(*at - '0');
        if (number > TARE_EXPRESSION_STATES)
            number = TARE_EXPRESSION_STATES;
        largest = number > largest ? number : largest;
    }
    if (*at != '}')
        return;
    measuring->at = at;
    repeat(measuring, largest);
}

static void take(struct measuring *measuring)
{
    switch (*measuring->at) {
    case '(':
        open_group(measuring);
        break;
    case ')':
        close_group(measuring);
        break;
    case '[':
        skip_brackets(measuring);
        break;
    case '{':
        read_interval(measuring);
        break;
    case '+': /* "a+" becomes "aa*" */
        repeat(measuring, 2);
        break;
    case '\\':
        if (isdigit((unsigned char)measuring->at[1]))
            measuring->fault = "it refers back to a group";
        measuring->at += measuring->at[1] != '\0';
        add_atom(measuring, 1);
        break;
    default:
        add_atom(measuring, 1);
    }
}

/* NULL, or what is wrong with it. */
static const char *find_fault(const char *text)
{
    struct measuring measuring = { .at = text };

    if (strlen(text) > TARE_EXPRESSION_MAX)
        return "it is longer than 64 KiB";
    for (; *measuring.at != '\0' && measuring.fault == NULL; measuring.at++)
        take(&measuring);
    return measuring.fault;
}

int tare_expression_compile(regex_t *compiled, const char *text,
                            char reason[TARE_EXPRESSION_REASON])
{
    const char *fault = find_fault(text);
    int error;

    if (fault != NULL) {
        snprintf(reason, TARE_EXPRESSION_REASON, "%s", fault);
        return -1;
    }
    error = regcomp(compiled, text, REG_EXTENDED | REG_NOSUB);
    if (error == 0)
        return 0;
    regerror(error, compiled, reason, TARE_EXPRESSION_REASON);
    return -1;
}
