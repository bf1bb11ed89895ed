/* SPDX-License-Identifier: MIT */
/* What the graph and the tables of a profile on a page have in common; for
 * report/html alone. */
#ifndef TARE_REPORT_FLAME_PARTS_H
#define TARE_REPORT_FLAME_PARTS_H

#include "report/terminal/moves.h"
#include "report/terminal/units.h"
#include "store/call_tree.h"
#include "store/hotspots.h"

/* What a graph is of that is not of CPU time: a view, whose measure "time" is in that
 * unit, and what is said of it. */
struct tare_flame_subject {
    const char *heading, *unit;
    int leaf_is_reason; /* not a function, but what it waits for: of two sides it is
                           not said what moved, since functions wait in their leaves */
    struct tare_buf about, doubts;
    struct tare_buf before; /* about the old side */
};

/* What is drawn. */
struct tare_flame {
    const struct tare_case *c;
    struct tare_call_tree tree;
    struct tare_hotspots hotspots;
    struct tare_scale scale;
    size_t most;   /* boxes in the page */
    double *lefts; /* of each call: where it begins, as a share of all */
    double least;  /* a call that takes less is not in the page */
    double width;  /* of the page; the slower one of two takes all of it */
    int is_down;   /* callees are below */
    const struct tare_moves *moves;           /* what changed; or NULL */
    const struct tare_flame_subject *subject; /* NULL: CPU time */
};

/* Appends a section of its own, whose key ends in that kind; what the subject says is
 * released. */
void tare_flame_view(struct tare_buf *buf, const struct tare_case *before,
                     const struct tare_case *now,
                     struct tare_flame_subject *subject, const char *key,
                     const char *kind);

/* Appends what a function is called. */
void tare_flame_name(struct tare_buf *text, const struct tare_flame *flame,
                     size_t function, int calls_itself);

/* Appends classes for the colour: who owns it, and whether it is shown to have
 * moved, and by how much of the time. */
void tare_flame_kind(struct tare_buf *text, const struct tare_flame *flame,
                     const struct tare_call *call);

/* Appends what the script needs. */
void tare_flame_data(struct tare_buf *buf, const struct tare_flame *flame);

/* Append tables: of the functions that matter first, and the others folded, at most
 * so many; of the lines that take most; and of what changed. */
void tare_flame_functions(struct tare_buf *buf, const struct tare_flame *flame,
                          size_t most);
void tare_flame_lines(struct tare_buf *buf, const struct tare_flame *flame);
void tare_flame_moves(struct tare_buf *buf, const struct tare_flame *flame,
                      const struct tare_case *before);

#endif
