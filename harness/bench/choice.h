/* SPDX-License-Identifier: MIT */
/*
 * Choosing cases by their ids: any of the filters (none means all), none of
 * the skips.  Filters are POSIX extended regular expressions, or with exact
 * the ids themselves.
 */
#ifndef TARE_HARNESS_CHOICE_H
#define TARE_HARNESS_CHOICE_H

#include <regex.h>
#include <stddef.h>

#include "store/fail.h"

struct tare_choice {
    char *const *filters;
    size_t filter_count;
    char *const *skips;
    size_t skip_count;
    int exact;
};

/* A choice made ready; borrows its words. */
struct tare_chooser {
    struct tare_choice choice;
    regex_t *filters, *skips; /* owned */
    size_t filter_count;      /* of those compiled: none with exact */
};

/* On failure there is nothing to close. */
int tare_chooser_open(struct tare_chooser *chooser,
                      const struct tare_choice *choice, struct tare_err *err);

/* Whether the case of that id is chosen, by the struct tare_chooser that is
 * handed as what others hand on. */
int tare_chooser_takes(const void *context, const char *id);
void tare_chooser_close(struct tare_chooser *chooser);

#endif
