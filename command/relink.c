/* SPDX-License-Identifier: MIT */
#include "command/relink.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/link_line.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/child.h"
#include "store/path.h"
#include "store/replacement.h"
#include "store/signals.h"

/*
 * A padding goes before each object.  It begins on a page and ends somewhere in
 * one, so that the object comes to lie at a random place of a page: that
 * decides on lines, on sets of the first cache, on most of what predictors look
 * at.  And since a page is begun anew, it does not depend on how large the
 * objects before it are: an object that two builds share lies alike in both.
 * What comes first moves all of the program by whole pages.
 */
enum {
    PAGE = 4096,
    PADDINGS = 32, /* different ones, one for each part of a page */
    PART = PAGE / PADDINGS,
    LEAD_PAGES = 16
};

/* Kept by --gc-sections ("R"), and named so that linkers put them where they
 * put what compilers give these names. */
static const struct {
    const char *name, *flags, *type;
} sections[] = {
    { ".text", "ax", "progbits" },
    { ".rodata", "a", "progbits" },
    { ".data", "aw", "progbits" },
    { ".bss", "aw", "nobits" },
};

enum {
    SECTIONS = sizeof sections / sizeof *sections
};

/* What is at hand while layouts are linked. */
struct work {
    const struct tare_relink *relink;
    struct tare_link_line line;
    struct tare_folder parent; /* of the folder of layouts */
    struct tare_replacement folder;
    char *stage;              /* owned; where it is made, as an absolute path */
    char *paddings[PADDINGS]; /* owned; paths of objects */
    char *lead;               /* owned; the one that comes first */
    struct tare_err *err;
};

static int refuse(const struct work *work, const char *path, const char *what)
{
    return tare_fail_with(work->err, TARE_EOUTPUT, "%s: %s: %s", path, what,
                          strerror(errno));
}

/* ---- running the tools --------------------------------------------------- */

/* The whole command, for a message. */
static void tell_words(struct tare_buf *text, char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        tare_buf_printf(text, "%s%s", i > 0 ? " " : "", words[i]);
}

/* Runs the words, which are freed; what: "the link" or so. */
static int run(const struct work *work, char **words, const char *what)
{
    struct tare_child child = { .argv = (const char *const *)words };
    struct tare_buf how = { 0 }, command = { 0 };
    int status;
    int result = tare_child_run(&child, &status, work->err);

    if (result == 0 && status != 0) {
        tare_child_tell_status(&how, status);
        tell_words(&command, words);
        result = tare_fail_with(
            work->err, TARE_EBENCH,
            "layouts: %s failed with %s; its output is above: %.300s", what,
            how.data, command.data);
    }
    tare_buf_release(&how);
    tare_buf_release(&command);
    tare_link_words_free(words);
    return result;
}

/* ---- padding ------------------------------------------------------------- */

/* Of each section so many bytes from a page on. */
static int write_padding(const struct work *work, const char *path,
                         const uint32_t *sizes)
{
    FILE *stream = fopen(path, "w");
    int is_bad;

    if (stream == NULL)
        return refuse(work, path, "cannot write");
    for (size_t i = 0; i < SECTIONS; i++)
        fprintf(stream,
                "\t.section %s.tare_padding,\"%sR\",%%%s\n\t.balign %d\n"
                "\t.skip %" PRIu32 "\n",
                sections[i].name, sections[i].flags, sections[i].type, PAGE,
                sizes[i]);
    fputs("\t.section .note.GNU-stack,\"\",%progbits\n", stream);
    is_bad = ferror(stream);
    if (fclose(stream) != 0 || is_bad)
        return refuse(work, path, "cannot write");
    return 0;
}

/* An object of padding. */
static int make_padding(const struct work *work, const char *object,
                        const uint32_t *sizes)
{
    struct tare_buf source = { 0 };
    int status;

    tare_buf_printf(&source, "%s.s", object);
    status = write_padding(work, source.data, sizes);
    if (status == 0)
        status = run(work,
                     tare_link_line_assembler(&work->line, source.data, object),
                     "assembling the padding");
    tare_buf_release(&source);
    return status;
}

static int make_paddings(struct work *work)
{
    uint32_t sizes[SECTIONS];
    struct tare_rng rng;
    int status = 0;

    tare_rng_stream(&rng, work->relink->seed, "paddings", 0);
    work->lead = tare_path_join(work->stage, "lead.o");
    for (uint32_t i = 0; i < PADDINGS && status == 0; i++) {
        char name[32];

        snprintf(name, sizeof name, "padding%" PRIu32 ".o", i);
        work->paddings[i] = tare_path_join(work->stage, name);
        sizes[0] = 1 + i * PART + tare_rng_below(&rng, PART);
        for (size_t k = 1; k < SECTIONS; k++)
            sizes[k] = 1 + tare_rng_below(&rng, PAGE);
        status = make_padding(work, work->paddings[i], sizes);
    }
    return status;
}

static int make_lead(const struct work *work, unsigned layout)
{
    uint32_t sizes[SECTIONS];
    struct tare_rng rng;

    tare_rng_stream(&rng, work->relink->seed, "lead", layout);
    for (size_t i = 0; i < SECTIONS; i++)
        sizes[i] = PAGE * (1 + tare_rng_below(&rng, LEAD_PAGES));
    return make_padding(work, work->lead, sizes);
}

/* It has served, and is no layout. */
static int drop(const struct work *work, const char *path)
{
    if (unlink(path) == 0 || errno == ENOENT)
        return 0;
    return refuse(work, path, "cannot remove");
}

static int drop_padding(const struct work *work)
{
    int status = 0;

    for (size_t i = 0; i <= PADDINGS && status == 0; i++) {
        const char *object = i < PADDINGS ? work->paddings[i] : work->lead;
        struct tare_buf source = { 0 };

        tare_buf_printf(&source, "%s.s", object);
        status = drop(work, source.data);
        if (status == 0)
            status = drop(work, object);
        tare_buf_release(&source);
    }
    return status;
}

/* ---- layouts ------------------------------------------------------------- */

/* The words of the command that links it. */
static char **arrange(const struct work *work, unsigned layout,
                      const char *output)
{
    size_t count = work->line.object_count;
    size_t *order = tare_alloc(count, sizeof *order);
    size_t *drawn = tare_alloc(count + 1, sizeof *drawn);
    char **paddings = tare_alloc(count + 1, sizeof *paddings);
    char **words;

    tare_link_line_draw(&work->line, work->relink->seed, layout, order, drawn,
                        PADDINGS);
    for (size_t i = 0; i <= count; i++)
        paddings[i] = work->paddings[drawn[i]];
    words = tare_link_line_arrange(&work->line, order, work->lead, paddings,
                                   output);
    free(order);
    free(drawn);
    free(paddings);
    return words;
}

static int link_layout(const struct work *work, unsigned layout)
{
    struct stat facts;
    char name[16];
    char *output;
    int status;

    snprintf(name, sizeof name, "%u", layout);
    output = tare_path_join(work->stage, name);
    status = make_lead(work, layout);
    if (status == 0)
        status = run(work, arrange(work, layout, output), "the link");
    if (status == 0 && (stat(output, &facts) != 0 || !S_ISREG(facts.st_mode)))
        status = tare_fail_with(work->err, TARE_EBENCH,
                                "layouts: the command made no executable: it "
                                "must link, and respect -o");
    free(output);
    return status;
}

/* Whether two files hold the same bytes; what cannot be read differs. */
static int is_same_file(const char *path, const char *other)
{
    FILE *one = fopen(path, "r"), *two = fopen(other, "r");
    int is_same = one != NULL && two != NULL, byte = 0;

    while (is_same && byte != EOF) {
        byte = getc(one);
        is_same = byte == getc(two);
    }
    if (one != NULL)
        fclose(one);
    if (two != NULL)
        fclose(two);
    return is_same;
}

/* A linker that throws the padding away has made one layout. */
static int check_differ(const struct work *work)
{
    char *first = tare_path_join(work->stage, "0");
    char *second = tare_path_join(work->stage, "1");
    int status = 0;

    if (work->relink->layouts > 1 && is_same_file(first, second))
        status = tare_fail_with(work->err, TARE_EBENCH,
                                "layouts: all layouts are identical: the "
                                "linker or its script drops the padding");
    free(first);
    free(second);
    return status;
}

/* ---- for the shell ------------------------------------------------------- */

void tare_relink_line(struct tare_buf *text, const char *command,
                      const struct tare_relink *relink)
{
    /* where it was replaced meanwhile, the one that is there now */
    char *self = realpath("/proc/self/exe", NULL);

    tare_buf_puts(text, "exec ");
    tare_child_quote(text, self != NULL ? self : "tare");
    tare_buf_printf(text, " layouts %u --seed %" PRIu64 " -o ", relink->layouts,
                    relink->seed);
    tare_child_quote(text, relink->folder);
    tare_buf_printf(text, " -- %s", command);
    free(self);
}

int tare_relink_shell(const char *command, const char *cwd,
                      const struct tare_relink *relink, struct tare_err *err)
{
    struct tare_buf text = { 0 };
    int status, result;

    tare_relink_line(&text, command, relink);
    result = tare_child_run_shell(text.data, cwd, &status, err);
    if (result == 0 && status != 0)
        result = tare_fail_with(
            err, TARE_EBENCH,
            "%s: its layouts could not be linked; the output is above: %.300s",
            cwd != NULL ? "the other revision" : "the working tree", command);
    tare_buf_release(&text);
    return result;
}

/* ---- the whole ----------------------------------------------------------- */

/* "DIR/" and "DIR" are one.  Returned. */
static char *without_slash(const char *path)
{
    char *copy = tare_strdup(path);

    for (size_t size = strlen(copy); size > 1 && copy[size - 1] == '/'; size--)
        copy[size - 1] = '\0';
    return copy;
}

static int open_at(struct work *work, const char *path)
{
    const char *name = tare_folder_around(&work->parent, path);
    int status;

    if (name == NULL)
        return refuse(work, path, "cannot make this folder");
    if (name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return tare_fail_with(work->err, TARE_EUSAGE,
                              "layouts: \"%s\" cannot hold the layouts: name a "
                              "folder to make or replace",
                              path);
    status = tare_replacement_open(&work->folder, &work->parent, name,
                                   "0123456789", work->err);
    if (status == 0)
        work->stage = realpath(work->folder.stage.path, NULL);
    if (status == 0 && work->stage == NULL)
        status = refuse(work, path, "cannot resolve its path");
    return status;
}

static int open_folder(struct work *work)
{
    struct tare_buf beside = { 0 };
    char *path;
    int status;

    tare_buf_printf(&beside, "%s.layouts", tare_link_line_output(&work->line));
    path = without_slash(work->relink->folder != NULL ? work->relink->folder
                                                      : beside.data);
    status = open_at(work, path);
    tare_buf_release(&beside);
    free(path);
    return status;
}

static void release(struct work *work)
{
    tare_link_line_release(&work->line);
    if (work->folder.name != NULL)
        tare_replacement_release(&work->folder);
    tare_folder_close(&work->parent);
    free(work->stage);
    for (size_t i = 0; i < PADDINGS; i++)
        free(work->paddings[i]);
    free(work->lead);
}

int tare_relink_run(const struct tare_relink *relink, struct tare_err *err)
{
    struct work work = { .relink = relink, .err = err };
    int status;

    tare_signals_install();
    status =
        tare_link_line_read(&work.line, relink->words, relink->word_count, err);
    if (status == 0)
        status = open_folder(&work);
    if (status == 0)
        status = make_paddings(&work);
    for (unsigned i = 0; i < relink->layouts && status == 0; i++)
        status = link_layout(&work, i);
    if (status == 0)
        status = check_differ(&work);
    if (status == 0)
        status = drop_padding(&work);
    if (status == 0)
        status = tare_replacement_swap(&work.folder, err);
    release(&work);
    return status;
}
