/* SPDX-License-Identifier: MIT */
#include "command/candidates.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/command.h"
#include "harness/meters/meters.h"
#include "report/export/export.h"
#include "report/terminal/text.h"
#include "store/buf.h"
#include "store/store.h"
#include "store/words.h"

#define TIMEOUT_S 2 /* nobody waits longer for a list */

void tare_candidate(const struct tare_typing *typing, const char *text,
                    const char *meaning)
{
    if (tare_begins(text, typing->word + typing->skipped))
        printf("%.*s%s\t%s\n", (int)typing->skipped, typing->word, text,
               meaning);
}

void tare_candidates_choices(const struct tare_typing *typing,
                             const char *choices)
{
    char text[64];

    for (size_t length; *choices != '\0'; choices += length) {
        choices += *choices == '|';
        length = strcspn(choices, "|");
        snprintf(text, sizeof text, "%.*s", (int)length, choices);
        tare_candidate(typing, text, "");
    }
}

void tare_candidates_measures(const struct tare_typing *typing)
{
    struct tare_typing last = *typing;
    const char *comma = strrchr(typing->word + typing->skipped, ',');

    if (comma != NULL)
        last.skipped = (size_t)(comma + 1 - typing->word);
    tare_candidates_choices(&last, "default|all|none");
    for (size_t i = 0; i < TARE_METERS; i++)
        tare_candidate(&last, tare_meters[i]->name, "");
}

static void offer_files(void)
{
    puts("\tfiles");
}

static void offer_formats(const struct tare_typing *typing, const char *end)
{
    for (size_t i = 0; i < tare_export_format_count; i++) {
        char text[64];

        snprintf(text, sizeof text, "%s%s", tare_export_formats[i].name, end);
        tare_candidate(typing, text, tare_export_formats[i].summary);
    }
    if (*end != '\0' && strchr(typing->word + typing->skipped, '=') != NULL)
        offer_files();
}

static void offer_baselines(const struct tare_typing *typing,
                            const struct tare_options *options)
{
    struct tare_store store;
    size_t count = 0;
    char **names;

    if (tare_store_open(&store, options->store, NULL) < 0)
        return;
    names = tare_store_list(&store, &count, NULL);
    for (size_t i = 0; i < count; i++)
        tare_candidate(typing, names[i], "baseline");
    tare_names_free(names, count);
    tare_store_close(&store);
}

/* ---- cases --------------------------------------------------------------- */

/* Whether its text names our main(): what does not is not started, only because
 * somebody types. */
static int has_benchmarks(const char *path)
{
    static const char ours[] = "tare_main";
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    void *bytes = MAP_FAILED;
    int has = 0;

    if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
        (status.st_mode & 0111) != 0 && status.st_size > 0)
        bytes =
            mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes != MAP_FAILED) {
        has = memmem(bytes, (size_t)status.st_size, ours, strlen(ours)) != NULL;
        munmap(bytes, (size_t)status.st_size);
    }
    if (fd >= 0)
        close(fd);
    return has;
}

/* The id as a filter that matches it. */
static void offer_case(const struct tare_typing *typing, const char *id,
                       int is_exact)
{
    struct tare_buf shown = { 0 }, filter = { 0 };

    tare_text_show(&shown, id);
    for (const char *at = id; *at != '\0'; at++) {
        if (!is_exact && strchr("\\^$[]|()*+?{}", *at) != NULL)
            tare_buf_puts(&filter, "\\");
        tare_buf_add(&filter, at, 1);
    }
    if (strcmp(shown.data, id) == 0) /* can be typed */
        tare_candidate(typing, filter.data, "");
    tare_buf_release(&shown);
    tare_buf_release(&filter);
}

static void offer_cases_of(const struct tare_typing *typing, char *path,
                           const struct tare_options *options)
{
    static const struct tare_words none = { 0 };
    struct tare_options listing = { .verb = TARE_VERB_LIST,
                                    .timeout_s = TIMEOUT_S };
    struct tare_case_choice all = { &none, &listing };
    struct tare_words paths = { &path, 1 };
    struct tare_suite suite = { 0 };

    if (has_benchmarks(path) &&
        tare_gather_cases(&suite, &paths, &all, NULL) == 0)
        for (size_t i = 0; i < suite.count; i++)
            offer_case(typing, suite.cases[i].identity.id, options->exact);
    tare_suite_release(&suite);
}

/* Of a duel, one side has them all. */
static void offer_cases(const struct tare_typing *typing,
                        const struct tare_options *options)
{
    int is_duel = (typing->mask & (TARE_VERB_DUEL | TARE_VERB_GATE)) != 0;
    size_t count = options->operands.count;

    if (typing->program != NULL) {
        offer_cases_of(typing, typing->program, options);
        return;
    }
    if (is_duel && options->baseline == NULL && count > 2)
        count = 2;
    for (size_t i = is_duel && count > 1 ? 1 : 0; i < count; i++)
        offer_cases_of(typing, options->operands.items[i], options);
    for (size_t i = 0; i < options->binaries.count; i++)
        offer_cases_of(typing, options->binaries.items[i], options);
}

/* ---- by the words of a usage --------------------------------------------- */

static void offer_kind(const struct tare_typing *typing, const char *kind,
                       const struct tare_options *options)
{
    if (tare_is_among(kind, "FILTER RE"))
        offer_cases(typing, options);
    else if (strcmp(kind, "FORMAT") == 0)
        offer_formats(typing, "");
    else if (strcmp(kind, "FORMAT=FILE") == 0)
        offer_formats(typing, "=");
    else if (strcmp(kind, "NAME") == 0)
        offer_baselines(typing, options);
    else if (tare_is_among(kind, "BINARY PATH FILE DIR PART NAME=RECORD"))
        offer_files();
    else if (tare_is_among(kind, "OLD NEW BASE MORE RECORD NAME|FILE")) {
        offer_baselines(typing, options);
        offer_files();
    }
}

void tare_candidates_named(const struct tare_typing *typing, const char *kind)
{
    struct tare_options options;

    /* what is wrong with the other words is for whoever runs them to say */
    tare_options_parse(&options, typing->mask, typing->count, typing->words,
                       NULL);
    offer_kind(typing, kind, &options);
    tare_options_release(&options);
}
