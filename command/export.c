/* SPDX-License-Identifier: MIT */
/* tare export: a saved run or duel in another tool's format. */
#include "command/command.h"

#include <stdio.h>
#include <string.h>

#include "command/exports.h"
#include "command/compare_saved.h"

static const char help[] =
    "Usage: tare export --format FORMAT [-o FILE] RECORD [-- FILTER...]\n\n"
    "Writes a saved run or duel in another tool's format. RECORD is a file, - "
    "for\nstdin, or the name of a baseline. Of a duel, it writes the new side "
    "and the\nverdicts.";

static void print_formats(void)
{
    puts("\nFormats:");
    for (size_t i = 0; i < tare_export_format_count; i++)
        printf("  %-31s %s\n", tare_export_formats[i].name,
               tare_export_formats[i].summary);
}

/* A saved duel is judged again, a run is not compared with anything. */
static int export_record(const struct tare_export_format *format,
                         const struct tare_options *options,
                         struct tare_err *err)
{
    struct tare_case_choice choice = { &options->after, options };
    struct tare_comparing comparing = { .policy = TARE_COMPARING_POLICY };
    const char *name = options->operands.items[0];
    const char *path = options->output != NULL ? options->output : "-";
    int is_duel = 0;
    int status =
        tare_compare_saved_one(&comparing, name, &choice, &is_duel, err);

    if (status == 0)
        status = tare_exports_save(format, &comparing.run,
                                   is_duel ? &comparing.comparison : NULL, path,
                                   err);
    tare_comparing_release(&comparing);
    return status;
}

static int export_operands(const struct tare_options *options,
                           struct tare_err *err)
{
    const char *name = options->export_format;
    const struct tare_export_format *format;

    if (name == NULL)
        return tare_fail_with(err, TARE_EUSAGE,
                              "export needs a format: --format FORMAT (tare "
                              "export --help lists them)");
    format = tare_export_find(name, strlen(name));
    if (format == NULL)
        return tare_exports_refuse(name, strlen(name), err);
    if (options->operands.count != 1)
        return tare_fail_with(err, TARE_EUSAGE,
                              "export: %s (tare export --format FORMAT "
                              "RECORD)",
                              options->operands.count == 0
                                  ? "missing record"
                                  : "too many records");
    return export_record(format, options, err);
}

int tare_verb_export(int count, char **words, struct tare_err *err)
{
    struct tare_options options;
    int status =
        tare_options_parse(&options, TARE_VERB_EXPORT, count, words, err);

    if (status == 0 && !tare_options_answer(&options, help))
        status = export_operands(&options, err);
    else if (status == 0 && options.help)
        print_formats();
    tare_options_release(&options);
    return status;
}
