/* SPDX-License-Identifier: MIT */
/* The files in tests/measures/ were written by callgrind 3.19 for three small
 * programs; what they cost was counted by hand from the machine code. */
#include "harness/meters/callgrind.h"

#include "tests/test.h"

static const char *const loops[] = { "tare_loop_next_", NULL };

static char text[1 << 16];

static size_t read_file(const char *name)
{
    char path[100];
    FILE *file;
    size_t size;

    snprintf(path, sizeof path, "tests/measures/%s.txt", name);
    file = fopen(path, "r");
    if (file == NULL)
        abort();
    size = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[size] = '\0';
    return size;
}

static struct tare_callgrind open_text(const char *from, size_t size)
{
    struct tare_callgrind dump = { .at = from,
                                   .end = from + size,
                                   .trigger = "tare_counting_ends",
                                   .callees = loops };

    return dump;
}

static struct tare_callgrind open_file(const char *name)
{
    return open_text(text, read_file(name));
}

/* Of the function of that name, by itself; -1 when there is none. */
static double self_of(const struct tare_callgrind *dump,
                      const struct tare_callgrind_cost *cost, const char *name)
{
    for (size_t i = 0; i < dump->name_count; i++)
        if (strcmp(dump->names[i], name) == 0)
            return tare_callgrind_self(cost, i);
    return -1;
}

/* ---- what callgrind writes ----------------------------------------------- */

/* Of 2, 4 and 6 iterations, each of 34 instructions in parse_number. */
static void check_numbers(const char *file)
{
    struct tare_callgrind dump = open_file(file);
    struct tare_callgrind_cost costs[3] = { 0 };

    for (int i = 0; i < 3; i++) {
        CHECK_INT(tare_callgrind_next(&dump, &costs[i]), 1);
        CHECK_NEAR(self_of(&dump, &costs[i], "parse_number"), 68 * (i + 1), 0);
    }
    CHECK_INT(tare_callgrind_next(&dump, &costs[2]), 0);
    CHECK_NEAR(costs[2].totals[TARE_CALLGRIND_IR] -
                   costs[1].totals[TARE_CALLGRIND_IR],
               2 * (34 + 5), 0);
    CHECK_NEAR(costs[2].totals[TARE_CALLGRIND_DR] -
                   costs[1].totals[TARE_CALLGRIND_DR],
               2 * 6, 0);
    CHECK_NEAR(costs[2].totals[TARE_CALLGRIND_DW] -
                   costs[1].totals[TARE_CALLGRIND_DW],
               2, 0);
    CHECK(dump.caller > 0);
    CHECK_STR(dump.names[dump.caller - 1], "bench");
    for (int i = 0; i < 3; i++)
        tare_callgrind_cost_release(&costs[i]);
    tare_callgrind_release(&dump);
}

TEST(parts_cost_what_was_counted_by_hand)
{
    check_numbers("numbers");
}

/* The same program, written with addresses, jumps and whole names. */
TEST(it_does_not_matter_how_it_is_written)
{
    check_numbers("positions");
}

TEST(all_columns_are_read)
{
    struct tare_callgrind dump = open_file("numbers");
    struct tare_callgrind_cost cost = { 0 };
    static const double want[TARE_CALLGRIND_EVENTS] = { 102, 17, 7, 0, 1,
                                                        0,   0,  1, 0, 15,
                                                        10,  0,  0 };

    CHECK_INT(tare_callgrind_next(&dump, &cost), 1);
    for (size_t i = 0; i < TARE_CALLGRIND_EVENTS; i++)
        CHECK_NEAR(cost.totals[i], want[i], 0);
    tare_callgrind_cost_release(&cost);
    tare_callgrind_release(&dump);
}

TEST(parts_can_be_added_up)
{
    struct tare_callgrind dump = open_file("numbers");
    struct tare_callgrind_cost cost = { 0 };

    while (tare_callgrind_next(&dump, &cost) > 0)
        ;
    CHECK_NEAR(cost.totals[TARE_CALLGRIND_IR], 102 + 179 + 257, 0);
    CHECK_NEAR(self_of(&dump, &cost, "parse_number"), 68 * 6, 0);
    tare_callgrind_cost_release(&cost);
    tare_callgrind_release(&dump);
}

TEST(a_recursion_is_one_function)
{
    struct tare_callgrind dump = open_file("recursion");
    struct tare_callgrind_cost cost = { 0 };

    CHECK_INT(tare_callgrind_next(&dump, &cost), 1);
    CHECK_NEAR(self_of(&dump, &cost, "(anonymous namespace)::fib(int)"),
               13 + 3 + 2 + 94 + 9 + 6, 0);
    CHECK_NEAR(self_of(&dump, &cost, "(anonymous namespace)::fib(int)'2"), -1,
               0);
    CHECK_NEAR(self_of(&dump, &cost,
                       "int (anonymous namespace)::sum<int>(std::vector<int, "
                       "std::allocator<int> > const&)"),
               46, 0);
    tare_callgrind_cost_release(&cost);
    tare_callgrind_release(&dump);
}

TEST(the_version_of_a_symbol_is_not_its_name)
{
    struct tare_callgrind dump = open_file("recursion");
    struct tare_callgrind_cost cost = { 0 };

    CHECK_INT(tare_callgrind_next(&dump, &cost), 1);
    CHECK_NEAR(self_of(&dump, &cost, "__libc_start_main"), 0, 0);
    tare_callgrind_cost_release(&cost);
    tare_callgrind_release(&dump);
}

/* ---- by hand ------------------------------------------------------------- */

#define HEAD                                                                   \
    "part: 1\ndesc: Trigger: --dump-before=tare_counting_ends\n"               \
    "positions: line\nevents: Ir Other Dw\n"

/* What the reader says of that text, and what f has cost by it. */
static int got_of(const char *written, double *f)
{
    struct tare_callgrind dump = open_text(written, strlen(written));
    struct tare_callgrind_cost cost = { 0 };
    int got = tare_callgrind_next(&dump, &cost);

    *f = self_of(&dump, &cost, "f");
    tare_callgrind_cost_release(&cost);
    tare_callgrind_release(&dump);
    return got;
}

static void check_text(const char *written, double want)
{
    double f;

    CHECK_INT(got_of(written, &f), 1);
    CHECK_NEAR(f, want, 0);
}

TEST(lines_of_others_do_not_count)
{
    check_text(HEAD "fn=f\n1 5 9 1\n+1 2\ncfn=g\ncalls=1 0\n* 100 1 1\n"
                    "jump=1 2\n*\njcnd=1/2 3\n*\n-3 3\ntotals: 10 9 1\n",
               10);
    check_text(HEAD "fn=(1) f\n0 1\nfn=(2) g\n0 7\nfn=(1)\n0 2\ntotals: 10\n",
               3);
    check_text(HEAD "cob=x\ncfi=y\nfl=z\nfn=g\ncfn=(9) f\ncalls=1 1\n0 4\n"
                    "fn=(9)\n0 6\nsummary: 1\ntotals: 6\n",
               6);
}

/* Another trigger, the end of the program, none at all. */
TEST(parts_of_other_triggers_are_passed_over)
{
    static const char *const triggers[] = {
        "desc: Trigger: Program termination\n",
        "desc: Trigger: --dump-before=tare_counting_ends_too\n",
        "desc: Trigger: --dump-after=tare_counting_ends\n", ""
    };

    for (size_t i = 0; i < sizeof triggers / sizeof *triggers; i++) {
        char written[500];
        double f;

        snprintf(written, sizeof written,
                 "%sevents: Ir\nfn=f\n0 5\ntotals: 5\n", triggers[i]);
        CHECK_INT(got_of(written, &f), 0);
        CHECK_NEAR(f, 0, 0);
        strcat(written, HEAD "fn=f\n0 7\ntotals: 7\n");
        check_text(written, 7);
    }
}

TEST(what_makes_no_sense_is_refused)
{
    static const char *const bodies[] = {
        "fn=f\n0 5\ntotals: 6\n",          /* another sum */
        "fn=f\n0 5\n",                     /* it ends in the middle */
        "fn=f\n0 5",                       /* and without a newline */
        "0 5\ntotals: 5\n",                /* of no function */
        "fn=\n0 5\ntotals: 5\n",           /* of no name */
        "fn=(3)\n0 5\ntotals: 5\n",        /* of a number not yet named */
        "fn=(1) f\nfn=(1) g\ntotals: 0\n", /* of a number of two names */
        "fn=(99999999) f\n0 5\ntotals: 5\n",
        "fn=f\n0 1 2 3 4\ntotals: 1 2 3 4\n", /* more columns than events */
        "fn=f\n0 five\ntotals: 5\n",
        "fn=f\n0 -5\ntotals: -5\n",
        "fn=f\n0 5.5\ntotals: 5.5\n",
        "fn=f\n0x 5\ntotals: 5\n",
        "fn=f\n+ 5\ntotals: 5\n",
        "fn=f\n0 99999999999999999999\ntotals: 99999999999999999999\n",
        "fn=f\n0 9007199254740992\n0 1\ntotals: 9007199254740993\n",
        "fn=f\ncalls=1 0\nfn=g\n0 5\ntotals: 5\n", /* a call without a cost */
        "cfn=g\ncalls=1 0\n0 5\ntotals: 0\n",
        "positions:\nfn=f\n0 5\ntotals: 5\n",
        "events:\nfn=f\n0 5\ntotals: 5\n",
        "desc: Trigger: Program termination\nfn=f\n0 5\ntotals: 5\n",
        "fn=f\n!\ntotals: 0\n",
    };
    double f;

    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        char written[500];

        snprintf(written, sizeof written, HEAD "%s", bodies[i]);
        CHECK_INT(got_of(written, &f), -1);
        if (got_of(written, &f) != -1)
            printf("# %s", bodies[i]);
    }
    CHECK_INT(got_of("fn=f\n0 5\ntotals: 5\n", &f), -1); /* no events */
    CHECK_INT(got_of("", &f), 0);
    CHECK_INT(got_of("\n\n", &f), 0);
}

/* However it is cut off, it is refused or has whole parts only. */
TEST(no_piece_of_a_file_costs_something_else)
{
    size_t size = read_file("numbers");

    for (size_t cut = 0; cut < size; cut++) {
        struct tare_callgrind dump = open_text(text, cut);
        struct tare_callgrind_cost cost = { 0 };
        double sum;
        int got;

        while ((got = tare_callgrind_next(&dump, &cost)) > 0)
            ;
        sum = cost.totals[TARE_CALLGRIND_IR];
        CHECK(got <= 0);
        CHECK(sum == 0 || sum == 102 || sum == 102 + 179 ||
              sum == 102 + 179 + 257);
        tare_callgrind_cost_release(&cost);
        tare_callgrind_release(&dump);
    }
}

/* Any byte may be another: nothing worse happens than a refusal. */
TEST(spoilt_files_do_no_harm)
{
    static const char bytes[] = "\0\n0(=:+*-@'\xff";
    size_t size = read_file("recursion");

    for (size_t i = 0; i < size; i++)
        for (size_t k = 0; k < sizeof bytes - 1; k++) {
            char was = text[i];
            struct tare_callgrind dump = open_text(text, size);
            struct tare_callgrind_cost cost = { 0 };

            text[i] = bytes[k];
            while (tare_callgrind_next(&dump, &cost) > 0)
                ;
            tare_callgrind_cost_release(&cost);
            tare_callgrind_release(&dump);
            text[i] = was;
        }
}

TESTS(RUN(parts_cost_what_was_counted_by_hand),
      RUN(it_does_not_matter_how_it_is_written), RUN(all_columns_are_read),
      RUN(parts_can_be_added_up), RUN(a_recursion_is_one_function),
      RUN(the_version_of_a_symbol_is_not_its_name),
      RUN(lines_of_others_do_not_count),
      RUN(parts_of_other_triggers_are_passed_over),
      RUN(what_makes_no_sense_is_refused),
      RUN(no_piece_of_a_file_costs_something_else),
      RUN(spoilt_files_do_no_harm))
