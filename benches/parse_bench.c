/* SPDX-License-Identifier: MIT */
/* Text to numbers and back: one iteration handles a list of typical texts, so
 * that no single one is learned by heart. */
#include <tare.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TEXTS = 64,
    SIZE = 24
};

struct texts {
    char text[TEXTS][SIZE];
};

static struct texts make_texts(const char *format)
{
    struct texts texts;
    double value = 0.7;

    for (size_t i = 0; i < TEXTS; i++) {
        value = value * 3.9 * (1 - value); /* chaos, but the same each time */
        snprintf(texts.text[i], SIZE, format, value * 1e6);
    }
    return texts;
}

static void parse_double(struct tare *t)
{
    struct texts texts = make_texts("%.9g");
    double sum = 0;

    tare_items(t, TEXTS);
    TARE_LOOP(t) {
        tare_black_box(&texts);
        for (size_t i = 0; i < TEXTS; i++)
            sum += strtod(texts.text[i], NULL);
    }
    tare_black_box(sum);
}
TARE_BENCH(parse_double, .group = "parse", .name = "strtod");

static void parse_long(struct tare *t)
{
    struct texts texts = make_texts("%.0f");
    long sum = 0;

    tare_items(t, TEXTS);
    TARE_LOOP(t) {
        tare_black_box(&texts);
        for (size_t i = 0; i < TEXTS; i++)
            sum += strtol(texts.text[i], NULL, 10);
    }
    tare_black_box(sum);
}
TARE_BENCH(parse_long, .group = "parse", .name = "strtol");

static void parse_digits(struct tare *t)
{
    struct texts texts = make_texts("%.0f");
    long sum = 0;

    tare_items(t, TEXTS);
    TARE_LOOP(t) {
        tare_black_box(&texts);
        for (size_t i = 0; i < TEXTS; i++) {
            long number = 0;

            for (const char *at = texts.text[i]; *at != '\0'; at++)
                number = number * 10 + (*at - '0');
            sum += number;
        }
    }
    tare_black_box(sum);
}
TARE_BENCH(parse_digits, .group = "parse", .name = "digits");

static void find_text(struct tare *t)
{
    size_t size = 4096;
    char *text = malloc(size + 1);

    memset(text, 'a', size);
    memcpy(text + size - 6, "needle", 7);
    tare_bytes(t, size);
    TARE_LOOP(t)
        tare_black_box(strstr(tare_black_box(text), "needle"));
    free(text);
}
TARE_BENCH(find_text, .group = "text", .name = "strstr");

TARE_MAIN();
