/* SPDX-License-Identifier: MIT */
/* The format is that of the Callgrind manual, "Callgrind Format
 * Specification". */
#include "harness/meters/callgrind.h"

#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/utf8.h"

enum {
    NAMES_MAX = 1 << 14,
    IDS_MAX = 1 << 20,
    NAME_BYTES = 400 /* longer ones are cut */
};

#define NUMBER_MAX 9007199254740992.0 /* 2^53 */

static const char *const event_names[TARE_CALLGRIND_EVENTS] = {
    [TARE_CALLGRIND_IR] = "Ir",     [TARE_CALLGRIND_DR] = "Dr",
    [TARE_CALLGRIND_DW] = "Dw",     [TARE_CALLGRIND_I1MR] = "I1mr",
    [TARE_CALLGRIND_D1MR] = "D1mr", [TARE_CALLGRIND_D1MW] = "D1mw",
    [TARE_CALLGRIND_ILMR] = "ILmr", [TARE_CALLGRIND_DLMR] = "DLmr",
    [TARE_CALLGRIND_DLMW] = "DLmw", [TARE_CALLGRIND_BC] = "Bc",
    [TARE_CALLGRIND_BCM] = "Bcm",   [TARE_CALLGRIND_BI] = "Bi",
    [TARE_CALLGRIND_BIM] = "Bim",
};

/* ---- lines and words ----------------------------------------------------- */

/* What is left of a line. */
struct line {
    const char *at, *end;
};

static int next_line(struct tare_callgrind *dump, struct line *line)
{
    const char *end;

    if (dump->at == dump->end)
        return 0;
    end = memchr(dump->at, '\n', (size_t)(dump->end - dump->at));
    line->at = dump->at;
    line->end = end != NULL ? end : dump->end;
    dump->at = end != NULL ? end + 1 : dump->end;
    return 1;
}

static int is_over(const struct line *line)
{
    return line->at == line->end;
}

static void skip_blanks(struct line *line)
{
    while (!is_over(line) && (*line->at == ' ' || *line->at == '\t'))
        line->at++;
}

/* Goes past the text, if the line goes on with it. */
static int take(struct line *line, const char *text)
{
    size_t length = strlen(text);

    if ((size_t)(line->end - line->at) < length ||
        memcmp(line->at, text, length) != 0)
        return 0;
    line->at += length;
    return 1;
}

/* The next word, as a line of its own. */
static struct line take_word(struct line *line)
{
    struct line word;

    skip_blanks(line);
    word.at = line->at;
    while (!is_over(line) && *line->at != ' ' && *line->at != '\t')
        line->at++;
    word.end = line->at;
    return word;
}

static int is_word(const struct line *word, const char *text)
{
    return (size_t)(word->end - word->at) == strlen(text) &&
           memcmp(word->at, text, strlen(text)) == 0;
}

static int is_digit(const struct line *line)
{
    return !is_over(line) && *line->at >= '0' && *line->at <= '9';
}

/* A decimal number; 0, or -1 when there is none or it is too large. */
static int take_number(struct line *line, double *number)
{
    if (!is_digit(line))
        return -1;
    for (*number = 0; is_digit(line); line->at++) {
        *number = *number * 10 + (*line->at - '0');
        if (*number >= NUMBER_MAX)
            return -1;
    }
    return 0;
}

/* ---- names --------------------------------------------------------------- */

/* Without what does not belong to a name: the version of a symbol, and in
 * "fib'2" the depth of a recursion. */
static size_t name_size(const struct line *text)
{
    size_t size = (size_t)(text->end - text->at), digits;
    const char *version = memchr(text->at, '@', size);

    if (version != NULL && version > text->at)
        size = (size_t)(version - text->at);
    digits = size;
    while (digits > 0 && text->at[digits - 1] >= '0' &&
           text->at[digits - 1] <= '9')
        digits--;
    if (digits > 1 && digits < size && text->at[digits - 1] == '\'')
        size = digits - 1;
    return size < NAME_BYTES ? size : NAME_BYTES;
}

/* The index of the function of that name. */
static int intern(struct tare_callgrind *dump, const struct line *text,
                  size_t *function)
{
    size_t size = name_size(text);
    char raw[NAME_BYTES + 1], *name;

    memcpy(raw, text->at, size);
    raw[size] = '\0';
    name = tare_utf8_clean(raw);
    for (*function = 0; *function < dump->name_count; ++*function)
        if (strcmp(dump->names[*function], name) == 0)
            break;
    if (*function < dump->name_count || *function == NAMES_MAX) {
        free(name);
        return *function < NAMES_MAX ? 0 : -1;
    }
    *TARE_ADD(dump->names, dump->name_count) = name;
    return 0;
}

static int name_id(struct tare_callgrind *dump, size_t id, size_t function)
{
    while (dump->id_count <= id) {
        *TARE_ADD(dump->ids, dump->id_count) = 0;
    }
    if (dump->ids[id] != 0 && dump->ids[id] != function + 1)
        return -1; /* names two */
    dump->ids[id] = function + 1;
    return 0;
}

/* "(12) name" gives a number to a name, "(12)" is the name of that number, and
 * anything else is a name without a number. */
static int take_function(struct tare_callgrind *dump, struct line line,
                         size_t *function)
{
    struct line rest = line;
    double id;

    if (!take(&rest, "(") || take_number(&rest, &id) < 0 || !take(&rest, ")"))
        return is_over(&line) ? -1 : intern(dump, &line, function);
    if (id >= IDS_MAX)
        return -1;
    skip_blanks(&rest);
    if (!is_over(&rest))
        return intern(dump, &rest, function) < 0
                   ? -1
                   : name_id(dump, (size_t)id, *function);
    if (id >= (double)dump->id_count || dump->ids[(size_t)id] == 0)
        return -1;
    *function = dump->ids[(size_t)id] - 1;
    return 0;
}

/* ---- costs --------------------------------------------------------------- */

/* Where something is: a number, one relative to the last, or the same. */
static int skip_position(struct line *line)
{
    struct line word = take_word(line);
    double number;

    if (is_word(&word, "*"))
        return 0;
    if (take(&word, "0x"))
        return is_over(&word) ? -1 : 0;
    if (!take(&word, "+"))
        take(&word, "-");
    return take_number(&word, &number) < 0 || !is_over(&word) ? -1 : 0;
}

/* The numbers of a line: of as many columns as there are, the rest zero. */
static int take_costs(const struct tare_callgrind *dump, struct line *line,
                      double *costs)
{
    memset(costs, 0, TARE_CALLGRIND_EVENTS * sizeof *costs);
    for (size_t i = 0;; i++) {
        double number;

        skip_blanks(line);
        if (is_over(line))
            return 0;
        if (i == dump->column_count || take_number(line, &number) < 0)
            return -1;
        if (dump->events[i] >= 0)
            costs[dump->events[i]] = number;
    }
}

static int add_costs(double *sums, const double *costs)
{
    for (size_t i = 0; i < TARE_CALLGRIND_EVENTS; i++) {
        sums[i] += costs[i];
        if (sums[i] >= NUMBER_MAX)
            return -1;
    }
    return 0;
}

static void add_self(struct tare_callgrind_cost *cost, size_t function,
                     double instructions)
{
    while (cost->count <= function) {
        *TARE_ADD(cost->self, cost->count) = 0;
    }
    cost->self[function] += instructions;
}

double tare_callgrind_self(const struct tare_callgrind_cost *cost,
                           size_t function)
{
    return function < cost->count ? cost->self[function] : 0;
}

/* ---- a part -------------------------------------------------------------- */

/* The part that is being read. */
struct part {
    struct tare_callgrind_cost *cost; /* NULL: it does not count */
    double totals[TARE_CALLGRIND_EVENTS];
    int has_function, has_events;
    int is_inclusive; /* the next line is not the function's own */
    size_t function;
};

static int read_events(struct tare_callgrind *dump, struct line line)
{
    dump->column_count = 0;
    for (;;) {
        struct line word = take_word(&line);

        if (is_over(&word))
            return dump->column_count > 0 ? 0 : -1;
        if (dump->column_count == TARE_CALLGRIND_COLUMNS_MAX)
            return -1;
        dump->events[dump->column_count] = -1;
        for (int i = 0; i < TARE_CALLGRIND_EVENTS; i++)
            if (is_word(&word, event_names[i]))
                dump->events[dump->column_count] = i;
        dump->column_count++;
    }
}

static int read_positions(struct tare_callgrind *dump, struct line line)
{
    struct line word = take_word(&line);

    dump->position_count = 0;
    for (; !is_over(&word); word = take_word(&line))
        dump->position_count++;
    return dump->position_count > 0 && dump->position_count < 4 ? 0 : -1;
}

static int read_cost(struct tare_callgrind *dump, struct part *part,
                     struct line line)
{
    double costs[TARE_CALLGRIND_EVENTS];
    size_t positions = dump->position_count > 0 ? dump->position_count : 1;

    if (!part->has_function || !part->has_events)
        return -1;
    if (part->is_inclusive) {
        part->is_inclusive = 0;
        return 0;
    }
    for (size_t i = 0; i < positions; i++)
        if (skip_position(&line) < 0)
            return -1;
    if (take_costs(dump, &line, costs) < 0)
        return -1;
    if (part->cost != NULL)
        add_self(part->cost, part->function, costs[TARE_CALLGRIND_IR]);
    return add_costs(part->totals, costs);
}

static int read_callee(struct tare_callgrind *dump, const struct part *part,
                       struct line line)
{
    size_t function;

    if (!part->has_function || take_function(dump, line, &function) < 0)
        return -1;
    for (size_t i = 0; dump->callees != NULL && dump->callees[i] != NULL; i++)
        if (part->cost != NULL &&
            strcmp(dump->names[function], dump->callees[i]) == 0)
            dump->caller = part->function + 1;
    return 0;
}

static int is_ours(const struct tare_callgrind *dump, struct line line)
{
    return take(&line, "--dump-before=") && is_word(&line, dump->trigger);
}

/* Texts of which nothing is to be known: files, objects, descriptions. */
static int is_passed_over(const struct line *line)
{
    const char *at = line->at;

    while (at < line->end && ((*at >= 'a' && *at <= 'z') || *at == '_'))
        at++;
    return at > line->at && at < line->end && (*at == ':' || *at == '=');
}

/* A line that is not the last of its part; 0, or -1. */
static int read_line(struct tare_callgrind *dump,
                     struct tare_callgrind_cost *cost, struct part *part,
                     struct line line)
{
    if (is_over(&line) || *line.at == '#')
        return 0;
    if (is_digit(&line) || *line.at == '+' || *line.at == '-' ||
        *line.at == '*')
        return read_cost(dump, part, line);
    if (part->is_inclusive)
        return -1;
    if (take(&line, "fn=")) {
        part->has_function = 1;
        return take_function(dump, line, &part->function);
    }
    if (take(&line, "cfn="))
        return read_callee(dump, part, line);
    if (take(&line, "calls=") || take(&line, "jump=") || take(&line, "jcnd=")) {
        part->is_inclusive = 1;
        return 0;
    }
    if (take(&line, "desc: Trigger: ")) {
        part->cost = is_ours(dump, line) ? cost : NULL;
        return part->has_events ? -1 : 0;
    }
    if (take(&line, "positions:"))
        return read_positions(dump, line);
    if (take(&line, "events:")) {
        part->has_events = 1;
        return read_events(dump, line);
    }
    return is_passed_over(&line) ? 0 : -1;
}

/* Whether the lines add up to what the last one claims. */
static int is_sound(const struct tare_callgrind *dump, const struct part *part,
                    struct line line)
{
    double costs[TARE_CALLGRIND_EVENTS];

    if (!part->has_events || take_costs(dump, &line, costs) < 0)
        return 0;
    for (size_t i = 0; i < TARE_CALLGRIND_EVENTS; i++)
        if (costs[i] < part->totals[i] || costs[i] > part->totals[i])
            return 0;
    return 1;
}

int tare_callgrind_next(struct tare_callgrind *dump,
                        struct tare_callgrind_cost *cost)
{
    struct part part = { 0 };
    struct line line;

    while (next_line(dump, &line)) {
        if (!take(&line, "totals:")) {
            if (read_line(dump, cost, &part, line) < 0)
                return -1;
            continue;
        }
        if (!is_sound(dump, &part, line))
            return -1;
        if (part.cost != NULL)
            return add_costs(cost->totals, part.totals) < 0 ? -1 : 1;
        part = (struct part){ 0 };
    }
    return part.cost != NULL ? -1 : 0; /* it ends in the middle */
}

void tare_callgrind_cost_release(struct tare_callgrind_cost *cost)
{
    free(cost->self);
    *cost = (struct tare_callgrind_cost){ 0 };
}

void tare_callgrind_release(struct tare_callgrind *dump)
{
    for (size_t i = 0; i < dump->name_count; i++)
        free(dump->names[i]);
    free(dump->names);
    free(dump->ids);
    *dump = (struct tare_callgrind){ 0 };
}
