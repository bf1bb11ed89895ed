/* SPDX-License-Identifier: MIT */
#include "report/terminal/notes.h"

#include "report/terminal/text.h"

void tare_note_print(FILE *stream, const struct tare_style *style,
                     size_t columns, const char *code, const char *sentence)
{
    struct tare_buf text = { 0 }, lines = { 0 };
    size_t head;

    tare_text_show(&text, code);
    tare_buf_puts(&text, ":");
    head = text.size; /* a word, which is not broken */
    tare_buf_puts(&text, " ");
    tare_text_show(&text, sentence);
    tare_text_wrap(&lines, text.data, columns, 2);
    fprintf(stream, "%s%.*s%s%s\n", tare_ink_begin(style, TARE_INK_DOUBT),
            (int)head, lines.data, tare_ink_end(style, TARE_INK_DOUBT),
            lines.data + head);
    tare_buf_release(&text);
    tare_buf_release(&lines);
}

void tare_note_print_text(FILE *stream, const struct tare_style *style,
                          size_t columns, enum tare_ink ink,
                          struct tare_buf *text)
{
    struct tare_buf lines = { 0 };

    tare_text_wrap(&lines, tare_buf_text(text), columns, 0);
    tare_ink_print(stream, style, ink, "", &lines);
    tare_buf_release(text);
}
