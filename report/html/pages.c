/* SPDX-License-Identifier: MIT */
#include "report/html/pages.h"

#include <stdio.h>
#include <string.h>

#include "report/html/page.h"
#include "report/plots/plots.h"

/* ---- one page ------------------------------------------------------------ */

/* The body as a page of its own, or as a part of the only one. */
static int put_page(const struct tare_pages *pages, struct tare_buf *whole,
                    const char *kind, const char *key, const char *title,
                    const struct tare_buf *body, struct tare_err *err)
{
    char name[64];

    if (pages->settings->is_single) {
        tare_buf_printf(whole, "<article id=\"%s-%s\">\n", kind, key);
        tare_buf_add(whole, body->data, body->size);
        tare_buf_puts(whole, "</article>\n");
        return 0;
    }
    snprintf(name, sizeof name, "%s-%s.html", kind, key);
    return tare_page_save(pages, name, title, body, err);
}

static int put_cases(const struct tare_pages *pages, struct tare_buf *whole,
                     struct tare_err *err)
{
    struct tare_buf body = { 0 };
    int status = 0;

    for (size_t i = 0; i < pages->entries.count && status == 0; i++) {
        const struct tare_entry *entry = &pages->entries.items[i];

        tare_buf_clear(&body);
        tare_page_case(&body, pages, i);
        status =
            put_page(pages, whole, "case", entry->key, entry->id, &body, err);
    }
    tare_buf_release(&body);
    return status;
}

static int put_groups(const struct tare_pages *pages, struct tare_buf *whole,
                      struct tare_err *err)
{
    struct tare_buf body = { 0 };
    int status = 0;

    for (size_t i = 0; i < pages->entries.group_count && status == 0; i++) {
        const struct tare_group *group = &pages->entries.groups[i];

        if (!tare_group_has_page(&pages->entries, group))
            continue;
        tare_buf_clear(&body);
        tare_page_group(&body, pages, i);
        status = put_page(pages, whole, "group", group->key, group->name, &body,
                          err);
    }
    tare_buf_release(&body);
    return status;
}

static int put_index(const struct tare_pages *pages,
                     const struct tare_buf *others, struct tare_err *err)
{
    struct tare_buf body = { 0 };
    int status;

    tare_buf_puts(&body, "<div class=\"home\">\n");
    tare_page_index(&body, pages);
    tare_buf_puts(&body, "</div>\n");
    tare_buf_add(&body, tare_buf_text(others), others->size);
    status = tare_page_save(pages, TARE_PUBLICATION_INDEX, "Benchmark report",
                            &body, err);
    tare_buf_release(&body);
    return status;
}

/* ---- all of them --------------------------------------------------------- */

static int draw_plots(struct tare_pages *pages, struct tare_err *err)
{
    struct tare_entries *entries = &pages->entries;
    int status = tare_gnuplot_open(&pages->gnuplot, pages->publication,
                                   pages->settings->format, err);

    if (status < 0)
        return status;
    for (size_t i = 0; i < entries->count; i++)
        tare_plots_of_case(&pages->gnuplot, entries, &entries->items[i]);
    for (size_t i = 0; i < entries->group_count; i++)
        if (tare_group_has_page(entries, &entries->groups[i]))
            tare_plots_of_group(&pages->gnuplot, entries, &entries->groups[i]);
    status = tare_gnuplot_run(&pages->gnuplot, err);
    if (!pages->settings->keeps_script)
        tare_publication_drop(pages->publication, TARE_GNUPLOT_SCRIPT);
    return status;
}

static void tell_result(const struct tare_pages *pages,
                        struct tare_pages_result *result)
{
    const struct tare_gnuplot *gnuplot = &pages->gnuplot;

    *result = (struct tare_pages_result){
        .cases = pages->entries.count,
        .groups = pages->entries.group_count,
        .plots = gnuplot->count,
        .broken = gnuplot->broken,
        .is_missing = gnuplot->is_missing,
    };
    snprintf(result->trouble, sizeof result->trouble, "%s",
             tare_buf_text(&gnuplot->trouble));
}

static void release(struct tare_pages *pages)
{
    tare_entries_release(&pages->entries);
    tare_gnuplot_release(&pages->gnuplot);
    tare_buf_release(&pages->style);
    tare_buf_release(&pages->script);
    tare_buf_release(&pages->policy);
}

int tare_pages_write(const struct tare_subject *subject,
                     const struct tare_publication *publication,
                     const struct tare_pages_settings *settings,
                     struct tare_pages_result *result, struct tare_err *err)
{
    struct tare_pages pages = { .settings = settings,
                                .publication = publication };
    struct tare_buf whole = { 0 };
    int status = 0;

    tare_entries_make(&pages.entries, subject);
    tare_page_prepare(&pages);
    if (!settings->has_no_plots)
        status = draw_plots(&pages, err);
    if (status == 0)
        status = put_groups(&pages, &whole, err);
    if (status == 0)
        status = put_cases(&pages, &whole, err);
    if (status == 0)
        status = put_index(&pages, &whole, err);
    tell_result(&pages, result);
    tare_buf_release(&whole);
    release(&pages);
    return status;
}
