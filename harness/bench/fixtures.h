/* SPDX-License-Identifier: MIT */
/* The fixtures of a suite (TARE_FIXTURE): memory that the first launch that asks
 * for one fills, and that all later ones map.  It is in no file system, and gone
 * with the last process that has it. */
#ifndef TARE_HARNESS_FIXTURES_H
#define TARE_HARNESS_FIXTURES_H

#include <stddef.h>
#include <stdint.h>

#include "store/fail.h"

struct tare_fixture {
    size_t binary; /* of the suite */
    char *name;
    uint64_t size;
    int fd;
    int is_built;
    int is_compared; /* with that of the other side */
};

/* All zero: none. */
struct tare_fixtures {
    struct tare_fixture *items;
    size_t count;
};

/* The one of that name, begun when it is new, and empty unless it is built;
 * NULL with err.  Valid until the next call. */
struct tare_fixture *tare_fixtures_get(struct tare_fixtures *fixtures,
                                       size_t binary, const char *name,
                                       uint64_t size, struct tare_err *err);

/* Nobody writes into it from now on. */
void tare_fixture_finish(struct tare_fixture *fixture);

/* Both have the same memory from now on where it holds the same bytes: other
 * pages would tie what they do to a cache to one of the two.  The name of one
 * that does not, or NULL. */
const char *tare_fixtures_share(const struct tare_fixtures *from,
                                struct tare_fixtures *to);

void tare_fixtures_release(struct tare_fixtures *fixtures);

#endif
