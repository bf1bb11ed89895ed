/* SPDX-License-Identifier: MIT */
/* Hostile archives in the place of exported baselines, for libFuzzer; see
 * tests/fuzz/fuzz.sh. */
#include <dirent.h>

#include "store/bundle.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t size_max,
                               unsigned seed);

enum {
    BLOCK = 512,
    SUM = 148, /* where it stands in a header */
    SIZE = 124
};

int LLVMFuzzerInitialize(int *count, char ***words)
{
    (void)count, (void)words;
    scratch_make();
    return 0;
}

/* ---- mutations ----------------------------------------------------------- */

/* As if it had been written like that. */
static void mend_header(char *header)
{
    unsigned sum = 0;

    memcpy(header + 257, "ustar\00000", 8);
    memset(header + SUM, ' ', 8);
    for (int i = 0; i < BLOCK; i++)
        sum += (unsigned char)header[i];
    snprintf(header + SUM, 7, "%06o", sum);
    header[SUM + 7] = ' ';
}

static void mend_headers(char *bytes, size_t size)
{
    size_t at = 0, length;

    while (at + BLOCK <= size && bytes[at] != '\0') {
        mend_header(bytes + at);
        length = strtoul(bytes + at + SIZE, NULL, 8);
        if (length > size)
            return;
        at += BLOCK + (length + BLOCK - 1) / BLOCK * BLOCK;
    }
}

/* A block once more, or one less. */
static size_t move_blocks(char *bytes, size_t size, size_t size_max,
                          unsigned seed)
{
    size_t at = seed / 4 % (size / BLOCK) * BLOCK;

    if (seed % 2 == 0 && size + BLOCK <= size_max) {
        memmove(bytes + at + BLOCK, bytes + at, size - at);
        return size + BLOCK;
    }
    memmove(bytes + at, bytes + at + BLOCK, size - at - BLOCK);
    return size - BLOCK;
}

/* What follows the first header is a record, with room for changes behind. */
static void change_record(char *bytes, size_t size, unsigned seed)
{
    size_t length = size > BLOCK ? strnlen(bytes + BLOCK, size - BLOCK) : 0;
    size_t room = (length + BLOCK - 1) / BLOCK * BLOCK, now;

    if (length == 0 || length == room || BLOCK + room > size)
        return;
    now = mutate((uint8_t *)bytes + BLOCK, length, room - 1, seed);
    memset(bytes + BLOCK + now, 0, room - now);
    snprintf(bytes + SIZE, 12, "%011zo", now);
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t size_max,
                               unsigned seed)
{
    char *text = (char *)bytes;

    if (seed % 4 == 0 && size > BLOCK)
        size = move_blocks(text, size, size_max, seed / 4);
    else if (seed % 4 == 1 && size > BLOCK)
        change_record(text, size, seed / 4);
    else
        size = LLVMFuzzerMutate(bytes, size, size_max);
    if (seed / 4 % 8 > 0)
        mend_headers(text, size);
    return size;
}

/* ---- what must hold ------------------------------------------------------ */

static size_t count_in(const char *path)
{
    DIR *files = opendir(path);
    size_t count = 0;

    while (files != NULL && readdir(files) != NULL)
        count++;
    if (files != NULL)
        closedir(files);
    return count > 2 ? count - 2 : 0;
}

static int import(const char *root, const char *from, struct tare_err *err)
{
    struct tare_store store;
    int status;

    if (tare_store_open_to_write(&store, root, err) < 0)
        demand(0, "store", err->text);
    status = tare_bundle_import(&store, "main", from, err);
    tare_store_close(&store);
    return status;
}

static int export(const char *root, const char *to, struct tare_err *err)
{
    struct tare_store store;
    int status;

    if (tare_store_open(&store, root, err) < 0)
        demand(0, "store", err->text);
    status = tare_bundle_export(&store, "main", to, err);
    tare_store_close(&store);
    return status;
}

/* What was imported can be exported, and imported again elsewhere. */
static void check_import(void)
{
    struct tare_err err = { 0 };

    demand(export(scratch_path("store"), scratch_path("out"), &err) == 0,
           "export", err.text);
    demand(import(scratch_path("again"), scratch_path("out"), &err) == 0,
           "import", err.text);
    demand(count_in(scratch_path("store/objects")) ==
               count_in(scratch_path("again/objects")),
           "objects", "");
}

static void check_refusal(const struct tare_err *err)
{
    demand(err->code == TARE_EBASELINE, "code", err->text);
    demand(strncmp(err->text, scratch, strlen(scratch)) == 0, "path",
           err->text);
    demand(count_in(scratch_path("store/baselines")) == 0, "baselines", "");
    demand(count_in(scratch_path("store/objects")) == 0, "objects", "");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct tare_err err = { 0 };

    scratch_put(scratch_path("in"), bytes, size);
    if (import(scratch_path("store"), scratch_path("in"), &err) == 0)
        check_import();
    else
        check_refusal(&err);
    demand(count_in(scratch) <= 4, "files beside the store", "");
    scratch_empty(scratch_path("store"));
    scratch_empty(scratch_path("again"));
    return 0;
}
