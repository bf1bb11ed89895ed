/* SPDX-License-Identifier: MIT */
/*
 * The builds of a race, from the names of their files to one suite that is
 * measured from fresh copies.
 *
 *     struct tare_racing racing = { 0 };
 *     status = tare_racing_gather(&racing, builds, count, &choice, err);
 *     if (status == 0)
 *         status = tare_run_race(&racing, options, err);
 *     tare_racing_release(&racing);
 */
#ifndef TARE_COMMAND_RACING_H
#define TARE_COMMAND_RACING_H

#include "command/command.h"
#include "harness/run/copies.h"
#include "store/record.h"

/* Borrowed. */
struct tare_build {
    const char *name;
    const char *path;
    const char *odd_path; /* for every second benchmark; NULL: the same */
    const char *line;     /* what it was built with; NULL: not said */
};

struct tare_racing {
    struct tare_duel_side side; /* all of them; the first build twice */
    struct tare_copy_folder folder;
    struct tare_copies copies;
    struct tare_facts settings; /* for the record: what was left out and why */
    struct tare_facts *builds;  /* and of each binary of the side */
};

/* Refuses a name that cannot be one, or is there twice. */
int tare_racing_check_name(const struct tare_build *builds, size_t count,
                           struct tare_err *err);

/* The cases that all builds have; a build that is the same file as one before is
 * left out.  Fewer than two are refused. */
int tare_racing_gather(struct tare_racing *racing,
                       const struct tare_build *builds, size_t count,
                       const struct tare_case_choice *choice,
                       struct tare_err *err);

/* What the record is to say of the builds. */
void tare_racing_note(const struct tare_racing *racing, struct tare_run *run);

void tare_racing_release(struct tare_racing *racing);

/* run.c: measures, shows and keeps it as a run. */
int tare_run_race(struct tare_racing *racing,
                  const struct tare_options *options, struct tare_err *err);

#endif
