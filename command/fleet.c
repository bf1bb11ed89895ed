/* SPDX-License-Identifier: MIT */
/* tare fleet: one duel on several kinds of machines. */
#include "command/command.h"

#include <stdlib.h>
#include <string.h>

#include "command/comparing.h"
#include "command/outcomes.h"
#include "command/verbosity.h"
#include "harness/judge/fleet_check.h"
#include "report/terminal/fleet.h"
#include "store/alloc.h"
#include "store/input.h"
#include "store/json_check.h"
#include "store/json_verdict.h"
#include "store/load.h"
#include "store/path.h"
#include "store/words.h"

enum {
    NAME_MOST = 64
};

static const char help[] =
    "Usage: tare fleet [OPTIONS] [NAME=]RECORD...\n\n"
    "Judges the records of one duel that was measured on several kinds of "
    "machines: each\nmachine by itself, with its share of the allowed error, "
    "and all of them by a rule.";

struct fleet {
    struct tare_fleet_machine *machines;
    char **names; /* owned */
    size_t count;
    enum tare_fleet_rule rule;
    struct tare_comparison comparison;
};

/* ---- which machines ------------------------------------------------------ */

/* A comma would part it in --rule, and there two words mean something. */
static int is_name(const char *name)
{
    return name[0] != '\0' && strlen(name) <= NAME_MOST &&
           strchr(name, ',') == NULL && strcmp(name, "any") != 0 &&
           strcmp(name, "all") != 0;
}

static int check_name(const struct fleet *fleet, size_t index,
                      struct tare_err *err)
{
    const char *name = fleet->names[index];

    if (!is_name(name))
        return tare_fail_with(err, TARE_EUSAGE,
                              "\"%.80s\" cannot be the name of a machine: give "
                              "it another one, NAME=RECORD, of up to %d "
                              "characters without commas, and not any or all",
                              name, NAME_MOST);
    for (size_t i = 0; i < index; i++)
        if (strcmp(fleet->names[i], name) == 0)
            return tare_fail_with(err, TARE_EUSAGE,
                                  "two machines are called \"%.80s\": give one "
                                  "of them another name, NAME=RECORD",
                                  name);
    return 0;
}

/* "NAME=RECORD", or the file alone, whose name without its ending it is then. */
static int name_machine(struct fleet *fleet, size_t index, char *word,
                        struct tare_err *err)
{
    char *equals = strchr(word, '=');
    char *name;

    if (equals != NULL && memchr(word, '/', (size_t)(equals - word)) == NULL) {
        fleet->machines[index].path = equals + 1;
        name = tare_strdup(word);
        name[equals - word] = '\0';
    } else {
        fleet->machines[index].path = word;
        name = tare_strdup(tare_path_name(word));
        if (tare_ends(name, ".json"))
            name[strlen(name) - strlen(".json")] = '\0';
    }
    fleet->machines[index].name = fleet->names[index] = name;
    fleet->machines[index].is_deciding = 1;
    return check_name(fleet, index, err);
}

static int name_all(struct fleet *fleet, const struct tare_words *words,
                    struct tare_err *err)
{
    int status = 0;

    if (words->count < 2)
        return tare_fail_with(err, TARE_EUSAGE,
                              "fleet needs the records of two machines or "
                              "more: [NAME=]RECORD... (tare fleet --help)");
    for (size_t i = 0; i < words->count && status == 0; i++)
        status = name_machine(fleet, i, words->items[i], err);
    return status;
}

/* ---- the rule ------------------------------------------------------------ */

static int choose_machine(struct fleet *fleet, const char *name, size_t length,
                          struct tare_err *err)
{
    for (size_t i = 0; i < fleet->count; i++)
        if (strlen(fleet->names[i]) == length &&
            strncmp(fleet->names[i], name, length) == 0) {
            fleet->machines[i].is_deciding = 1;
            return 0;
        }
    return tare_fail_with(
        err, TARE_EUSAGE,
        "--rule: no machine is called \"%.*s\": use any, all, "
        "or names of machines with commas between",
        length < 80 ? (int)length : 80, name);
}

static int read_rule(struct fleet *fleet, const char *rule,
                     struct tare_err *err)
{
    int status = 0;

    if (rule == NULL || strcmp(rule, "any") == 0)
        return 0;
    if (strcmp(rule, "all") == 0) {
        fleet->rule = TARE_FLEET_ALL;
        return 0;
    }
    for (size_t i = 0; i < fleet->count; i++)
        fleet->machines[i].is_deciding = 0;
    for (size_t length; status == 0; rule += length + 1) {
        length = strcspn(rule, ",");
        status = choose_machine(fleet, rule, length, err);
        if (rule[length] == '\0')
            break;
    }
    return status;
}

/* ---- judging ------------------------------------------------------------- */

static int load(struct tare_fleet_machine *machine, struct tare_err *err)
{
    const char *path = machine->path;

    machine->path = tare_input_name(path);
    return tare_run_load_hashed(&machine->run, path, TARE_LOAD_ALL,
                                machine->hash, err);
}

static void judge(struct fleet *fleet, const struct tare_options *options)
{
    double alpha =
        options->alpha > 0 ? options->alpha : fleet->machines[0].run.duel.alpha;

    tare_fleet_judge(&fleet->comparison, fleet->machines, fleet->count,
                     fleet->rule, alpha);
    tare_comparison_note(
        &fleet->comparison, "rule",
        "%s; the chance of a false alarm is %.3g for all %zu machines, and "
        "%.3g "
        "for each",
        options->rule == NULL || strcmp(options->rule, "any") == 0
            ? "a case regressed if it did on any machine"
        : fleet->rule == TARE_FLEET_ALL
            ? "a case regressed if it did on all machines"
            : "a case regressed if it did on a machine that decides",
        alpha, fleet->count, alpha / (double)fleet->count);
}

static int conclude(const struct fleet *fleet,
                    const struct tare_options *options, struct tare_err *err)
{
    struct tare_policy policy = TARE_COMPARING_POLICY;
    FILE *stream = tare_verbosity_stream(options);
    struct tare_style style = tare_verbosity_style(stream, options);
    int status = tare_policy_status(&policy, &fleet->comparison);
    int written = 0;

    tare_fleet_print(&fleet->comparison, stream, &style,
                     tare_verbosity_detail(options));
    fflush(stream);
    if (options->verdict != NULL)
        written =
            tare_verdict_save(&fleet->comparison,
                              tare_policy_outcome(&policy, &fleet->comparison),
                              status, options->verdict, err);
    return written < 0 ? written : -status;
}

static void release(struct fleet *fleet)
{
    for (size_t i = 0; i < fleet->count; i++) {
        tare_run_release(&fleet->machines[i].run);
        free(fleet->names[i]);
    }
    free(fleet->machines);
    free(fleet->names);
    tare_comparison_release(&fleet->comparison);
}

static int combine(struct tare_options *options, struct tare_err *err)
{
    size_t count = options->operands.count;
    struct fleet fleet = { tare_alloc(count, sizeof *fleet.machines),
                           tare_alloc(count, sizeof *fleet.names),
                           count,
                           TARE_FLEET_ANY,
                           { 0 } };
    int status = tare_json_check(err);

    if (status == 0)
        status = name_all(&fleet, &options->operands, err);
    if (status == 0)
        status = read_rule(&fleet, options->rule, err);
    for (size_t i = 0; i < count && status == 0; i++)
        status = load(&fleet.machines[i], err);
    if (status == 0)
        status = tare_fleet_check(fleet.machines, count, err);
    if (status == 0) {
        judge(&fleet, options);
        status = conclude(&fleet, options, err);
    }
    release(&fleet);
    return status;
}

int tare_verb_fleet(int count, char **words, struct tare_err *err)
{
    return tare_options_run(TARE_VERB_FLEET, count, words, help, combine, err);
}
