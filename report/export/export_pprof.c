/* SPDX-License-Identifier: MIT */
/*
 * The format of pprof: a Profile message of profile.proto, gzipped.  The samples
 * of all cases are in it, told apart by the label "benchmark".  A location is an
 * address, with a line for each function that is inlined there; times of a
 * million iterations compare builds that ran unequally many.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/export/export_formats.h"
#include "report/export/profile_stacks.h"
#include "store/alloc.h"
#include "store/crc32.h"
#include "store/hotspots.h"
#include "store/utf8.h"

/* The numbers of the fields, by message. */
enum {
    PROFILE_SAMPLE_TYPE = 1,
    PROFILE_SAMPLE = 2,
    PROFILE_MAPPING = 3,
    PROFILE_LOCATION = 4,
    PROFILE_FUNCTION = 5,
    PROFILE_STRING = 6,
    PROFILE_PERIOD_TYPE = 11,
    PROFILE_PERIOD = 12,
    TYPE_TYPE = 1,
    TYPE_UNIT = 2,
    SAMPLE_LOCATION = 1,
    SAMPLE_VALUE = 2,
    SAMPLE_LABEL = 3,
    LABEL_KEY = 1,
    LABEL_TEXT = 2,
    MAPPING_ID = 1,
    MAPPING_START = 2,
    MAPPING_LIMIT = 3,
    MAPPING_FILE = 5,
    MAPPING_BUILD = 6,
    MAPPING_HAS_FUNCTIONS = 7, /* and file names, lines, inlined frames */
    MAPPING_HAS_INLINED = 10,
    LOCATION_ID = 1,
    LOCATION_MAPPING = 2,
    LOCATION_ADDRESS = 3,
    LOCATION_LINE = 4,
    LINE_FUNCTION = 1,
    LINE_LINE = 2,
    FUNCTION_ID = 1,
    FUNCTION_NAME = 2,
    FUNCTION_SYSTEM_NAME = 3,
    FUNCTION_FILE = 4,
    MESSAGE = 2 /* how a field with a length is marked */
};

#define NS_MAX 9e18 /* of int64 */

/* ---- protocol buffers ---------------------------------------------------- */

static void put_varint(struct tare_buf *buf, uint64_t value)
{
    unsigned char byte;

    for (; value >= 0x80; value >>= 7) {
        byte = (unsigned char)(value | 0x80);
        tare_buf_add(buf, &byte, 1);
    }
    byte = (unsigned char)value;
    tare_buf_add(buf, &byte, 1);
}

static void put_number(struct tare_buf *buf, unsigned field, uint64_t value)
{
    put_varint(buf, (uint64_t)field << 3);
    put_varint(buf, value);
}

static void put_bytes(struct tare_buf *buf, unsigned field, const void *bytes,
                      size_t size)
{
    put_varint(buf, (uint64_t)field << 3 | MESSAGE);
    put_varint(buf, size);
    tare_buf_add(buf, bytes, size);
}

/* Takes the message. */
static void put_message(struct tare_buf *buf, unsigned field,
                        struct tare_buf *message)
{
    put_bytes(buf, field, tare_buf_text(message), message->size);
    tare_buf_release(message);
}

/* ---- gzip ---------------------------------------------------------------- */

enum {
    BLOCK_MAX = 65535
};

static void put_little(FILE *stream, uint32_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        putc((int)(value >> 8 * i & 0xff), stream);
}

/* In blocks that are stored as they are (RFC 1951, 1952). */
static void write_gzip(FILE *stream, const struct tare_buf *buf)
{
    static const unsigned char head[] = {
        0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255
    };
    const char *bytes = tare_buf_text(buf);
    size_t at = 0;

    fwrite(head, 1, sizeof head, stream);
    do {
        size_t left = buf->size - at;
        size_t size = left < BLOCK_MAX ? left : BLOCK_MAX;

        putc(size == left, stream);
        put_little(stream, (uint32_t)size, 2);
        put_little(stream, ~(uint32_t)size, 2);
        fwrite(bytes + at, 1, size, stream);
        at += size;
    } while (at < buf->size);
    put_little(stream, tare_crc32(0, bytes, buf->size), 4);
    put_little(stream, (uint32_t)buf->size, 4);
}

/* ---- strings ------------------------------------------------------------- */

/* Each once; the first is empty. */
struct strings {
    char **items;
    size_t count;
};

/* The number of that text, which is taken. */
static uint64_t take_string(struct strings *strings, char *text)
{
    for (size_t i = 0; i < strings->count; i++) {
        if (strcmp(strings->items[i], text) != 0)
            continue;
        free(text);
        return i;
    }
    *TARE_ADD(strings->items, strings->count) = text;
    return strings->count - 1;
}

static uint64_t string(struct strings *strings, const char *text)
{
    return take_string(strings, tare_utf8_clean(text != NULL ? text : ""));
}

static void put_strings(struct tare_buf *buf, struct strings *strings)
{
    for (size_t i = 0; i < strings->count; i++) {
        put_bytes(buf, PROFILE_STRING, strings->items[i],
                  strlen(strings->items[i]));
        free(strings->items[i]);
    }
    free(strings->items);
}

/* ---- the profile --------------------------------------------------------- */

/* Ids are those of a case behind those of the cases before. */
struct writer {
    struct tare_buf buf;
    struct strings strings;
    uint64_t objects, functions, locations; /* of the cases before */
};

static void put_type(struct writer *writer, unsigned field, const char *type,
                     const char *unit)
{
    struct tare_buf message = { 0 };

    put_number(&message, TYPE_TYPE, string(&writer->strings, type));
    put_number(&message, TYPE_UNIT, string(&writer->strings, unit));
    put_message(&writer->buf, field, &message);
}

/* Addresses are offsets in a file; objects that are told apart must not lie in
 * one place. */
#define OBJECT_SIZE ((uint64_t)1 << 40)

static uint64_t address_of(const struct writer *writer, size_t object,
                           uint64_t offset)
{
    return (writer->objects + object + 1) * OBJECT_SIZE + offset % OBJECT_SIZE;
}

static void put_mappings(struct writer *writer,
                         const struct tare_profile *profile)
{
    for (size_t i = 0; i < profile->object_count; i++) {
        const struct tare_profile_object *object = &profile->objects[i];
        struct tare_buf message = { 0 };

        put_number(&message, MAPPING_ID, writer->objects + i + 1);
        put_number(&message, MAPPING_START, address_of(writer, i, 0));
        put_number(&message, MAPPING_LIMIT, address_of(writer, i + 1, 0));
        put_number(&message, MAPPING_FILE,
                   string(&writer->strings, object->path));
        put_number(&message, MAPPING_BUILD,
                   string(&writer->strings, object->build_id));
        for (unsigned k = MAPPING_HAS_FUNCTIONS; k <= MAPPING_HAS_INLINED; k++)
            put_number(&message, k, 1);
        put_message(&writer->buf, PROFILE_MAPPING, &message);
    }
}

static void put_functions(struct writer *writer,
                          const struct tare_profile *profile)
{
    for (size_t i = 0; i <= profile->function_count; i++) {
        const char *file = i > 0 ? profile->functions[i - 1].file : NULL;
        struct tare_buf message = { 0 }, name = { 0 };
        uint64_t number;

        tare_hotspot_name(&name, profile, i);
        number = string(&writer->strings, tare_buf_text(&name));
        tare_buf_release(&name);
        put_number(&message, FUNCTION_ID, writer->functions + i + 1);
        put_number(&message, FUNCTION_NAME, number);
        put_number(&message, FUNCTION_SYSTEM_NAME, number);
        put_number(&message, FUNCTION_FILE, string(&writer->strings, file));
        put_message(&writer->buf, PROFILE_FUNCTION, &message);
    }
}

/* The function in which something was inlined there. */
static size_t outermost(const struct tare_profile *profile, size_t node)
{
    while (profile->nodes[node].inlined > 0)
        node = profile->nodes[node].parent - 1;
    return node;
}

/* A node that something was inlined into has no location of its own: that is
 * the one of the innermost. */
static void put_location(struct writer *writer,
                         const struct tare_profile *profile, size_t node)
{
    const struct tare_profile_node *nodes = profile->nodes;
    struct tare_buf message = { 0 };

    put_number(&message, LOCATION_ID, writer->locations + node + 1);
    put_number(&message, LOCATION_MAPPING,
               writer->objects + nodes[node].object + 1);
    put_number(&message, LOCATION_ADDRESS,
               address_of(writer, nodes[node].object, nodes[node].offset));
    for (size_t at = node, last = outermost(profile, node);;
         at = nodes[at].parent - 1) {
        struct tare_buf line = { 0 };

        put_number(&line, LINE_FUNCTION,
                   writer->functions + nodes[at].function + 1);
        put_number(&line, LINE_LINE, (uint64_t)nodes[at].line);
        put_message(&message, LOCATION_LINE, &line);
        if (at == last)
            break;
    }
    put_message(&writer->buf, PROFILE_LOCATION, &message);
}

/* A time in whole ns, whatever a record says. */
static uint64_t whole_ns(double ns)
{
    return (uint64_t)round(fmin(ns, NS_MAX));
}

static void put_sample(struct writer *writer, const struct tare_stacks *stacks,
                       size_t node, struct tare_buf *values)
{
    const struct tare_profile *profile = stacks->profile;
    struct tare_buf message = { 0 }, places = { 0 };
    struct tare_buf label = { 0 };

    for (size_t at = node + 1; at > 0;
         at = profile->nodes[outermost(profile, at - 1)].parent)
        put_varint(&places, writer->locations + at);
    put_message(&message, SAMPLE_LOCATION, &places);
    put_message(&message, SAMPLE_VALUE, values);
    put_number(&label, LABEL_KEY, string(&writer->strings, "benchmark"));
    put_number(&label, LABEL_TEXT,
               string(&writer->strings, stacks->c->identity.id));
    put_message(&message, SAMPLE_LABEL, &label);
    put_message(&writer->buf, PROFILE_SAMPLE, &message);
}

/* What its samples refer to. */
static void put_places(struct writer *writer,
                       const struct tare_profile *profile)
{
    put_mappings(writer, profile);
    put_functions(writer, profile);
    for (size_t i = 0; i < profile->node_count; i++)
        put_location(writer, profile, i);
}

static void pass_places(struct writer *writer,
                        const struct tare_profile *profile)
{
    writer->objects += profile->object_count;
    writer->functions += profile->function_count + 1;
    writer->locations += profile->node_count;
}

static void put_looks(struct writer *writer, const struct tare_stacks *stacks)
{
    for (size_t i = 0; i < stacks->profile->node_count; i++) {
        double looks = (double)stacks->looks[i];
        struct tare_buf values = { 0 };

        if (stacks->looks[i] == 0)
            continue;
        put_varint(&values, stacks->looks[i]);
        put_varint(&values, whole_ns(looks * stacks->period_ns));
        put_varint(&values, whole_ns(looks * stacks->million_ns));
        put_sample(writer, stacks, i, &values);
    }
}

/* Of all launches. */
static void put_waits(struct writer *writer, const struct tare_stacks *stacks)
{
    const struct tare_profile *profile = stacks->profile;
    uint64_t *times = tare_alloc(profile->node_count, sizeof *times);

    for (size_t i = 0; i < profile->launch_count; i++)
        for (size_t k = 0; k < profile->launches[i].count; k++)
            times[profile->launches[i].counts[k].node] +=
                profile->launches[i].counts[k].times;
    for (size_t i = 0; i < profile->node_count; i++) {
        struct tare_buf values = { 0 };

        if (times[i] == 0)
            continue;
        put_varint(&values, times[i]);
        put_varint(&values, stacks->looks[i]);
        put_sample(writer, stacks, i, &values);
    }
    free(times);
}

/* Of all iterations of the first launch. */
static void put_heap(struct writer *writer, const struct tare_stacks *stacks)
{
    const struct tare_profile_launch *launch = stacks->profile->launches;

    for (size_t i = 0; i < launch->site_count; i++) {
        const struct tare_site *site = &launch->sites[i];
        struct tare_buf values = { 0 };

        put_varint(&values, site->blocks);
        put_varint(&values, site->bytes);
        put_varint(&values, site->left_blocks);
        put_varint(&values, site->left_bytes);
        put_sample(writer, stacks, site->node, &values);
    }
}

/* Between two looks, of the first profile; 0 without one. */
static uint64_t first_period(const struct tare_run *run)
{
    for (size_t i = 0; i < run->case_count; i++)
        if (tare_stacks_has(&run->cases[i], TARE_STACKS_TIME))
            return whole_ns(run->cases[i].profile.launches[0].period_ns);
    return 0;
}

static void put_cases(struct writer *writer, const struct tare_run *run,
                      enum tare_stacks_of of,
                      void (*put)(struct writer *, const struct tare_stacks *))
{
    for (size_t i = 0; i < run->case_count; i++) {
        struct tare_stacks stacks;

        if (!tare_stacks_has(&run->cases[i], of))
            continue;
        tare_stacks_open(&stacks, &run->cases[i], of);
        put_places(writer, stacks.profile);
        put(writer, &stacks);
        pass_places(writer, stacks.profile);
        tare_stacks_close(&stacks);
    }
}

/* Ends and writes it. */
static void finish(struct writer *writer, uint64_t period, FILE *stream)
{
    put_number(&writer->buf, PROFILE_PERIOD, period);
    put_strings(&writer->buf, &writer->strings);
    write_gzip(stream, &writer->buf);
    tare_buf_release(&writer->buf);
}

void tare_export_pprof(const struct tare_export_input *input, FILE *stream)
{
    struct writer writer = { 0 };

    string(&writer.strings, "");
    put_type(&writer, PROFILE_SAMPLE_TYPE, "samples", "count");
    put_type(&writer, PROFILE_SAMPLE_TYPE, "cpu", "nanoseconds");
    put_type(&writer, PROFILE_SAMPLE_TYPE, "time-per-million", "nanoseconds");
    put_cases(&writer, input->run, TARE_STACKS_TIME, put_looks);
    put_type(&writer, PROFILE_PERIOD_TYPE, "cpu", "nanoseconds");
    finish(&writer, first_period(input->run), stream);
}

/* The names are those of Go's profiles of blocking. */
void tare_export_waits_pprof(const struct tare_export_input *input,
                             FILE *stream)
{
    struct writer writer = { 0 };

    string(&writer.strings, "");
    put_type(&writer, PROFILE_SAMPLE_TYPE, "contentions", "count");
    put_type(&writer, PROFILE_SAMPLE_TYPE, "delay", "nanoseconds");
    put_cases(&writer, input->run, TARE_STACKS_WAITS, put_waits);
    put_type(&writer, PROFILE_PERIOD_TYPE, "contentions", "count");
    finish(&writer, 1, stream);
}

/* The names are those of Go's heap profiles. */
void tare_export_heap_pprof(const struct tare_export_input *input, FILE *stream)
{
    struct writer writer = { 0 };

    string(&writer.strings, "");
    put_type(&writer, PROFILE_SAMPLE_TYPE, "alloc_objects", "count");
    put_type(&writer, PROFILE_SAMPLE_TYPE, "alloc_space", "bytes");
    put_type(&writer, PROFILE_SAMPLE_TYPE, "inuse_objects", "count");
    put_type(&writer, PROFILE_SAMPLE_TYPE, "inuse_space", "bytes");
    put_cases(&writer, input->run, TARE_STACKS_HEAP, put_heap);
    put_type(&writer, PROFILE_PERIOD_TYPE, "space", "bytes");
    finish(&writer, 1, stream);
}
