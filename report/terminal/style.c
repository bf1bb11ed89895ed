/* SPDX-License-Identifier: MIT */
#include "report/terminal/style.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int is_set(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && value[0] != '\0';
}

static int is_zero(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && strcmp(value, "0") == 0;
}

static int decide_color(enum tare_color wanted, int is_able)
{
    if (wanted != TARE_COLOR_AUTO)
        return wanted == TARE_COLOR_ALWAYS;
    if (is_set("NO_COLOR"))
        return 0;
    if (is_set("CLICOLOR_FORCE") && !is_zero("CLICOLOR_FORCE"))
        return 1;
    return is_able && !is_zero("CLICOLOR");
}

struct tare_style tare_style_of(FILE *stream, enum tare_color wanted)
{
    const char *term = getenv("TERM");
    int is_tty = isatty(fileno(stream));
    int is_able = is_tty && term != NULL && strcmp(term, "dumb") != 0;
    struct tare_style style = { .has_color = decide_color(wanted, is_able),
                                .is_terminal = is_able };
    struct winsize size;

    if (is_tty && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0)
        style.columns = size.ws_col;
    return style;
}

static const char *const begins[] = { "",         "\033[1m",  "\033[2m",
                                      "\033[32m", "\033[31m", "\033[33m" };

const char *tare_ink_begin(const struct tare_style *style, enum tare_ink ink)
{
    return style->has_color ? begins[ink] : "";
}

const char *tare_ink_end(const struct tare_style *style, enum tare_ink ink)
{
    return style->has_color && ink != TARE_INK_PLAIN ? "\033[0m" : "";
}

void tare_ink_print(FILE *stream, const struct tare_style *style,
                    enum tare_ink ink, const char *before,
                    struct tare_buf *text)
{
    fprintf(stream, "%s%s%s%s\n", before, tare_ink_begin(style, ink),
            tare_buf_text(text), tare_ink_end(style, ink));
    tare_buf_release(text);
}

void tare_ink_print_lines(FILE *stream, const struct tare_style *style,
                          enum tare_ink ink, const char *before,
                          struct tare_buf *text)
{
    for (const char *at = tare_buf_text(text); *at != '\0';) {
        size_t size = strcspn(at, "\n");
        struct tare_buf line = { 0 };

        tare_buf_add(&line, at, size);
        tare_ink_print(stream, style, ink, before, &line);
        at += size + (at[size] == '\n');
    }
    tare_buf_release(text);
}
