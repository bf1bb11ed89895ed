/* SPDX-License-Identifier: MIT */
/*
 * Everything that follows the loading of a record, as the commands do it: what
 * loads is judged, compared, exported, shown and made pages of, and none of
 * that may crash or print what printed.h does not let pass.
 */
#ifndef TARE_TESTS_FUZZ_FOLLOW_H
#define TARE_TESTS_FUZZ_FOLLOW_H

#include <unistd.h>

#include "harness/run/analysis.h"
#include "harness/judge/contests.h"
#include "harness/judge/judge.h"
#include "harness/judge/numbers.h"
#include "report/terminal/columns.h"
#include "report/terminal/contests.h"
#include "report/export/export.h"
#include "report/terminal/lines.h"
#include "report/html/pages.h"
#include "report/terminal/sparks.h"
#include "report/terminal/verdicts.h"
#include "store/alloc.h"
#include "store/input.h"
#include "store/json_verdict.h"
#include "store/policy.h"
#include "store/publication.h"
#include "tests/fuzz/printed.h"
#include "tests/fuzz/property.h"

/* What varies from record to record without being in it. */
struct following {
    unsigned choice; /* a hash of the bytes */
    int with_pages;
    struct tare_style style;
    const char *folder;           /* of what can only be written to files */
    const struct tare_run *other; /* what all are compared with */
};

static inline int follow_is(const struct following *f, unsigned bit)
{
    return f->choice >> bit & 1;
}

/* ---- a run --------------------------------------------------------------- */

static inline void follow_show_run(const struct tare_run *run, FILE *stream,
                                   const struct following *f)
{
    for (int i = TARE_DETAIL_QUIET; i <= TARE_DETAIL_VERBOSE; i++)
        tare_summary_print(run, stream, &f->style, (enum tare_detail)i);
    tare_summary_failures(run, stream, &f->style);
    tare_summary_unmeasured(run, stream, &f->style);
    tare_summary_total(run, stream, &f->style);
    tare_sparks_print(run, stream, &f->style);
    tare_lines_criterion(run, stream);
    tare_lines_bencher(run, stream);
}

static inline int follow_text(const struct tare_run *run,
                              const struct following *f)
{
    struct printed text;

    follow_show_run(run, printed_open(&text, "text", PRINTED_TEXT), f);
    return printed_holds(&text);
}

static inline int follow_contests(const struct tare_contests *contests,
                                  const struct following *f)
{
    struct printed text;

    tare_contests_print(contests, printed_open(&text, "contests", PRINTED_TEXT),
                        &f->style, follow_is(f, 14));
    return printed_holds(&text);
}

static inline int follow_columns(const struct tare_run *run,
                                 const struct tare_run *tame,
                                 const struct following *f)
{
    const struct tare_run *runs[] = { run, f->other, tame };
    const char *const names[] = { "hostile", "other", "tame" };
    struct printed text;

    tare_columns_print(runs, names, 3,
                       printed_open(&text, "columns", PRINTED_TEXT), &f->style);
    return printed_holds(&text);
}

static inline int follow_print_again(const struct tare_run *run)
{
    struct document document = print_run(run);
    int ok = is_stable(&document, TARE_LOAD_ALL);

    free(document.bytes);
    return ok;
}

/* ---- exports ------------------------------------------------------------- */

static inline enum printed_kind
follow_kind(const struct tare_export_format *format)
{
    if (strcmp(format->extension, "json") == 0)
        return PRINTED_JSON;
    if (strcmp(format->extension, "xml") == 0)
        return PRINTED_XML;
    if (strcmp(format->extension, "pb.gz") == 0)
        return PRINTED_BYTES;
    return PRINTED_EXPORT;
}

static inline int follow_exports(const struct tare_run *run,
                                 const struct tare_comparison *comparison)
{
    struct printed export;
    struct tare_contests contests;
    int is_good = 1;

    tare_contests_judge(&contests, run, 1);
    for (size_t i = 0; is_good && i < tare_export_format_count; i++) {
        const struct tare_export_format *format = &tare_export_formats[i];

        printed_open(&export, format->name, follow_kind(format));
        tare_export(format, run, comparison, &contests, export.stream);
        is_good = printed_holds(&export);
    }
    tare_contests_release(&contests);
    return is_good;
}

/* ---- pages --------------------------------------------------------------- */

static inline void follow_analyse(struct tare_run *run)
{
    struct tare_analysis_settings settings = { 0.95, 50, run->seed };

    tare_analyse_rest(run, &settings);
}

static inline int follow_page(const struct tare_publication *publication,
                              const char *name, enum printed_kind kind)
{
    struct printed page;
    FILE *file = tare_publication_read(publication, name);
    char piece[4096];
    size_t size;

    printed_open(&page, name, kind);
    while (file != NULL && (size = fread(piece, 1, sizeof piece, file)) > 0)
        fwrite(piece, 1, size, page.stream);
    if (file != NULL)
        fclose(file);
    return printed_holds(&page);
}

static inline int follow_all_pages(const struct tare_publication *publication)
{
    size_t count, length;
    char **names = tare_folder_list(&publication->stage, &count, NULL);
    int ok = names != NULL;

    for (size_t i = 0; ok && i < count; i++) {
        length = strlen(names[i]);
        if (length > 5 && strcmp(names[i] + length - 5, ".html") == 0)
            ok = follow_page(publication, names[i], PRINTED_PAGE);
        else if (strcmp(names[i], TARE_GNUPLOT_SCRIPT) == 0)
            ok = follow_page(publication, names[i], PRINTED_EXPORT);
    }
    tare_names_free(names, count);
    return ok;
}

/* The publication is not committed, so that nothing is left of it; plots are
 * a script, for which the caller sees to it that there is no gnuplot. */
static inline int follow_pages(const struct tare_subject *subject,
                               const struct following *f)
{
    struct tare_pages_settings settings = {
        .version = "0",
        .is_single = follow_is(f, 8),
        .has_no_plots = follow_is(f, 9),
        .keeps_script = 1,
    };
    struct tare_pages_result result = { 0 };
    struct tare_publication publication;
    struct tare_err err = { 0 };
    int ok;

    if (!f->with_pages)
        return 1;
    if (tare_publication_open(&publication, f->folder, &err) < 0) {
        printf("# %s\n", err.text);
        return 0;
    }
    ok = tare_pages_write(subject, &publication, &settings, &result, &err) == 0;
    if (ok)
        ok = follow_all_pages(&publication);
    tare_publication_release(&publication);
    return ok;
}

/* ---- comparisons --------------------------------------------------------- */

static inline int follow_verdict_file(const struct tare_comparison *comparison,
                                      const struct following *f)
{
    struct tare_policy policy = { .is_strict = follow_is(f, 9) };
    struct printed verdict;
    struct tare_buf path = { 0 };
    struct tare_err err = { 0 };
    char *bytes = NULL;
    size_t size = 0;
    int ok;

    tare_buf_printf(&path, "%s/verdict.json", f->folder);
    ok = tare_verdict_save(comparison, tare_policy_outcome(&policy, comparison),
                           tare_policy_status(&policy, comparison), path.data,
                           &err) == 0 &&
         tare_input_read(&bytes, &size, path.data, 1 << 30, &err) == 0;
    tare_policy_bisect_status(&policy, comparison);
    if (!ok)
        printf("# %s\n", err.text);
    printed_open(&verdict, "verdict", PRINTED_JSON);
    fwrite(bytes, 1, size, verdict.stream);
    ok = printed_holds(&verdict) && ok;
    free(bytes);
    tare_buf_release(&path);
    return ok;
}

static inline int follow_verdicts(const struct tare_comparison *comparison,
                                  const struct following *f)
{
    struct printed text;

    printed_open(&text, "verdicts", PRINTED_TEXT);
    for (int i = TARE_DETAIL_QUIET; i <= TARE_DETAIL_VERBOSE; i++)
        tare_verdicts_print(comparison, text.stream, &f->style,
                            (enum tare_detail)i);
    return printed_holds(&text);
}

static inline int follow_comparison(const struct tare_subject *subject,
                                    const struct following *f)
{
    return follow_verdicts(subject->comparison, f) &&
           follow_verdict_file(subject->comparison, f) &&
           follow_exports(subject->run, subject->comparison) &&
           follow_pages(subject, f);
}

static inline int follow_numbers(const struct tare_run *old,
                                 const struct tare_run *new,
                                 const struct following *f)
{
    struct tare_numbers_settings settings = {
        .threshold = 0.02,
        .alpha = 0.01,
        .trust = follow_is(f, 10),
        .judge_anyway = !follow_is(f, 11) || !follow_is(f, 12),
    };
    struct tare_comparison comparison = { .threshold = settings.threshold,
                                          .alpha = settings.alpha };
    struct tare_subject subject = { new, old, &comparison, NULL };
    int ok;

    comparison.old_name = tare_strdup("old");
    comparison.new_name = tare_strdup("new");
    tare_numbers_judge(&comparison, old, new, &settings);
    ok = follow_comparison(&subject, f);
    tare_comparison_release(&comparison);
    return ok;
}

static inline int follow_duel(const struct tare_run *run,
                              const struct following *f)
{
    struct tare_comparison comparison = { 0 };
    struct tare_subject subject = { run, NULL, &comparison, NULL };
    int ok;

    if (run->duel.threshold <= 0)
        return 1;
    tare_judge(&comparison, run);
    ok = follow_comparison(&subject, f);
    tare_comparison_release(&comparison);
    return ok;
}

/* ---- all of it ----------------------------------------------------------- */

static inline void follow_tame_measure(struct tare_measure *measure)
{
    for (size_t i = 0; i < measure->count; i++) {
        struct tare_launch *launch = &measure->launches[i];

        launch->value = 100 + (double)(i * 7 % 11);
        for (size_t j = 0; j < launch->count; j++)
            launch->samples[j].value = launch->value + (double)(j % 3);
    }
    measure->estimate = (struct tare_band){ 104, 103, 105, 0.95 };
    measure->spread = 0.01;
}

/* The same cases with ordinary numbers, for hostile ones to meet. */
static inline void follow_tame(struct tare_run *run)
{
    for (size_t i = 0; i < run->case_count; i++)
        for (size_t k = 0; k < run->cases[i].measure_count; k++)
            follow_tame_measure(&run->cases[i].measures[k]);
}

/* One of the comparisons that a record can be in. */
static inline int follow_against(struct tare_run *run, struct tare_run *tame,
                                 const struct following *f)
{
    const struct tare_run *others[] = { run, tame, tame, f->other };
    const struct tare_run *other = others[f->choice >> 13 & 3];
    int is_first = follow_is(f, 15);

    return follow_numbers(is_first ? run : other, is_first ? other : run, f);
}

static inline int follow_both(struct tare_run *run, struct tare_run *tame,
                              const struct following *f)
{
    struct tare_contests contests;
    struct tare_subject alone = { run, NULL, NULL, &contests };
    int is_good;

    follow_tame(tame);
    if (!follow_duel(run, f) || !follow_exports(run, NULL) ||
        !follow_text(run, f) || !follow_columns(run, tame, f) ||
        !follow_against(run, tame, f))
        return 0;
    follow_analyse(run);
    tare_contests_judge(&contests, run, 1);
    is_good = follow_print_again(run) && follow_text(run, f) &&
              follow_contests(&contests, f) && follow_pages(&alone, f);
    tare_contests_release(&contests);
    return is_good;
}

/* Histograms take ten times as long as all else. */
static inline void follow_thin(struct tare_run *run, const struct following *f)
{
    for (size_t i = 0; i < run->case_count; i++)
        if ((f->choice >> 16 & 31) != 0)
            tare_latency_release(&run->cases[i].latency);
}

static inline int follow_parse(struct tare_run *run, const char *bytes,
                               size_t size)
{
    struct tare_err err = { 0 };
    char *copy = malloc(size + 1);
    int status;

    memcpy(copy, bytes, size);
    status = tare_run_parse(run, copy, size, "fuzz", TARE_LOAD_ALL, &err);
    free(copy);
    return status == 0;
}

/* Whether all holds for these bytes, also if they do not load. */
static inline int follow(const char *bytes, size_t size,
                         const struct following *f)
{
    struct tare_run run = { 0 }, tame = { 0 };
    int ok;

    if (!follow_parse(&run, bytes, size))
        return 1;
    follow_parse(&tame, bytes, size);
    ok = follow_print_again(&run);
    follow_thin(&run, f);
    follow_thin(&tame, f);
    ok = ok && follow_both(&run, &tame, f);
    tare_run_release(&run);
    tare_run_release(&tame);
    return ok;
}

/* What depends on the bytes alone, so that a find can be found again. */
static inline void follow_choose(struct following *f, const char *bytes,
                                 size_t size)
{
    static const size_t columns[] = { 0, 80, 100, 20 };

    f->choice = tare_crc32(0, bytes, size);
    f->style = (struct tare_style){ .columns = columns[f->choice & 3] };
    f->with_pages = (f->choice >> 3 & 15) == 0;
}

#endif
