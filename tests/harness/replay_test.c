/* SPDX-License-Identifier: MIT */
/* What a meter has made of a launch, noted in a journal and recalled, also where
 * somebody has changed what was noted. */
#include "harness/launch/replay.h"

#include <math.h>
#include <stdlib.h>

#include "stats/rng.h"
#include "store/alloc.h"
#include "tests/test.h"

enum {
    DAMAGES = 3000
};

static struct tare_part parts[] = { { (char *)"main", 70 },
                                    { (char *)"f(int)", 30.5 } };
static struct tare_reported reports[] = {
    { .name = (char *)"instructions",
      .unit = (char *)"",
      .kind = TARE_KIND_EXACT,
      .values = { 1, 2, 100.5 },
      .parts = parts,
      .part_count = 2 },
    { .name = (char *)"branches", .unit = (char *)"", .values = { 3, 4, 5 } }
};
static const struct tare_results noted = {
    .count = 3, .threads = 1, .reports = reports, .report_count = 2
};

static void note(struct tare_journal_line *line, const char *refusal)
{
    struct tare_logged *logged = TARE_ADD(line->launches, line->count);
    struct tare_message ready = { .word = TARE_WORD_READY };

    logged->id = tare_strdup("a");
    logged->cpu = 3;
    tare_put_double(&ready, 77);
    tare_replay_note(logged, &ready);
    tare_message_release(&ready);
    tare_replay_note_results(logged, &noted, refusal);
}

TEST(results_of_a_meter_are_recalled)
{
    struct tare_journal_line line = { 0 };
    struct tare_results results = { 0 };
    struct tare_session session;
    char reason[80];

    note(&line, NULL);
    CHECK_INT(tare_replay_results(&session, line.launches, &results, reason,
                                  sizeof reason),
              0);
    CHECK_INT(session.cpu, 3);
    CHECK_NEAR(session.setup_ns, 77, 0);
    CHECK_INT(results.report_count, 2);
    CHECK_STR(results.reports[0].name, "instructions");
    CHECK_INT(results.reports[0].kind, TARE_KIND_EXACT);
    CHECK_NEAR(results.reports[0].values[2], 100.5, 0);
    CHECK_INT(results.reports[0].part_count, 2);
    CHECK_STR(results.reports[0].parts[1].name, "f(int)");
    CHECK_NEAR(results.reports[0].parts[1].value, 30.5, 0);
    CHECK_INT(results.reports[1].part_count, 0);
    tare_results_release(&results);
    tare_session_release(&session);
    tare_journal_line_release(&line);
}

TEST(so_is_why_there_are_none)
{
    struct tare_journal_line line = { 0 };
    struct tare_results results = { 0 };
    struct tare_session session;
    char reason[80];

    note(&line, "no Valgrind");
    CHECK(tare_replay_results(&session, line.launches, &results, reason,
                              sizeof reason) < 0);
    CHECK_STR(reason, "no Valgrind");
    CHECK_INT(results.report_count, 0);
    tare_results_release(&results);
    tare_session_release(&session);
    tare_journal_line_release(&line);
}

/* Other bytes, and fewer of them: refused, or results of some kind. */
TEST(whatever_was_noted_is_harmless)
{
    struct tare_rng rng;
    int refused = 0;

    tare_rng_seed(&rng, 3);
    for (int i = 0; i < DAMAGES; i++) {
        struct tare_journal_line line = { 0 };
        struct tare_results results = { 0 };
        struct tare_session session;
        struct tare_buf *bytes;
        char reason[80];

        note(&line, NULL);
        bytes = &line.launches[0].heard[tare_rng_below(&rng, 2)].bytes;
        bytes->data[tare_rng_below(&rng, (uint32_t)bytes->size)] =
            (char)tare_rng_below(&rng, 256);
        bytes->size -= tare_rng_below(&rng, (uint32_t)bytes->size) *
                       (tare_rng_below(&rng, 4) == 0);
        refused += tare_replay_results(&session, line.launches, &results,
                                       reason, sizeof reason) < 0;
        for (size_t k = 0; k < results.report_count; k++)
            CHECK(results.reports[k].part_count <= 1000);
        tare_results_release(&results);
        tare_session_release(&session);
        tare_journal_line_release(&line);
    }
    CHECK(refused > DAMAGES / 20);
    CHECK(refused < DAMAGES);
}

TESTS(RUN(results_of_a_meter_are_recalled), RUN(so_is_why_there_are_none),
      RUN(whatever_was_noted_is_harmless))
