/* SPDX-License-Identifier: MIT */
#include "report/terminal/say.h"

#include <stdarg.h>
#include <stdio.h>

#include "report/terminal/text.h"
#include "store/buf.h"

void tare_say(const char *format, ...)
{
    struct tare_buf text = { 0 }, shown = { 0 };
    va_list args;

    va_start(args, format);
    tare_buf_vprintf(&text, format, args);
    va_end(args);
    tare_text_show(&shown, tare_buf_text(&text));
    fprintf(stderr, "tare: %s\n", tare_buf_text(&shown));
    tare_buf_release(&text);
    tare_buf_release(&shown);
}
