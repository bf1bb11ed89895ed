/* SPDX-License-Identifier: MIT */
#include "command/verbs.h"

#include <string.h>

#include "command/command.h"

const struct tare_verb tare_verbs[] = {
    { "init", TARE_VERB_INIT, "[make|cmake|meson]",
      "write a first benchmark for this project, and run it", tare_verb_init },
    { "run", TARE_VERB_RUN, "[OPTIONS] BINARY... [-- FILTER...]",
      "measure the benchmarks of these binaries as one suite", tare_verb_run },
    { "profile", TARE_VERB_PROFILE, "[OPTIONS] BINARY... [-- FILTER...]",
      "find out where the time of these benchmarks goes", tare_verb_profile },
    { "list", TARE_VERB_LIST, "[OPTIONS] BINARY... [-- FILTER...]",
      "list their cases", tare_verb_list },
    { "duel", TARE_VERB_DUEL, "[OPTIONS] OLD NEW [FILTER...]",
      "measure two builds now, in pairs of launches", tare_verb_duel },
    { "race", TARE_VERB_RACE,
      "[OPTIONS] NAME=BINARY NAME=BINARY... [-- FILTER...]",
      "measure several builds of one suite: which is fastest", tare_verb_race },
    { "variants", TARE_VERB_VARIANTS,
      "[OPTIONS] --binary PATH [FILTER...] -- BUILD COMMAND",
      "build a suite with several compilers and flags, and race them",
      tare_verb_variants },
    { "compare", TARE_VERB_COMPARE, "[OPTIONS] BASE [NEW [MORE...]]",
      "compare the numbers of saved runs, without measuring",
      tare_verb_compare },
    { "gate", TARE_VERB_GATE, "[OPTIONS] OLD NEW [FILTER...]",
      "compare under a policy; the exit status is the verdict",
      tare_verb_gate },
    { "trial", TARE_VERB_TRIAL, "[OPTIONS] BINARY... [-- FILTER...]",
      "test tare on this machine: duels without and with a change",
      tare_verb_trial },
    { "merge", TARE_VERB_MERGE, "PART... -o FILE",
      "put the records of all shards of a suite together", tare_verb_merge },
    { "fleet", TARE_VERB_FLEET, "[OPTIONS] NAME=RECORD...",
      "judge the same duel on several kinds of machines", tare_verb_fleet },
    { "at", TARE_VERB_AT, "[OPTIONS] COMMAND run|duel|gate ...",
      "measure on another machine, and judge here", tare_verb_at },
    { "export", TARE_VERB_EXPORT, "[OPTIONS] RECORD [-- FILTER...]",
      "write a saved run or duel in another tool's format", tare_verb_export },
    { "report", TARE_VERB_REPORT,
      "[OPTIONS] [RECORD [NEW [MORE...]]] [-- FILTER...]",
      "make an HTML report with numbers and plots from saved runs",
      tare_verb_report },
    { "watch", TARE_VERB_WATCH, "FILE",
      "show how far a run is that has --status FILE", tare_verb_watch },
    { "flags", TARE_VERB_FLAGS, "", "print the flags that a compile line needs",
      tare_verb_flags },
    { "layouts", TARE_VERB_LAYOUTS, "N -- LINK COMMAND...",
      "link one executable several times, at other addresses",
      tare_verb_layouts },
    { "doctor", TARE_VERB_DOCTOR, "",
      "report what on this machine disturbs measurements", tare_verb_doctor },
    { "baseline", TARE_VERB_BASELINE,
      "list|path|verify|remove|export|import [NAME|FILE...]", "what is stored",
      tare_verb_baseline },
};

const size_t tare_verb_count = sizeof tare_verbs / sizeof *tare_verbs;

const struct tare_verb *tare_verb_find(const char *name)
{
    for (size_t i = 0; i < tare_verb_count; i++)
        if (strcmp(name, tare_verbs[i].name) == 0)
            return &tare_verbs[i];
    return NULL;
}

const struct tare_verb *tare_verb_of(enum tare_verb_mask mask)
{
    for (size_t i = 0; i < tare_verb_count; i++)
        if (tare_verbs[i].mask == mask)
            return &tare_verbs[i];
    return NULL;
}
