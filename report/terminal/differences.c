/* SPDX-License-Identifier: MIT */
#include "report/terminal/differences.h"

#include <stdlib.h>

#include "report/terminal/text.h"
#include "store/alloc.h"

enum {
    NAME_COLUMNS = 40,
    VALUE_COLUMNS = 60
};

/* "uncommitted_changes" with blanks. */
static void add_name(struct tare_buf *text, const char *what)
{
    char *name = tare_strdup(what);

    for (char *at = name; *at != '\0'; at++)
        if (*at == '_')
            *at = ' ';
    tare_text_shorten(text, name, NAME_COLUMNS);
    free(name);
}

void tare_differences_format(struct tare_buf *text,
                             const struct tare_comparison *comparison)
{
    for (size_t i = 0; i < comparison->difference_count; i++) {
        const struct tare_difference *one = &comparison->differences[i];

        if (one->is_noted)
            continue;
        if (text->size > 0)
            tare_buf_puts(text, "; ");
        add_name(text, one->what);
        tare_buf_puts(text, ": ");
        tare_text_shorten(text, one->old_value, VALUE_COLUMNS);
        tare_buf_puts(text, " → ");
        tare_text_shorten(text, one->new_value, VALUE_COLUMNS);
    }
}
