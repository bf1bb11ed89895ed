/* SPDX-License-Identifier: MIT */
#include "store/archive.h"

#include <string.h>

enum {
    BLOCK = 512,
    END_BLOCKS = 2,
    TAIL_MAX = 1 << 20 /* zeros that tar(1) may add at the end */
};

/* As POSIX lays it out; numbers are octal digits. */
struct header {
    char name[100], mode[8], owner[8], group[8], size[12], time[12], sum[8];
    char kind, link[100], magic[6], version[2], owner_name[32], group_name[32];
    char major[8], minor[8], prefix[155], rest[12];
};

_Static_assert(sizeof(struct header) == BLOCK, "a header is one block");

/* The sum of its bytes, with blanks for the sum itself. */
static unsigned sum_of(const struct header *header)
{
    struct header copy = *header;
    const unsigned char *bytes = (const unsigned char *)&copy;
    unsigned sum = 0;

    memset(copy.sum, ' ', sizeof copy.sum);
    for (size_t i = 0; i < BLOCK; i++)
        sum += bytes[i];
    return sum;
}

/* The zero at the end is the last of the digits' places. */
static void put_octal(char *field, size_t size, uint64_t number)
{
    field[--size] = '\0';
    for (; size > 0; number /= 8)
        field[--size] = (char)('0' + number % 8);
}

static int get_octal(const char *field, size_t size, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i + 1 < size; i++) {
        if (field[i] < '0' || field[i] > '7')
            return -1;
        *number = 8 * *number + (uint64_t)(field[i] - '0');
    }
    return field[size - 1] == '\0' || field[size - 1] == ' ' ? 0 : -1;
}

static size_t padding(uint64_t size)
{
    return (size_t)(-size % BLOCK);
}

/* ---- writing ------------------------------------------------------------- */

int tare_archive_put(FILE *stream, const char *name, uint64_t size,
                     struct tare_err *err)
{
    struct header header = { .kind = '0' };

    if (size >> 33 != 0)
        return tare_fail_with(err, TARE_EOUTPUT,
                              "%s: is larger than 8 GiB, which an archive "
                              "cannot hold",
                              name);
    strncpy(header.name, name, sizeof header.name - 1);
    put_octal(header.mode, sizeof header.mode, 0644);
    put_octal(header.owner, sizeof header.owner, 0);
    put_octal(header.group, sizeof header.group, 0);
    put_octal(header.size, sizeof header.size, size);
    put_octal(header.time, sizeof header.time, 0);
    memcpy(header.magic, "ustar", sizeof header.magic);
    memcpy(header.version, "00", sizeof header.version);
    put_octal(header.sum, sizeof header.sum - 1, sum_of(&header));
    header.sum[7] = ' ';
    fwrite(&header, 1, BLOCK, stream);
    return 0;
}

static void put_zeros(FILE *stream, size_t size)
{
    static const char zeros[BLOCK];

    for (; size > BLOCK; size -= BLOCK)
        fwrite(zeros, 1, BLOCK, stream);
    fwrite(zeros, 1, size, stream);
}

void tare_archive_pad(FILE *stream, uint64_t size)
{
    put_zeros(stream, padding(size));
}

void tare_archive_end(FILE *stream)
{
    put_zeros(stream, END_BLOCKS * BLOCK);
}

/* ---- reading ------------------------------------------------------------- */

static int refuse(const char *path, const char *why, struct tare_err *err)
{
    return tare_fail_with(err, TARE_EBASELINE,
                          "%s: is not an exported baseline, or is damaged: %s",
                          path, why);
}

static int is_zero(const void *bytes, size_t size)
{
    const char *at = bytes;

    while (size > 0 && *at == 0)
        at++, size--;
    return size == 0;
}

/* After the first block of zeros: one more, and as many as tar(1) likes. */
static int read_end(FILE *stream, const char *path, struct tare_err *err)
{
    char block[BLOCK];
    size_t got, all = 0;

    while ((got = fread(block, 1, BLOCK, stream)) > 0 && all <= TAIL_MAX) {
        if (!is_zero(block, got))
            return refuse(path, "something follows its end", err);
        all += got;
    }
    if (all < BLOCK)
        return refuse(path, "its end is missing", err);
    if (all > TAIL_MAX)
        return refuse(path, "it does not end", err);
    return 0;
}

/* What is wrong with it, or NULL. */
static const char *fault(const struct header *header, uint64_t *size)
{
    uint64_t sum;

    if (memcmp(header->magic, "ustar", 6) != 0 ||
        memcmp(header->version, "00", 2) != 0)
        return "it is not a ustar archive";
    if (get_octal(header->sum, sizeof header->sum - 1, &sum) != 0 ||
        sum != sum_of(header))
        return "the checksum of a header is wrong";
    if (header->kind != '0')
        return "it holds something that is not a plain file";
    if (header->name[sizeof header->name - 1] != '\0' ||
        header->prefix[0] != '\0' || header->link[0] != '\0')
        return "it holds a name that is too long, or a link";
    if (get_octal(header->size, sizeof header->size, size) != 0)
        return "a size is not a number";
    return NULL;
}

int tare_archive_next(FILE *stream, const char *path,
                      char name[TARE_ARCHIVE_NAME_SIZE], uint64_t *size,
                      struct tare_err *err)
{
    struct header header;
    const char *why;

    if (fread(&header, 1, BLOCK, stream) != BLOCK)
        return refuse(path, "it ends early", err);
    if (is_zero(&header, BLOCK))
        return read_end(stream, path, err);
    why = fault(&header, size);
    if (why != NULL)
        return refuse(path, why, err);
    memcpy(name, header.name, sizeof header.name);
    name[sizeof header.name] = '\0';
    return 1;
}

int tare_archive_skip(FILE *stream, const char *path, uint64_t size,
                      struct tare_err *err)
{
    char block[BLOCK];
    size_t left = padding(size);

    if (fread(block, 1, left, stream) != left)
        return refuse(path, "it ends early", err);
    if (!is_zero(block, left))
        return refuse(path, "something stands between its files", err);
    return 0;
}
