/* SPDX-License-Identifier: MIT */
#include "report/plots/plot_file.h"

#include <string.h>

#include "report/plots/palette.h"
#include "store/words.h"

/* ---- slimming ------------------------------------------------------------ */

/* A line that opens a group which the next line closes again: nothing. */
static int is_empty_group(const char *line, const char *next)
{
    return tare_begins(line, "<g fill=\"none\" color=") &&
           tare_begins(next, "</g>\n");
}

/* The shapes for points that nothing refers to, and filters for boxes behind
 * texts, which our plots have none of. */
static int is_unused_shape(const char *line, const char *svg)
{
    const char *id = strstr(line, " id='"), *end = strchr(line, '\n');
    char reference[32];
    size_t length;

    if (line[0] != '\t' || id == NULL || end == NULL || id > end)
        return 0;
    length = strcspn(id + 5, "'");
    snprintf(reference, sizeof reference, "#%.*s'", (int)length, id + 5);
    return strstr(svg, reference) == NULL;
}

/* Where the line after this one begins. */
static const char *next_line(const char *line)
{
    const char *end = strchr(line, '\n');

    return end != NULL ? end + 1 : line + strlen(line);
}

/* With what XML does not take in texts, and gnuplot leaves there: "]]>". */
static void add_line(struct tare_buf *slim, const char *line, const char *end)
{
    const char *at;

    while ((at = memmem(line, (size_t)(end - line), "]]>", 3)) != NULL) {
        tare_buf_add(slim, line, (size_t)(at - line));
        tare_buf_puts(slim, "]]&gt;");
        line = at + 3;
    }
    tare_buf_add(slim, line, (size_t)(end - line));
}

/* Appends what is needed of the lines. */
static void add_lines(struct tare_buf *slim, const char *svg)
{
    for (const char *line = svg, *next; *line != '\0'; line = next) {
        next = next_line(line);
        if (is_empty_group(line, next))
            next = next_line(next);
        else if (tare_begins(line, "\t<filter "))
            next = next_line(strstr(line, "</filter>"));
        else if (line[0] != '\n' && !is_unused_shape(line, svg))
            add_line(slim, line, next);
    }
}

/* ---- the file ------------------------------------------------------------ */

static void read_all(struct tare_buf *text, FILE *stream)
{
    char bytes[16384];
    size_t size;

    while ((size = fread(bytes, 1, sizeof bytes, stream)) > 0)
        tare_buf_add(text, bytes, size);
}

static int read_file(struct tare_buf *text,
                     const struct tare_publication *publication,
                     const char *name)
{
    FILE *stream = tare_publication_read(publication, name);

    if (stream == NULL)
        return 0;
    read_all(text, stream);
    fclose(stream);
    return text->size > 0;
}

void tare_plot_read(struct tare_buf *svg,
                    const struct tare_publication *publication,
                    const struct tare_plot *plot)
{
    char name[TARE_PLOT_NAME_SIZE];

    tare_plot_name(name, plot, TARE_PLOT_SVG);
    read_file(svg, publication, name);
}

static int is_whole(const struct tare_buf *svg)
{
    static const char end[] = "</svg>";
    const char *at = svg->size > 0 ? strstr(svg->data, end) : NULL;

    return at != NULL &&
           strspn(at + sizeof end - 1, " \r\n") == strlen(at + sizeof end - 1);
}

/* With a title that is nobody's, and the colours of a dark page. */
static int rewrite(const struct tare_buf *svg,
                   const struct tare_publication *publication, const char *name)
{
    static const char title[] = "<title>Gnuplot</title>";
    const char *after = strstr(svg->data, title);
    struct tare_buf slim = { 0 };
    FILE *stream;
    int status = -1;

    if (after == NULL)
        return 0;
    tare_buf_add(&slim, svg->data, (size_t)(after - svg->data));
    tare_buf_puts(&slim, "<style>");
    tare_palette_plot_css(&slim, after);
    tare_buf_puts(&slim, "</style>\n");
    add_lines(&slim, after + sizeof title);
    stream = tare_publication_begin(publication, name, NULL);
    if (stream != NULL) {
        fwrite(slim.data, 1, slim.size, stream);
        status = tare_publication_end(publication, name, stream, NULL);
    }
    tare_buf_release(&slim);
    return status == 0;
}

static int take_svg(const struct tare_publication *publication,
                    const char *name)
{
    struct tare_buf svg = { 0 };
    int is_good = read_file(&svg, publication, name) && is_whole(&svg) &&
                  rewrite(&svg, publication, name);

    tare_buf_release(&svg);
    return is_good;
}

static int is_there(const struct tare_publication *publication,
                    const char *name)
{
    FILE *stream = tare_publication_read(publication, name);
    int is_filled = stream != NULL && fgetc(stream) != EOF;

    if (stream != NULL)
        fclose(stream);
    return is_filled;
}

int tare_plot_take(const struct tare_publication *publication,
                   struct tare_plot *plot, enum tare_plot_format format)
{
    char svg[TARE_PLOT_NAME_SIZE], other[TARE_PLOT_NAME_SIZE];

    tare_plot_name(svg, plot, TARE_PLOT_SVG);
    tare_plot_name(other, plot, format);
    plot->is_drawn = take_svg(publication, svg) &&
                     (format == TARE_PLOT_SVG || is_there(publication, other));
    if (!plot->is_drawn)
        tare_plot_drop(publication, plot, format);
    return plot->is_drawn;
}

void tare_plot_drop(const struct tare_publication *publication,
                    const struct tare_plot *plot, enum tare_plot_format format)
{
    char name[TARE_PLOT_NAME_SIZE];

    tare_plot_name(name, plot, TARE_PLOT_SVG);
    tare_publication_drop(publication, name);
    tare_plot_name(name, plot, format);
    tare_publication_drop(publication, name);
}
