/* SPDX-License-Identifier: MIT */
#include "store/source.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/alloc.h"
#include "store/input.h"

#define SOURCE_MAX ((size_t)16 << 20)

/* What is edited has other lines; and only a regular file ends.  The object may
 * have been built again since. */
static int is_of_build(const char *file,
                       const struct tare_profile_object *object)
{
    struct stat source, built;
    double built_s = object->built_s;

    if (stat(file, &source) != 0 || !S_ISREG(source.st_mode))
        return 0;
    if (built_s <= 0 && stat(object->path, &built) == 0)
        built_s = (double)built.st_mtime;
    return built_s <= 0 || (double)source.st_mtime <= built_s;
}

void tare_source_read(struct tare_source *source, const char *file,
                      const struct tare_profile_object *object)
{
    char *bytes, *at;
    size_t size;

    *source = (struct tare_source){ 0 };
    if (file == NULL || !is_of_build(file, object) ||
        tare_input_read(&bytes, &size, file, SOURCE_MAX, NULL) < 0)
        return;
    source->text = tare_alloc(size + 1, 1);
    if (size > 0)
        memcpy(source->text, bytes, size);
    free(bytes);
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
