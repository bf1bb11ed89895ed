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

/* Puts the numbers of the objects, 0 to object_count - 1, in an order in which
 * none leaves its group. */
void tare_link_line_shuffle(const struct tare_link_line *line,
                            struct tare_rng *rng, size_t *order);

/* The command with the objects in that order, before each of them and after
 * the last one a padding (object_count + 1 of these), and another output;
 * ending with NULL.  Returned, as are the strings. */
char **tare_link_line_arrange(const struct tare_link_line *line,
                              const size_t *order, char *const *paddings,
                              const char *output);

void tare_link_words_free(char **words);

#endif
