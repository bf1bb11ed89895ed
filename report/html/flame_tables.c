/* SPDX-License-Identifier: MIT */
#include "report/html/flame_parts.h"

#include <math.h>
#include <stdlib.h>

#include "report/html/html.h"
#include "report/html/svg.h"
#include "report/terminal/profile_text.h"
#include "store/alloc.h"
#include "store/annotation.h"
#include "store/source.h"

enum {
    MOVES_MAX = 40,
    LINES_MAX = 30,
    LINE_BYTES = 200
};

void tare_flame_name(struct tare_buf *text, const struct tare_flame *flame,
                     size_t function, int calls_itself)
{
    tare_hotspot_name(text, &flame->c->profile, function);
    tare_buf_puts(text, calls_itself ? " (calls itself)" : "");
}

/* ---- functions ----------------------------------------------------------- */

static void add_time(struct tare_buf *cells, const struct tare_flame *flame,
                     const struct tare_band *band)
{
    struct tare_buf text = { 0 };

    if (band->value > 0)
        tare_band_describe(&text, band, &flame->scale);
    else
        tare_buf_puts(&text, "–");
    TARE_FILL(cells, "case.html", "cell", tare_hole_take("text", &text));
}

static void add_function(struct tare_buf *rows, const struct tare_flame *flame,
                         const struct tare_hotspot *spot)
{
    struct tare_buf name = { 0 }, cells = { 0 }, where = { 0 };

    tare_flame_name(&name, flame, spot->function, spot->calls_itself);
    add_time(&cells, flame, &spot->self_ns);
    add_time(&cells, flame, &spot->total_ns);
    tare_hotspot_where(&where, &flame->c->profile, spot->function);
    TARE_FILL(rows, "flame.html", "function", tare_hole_take("name", &name),
              tare_hole_markup("cells", &cells),
              tare_hole_take("where", &where));
}

/* Those that matter, the first dozen of them; or the others.  How many. */
static size_t add_functions_table(struct tare_buf *buf,
                                  const struct tare_flame *flame, int is_others,
                                  size_t most)
{
    struct tare_buf rows = { 0 };
    size_t open = 0, count = 0;

    for (size_t i = 0; i < flame->hotspots.count && count < most; i++) {
        const struct tare_hotspot *spot = &flame->hotspots.items[i];
        int is_open = open < TARE_SPOTS_MOST && spot->total >= TARE_SPOTS_LEAST;

        open += is_open != 0;
        if (is_open == is_others)
            continue;
        add_function(&rows, flame, spot);
        count++;
    }
    tare_html_wrap(buf, "flame.html", "functions", "rows", &rows);
    return count;
}

void tare_flame_functions(struct tare_buf *buf, const struct tare_flame *flame,
                          size_t most)
{
    struct tare_buf others = { 0 }, count = { 0 };

    add_functions_table(buf, flame, 0, most);
    tare_buf_printf(&count, "%zu",
                    add_functions_table(&others, flame, 1, most));
    if (others.size > 0)
        TARE_FILL(buf, "flame.html", "more", tare_hole("count", count.data),
                  tare_hole_markup("functions", &others));
    tare_buf_release(&count);
}

/* ---- lines --------------------------------------------------------------- */

/* The files of functions, each read when it is needed first. */
struct sources {
    const struct tare_profile *profile;
    struct tare_source *items; /* one for each function */
    char *is_read;
};

static const char *line_of(struct sources *sources, size_t function,
                           size_t line)
{
    const struct tare_profile_function *known =
        &sources->profile->functions[function - 1];
    struct tare_source *source = &sources->items[function - 1];

    if (!sources->is_read[function - 1])
        tare_source_read(source, known->file,
                         &sources->profile->objects[known->object]);
    sources->is_read[function - 1] = 1;
    return tare_source_line(source, line);
}

static void add_line(struct tare_buf *rows, const struct tare_flame *flame,
                     struct sources *sources, const struct tare_annotated *item)
{
    size_t function = item->at >> 32, line = item->at & 0xffffffff;
    struct tare_buf name = { 0 }, where = { 0 }, cells = { 0 }, text = { 0 };
    const char *source = line_of(sources, function, line);

    tare_flame_name(&name, flame, function, 0);
    tare_buf_printf(&where, "%zu", line);
    add_time(&cells, flame, &item->ns);
    for (size_t i = 0; source != NULL && source[i] != '\0' && i < LINE_BYTES;
         i++)
        tare_buf_add(&text, source[i] == '\t' ? " " : &source[i], 1);
    TARE_FILL(rows, "flame.html", "line", tare_hole_take("name", &name),
              tare_hole_take("line", &where), tare_hole_markup("cells", &cells),
              tare_hole_take("text", &text));
}

void tare_flame_lines(struct tare_buf *buf, const struct tare_flame *flame)
{
    size_t functions = flame->c->profile.function_count;
    struct sources sources = { .profile = &flame->c->profile };
    struct tare_annotated *lines;
    size_t count = tare_annotation_hottest(&lines, flame->c);
    struct tare_buf rows = { 0 };

    sources.items = tare_alloc(functions, sizeof *sources.items);
    sources.is_read = tare_alloc(functions, 1);
    for (size_t i = 0; i < count && i < LINES_MAX; i++)
        if (lines[i].at >> 32 > 0 &&
            lines[i].ns.value >=
                TARE_SPOTS_LEAST * flame->hotspots.iteration_ns)
            add_line(&rows, flame, &sources, &lines[i]);
    tare_html_wrap(buf, "flame.html", "lines", "rows", &rows);
    for (size_t i = 0; i < functions; i++)
        tare_source_release(&sources.items[i]);
    free(sources.items);
    free(sources.is_read);
    free(lines);
}

/* ---- what changed -------------------------------------------------------- */

/* As a share of the time. */
static struct tare_band relative(const struct tare_band *change, double whole)
{
    return (struct tare_band){ change->value / whole, change->low / whole,
                               change->high / whole, change->confidence };
}

static void add_move(struct tare_buf *rows, const struct tare_flame *flame,
                     const struct tare_move *move,
                     const struct tare_svg_axis *axis)
{
    struct tare_band part =
        relative(&move->change_ns, flame->hotspots.iteration_ns);
    struct tare_buf change = { 0 }, values = { 0 }, picture = { 0 };
    const char *ink = !move->is_shown             ? "faint"
                      : move->change_ns.value > 0 ? "bad"
                                                  : "good";

    tare_move_describe(&change, &move->change_ns, &flame->scale);
    tare_move_values(&values, move, &flame->scale);
    tare_svg_change(&picture, axis, &part, axis->unit);
    TARE_FILL(rows, "flame.html", "move", tare_hole("ink", ink),
              tare_hole("name", move->name), tare_hole_take("change", &change),
              tare_hole_markup("picture", &picture),
              tare_hole("said", move->is_shown ? "" : "within chance"),
              tare_hole_take("values", &values));
}

/* The band in the pictures is what the others have moved by. */
void tare_flame_moves(struct tare_buf *buf, const struct tare_flame *flame,
                      const struct tare_case *before)
{
    const struct tare_moves *moves = flame->moves;
    double whole = flame->hotspots.iteration_ns;
    struct tare_svg_axis axis = { .unit =
                                      fmax(moves->others_ns / whole, 1e-3) };
    struct tare_buf rows = { 0 }, about = { 0 };

    for (size_t i = 0; i < moves->count; i++) {
        struct tare_band part = relative(&moves->items[i].change_ns, whole);

        tare_svg_axis_add(&axis, &part, axis.unit);
    }
    for (size_t i = 0; i < moves->count && i < MOVES_MAX; i++)
        add_move(&rows, flame, &moves->items[i], &axis);
    tare_moves_describe(&about, moves, before, flame->c);
    TARE_FILL(buf, "flame.html", "moves", tare_hole_take("about", &about),
              tare_hole_markup("rows", &rows));
}
