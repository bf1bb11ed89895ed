/* SPDX-License-Identifier: MIT */
/*
 * The command that links an executable: which of its words are objects, that
 * can be put in another order, and which names the output.  Only reads words;
 * runs nothing.
 */
#ifndef TARE_COMMAND_LINK_LINE_H
#define TARE_COMMAND_LINK_LINE_H

#include <stddef.h>

#include "stats/rng.h"
#include "store/fail.h"

/* All zero: empty. */
struct tare_link_line {
    char *const *words; /* borrowed */
    size_t count;
    size_t *objects; /* owned; indexes of words, ascending */
    size_t *groups;  /* owned; of each object: only those of one group, between
                        which there is no library, change places */
    size_t object_count;
    size_t output;       /* index of the word that names the output, or count */
    size_t output_start; /* where in that word the name begins */
    size_t tool_count;   /* words before the options: the program, and what it
                            may be wrapped in */
};

/* Refuses a command without objects.  Start-up files such as crt1.o are none:
 * they have their place. */
int tare_link_line_read(struct tare_link_line *line, char *const *words,
                        size_t count, struct tare_err *err);

void tare_link_line_release(struct tare_link_line *line);

/* What it would make. */
const char *tare_link_line_output(const struct tare_link_line *line);

/* Whether it calls the linker itself, rather than a compiler. */
int tare_link_line_is_linker(const struct tare_link_line *line);

/* The words of a command that assembles one file into another for the same
 * machine, ending with NULL.  Returned, as are the strings. */
char **tare_link_line_assembler(const struct tare_link_line *line,
                                const char *from, const char *to);

/*
 * Draws a layout: the numbers of the objects, 0 to object_count - 1, in an
 * order in which none leaves its group, and for each object, and last for what comes
 * after them, one of so many paddings to go before it.
 *
 * All of that follows from the seed, the number of the layout and the names of
 * the objects, so that what another build has under the same names is laid out
 * alike, whatever else it has.
 */
void tare_link_line_draw(const struct tare_link_line *line, uint64_t seed,
                         unsigned layout, size_t *order, size_t *paddings,
                         size_t padding_count);

/* The command with the objects in that order, before all of them the lead,
 * before each object its padding and the last padding after them; and with
 * another output.  Ends with NULL.  Returned, as are the strings. */
char **tare_link_line_arrange(const struct tare_link_line *line,
                              const size_t *order, const char *lead,
                              char *const *paddings, const char *output);

void tare_link_words_free(char **words);

#endif
