/* SPDX-License-Identifier: MIT */
/*
 * tare profile: a run with profiles, or with --against a duel with them; and how to
 * open what it has measured in other tools.
 */
#include "command/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/profile.h"
#include "harness/bench/meter.h"
#include "store/alloc.h"
#include "store/child.h"
#include "store/runs.h"

/* ---- against another build ----------------------------------------------- */

static int find_word(int count, char **words, const char *word)
{
    for (int i = 0; i < count && strcmp(words[i], "--") != 0; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    return -1;
}

/* A profile against another build is what a duel with profiles is: of time, unless
 * another one is asked for. */
static int run_duel(int count, char **words, int against, struct tare_err *err)
{
    char **rest = tare_alloc((size_t)count, sizeof *rest);
    static char profile[] = "--profile";
    int alloc = find_word(count, words, "--alloc");
    int wait = find_word(count, words, "--wait");
    int status;

    memcpy(rest, words, (size_t)count * sizeof *rest);
    rest[against] = alloc >= 0  ? words[alloc]
                    : wait >= 0 ? words[wait]
                                : profile;
    status = tare_verb_duel(count, rest, err);
    free(rest);
    return status;
}

int tare_verb_profile(int count, char **words, struct tare_err *err)
{
    int against = find_word(count, words, "--against");

    return against >= 0 ? run_duel(count, words, against, err)
                        : tare_run_profiles(count, words, err);
}

/* ---- in other tools ------------------------------------------------------ */

struct viewer {
    unsigned of; /* TARE_METER_... */
    const char *format, *file, *command;
};

static const struct viewer viewers[] = {
    { TARE_METER_PROFILE, "pprof", "profile.pb.gz",
      "go tool pprof -http=: profile.pb.gz" },
    { TARE_METER_PROFILE, "firefox", "firefox.json",
      "xdg-open https://profiler.firefox.com  # and load firefox.json" },
    { TARE_METER_PROFILE, "speedscope", "speedscope.json",
      "npx speedscope speedscope.json" },
    { TARE_METER_PROFILE, "folded", "stacks.folded",
      "flamegraph.pl stacks.folded >flame.svg" },
    { TARE_METER_PROFILE, "callgrind", "callgrind.out.tare",
      "kcachegrind callgrind.out.tare" },
    { TARE_METER_PROFILE, "perf-script", "perf.txt",
      "stackcollapse-perf.pl perf.txt" },
    { TARE_METER_WAITS, "waits-pprof", "waits.pb.gz",
      "go tool pprof -http=: waits.pb.gz" },
    { TARE_METER_WAITS, "waits-folded", "waits.folded",
      "flamegraph.pl waits.folded >waits.svg" },
    { TARE_METER_SITES, "dhat", "dhat.json",
      "xdg-open /usr/libexec/valgrind/dh_view.html  # and load dhat.json" },
    { TARE_METER_SITES, "heap-pprof", "heap.pb.gz",
      "go tool pprof -http=: heap.pb.gz" },
    { TARE_METER_SITES, "heap-folded", "heap.folded",
      "flamegraph.pl heap.folded >heap.svg" },
};

void tare_profile_views(const struct tare_options *options)
{
    char *last = tare_runs_last(options->store);
    const char *record = options->output != NULL ? options->output
                         : last != NULL          ? last
                                                 : "RECORD";
    struct tare_buf text = { 0 };

    tare_child_quote(&text, record);
    putchar('\n');
    for (size_t i = 0; i < sizeof viewers / sizeof *viewers; i++)
        if ((options->wanted.meters >> viewers[i].of & 1) != 0)
            printf("  tare export -f %s -o %s %s && %s\n", viewers[i].format,
                   viewers[i].file, tare_buf_text(&text), viewers[i].command);
    tare_buf_release(&text);
    free(last);
}
