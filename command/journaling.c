/* SPDX-License-Identifier: MIT */
#include "command/journaling.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command/asked.h"
#include "command/facts.h"
#include "report/terminal/say.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/hash.h"
#include "store/input.h"
#include "store/signals.h"

#define SELF "/proc/self/exe"

enum {
    FILE_MOST = 1 << 30,
    HASH_SHOWN = 12,
    VALUE_SHOWN = 60
};

/* What makes a machine another one; of its memory, a reboot finds more or less. */
static const char *const machine_facts[] = {
    "host",      "architecture", "cpu",          "cpu_vendor", "cpu_family",
    "cpu_model", "cpu_stepping", "hypervisor",   "cpus",       "kernel",
    "libc",      "governor",     "cpus_allowed", NULL
};

/* ---- what it belongs to -------------------------------------------------- */

/* What is too large to be hashed is known by its size and time. */
static void describe_file(char text[TARE_HASH_SIZE], const char *path)
{
    struct stat facts;

    if (stat(path, &facts) != 0)
        snprintf(text, TARE_HASH_SIZE, "not there");
    else
        snprintf(text, TARE_HASH_SIZE, "%lld bytes of %lld.%09ld",
                 (long long)facts.st_size, (long long)facts.st_mtim.tv_sec,
                 facts.st_mtim.tv_nsec);
}

static void add_file(struct tare_journal_head *head, const char *what,
                     const char *path)
{
    char hash[TARE_HASH_SIZE], *bytes;
    struct tare_buf text = { 0 };
    size_t size;

    if (tare_input_read(&bytes, &size, path, FILE_MOST, NULL) == 0) {
        tare_hash(hash, bytes, size);
        free(bytes);
    } else {
        describe_file(hash, path);
    }
    tare_buf_printf(&text, "the content of %s", what);
    tare_asked_add(&head->asked, &head->count, text.data, hash);
    tare_buf_release(&text);
}

static void add_suite(struct tare_journal_head *head,
                      const struct tare_suite *suite)
{
    struct tare_hasher hasher;
    char hash[TARE_HASH_SIZE];

    for (size_t i = 0; i < suite->binary_count; i++)
        if (strcmp(suite->binaries[i].exec, SELF) != 0)
            add_file(head, suite->binaries[i].path, suite->binaries[i].exec);
    tare_hasher_init(&hasher);
    for (size_t i = 0; i < suite->count; i++)
        tare_hasher_add(&hasher, suite->cases[i].identity.id,
                        strlen(suite->cases[i].identity.id) + 1);
    tare_hasher_finish(&hasher, hash);
    tare_asked_add(&head->asked, &head->count, "the list of cases", hash);
}

/* Its run is borrowed from the subject: only what was asked is to be freed. */
static void describe(struct tare_journal_head *head,
                     const struct tare_journaled *subject,
                     const struct tare_rounds_settings *settings,
                     const struct tare_options *options)
{
    head->run = *subject->run;
    head->run.seed = settings->seed;
    head->run.weather = settings->before;
    tare_asked_options(&head->asked, &head->count, options);
    add_file(head, options->is_own ? subject->run->binaries[0].path : "tare",
             SELF);
    for (size_t i = 0; i < 2 && subject->suites[i] != NULL; i++)
        add_suite(head, subject->suites[i]);
    if (subject->policy != NULL)
        add_file(head, subject->policy, subject->policy);
}

static void forget(struct tare_journal_head *head)
{
    head->run = (struct tare_run){ 0 };
    tare_journal_head_release(head);
}

static char *name_of(const struct tare_journaled *subject,
                     const struct tare_options *options)
{
    const struct tare_cut *cut = &subject->run->cut;
    unsigned index = cut->shard_count > 0 ? cut->shards[0].index : 0;
    const char *program = options->is_own && subject->run->binary_count > 0
                              ? subject->run->binaries[0].path
                              : NULL;

    return tare_asked_name(options, program, index, cut->of);
}

/* ---- whether it is the same ---------------------------------------------- */

/* As much of a value as people want to see. */
static int shown(const char *value)
{
    return tare_hash_is_valid(value) ? HASH_SHOWN : VALUE_SHOWN;
}

static int refuse(const struct tare_journal *journal, const char *what,
                  const char *before, const char *now, struct tare_err *err)
{
    return tare_fail_with(err, TARE_EUSAGE,
                          "--resume: %.100s was %.*s when %.150s was begun, "
                          "and is %.*s now: run it as it was, or leave out "
                          "--resume to start anew",
                          what, shown(before), before, journal->path,
                          shown(now), now);
}

/* Where the value begins, behind ": "; the end when there is none. */
static const char *value_in(const char *text)
{
    const char *colon = strstr(text, ": ");

    return colon != NULL ? colon + 2 : text + strlen(text);
}

static int has(const struct tare_journal_head *head, const char *text)
{
    for (size_t i = 0; i < head->count; i++)
        if (strcmp(head->asked[i], text) == 0)
            return 1;
    return 0;
}

/* What one of them asks of the same thing as the text, and the other does not. */
static const char *value_of(const struct tare_journal_head *one,
                            const struct tare_journal_head *other,
                            const char *text)
{
    size_t length = (size_t)(value_in(text) - text);

    for (size_t i = 0; i < one->count; i++)
        if (strncmp(one->asked[i], text, length) == 0 &&
            !has(other, one->asked[i]))
            return one->asked[i] + length;
    return "not given";
}

static int check_asked(const struct tare_journal *journal,
                       const struct tare_journal_head *then,
                       const struct tare_journal_head *now,
                       struct tare_err *err)
{
    for (size_t i = 0; i < then->count + now->count; i++) {
        const char *text =
            i < then->count ? then->asked[i] : now->asked[i - then->count];
        char what[100];

        if (has(then, text) && has(now, text))
            continue;
        snprintf(what, sizeof what, "%.*s", (int)strcspn(text, ":"), text);
        return refuse(journal, what, value_of(then, now, text),
                      value_of(now, then, text), err);
    }
    return 0;
}

static void show_fact(char text[80], const struct tare_facts *facts,
                      const char *name)
{
    const struct tare_fact *fact = tare_facts_find(facts, name);

    if (fact == NULL)
        snprintf(text, 80, "not known");
    else if (fact->kind == TARE_FACT_TEXT)
        snprintf(text, 80, "%s", fact->text);
    else
        snprintf(text, 80, "%.15g", fact->number);
}

static int check_machine(const struct tare_journal *journal,
                         const struct tare_facts *then,
                         const struct tare_facts *now, struct tare_err *err)
{
    for (size_t i = 0; machine_facts[i] != NULL; i++) {
        char what[80], before[80], after[80];

        show_fact(before, then, machine_facts[i]);
        show_fact(after, now, machine_facts[i]);
        snprintf(what, sizeof what, "this machine's \"%s\"", machine_facts[i]);
        if (strcmp(before, after) != 0)
            return refuse(journal, what, before, after, err);
    }
    return 0;
}

/* ---- going on ------------------------------------------------------------ */

static void take_over(struct tare_journal *journal,
                      const struct tare_journal_head *then,
                      struct tare_run *run,
                      struct tare_rounds_settings *settings)
{
    free(run->started);
    run->started = tare_strdup(then->run.started);
    settings->seed = then->run.seed;
    settings->before = then->run.weather;
    for (size_t i = 0; i < journal->resumed_count; i++)
        *TARE_ADD(run->resumed, run->resumed_count) =
            tare_strdup(journal->resumed[i]);
}

static int go_on(struct tare_journal *journal,
                 const struct tare_journal_head *then,
                 const struct tare_journal_head *now, struct tare_err *err)
{
    int status =
        check_machine(journal, &then->run.machine, &now->run.machine, err);
    char *time;

    if (status == 0)
        status = check_asked(journal, then, now, err);
    if (status < 0)
        return status;
    time = tare_facts_now();
    status = tare_journal_go_on(journal, time, err);
    free(time);
    return status;
}

/* Goes on, if that is asked for and possible, or begins. */
static int choose(struct tare_journal *journal,
                  const struct tare_journaled *subject,
                  struct tare_rounds_settings *settings,
                  const struct tare_options *options, struct tare_err *err)
{
    struct tare_journal_head now = { 0 }, then = { 0 };
    int found = options->resume ? tare_journal_load(journal, &then, err) : 0;
    int status = found < 0 ? found : 0;

    describe(&now, subject, settings, options);
    if (found > 0) {
        status = go_on(journal, &then, &now, err);
        if (status == 0)
            take_over(journal, &then, subject->run, settings);
        if (status == 0 && !options->quiet)
            tare_say("going on after %zu launches, which took %.1f s",
                     journal->launches, (double)journal->elapsed_ns * 1e-9);
        tare_journal_head_release(&then);
    } else if (found == 0) {
        status = tare_journal_begin(journal, &now, err);
        if (status == 0 && options->resume && !options->quiet)
            tare_say("nothing to resume: no interrupted run of this in "
                     "%s/journal; it begins now",
                     options->store);
    }
    forget(&now);
    return status;
}

static int is_noted(const struct tare_options *options)
{
    return (options->verb & (TARE_VERB_TRIAL | TARE_VERB_VARIANTS)) == 0 &&
           !options->test && (!options->discard_baseline || options->resume);
}

int tare_journaling_begin(struct tare_journal *journal,
                          const struct tare_journaled *subject,
                          struct tare_rounds_settings *settings,
                          const struct tare_options *options,
                          struct tare_err *err)
{
    char *name;
    int status;

    if (!is_noted(options))
        return 0;
    name = name_of(subject, options);
    status = tare_journal_open(journal, options->store, name,
                               options->resume ? err : NULL);
    free(name);
    if (status == 0) {
        status = choose(journal, subject, settings, options,
                        options->resume ? err : NULL);
        if (status == 0)
            settings->journal = journal;
        else
            tare_journal_close(journal, 0);
    }
    return options->resume ? status : 0;
}

int tare_journaling_check(const struct tare_journal *journal,
                          struct tare_err *err)
{
    if (journal->err.code != TARE_OK)
        return tare_fail_with(err, journal->err.code, "%s", journal->err.text);
    if (journal->path != NULL && tare_journal_is_replaying(journal) &&
        tare_signals_number() > 0)
        return 128 + tare_signals_number();
    return 0;
}

void tare_journaling_end(struct tare_journal *journal, int is_saved,
                         const struct tare_options *options)
{
    if (journal->path == NULL)
        return;
    if (!options->quiet && journal->trouble != NULL)
        tare_say("%s: cannot be written: %s: this cannot be resumed",
                 journal->path, journal->trouble);
    else if (!options->quiet && !is_saved)
        tare_say("the same command with --resume goes on from here");
    tare_journal_close(journal, is_saved);
}
