/* SPDX-License-Identifier: MIT */
#include "command/save.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/machine/sanitizers.h"
#include "report/terminal/say.h"
#include "report/terminal/summary.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/folder.h"
#include "store/json_verdict.h"
#include "store/lookup.h"
#include "store/runs.h"
#include "store/store.h"
#include "store/weather.h"

#define VERDICT "verdict.json"

/* ---- before measuring ---------------------------------------------------- */

/* What nobody should be compared with, unless they say so. */
static int check_build(const struct tare_suite *suite, struct tare_err *err)
{
    char names[64];

    for (size_t i = 0; i < suite->count; i++) {
        const struct tare_suite_case *c = &suite->cases[i];

        if (tare_sanitizers_name(c->sanitizers, names, sizeof names))
            return tare_fail_with(
                err, TARE_EUSAGE,
                "a build with a sanitizer (%s) cannot be a baseline: build "
                "without it, or use --any-build",
                names);
        if (!c->optimized)
            return tare_fail_with(
                err, TARE_EUSAGE,
                "a build without optimisation (%.100s) cannot be a baseline: "
                "compile with -O2, or use --any-build",
                c->identity.id);
    }
    return 0;
}

int tare_save_check(const struct tare_suite *suite,
                    const struct tare_options *options, struct tare_err *err)
{
    struct tare_store store;
    int status = tare_store_check_name(options->save_baseline, err);

    if (status == 0 && !options->any_build)
        status = check_build(suite, err);
    if (status == 0)
        status = tare_store_open_to_write(&store, options->store, err);
    if (status == 0)
        tare_store_close(&store);
    return status;
}

/* ---- executables --------------------------------------------------------- */

static char *keep_file(struct tare_store *store, const char *path, int *status,
                       struct tare_err *err)
{
    char hash[TARE_HASH_SIZE];

    *status = tare_store_keep(store, path, hash, err);
    return *status == 0 ? tare_strdup(hash) : NULL;
}

/* The file as it was when the suite was made, not what is there now. */
static char *source_of(const struct tare_suite_binary *binary)
{
    struct tare_buf path = { 0 };

    if (binary->fd < 0)
        return tare_strdup(binary->path);
    tare_buf_printf(&path, "/proc/self/fd/%d", binary->fd);
    return tare_buf_detach(&path);
}

static int keep_binary(struct tare_store *store, struct tare_binary *binary,
                       const struct tare_suite_binary *from,
                       struct tare_err *err)
{
    char *source = source_of(from);
    int status;

    free(binary->hash);
    binary->hash = keep_file(store, source, &status, err);
    for (size_t i = 0; i < binary->library_count && status == 0; i++) {
        struct tare_loaded *library = &binary->libraries[i];

        free(library->hash);
        library->hash = keep_file(store, library->path, &status, err);
    }
    binary->is_kept = status == 0;
    free(source);
    return status;
}

static int keep_binaries(struct tare_store *store, struct tare_run *run,
                         const struct tare_suite *suite, struct tare_err *err)
{
    int status = 0;

    for (size_t i = 0; i < run->binary_count && status == 0; i++)
        status =
            keep_binary(store, &run->binaries[i], &suite->binaries[i], err);
    return status;
}

/* ---- what would be lost -------------------------------------------------- */

/* A measured case that one has and the other lacks, and how many there are of
 * those; NULL for none. */
static const struct tare_case *
find_lost(const struct tare_run *old, const struct tare_run *new, size_t *lost)
{
    struct tare_cases_by_id before, after;
    const struct tare_case *first = NULL;

    tare_cases_sort(&before, old, tare_case_is_measured);
    tare_cases_sort(&after, new, tare_case_is_measured);
    *lost = 0;
    for (size_t i = 0; i < before.count; i++)
        if (tare_cases_find(&after, before.items[i]) == NULL) {
            first = *lost > 0 ? first : before.items[i];
            ++*lost;
        }
    free(before.items);
    free(after.items);
    return first;
}

/* Whether the run may take the place of what is there.  A baseline that cannot
 * be read is no loss. */
static int check_loss(const struct tare_store *store, const char *name,
                      const struct tare_run *run, struct tare_err *err)
{
    struct tare_run old = { 0 };
    const struct tare_case *first = NULL;
    size_t lost = 0;
    int status = 0;

    if (tare_summary_count(run, TARE_STATUS_OK) == 0)
        return tare_fail_with(err, TARE_EBENCH,
                              "%s: not saved: no case was measured", name);
    if (tare_store_has(store, name) &&
        tare_store_load(store, name, &old, TARE_LOAD_LAUNCHES, NULL) == 0)
        first = find_lost(&old, run, &lost);
    if (first != NULL)
        status =
            tare_fail_with(err, TARE_EBENCH,
                           "baseline \"%s\" unchanged: this run did not "
                           "measure %zu of its cases, such as %.100s: save "
                           "under another name, or use --replace-baseline",
                           name, lost, first->identity.id);
    tare_run_release(&old);
    return status;
}

int tare_save_baseline(struct tare_run *run, const struct tare_suite *suite,
                       const struct tare_options *options, struct tare_err *err)
{
    const char *name = options->save_baseline;
    struct tare_store store;
    int status;

    if (run->interrupted) { /* which has a status of its own */
        tare_say("interrupted: baseline \"%s\" unchanged", name);
        return 0;
    }
    status = tare_store_open_to_write(&store, options->store, err);
    if (status < 0)
        return status;
    if (!options->replace_baseline)
        status = check_loss(&store, name, run, err);
    if (status == 0 && !options->no_keep_binary)
        status = keep_binaries(&store, run, suite, err);
    if (status == 0)
        status = tare_store_save(&store, name, run, err);
    tare_store_close(&store);
    if (status == 0 && !options->quiet)
        tare_say("saved as baseline \"%s\" in %s%s", name, options->store,
                 options->no_keep_binary ? ", without its executables" : "");
    return status;
}

/* ---- without being asked ------------------------------------------------- */

static void remove_file(const char *path)
{
    struct stat facts;

    if (lstat(path, &facts) == 0 && S_ISREG(facts.st_mode))
        unlink(path);
}

void tare_save_no_verdict(const struct tare_options *options)
{
    struct tare_folder folder = { 0 };

    if (options->verdict != NULL)
        remove_file(options->verdict);
    if (!options->discard_baseline &&
        tare_folder_open(&folder, options->store, NULL) == 0 &&
        tare_folder_has(&folder, VERDICT))
        unlinkat(folder.fd, VERDICT, 0); /* a link itself */
    tare_folder_close(&folder);
}

static void say_not_kept(const char *what, const struct tare_options *options,
                         const struct tare_err *err)
{
    if (!options->quiet)
        tare_say("%s was not saved: %s", what, err->text);
}

void tare_save_last(const struct tare_run *run,
                    const struct tare_options *options)
{
    struct tare_err err = { 0 };
    char *path = NULL;

    if (!options->discard_baseline &&
        tare_runs_add(options->store, run, &path, &err) < 0)
        say_not_kept("this run", options, &err);
    if (!options->discard_baseline && !run->interrupted)
        tare_weather_remember(options->store, &run->machine, &run->weather,
                              NULL); /* the next run knows less, that is all */
    free(path);
}

void tare_save_verdict(const struct tare_comparison *comparison,
                       const char *outcome, int status,
                       const struct tare_options *options)
{
    struct tare_folder folder = { 0 };
    struct tare_err err = { 0 };
    int saved;

    if (options->discard_baseline)
        return;
    saved = tare_folder_make(&folder, options->store, &err);
    if (saved == 0)
        saved = tare_verdict_save_in(comparison, outcome, status, &folder,
                                     VERDICT, &err);
    if (saved < 0)
        say_not_kept("the verdict", options, &err);
    tare_folder_close(&folder);
}
