/* SPDX-License-Identifier: MIT */
/*
 * The file format of speedscope: a sampled profile for each case, and of a duel for
 * each side.  Frames are shared by all of them; those of a case begin where its
 * predecessors' end, the first standing for what is not known.
 */
#include <math.h>

#include "report/export/export_formats.h"
#include "report/export/json_writer.h"
#include "report/export/profile_stacks.h"
#include "store/hotspots.h"

static void put_frames(struct tare_json_writer *json,
                       const struct tare_profile *profile)
{
    for (size_t i = 0; i <= profile->function_count; i++) {
        struct tare_buf name = { 0 };

        tare_hotspot_name(&name, profile, i);
        tare_json_open(json, NULL, '{');
        tare_json_put_text(json, "name", tare_buf_text(&name));
        if (i > 0)
            tare_json_put_text(json, "file", profile->functions[i - 1].file);
        tare_json_close(json, '}');
        tare_buf_release(&name);
    }
}

static void put_stack(struct tare_json_writer *json,
                      const struct tare_stacks *stacks, size_t node,
                      size_t first_frame)
{
    size_t way[TARE_PROFILE_DEPTH_MAX];
    size_t count = tare_stacks_way(stacks, node, way);

    tare_json_open(json, NULL, '[');
    for (size_t i = 0; i < count; i++)
        tare_json_put_count(
            json, NULL, first_frame + stacks->profile->nodes[way[i]].function);
    tare_json_close(json, ']');
}

static void put_profile(struct tare_json_writer *json,
                        const struct tare_case *c, size_t first_frame)
{
    struct tare_stacks stacks;
    struct tare_buf name = { 0 };

    tare_buf_printf(&name, "%s%s", c->identity.id,
                    c->side == TARE_SIDE_OLD ? " (old)" : "");
    tare_stacks_open(&stacks, c, TARE_STACKS_TIME);
    tare_json_open(json, NULL, '{');
    tare_json_put_text(json, "type", "sampled");
    tare_json_put_text(json, "name", tare_buf_text(&name));
    tare_buf_release(&name);
    tare_json_put_text(json, "unit", "nanoseconds");
    tare_json_put_count(json, "startValue", 0);
    tare_json_put_number(json, "endValue",
                         round((double)stacks.all * stacks.period_ns));
    tare_json_open(json, "samples", '[');
    for (size_t i = 0; i < c->profile.node_count; i++)
        if (stacks.looks[i] > 0)
            put_stack(json, &stacks, i, first_frame);
    tare_json_close(json, ']');
    tare_json_open(json, "weights", '[');
    for (size_t i = 0; i < c->profile.node_count; i++)
        if (stacks.looks[i] > 0)
            tare_json_put_number(
                json, NULL, round((double)stacks.looks[i] * stacks.period_ns));
    tare_json_close(json, ']');
    tare_json_close(json, '}');
    tare_stacks_close(&stacks);
}

void tare_export_speedscope(const struct tare_export_input *input, FILE *stream)
{
    struct tare_json_writer json = { .stream = stream };
    const struct tare_run *run = input->run;
    size_t first_frame = 0;

    tare_json_open(&json, NULL, '{');
    tare_json_put_text(&json, "$schema",
                       "https://www.speedscope.app/file-format-schema.json");
    tare_json_put_text(&json, "exporter", "tare");
    tare_json_put_text(&json, "name", "tare");
    tare_json_put_count(&json, "activeProfileIndex", 0);
    tare_json_open(&json, "shared", '{');
    tare_json_open(&json, "frames", '[');
    for (size_t i = 0; i < run->case_count; i++)
        if (run->cases[i].profile.launch_count > 0)
            put_frames(&json, &run->cases[i].profile);
    tare_json_close(&json, ']');
    tare_json_close(&json, '}');
    tare_json_open(&json, "profiles", '[');
    for (size_t i = 0; i < run->case_count; i++) {
        if (run->cases[i].profile.launch_count == 0)
            continue;
        put_profile(&json, &run->cases[i], first_frame);
        first_frame += run->cases[i].profile.function_count + 1;
    }
    tare_json_close(&json, ']');
    tare_json_close(&json, '}');
}
