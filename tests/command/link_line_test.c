/* SPDX-License-Identifier: MIT */
#include "command/link_line.h"

#include "store/buf.h"
#include "tests/test.h"

static char copy[512];
static char *words[32];
static struct tare_link_line line;
static struct tare_err err;

/* Reads a command whose words are divided by single blanks; the status. */
static int read_line(const char *command)
{
    size_t count = 0;

    tare_link_line_release(&line);
    err = (struct tare_err){ 0 };
    snprintf(copy, sizeof copy, "%s", command);
    for (char *word = strtok(copy, " "); word != NULL; word = strtok(NULL, " "))
        words[count++] = word;
    return tare_link_line_read(&line, words, count, &err);
}

static void check_words(char **got, const char *want)
{
    struct tare_buf text = { 0 };

    for (size_t i = 0; got[i] != NULL; i++)
        tare_buf_printf(&text, "%s%s", i > 0 ? " " : "", got[i]);
    CHECK_STR(text.data, want);
    tare_buf_release(&text);
    tare_link_words_free(got);
}

/* The command with its objects in reverse, as far as groups let them. */
static void check_reversed(const char *command, const char *want)
{
    char names[8][4];
    char *paddings[8];
    size_t order[8], first = 0;

    CHECK_INT(read_line(command), 0);
    for (size_t i = 0; i < 8; i++) {
        snprintf(names[i], sizeof names[i], "p%zu", i);
        paddings[i] = names[i];
    }
    for (size_t i = 1; i <= line.object_count; i++) {
        if (i < line.object_count && line.groups[i] == line.groups[first])
            continue;
        for (size_t k = first; k < i; k++)
            order[k] = i - 1 - (k - first);
        first = i;
    }
    check_words(tare_link_line_arrange(&line, order, "L", paddings, "D/0"),
                want);
}

TEST(objects_change_places_and_all_else_stays)
{
    check_reversed("cc -O2 -o prog a.o -pthread b.o c.o -lm",
                   "cc -O2 -o D/0 L p2 c.o -pthread p1 b.o p0 a.o p3 -lm");
    check_reversed("cc a.o -oprog", "cc L p0 a.o p1 -oD/0");
    check_reversed("cc a.o", "cc L p0 a.o p1 -o D/0");
    check_reversed("ld --output=prog a.o", "ld --output=D/0 L p0 a.o p1");
}

TEST(no_object_passes_a_library)
{
    check_reversed("cc -o p a.o b.o x.a c.o -ly d.o e.o z.so.1",
                   "cc -o D/0 L p1 b.o p0 a.o x.a p2 c.o -ly p4 e.o p3 d.o p5 "
                   "z.so.1");
}

TEST(what_only_looks_like_an_object_stays)
{
    check_reversed("ld -o p crt1.o crti.o /l/crtbeginS.o -T a.o b.o c.o -e d.o "
                   "@e.o -Map=f.o crtn.o",
                   "ld -o D/0 crt1.o crti.o /l/crtbeginS.o -T a.o L p1 c.o p0 "
                   "b.o p2 -e d.o @e.o -Map=f.o crtn.o");
}

TEST(the_output_is_found_however_it_is_written)
{
    read_line("cc a.o");
    CHECK_STR(tare_link_line_output(&line), "a.out");
    read_line("cc -o x a.o");
    CHECK_STR(tare_link_line_output(&line), "x");
    read_line("cc a.o -odir/x");
    CHECK_STR(tare_link_line_output(&line), "dir/x");
    read_line("ld --output x a.o");
    CHECK_STR(tare_link_line_output(&line), "x");
}

TEST(padding_is_assembled_for_the_same_machine)
{
    read_line("ccache gcc -m32 -O2 -mllvm -x --sysroot=/s -o x a.o");
    check_words(tare_link_line_assembler(&line, "p.s", "p.o"),
                "ccache gcc -m32 --sysroot=/s -c -x assembler p.s -o p.o");
    read_line("clang -target arm -o x a.o");
    check_words(tare_link_line_assembler(&line, "p.s", "p.o"),
                "clang -target arm -c -x assembler p.s -o p.o");
    read_line("/t/aarch64-linux-gnu-ld -o x a.o");
    check_words(tare_link_line_assembler(&line, "p.s", "p.o"),
                "/t/aarch64-linux-gnu-as p.s -o p.o");
    read_line("ld.lld -o x a.o");
    CHECK(tare_link_line_is_linker(&line));
    check_words(tare_link_line_assembler(&line, "p.s", "p.o"), "as p.s -o p.o");
    read_line("build -o x a.o");
    CHECK(!tare_link_line_is_linker(&line));
}

TEST(a_command_without_objects_is_refused)
{
    CHECK_INT(read_line(""), TARE_EUSAGE);
    CHECK_INT(read_line("cc -o a.o"), TARE_EUSAGE);
    CHECK_INT(read_line("cc -o x a.c b.a"), TARE_EUSAGE);
    CHECK(strstr(err.text, "no object file (.o)") != NULL);
}

TEST(what_is_drawn_keeps_groups_and_follows_the_seed)
{
    size_t order[6], again[6], paddings[7], moved = 0, largest = 0;

    read_line("cc a.o b.o c.o x.a d.o e.o f.o");
    for (unsigned layout = 0; layout < 64; layout++) {
        tare_link_line_draw(&line, 5, layout, again, paddings, 32);
        tare_link_line_draw(&line, 5, layout, order, paddings, 32);
        for (size_t i = 0; i < 6; i++) {
            CHECK_INT(order[i] / 3, i / 3);
            CHECK_INT(order[i], again[i]);
            moved += order[i] != i;
        }
        for (size_t i = 0; i < 7; i++)
            largest = paddings[i] > largest ? paddings[i] : largest;
    }
    CHECK(moved > 192); /* of 384, two thirds move on average */
    CHECK_INT(largest, 31);
}

/* Where an object comes, and what is drawn for it, in that command. */
static void draw_for(const char *command, const char *name, size_t *place,
                     size_t *padding)
{
    size_t order[8], paddings[9];

    read_line(command);
    tare_link_line_draw(&line, 7, 3, order, paddings, 32);
    for (size_t i = 0; i < line.object_count; i++)
        if (strcmp(words[line.objects[order[i]]], name) == 0) {
            *place = i;
            *padding = paddings[order[i]];
        }
}

TEST(what_both_builds_have_is_laid_out_alike)
{
    size_t place[4], padding[4];

    draw_for("cc x/a.o x/b.o x/c.o", "x/a.o", &place[0], &padding[0]);
    draw_for("cc x/a.o x/b.o x/c.o", "x/b.o", &place[1], &padding[1]);
    draw_for("cc y/b.o y/new.o y/c.o y/a.o", "y/a.o", &place[2], &padding[2]);
    draw_for("cc y/b.o y/new.o y/c.o y/a.o", "y/b.o", &place[3], &padding[3]);
    CHECK_INT(padding[2], padding[0]);
    CHECK_INT(padding[3], padding[1]);
    CHECK_INT(place[2] < place[3], place[0] < place[1]);
}

TEST(namesakes_are_not_laid_out_alike)
{
    size_t order[8], paddings[9], other = 0;

    read_line("cc a/x.o b/x.o c/x.o d/x.o e/x.o f/x.o");
    tare_link_line_draw(&line, 1, 0, order, paddings, 1000);
    for (size_t i = 1; i < 6; i++)
        other += paddings[i] != paddings[0];
    CHECK(other > 3);
    tare_link_line_release(&line);
}

TESTS(RUN(objects_change_places_and_all_else_stays),
      RUN(no_object_passes_a_library),
      RUN(what_only_looks_like_an_object_stays),
      RUN(the_output_is_found_however_it_is_written),
      RUN(padding_is_assembled_for_the_same_machine),
      RUN(a_command_without_objects_is_refused),
      RUN(what_is_drawn_keeps_groups_and_follows_the_seed),
      RUN(what_both_builds_have_is_laid_out_alike),
      RUN(namesakes_are_not_laid_out_alike))
