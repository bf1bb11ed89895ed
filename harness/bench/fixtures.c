/* SPDX-License-Identifier: MIT */
#include "harness/bench/fixtures.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "store/alloc.h"

enum {
    FIXTURES_MAX = 256,
    NAME_LENGTH_MAX = 200
};

/* Of address space; what is not written takes none. */
#define SIZE_MOST ((uint64_t)1 << 40)

/* ---- one fixture --------------------------------------------------------- */

static int make_memory(uint64_t size)
{
    int fd = memfd_create("tare-fixture", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    if (fd >= 0 && ftruncate(fd, (off_t)size) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static struct tare_fixture *find(struct tare_fixtures *fixtures, size_t binary,
                                 const char *name)
{
    for (size_t i = 0; i < fixtures->count; i++)
        if (fixtures->items[i].binary == binary &&
            strcmp(fixtures->items[i].name, name) == 0)
            return &fixtures->items[i];
    return NULL;
}

static struct tare_fixture *add(struct tare_fixtures *fixtures, size_t binary,
                                const char *name, uint64_t size)
{
    struct tare_fixture *fixture;

    fixtures->items =
        tare_grow(fixtures->items, fixtures->count, sizeof *fixtures->items);
    fixture = &fixtures->items[fixtures->count++];
    *fixture = (struct tare_fixture){
        .binary = binary, .name = tare_strdup(name), .size = size, .fd = -1
    };
    return fixture;
}

struct tare_fixture *tare_fixtures_get(struct tare_fixtures *fixtures,
                                       size_t binary, const char *name,
                                       uint64_t size, struct tare_err *err)
{
    struct tare_fixture *fixture = find(fixtures, binary, name);

    if (size == 0 || size > SIZE_MOST || strlen(name) > NAME_LENGTH_MAX ||
        (fixture == NULL && fixtures->count == FIXTURES_MAX)) {
        tare_fail_with(err, TARE_EUSAGE,
                       "there can be at most %d fixtures of 1 byte to 1 TiB, "
                       "with names of up to %d characters",
                       FIXTURES_MAX, NAME_LENGTH_MAX);
        return NULL;
    }
    if (fixture == NULL)
        fixture = add(fixtures, binary, name, size);
    if (fixture->size != size) {
        tare_fail_with(err, TARE_EUSAGE,
                       "two fixtures have this name, of %llu and of %llu bytes",
                       (unsigned long long)fixture->size,
                       (unsigned long long)size);
        return NULL;
    }
    if (fixture->is_built)
        return fixture;
    if (fixture->fd >= 0) /* of a launch that came to no end with it */
        close(fixture->fd);
    fixture->fd = make_memory(size);
    if (fixture->fd >= 0)
        return fixture;
    tare_fail_with(err, TARE_EUSAGE, "%s", strerror(errno));
    return NULL;
}

void tare_fixture_finish(struct tare_fixture *fixture)
{
    fcntl(fixture->fd, F_ADD_SEALS,
          F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
    fixture->is_built = 1;
}

/* ---- of two suites ------------------------------------------------------- */

static void *map(const struct tare_fixture *fixture)
{
    void *memory = mmap(NULL, (size_t)fixture->size, PROT_READ, MAP_SHARED,
                        fixture->fd, 0);

    return memory != MAP_FAILED ? memory : NULL;
}

static int is_equal(const struct tare_fixture *one,
                    const struct tare_fixture *other)
{
    void *a = map(one), *b = map(other);
    int is_equal =
        a != NULL && b != NULL && memcmp(a, b, (size_t)one->size) == 0;

    if (a != NULL)
        munmap(a, (size_t)one->size);
    if (b != NULL)
        munmap(b, (size_t)other->size);
    return is_equal;
}

static int take_over(struct tare_fixture *to, const struct tare_fixture *from)
{
    int fd = fcntl(from->fd, F_DUPFD_CLOEXEC, 0);

    if (fd < 0)
        return 0;
    close(to->fd);
    to->fd = fd;
    return 1;
}

/* Whether there is none of that name, or one that both have now. */
static int share(const struct tare_fixtures *from, struct tare_fixture *to)
{
    int is_there = 0;

    for (size_t i = 0; i < from->count; i++) {
        const struct tare_fixture *other = &from->items[i];

        if (!other->is_built || strcmp(other->name, to->name) != 0)
            continue;
        if (other->size == to->size && is_equal(other, to) &&
            take_over(to, other))
            return 1;
        is_there = 1;
    }
    return !is_there;
}

const char *tare_fixtures_share(const struct tare_fixtures *from,
                                struct tare_fixtures *to)
{
    const char *different = NULL;

    for (size_t i = 0; i < to->count; i++) {
        struct tare_fixture *fixture = &to->items[i];

        if (!fixture->is_built || fixture->is_compared)
            continue;
        fixture->is_compared = 1;
        if (!share(from, fixture))
            different = fixture->name;
    }
    return different;
}

void tare_fixtures_release(struct tare_fixtures *fixtures)
{
    for (size_t i = 0; i < fixtures->count; i++) {
        free(fixtures->items[i].name);
        if (fixtures->items[i].fd >= 0)
            close(fixtures->items[i].fd);
    }
    free(fixtures->items);
    *fixtures = (struct tare_fixtures){ 0 };
}
