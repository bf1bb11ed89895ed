/* SPDX-License-Identifier: MIT */
#include "report/html/flame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/html/flame_parts.h"
#include "report/html/html.h"
#include "report/terminal/profile_text.h"
#include "store/alloc.h"
#include "store/heap_moves.h"

enum {
    ROW = 19, /* pixels, with the line between two rows */
    AXIS = 22,
    SECTION_MAX = 400000, /* bytes */
    BOXES_MAX = 5000,     /* in the page, or as many as there is room for; */
    BOXES_LEAST = 150,
    DRAWN_OF = 6,  /* of so many, one in an image that needs no script, */
    LISTED_OF = 16 /* and one in a list, and a function in the table */
};

#define BOX_LEAST  (0.4 / 1200) /* of the width; what is less cannot be seen */
#define TEXT_LEAST 0.025        /* room for a few letters */
#define TICKS      6

/* ---- which boxes --------------------------------------------------------- */

static int descending(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x < *y) - (*x > *y);
}

/* So that at most so many are as large; callers are as large as what they call. */
static double least_of(const struct tare_call_tree *tree, size_t most,
                       double least)
{
    double *totals = tare_alloc(tree->count, sizeof *totals);

    for (size_t i = 0; i < tree->count; i++)
        totals[i] = tree->items[i].total;
    qsort(totals, tree->count, sizeof *totals, descending);
    if (tree->count > most)
        least = fmax(least, nextafter(totals[most], 1));
    free(totals);
    return least;
}

static void place(struct tare_flame *flame, size_t first, double left)
{
    for (size_t at = first; at > 0; at = flame->tree.items[at - 1].next) {
        flame->lefts[at - 1] = left;
        place(flame, flame->tree.items[at - 1].child, left);
        left += flame->tree.items[at - 1].total;
    }
}

/* ---- what is said of one ------------------------------------------------- */

/* "17.0 ± 0.1 µs, itself 6.9 ± 0.2 µs" */
static void add_times(struct tare_buf *text, const struct tare_flame *flame,
                      const struct tare_call *call)
{
    tare_band_describe(text, &call->total_ns, &flame->scale);
    if (call->child == 0)
        return;
    tare_buf_puts(text, ", itself ");
    tare_band_describe(text, &call->self_ns, &flame->scale);
}

static void add_title(struct tare_buf *text, const struct tare_flame *flame,
                      const struct tare_call *call)
{
    char percent[TARE_SCALED_SIZE];
    struct tare_buf where = { 0 };

    tare_flame_name(text, flame, call->function, call->calls_itself);
    tare_buf_puts(text, " · ");
    add_times(text, flame, call);
    tare_percent_format(percent, call->total);
    tare_buf_printf(text, ", %s", percent);
    if (flame->subject == NULL)
        tare_buf_printf(text, ", %.0f looks",
                        call->total * (double)flame->hotspots.looks);
    tare_hotspot_where(&where, &flame->c->profile, call->function);
    if (where.size > 0)
        tare_buf_printf(text, " · %s", where.data);
    tare_buf_release(&where);
}

/* Whose code it is: the program's, a library's, the kernel's. */
static const char *owner_of(const struct tare_flame *flame,
                            const struct tare_call *call)
{
    const struct tare_profile *profile = &flame->c->profile;
    const struct tare_profile_object *object;

    if (tare_profile_function(profile, call->function) == NULL)
        return "l";
    object = &profile->objects[profile->functions[call->function - 1].object];
    if (strcmp(object->path, TARE_PROFILE_KERNEL) == 0 ||
        (flame->subject != NULL && flame->subject->leaf_is_reason &&
         call->self > 0))
        return "k";
    return object == &profile->objects[tare_profile_program(profile)] ? "p"
                                                                      : "l";
}

void tare_flame_kind(struct tare_buf *text, const struct tare_flame *flame,
                     const struct tare_call *call)
{
    struct tare_buf name = { 0 };
    const struct tare_move *move;
    double part;

    tare_buf_puts(text, owner_of(flame, call));
    if (flame->moves == NULL)
        return;
    tare_move_name(&name, &flame->c->profile, call->function);
    move = tare_moves_of(flame->moves, tare_buf_text(&name));
    tare_buf_release(&name);
    if (move == NULL || !move->is_shown) {
        tare_buf_puts(text, " same");
        return;
    }
    part = fabs(move->change_ns.value) / flame->hotspots.iteration_ns;
    tare_buf_printf(text, " %s w%d",
                    move->change_ns.value > 0 ? "worse" : "better",
                    part < 0.01   ? 1
                    : part < 0.05 ? 2
                                  : 3);
}

/* ---- the image ----------------------------------------------------------- */

static void add_box(struct tare_buf *buf, const struct tare_flame *flame,
                    size_t index)
{
    const struct tare_call *call = &flame->tree.items[index];
    struct tare_buf title = { 0 }, name = { 0 }, text = { 0 }, kind = { 0 };
    struct tare_buf x = { 0 }, y = { 0 }, width = { 0 };
    unsigned row =
        flame->is_down ? call->depth : flame->tree.depth - 1 - call->depth;

    add_title(&title, flame, call);
    tare_flame_kind(&kind, flame, call);
    if (call->total * flame->width >= TEXT_LEAST) {
        tare_flame_name(&name, flame, call->function, call->calls_itself);
        TARE_FILL(&text, "flame.html", "name", tare_hole_take("name", &name));
    }
    tare_buf_printf(&x, "%.3f", 100 * flame->lefts[index] * flame->width);
    tare_buf_printf(&y, "%u", ROW * row);
    tare_buf_printf(&width, "%.3f", 100 * call->total * flame->width);
    TARE_FILL(buf, "flame.html", "box", tare_hole_take("kind", &kind),
              tare_hole_take("x", &x), tare_hole_take("y", &y),
              tare_hole_take("width", &width), tare_hole_take("title", &title),
              tare_hole_markup("text", &text));
}

/* Round numbers of the unit: 1, 2 or 5 of some power of ten apart. */
static double step_of(double whole)
{
    double rough = whole / TICKS, power = pow(10, floor(log10(rough)));
    double ratio = rough / power;

    return power * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
}

static void add_axis(struct tare_buf *buf, const struct tare_flame *flame)
{
    double whole =
        flame->hotspots.iteration_ns * flame->scale.factor / flame->width;
    double step = step_of(whole);

    for (int i = 0; i <= TICKS && i * step <= whole * 0.97; i++) {
        struct tare_buf x = { 0 }, label = { 0 };
        char unit[TARE_SCALED_SIZE];

        tare_buf_printf(&x, "%.3f", 100 * i * step / whole);
        tare_scaled_unit(unit, sizeof unit, &flame->scale);
        tare_buf_printf(&label, "%g %s", i * step, unit);
        TARE_FILL(buf, "flame.html", "tick", tare_hole_take("x", &x),
                  tare_hole_take("label", &label));
    }
}

static void add_image(struct tare_buf *buf, const struct tare_flame *flame)
{
    double least = least_of(&flame->tree, flame->most / DRAWN_OF, flame->least);

    for (size_t i = 0; i < flame->tree.count; i++)
        if (flame->tree.items[i].total >= least)
            add_box(buf, flame, i);
}

/* ---- the list ------------------------------------------------------------ */

static void add_list(struct tare_buf *buf, const struct tare_flame *flame,
                     size_t first, double least)
{
    for (size_t at = first; at > 0; at = flame->tree.items[at - 1].next) {
        const struct tare_call *call = &flame->tree.items[at - 1];
        struct tare_buf name = { 0 }, times = { 0 }, inner = { 0 };

        if (call->total < least)
            continue;
        tare_flame_name(&name, flame, call->function, call->calls_itself);
        add_times(&times, flame, call);
        add_list(&inner, flame, call->child, least);
        TARE_FILL(buf, "flame.html", inner.size > 0 ? "branch" : "leaf",
                  tare_hole_take("name", &name),
                  tare_hole_take("times", &times),
                  inner.size > 0 ? tare_hole_markup("inner", &inner)
                                 : tare_hole("inner", NULL));
    }
}

/* ---- around it --------------------------------------------------------- */

static void add_doubts(struct tare_buf *buf, const struct tare_flame *flame)
{
    struct tare_buf doubts = { 0 };

    if (flame->subject != NULL)
        tare_buf_puts(&doubts, flame->is_down
                                   ? ""
                                   : tare_buf_text(&flame->subject->doubts));
    else
        tare_profile_doubts(&doubts, &flame->hotspots);
    for (const char *at = tare_buf_text(&doubts); *at != '\0';) {
        size_t size = strcspn(at, "\n");
        struct tare_buf line = { 0 };

        tare_buf_printf(&line, "%.*s", (int)size, at);
        TARE_FILL(buf, "flame.html", "doubt", tare_hole_take("text", &line));
        at += size + 1;
    }
    tare_buf_release(&doubts);
}

/* Calls that are too small to be drawn, in words. */
static void describe_rest(struct tare_buf *text, const struct tare_flame *flame)
{
    char percent[TARE_SCALED_SIZE];
    double rest = 0;
    size_t count = 0;

    for (size_t i = 0; i < flame->tree.count; i++) {
        const struct tare_call *call = &flame->tree.items[i];
        size_t parent = call->parent;

        if (call->total >= flame->least)
            continue;
        count++;
        if (parent == 0 || flame->tree.items[parent - 1].total >= flame->least)
            rest += call->total;
    }
    tare_percent_format(percent, rest);
    if (count > 0)
        tare_buf_printf(text, "; %zu %s too small to be drawn, together %s",
                        count, count == 1 ? "call is" : "calls are", percent);
}

/* ---- the section --------------------------------------------------------- */

static void open_flame(struct tare_flame *flame, const struct tare_case *c,
                       const struct tare_flame_subject *subject, size_t most)
{
    *flame = (struct tare_flame){
        .c = c, .subject = subject, .width = 1, .most = most
    };
    tare_call_tree_make(&flame->tree, c);
    tare_hotspots_find(&flame->hotspots, c);
    flame->scale =
        subject != NULL
            ? tare_scale_one(flame->hotspots.iteration_ns, subject->unit)
            : tare_profile_scale(&flame->hotspots);
    flame->lefts = tare_alloc(flame->tree.count, sizeof *flame->lefts);
    flame->least = least_of(&flame->tree, most, BOX_LEAST);
    place(flame, flame->tree.root, 0);
}

static void close_flame(struct tare_flame *flame)
{
    tare_call_tree_release(&flame->tree);
    tare_hotspots_release(&flame->hotspots);
    free(flame->lefts);
}

static void add_graph(struct tare_buf *buf, const struct tare_flame *flame,
                      const char *title, const char *key, const char *side)
{
    struct tare_buf about = { 0 }, doubts = { 0 }, boxes = { 0 }, axis = { 0 };
    struct tare_buf data = { 0 }, height = { 0 }, bottom = { 0 }, id = { 0 };

    tare_buf_printf(&about, "%s", title);
    if (flame->subject != NULL)
        tare_buf_puts(&about,
                      tare_buf_text(flame->is_down ? &flame->subject->before
                                                   : &flame->subject->about));
    else
        tare_profile_describe(&about, flame->c, &flame->hotspots);
    describe_rest(&about, flame);
    add_doubts(&doubts, flame);
    add_image(&boxes, flame);
    add_axis(&axis, flame);
    tare_flame_data(&data, flame);
    tare_buf_printf(&id, "%s%s", key, side);
    tare_buf_printf(&bottom, "%u", ROW * flame->tree.depth);
    tare_buf_printf(&height, "%u", ROW * flame->tree.depth + AXIS);
    TARE_FILL(
        buf, "flame.html", "graph", tare_hole_take("id", &id),
        tare_hole_take("about", &about), tare_hole_markup("doubts", &doubts),
        tare_hole_take("height", &height), tare_hole_take("bottom", &bottom),
        tare_hole_markup("boxes", &boxes), tare_hole_markup("axis", &axis),
        tare_hole_markup("data", &data));
}

/* What is said of one side alone, the new one. */
static void add_rest(struct tare_buf *buf, const struct tare_flame *flame)
{
    struct tare_buf list = { 0 }, functions = { 0 }, lines = { 0 };

    add_list(&list, flame, flame->tree.root,
             least_of(&flame->tree, flame->most / LISTED_OF, TARE_SPOTS_LEAST));
    tare_flame_functions(&functions, flame, flame->most / LISTED_OF);
    if (flame->subject == NULL)
        tare_flame_lines(&lines, flame);
    TARE_FILL(buf, "flame.html", "rest", tare_hole_markup("list", &list),
              tare_hole_markup("functions", &functions),
              tare_hole_markup("lines", &lines));
}

/* The slower one is as wide as the page. */
static void share_scale(struct tare_flame *before, struct tare_flame *now)
{
    double whole =
        fmax(before->hotspots.iteration_ns, now->hotspots.iteration_ns);

    before->width = before->hotspots.iteration_ns / whole;
    now->width = now->hotspots.iteration_ns / whole;
    before->scale = now->scale;
    before->is_down = 1;
}

static const char *legend_of(const struct tare_flame_subject *subject)
{
    if (subject == NULL)
        return "moved";
    return subject->leaf_is_reason ? "owners" : "counted";
}

static void add_both(struct tare_buf *content, struct tare_buf *legend,
                     struct tare_flame *now, const struct tare_case *before,
                     const char *key)
{
    const struct tare_flame_subject *subject = now->subject;
    struct tare_moves moves = { 0 };
    struct tare_flame old;

    open_flame(&old, before, subject, now->most);
    share_scale(&old, now);
    if (subject == NULL)
        tare_moves_find(&moves, before, now->c);
    else if (!subject->leaf_is_reason)
        tare_heap_moves(&moves, before, now->c);
    if (subject == NULL || !subject->leaf_is_reason)
        now->moves = old.moves = &moves;
    if (subject == NULL)
        tare_flame_moves(content, now, before);
    add_graph(content, now, "New: ", key, "");
    add_graph(content, &old, "Old, upside down: ", key, "-old");
    tare_html_fill(legend, "flame.html", legend_of(subject), NULL, 0);
    close_flame(&old);
    tare_moves_release(&moves);
    now->moves = NULL;
}

/* Without a look, or in no time, there is nothing that has a width. */
static int is_drawable(const struct tare_case *c)
{
    const struct tare_measure *time =
        c != NULL ? tare_case_measure(c, "time") : NULL;

    return time != NULL && time->has_estimate && time->estimate.value > 0 &&
           tare_profile_all_looks(&c->profile) > 0;
}

static void add_section(struct tare_buf *buf, const struct tare_case *before,
                        const struct tare_case *now,
                        const struct tare_flame_subject *subject,
                        const char *key, size_t most)
{
    struct tare_buf content = { 0 }, legend = { 0 }, rest = { 0 };
    struct tare_flame flame;

    open_flame(&flame, now, subject, most);
    if (is_drawable(before)) {
        add_both(&content, &legend, &flame, before, key);
    } else {
        add_graph(&content, &flame, "", key, "");
        tare_html_fill(&legend, "flame.html", "owners", NULL, 0);
    }
    add_rest(&rest, &flame);
    TARE_FILL(buf, "flame.html", "",
              tare_hole("heading", subject != NULL ? subject->heading
                                                   : "Where the time goes"),
              tare_hole_markup("content", &content),
              tare_hole_markup("legend", &legend),
              tare_hole_markup("rest", &rest));
    close_flame(&flame);
}

/* Two sides, or names as long as in C++, have room for fewer boxes. */
static void add_fitting(struct tare_buf *buf, const struct tare_case *before,
                        const struct tare_case *now,
                        const struct tare_flame_subject *subject,
                        const char *key)
{
    size_t size = buf->size;

    if (!is_drawable(now))
        return;
    for (size_t most = BOXES_MAX; buf->size == size; most /= 2) {
        struct tare_buf section = { 0 };

        add_section(&section, before, now, subject, key, most);
        if (section.size <= SECTION_MAX || most / 2 < BOXES_LEAST)
            tare_buf_add(buf, section.data, section.size);
        tare_buf_release(&section);
    }
}

void tare_flame(struct tare_buf *buf, const struct tare_case *before,
                const struct tare_case *now, const char *key)
{
    add_fitting(buf, before, now, NULL, key);
}

void tare_flame_view(struct tare_buf *buf, const struct tare_case *before,
                     const struct tare_case *now,
                     struct tare_flame_subject *subject, const char *key,
                     const char *kind)
{
    struct tare_buf own_key = { 0 };

    tare_buf_printf(&own_key, "%s-%s", key, kind);
    add_fitting(buf, before, now, subject, tare_buf_text(&own_key));
    tare_buf_release(&own_key);
    tare_buf_release(&subject->about);
    tare_buf_release(&subject->doubts);
    tare_buf_release(&subject->before);
}
