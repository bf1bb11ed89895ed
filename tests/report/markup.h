/* SPDX-License-Identifier: MIT */
/*
 * Whether a page is well-formed and can do nothing: every element is closed in
 * its turn, every attribute is quoted, text has no stray brackets or
 * ampersands, nothing listens to events, and no address leads elsewhere.
 */
#ifndef TARE_TESTS_REPORT_MARKUP_H
#define TARE_TESTS_REPORT_MARKUP_H

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum {
    MARKUP_DEPTH = 1024,
    MARKUP_NAME = 32
};

struct markup {
    const char *at;
    char stack[MARKUP_DEPTH][MARKUP_NAME];
    size_t depth;
    size_t scripts;
    char trouble[160]; /* empty: none */
};

static int markup_fail(struct markup *m, const char *what)
{
    if (m->trouble[0] == '\0')
        snprintf(m->trouble, sizeof m->trouble, "%s: %.80s", what, m->at);
    return 0;
}

static int markup_is(const char *at, const char *text)
{
    return strncmp(at, text, strlen(text)) == 0;
}

static size_t markup_name(struct markup *m, char name[MARKUP_NAME])
{
    size_t length = 0;

    while ((isalnum((unsigned char)m->at[length]) || m->at[length] == '-') &&
           length + 1 < MARKUP_NAME) {
        name[length] = m->at[length];
        length++;
    }
    name[length] = '\0';
    m->at += length;
    return length;
}

static int markup_entity(struct markup *m)
{
    static const char *const known[] = { "&amp;", "&lt;", "&gt;", "&quot;",
                                         "&#39;" };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (markup_is(m->at, known[i]))
            return 1;
    return markup_fail(m, "a stray ampersand");
}

/* Addresses are of our own making. */
static int markup_address(struct markup *m)
{
    static const char *const ours[] = {
        "#",           "case-",         "group-", "plot-",
        "tare-pages/", "../index.html", "data:,", "data:image/svg+xml;base64,",
        "run.json",    "before.json"
    };

    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (markup_is(m->at, ours[i]))
            return 1;
    return markup_fail(m, "an address that is not ours");
}

static int markup_attribute(struct markup *m)
{
    char name[MARKUP_NAME];

    if (markup_name(m, name) == 0)
        return markup_fail(m, "no attribute");
    if (markup_is(name, "on") || strcmp(name, "style") == 0)
        return markup_fail(m, "an attribute that acts");
    if (*m->at != '=')
        return 1; /* as in: hidden */
    m->at++;
    if (*m->at++ != '"')
        return markup_fail(m, "an attribute without quotes");
    if ((strcmp(name, "href") == 0 || strcmp(name, "src") == 0) &&
        !markup_address(m))
        return 0;
    for (; *m->at != '"'; m->at++)
        if (*m->at == '\0' || *m->at == '<' || *m->at == '>')
            return markup_fail(m, "an attribute without end");
        else if (*m->at == '&' && !markup_entity(m))
            return 0;
    m->at++;
    return 1;
}

static int markup_is_void(const char *name)
{
    return strcmp(name, "meta") == 0 || strcmp(name, "link") == 0 ||
           strcmp(name, "img") == 0 || strcmp(name, "input") == 0;
}

static int markup_open(struct markup *m)
{
    char *name;

    if (m->depth == MARKUP_DEPTH)
        return markup_fail(m, "too deep");
    name = m->stack[m->depth];
    m->at++;
    if (markup_name(m, name) == 0)
        return markup_fail(m, "a stray bracket");
    while (isspace((unsigned char)*m->at)) {
        m->at++;
        if (!markup_attribute(m))
            return 0;
    }
    if (markup_is(m->at, "/>")) {
        m->at += 2;
        return 1;
    }
    if (*m->at++ != '>')
        return markup_fail(m, "a tag without end");
    m->scripts += strcmp(name, "script") == 0;
    if (strcmp(name, "script") == 0 || strcmp(name, "style") == 0) {
        m->at = strstr(m->at, "</");
        if (m->at == NULL)
            return 0;
    }
    m->depth += !markup_is_void(name);
    return 1;
}

static int markup_close(struct markup *m)
{
    char name[MARKUP_NAME];

    m->at += 2;
    markup_name(m, name);
    if (m->depth == 0 || strcmp(name, m->stack[--m->depth]) != 0)
        return markup_fail(m, "closes what is not open");
    return *m->at++ == '>' ? 1 : markup_fail(m, "a closing tag without end");
}

/* Fills in trouble and the number of scripts. */
static void markup_check(struct markup *m, const char *page)
{
    static const char doctype[] = "<!doctype html>\n";
    int goes_on = 1;

    *m = (struct markup){ .at = page };
    if (markup_is(page, doctype))
        m->at += sizeof doctype - 1;
    else
        markup_fail(m, "no doctype");
    while (goes_on && *m->at != '\0') {
        if (markup_is(m->at, "</"))
            goes_on = markup_close(m);
        else if (*m->at == '<')
            goes_on = markup_open(m);
        else if (*m->at == '&')
            goes_on = markup_entity(m) ? (m->at++, 1) : 0;
        else if (*m->at == '>')
            goes_on = markup_fail(m, "a stray bracket");
        else
            m->at++;
    }
    if (m->depth > 0)
        markup_fail(m, "left open");
}

#endif
