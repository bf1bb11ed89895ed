/* SPDX-License-Identifier: MIT */
/* Profiles in a record: saved, read back, and refused. */
#include "store/json_profile.h"

#include "store/json.h"
#include "tests/store/member.h"
#include "tests/store/profiles.h"
#include "tests/test.h"

static int load(struct tare_run *run, const char *profile, struct tare_err *err)
{
    return load_member(run, "profile", profile, err);
}

/* As it is saved.  Returned. */
static char *print(const struct tare_run *run)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&bytes, &size);

    tare_run_print(run, stream);
    fclose(stream);
    return bytes;
}

#define OBJECTS "[{\"path\":\"a\"},{\"path\":\"/b\",\"build_id\":\"c0de\"}]"
#define FUNCTIONS                                                              \
    "[{\"object\":0,\"begin\":16,\"name\":\"f\",\"file\":\"f.c\"}]"
#define COLUMNS(parents, objects, offsets, inlined, functions, lines)          \
    "{\"parents\":[" parents "],\"objects\":[" objects                         \
    "],\"offsets\":[" offsets "],\"inlined\":[" inlined                        \
    "],\"functions\":[" functions "],\"lines\":[" lines "]}"
#define NODES   COLUMNS("0,1,1", "0,0,1", "20,20,7", "0,1,0", "1,1,0", "3,0,0")
#define COUNTED "\"nodes\":[2,0],\"looks\":[7,1]"
#define LAUNCH_OF(time, rest)                                                  \
    "{\"iterations\":9,\"time_ns\":" time                                      \
    ",\"period_ns\":250,\"expected\":8,\"harness\":0,\"lost\":0,"              \
    "\"throttled\":0,\"broken\":0,\"truncated\":0,\"guessed\":0," rest "}"
#define LAUNCH LAUNCH_OF("1", COUNTED)
#define PROFILE(objects, functions, nodes, launches)                           \
    "{\"objects\":" objects ",\"functions\":" functions ",\"nodes\":" nodes    \
    ",\"launches\":[" launches "]}"

/* ---- what is good -------------------------------------------------------- */

/* Names that a record must not be broken by. */
static void make_profile(struct tare_profile *profile)
{
    size_t f = put_function(profile, "bin/a", "f;<b>&\"'\n\x1b[31m", "/s/f.c");
    size_t g = put_function(profile, "/l/b.so", NULL, NULL);
    size_t root = put_node(profile, 0, f, 3), last;

    tare_profile_object(profile, TARE_PROFILE_KERNEL, "0badc0de");
    last = put_inlined(profile, root, f, 999999999);
    last = put_inlined(profile, last, g, 0);
    last = put_node(profile, last, g, 7);
    profile->nodes[last - 1].offset = ((uint64_t)1 << 53) - 1;
    for (size_t i = 0; i < 3; i++) {
        put_launch(profile)->time_ns = 0.1 + (double)i;
        put_looks(profile, i, last, (uint64_t)1 << 37);
        put_looks(profile, i, root, i);
    }
    free(profile->launches[1].counts);
    profile->launches[1] =
        (struct tare_profile_launch){ .iterations = 1,
                                      .time_ns = 2.5,
                                      .period_ns = 3.25,
                                      .look_ns = 0.75,
                                      .expected = 1e300,
                                      .harness = 4,
                                      .lost = 5,
                                      .throttled = 6,
                                      .broken = 7,
                                      .truncated = 8,
                                      .guessed = 9,
                                      .is_blind = 1,
                                      .is_timed = 1,
                                      .refusal =
                                          tare_strdup("perf \"said\" <no>\n"),
                                      .waiting = 10,
                                      .others_ns = 11.5,
                                      .peak_at = 12 };
    *TARE_ADD(profile->launches[2].sites, profile->launches[2].site_count) =
        (struct tare_site){ last - 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
    *TARE_ADD(profile->launches[2].sites, profile->launches[2].site_count) =
        (struct tare_site){ .node = root - 1, .bytes = (uint64_t)1 << 36 };
}

TEST(what_is_saved_is_read_back_byte_for_byte)
{
    struct tare_run run = { 0 }, back = { 0 };
    struct tare_err err = { 0 };
    char *bytes, *again;

    CHECK_INT(load(&run, NULL, &err), 0);
    make_profile(&run.cases[0].profile);
    make_profile(&run.cases[0].heap);
    make_profile(&run.cases[0].waits);
    run.cases[0].waits.launches[0].counts[1].times = 3;
    run.cases[0].waits.launches[0].idle = 11;
    run.cases[0].waits.launches[2].preempted = 12;
    run.cases[0].waits.launches[2].preempted_ns = 13;
    bytes = print(&run);
    CHECK_INT(tare_run_parse(&back, bytes, strlen(bytes), "b.json",
                             TARE_LOAD_ALL, &err),
              0);
    CHECK_STR(err.text, "");
    again = print(&back);
    CHECK_STR(again, bytes);
    CHECK_INT(back.cases[0].waits.launches[0].counts[1].times, 3);
    CHECK_INT(back.cases[0].waits.launches[2].preempted_ns, 13);
    free(bytes);
    free(again);
    tare_run_release(&run);
    tare_run_release(&back);
}

static void check_nodes(const struct tare_profile *profile)
{
    CHECK_INT(profile->node_count, 3);
    CHECK_INT(profile->root, 1);
    CHECK_INT(profile->nodes[0].parent, 0);
    CHECK_INT(profile->nodes[0].child, 3);
    CHECK_INT(profile->nodes[0].line, 3);
    CHECK_INT(profile->nodes[1].inlined, 1);
    CHECK_INT(profile->nodes[1].function, 1);
    CHECK_INT(profile->nodes[2].next, 2);
    CHECK_INT(profile->nodes[2].object, 1);
    CHECK_INT(profile->nodes[2].offset, 7);
    CHECK_INT(profile->nodes[2].function, 0);
}

TEST(every_number_finds_its_place)
{
    struct tare_run run = { 0 };
    struct tare_err err = { 0 };
    const struct tare_profile *profile;

    CHECK_INT(load(&run, PROFILE(OBJECTS, FUNCTIONS, NODES, LAUNCH), &err), 0);
    CHECK_STR(err.text, "");
    profile = &run.cases[0].profile;
    CHECK_INT(profile->object_count, 2);
    CHECK_STR(profile->objects[1].build_id, "c0de");
    CHECK_STR(profile->objects[0].build_id, NULL);
    CHECK_INT(profile->functions[0].begin, 16);
    CHECK_STR(profile->functions[0].file, "f.c");
    check_nodes(profile);
    CHECK_INT(profile->launches[0].iterations, 9);
    CHECK_NEAR(profile->launches[0].period_ns, 250, 0);
    CHECK_INT(profile->launches[0].counts[0].node, 2);
    CHECK_INT(tare_profile_looks(&profile->launches[0]), 8);
    CHECK(!profile->launches[0].is_blind);
    tare_run_release(&run);
}

TEST(without_it_nothing_is_written)
{
    struct tare_run run = { 0 };
    struct tare_err err = { 0 };
    char *bytes;

    CHECK_INT(load(&run, NULL, &err), 0);
    CHECK_INT(run.cases[0].profile.launch_count, 0);
    bytes = print(&run);
    CHECK(strstr(bytes, "profile") == NULL);
    free(bytes);
    tare_run_release(&run);
}

/* ---- what is refused ----------------------------------------------------- */

static void check_refusal(const char *profile, const char *want)
{
    struct tare_run run = { 0 };
    struct tare_err err = { 0 };
    char whole[300];

    CHECK_INT(load(&run, profile, &err), TARE_EBASELINE);
    err.text[strcspn(err.text, ";")] = '\0';
    snprintf(whole, sizeof whole, "r.json:2:1: %s", want);
    CHECK_STR(err.text, whole);
    CHECK(run.cases == NULL);
}

TEST(objects_and_functions_that_make_no_sense_are_refused)
{
    check_refusal(PROFILE("[7]", "[]", "{}", LAUNCH),
                  "the object of a profile here must be an object");
    check_refusal(PROFILE("[{}]", "[]", "{}", LAUNCH),
                  "\"path\" of the object of a profile here must be there");
    check_refusal(PROFILE("[{\"path\":\"\"}]", "[]", "{}", LAUNCH),
                  "\"path\" of the object of a profile here must be text, and "
                  "not empty");
    check_refusal(PROFILE(OBJECTS, "[7]", "{}", LAUNCH),
                  "the function of a profile here must be an object");
    check_refusal(PROFILE(OBJECTS, "[{\"object\":0}]", "{}", LAUNCH),
                  "\"begin\" of the function of a profile here must be there");
    check_refusal(
        PROFILE(OBJECTS, "[{\"object\":0,\"begin\":-1}]", "{}", LAUNCH),
        "\"begin\" of the function of a profile here must be a whole "
        "number from 0 to 2^53 - 1");
    check_refusal(
        PROFILE(OBJECTS, "[{\"object\":2,\"begin\":0}]", "{}", LAUNCH),
        "a function of a profile is in an \"object\" that is not there");
}

static void check_columns(const char *nodes)
{
    struct tare_buf text = { 0 };

    tare_buf_printf(&text, PROFILE(OBJECTS, FUNCTIONS, "%s", LAUNCH), nodes);
    check_refusal(text.data, "the \"nodes\" of a profile do not fit together");
    tare_buf_release(&text);
}

TEST(nodes_that_are_no_tree_are_refused)
{
    check_columns(COLUMNS("1", "0", "0", "0", "0", "0"));
    check_columns(COLUMNS("0,2", "0,0", "0,1", "0,0", "0,0", "0,0"));
    check_columns(COLUMNS("-1", "0", "0", "0", "0", "0"));
    check_columns(COLUMNS("0.5", "0", "0", "0", "0", "0"));
    check_columns(COLUMNS("\"0\"", "0", "0", "0", "0", "0"));
    check_columns(COLUMNS("0", "2", "0", "0", "0", "0"));
    check_columns(COLUMNS("0", "0", "9007199254740994", "0", "0", "0"));
    check_columns(COLUMNS("0", "0", "0", "0", "2", "0"));
    check_columns(COLUMNS("0", "0", "0", "0", "0", "1000000001"));
}

TEST(columns_of_unequal_lengths_are_refused)
{
    check_columns(COLUMNS("0", "0", "0", "0", "0", ""));
    check_columns(COLUMNS("0", "0", "0", "0", "0", "0,0"));
    check_columns(COLUMNS("", "0", "0", "0", "0", "0"));
    check_columns("{\"parents\":[0]}");
    check_columns("{\"lines\":[0]}");
}

/* Whoever looks for the function around it would look before the first node. */
TEST(what_is_inlined_nowhere_is_refused)
{
    check_columns(COLUMNS("0", "0", "0", "1", "0", "0"));
    check_columns(COLUMNS("0,1", "0,0", "0,0", "0,2", "0,0", "0,0"));
    check_columns(COLUMNS("0,1", "0,0", "0,1", "0,1", "0,0", "0,0"));
    check_columns(COLUMNS("0,1", "0,1", "0,0", "0,1", "0,0", "0,0"));
}

#define TREE(counted)                                                          \
    PROFILE(OBJECTS, FUNCTIONS, NODES, LAUNCH_OF("1", counted))

TEST(looks_that_are_at_no_node_are_refused)
{
    static const char looks[] =
        "the \"looks\" of a launch of a profile must be whole numbers, each "
        "with its node";

    check_refusal(TREE("\"nodes\":[3],\"looks\":[1]"), looks);
    check_refusal(TREE("\"nodes\":[-1],\"looks\":[1]"), looks);
    check_refusal(TREE("\"nodes\":[0.5],\"looks\":[1]"), looks);
    check_refusal(TREE("\"nodes\":[0],\"looks\":[-1]"), looks);
    check_refusal(TREE("\"nodes\":[0],\"looks\":[1.5]"), looks);
    check_refusal(TREE("\"nodes\":[0],\"looks\":[8796093022209]"), looks);
    check_refusal(TREE("\"nodes\":[0],\"looks\":[]"), looks);
    check_refusal(TREE("\"nodes\":[0],\"looks\":[1,1]"), looks);
    check_refusal(TREE("\"nodes\":[0]"), looks);
    check_refusal(TREE("\"looks\":[1]"), looks);
}

TEST(times_that_do_not_fit_the_waits_are_refused)
{
    static const char times[] = "the \"times\" of a launch of waits must be "
                                "whole numbers, one for each "
                                "node";

    check_refusal(TREE("\"nodes\":[0],\"looks\":[1],\"times\":[]"), times);
    check_refusal(TREE("\"nodes\":[0],\"looks\":[1],\"times\":[1,1]"), times);
    check_refusal(TREE("\"nodes\":[0],\"looks\":[1],\"times\":[-1]"), times);
    check_refusal(TREE("\"nodes\":[0],\"looks\":[1],\"times\":[\"1\"]"), times);
}

TEST(launches_that_make_no_sense_are_refused)
{
    static const char launches[] =
        "a \"profile\" must have an array of \"launches\"";

    check_refusal("7", launches);
    check_refusal("{}", launches);
    check_refusal("{\"launches\":{}}", launches);
    check_refusal(PROFILE(OBJECTS, FUNCTIONS, NODES, ""), launches);
    check_refusal(PROFILE(OBJECTS, FUNCTIONS, NODES, "7"),
                  "the launch of a profile here must be an object");
    check_refusal(PROFILE(OBJECTS, FUNCTIONS, NODES, "{}"),
                  "\"iterations\" of the launch of a profile here must be "
                  "there");
    check_refusal(PROFILE(OBJECTS, FUNCTIONS, NODES, LAUNCH_OF("-1", COUNTED)),
                  "\"time_ns\" of the launch of a profile here must be a "
                  "number that is not negative");
    check_refusal(TREE(COUNTED ",\"refusal\":7"),
                  "\"refusal\" of the launch of a profile here must be text");
    check_refusal(TREE(COUNTED ",\"timed\":7"),
                  "\"timed\" of the launch of a profile here must be true or "
                  "false");
}

/* ---- limits -------------------------------------------------------------- */

static void repeat(struct tare_buf *text, const char *item, size_t count)
{
    for (size_t i = 0; i < count; i++)
        tare_buf_printf(text, "%s%s", i > 0 ? "," : "", item);
}

/* That many of one kind, and one of the others, is what the sentence says. */
static void check_many(const char *before, const char *item, size_t count,
                       const char *after, const char *want)
{
    struct tare_buf text = { 0 };

    tare_buf_puts(&text, before);
    repeat(&text, item, count);
    tare_buf_puts(&text, after);
    check_refusal(text.data, want);
    tare_buf_release(&text);
}

TEST(all_is_bounded)
{
    check_many("{\"objects\":[", "{\"path\":\"a\"}",
               TARE_PROFILE_OBJECTS_MAX + 1, "]}",
               "a profile has too many \"objects\"");
    check_many("{\"objects\":" OBJECTS ",\"functions\":[",
               "{\"object\":0,\"begin\":0}", TARE_PROFILE_NODES_MAX + 1, "]}",
               "a profile has too many \"functions\"");
    check_many("{\"objects\":" OBJECTS ",\"functions\":" FUNCTIONS
               ",\"nodes\":" NODES ",\"launches\":[",
               LAUNCH, TARE_PROFILE_LAUNCHES_MAX + 1, "]}",
               "a profile has too many \"launches\"");
}

/* Roots, or each below the one before. */
static void check_tree(size_t count, int is_deep, const char *want)
{
    static const char *const zeros[] = { "offsets", "inlined", "functions",
                                         "lines" };
    struct tare_buf text = { 0 };

    tare_buf_puts(&text, "{\"objects\":" OBJECTS ",\"functions\":" FUNCTIONS
                         ",\"nodes\":{\"objects\":[");
    repeat(&text, "0", count);
    tare_buf_puts(&text, "],\"parents\":[");
    for (size_t i = 0; i < count; i++)
        tare_buf_printf(&text, "%s%zu", i > 0 ? "," : "", is_deep ? i : 0);
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++) {
        tare_buf_printf(&text, "],\"%s\":[", zeros[i]);
        repeat(&text, "0", count);
    }
    tare_buf_puts(&text, "]}}");
    check_refusal(text.data, want);
    tare_buf_release(&text);
}

TEST(a_tree_is_neither_too_large_nor_too_deep)
{
    static const char none[] =
        "a \"profile\" must have an array of \"launches\"";

    check_tree(TARE_PROFILE_NODES_MAX, 0, none);
    check_tree(TARE_PROFILE_NODES_MAX + 1, 0,
               "a profile has too many \"nodes\"");
    check_tree(TARE_PROFILE_DEPTH_MAX, 1, none);
    check_tree(TARE_PROFILE_DEPTH_MAX + 1, 1,
               "the \"nodes\" of a profile are too deep");
}

#define SITES(nodes, blocks, others)                                           \
    LAUNCH_OF("1", "\"nodes\":[],\"looks\":[],\"sites\":{\"nodes\":" nodes     \
                   ",\"blocks\":" blocks others "}")
#define OTHERS(cells)                                                          \
    ",\"bytes\":" cells ",\"resized\":" cells ",\"freed\":" cells              \
    ",\"brief\":" cells ",\"lived\":" cells ",\"most_blocks\":" cells          \
    ",\"most_bytes\":" cells ",\"peak_blocks\":" cells                         \
    ",\"peak_bytes\":" cells ",\"left_blocks\":" cells                         \
    ",\"left_bytes\":" cells

TEST(sites_that_make_no_sense_are_refused)
{
    static const char why[] =
        "the \"sites\" of a launch must be whole numbers, "
        "each with its node";
    struct tare_run run = { 0 };
    struct tare_err err = { 0 };

    CHECK_INT(load(&run,
                   PROFILE(OBJECTS, FUNCTIONS, NODES,
                           SITES("[0]", "[1]", OTHERS("[2]"))),
                   &err),
              0);
    CHECK_INT(run.cases[0].profile.launches[0].site_count, 1);
    tare_run_release(&run);
    check_refusal(
        PROFILE(OBJECTS, FUNCTIONS, NODES, SITES("[9]", "[1]", OTHERS("[2]"))),
        why);
    check_refusal(PROFILE(OBJECTS, FUNCTIONS, NODES,
                          SITES("[0]", "[0.5]", OTHERS("[2]"))),
                  why);
    check_refusal(PROFILE(OBJECTS, FUNCTIONS, NODES,
                          SITES("[0]", "[1,1]", OTHERS("[2]"))),
                  why);
    check_refusal(
        PROFILE(OBJECTS, FUNCTIONS, NODES, SITES("[0]", "[1]", OTHERS("[-2]"))),
        why);
    check_refusal(PROFILE(OBJECTS, FUNCTIONS, NODES, SITES("[0]", "[1]", "")),
                  why);
}

TESTS(RUN(sites_that_make_no_sense_are_refused),
      RUN(what_is_saved_is_read_back_byte_for_byte),
      RUN(every_number_finds_its_place), RUN(without_it_nothing_is_written),
      RUN(objects_and_functions_that_make_no_sense_are_refused),
      RUN(nodes_that_are_no_tree_are_refused),
      RUN(columns_of_unequal_lengths_are_refused),
      RUN(what_is_inlined_nowhere_is_refused),
      RUN(looks_that_are_at_no_node_are_refused),
      RUN(times_that_do_not_fit_the_waits_are_refused),
      RUN(launches_that_make_no_sense_are_refused), RUN(all_is_bounded),
      RUN(a_tree_is_neither_too_large_nor_too_deep))
