/* SPDX-License-Identifier: MIT */
#include "command/show_run.h"

#include "command/verbosity.h"
#include "report/terminal/contests.h"
#include "report/terminal/heap.h"
#include "report/terminal/lines.h"
#include "report/terminal/profile.h"
#include "report/terminal/race.h"
#include "report/terminal/say.h"
#include "report/terminal/spent_text.h"
#include "report/terminal/summary.h"
#include "report/terminal/waits.h"

/* What more time would settle. */
static void advise(const struct tare_contests *contests,
                   const struct tare_options *options)
{
    size_t open = 0;

    for (size_t i = 0; i < contests->count; i++)
        open += tare_contest_lead(&contests->items[i]) == TARE_LEAD_OPEN;
    if (open > 0 && !options->contest && !(options->launches > 0))
        tare_say(
            "who is fastest is open in %zu of %zu contests: --contest goes "
            "on until it is known",
            open, contests->count);
}

void tare_show_run(const struct tare_run *run,
                   const struct tare_contests *contests,
                   const struct tare_options *options, FILE *stream)
{
    struct tare_style style = tare_verbosity_style(stream, options);
    struct tare_style diagnostics = tare_verbosity_style(stderr, options);

    if (options->output_format == TARE_OUTPUT_CRITERION)
        tare_lines_criterion(run, stream);
    else if (options->output_format == TARE_OUTPUT_BENCHER)
        tare_lines_bencher(run, stream);
    else {
        if (contests == NULL || contests->overall.count == 0)
            tare_summary_print(run, stream, &style,
                               tare_verbosity_detail(options));
        else
            tare_race_print(contests, run, stream, &style);
        if (!options->quiet || options->verb == TARE_VERB_PROFILE) {
            tare_profile_print(run, (size_t)options->top, stream, &style);
            tare_heap_print(run, (size_t)options->top, stream, &style);
            tare_waits_print(run, (size_t)options->top, stream, &style);
        }
        if (contests != NULL && !options->quiet &&
            (contests->overall.count == 0 || options->verbose))
            tare_contests_print(contests, stream, &style, options->verbose);
    }
    fflush(stream);
    if (options->output_format != TARE_OUTPUT_TABLE)
        tare_summary_unmeasured(run, stderr, &diagnostics);
    tare_summary_failures(run, stderr, &diagnostics);
    if (!options->quiet)
        tare_summary_total(run, stderr, &diagnostics);
    if (options->verbose)
        tare_spent_print(&run->spent, stderr, &diagnostics);
    if (!options->quiet && contests != NULL && contests->overall.count == 0)
        advise(contests, options);
}
