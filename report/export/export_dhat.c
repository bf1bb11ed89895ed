/* SPDX-License-Identifier: MIT */
/*
 * The file of Valgrind's DHAT, version 2, for its viewer (dh_view.html).  The outermost
 * frame is the case, as if all had run one after the other.  The clock counts
 * allocations, which are the same each time.
 */
#include <inttypes.h>

#include "report/export/export_formats.h"
#include "report/export/json_writer.h"
#include "report/export/profile_stacks.h"
#include "store/alloc.h"
#include "store/path.h"

/* Frames are numbered over all cases; 0 is the root. */
struct writer {
    struct tare_json_writer json;
    uint64_t frame; /* the first of this case: its name, then its nodes */
};

static void put_number(struct writer *writer, const char *name, uint64_t value)
{
    tare_json_put_count(&writer->json, name, value);
}

static void put_site(struct writer *writer, const struct tare_stacks *stacks,
                     const struct tare_site *site)
{
    size_t way[TARE_PROFILE_DEPTH_MAX];
    size_t count = tare_stacks_way(stacks, site->node, way);

    tare_json_open(&writer->json, NULL, '{');
    put_number(writer, "tb", site->bytes);
    put_number(writer, "tbk", site->blocks);
    put_number(writer, "tl", site->lived);
    put_number(writer, "mb", site->most_bytes);
    put_number(writer, "mbk", site->most_blocks);
    put_number(writer, "gb", site->peak_bytes);
    put_number(writer, "gbk", site->peak_blocks);
    put_number(writer, "eb", site->left_bytes);
    put_number(writer, "ebk", site->left_blocks);
    tare_json_open(&writer->json, "fs", '[');
    while (count-- > 0)
        put_number(writer, NULL, writer->frame + 1 + way[count]);
    put_number(writer, NULL, writer->frame);
    tare_json_close(&writer->json, ']');
    tare_json_close(&writer->json, '}');
}

/* "0x1139: parse (row.c:12)", as the viewer takes it apart. */
static void put_frame(struct writer *writer, const struct tare_stacks *stacks,
                      size_t node)
{
    const struct tare_profile *profile = stacks->profile;
    const struct tare_profile_node *at = &profile->nodes[node];
    const struct tare_profile_function *function =
        tare_profile_function(profile, at->function);
    struct tare_buf text = { 0 };

    tare_buf_printf(&text, "0x%" PRIX64 ": ", at->offset);
    tare_stacks_name(&text, stacks, node, "\n", ' ');
    if (function != NULL && function->file != NULL)
        tare_buf_printf(&text, " (%s:%d)", tare_path_name(function->file),
                        at->line);
    else
        tare_buf_printf(&text, " (in %s)", profile->objects[at->object].path);
    tare_json_put_text(&writer->json, NULL, text.data);
    tare_buf_release(&text);
}

typedef void put_case(struct writer *writer, const struct tare_stacks *stacks);

static void put_sites(struct writer *writer, const struct tare_stacks *stacks)
{
    const struct tare_profile_launch *launch = stacks->profile->launches;

    for (size_t i = 0; i < launch->site_count; i++)
        put_site(writer, stacks, &launch->sites[i]);
}

static void put_frames(struct writer *writer, const struct tare_stacks *stacks)
{
    struct tare_buf text = { 0 };

    tare_buf_printf(&text, "0x0: %s (%" PRIu64 " iterations)",
                    stacks->c->identity.id,
                    stacks->profile->launches->iterations);
    tare_json_put_text(&writer->json, NULL, text.data);
    tare_buf_release(&text);
    for (size_t i = 0; i < stacks->profile->node_count; i++)
        put_frame(writer, stacks, i);
}

static void put_all(struct writer *writer, const struct tare_run *run,
                    put_case *put)
{
    writer->frame = 1;
    for (size_t i = 0; i < run->case_count; i++) {
        struct tare_stacks stacks;

        if (!tare_stacks_has(&run->cases[i], TARE_STACKS_HEAP))
            continue;
        tare_stacks_open(&stacks, &run->cases[i], TARE_STACKS_HEAP);
        put(writer, &stacks);
        writer->frame += 1 + stacks.profile->node_count;
        tare_stacks_close(&stacks);
    }
}

static void add_site(struct tare_site *sum, const struct tare_site *site)
{
    sum->blocks += site->blocks;
    sum->peak_bytes += site->peak_bytes;
}

/* How many allocations there were in all cases, and until the largest peak. */
static uint64_t end_of(const struct tare_run *run, uint64_t *peak_at)
{
    uint64_t end = 0, peak = 0;

    *peak_at = 0;
    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_profile_launch *launch = run->cases[i].heap.launches;
        struct tare_site sum = { 0 };

        if (!tare_stacks_has(&run->cases[i], TARE_STACKS_HEAP))
            continue;
        for (size_t k = 0; k < launch->site_count; k++)
            add_site(&sum, &launch->sites[k]);
        if (sum.peak_bytes > peak) {
            peak = sum.peak_bytes;
            *peak_at = end + launch->peak_at;
        }
        end += sum.blocks;
    }
    return end;
}

void tare_export_dhat(const struct tare_export_input *input, FILE *stream)
{
    struct writer writer = { .json = { .stream = stream, .flat_depth = 3 } };
    struct tare_json_writer *json = &writer.json;
    uint64_t peak_at, end = end_of(input->run, &peak_at);

    tare_json_open(json, NULL, '{');
    put_number(&writer, "dhatFileVersion", 2);
    tare_json_put_text(json, "mode", "heap");
    tare_json_put_text(json, "verb", "Allocated");
    tare_json_put_word(json, "bklt", "true");
    tare_json_put_word(json, "bkacc", "false");
    tare_json_put_text(json, "tu", "allocations");
    tare_json_put_text(json, "Mtu", "M allocations");
    put_number(&writer, "tuth", 10);
    tare_json_put_text(
        json, "cmd",
        input->run->binary_count > 0
            ? input->run->binaries[input->run->binary_count - 1].path
            : "tare");
    put_number(&writer, "pid", 0);
    put_number(&writer, "te", end);
    put_number(&writer, "tg", peak_at);
    tare_json_open(json, "pps", '[');
    put_all(&writer, input->run, put_sites);
    tare_json_close(json, ']');
    tare_json_open(json, "ftbl", '[');
    tare_json_put_text(json, NULL, "[root]");
    put_all(&writer, input->run, put_frames);
    tare_json_close(json, ']');
    tare_json_close(json, '}');
}
