/* SPDX-License-Identifier: MIT */
#include "report/export/json_writer.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/terminal/text.h"
#include "store/number.h"
#include "store/utf8.h"

/* ---- text ---------------------------------------------------------------- */

/* What ends a string or an element, or acts on whoever shows it. */
static int needs_escape(uint32_t code)
{
    return code == '"' || code == '\\' || code == '<' || code == '>' ||
           code == '&' || tare_text_is_harmful(code);
}

static void put_escape(FILE *stream, uint32_t code)
{
    if (code == '"' || code == '\\')
        fprintf(stream, "\\%c", (int)code);
    else if (code == '\n')
        fputs("\\n", stream);
    else if (code < 0x10000)
        fprintf(stream, "\\u%04" PRIx32, code);
    else
        fprintf(stream, "\\u%04" PRIx32 "\\u%04" PRIx32,
                0xd800 + ((code - 0x10000) >> 10),
                0xdc00 + ((code - 0x10000) & 0x3ff));
}

/* What needs nothing is written at once, up to what does. */
static void put_string(FILE *stream, const char *text)
{
    const char *from = text, *end = text + strlen(text);

    putc('"', stream);
    while (text < end) {
        uint32_t code;
        size_t length = tare_utf8_decode(text, (size_t)(end - text), &code);

        text += length;
        if (!needs_escape(code) && code != 0xfffd)
            continue;
        fwrite(from, 1, (size_t)(text - length - from), stream);
        from = text;
        if (code == 0xfffd)
            fputs("\xef\xbf\xbd", stream);
        else
            put_escape(stream, code);
    }
    fwrite(from, 1, (size_t)(end - from), stream);
    putc('"', stream);
}

/* ---- items --------------------------------------------------------------- */

static int is_flat(const struct tare_json_writer *json)
{
    return json->flat_depth > 0 && json->depth >= json->flat_depth;
}

static void break_line(const struct tare_json_writer *json)
{
    fprintf(json->stream, "\n%*s", (int)(2 * json->depth), "");
}

/* What stands before an item: a comma, a line of its own, its name. */
static void begin_item(struct tare_json_writer *json, const char *name,
                       int stays)
{
    if (json->has_items)
        putc(',', json->stream);
    if (!stays && !is_flat(json) && json->depth > 0)
        break_line(json);
    else if (json->has_items)
        putc(' ', json->stream);
    json->has_items = 1;
    json->is_flat = stays || is_flat(json);
    if (name == NULL)
        return;
    put_string(json->stream, name);
    fputs(": ", json->stream);
}

void tare_json_open(struct tare_json_writer *json, const char *name,
                    char bracket)
{
    begin_item(json, name, 0);
    putc(bracket, json->stream);
    json->depth++;
    json->has_items = 0;
}

void tare_json_close(struct tare_json_writer *json, char bracket)
{
    int stays = json->is_flat || is_flat(json);

    json->depth--;
    if (json->has_items && !stays)
        break_line(json);
    putc(bracket, json->stream);
    if (json->depth == 0)
        putc('\n', json->stream);
    json->has_items = 1;
    json->is_flat = 0;
}

void tare_json_put_text(struct tare_json_writer *json, const char *name,
                        const char *text)
{
    if (text == NULL)
        return;
    begin_item(json, name, 0);
    put_string(json->stream, text);
}

void tare_json_put_number(struct tare_json_writer *json, const char *name,
                          double value)
{
    char text[TARE_NUMBER_SIZE];

    if (!isfinite(value))
        return;
    begin_item(json, name, name == NULL);
    tare_number_format(text, value);
    fputs(text, json->stream);
}

void tare_json_put_count(struct tare_json_writer *json, const char *name,
                         uint64_t count)
{
    begin_item(json, name, name == NULL);
    fprintf(json->stream, "%" PRIu64, count);
}

void tare_json_put_word(struct tare_json_writer *json, const char *name,
                        const char *word)
{
    begin_item(json, name, name == NULL);
    fputs(word, json->stream);
}
