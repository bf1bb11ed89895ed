/* SPDX-License-Identifier: MIT */
#include "report/terminal/text.h"

#include <stdint.h>
#include <string.h>

#include "store/utf8.h"

int tare_text_is_harmful(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0xad ||
           code == 0x61c || (code >= 0x200b && code <= 0x200f) ||
           (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2060 && code <= 0x206f) || code == 0xfeff ||
           (code >= 0xfff9 && code <= 0xfffb) ||
           (code >= 0xe0000 && code <= 0xe0fff);
}

static void show_escape(struct tare_buf *buf, uint32_t code)
{
    if (code == '\n')
        tare_buf_puts(buf, "\\n");
    else if (code == '\t')
        tare_buf_puts(buf, "\\t");
    else if (code == '\r')
        tare_buf_puts(buf, "\\r");
    else if (code < 0x80)
        tare_buf_printf(buf, "\\x%02x", code);
    else
        tare_buf_printf(buf, "\\u{%x}", code);
}

static int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether a log may take it for a command: "::warning" of GitHub's runner,
 * "##[group]", "##vso[task.x]" and "##teamcity[x]" of others. */
static int is_command(const char *text, int begins_word)
{
    if (strncmp(text, "::", 2) == 0)
        return begins_word && is_letter(text[2]);
    if (strncmp(text, "##", 2) != 0)
        return 0;
    text += 2;
    while (is_letter(*text))
        text++;
    return *text == '[';
}

/* The runner skips them at the beginning of a line. */
int tare_text_is_blank(uint32_t code)
{
    return code == ' ' || code == 0xa0 || code == 0x1680 ||
           (code >= 0x2000 && code <= 0x200a) || code == 0x202f ||
           code == 0x205f || code == 0x3000;
}

/* Marks that show nothing by themselves. */
static int is_invisible(uint32_t code)
{
    return code == 0x34f || code == 0x115f || code == 0x1160 ||
           (code >= 0x17b4 && code <= 0x17b5) ||
           (code >= 0xfe00 && code <= 0xfe0f);
}

void tare_text_show(struct tare_buf *buf, const char *text)
{
    size_t left = strlen(text);
    int begins_word = 1;

    tare_buf_add(buf, "", 0); /* a text, be it an empty one */
    while (left > 0) {
        uint32_t code;
        size_t length = tare_utf8_decode(text, left, &code);

        if (tare_text_is_harmful(code) || is_command(text, begins_word))
            show_escape(buf, code);
        else if (code == 0xfffd)
            tare_buf_puts(buf, "\xef\xbf\xbd");
        else
            tare_buf_add(buf, text, length);
        begins_word = (begins_word && is_invisible(code)) ||
                      tare_text_is_blank(code) || tare_text_is_harmful(code);
        text += length;
        left -= length;
    }
}

/* 0 for marks on the character before, 2 for East Asian and pictures; the
 * blocks of Unicode that matter, not every exception in them. */
static size_t columns_of(uint32_t code)
{
    if ((code >= 0x300 && code <= 0x36f) ||
        (code >= 0x1ab0 && code <= 0x1aff) ||
        (code >= 0x20d0 && code <= 0x20ff) ||
        (code >= 0xfe00 && code <= 0xfe0f))
        return 0;
    if ((code >= 0x1100 && code <= 0x115f) ||
        (code >= 0x2e80 && code <= 0xa4cf) ||
        (code >= 0xac00 && code <= 0xd7a3) ||
        (code >= 0xf900 && code <= 0xfaff) ||
        (code >= 0xfe30 && code <= 0xfe6f) ||
        (code >= 0xff01 && code <= 0xff60) ||
        (code >= 0x1f300 && code <= 0x1faff) ||
        (code >= 0x20000 && code <= 0x3fffd))
        return 2;
    return 1;
}

size_t tare_text_width(const char *text)
{
    size_t left = strlen(text), width = 0;

    while (left > 0) {
        uint32_t code;
        size_t length = tare_utf8_decode(text, left, &code);

        width += columns_of(code);
        text += length;
        left -= length;
    }
    return width;
}

/* The bytes at the front that take at most that many columns. */
static size_t bytes_in(const char *text, size_t columns)
{
    size_t left = strlen(text), taken = 0, width = 0;

    while (left > 0) {
        uint32_t code;
        size_t length = tare_utf8_decode(text + taken, left, &code);

        width += columns_of(code);
        if (width > columns)
            break;
        taken += length;
        left -= length;
    }
    return taken;
}

void tare_text_cut(struct tare_buf *buf, const char *text, size_t columns)
{
    size_t width = tare_text_width(text);
    size_t head, skip;

    if (width <= columns) {
        tare_buf_puts(buf, text);
        return;
    }
    head = (columns - 1) / 2;
    tare_buf_add(buf, text, bytes_in(text, head));
    tare_buf_puts(buf, "…");
    skip = width - (columns - 1 - head);
    tare_buf_puts(buf, text + bytes_in(text, skip));
}

void tare_text_shorten(struct tare_buf *buf, const char *text, size_t columns)
{
    struct tare_buf shown = { 0 };

    tare_text_show(&shown, text);
    tare_text_cut(buf, tare_buf_text(&shown), columns);
    tare_buf_release(&shown);
}

void tare_text_wrap(struct tare_buf *buf, const char *text, size_t columns,
                    size_t indent)
{
    size_t used = indent;

    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        struct tare_buf word = { 0 };
        size_t width;

        while (strncmp(text + length, " %", 2) == 0) /* stays by its number */
            length += 1 + strcspn(text + length + 1, " ");
        tare_buf_add(&word, text, length);
        width = tare_text_width(word.data);
        if (used > indent && used + 1 + width > columns) {
            tare_buf_puts(buf, "\n");
            tare_buf_fill(buf, ' ', indent);
            used = indent;
        } else if (used > indent) {
            tare_buf_puts(buf, " ");
            used++;
        }
        tare_buf_add(buf, word.data, word.size);
        used += width;
        text += length + strspn(text + length, " ");
        tare_buf_release(&word);
    }
}
