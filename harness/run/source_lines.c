/* SPDX-License-Identifier: MIT */
#include "harness/run/source_lines.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/child.h"
#include "store/utf8.h"

enum {
    LIMIT_S = 20,
    AT_ONCE = 20000, /* addresses on a command line */
    FRAMES_MAX = 64,
    LINE_MAX_DIGITS = 8
};

/* ---- the answer ---------------------------------------------------------- */

/* Where the folder begins that ends there; NULL for what is above or empty. */
static char *folder_before(char *path, char *end)
{
    char *begin = end;

    while (begin > path && begin[-1] != '/')
        begin--;
    return begin == end || (end - begin == 2 && strncmp(begin, "..", 2) == 0)
               ? NULL
               : begin;
}

/* "a/./b/../c" is "a/c", and "../c" stays; the text is ours. */
static void normalise(char *path)
{
    char *found, *before;

    while (strncmp(path, "./", 2) == 0)
        memmove(path, path + 2, strlen(path + 2) + 1);
    while ((found = strstr(path, "/./")) != NULL)
        memmove(found, found + 2, strlen(found + 2) + 1);
    for (char *at = path; (found = strstr(at, "/../")) != NULL;) {
        before = folder_before(path, found);
        at = before != NULL ? path : found + 1;
        if (before != NULL)
            memmove(before, found + 4, strlen(found + 4) + 1);
    }
}

/* Text up to there, valid; NULL for "??".  Returned. */
static char *take_text(const char *from, const char *end)
{
    size_t size = (size_t)(end - from);
    char *text, *clean;

    if (size == 0 || (size >= 2 && strncmp(from, "??", 2) == 0))
        return NULL;
    text = tare_alloc(size + 1, 1);
    memcpy(text, from, size);
    text[size] = '\0';
    clean = tare_utf8_clean(text);
    free(text);
    return clean;
}

/* "FILE:LINE", or with " (discriminator 2)" behind. */
static void take_position(struct tare_source_frame *frame, const char *from,
                          const char *end)
{
    const char *colon = NULL;
    size_t digits;

    for (const char *at = from; at < end; at++)
        if (*at == ':')
            colon = at;
    if (colon == NULL)
        return;
    frame->file = take_text(from, colon);
    digits = strspn(colon + 1, "0123456789");
    if (frame->file == NULL)
        return;
    normalise(frame->file);
    frame->line = digits <= LINE_MAX_DIGITS ? atoi(colon + 1) : 0;
}

static const char *end_of_line(const char *at)
{
    return at + strcspn(at, "\n");
}

/* "0x00001139", which no function is called. */
static int is_address(const char *from, const char *end)
{
    return end - from > 2 && strncmp(from, "0x", 2) == 0 &&
           strspn(from + 2, "0123456789abcdefABCDEF") ==
               (size_t)(end - from) - 2;
}

/* A function and, if it is there, the line behind; where they end. */
static const char *take_frame(struct tare_source_frame *frame, const char *from,
                              const char *end)
{
    const char *last = end_of_line(end + 1);

    frame->function = take_text(from, end);
    if (is_address(end + 1, last))
        return end;
    take_position(frame, end + 1, last);
    return last;
}

void tare_source_lines_parse(const char *text, size_t count,
                             struct tare_source_place *places)
{
    struct tare_source_place *place = NULL;
    size_t seen = 0;

    while (*text != '\0') {
        const char *end = end_of_line(text);

        if (is_address(text, end))
            place = seen < count ? &places[seen++] : NULL;
        else if (place != NULL && *end == '\n' && place->count < FRAMES_MAX)
            end = take_frame(TARE_ADD(place->frames, place->count), text, end);
        text = *end == '\n' ? end + 1 : end;
    }
}

void tare_source_place_release(struct tare_source_place *place)
{
    for (size_t i = 0; i < place->count; i++) {
        free(place->frames[i].function);
        free(place->frames[i].file);
    }
    free(place->frames);
    *place = (struct tare_source_place){ 0 };
}

/* ---- asking -------------------------------------------------------------- */

/* A build may not go to the network for it, hence without that variable. */
static void ask(const char *path, const uint64_t *addresses, size_t count,
                struct tare_source_place *places)
{
    const char *const words[] = { "env",       "-u", "DEBUGINFOD_URLS",
                                  "addr2line", "-a", "-f",
                                  "-i",        "-C", "-e",
                                  path };
    size_t fixed = sizeof words / sizeof *words;
    const char **argv = tare_alloc(fixed + count + 1, sizeof *argv);
    char(*texts)[24] = tare_alloc(count, sizeof *texts);
    struct tare_buf output = { 0 }, errors = { 0 };
    struct tare_child child = {
        .argv = argv, .limit_s = LIMIT_S, .output = &output, .errors = &errors
    };
    struct tare_err err = { 0 };
    int status = 0;

    memcpy(argv, words, sizeof words);
    for (size_t i = 0; i < count; i++) {
        snprintf(texts[i], sizeof texts[i], "0x%" PRIx64, addresses[i]);
        argv[fixed + i] = texts[i];
    }
    argv[fixed + count] = NULL;
    if (tare_child_run(&child, &status, &err) == 0 && status == 0)
        tare_source_lines_parse(tare_buf_text(&output), count, places);
    tare_buf_release(&output);
    tare_buf_release(&errors);
    free(texts);
    free(argv);
}

void tare_source_lines(const char *path, const uint64_t *addresses,
                       size_t count, struct tare_source_place *places)
{
    for (size_t from = 0; from < count; from += AT_ONCE) {
        size_t left = count - from;

        ask(path, addresses + from, left < AT_ONCE ? left : AT_ONCE,
            places + from);
    }
}
