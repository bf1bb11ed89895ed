/* SPDX-License-Identifier: MIT */
/* Answers of addr2line, as it gives them and as it does not; and its own. */
#include "harness/run/source_lines.h"

#include <link.h>
#include <unistd.h>

#include "harness/run/profile_rows.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "tests/test.h"

enum {
    PLACES = 4,
    INLINED = 5, /* functions, one in the other */
    DEPTH = 64
};

/* ---- answers ------------------------------------------------------------- */

static struct tare_source_place places[PLACES];

static void parse(const char *text)
{
    for (size_t i = 0; i < PLACES; i++)
        tare_source_place_release(&places[i]);
    tare_source_lines_parse(text, PLACES, places);
}

static void check_frame(size_t place, size_t frame, const char *function,
                        const char *file, int line)
{
    const struct tare_source_frame *found;

    CHECK(frame < places[place].count);
    if (frame >= places[place].count)
        return;
    found = &places[place].frames[frame];
    CHECK_STR(found->function, function);
    CHECK_STR(found->file, file);
    CHECK_INT(found->line, line);
}

TEST(an_address_has_its_functions_from_the_inside_out)
{
    parse("0x0000000000001139\nleast\n/s/a.h:3\nsort\n/s/a.c:12\nmain\n"
          "/s/main.c:99\n0x0000000000001200\nmain\n/s/main.c:7\n");
    CHECK_INT(places[0].count, 3);
    check_frame(0, 0, "least", "/s/a.h", 3);
    check_frame(0, 1, "sort", "/s/a.c", 12);
    check_frame(0, 2, "main", "/s/main.c", 99);
    CHECK_INT(places[1].count, 1);
    check_frame(1, 0, "main", "/s/main.c", 7);
    CHECK_INT(places[2].count, 0);
}

TEST(discriminators_are_no_lines)
{
    parse("0x1\nf\n/s/a.c:12 (discriminator 7)\n");
    check_frame(0, 0, "f", "/s/a.c", 12);
}

TEST(what_is_not_known_is_not_there)
{
    parse("0x1\n??\n??:0\n0x2\n??\n??:?\n0x3\nf\n??:0\n0x4\nf\n/s/a.c:?\n");
    check_frame(0, 0, NULL, NULL, 0);
    check_frame(1, 0, NULL, NULL, 0);
    check_frame(2, 0, "f", NULL, 0);
    check_frame(3, 0, "f", "/s/a.c", 0);
}

TEST(names_have_spaces_and_colons)
{
    parse("0x1\nstd::vector<int, a::b<2> >::operator[](unsigned long) const\n"
          "/my code/a:b/c.cc:5\n"
          "0x2\noperator \"\" _x(char)\nC:/x/y.c:77\n");
    check_frame(0, 0,
                "std::vector<int, a::b<2> >::operator[](unsigned long) const",
                "/my code/a:b/c.cc", 5);
    check_frame(1, 0, "operator \"\" _x(char)", "C:/x/y.c", 77);
}

/* As it does not answer, unless it is ended. */
TEST(a_line_that_is_missing_takes_none_of_the_next_address)
{
    parse("0x1\nf\n0x2\ng\n/s/g.c:2\n");
    CHECK_INT(places[0].count, 1);
    check_frame(0, 0, "f", NULL, 0);
    CHECK_INT(places[1].count, 1);
    check_frame(1, 0, "g", "/s/g.c", 2);
    parse("0x1\nf\n/s/f.c:1\n0x2\ng");
    check_frame(0, 0, "f", "/s/f.c", 1);
    CHECK_INT(places[1].count, 0);
    parse("0x1\nf\n/s/f.c");
    check_frame(0, 0, "f", NULL, 0);
    parse("f\n/s/f.c:1\n");
    CHECK_INT(places[0].count, 0);
    parse("");
    CHECK_INT(places[0].count, 0);
}

TEST(what_begins_like_an_address_is_none)
{
    parse("0x1\n0xfree\n0xfiles/a.c:4\n0x2\ng\n/s/g.c:2\n");
    check_frame(0, 0, "0xfree", "0xfiles/a.c", 4);
    check_frame(1, 0, "g", "/s/g.c", 2);
}

TEST(more_addresses_than_asked_for_are_left_out)
{
    parse("0x1\na\na.c:1\n0x2\nb\nb.c:2\n0x3\nc\nc.c:3\n0x4\nd\nd.c:4\n"
          "0x5\ne\ne.c:5\n");
    CHECK_INT(places[3].count, 1);
    check_frame(3, 0, "d", "d.c", 4);
}

TEST(frames_and_numbers_are_bounded)
{
    struct tare_buf text = { 0 };

    tare_buf_puts(&text, "0x1\n");
    for (int i = 0; i < 1000; i++)
        tare_buf_puts(&text, "f\n/s/a.c:4294967299999\n");
    tare_buf_puts(&text, "0x2\ng\n/s/g.c:99999999\n");
    parse(text.data);
    CHECK_INT(places[0].count, 64);
    check_frame(0, 63, "f", "/s/a.c", 0);
    check_frame(1, 0, "g", "/s/g.c", 99999999);
    tare_buf_release(&text);
}

TEST(text_becomes_valid)
{
    parse("0x1\nf\xff\n/s/\xc3\xa4\xe2\x82.c:1\n");
    check_frame(0, 0, "f\xef\xbf\xbd", "/s/\xc3\xa4\xef\xbf\xbd\xef\xbf\xbd.c",
                1);
}

static void check_path(const char *path, const char *want)
{
    char text[200];

    snprintf(text, sizeof text, "0x1\nf\n%s:1\n", path);
    parse(text);
    check_frame(0, 0, "f", want, 1);
}

TEST(a_path_is_the_same_however_it_is_written)
{
    check_path("/a/./b/../c.c", "/a/c.c");
    check_path("./c.c", "c.c");
    check_path("././a/././c.c", "a/c.c");
    check_path("/a/b/c/../../d/../e.c", "/a/e.c");
    check_path("/usr/../x/..y/c.c", "/x/..y/c.c");
    check_path("../c.c", "../c.c");
    check_path("../../a/../c.c", "../../c.c");
    check_path("a/../../c.c", "../c.c");
    check_path("/../c.c", "/../c.c");
}

/* ---- addr2line ----------------------------------------------------------- */

extern char source_lines_place[];

/* One in the other, five times, around the place. */
#define NEST(name, inner)                                                      \
    static inline __attribute__((always_inline)) int name(int x)               \
    {                                                                          \
        return inner + 1;                                                      \
    }

static inline __attribute__((always_inline)) int inner(int x)
{
    __asm__ volatile(".globl source_lines_place\nsource_lines_place:\n\tnop"
                     : "+r"(x));
    return x + 1;
}

NEST(second, inner(x))
NEST(third, second(x))
NEST(fourth, third(x))
NEST(fifth, fourth(x))

__attribute__((noinline)) static int outer(int x)
{
    return fifth(x);
}

static int first_is_own(struct dl_phdr_info *info, size_t size, void *base)
{
    (void)size;
    *(uint64_t *)base = info->dlpi_addr;
    return 1;
}

static uint64_t own_place(void)
{
    uint64_t base = 0;

    dl_iterate_phdr(first_is_own, &base);
    return (uint64_t)(uintptr_t)source_lines_place - base;
}

static char own_path[4096];

/* Whether addr2line reads what this was compiled to. */
static int is_answered(void)
{
    const uint64_t address = own_place();
    ssize_t size = readlink("/proc/self/exe", own_path, sizeof own_path - 1);
    int is_there;

    own_path[size > 0 ? size : 0] = '\0';
    parse("");
    CHECK_INT(outer(1), 1 + INLINED);
    tare_source_lines(own_path, &address, 1, places);
    is_there = places[0].count > 0 && places[0].frames[0].line > 0;
    return is_there;
}

TEST(addr2line_knows_what_is_inlined_here)
{
    static const char *const names[] = { "inner",  "second", "third",
                                         "fourth", "fifth",  "outer" };
    const char *file;

    if (!is_answered())
        SKIP("no addr2line, or no lines in this program");
    CHECK_INT(places[0].count, INLINED + 1);
    for (size_t i = 0; i < places[0].count && i <= INLINED; i++) {
        file = places[0].frames[i].file;
        CHECK_STR(places[0].frames[i].function, names[i]);
        CHECK(file != NULL && strstr(file, "source_lines_test.c") != NULL);
        CHECK(places[0].frames[i].line > 0);
    }
}

TEST(without_the_file_nothing_is_known)
{
    const uint64_t addresses[] = { 1, 2 };

    parse("");
    tare_source_lines("/nowhere/-e", addresses, 2, places);
    CHECK_INT(places[0].count, 0);
}

/* ---- what is inlined, in a record ---------------------------------------- */

/* Of that depth, all at the place. */
static void make_stack(struct tare_profile *profile)
{
    tare_profile_object(profile, "bin/a", NULL);
    for (size_t i = 0; i < DEPTH; i++)
        tare_profile_node(profile, i, 0, own_place(), 0);
    TARE_ADD(profile->launches, profile->launch_count)->iterations = 1;
    *TARE_ADD(profile->launches->counts, profile->launches->count) =
        (struct tare_profile_count){ DEPTH - 1, 7, 0 };
}

static size_t depth_of(const struct tare_profile *profile, size_t node)
{
    size_t depth = 0;

    for (size_t at = node + 1; at > 0; at = profile->nodes[at - 1].parent)
        depth++;
    return depth;
}

/* All frames have room, and what is inlined as far as there is any. */
TEST(a_deep_stack_with_much_inlined_fits_into_a_record)
{
    struct tare_suite_binary binary = { .path = (char *)"bin/a",
                                        .exec = own_path };
    const struct tare_suite suite = { .binaries = &binary, .binary_count = 1 };
    struct tare_profile profile = { 0 };
    size_t own = 0, deepest = 0;

    if (!is_answered())
        SKIP("no addr2line, or no lines in this program");
    make_stack(&profile);
    tare_profile_name(&profile, &suite);
    for (size_t i = 0; i < profile.node_count; i++) {
        size_t depth = depth_of(&profile, i);

        own += profile.nodes[i].inlined == 0;
        deepest = depth > deepest ? depth : deepest;
        CHECK(profile.nodes[i].function > 0);
    }
    CHECK_INT(own, DEPTH);
    CHECK(deepest > 3 * DEPTH && deepest <= TARE_PROFILE_DEPTH_MAX);
    CHECK_INT(tare_profile_looks(profile.launches), 7);
    CHECK_STR(profile.functions[0].name, "outer");
    tare_profile_release(&profile);
    parse("");
}

TESTS(RUN(an_address_has_its_functions_from_the_inside_out),
      RUN(discriminators_are_no_lines), RUN(what_is_not_known_is_not_there),
      RUN(names_have_spaces_and_colons),
      RUN(a_line_that_is_missing_takes_none_of_the_next_address),
      RUN(what_begins_like_an_address_is_none),
      RUN(more_addresses_than_asked_for_are_left_out),
      RUN(frames_and_numbers_are_bounded), RUN(text_becomes_valid),
      RUN(a_path_is_the_same_however_it_is_written),
      RUN(addr2line_knows_what_is_inlined_here),
      RUN(without_the_file_nothing_is_known),
      RUN(a_deep_stack_with_much_inlined_fits_into_a_record))
