/* SPDX-License-Identifier: MIT */
#include "harness/judge/duel_notes.h"

#include <stddef.h>

#include "harness/judge/fingerprint.h"
#include "harness/judge/sameness.h"
#include "store/cut.h"

/* Of layouts, the first alone tells nothing. */
static int has_layouts(const struct tare_series *series)
{
    return series->sides[0]->measures[0].launches[0].layout > 0 ||
           series->sides[1]->measures[0].launches[0].layout > 0;
}

/* Executables that are the same on both sides of every case leave only what
 * they load to make a difference. */
static void note_identical(struct tare_comparison *comparison,
                           const struct tare_run *run,
                           const struct tare_pairs *pairs)
{
    const char *library = NULL;

    for (size_t i = 0; i < pairs->judged; i++) {
        const struct tare_series *series = &pairs->items[i];
        const struct tare_binary *old =
            &run->binaries[series->sides[0]->binary];
        const struct tare_binary *new =
            &run->binaries[series->sides[1]->binary];

        if (!tare_sameness_of_files(old, new) || has_layouts(series))
            return;
        if (library == NULL)
            library = tare_sameness_other_library(old, new);
    }
    if (pairs->judged == 0)
        return;
    if (library == NULL)
        tare_comparison_note(comparison, "identical",
                             "the executables are identical");
    else
        tare_comparison_note(
            comparison, "other-library",
            "the executables are identical, but what they load is not: %s",
            library);
}

/* The measuring ended before its time, for a reason that is not the user's. */
static void note_end(struct tare_comparison *comparison,
                     const struct tare_run *run)
{
    const struct tare_fact *fact =
        tare_facts_find(&run->settings, "ended_early");

    if (fact != NULL && fact->kind == TARE_FACT_TEXT)
        tare_comparison_note(comparison, "ended-early",
                             "the duel could not continue: %s", fact->text);
}

static void note_fixture(struct tare_comparison *comparison,
                         const struct tare_run *run)
{
    const struct tare_fact *fact =
        tare_facts_find(&run->settings, "other_fixture");

    if (fact != NULL && fact->kind == TARE_FACT_TEXT)
        tare_comparison_note(
            comparison, "other-fixture",
            "the two sides filled the fixture \"%s\" with different bytes: "
            "unless that is the change, fill it from a fixed seed",
            fact->text);
}

/* Who reads the verdicts of a part must not take them for those of the suite. */
static void note_cut(struct tare_comparison *comparison,
                     const struct tare_cut *cut)
{
    if (tare_cut_is_merged(cut))
        tare_comparison_note(comparison, "merged",
                             "merged from %u shard%s, each judged by its own "
                             "pairs and controls",
                             cut->of, cut->of == 1 ? "" : "s");
    else if (cut->of > 0)
        tare_comparison_note(comparison, "shard",
                             "this is shard %u of %u, with %zu of %zu cases: "
                             "tare merge puts the parts together",
                             cut->shards[0].index, cut->of,
                             cut->shards[0].count, cut->count);
}

void tare_duel_notes_add(struct tare_comparison *comparison,
                         const struct tare_run *run,
                         const struct tare_pairs *pairs)
{
    note_cut(comparison, &run->cut);
    note_identical(comparison, run, pairs);
    note_end(comparison, run);
    note_fixture(comparison, run);
    tare_fingerprint_sides(comparison, run);
}
