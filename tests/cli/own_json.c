/* SPDX-License-Identifier: MIT */
/* A benchmark of a cJSON of its own, which has gone wrong: what tare reads and
 * writes must not be touched by it. */
#include <tare.h>

#include <stdlib.h>

void *cJSON_CreateObject(void)
{
    return calloc(1, 64);
}

void *cJSON_ParseWithLength(const char *text, size_t size)
{
    (void)text;
    (void)size;
    return NULL;
}

int cJSON_AddItemToObject(void *object, const char *name, void *item)
{
    (void)object;
    (void)name;
    (void)item;
    return 0;
}

char *cJSON_PrintUnformatted(const void *object)
{
    static char text[] = "{\"evil\":1}";

    (void)object;
    return text;
}

void cJSON_Delete(void *object)
{
    (void)object;
}

void cJSON_free(void *memory)
{
    (void)memory;
}

static void prints(struct tare *t)
{
    TARE_LOOP(t)
        tare_black_box(cJSON_PrintUnformatted(NULL));
}
TARE_BENCH(prints);

TARE_MAIN();
