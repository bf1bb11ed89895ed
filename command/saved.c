/* SPDX-License-Identifier: MIT */
/* Saved runs: by their names, and the cases of them that are chosen. */
#include "command/saved.h"

#include <string.h>
#include <unistd.h>

#include "command/exports.h"
#include "store/store.h"

enum tare_load_depth tare_saved_depth(const struct tare_options *options)
{
    return tare_exports_wanted(options) || options->report != NULL ||
                   options->verb == TARE_VERB_EXPORT ||
                   options->verb == TARE_VERB_REPORT
               ? TARE_LOAD_ALL
               : TARE_LOAD_LAUNCHES;
}

/* A baseline goes before a file of its name, unless the name has a folder. */
int tare_saved_load(struct tare_run *run, const char *name,
                    const struct tare_options *options,
                    enum tare_load_depth depth, struct tare_err *err)
{
    struct tare_store store;
    int status;

    if (strchr(name, '/') != NULL || strcmp(name, "-") == 0)
        return tare_run_load(run, name, depth, err);
    status = tare_store_open(&store, options->store, err);
    if (status < 0)
        return status;
    if (!tare_store_has(&store, name) && access(name, F_OK) == 0)
        status = tare_run_load(run, name, depth, err);
    else if (!tare_store_has(&store, name))
        status = tare_fail_with(
            err, TARE_EBASELINE,
            "%.200s: no such file, and no baseline of that name in %s", name,
            store.root);
    else
        status = tare_store_load(&store, name, run, depth, err);
    tare_store_close(&store);
    return status;
}

int tare_saved_choose(struct tare_run *run,
                      const struct tare_case_choice *choice,
                      struct tare_err *err)
{
    struct tare_choice chosen = tare_chosen_cases(choice);
    struct tare_chooser chooser;
    int status = tare_chooser_open(&chooser, &chosen, err);

    if (status < 0)
        return status;
    tare_run_keep(run, tare_chooser_takes, &chooser);
    tare_chooser_close(&chooser);
    return 0;
}
