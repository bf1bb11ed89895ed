/* SPDX-License-Identifier: MIT */
#include "command/verbosity.h"

#include <string.h>

#include "command/exports.h"

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

FILE *tare_verbosity_stream(const struct tare_options *options)
{
    return is_stdout(options->output) || is_stdout(options->verdict) ||
                   tare_exports_to_stdout(options) > 0
               ? stderr
               : stdout;
}
