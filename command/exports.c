/* SPDX-License-Identifier: MIT */
#include "command/exports.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command/measuring.h"
#include "command/verbosity.h"
#include "harness/judge/contests.h"
#include "store/alloc.h"
#include "store/append.h"
#include "store/buf.h"
#include "store/file.h"

/* ---- the words ----------------------------------------------------------- */

int tare_exports_refuse(const char *name, size_t length, struct tare_err *err)
{
    struct tare_buf names = { 0 };
    int status;

    for (size_t i = 0; i < tare_export_format_count; i++)
        tare_buf_printf(&names, "%s%s", i > 0 ? ", " : "",
                        tare_export_formats[i].name);
    status = tare_fail_with(err, TARE_EUSAGE,
                            "unknown format \"%.*s\"; the formats are %s",
                            (int)(length < 40 ? length : 40), name, names.data);
    tare_buf_release(&names);
    return status;
}

/* "csv=results.csv"; the path is what follows the first "=". */
static int parse(const char *word, const struct tare_export_format **format,
                 const char **path, struct tare_err *err)
{
    size_t length = strcspn(word, "=");

    *format = tare_export_find(word, length);
    if (*format == NULL)
        return tare_exports_refuse(word, length, err);
    if (word[length] == '\0' || word[length + 1] == '\0')
        return tare_fail_with(
            err, TARE_EUSAGE,
            "--export %.40s needs a file: --export %s=FILE, - is stdout", word,
            (*format)->name);
    *path = word + length + 1;
    return 0;
}

int tare_exports_wanted(const struct tare_options *options)
{
    return options->exports.count > 0 || options->otlp_file != NULL;
}

static int check_otlp(const char *path, struct tare_err *err)
{
    if (strcmp(path, "-") == 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--otlp-file appends to a file; for stdout there "
                              "is --export otlp=-");
    return tare_append_try(path, err);
}

int tare_exports_check(const struct tare_options *options, struct tare_err *err)
{
    const struct tare_export_format *format;
    const char *path;
    int status = 0;

    for (size_t i = 0; i < options->exports.count && status == 0; i++) {
        status = parse(options->exports.items[i], &format, &path, err);
        if (status == 0)
            status = tare_measuring_try_output(path, err);
    }
    if (status == 0 && options->otlp_file != NULL)
        status = check_otlp(options->otlp_file, err);
    if (status == 0 && options->exports.count > 0 &&
        tare_verbosity_documents(options) > 1)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--export: only one document can go to stdout; "
                              "name files for the others");
    return status;
}

/* ---- the files ----------------------------------------------------------- */

/* Copies what the file holds now, if it is there and an ordinary one. */
static int keep_old(struct tare_file *file, struct tare_err *err)
{
    FILE *old = file->name != NULL ? fopen(file->path, "re") : NULL;
    char block[16384];
    size_t size;
    int is_bad;

    if (old == NULL)
        return file->name == NULL || errno == ENOENT
                   ? 0
                   : tare_fail_with(err, TARE_EOUTPUT, "%s: cannot read: %s",
                                    file->path, strerror(errno));
    while ((size = fread(block, 1, sizeof block, old)) > 0)
        fwrite(block, 1, size, file->stream);
    is_bad = ferror(old);
    fclose(old);
    return is_bad ? tare_fail_with(err, TARE_EOUTPUT, "%s: cannot read",
                                   file->path)
                  : 0;
}

int tare_exports_save(const struct tare_export_format *format,
                      const struct tare_run *run,
                      const struct tare_comparison *comparison,
                      const char *path, struct tare_err *err)
{
    struct tare_file file = { 0 };
    struct tare_contests contests;
    int status = tare_file_open(&file, path, err);

    if (status == 0 && format->is_appended)
        status = keep_old(&file, err);
    if (status < 0) {
        tare_file_release(&file);
        return status;
    }
    tare_contests_judge(&contests, run, 1);
    tare_export(format, run, comparison, &contests, file.stream);
    tare_contests_release(&contests);
    return tare_file_commit(&file, err);
}

/* A line of its own, behind those of other runs. */
static int append_otlp(const struct tare_run *run,
                       const struct tare_comparison *comparison,
                       const char *path, struct tare_err *err)
{
    char *line = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&line, &size);
    int status;

    if (stream == NULL)
        tare_die("out of memory");
    tare_export(tare_export_find("otlp", 4), run, comparison, NULL, stream);
    if (fclose(stream) != 0)
        tare_die("out of memory");
    status = tare_append_line(path, line, size, err);
    free(line);
    return status;
}

int tare_exports_write(const struct tare_run *run,
                       const struct tare_comparison *comparison,
                       const struct tare_options *options, struct tare_err *err)
{
    const struct tare_export_format *format;
    const char *path;
    int status = tare_exports_check(options, err);

    for (size_t i = 0; i < options->exports.count && status == 0; i++) {
        status = parse(options->exports.items[i], &format, &path, err);
        if (status == 0)
            status = tare_exports_save(format, run, comparison, path, err);
    }
    if (status == 0 && options->otlp_file != NULL)
        status = append_otlp(run, comparison, options->otlp_file, err);
    return status;
}
