/* SPDX-License-Identifier: MIT */
#include "command/gate_layouts.h"

#include "command/relink.h"
#include "stats/rng.h"
#include "store/buf.h"

enum {
    LAYOUTS = 8 /* unless somebody says otherwise */
};

unsigned tare_gate_layouts(const struct tare_options *options)
{
    if (options->layouts >= 0)
        return (unsigned)options->layouts;
    return options->links.count > 0 ? LAYOUTS : 0;
}

int tare_gate_check_layouts(const struct tare_options *options,
                            struct tare_err *err)
{
    size_t links = options->links.count, binaries = options->binaries.count;

    if (tare_gate_layouts(options) == 0)
        return 0;
    if (options->against == NULL && options->baseline == NULL)
        return tare_fail_with(
            err, TARE_EUSAGE,
            "gate: --layouts and --link need --against or --baseline; for OLD "
            "and NEW, name folders made by tare layouts");
    if (options->baseline_numbers)
        return tare_fail_with(err, TARE_EUSAGE,
                              "gate: --layouts needs executables, not "
                              "--baseline-numbers");
    if (links == 0 || links != binaries)
        return tare_fail_with(err, TARE_EUSAGE,
                              "gate: %zu --binary but %zu --link: layouts need "
                              "one --link for each --binary, in the same order",
                              binaries, links);
    return 0;
}

/* The same for both sides of an executable, whose layouts are to match. */
static uint64_t draw_seed(const struct tare_gate_side *side, size_t index)
{
    struct tare_rng rng;

    tare_rng_stream(&rng, side->seed, "layouts", index);
    return tare_rng_next(&rng) >> 16;
}

int tare_gate_link(const struct tare_gate_side *side, size_t index,
                   struct tare_words *paths, struct tare_err *err)
{
    struct tare_buf folder = { 0 };
    struct tare_relink relink = { .layouts = tare_gate_layouts(side->options),
                                  .seed = draw_seed(side, index) };
    int status;

    tare_buf_printf(&folder, "%s/%s-%zu", side->scratch, side->name, index);
    relink.folder = folder.data;
    status = tare_relink_shell(side->options->links.items[index], side->folder,
                               &relink, err);
    if (status == 0)
        tare_words_add(paths, tare_buf_detach(&folder));
    tare_buf_release(&folder);
    return status;
}

int tare_gate_link_all(const struct tare_gate_side *side,
                       struct tare_words *paths, struct tare_err *err)
{
    int status = 0;

    for (size_t i = 0; i < side->options->binaries.count && status == 0; i++)
        status = tare_gate_link(side, i, paths, err);
    return status;
}
