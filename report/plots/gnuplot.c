/* SPDX-License-Identifier: MIT */
#include "report/plots/gnuplot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/plots/plot_file.h"
#include "report/terminal/text.h"
#include "store/alloc.h"
#include "store/child.h"

enum {
    TRIES_MAX = 20,   /* then the rest is left out */
    LIMIT_S = 60,     /* of a script, and one more for each plot in it */
    TROUBLE_MAX = 400 /* bytes of what it says that are kept */
};

/* What became of a script; of one that was never run to its end, no other is
 * tried. */
enum outcome {
    DRAWN,
    BROKEN,
    NEVER
};

/* What all plots have in common. */
static const char preamble[] = "set encoding utf8\n"
                               "set style fill solid noborder\n"
                               "set samples 200\n";

/* ---- text ---------------------------------------------------------------- */

static void add_quoted(struct tare_buf *body, const char *text, int is_format)
{
    struct tare_buf cut = { 0 };

    /* no controls, no newline, valid UTF-8 */
    tare_text_shorten(&cut, text, TARE_PLOT_TEXT_MAX);
    tare_buf_puts(body, "'");
    for (const char *at = tare_buf_text(&cut); *at != '\0'; at++) {
        if (*at == '\'') /* doubled ones gnuplot takes in some places only */
            tare_buf_puts(body, "\u2019");
        else
            tare_buf_add(body, at, 1);
        if (*at == '%' && is_format)
            tare_buf_add(body, at, 1);
    }
    tare_buf_puts(body, "'");
    tare_buf_release(&cut);
}

void tare_gnuplot_text(struct tare_buf *body, const char *text)
{
    add_quoted(body, text, 0);
}

void tare_gnuplot_tic_text(struct tare_buf *body, const char *text)
{
    add_quoted(body, text, 1);
}

const char *tare_gnuplot_color(char text[TARE_RGB_SIZE],
                               enum tare_color_name color, double transparency)
{
    snprintf(text, TARE_RGB_SIZE, " rgb '#%02x%06x' ",
             (unsigned)(255 * transparency), tare_palette[color].light);
    return text;
}

/* ---- making the script --------------------------------------------------- */

int tare_gnuplot_open(struct tare_gnuplot *gnuplot,
                      const struct tare_publication *publication,
                      enum tare_plot_format format, struct tare_err *err)
{
    *gnuplot =
        (struct tare_gnuplot){ .publication = publication, .format = format };
    gnuplot->script =
        tare_publication_begin(publication, TARE_GNUPLOT_SCRIPT, err);
    if (gnuplot->script == NULL)
        return TARE_EOUTPUT;
    fputs(preamble, gnuplot->script);
    return 0;
}

static void add_style(struct tare_buf *body)
{
    tare_buf_printf(
        body,
        "reset\nset minussign\nset border 3 lc%slw 0.8\n"
        "set tics nomirror out scale 0.4 textcolor%s\n"
        "set grid ytics lt 1 lw 0.6 lc%s\n"
        "set key textcolor%soutside top center horizontal samplen 1.5 width 1 "
        "height 0.2\n"
        "set style fill solid noborder\n",
        TARE_RGB(TARE_COLOR_MUTED, 0), TARE_RGB(TARE_COLOR_MUTED, 0),
        TARE_RGB(TARE_COLOR_LINE, 0), TARE_RGB(TARE_COLOR_TEXT, 0));
}

struct tare_buf *tare_gnuplot_begin_tall(struct tare_gnuplot *gnuplot,
                                         unsigned height)
{
    gnuplot->height = height;
    tare_buf_clear(&gnuplot->body);
    add_style(&gnuplot->body);
    return &gnuplot->body;
}

struct tare_buf *tare_gnuplot_begin(struct tare_gnuplot *gnuplot)
{
    return tare_gnuplot_begin_tall(gnuplot, TARE_PLOT_HEIGHT);
}

/* "set terminal svg size 600,320 ..." */
static void write_terminal(FILE *script, enum tare_plot_format format,
                           unsigned height)
{
    switch (format) {
    case TARE_PLOT_SVG:
        fprintf(script,
                "set terminal svg size %d,%u dynamic noenhanced font "
                "'sans-serif,12' linewidth 1.1\n",
                TARE_PLOT_WIDTH, height);
        break;
    case TARE_PLOT_PNG:
        fprintf(script,
                "set terminal pngcairo size %d,%u noenhanced font "
                "'sans-serif,12' fontscale 1.6 linewidth 2\n",
                2 * TARE_PLOT_WIDTH, 2 * height);
        break;
    case TARE_PLOT_PDF:
        fprintf(script,
                "set terminal pdfcairo size %gcm,%gcm noenhanced font "
                "'sans-serif,10' linewidth 1.2\n",
                TARE_PLOT_WIDTH / 36.0, height / 36.0);
        break;
    }
}

/* The commands once for each format. */
static void write_plot(struct tare_gnuplot *gnuplot,
                       const struct tare_plot *plot,
                       enum tare_plot_format format)
{
    char name[TARE_PLOT_NAME_SIZE];

    tare_plot_name(name, plot, format);
    write_terminal(gnuplot->script, format, plot->height);
    fprintf(gnuplot->script, "set output '%s'\n", name);
    fwrite(gnuplot->body.data, 1, gnuplot->body.size, gnuplot->script);
    fputs("set output\n", gnuplot->script);
}

void tare_gnuplot_end(struct tare_gnuplot *gnuplot, struct tare_plot *plot,
                      const char *title, const char *caption)
{
    struct tare_gnuplot_part *part = TARE_ADD(gnuplot->parts, gnuplot->count);

    plot->number = gnuplot->count;
    plot->height = gnuplot->height;
    plot->title = tare_strdup(title);
    plot->caption = tare_strdup(caption);
    part->plot = plot;
    part->begin = ftell(gnuplot->script);
    write_plot(gnuplot, plot, TARE_PLOT_SVG);
    if (gnuplot->format != TARE_PLOT_SVG)
        write_plot(gnuplot, plot, gnuplot->format);
    part->end = ftell(gnuplot->script);
}

/* ---- the process --------------------------------------------------------- */

/* The last of what it said, on one line. */
static void take_errors(struct tare_buf *trouble, const struct tare_buf *said)
{
    size_t from = said->size > TROUBLE_MAX ? said->size - TROUBLE_MAX : 0;
    char *bytes, *rest, *word;

    if (trouble->size > 0 || said->size == 0)
        return;
    bytes = rest = tare_strdup(said->data + from);
    while ((word = strtok_r(rest, " \t\r\n", &rest)) != NULL)
        if (strspn(word, "^") < strlen(word))
            tare_buf_printf(trouble, "%s%s", trouble->size > 0 ? " " : "",
                            word);
    free(bytes);
}

/* Runs a script of so many plots, in the folder of the publication, without a
 * shell, without anybody's settings, and without a terminal to ask at. */
static enum outcome run_script(struct tare_gnuplot *gnuplot, const char *script,
                               size_t plots)
{
    const char *const argv[] = { "gnuplot", "-d", script, NULL };
    struct tare_buf said = { 0 };
    struct tare_child child = { .argv = argv,
                                .folder_fd = gnuplot->publication->stage.fd,
                                .limit_s = LIMIT_S + (unsigned)plots,
                                .output = &said,
                                .errors = &said };
    int status = 0;
    int ended = tare_child_run(&child, &status, NULL);
    enum outcome outcome = ended != 0 ? NEVER : status != 0 ? BROKEN : DRAWN;

    if (ended < 0) {
        gnuplot->is_missing = errno == ENOENT;
        tare_buf_printf(&gnuplot->trouble, "gnuplot: %s", strerror(errno));
    } else if (ended == TARE_CHILD_LATE)
        tare_buf_printf(&gnuplot->trouble,
                        "gnuplot did not end within %u s and was killed",
                        child.limit_s);
    else if (ended > 0)
        tare_buf_puts(&gnuplot->trouble, "interrupted");
    else if (outcome == BROKEN)
        take_errors(&gnuplot->trouble, &said);
    tare_buf_release(&said);
    return outcome;
}

/* ---- all of them --------------------------------------------------------- */

/* The plots from that one on, in a script of their own. */
static int write_rest(struct tare_gnuplot *gnuplot, size_t from,
                      const char *name, struct tare_err *err)
{
    FILE *all =
        tare_publication_read(gnuplot->publication, TARE_GNUPLOT_SCRIPT);
    FILE *rest = tare_publication_begin(gnuplot->publication, name, err);
    char bytes[16384];
    size_t size;

    if (rest != NULL)
        fputs(preamble, rest);
    if (rest != NULL && all != NULL &&
        fseek(all, gnuplot->parts[from].begin, SEEK_SET) == 0)
        while ((size = fread(bytes, 1, sizeof bytes, all)) > 0)
            fwrite(bytes, 1, size, rest);
    if (all != NULL)
        fclose(all);
    return rest == NULL
               ? TARE_EOUTPUT
               : tare_publication_end(gnuplot->publication, name, rest, err);
}

/* The last plot that was begun, at least that one: where a script that failed
 * came to its end.  Its file may look whole. */
static size_t find_last(const struct tare_gnuplot *gnuplot, size_t from)
{
    char name[TARE_PLOT_NAME_SIZE];

    for (size_t i = gnuplot->count; i-- > from;) {
        tare_plot_name(name, gnuplot->parts[i].plot, TARE_PLOT_SVG);
        if (tare_folder_has(&gnuplot->publication->stage, name))
            return i;
    }
    return from;
}

static void take_plots(struct tare_gnuplot *gnuplot, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (!tare_plot_take(gnuplot->publication, gnuplot->parts[i].plot,
                            gnuplot->format))
            gnuplot->broken++;
}

/* Draws from that plot on until one cannot be drawn, which is left out; where
 * to go on. */
static size_t draw_some(struct tare_gnuplot *gnuplot, const char *script,
                        size_t from)
{
    size_t to = gnuplot->count;
    enum outcome outcome = run_script(gnuplot, script, to - from);

    if (outcome == NEVER) {
        gnuplot->broken += to - from;
        return to;
    }
    if (outcome == BROKEN)
        to = find_last(gnuplot, from);
    take_plots(gnuplot, from, to);
    if (outcome == DRAWN)
        return to;
    tare_plot_drop(gnuplot->publication, gnuplot->parts[to].plot,
                   gnuplot->format);
    gnuplot->broken++;
    return to + 1;
}

/* gnuplot gives up at its first error: what comes after is another script. */
static int draw(struct tare_gnuplot *gnuplot, struct tare_err *err)
{
    static const char rest[] = "plots-rest.gp";
    size_t at = 0, tries = 0;
    int status = 0;

    while (at < gnuplot->count && tries++ < TRIES_MAX && status == 0) {
        if (at > 0)
            status = write_rest(gnuplot, at, rest, err);
        if (status == 0)
            at = draw_some(gnuplot, at > 0 ? rest : TARE_GNUPLOT_SCRIPT, at);
    }
    gnuplot->broken += gnuplot->count - at;
    tare_publication_drop(gnuplot->publication, rest);
    return status;
}

int tare_gnuplot_run(struct tare_gnuplot *gnuplot, struct tare_err *err)
{
    FILE *script = gnuplot->script;
    int status;

    gnuplot->script = NULL;
    status = tare_publication_end(gnuplot->publication, TARE_GNUPLOT_SCRIPT,
                                  script, err);
    return status == 0 ? draw(gnuplot, err) : status;
}

void tare_gnuplot_release(struct tare_gnuplot *gnuplot)
{
    if (gnuplot->script != NULL)
        fclose(gnuplot->script);
    free(gnuplot->parts);
    tare_buf_release(&gnuplot->body);
    tare_buf_release(&gnuplot->trouble);
    *gnuplot = (struct tare_gnuplot){ 0 };
}
