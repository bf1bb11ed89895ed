/* SPDX-License-Identifier: MIT */
#include "report/html/html.h"

#include <assert.h>
#include <string.h>

#include "report/html/embedded.h"
#include "report/terminal/text.h"
#include "store/base64.h"
#include "store/hash.h"

/* ---- escaping ------------------------------------------------------------ */

static const char *entity_of(char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    }
    return NULL;
}

void tare_html_text(struct tare_buf *buf, const char *text)
{
    struct tare_buf shown = { 0 };
    const char *at;

    tare_text_show(&shown, text);
    at = tare_buf_text(&shown);
    while (*at != '\0') {
        size_t plain = strcspn(at, "&<>\"'");

        tare_buf_add(buf, at, plain);
        at += plain;
        if (*at != '\0')
            tare_buf_puts(buf, entity_of(*at++));
    }
    tare_buf_release(&shown);
}

void tare_html_data(struct tare_buf *buf, const char *type, const void *bytes,
                    size_t size)
{
    tare_buf_printf(buf, "data:%s;base64,", type);
    tare_base64_write(buf, bytes, size);
}

static unsigned digit_of(char digit)
{
    return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

void tare_html_policy_hash(struct tare_buf *buf, const char *content)
{
    char text[TARE_HASH_SIZE];
    unsigned char bytes[(TARE_HASH_SIZE - 1) / 2];

    tare_hash(text, content, strlen(content));
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(digit_of(text[2 * i]) << 4 |
                                   digit_of(text[2 * i + 1]));
    tare_buf_puts(buf, "'sha256-");
    tare_base64_write(buf, bytes, sizeof bytes);
    tare_buf_puts(buf, "'");
}

/* ---- templates ----------------------------------------------------------- */

static const char PIECE[] = "<!-- piece: ";
static const char END[] = "<!-- end -->\n";

static const char *find_file(const char *name)
{
    for (size_t i = 0; i < tare_embedded_count; i++)
        if (strcmp(tare_embedded_files[i].name, name) == 0)
            return tare_embedded_files[i].text;
    assert(0 && "the template is embedded");
    return "";
}

void tare_html_file(struct tare_buf *buf, const char *file)
{
    tare_buf_puts(buf, find_file(file));
}

/* Where the named piece begins, and its size. */
static const char *find_piece(const char *text, const char *name, size_t *size)
{
    size_t length = strlen(name);
    const char *at = text;

    while ((at = strstr(at, PIECE)) != NULL) {
        at += sizeof PIECE - 1;
        if (strncmp(at, name, length) == 0 && at[length] == ' ') {
            const char *begin = strchr(at, '\n') + 1;

            *size = (size_t)(strstr(begin, END) - begin) - 1;
            return begin;
        }
    }
    assert(0 && "the template has that piece");
    *size = 0;
    return "";
}

struct tare_hole tare_hole(const char *name, const char *text)
{
    return (struct tare_hole){ name, text, NULL, NULL };
}

struct tare_hole tare_hole_take(const char *name, struct tare_buf *text)
{
    return (struct tare_hole){ name, text->data, NULL, text };
}

struct tare_hole tare_hole_markup(const char *name, struct tare_buf *markup)
{
    return (struct tare_hole){ name, NULL, markup->data, markup };
}

struct tare_hole tare_hole_kept(const char *name, const char *markup)
{
    return (struct tare_hole){ name, NULL, markup, NULL };
}

static void fill_hole(struct tare_buf *buf, const char *name, size_t length,
                      const struct tare_hole *holes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strncmp(holes[i].name, name, length) != 0 ||
            holes[i].name[length] != '\0')
            continue;
        if (holes[i].text != NULL)
            tare_html_text(buf, holes[i].text);
        else if (holes[i].markup != NULL)
            tare_buf_puts(buf, holes[i].markup);
        return;
    }
    assert(0 && "every hole of the template is filled");
}

/* A stretch of template without pieces in it. */
static void fill(struct tare_buf *buf, const char *text, size_t size,
                 const struct tare_hole *holes, size_t count)
{
    const char *end = text + size, *open;

    while ((open = memmem(text, (size_t)(end - text), "{{", 2)) != NULL) {
        const char *close = strstr(open, "}}");

        tare_buf_add(buf, text, (size_t)(open - text));
        fill_hole(buf, open + 2, (size_t)(close - open - 2), holes, count);
        text = close + 2;
    }
    tare_buf_add(buf, text, (size_t)(end - text));
}

/* What is outside of all pieces. */
static void fill_around(struct tare_buf *buf, const char *text,
                        const struct tare_hole *holes, size_t count)
{
    const char *next;

    while ((next = strstr(text, PIECE)) != NULL) {
        fill(buf, text, (size_t)(next - text), holes, count);
        text = strstr(next, END) + sizeof END - 1;
    }
    fill(buf, text, strlen(text), holes, count);
}

void tare_html_fill(struct tare_buf *buf, const char *file, const char *piece,
                    const struct tare_hole *holes, size_t count)
{
    const char *text = find_file(file);
    size_t size;

    if (piece[0] != '\0') {
        text = find_piece(text, piece, &size);
        fill(buf, text, size, holes, count);
    } else {
        fill_around(buf, text, holes, count);
    }
    for (size_t i = 0; i < count; i++)
        if (holes[i].taken != NULL)
            tare_buf_release(holes[i].taken);
}

void tare_html_wrap(struct tare_buf *buf, const char *file, const char *piece,
                    const char *hole, struct tare_buf *markup)
{
    if (markup->size > 0)
        TARE_FILL(buf, file, piece, tare_hole_markup(hole, markup));
    else
        tare_buf_release(markup);
}
