/* SPDX-License-Identifier: MIT */
#include "command/link_line.h"

#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/buf.h"
#include "store/path.h"
#include "store/words.h"

/* ---- single words -------------------------------------------------------- */

/* Options of compilers and linkers whose value is the next word. */
static int takes_value(const char *word)
{
    static const char options[] =
        "-o -T -L -l -u -z -e -x -I -B -U -D -R -h -m -soname -rpath "
        "-rpath-link -Map -dynamic-linker -Xlinker -Xassembler -Xclang "
        "-Xpreprocessor -target -arch -include -isystem -idirafter -imacros "
        "-MF -MT -MQ -mllvm -wrapper -plugin -plugin-opt -specs --param "
        "--output --sysroot --version-script --dynamic-list --script";

    return tare_is_among(word, options);
}

/* crt1.o, Scrt1.o, rcrt1.o, gcrt1.o, crti.o, crtbeginS.o, crtend.o, ... */
static int is_start_up(const char *word)
{
    const char *name = tare_path_name(word);

    return tare_begins_among(name, "crt1 crti. crtn. crtbegin crtend") > 0 ||
           tare_is_among(name, "Scrt1.o rcrt1.o gcrt1.o grcrt1.o");
}

static int is_object(const char *word)
{
    return word[0] != '-' && word[0] != '@' &&
           (tare_ends(word, ".o") || tare_ends(word, ".obj")) &&
           !is_start_up(word);
}

static int is_library(const char *word)
{
    return tare_begins(word, "-l") || tare_begins(word, "--library=") ||
           (word[0] != '-' &&
            (tare_ends(word, ".a") || tare_ends(word, ".so") ||
             strstr(tare_path_name(word), ".so.") != NULL));
}

/* Where in the word the name of the output begins; 0 when it names none. */
static size_t joined_output(const char *word)
{
    if (tare_begins(word, "--output="))
        return strlen("--output=");
    /* -o is joined with any name, but for other options of that beginning */
    if (tare_begins(word, "-o") && word[2] != '\0' &&
        !tare_begins(word, "-omagic") && !tare_begins(word, "-oformat"))
        return strlen("-o");
    return 0;
}

/* ---- the command --------------------------------------------------------- */

static void add_object(struct tare_link_line *line, size_t index, size_t group)
{
    size_t count = line->object_count++;

    line->objects = tare_grow(line->objects, count, sizeof *line->objects);
    line->groups = tare_grow(line->groups, count, sizeof *line->groups);
    line->objects[count] = index;
    line->groups[count] = group;
}

static void note_output(struct tare_link_line *line, size_t index, size_t start)
{
    line->output = index;
    line->output_start = start;
}

static void read_words(struct tare_link_line *line)
{
    size_t group = 0;

    for (size_t i = line->tool_count; i < line->count; i++) {
        const char *word = line->words[i];

        group += is_library(word) != 0;
        if (is_object(word))
            add_object(line, i, group);
        else if (joined_output(word) > 0)
            note_output(line, i, joined_output(word));
        else if (takes_value(word) && i + 1 < line->count) {
            i++;
            if (strcmp(word, "-o") == 0 || strcmp(word, "--output") == 0)
                note_output(line, i, 0);
        }
    }
}

/* "ccache gcc" is two words, "clang" one. */
static size_t count_tools(char *const *words, size_t count)
{
    size_t tools = 1;

    while (tools < count && words[tools][0] != '-' && words[tools][0] != '@' &&
           strchr(tare_path_name(words[tools]), '.') == NULL)
        tools++;
    return tools;
}

int tare_link_line_read(struct tare_link_line *line, char *const *words,
                        size_t count, struct tare_err *err)
{
    *line = (struct tare_link_line){ .words = words,
                                     .count = count,
                                     .output = count };
    if (count == 0)
        return tare_fail_with(
            err, TARE_EUSAGE,
            "layouts needs the link command after --: -- cc -o ...");
    line->tool_count = count_tools(words, count);
    read_words(line);
    if (line->object_count > 0)
        return 0;
    return tare_fail_with(err, TARE_EUSAGE,
                          "layouts: the command names no object file (.o): "
                          "compile first, then give the command that links");
}

void tare_link_line_release(struct tare_link_line *line)
{
    free(line->objects);
    free(line->groups);
    *line = (struct tare_link_line){ 0 };
}

const char *tare_link_line_output(const struct tare_link_line *line)
{
    return line->output < line->count
               ? line->words[line->output] + line->output_start
               : "a.out";
}

/* ---- assembling ---------------------------------------------------------- */

/* How long the name is before that of a linker: "aarch64-linux-gnu-ld" has 18
 * letters before it.  -1 when it is none. */
static long linker_prefix(const char *tool)
{
    static const char *const linkers[] = { "ld",     "ld.bfd",  "ld.gold",
                                           "ld.lld", "ld.mold", "mold",
                                           "lld",    "gold" };

    for (size_t i = 0; i < sizeof linkers / sizeof *linkers; i++) {
        const char *name = tare_path_name(tool);
        size_t size = strlen(name), tail = strlen(linkers[i]);

        if (tare_ends(name, linkers[i]) &&
            (size == tail || name[size - tail - 1] == '-'))
            return (long)(strlen(tool) - tail);
    }
    return -1;
}

int tare_link_line_is_linker(const struct tare_link_line *line)
{
    return linker_prefix(line->words[line->tool_count - 1]) >= 0;
}

/* Words in the making. */
struct list {
    char **items;
    size_t count;
};

static void add(struct list *list, const char *word)
{
    *TARE_ADD(list->items, list->count) = tare_strdup(word);
}

static char **end_list(struct list *list)
{
    list->items = tare_grow(list->items, list->count, sizeof *list->items);
    list->items[list->count] = NULL;
    return list->items;
}

/* What tells a compiler for which machine. */
static void add_machine(struct list *list, const struct tare_link_line *line)
{
    for (size_t i = line->tool_count; i < line->count; i++) {
        const char *word = line->words[i];

        if (strcmp(word, "-target") == 0 && i + 1 < line->count) {
            add(list, word);
            add(list, line->words[++i]);
        } else if (strcmp(word, "-mllvm") == 0) {
            i++;
        } else if ((tare_begins(word, "-m") && word[2] != '\0') ||
                   tare_begins_among(
                       word, "--target= --sysroot= --gcc-toolchain=") > 0) {
            add(list, word);
        }
    }
}

char **tare_link_line_assembler(const struct tare_link_line *line,
                                const char *from, const char *to)
{
    const char *tool = line->words[line->tool_count - 1];
    struct list list = { 0 };

    if (tare_link_line_is_linker(line)) {
        struct tare_buf name = { 0 };

        tare_buf_add(&name, tool, (size_t)linker_prefix(tool));
        tare_buf_puts(&name, "as");
        add(&list, name.data);
        tare_buf_release(&name);
    } else {
        for (size_t i = 0; i < line->tool_count; i++)
            add(&list, line->words[i]);
        add_machine(&list, line);
        add(&list, "-c");
        add(&list, "-x");
        add(&list, "assembler");
    }
    add(&list, from);
    add(&list, "-o");
    add(&list, to);
    return end_list(&list);
}

/* ---- another order ------------------------------------------------------- */

/* How many objects before that one have its name, without the folder. */
static size_t count_namesakes(const struct tare_link_line *line, size_t object)
{
    const char *name = tare_path_name(line->words[line->objects[object]]);
    size_t count = 0;

    for (size_t i = 0; i < object; i++)
        count +=
            strcmp(tare_path_name(line->words[line->objects[i]]), name) == 0;
    return count;
}

/* What is drawn for one object. */
struct draw {
    uint64_t place; /* objects of a group are sorted by that */
    size_t group, object;
};

static int compare_draws(const void *a, const void *b)
{
    const struct draw *left = a, *right = b;

    if (left->group != right->group)
        return left->group < right->group ? -1 : 1;
    if (left->place != right->place)
        return left->place < right->place ? -1 : 1;
    return left->object < right->object ? -1 : 1;
}

void tare_link_line_draw(const struct tare_link_line *line, uint64_t seed,
                         unsigned layout, size_t *order, size_t *paddings,
                         size_t padding_count)
{
    struct draw *draws = tare_alloc(line->object_count, sizeof *draws);
    size_t count = line->object_count;
    struct tare_rng rng;

    for (size_t i = 0; i < count; i++) {
        tare_rng_stream(&rng, seed,
                        tare_path_name(line->words[line->objects[i]]),
                        (uint64_t)count_namesakes(line, i) << 32 | layout);
        draws[i] = (struct draw){ tare_rng_next(&rng), line->groups[i], i };
        paddings[i] = tare_rng_below(&rng, (uint32_t)padding_count);
    }
    tare_rng_stream(&rng, seed, "", layout);
    paddings[count] = tare_rng_below(&rng, (uint32_t)padding_count);
    qsort(draws, count, sizeof *draws, compare_draws);
    for (size_t i = 0; i < count; i++)
        order[i] = draws[i].object;
    free(draws);
}

static void add_output(struct list *list, const struct tare_link_line *line,
                       const char *output)
{
    const char *word = line->words[line->output];
    struct tare_buf text = { 0 };

    tare_buf_add(&text, word, line->output_start);
    tare_buf_puts(&text, output);
    add(list, text.data);
    tare_buf_release(&text);
}

char **tare_link_line_arrange(const struct tare_link_line *line,
                              const size_t *order, const char *lead,
                              char *const *paddings, const char *output)
{
    struct list list = { 0 };
    size_t next = 0;

    for (size_t i = 0; i < line->count; i++) {
        if (next < line->object_count && i == line->objects[next]) {
            if (next == 0)
                add(&list, lead);
            add(&list, paddings[order[next]]);
            add(&list, line->words[line->objects[order[next]]]);
            next++;
            if (next == line->object_count)
                add(&list, paddings[next]);
        } else if (i == line->output) {
            add_output(&list, line, output);
        } else {
            add(&list, line->words[i]);
        }
    }
    if (line->output == line->count) {
        add(&list, "-o");
        add(&list, output);
    }
    return end_list(&list);
}

void tare_link_words_free(char **words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        free(words[i]);
    free(words);
}
