/* SPDX-License-Identifier: MIT */
/* What is stored: shown, checked, removed, carried elsewhere. */
#include "command/command.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/stored.h"
#include "report/terminal/text.h"
#include "store/alloc.h"
#include "store/bundle.h"
#include "store/hashes.h"
#include "store/path.h"
#include "store/store.h"
#include "store/words.h"

#define SUFFIX ".tare" /* of exported files */

/* The words after the action. */
struct request {
    const struct tare_options *options;
    char **words; /* borrowed */
    size_t count;
};

/* ---- the actions --------------------------------------------------------- */

static int list(struct tare_store *store, const struct request *request,
                struct tare_err *err)
{
    return tare_stored_print(store, request->options->json, err);
}

static int path(struct tare_store *store, const struct request *request,
                struct tare_err *err)
{
    int status = tare_store_check_has(store, request->words[0], err);

    if (status == 0) {
        char *text = tare_store_path(store, request->words[0]);

        puts(text);
        free(text);
    }
    return status;
}

/* Whether all that are named are there. */
static int check_all(struct tare_store *store, const struct request *request,
                     struct tare_err *err)
{
    int status = 0;

    for (size_t i = 0; i < request->count && status == 0; i++)
        status = tare_store_check_has(store, request->words[i], err);
    return status;
}

/* Prints how it is; its run is not needed. */
static int verify_one(const struct tare_store *store, const char *name)
{
    struct tare_buf line = { 0 };
    struct tare_hashes kept = { 0 };
    struct tare_run run = { 0 };
    struct tare_err err = { 0 };
    int status = tare_store_verify(store, name, &run, &err);

    tare_text_show(&line, name);
    tare_hashes_add_kept(&kept, &run);
    if (status == 0) {
        tare_buf_printf(&line, ": good (cases: %zu, kept files: %zu)",
                        run.case_count, kept.count);
    } else {
        tare_buf_puts(&line, ": bad: ");
        tare_text_show(&line, err.text);
    }
    puts(tare_buf_text(&line));
    tare_hashes_release(&kept);
    tare_buf_release(&line);
    tare_run_release(&run);
    return status;
}

static int verify_these(const struct tare_store *store, char *const *names,
                        size_t count, struct tare_err *err)
{
    size_t bad = 0;

    if (count == 0)
        return tare_fail_with(err, TARE_ENOTHING, "no baselines in %s",
                              store->root);
    for (size_t i = 0; i < count; i++)
        bad += verify_one(store, names[i]) < 0;
    if (bad == 0)
        return 0;
    return tare_fail_with(err, TARE_EBASELINE,
                          "%zu of %zu cannot be used: delete them with tare "
                          "baseline remove, or measure again to replace them",
                          bad, count);
}

static int verify(struct tare_store *store, const struct request *request,
                  struct tare_err *err)
{
    size_t count = 0;
    char **all;
    int status = check_all(store, request, err);

    if (status < 0)
        return status;
    if (request->count > 0)
        return verify_these(store, request->words, request->count, err);
    all = tare_store_list(store, &count, err);
    status =
        all != NULL ? verify_these(store, all, count, err) : TARE_EBASELINE;
    tare_names_free(all, count);
    return status;
}

static int remove_all(struct tare_store *store, const struct request *request,
                      struct tare_err *err)
{
    int status = 0;

    for (size_t i = 0; i < request->count && status == 0; i++)
        status = tare_store_remove(store, request->words[i], err);
    return status;
}

static int export(struct tare_store *store, const struct request *request,
                  struct tare_err *err)
{
    const char *name = request->words[0];
    struct tare_buf target = { 0 };
    int status;

    if (request->count > 1)
        tare_buf_puts(&target, request->words[1]);
    else
        tare_buf_printf(&target, "%s" SUFFIX, name);
    status = tare_bundle_export(store, name, target.data, err);
    tare_buf_release(&target);
    return status;
}

/* What was asked for, or the file's name without folder and suffix.
 * Returned. */
static char *name_of(const struct request *request)
{
    char *name;
    size_t length;

    if (request->count > 1)
        return tare_strdup(request->words[1]);
    name = tare_strdup(tare_path_name(request->words[0]));
    length = strlen(name);
    if (length > strlen(SUFFIX) && tare_ends(name, SUFFIX))
        name[length - strlen(SUFFIX)] = '\0';
    return name;
}

static int import(struct tare_store *store, const struct request *request,
                  struct tare_err *err)
{
    char *name = name_of(request);
    int status;

    if (tare_store_has(store, name) && !request->options->replace)
        status =
            tare_fail_with(err, TARE_EUSAGE,
                           "%s: this baseline already exists: replace it with "
                           "--replace, or import FILE NAME under another name",
                           name);
    else
        status = tare_bundle_import(store, name, request->words[0], err);
    free(name);
    return status;
}

/* ---- the store they work in ---------------------------------------------- */

typedef int opener(struct tare_store *store, const char *root,
                   struct tare_err *err);
typedef int worker(struct tare_store *store, const struct request *request,
                   struct tare_err *err);

static int work(const struct request *request, opener *open, worker *act,
                struct tare_err *err)
{
    struct tare_store store;
    int status = open(&store, request->options->store, err);

    if (status < 0)
        return status;
    status = act(&store, request, err);
    tare_store_close(&store);
    return status;
}

/* Makes no store where there is none. */
static int check_removed(const struct request *request, struct tare_err *err)
{
    return work(request, tare_store_open, check_all, err);
}

static int check_imported(const struct request *request, struct tare_err *err)
{
    char *name = name_of(request);
    int status = tare_store_check_name(name, err);

    free(name);
    return status;
}

/* ---- the verb ------------------------------------------------------------ */

struct action {
    const char *name, *arguments, *summary;
    size_t least, most; /* words */
    int takes_json, takes_replace;
    worker *act;
    opener *open;
    int (*check)(const struct request *request, struct tare_err *err);
};

static const struct action actions[] = {
    { "list", "[--json]", "what is stored", 0, 0, 1, 0, list, tare_store_open,
      NULL },
    { "path", "NAME", "print the path of its record", 1, 1, 0, 0, path,
      tare_store_open, NULL },
    { "verify", "[NAME...]", "check records and kept files for damage", 0,
      SIZE_MAX, 0, 0, verify, tare_store_open, NULL },
    { "remove", "NAME...", "delete them and the files that only they use", 1,
      SIZE_MAX, 0, 0, remove_all, tare_store_open_to_write, check_removed },
    { "export", "NAME [FILE]",
      "write one file, NAME" SUFFIX ", for tar and import", 1, 2, 0, 0, export,
      tare_store_open, NULL },
    { "import", "[--replace] FILE [NAME]", "read a file that export wrote", 1,
      2, 0, 1, import, tare_store_open_to_write, check_imported },
};

enum {
    ACTIONS = sizeof actions / sizeof *actions
};

/* Stands above the options. */
static void describe(struct tare_buf *help)
{
    tare_buf_puts(help, "Usage: tare baseline ACTION ...\n\n"
                        "Shows, checks, removes and carries baselines.\n\n"
                        "Actions:\n");
    for (size_t i = 0; i < ACTIONS; i++)
        tare_buf_printf(help, "%s  %-6s %-24s %s", i > 0 ? "\n" : "",
                        actions[i].name, actions[i].arguments,
                        actions[i].summary);
}

static int take_action(const struct request *request, const char *name,
                       struct tare_err *err)
{
    for (size_t i = 0; i < ACTIONS; i++) {
        const struct action *action = &actions[i];
        int status = 0;

        if (strcmp(action->name, name) != 0)
            continue;
        if (request->count < action->least || request->count > action->most ||
            request->options->json > action->takes_json ||
            request->options->replace > action->takes_replace)
            return tare_fail_with(
                err, TARE_EUSAGE,
                "baseline: wrong arguments: the usage is tare baseline %s %s",
                name, action->arguments);
        if (action->check != NULL)
            status = action->check(request, err);
        return status == 0 ? work(request, action->open, action->act, err)
                           : status;
    }
    return tare_fail_with(
        err, TARE_EUSAGE,
        "baseline: unknown action \"%.60s\"; tare baseline --help lists all",
        name);
}

static int act(struct tare_options *options, struct tare_err *err)
{
    struct request request = { .options = options };

    for (size_t i = 0; i < options->after.count; i++)
        tare_words_add(&options->operands, options->after.items[i]);
    if (options->operands.count == 0)
        return tare_fail_with(
            err, TARE_EUSAGE,
            "baseline: missing action; tare baseline --help lists all");
    request.words = options->operands.items + 1;
    request.count = options->operands.count - 1;
    return take_action(&request, options->operands.items[0], err);
}

int tare_verb_baseline(int count, char **words, struct tare_err *err)
{
    struct tare_buf help = { 0 };
    int status;

    describe(&help);
    status =
        tare_options_run(TARE_VERB_BASELINE, count, words, help.data, act, err);
    tare_buf_release(&help);
    return status;
}
