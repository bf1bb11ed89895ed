/* SPDX-License-Identifier: MIT */
/* What the pages of a report share: where they are, how they name and colour
 * things, and the frame around them. */
#ifndef TARE_REPORT_PAGE_H
#define TARE_REPORT_PAGE_H

#include "report/html/cells.h"
#include "report/html/pages.h"

struct tare_pages {
    const struct tare_pages_settings *settings;
    const struct tare_publication *publication;
    struct tare_entries entries;
    struct tare_gnuplot gnuplot;
    struct tare_buf style, script, policy;
    char confidence[16]; /* of the intervals: "95 %" */
};

enum tare_page_from {
    TARE_FROM_INDEX,
    TARE_FROM_PAGE
};

/* The pages, each as the content of its frame. */
void tare_page_index(struct tare_buf *body, const struct tare_pages *pages);
void tare_page_group(struct tare_buf *body, const struct tare_pages *pages,
                     size_t group);
void tare_page_case(struct tare_buf *body, const struct tare_pages *pages,
                    size_t entry);

/* ---- contests ------------------------------------------------------------ */

/* Appends who is fastest in the group, in a sentence; and in tables, which is
 * markup.  Nothing where there is no contest. */
void tare_page_contest_answer(struct tare_buf *answer,
                              const struct tare_pages *pages,
                              const struct tare_group *group);
void tare_page_contests(struct tare_buf *buf, const struct tare_pages *pages,
                        const struct tare_group *group);

/* Appends a map of the contests of a group, if two numeric arguments vary. */
void tare_page_contest_map(struct tare_buf *buf,
                           const struct tare_contest *const *contests,
                           size_t count);

/* "fastest" of the one that was shown to be, "tied" of several that are equal
 * and faster than the others, else "". */
const char *tare_page_contest_mark(const struct tare_pages *pages,
                                   const struct tare_case *c);

/* The shortest time of those with which it competes; NaN where it does not. */
double tare_page_contest_best(const struct tare_pages *pages,
                              const struct tare_case *c);

/* ---- names and addresses ------------------------------------------------- */

/* Appends a link to the case; long names are cut. */
void tare_page_link(struct tare_buf *buf, const struct tare_pages *pages,
                    const struct tare_entry *entry, enum tare_page_from from);

/* The same to its group, if that has a page, or else its name. */
void tare_page_link_group(struct tare_buf *buf, const struct tare_pages *pages,
                          const struct tare_group *group,
                          enum tare_page_from from);

/* Appends the address of the index, as seen from another page. */
void tare_page_home(struct tare_buf *buf, const struct tare_pages *pages);

/* ---- verdicts ------------------------------------------------------------- */

/* The verdict that matters most of all of a case, or NULL. */
const struct tare_verdict *tare_page_leading(const struct tare_entry *entry);

/* How a case did in one word, "" for nothing worth a word, and the class of
 * that word in style.css. */
const char *tare_page_word(const struct tare_entry *entry);
const char *tare_page_ink(const struct tare_entry *entry);

/* The same of one verdict. */
const char *tare_page_kind(const struct tare_verdict *verdict);
const char *tare_page_verdict_ink(const struct tare_verdict *verdict);

/* Appends that word; where several measures meet, with the measure, if that is
 * not time. */
void tare_page_badge(struct tare_buf *buf, const struct tare_verdict *verdict,
                     int is_among);

/* Appends why it cannot be told, or not be confirmed; else nothing. */
void tare_page_why(struct tare_buf *buf, const struct tare_verdict *verdict);

int tare_page_is_compared(const struct tare_pages *pages);

/* Appends the cells about the change; nothing where nothing is compared. */
void tare_page_change_cells(struct tare_buf *buf,
                            const struct tare_pages *pages,
                            const struct tare_entry *entry);

/* ---- pieces -------------------------------------------------------------- */

/* Appends the figures of the plots that are drawn. */
void tare_page_figures(struct tare_buf *buf, const struct tare_pages *pages,
                       const struct tare_plot *plots, size_t count);

/* Appends why there are no plots where that needs saying. */
void tare_page_advice(struct tare_buf *buf, const struct tare_pages *pages,
                      const struct tare_plot *plots, size_t count);

/* Appends how the times of a group grow: those facts whose family's first
 * case it has. */
void tare_page_growths(struct tare_buf *buf, const struct tare_pages *pages,
                       const struct tare_group *group);

/* The frame with the body in it, as a file. */
int tare_page_save(const struct tare_pages *pages, const char *name,
                   const char *title, const struct tare_buf *body,
                   struct tare_err *err);

/* Gets the parts of the frame ready. */
void tare_page_prepare(struct tare_pages *pages);

#endif
