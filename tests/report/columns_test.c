/* SPDX-License-Identifier: MIT */
/* Several runs side by side. */
#include "report/terminal/columns.h"

#include "store/alloc.h"
#include "tests/test.h"

enum {
    RUNS = 20
};

static struct tare_run runs[RUNS];
static const struct tare_run *pointers[RUNS];
static const char *const names[RUNS] = {
    "main", "topic", "next", "r3",  "r4",  "r5",  "r6",  "r7",  "r8",  "r9",
    "r10",  "r11",   "r12",  "r13", "r14", "r15", "r16", "r17", "r18", "r19"
};

static struct tare_case *case_of(struct tare_run *run, const char *id)
{
    struct tare_case *c = tare_run_case(run, id, TARE_SIDE_NONE);

    if (c != NULL)
        return c;
    run->cases = tare_grow(run->cases, run->case_count, sizeof *run->cases);
    c = &run->cases[run->case_count++];
    c->identity.id = tare_strdup(id);
    return c;
}

static void set(size_t run, const char *id, const char *measure,
                const char *unit, double value)
{
    struct tare_measure *m =
        tare_case_add_measure(case_of(&runs[run], id), measure, unit,
                              TARE_BETTER_LOWER, TARE_KIND_NOISY);

    m->has_estimate = 1;
    m->estimate.value = value;
}

/* What is printed about so many runs, which are released.  Returned. */
static char *print(size_t count, size_t columns)
{
    struct tare_style style = { .columns = columns };
    char *text = NULL, *copy;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    for (size_t i = 0; i < count; i++)
        pointers[i] = &runs[i];
    tare_columns_print(pointers, names, count, stream, &style);
    fclose(stream);
    for (size_t i = 0; i < count; i++)
        tare_run_release(&runs[i]);
    copy = tare_strdup(text);
    free(text);
    return copy;
}

static void check_print(size_t count, size_t columns, const char *want)
{
    char *text = print(count, columns);

    CHECK_STR(text, want);
    free(text);
}

static void set_three(void)
{
    set(0, "sort", "time", "ns", 41230);
    set(1, "sort", "time", "ns", 42100);
    set(2, "sort", "time", "ns", 20610);
    set(0, "sort", "hits", "ratio", 0.5);
    set(1, "sort", "hits", "ratio", 0.25);
    set(1, "hash", "time", "ns", 7);
    set(2, "hash", "time", "ns", 14);
    case_of(&runs[0], "io")->status = TARE_STATUS_CRASHED;
    set(1, "io", "time", "ns", 2e6);
}

TEST(each_cell_has_the_estimate_and_the_ratio_to_the_first)
{
    set_three();
    check_print(3, 0,
                "case                main                 topic              "
                "next\n"
                "sort            41.23 µs      42.10 µs  ×1.021  20.61 µs  "
                "×0.500\n"
                "sort: hits  0.5000 ratio  0.2500 ratio  ×0.500              "
                "   –\n"
                "io               crashed              2.000 ms              "
                "   –\n"
                "hash                   –              7.000 ns         "
                "14.000 ns\n"
                "\n"
                "× is the ratio to main; numbers from different sessions are "
                "not a verdict\n");
}

TEST(where_it_is_narrow_only_ratios_stay)
{
    set_three();
    check_print(3, 50,
                "case                main     topic       next\n"
                "sort            41.23 µs    ×1.021     ×0.500\n"
                "sort: hits  0.5000 ratio    ×0.500          –\n"
                "io               crashed  2.000 ms          –\n"
                "hash                   –  7.000 ns  14.000 ns\n"
                "\n"
                "× is the ratio to main; numbers from different\n"
                "sessions are not a verdict\n");
}

TEST(where_it_is_narrower_there_are_several_tables)
{
    for (size_t i = 0; i < 6; i++)
        set(i, "a", "time", "ns", 100 * (1 + 0.1 * (double)i));
    check_print(6, 34,
                "case      main   topic    next\n"
                "a     100.0 ns  ×1.100  ×1.200\n"
                "\n"
                "case      r3      r4      r5\n"
                "a     ×1.300  ×1.400  ×1.500\n"
                "\n"
                "× is the ratio to main; numbers\n"
                "from different sessions are not a\n"
                "verdict\n");
}

TEST(one_run_has_no_ratio)
{
    set(0, "a", "time", "ns", 100);
    check_print(1, 80,
                "case      main\n"
                "a     100.0 ns\n");
}

TEST(far_ratios_stay_short)
{
    set(0, "a", "time", "ns", 1);
    set(1, "a", "time", "ns", 240);
    set(2, "a", "time", "ns", 3e9);
    set(0, "b", "time", "ns", 1);
    set(1, "b", "time", "ns", 12.34);
    set(2, "b", "time", "ns", 0.00001);
    check_print(3, 30,
                "case      main  topic    next\n"
                "a     1.000 ns   ×240  ×3e+09\n"
                "b     1.000 ns  ×12.3  ×1e-05\n"
                "\n"
                "× is the ratio to main;\n"
                "numbers from different\n"
                "sessions are not a verdict\n");
}

TEST(the_old_side_of_a_duel_does_not_count)
{
    set(0, "a", "time", "ns", 100);
    set(0, "b", "time", "ns", 100);
    runs[0].cases[0].side = TARE_SIDE_OLD;
    check_print(1, 80,
                "case      main\n"
                "b     100.0 ns\n");
}

TEST(hostile_names_are_made_harmless)
{
    char *text;

    set(0, "a\x1b[2J", "time", "ns", 1);
    set(0, "a\x1b[2J", "m\n", "u\x1b", 1);
    text = print(1, 80);
    CHECK(strchr(text, '\x1b') == NULL);
    CHECK(strstr(text, "a\\x1b[2J: m\\n") != NULL);
    CHECK(strstr(text, "u\\x1b") != NULL);
    free(text);
}

/* more than a table has columns for */
TEST(twenty_runs_are_all_there)
{
    size_t found = 0;
    char *text;

    for (size_t i = 0; i < RUNS; i++)
        set(i, "a", "time", "ns", 100);
    text = print(RUNS, 0);
    for (const char *at = strstr(text, "×1.000"); at != NULL;
         at = strstr(at + 1, "×1.000"))
        found++;
    CHECK_INT(found, RUNS - 1);
    free(text);
}

TESTS(RUN(each_cell_has_the_estimate_and_the_ratio_to_the_first),
      RUN(where_it_is_narrow_only_ratios_stay),
      RUN(where_it_is_narrower_there_are_several_tables),
      RUN(one_run_has_no_ratio), RUN(far_ratios_stay_short),
      RUN(the_old_side_of_a_duel_does_not_count),
      RUN(hostile_names_are_made_harmless), RUN(twenty_runs_are_all_there))
