/* SPDX-License-Identifier: MIT */
/* TARE_FIXTURE in the process that runs a benchmark: fills the memory, or maps
 * what another process has filled. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/bench/bench.h"
#include "harness/machine/clock.h"

static void fail(struct tare *t, const struct tare_fixture_ *fixture, int error)
    __attribute__((noreturn));

static void fail(struct tare *t, const struct tare_fixture_ *fixture, int error)
{
    tare_fail(t, "fixture \"%s\" of %zu bytes: %s", fixture->name,
              fixture->size, strerror(error));
}

static void *map(struct tare *t, const struct tare_fixture_ *fixture, int flags,
                 int protection, int fd)
{
    void *memory = mmap(NULL, fixture->size, protection, flags, fd, 0);

    if (memory == MAP_FAILED)
        fail(t, fixture, errno);
    return memory;
}

static void tell_built(struct tare *t, uint64_t begin_ns)
{
    uint64_t elapsed_ns = tare_clock_now_ns() - begin_ns;

    t->threads->opened_ns += elapsed_ns;
    t->threads->conductor->built(t->threads->conductor, elapsed_ns);
}

/* For this process alone. */
static void *build_here(struct tare *t, const struct tare_fixture_ *fixture)
{
    uint64_t begin_ns = tare_clock_now_ns();
    void *memory = map(t, fixture, MAP_PRIVATE | MAP_ANONYMOUS,
                       PROT_READ | PROT_WRITE, -1);

    fixture->build(t, memory, fixture->size);
    mprotect(memory, fixture->size, PROT_READ);
    tell_built(t, begin_ns);
    return memory;
}

static int find(struct tare *t, const struct tare_fixture_ *fixture,
                int *is_built)
{
    struct tare_conductor *conductor = t->threads->conductor;
    int fd = conductor->find(conductor, fixture->name, fixture->size, is_built);

    if (fd < 0)
        fail(t, fixture, -fd);
    return fd;
}

/* Into what was found; afterwards nobody can write there any more, because
 * nobody has it mapped. */
static void build_into(struct tare *t, const struct tare_fixture_ *fixture,
                       int fd)
{
    uint64_t begin_ns = tare_clock_now_ns();
    void *memory = map(t, fixture, MAP_SHARED, PROT_READ | PROT_WRITE, fd);

    fixture->build(t, memory, fixture->size);
    munmap(memory, fixture->size);
    close(fd);
    tell_built(t, begin_ns);
}

static const void *share(struct tare *t, const struct tare_fixture_ *fixture)
{
    int is_built, fd = find(t, fixture, &is_built);
    const void *memory;

    if (!is_built) {
        build_into(t, fixture, fd);
        fd = find(t, fixture, &is_built);
    }
    memory = map(t, fixture, MAP_SHARED, PROT_READ, fd);
    close(fd);
    return memory;
}

const void *tare_fixture_get_(struct tare *t, struct tare_fixture_ *fixture)
{
    pthread_mutex_lock(&t->threads->fixtures);
    if (fixture->memory == NULL && t->state != TARE_STATE_SETUP)
        tare_fail(t, "fixture \"%s\": ask for it before the loop",
                  fixture->name);
    if (fixture->memory == NULL)
        fixture->memory = t->threads->conductor->find == NULL
                              ? build_here(t, fixture)
                              : share(t, fixture);
    pthread_mutex_unlock(&t->threads->fixtures);
    return fixture->memory;
}
