/* SPDX-License-Identifier: MIT */
/*
 * What `perf script` prints, for whatever reads that: a sample for each stack,
 * which stands for all the time in which it was found.  The process is called
 * after the case, and its threads are numbered by the cases.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/export/export_formats.h"
#include "report/export/profile_stacks.h"
#include "report/terminal/text.h"

/* Appends text, without the characters that end a field for some reader. */
static void add_field(struct tare_buf *text, const char *field,
                      const char *not_these)
{
    size_t from = text->size;

    tare_text_show(text, field);
    for (size_t i = from; i < text->size; i++)
        if (strchr(not_these, text->data[i]) != NULL)
            text->data[i] = '_';
}

static void put_frame(FILE *stream, const struct tare_stacks *stacks,
                      size_t index)
{
    const struct tare_profile *profile = stacks->profile;
    const struct tare_profile_node *node = &profile->nodes[index];
    const struct tare_profile_function *function =
        node->function > 0 ? &profile->functions[node->function - 1] : NULL;
    struct tare_buf name = { 0 }, path = { 0 };

    tare_stacks_name(&name, stacks, index, "()\n", '_');
    add_field(&path, profile->objects[node->object].path, " ()");
    fprintf(stream, "\t%16" PRIx64 " %s", node->offset, tare_buf_text(&name));
    if (node->inlined > 0)
        fputs(" (inlined)\n", stream);
    else
        fprintf(stream, "+0x%" PRIx64 " (%s)\n",
                function != NULL && node->offset >= function->begin
                    ? node->offset - function->begin
                    : 0,
                tare_buf_text(&path));
    tare_buf_release(&name);
    tare_buf_release(&path);
}

static void put_stack(FILE *stream, const struct tare_stacks *stacks,
                      size_t node, const char *name, size_t number,
                      double at_ns)
{
    size_t way[TARE_PROFILE_DEPTH_MAX];
    size_t count = tare_stacks_way(stacks, node, way);

    fprintf(stream, "%s 1/%zu %.6f: %.0f task-clock:u:\n", name, number + 1,
            at_ns * 1e-9,
            round((double)stacks->looks[node] * stacks->period_ns));
    while (count > 0)
        put_frame(stream, stacks, way[--count]);
    putc('\n', stream);
}

/* A name without blanks, which is no comment. */
static void name_process(struct tare_buf *text, const char *id)
{
    add_field(text, id, " ");
    if (text->size > 0 && text->data[0] == '#')
        text->data[0] = '_';
}

void tare_export_perf_script(const struct tare_export_input *input,
                             FILE *stream)
{
    double at_ns = 0;

    for (size_t i = 0; i < input->run->case_count; i++) {
        const struct tare_case *c = &input->run->cases[i];
        struct tare_stacks stacks;
        struct tare_buf name = { 0 };

        if (!tare_stacks_has(c, TARE_STACKS_TIME))
            continue;
        tare_stacks_open(&stacks, c, TARE_STACKS_TIME);
        name_process(&name, c->identity.id);
        for (size_t k = 0; k < c->profile.node_count; k++) {
            if (stacks.looks[k] == 0)
                continue;
            put_stack(stream, &stacks, k, tare_buf_text(&name), i, at_ns);
            at_ns += (double)stacks.looks[k] * stacks.period_ns;
        }
        tare_buf_release(&name);
        tare_stacks_close(&stacks);
    }
}
