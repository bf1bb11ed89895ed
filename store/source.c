/* SPDX-License-Identifier: MIT */
#include "store/source.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/alloc.h"
#include "store/input.h"

#define SOURCE_MAX ((size_t)16 << 20)

/* What is edited has other lines; and only a regular file ends. */
static int is_of_build(const char *file, const char *object)
{
    struct stat source, built;

    return stat(file, &source) == 0 && S_ISREG(source.st_mode) &&
           (stat(object, &built) != 0 || source.st_mtime <= built.st_mtime);
}

void tare_source_read(struct tare_source *source, const char *file,
                      const char *object)
{
    size_t size;
    char *at;

    *source = (struct tare_source){ 0 };
    if (file == NULL || !is_of_build(file, object) ||
        tare_input_read(&source->text, &size, file, SOURCE_MAX, NULL) < 0)
        return;
    at = source->text;
    while (at != NULL && *at != '\0') {
        char *end = strchr(at, '\n');

        *TARE_ADD(source->lines, source->count) = at;
        if (end != NULL)
            *end++ = '\0';
        at = end;
    }
}

void tare_source_release(struct tare_source *source)
{
    free(source->text);
    free(source->lines);
    *source = (struct tare_source){ 0 };
}

const char *tare_source_line(const struct tare_source *source, size_t line)
{
    return line > 0 && line <= source->count ? source->lines[line - 1] : NULL;
}
