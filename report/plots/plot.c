/* SPDX-License-Identifier: MIT */
#include "report/plots/plot.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const endings[] = { "svg", "png", "pdf" };

void tare_plot_name(char name[TARE_PLOT_NAME_SIZE],
                    const struct tare_plot *plot, enum tare_plot_format format)
{
    snprintf(name, TARE_PLOT_NAME_SIZE, "plot-%04zu.%s", plot->number,
             endings[format]);
}

void tare_plot_release(struct tare_plot *plot)
{
    free(plot->title);
    free(plot->caption);
    *plot = (struct tare_plot){ 0 };
}
