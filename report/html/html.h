/* SPDX-License-Identifier: MIT */
/*
 * Pages from templates.  A template is an ordinary HTML file of
 * report/templates, embedded at build time, with holes {{name}} and pieces that
 * are used several times or not at all:
 *
 *     <!-- piece: row -->
 *     <tr><th>{{name}}</th><td>{{value}}</td></tr>
 *     <!-- end -->
 *
 * (the newline before the end is not part of the piece).  A hole takes text,
 * which is escaped, or markup, which somebody made with the functions here.
 * So nothing gets into a page unescaped that was not meant
 * to.  Escaped text is safe between tags and in attributes, which are always
 * quoted.  It is never put into scripts, styles or addresses: pages have names
 * of their own.
 */
#ifndef TARE_REPORT_HTML_H
#define TARE_REPORT_HTML_H

#include <stddef.h>

#include "store/buf.h"

/* What goes into a hole: text or markup, the other is NULL; both NULL is
 * nothing. */
struct tare_hole {
    const char *name;
    const char *text, *markup;
    struct tare_buf *taken; /* it is there, and released when that is filled */
};

/* A hole for text, or for the text that a buffer holds. */
struct tare_hole tare_hole(const char *name, const char *text);
struct tare_hole tare_hole_take(const char *name, struct tare_buf *text);

/* A hole for the markup that a buffer holds, or for markup that is kept. */
struct tare_hole tare_hole_markup(const char *name, struct tare_buf *markup);
struct tare_hole tare_hole_kept(const char *name, const char *markup);

/* Appends the text escaped, and made harmless as on a terminal: what is
 * invisible or turns the writing direction is shown as \x1b or \u{202e}. */
void tare_html_text(struct tare_buf *buf, const char *text);

/* Appends a file that is embedded: "style.css". */
void tare_html_file(struct tare_buf *buf, const char *file);

/* Appends a piece of a template with its holes filled; the piece "" is what is
 * outside of all pieces.  That file, piece and every hole are there is
 * asserted. */
#define TARE_FILL(buf, file, piece, ...)                                       \
    tare_html_fill(buf, file, piece, (struct tare_hole[]){ __VA_ARGS__ },      \
                   sizeof((struct tare_hole[]){ __VA_ARGS__ }) /               \
                       sizeof(struct tare_hole))
void tare_html_fill(struct tare_buf *buf, const char *file, const char *piece,
                    const struct tare_hole *holes, size_t count);

/* Appends a piece around the markup in its only hole, and nothing around
 * nothing.  Takes the markup. */
void tare_html_wrap(struct tare_buf *buf, const char *file, const char *piece,
                    const char *hole, struct tare_buf *markup);

/* Appends 'sha256-...' in quotes, as a content security policy names an inline
 * script or style. */
void tare_html_policy_hash(struct tare_buf *buf, const char *content);

/* Appends the bytes as a data: address of that type. */
void tare_html_data(struct tare_buf *buf, const char *type, const void *bytes,
                    size_t size);

#endif
