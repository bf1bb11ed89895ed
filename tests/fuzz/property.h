/* SPDX-License-Identifier: MIT */
/*
 * What must hold for any bytes that are given to the loader: they are refused
 * with a reason, or what was loaded can be saved and loaded again to the same.
 * For the fuzzer, and for its corpus as a test.
 */
#ifndef TARE_TESTS_FUZZ_PROPERTY_H
#define TARE_TESTS_FUZZ_PROPERTY_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/crc32.h"
#include "store/json.h"
#include "store/load.h"

struct document {
    char *bytes;
    size_t size;
};

static inline struct document print_run(const struct tare_run *run)
{
    struct document document = { NULL, 0 };
    FILE *stream = open_memstream(&document.bytes, &document.size);

    tare_run_print(run, stream);
    fclose(stream);
    return document;
}

static inline int is_empty(const struct tare_run *run)
{
    return run->started == NULL && run->machine.items == NULL &&
           run->settings.items == NULL && run->binaries == NULL &&
           run->cases == NULL && run->case_count == 0 &&
           run->references == NULL && run->growths == NULL;
}

/* Whether the document loads again to a run that is saved as the same. */
static inline int is_stable(const struct document *document,
                            enum tare_load_depth depth)
{
    struct tare_run run = { 0 };
    struct tare_err err = { 0 };
    struct document again;
    int is_same;

    if (tare_run_parse(&run, document->bytes, document->size, "again", depth,
                       &err) < 0) {
        printf("# cannot be read again: %s\n%s", err.text, document->bytes);
        return 0;
    }
    again = print_run(&run);
    is_same = again.size == document->size &&
              memcmp(again.bytes, document->bytes, again.size) == 0;
    if (!is_same)
        printf("# changed:\n%s# to:\n%s", document->bytes, again.bytes);
    free(again.bytes);
    tare_run_release(&run);
    return is_same;
}

/* Whether it holds for these bytes; *loads says whether they load. */
static inline int holds(const char *bytes, size_t size,
                        enum tare_load_depth depth, int *loads)
{
    struct tare_run run = { 0 };
    struct tare_err err = { 0 };
    char *copy = malloc(size > 0 ? size : 1);
    struct document document;
    int ok;

    memcpy(copy, bytes, size);
    *loads = tare_run_parse(&run, copy, size, "fuzz", depth, &err) == 0;
    free(copy);
    if (!*loads)
        return err.code == TARE_EBASELINE &&
               strncmp(err.text, "fuzz:", 5) == 0 && is_empty(&run);
    document = print_run(&run);
    ok = is_stable(&document, depth);
    free(document.bytes);
    tare_run_release(&run);
    return ok;
}

#endif
