/* SPDX-License-Identifier: MIT */
/* What else differs between two sides: what is told, what is noted too, and what
 * is not worth a word. */
#include "harness/judge/fingerprint.h"

#include "store/alloc.h"
#include "tests/test.h"

static struct tare_comparison out;

/* "what: old -> new" of each difference, with "!" where a note says it, too. */
static void check_told(const char *wanted)
{
    char text[2048] = "";

    for (size_t i = 0; i < out.difference_count; i++) {
        const struct tare_difference *one = &out.differences[i];
        size_t length = strlen(text);

        snprintf(text + length, sizeof text - length, "%s%s: %s -> %s%s",
                 i > 0 ? "; " : "", one->what, one->old_value, one->new_value,
                 one->is_noted ? "!" : "");
    }
    CHECK_STR(text, wanted);
    tare_comparison_release(&out);
}

TEST(of_machines_everything_that_both_know_is_told)
{
    struct tare_run old = { 0 }, new = { 0 };

    tare_facts_text(&old.machine, "governor", "powersave");
    tare_facts_text(&new.machine, "governor", "performance");
    tare_facts_text(&old.machine, "kernel", "6.1.0-17-amd64");
    tare_facts_text(&new.machine, "kernel", "6.1.0-18-amd64");
    tare_facts_text(&old.machine, "microcode", "0x1");
    tare_facts_text(&new.machine, "libc", "glibc 2.36");
    tare_facts_number(&old.machine, "cpus", 4);
    tare_facts_number(&new.machine, "cpus", 4);
    tare_facts_number(&old.settings, "cpu", 3);
    tare_facts_number(&new.settings, "cpu", 2);
    CHECK_INT(tare_fingerprint_machine(&out, &old, &new), 0);
    CHECK_INT(out.note_count, 0);
    check_told("kernel: 6.1.0-17-amd64 -> 6.1.0-18-amd64; "
               "governor: powersave -> performance; cpu: 3 -> 2");
    tare_run_release(&old);
    tare_run_release(&new);
}

TEST(what_makes_another_machine_is_noted_and_told_once)
{
    struct tare_run old = { 0 }, new = { 0 };

    tare_facts_text(&old.machine, "kernel", "6.1.0-17-amd64");
    tare_facts_text(&new.machine, "kernel", "6.12.1");
    CHECK_INT(tare_fingerprint_machine(&out, &old, &new), 1);
    CHECK_INT(out.note_count, 1);
    check_told("kernel: 6.1 -> 6.12!");
    tare_run_release(&old);
    tare_run_release(&new);
}

TEST(what_one_side_was_told_is_a_difference)
{
    struct tare_run old = { 0 }, new = { 0 };

    tare_facts_text(&old.context, "board", "a");
    tare_facts_text(&old.context, "room", "12");
    tare_facts_text(&new.context, "room", "12");
    tare_facts_text(&new.context, "fan", "off");
    tare_fingerprint_machine(&out, &old, &new);
    check_told("board: a -> not known; fan: not known -> off");
    tare_run_release(&old);
    tare_run_release(&new);
}

TEST(commits_are_told_short_and_compared_whole)
{
    struct tare_facts old = { 0 }, new = { 0 };

    tare_facts_text(&old, "commit", "0123456789abcdef0123");
    tare_facts_text(&new, "commit", "fedcba9876543210fedc");
    tare_facts_bool(&old, "uncommitted_changes", 0);
    tare_facts_bool(&new, "uncommitted_changes", 1);
    tare_facts_text(&old, "flags", "-O2");
    tare_facts_text(&new, "flags", "-O3");
    CHECK_INT(tare_fingerprint_build(&out, &old, &new), 1);
    check_told("commit: 0123456789ab -> fedcba987654; "
               "uncommitted_changes: no -> yes; flags: -O2 -> -O3!");
    tare_facts_release(&old);
    tare_facts_release(&new);
}

/* Two executables on each side, of which the second differs. */
TEST(of_a_duel_the_builds_of_both_sides_are_told_once)
{
    struct tare_run run = { 0 };

    run.binary_count = 5;
    run.binaries = tare_alloc(run.binary_count, sizeof *run.binaries);
    for (size_t i = 0; i < run.binary_count; i++)
        tare_facts_text(&run.binaries[i].build, "compiler",
                        i == 1   ? "GCC 12"
                        : i == 4 ? "of the controls"
                                 : "GCC 13");
    run.case_count = 6;
    run.cases = tare_alloc(run.case_count, sizeof *run.cases);
    for (size_t i = 0; i < run.case_count; i++) {
        char id[2] = { (char)('a' + i / 2), '\0' };

        run.cases[i].identity.id = tare_strdup(id);
        run.cases[i].side = i % 2 == 0 ? TARE_SIDE_OLD : TARE_SIDE_NEW;
        run.cases[i].binary = (i > 1) + (i % 2 == 0 ? 0u : 2u);
    }
    tare_fingerprint_sides(&out, &run);
    CHECK_INT(out.note_count, 0);
    check_told("compiler: GCC 12 -> GCC 13");
    tare_run_release(&run);
}

TESTS(RUN(of_machines_everything_that_both_know_is_told),
      RUN(what_makes_another_machine_is_noted_and_told_once),
      RUN(what_one_side_was_told_is_a_difference),
      RUN(commits_are_told_short_and_compared_whole),
      RUN(of_a_duel_the_builds_of_both_sides_are_told_once))
