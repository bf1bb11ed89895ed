/* SPDX-License-Identifier: MIT */
/* What must hold for whatever is printed of a hostile record: it is UTF-8 and
 * acts on nothing, JSON is JSON, and markup is well-formed. */
#ifndef TARE_TESTS_FUZZ_PRINTED_H
#define TARE_TESTS_FUZZ_PRINTED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/terminal/text.h"
#include "store/scan.h"
#include "store/utf8.h"
#include "tests/report/markup.h"

enum printed_kind {
    PRINTED_TEXT,   /* for a terminal */
    PRINTED_EXPORT, /* lines for another tool */
    PRINTED_JSON,
    PRINTED_XML,
    PRINTED_PAGE,
    PRINTED_BYTES /* that no text editor reads */
};

struct printed {
    const char *name; /* for messages */
    enum printed_kind kind;
    FILE *stream;
    char *bytes;
    size_t size;
};

static inline FILE *printed_open(struct printed *p, const char *name,
                                 enum printed_kind kind)
{
    *p = (struct printed){ .name = name, .kind = kind };
    p->stream = open_memstream(&p->bytes, &p->size);
    return p->stream;
}

/* JSON and markup are for machines; people see the rest. */
static inline int printed_may_hold(enum printed_kind kind, uint32_t code)
{
    if (code == '\n' || (code == '\t' && kind != PRINTED_TEXT))
        return 1;
    if (code < ' ')
        return 0;
    if (kind == PRINTED_JSON)
        return 1;
    return kind == PRINTED_TEXT ? !tare_text_is_harmful(code)
                                : code < 0x7f || code > 0x9f;
}

/* U+FFFD that stands there takes three bytes. */
static inline const char *printed_character_fault(const struct printed *p)
{
    static char fault[64];
    uint32_t code;
    size_t taken;

    for (size_t at = 0; at < p->size; at += taken) {
        taken = tare_utf8_decode(p->bytes + at, p->size - at, &code);
        if (code == 0xfffd && taken == 1) {
            snprintf(fault, sizeof fault, "at %zu invalid UTF-8", at);
            return fault;
        }
        if (!printed_may_hold(p->kind, code)) {
            snprintf(fault, sizeof fault, "at %zu U+%04X", at, (unsigned)code);
            return fault;
        }
    }
    return NULL;
}

static inline const char *printed_json_fault(const char *name, const char *text,
                                             size_t size)
{
    static struct tare_err err;
    struct tare_scan scan;
    int status;

    tare_scan_open(&scan, name, text, size, &err);
    tare_scan_peek(&scan);
    status = tare_scan_skip(&scan);
    if (status == 0)
        status = tare_scan_finish(&scan);
    tare_scan_close(&scan);
    return status < 0 ? err.text : NULL;
}

/* ---- XML ----------------------------------------------------------------- */

/* Past one tag, whose end must be in sight and whose attributes are quoted;
 * NULL if it is none. */
static inline const char *printed_tag_end(const char *at)
{
    for (at++; *at != '>'; at++) {
        if (*at == '"')
            at += 1 + strcspn(at + 1, "\"<");
        if (*at == '\0' || *at == '<')
            return NULL;
    }
    return at + 1;
}

static inline int printed_is_entity(const char *at)
{
    static const char *const known[] = { "&amp;", "&lt;", "&gt;", "&quot;",
                                         "&apos;" };
    char *end;

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strncmp(at, known[i], strlen(known[i])) == 0)
            return 1;
    return strncmp(at, "&#", 2) == 0 && strtoul(at + 2, &end, 10) >= ' ' &&
           *end == ';';
}

/* That tags are closed in number, and that text has no stray characters. */
static inline const char *printed_xml_fault(const struct printed *p)
{
    const char *at = p->bytes;
    long depth = 0;

    while (at != NULL && *at != '\0') {
        const char *tag = at;

        if (*at == '&' && !printed_is_entity(at))
            return "a stray ampersand";
        if (*at == '>' || strncmp(at, "\xef\xbf\xbe", 3) == 0 ||
            strncmp(at, "\xef\xbf\xbf", 3) == 0)
            return "a character that XML does not have";
        at = *at == '<' ? printed_tag_end(at) : at + 1;
        if (at != NULL && *tag == '<' && tag[1] != '?' && at[-2] != '/')
            depth += tag[1] == '/' ? -1 : 1;
    }
    return at == NULL || depth != 0 ? "a tag is not closed" : NULL;
}

static inline const char *printed_page_fault(const struct printed *p)
{
    static struct markup markup;

    markup_check(&markup, p->bytes);
    return markup.trouble[0] != '\0' ? markup.trouble : NULL;
}

static inline const char *printed_fault(const struct printed *p)
{
    const char *fault =
        p->kind != PRINTED_BYTES ? printed_character_fault(p) : NULL;

    if (p->kind == PRINTED_BYTES)
        return p->size > 0 ? NULL : "is empty";
    if (fault == NULL && strlen(p->bytes) != p->size)
        return "holds a zero";
    if (fault != NULL)
        return fault;
    switch (p->kind) {
    case PRINTED_JSON:
        return printed_json_fault(p->name, p->bytes, p->size);
    case PRINTED_XML:
        return printed_xml_fault(p);
    case PRINTED_PAGE:
        return printed_page_fault(p);
    case PRINTED_TEXT:
    case PRINTED_EXPORT:
    case PRINTED_BYTES:
        break;
    }
    return NULL;
}

/* Ends it; whether it is as it must be. */
static inline int printed_holds(struct printed *p)
{
    const char *fault;

    fclose(p->stream);
    fault = printed_fault(p);
    if (fault != NULL)
        printf("# %s: %s\n%s\n", p->name, fault, p->bytes);
    free(p->bytes);
    return fault == NULL;
}

#endif
