/* SPDX-License-Identifier: MIT */
#include "command/verbosity.h"

#include <string.h>

enum tare_detail tare_verbosity_detail(const struct tare_options *options)
{
    if (options->quiet)
        return TARE_DETAIL_QUIET;
    return options->verbose ? TARE_DETAIL_VERBOSE : TARE_DETAIL_NORMAL;
}

struct tare_style tare_verbosity_style(FILE *stream,
                                       const struct tare_options *options)
{
    return tare_style_of(stream, (enum tare_color)options->color);
}

static int is_stdout(const char *path)
{
    return path != NULL && strcmp(path, "-") == 0;
}

size_t tare_verbosity_documents(const struct tare_options *options)
{
    size_t count =
        (size_t)(is_stdout(options->output) + is_stdout(options->verdict) +
                 is_stdout(options->trace));

    for (size_t i = 0; i < options->exports.count; i++) {
        const char *path = strchr(options->exports.items[i], '=');

        count += path != NULL && is_stdout(path + 1);
    }
    return count;
}

FILE *tare_verbosity_stream(const struct tare_options *options)
{
    return tare_verbosity_documents(options) > 0 ? stderr : stdout;
}
