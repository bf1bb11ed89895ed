/* SPDX-License-Identifier: MIT */
#include "command/option_table.h"

#include "command/options.h"

#define AT(member) offsetof(struct tare_options, member)
#define HIDDEN     NULL

/* The largest seed that JSON holds exactly. */
#define SEED_MAX 9007199254740991.0
#define YEAR_S   3.2e7

#define RUN      TARE_VERB_RUN
#define LIST     TARE_VERB_LIST
#define DUEL     TARE_VERB_DUEL
#define GATE     TARE_VERB_GATE
#define TRIAL    TARE_VERB_TRIAL
#define COMPARE  TARE_VERB_COMPARE
#define EXPORT   TARE_VERB_EXPORT
#define REPORT   TARE_VERB_REPORT
#define LAYOUTS  TARE_VERB_LAYOUTS
#define PROFILE  TARE_VERB_PROFILE
#define DUELS    TARE_VERB_DUELS
#define MEASURES (RUN | PROFILE | DUELS)
#define JUDGES   (RUN | DUEL | GATE | COMPARE)
#define CHOOSES  (MEASURES | LIST | COMPARE | EXPORT | REPORT)
#define ALL      (MEASURES | LIST | COMPARE | REPORT)
#define REPORTS  (RUN | PROFILE | DUEL | GATE | REPORT)

#define SECTION(verbs, title)                                                  \
    {                                                                          \
        TARE_OPTION_SECTION, verbs, 0, title, NULL, 0, 0, 0, NULL              \
    }
#define FLAG   TARE_OPTION_FLAG
#define NUMBER TARE_OPTION_NUMBER
#define PART   TARE_OPTION_FRACTION
#define WHOLE  TARE_OPTION_WHOLE
#define CHOICE TARE_OPTION_CHOICE
#define TEXT   TARE_OPTION_TEXT
#define WORDS  TARE_OPTION_LIST

/* clang-format off */
const struct tare_option tare_option_table[] = {
    SECTION(CHOOSES, "Which cases"),
    { FLAG, CHOOSES, 0, "exact", NULL, AT(exact), 0, 0,
      "treat filters as ids, not regular expressions" },
    { WORDS, CHOOSES, 0, "skip", "RE", AT(skips), 0, 0,
      "leave out cases that match; may be repeated" },
    { WORDS, MEASURES | LIST, 0, "arg", "NAME=VALUES", AT(args), 0, 0,
      "give an argument other values: n=1,2,3 or n=1e3..1e6*10" },
    { FLAG, RUN, 0, "list", NULL, AT(list), 0, 0,
      "list the cases and do nothing else" },
    { CHOICE, RUN | LIST, 0, "format", "pretty|terse|json", AT(format), 0, 0,
      "format of the list" },
    SECTION(MEASURES, "How to run them"),
    { FLAG, RUN, 0, "test", NULL, AT(test), 0, 0,
      "run each case once, to check that it works" },
    { NUMBER, RUN, 0, "profile-time", "SECS", AT(profile_time_s), 1e-3, YEAR_S,
      "loop each case in this process, for a profiler" },
    { FLAG, RUN, 0, "no-fork", NULL, AT(no_fork), 0, 0,
      "run in this process, for a debugger; no intervals" },
    { FLAG, RUN, 0, "quick", NULL, AT(quick), 0, 0,
      "stop at ±2 %, checking from 10 launches on" },
    { PART, RUN, 0, "precision", "FRACTION", AT(precision), 1e-6, 0.999,
      "stop a case when its interval is this narrow [0.005]" },
    { PART, RUN, 0, "confidence-level", "FRACTION", AT(confidence), 0.01, 0.9999999,
      "confidence level of the intervals [0.95]" },
    { FLAG, RUN, 0, "contest", NULL, AT(contest), 0, 0,
      "go on until it is known which is faster in each group" },
    { TEXT, RUN, 0, "contest-by", "ARG", AT(contest_by), 0, 0,
      "compare the values of this argument, not the names" },
    { TEXT, RUN, 0, "versus", "RE", AT(versus), 0, 0,
      "show the others of a group against the case that matches" },
    { WORDS, RUN, 0, "require", "'A faster than B'", AT(requirements), 0, 0,
      "fail unless that was shown; may be repeated" },
    { WHOLE, RUN, 0, "nresamples", "N", AT(nresamples), 100, 1e7,
      "resamples for the intervals of --verbose [20000]" },
    { NUMBER, PROFILE, 0, "measurement-time", "SECS", AT(measurement_time_s), 1e-3, YEAR_S,
      "time per case, without that of its profile [1]" },
    { NUMBER, MEASURES & ~PROFILE, 0, "measurement-time", "SECS", AT(measurement_time_s), 1e-3, YEAR_S,
      "time per case and side, pooled over the suite [8]" },
    { NUMBER, MEASURES, 0, "warm-up-time", "SECS", AT(warm_up_time_s), 0, YEAR_S,
      "warm-up of each launch, before its samples [0.008]" },
    { NUMBER, MEASURES, 0, "sample-time", "SECS", AT(sample_time_s), 1e-6, YEAR_S,
      "target time of one sample [0.001]" },
    { WHOLE, MEASURES, 0, "samples", "N", AT(samples), 1, 63,
      "samples per launch [about 12]" },
    { WHOLE, RUN, 0, "sample-size", "N", AT(sample_size), 10, 1e9,
      "at most this many samples per case in total" },
    { WHOLE, RUN, 0, "launches", "N", AT(launches), 1, 1e6,
      "exactly this many launches per case" },
    { WHOLE, MEASURES & ~PROFILE, 0, "pairs", "N", AT(pairs), 1, 1166,
      "at most this many pairs of launches per case" },
    { CHOICE, MEASURES, 0, "sampling", "auto|flat|linear", AT(sampling), 0, 0,
      "iterations per sample: equal, or d, 2d, 3d, ..." },
    { NUMBER, MEASURES | LIST, 0, "timeout", "SECS", AT(timeout_s), 1e-3, 1e6,
      "end a launch that does not respond for this long [30]" },
    { WHOLE, MEASURES, 0, "cpu", "N", AT(cpu), 0, 1023,
      "pin launches to this CPU [chosen]" },
    { FLAG, MEASURES, 0, "no-pin", NULL, AT(no_pin), 0, 0,
      "let launches run on any CPU" },
    { WHOLE, MEASURES, 0, "seed", "N", AT(seed), 0, SEED_MAX,
      "seed of all random choices [from the clock]" },
    SECTION(MEASURES | REPORT, "What to measure besides time"),
    { TEXT, MEASURES & ~TRIAL, 'm', "measures", "LIST", AT(measures), 0, 0,
      "allocations,...; default, all, none [default]" },
    { TEXT, TRIAL, 'm', "measures", "LIST", AT(measures), 0, 0,
      "also run duels in which one side takes these" },
    { TEXT, MEASURES, 0, "events", "LIST", AT(events), 0, 0,
      "events to count [cycles,retired-instructions,...]" },
    { FLAG, MEASURES & ~(TRIAL | PROFILE), 0, "profile", NULL, AT(profile), 0, 0,
      "find out where the time goes: functions and flame graphs" },
    { FLAG, MEASURES & ~TRIAL, 0, "apart", NULL, AT(apart), 0, 0,
      "profile each thread of a threaded case by itself" },
    { WHOLE, (MEASURES & ~TRIAL) | REPORT, 0, "top", "N", AT(top), 1, 1e6,
      "functions to show of each profile [those that matter]" },
    { TEXT, (MEASURES & ~TRIAL) | REPORT, 0, "annotate", "FUNCTION", AT(annotate), 0, 0,
      "print this function line by line, with instructions" },
    { FLAG, PROFILE, 0, "view", NULL, AT(view), 0, 0,
      "print the commands that open the profiles in other tools" },
    { FLAG, MEASURES, 0, "list-measures", NULL, AT(list_measures), 0, 0,
      "list the measures here, and why others are missing" },
    SECTION(JUDGES | PROFILE | EXPORT | REPORT, "Baselines and verdicts"),
    { TEXT, RUN, 's', "save-baseline", "NAME", AT(save_baseline), 0, 0,
      "keep this run and its executables under a name" },
    { TEXT, RUN | GATE, 'b', "baseline", "NAME", AT(baseline), 0, 0,
      "compare with that baseline, which must exist" },
    { TEXT, RUN, 0, "baseline-lenient", "NAME", AT(baseline_lenient), 0, 0,
      "the same, but go on without it if it does not exist" },
    { TEXT, RUN, 0, "load-baseline", "NAME", AT(load_baseline), 0, 0,
      "do not measure: take that baseline as the new run" },
    { FLAG, RUN | GATE, 0, "baseline-numbers", NULL, AT(baseline_numbers), 0, 0,
      "compare saved numbers, not executables" },
    { FLAG, (JUDGES & ~DUEL) | REPORT, 0, "trust-json", NULL, AT(trust_json), 0, 0,
      "let saved numbers alone give a verdict" },
    { FLAG, (JUDGES & ~DUEL) | REPORT, 0, "any-machine", NULL, AT(any_machine), 0, 0,
      "also compare numbers of other machines and builds" },
    { FLAG, RUN, 0, "no-keep-binary", NULL, AT(no_keep_binary), 0, 0,
      "save the baseline without its executables" },
    { FLAG, RUN, 0, "replace-baseline", NULL, AT(replace_baseline), 0, 0,
      "replace it even if this run lacks some of its cases" },
    { FLAG, RUN, 0, "any-build", NULL, AT(any_build), 0, 0,
      "also save a build without optimisation" },
    { FLAG, RUN, 0, "discard-baseline", NULL, AT(discard_baseline), 0, 0,
      "keep nothing of this run" },
    { PART, JUDGES | TRIAL | REPORT, 0, "noise-threshold", "FRACTION",
      AT(noise_threshold), 1e-4, 0.5,
      "smallest change that matters [0.02]" },
    { PART, JUDGES | TRIAL | REPORT, 0, "significance-level", "FRACTION", AT(alpha), 1e-6, 0.2,
      "chance of any false alarm in the suite [0.01]" },
    { TEXT, JUDGES, 0, "verdict", "FILE", AT(verdict), 0, 0,
      "also write the verdicts to FILE; - is stdout" },
    { TEXT, DUEL, 0, "replay", "RECORD", AT(replay), 0, 0,
      "judge the launches of a saved duel again" },
    { TEXT, JUDGES | PROFILE | EXPORT | REPORT, 0, "store", "DIR", AT(store), 0, 0,
      "where baselines are kept [.tare]" },
    { FLAG, RUN | DUEL | GATE, 0, "duel-anyway", NULL, AT(duel_anyway), 0, 0,
      "measure even executables that are identical" },
    { FLAG, JUDGES, 0, "accept-results", NULL, AT(accept_results), 0, 0,
      "accept that the new side computes other results" },
    SECTION(GATE, "What the gate lets pass"),
    { TEXT, GATE, 0, "policy", "FILE", AT(policy), 0, 0,
      "thresholds and actions [tare.json if it exists]" },
    { WORDS, GATE, 0, "limit", "MEASURE=LIMIT", AT(limits), 0, 0,
      "how far a count may move: 1%, or +2 for an amount" },
    { FLAG, GATE, 0, "strict", NULL, AT(strict), 0, 0,
      "fail (status 7) if any case is inconclusive" },
    { CHOICE, GATE, 0, "on-inconclusive", "pass|warn|fail", AT(on_inconclusive), 0, 0,
      "what to do with inconclusive cases [warn]" },
    { CHOICE, GATE, 0, "on-added", "pass|warn|fail", AT(on_added), 0, 0,
      "with cases that only the new side has [pass]" },
    { CHOICE, GATE, 0, "on-removed", "pass|warn|fail", AT(on_removed), 0, 0,
      "with cases that only the old side has [fail]" },
    { CHOICE, GATE, 0, "on-failed", "pass|warn|fail", AT(on_failed), 0, 0,
      "with cases that did not run [fail]" },
    { TEXT, GATE, 0, "against", "REV", AT(against), 0, 0,
      "compare with that revision, built in a worktree" },
    { TEXT, GATE, 0, "build", "CMD", AT(build), 0, 0,
      "build command, run in both trees" },
    { WORDS, GATE, 0, "binary", "PATH", AT(binaries), 0, 0,
      "an executable that it builds; may be repeated" },
    { WHOLE, GATE, 0, "layouts", "N", AT(layouts), 0, 64,
      "link N layouts of each, to draw from [8 with --link]" },
    { WORDS, GATE, 0, "link", "CMD", AT(links), 0, 0,
      "link command of a --binary; one for each, in order" },
    { FLAG, GATE, 0, "bisect", NULL, AT(bisect), 0, 0,
      "for git bisect run: 0 good, 1 bad, 125 cannot tell" },
    SECTION(TRIAL, "The trial"),
    { WHOLE, TRIAL, 0, "runs", "N", AT(runs), 1, 100000,
      "duels of each kind [10]" },
    { WORDS, TRIAL, 0, "slowdown", "FRACTION", AT(slowdowns), 0, 0,
      "slowdown to add; may be repeated [threshold]" },
    SECTION(REPORTS, "The report"),
    { TEXT, REPORTS & ~REPORT, 0, "report", "DIR", AT(report), 0, 0,
      "write the HTML report to DIR [.tare/report]" },
    { TEXT, REPORT, 'o', "report", "DIR", AT(report), 0, 0,
      "write to DIR; a file with --single-file [.tare/report]" },
    { FLAG, REPORTS, 0, "noplot", NULL, AT(noplot), 0, 0,
      "no report; or, if one is asked for, no plots in it" },
    { FLAG, REPORTS, 0, "keep-gnuplot", NULL, AT(keep_gnuplot), 0, 0,
      "keep the gnuplot script next to the plots" },
    { CHOICE, REPORTS, 0, "plot-format", "svg|png|pdf", AT(plot_format), 0, 0,
      "also write plots as PNG, or as PDF for a paper" },
    { FLAG, REPORT, 0, "single-file", NULL, AT(single_file), 0, 0,
      "write the whole report as one HTML file" },
    { FLAG, REPORT, 0, "text", NULL, AT(text), 0, 0,
      "print to the terminal; with -v, launches as charts" },
    SECTION(LAYOUTS, "The layouts"),
    { TEXT, LAYOUTS, 'o', "output", "DIR", AT(output), 0, 0,
      "write to DIR [output of the link + .layouts]" },
    { WHOLE, LAYOUTS, 0, "seed", "N", AT(seed), 0, SEED_MAX,
      "seed of the random layouts [1]" },
    SECTION(ALL | EXPORT | LAYOUTS, "What to show and keep"),
    { TEXT, MEASURES & ~TRIAL, 'o', "output", "FILE", AT(output), 0, 0,
      "save the run record as JSON; - is stdout" },
    { TEXT, EXPORT, 'o', "output", "FILE", AT(output), 0, 0,
      "write to FILE [stdout]" },
    { TEXT, EXPORT, 'f', "format", "FORMAT", AT(export_format), 0, 0,
      "one of the formats below" },
    { WORDS, JUDGES | PROFILE, 0, "export", "FORMAT=FILE", AT(exports), 0, 0,
      "also write results in FORMAT; may be repeated" },
    { TEXT, JUDGES | PROFILE, 0, "otlp-file", "FILE", AT(otlp_file), 0, 0,
      "append metrics to FILE, for OpenTelemetry" },
    { CHOICE, RUN, 0, "output-format", "table|criterion|bencher", AT(output_format), 0, 0,
      "print a table, or lines that other tools read" },
    { FLAG, ALL, 'q', "quiet", NULL, AT(quiet), 0, 0,
      "print only results" },
    { FLAG, ALL, 'v', "verbose", NULL, AT(verbose), 0, 0,
      "print more about each case" },
    { CHOICE, ALL, 'c', "color", "auto|always|never", AT(color), 0, 0,
      "colour" },
    { FLAG, MEASURES, 0, "nocapture", NULL, AT(nocapture), 0, 0,
      "show what benchmarks print" },
    { FLAG, ALL | EXPORT | LAYOUTS, 'h', "help", NULL, AT(help), 0, 0,
      "print this help" },
    { FLAG, ALL | EXPORT | LAYOUTS, 'V', "version", NULL, AT(version), 0, 0,
      "print the version" },
    { FLAG, RUN, 0, "bench", NULL, AT(bench), 0, 0, HIDDEN },
};
/* clang-format on */

const size_t tare_option_count =
    sizeof tare_option_table / sizeof *tare_option_table;
