/* SPDX-License-Identifier: MIT */
#include "harness/bench/registry.h"

#include <sys/wait.h>
#include <unistd.h>

#include "harness/bench/axes.h"
#include "harness/bench/axis.h"
#include "harness/bench/suite.h"
#include "store/alloc.h"
#include "tests/test.h"

static void nothing(struct tare *t)
{
    TARE_LOOP(t) {
    }
}

TARE_BENCH(nothing);
TARE_BENCH(nothing, .group = "g", .name = "args",
           .args = TARE_RANGE("n", 100, 100000, 10),
           .args2 = TARE_CHOICES("how", "up", "down"));
TARE_BENCH(nothing, .name = "threads", .args = TARE_VALUES("threads", 1, 2, 4));
TARE_BENCH(nothing, .name = "fixed", .threads = 3);
TARE_BENCH(nothing, .name = "a \"b\"\n\xff", .group = "");

TARE_BENCH(nothing, .name = "states", .args = TARE_VALUES("n", 1, 2),
           .state = TARE_WARM | TARE_COLD_DATA | TARE_COLD);
TARE_BENCH(nothing, .name = "own", .args = TARE_CHOICES("state", "cold"));
TARE_BENCH(nothing, .name = "full", .args = TARE_VALUES("a", 1),
           .args2 = TARE_VALUES("b", 2), .args3 = TARE_VALUES("c", 3),
           .args4 = TARE_VALUES("d", 4), .state = TARE_COLD);

#define JOIN(a, b)  JOIN_(a, b)
#define JOIN_(a, b) a##b
TARE_BENCH(JOIN(no, thing), .group = "joined");

static void check_id(size_t entry, size_t index, const char *want)
{
    struct tare_identity identity;

    tare_registry_identity(tare_registry_at(entry), index, &identity);
    CHECK_STR(identity.id, want);
    tare_identity_release(&identity);
}

static size_t count_of(struct tare_axis axis)
{
    struct tare_err err = { 0 };

    return tare_axis_count(&axis, &err);
}

static double value_of(struct tare_axis axis, size_t index)
{
    struct tare_arg_value value = tare_axis_value(&axis, index);
    double number = value.number;

    free(value.name);
    return number;
}

TEST(an_id_is_group_name_and_arguments)
{
    check_id(0, 0, "nothing");
    check_id(1, 0, "g/args/n=100/how=up");
    check_id(1, 1, "g/args/n=100/how=down");
    check_id(1, 7, "g/args/n=100000/how=down");
    check_id(8, 0, "joined/nothing"); /* as the macros say */
}

TEST(axes_multiply)
{
    struct tare_err err = { 0 };

    CHECK_INT(tare_registry_cases(tare_registry_at(0), &err), 1);
    CHECK_INT(tare_registry_cases(tare_registry_at(1), &err), 8);
}

TEST(an_axis_named_threads_sets_them)
{
    struct tare_identity identity;

    tare_registry_identity(tare_registry_at(2), 2, &identity);
    CHECK_INT(identity.threads, 4);
    CHECK_STR(identity.id, "threads/threads=4");
    tare_identity_release(&identity);
    check_id(3, 0, "fixed/threads=3");
}

TEST(names_become_valid_utf8)
{
    check_id(4, 0, "a \"b\"\n\xef\xbf\xbd");
}

TEST(a_range_is_geometric_and_ends_with_its_end)
{
    struct tare_axis even = TARE_RANGE("n", 1, 8, 2);
    struct tare_axis odd = TARE_RANGE("n", 1, 10, 2);
    struct tare_axis broken = TARE_RANGE("n", 1, 10, 1.5);

    CHECK_INT(count_of(even), 4);
    CHECK_NEAR(value_of(even, 3), 8, 0);
    CHECK_INT(count_of(odd), 5); /* 1 2 4 8 10 */
    CHECK_NEAR(value_of(odd, 3), 8, 0);
    CHECK_NEAR(value_of(odd, 4), 10, 0);
    CHECK_NEAR(value_of(broken, 1), 2, 0); /* whole stays whole */
}

TEST(steps_are_arithmetic)
{
    struct tare_axis whole = TARE_STEPS("n", 0, 10, 5);
    struct tare_axis broken = TARE_STEPS("x", 0, 1, 0.1);

    CHECK_INT(count_of(whole), 3);
    CHECK_NEAR(value_of(whole, 2), 10, 0);
    CHECK_INT(count_of(broken), 11);
    CHECK_NEAR(value_of(broken, 10), 1, 1e-12);
}

TEST(an_axis_that_never_arrives_is_refused_by_name)
{
    struct tare_axis axis = TARE_RANGE("size", 1, 100, 1);
    struct tare_err err = { 0 };

    CHECK_INT(tare_axis_count(&axis, &err), 0);
    CHECK(strstr(err.text, "\"size\"") != NULL);
}

/* A declaration that is refused, and with which words. */
static void check_refused(struct tare_def def, const char *words)
{
    struct tare_entry_ entry = { .def = &def, .symbol = "f", .file = "f.c" };
    struct tare_err err = { 0 };

    CHECK_INT(tare_registry_cases(&entry, &err), 0);
    CHECK(strncmp(err.text, "f.c:0: ", 7) == 0);
    CHECK(strstr(err.text, words) != NULL);
}

TEST(arguments_that_make_no_sense_are_refused)
{
    check_refused((struct tare_def){ .args = TARE_VALUES("n", 1, NAN) },
                  "not a number");
    check_refused((struct tare_def){ .args = TARE_VALUES("n", 1),
                                     .args3 = TARE_VALUES("n", 2) },
                  "two arguments");
    check_refused((struct tare_def){ .args = TARE_VALUES("state", 1),
                                     .state = TARE_COLD },
                  "two arguments");
    check_refused((struct tare_def){ .args = TARE_VALUES("threads", 0) },
                  "from 1 to");
    check_refused((struct tare_def){ .args = TARE_VALUES("threads", 1.5) },
                  "from 1 to");
    check_refused((struct tare_def){ .args = TARE_CHOICES("threads", "two") },
                  "from 1 to");
}

TEST(listed_values_are_counted)
{
    struct tare_axis axis = TARE_VALUES("n", 3, 1, 2);

    CHECK_INT(count_of(axis), 3);
    CHECK_NEAR(value_of(axis, 0), 3, 0);
}

/* ---- states -------------------------------------------------------------- */

static void check_warmth(size_t entry, size_t index, enum tare_warmth want)
{
    struct tare_suite_case c;

    tare_suite_describe(&c, tare_registry_at(entry), entry, index);
    CHECK_INT(c.options.warmth, want);
    tare_suite_case_release(&c);
}

TEST(states_are_one_more_axis)
{
    check_id(5, 0, "states/n=1/state=warm");
    check_id(5, 5, "states/n=2/state=cold");
    check_warmth(5, 0, TARE_WARM);
    check_warmth(5, 4, TARE_COLD_DATA);
    check_warmth(5, 5, TARE_COLD);
    check_id(7, 0, "full/a=1/b=2/c=3/d=4/state=cold");
    check_warmth(7, 0, TARE_COLD);
}

TEST(an_argument_of_that_name_is_the_benchmarks_own)
{
    check_id(6, 0, "own/state=cold");
    check_warmth(6, 0, TARE_WARM);
    check_warmth(0, 0, TARE_WARM);
}

/* ---- the suite ----------------------------------------------------------- */

static size_t choose(char *filter, char *skip, int exact)
{
    struct tare_suite suite = { 0 };
    struct tare_err err = { 0 };
    struct tare_choice choice = { &filter, filter != NULL, &skip, skip != NULL,
                                  exact };
    size_t count;

    CHECK_INT(tare_suite_own(&suite, &err), 0);
    count = tare_suite_choose(&suite, &choice, &err) < 0 ? 999 : suite.count;
    tare_suite_release(&suite);
    return count;
}

TEST(filters_are_expressions_over_ids)
{
    CHECK_INT(choose(NULL, NULL, 0), 23);
    CHECK_INT(choose((char *)"how=(up|down)$", NULL, 0), 8);
    CHECK_INT(choose((char *)"how=up", (char *)"n=10000*/", 0), 1);
    CHECK_INT(choose((char *)"nothing", NULL, 1), 1);
    CHECK_INT(choose((char *)"nothin", NULL, 1), 0);
}

TEST(a_bad_expression_is_an_error)
{
    CHECK_INT(choose((char *)"(", NULL, 0), 999);
    CHECK_INT(choose(NULL, (char *)"[", 0), 999);
}

/* After those that count cases: what is given stays. */
TEST(an_executable_that_ignores_given_values_is_refused)
{
    static char word[] = "n=5,7", *words[] = { word };
    struct tare_suite suite = { 0 };
    struct tare_err err = { 0 };

    CHECK_INT(tare_axes_give(words, 1, &err), 0);
    CHECK_INT(tare_suite_own(&suite, &err), 0);
    for (size_t i = 0; i < suite.count; i++)
        if (suite.cases[i].identity.arg_count > 1)
            suite.cases[i].identity.args[0].number = 100;
    CHECK_INT(tare_suite_check(&suite, &err), TARE_EUSAGE);
    CHECK(strstr(err.text, "built with an earlier tare") != NULL);
    tare_suite_release(&suite);
}

/* Comes last: what is added stays. */
TEST(an_option_out_of_range_is_refused_by_name)
{
    struct tare_suite suite = { 0 };
    struct tare_err err = { 0 };

    tare_add(
        &(struct tare_def){ .run = nothing, .name = "quiet", .noise = 0.99 });
    CHECK_INT(tare_suite_own(&suite, &err), 0);
    tare_suite_release(&suite);
    tare_add(&(struct tare_def){ .run = nothing, .name = "loud", .noise = 1 });
    CHECK_INT(tare_suite_own(&suite, &err), TARE_EUSAGE);
    CHECK(strstr(err.text, ".noise of loud is out of range") != NULL);
    tare_suite_release(&suite);
}

/* As compiled with the tare.h of another version, whose options end elsewhere. */
static void add_as_of(size_t def_size, struct tare_def *def)
{
    struct tare_build_ build = { TARE_BUILD_MEMBERS_ };

    build.def_size = def_size;
    build.size = offsetof(struct tare_build_, call);
    tare_add_(def, "f.c", 1, &build);
}

/* The one that was added last. */
static const struct tare_entry_ *newest(void)
{
    const struct tare_entry_ *entry = tare_registry_first();

    while (entry->next != NULL)
        entry = entry->next;
    return entry;
}

TEST(options_of_an_older_and_of_a_newer_header_are_understood)
{
    struct {
        struct tare_def def;
        int of_the_future;
    } newer = { .def = { .run = nothing, .name = "newer", .threads = 2 } };
    struct tare_def older = { .run = nothing, .name = "older", .threads = 3 };

    add_as_of(sizeof newer, &newer.def);
    CHECK_INT(newest()->def->threads, 2);
    CHECK(newest()->build->call == NULL);
    CHECK_STR(newest()->build->compiler, TARE_COMPILER_);
    /* what is behind the end of the older is not read */
    older.samples = 99;
    add_as_of(offsetof(struct tare_def, samples), &older);
    CHECK_INT(newest()->def->threads, 3);
    CHECK_INT(newest()->def->samples, 0);
}

TEST(an_option_that_only_a_newer_header_has_is_refused)
{
    struct {
        struct tare_def def;
        int of_the_future;
    } newer = { .def = { .run = nothing, .name = "newer" },
                .of_the_future = 1 };
    int status;
    pid_t child = fork();

    if (child == 0) {
        add_as_of(sizeof newer, &newer.def);
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == TARE_EXIT_DIED);
}

TEST(an_argument_that_is_not_there_cannot_be_contested)
{
    struct tare_def def = { .run = nothing,
                            .args = TARE_VALUES("n", 1, 2),
                            .contest_by = "n" };
    struct tare_entry_ entry = {
        .def = &def,
        .symbol = "f",
        .file = "f.c",
    };
    struct tare_err err = { 0 };

    CHECK_INT(tare_suite_check_options(&entry, &err), 0);
    def.contest_by = "m";
    CHECK_INT(tare_suite_check_options(&entry, &err), TARE_EUSAGE);
    CHECK(strstr(err.text, ".contest_by of f is \"m\"") != NULL);
    def.contest_by = "state";
    CHECK_INT(tare_suite_check_options(&entry, &err), TARE_EUSAGE);
    def.state = TARE_WARM | TARE_COLD;
    CHECK_INT(tare_suite_check_options(&entry, &err), 0);
    def.state = 2 * TARE_COLD;
    CHECK_INT(tare_suite_check_options(&entry, &err), TARE_EUSAGE);
    CHECK(strstr(err.text, ".state of f is out of range") != NULL);
}

TESTS(RUN(an_id_is_group_name_and_arguments), RUN(axes_multiply),
      RUN(an_axis_named_threads_sets_them), RUN(names_become_valid_utf8),
      RUN(a_range_is_geometric_and_ends_with_its_end),
      RUN(steps_are_arithmetic),
      RUN(an_axis_that_never_arrives_is_refused_by_name),
      RUN(arguments_that_make_no_sense_are_refused),
      RUN(states_are_one_more_axis),
      RUN(an_argument_of_that_name_is_the_benchmarks_own),
      RUN(listed_values_are_counted), RUN(filters_are_expressions_over_ids),
      RUN(a_bad_expression_is_an_error),
      RUN(an_executable_that_ignores_given_values_is_refused),
      RUN(an_argument_that_is_not_there_cannot_be_contested),
      RUN(an_option_out_of_range_is_refused_by_name),
      RUN(options_of_an_older_and_of_a_newer_header_are_understood),
      RUN(an_option_that_only_a_newer_header_has_is_refused))
