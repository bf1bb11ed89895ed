/* SPDX-License-Identifier: MIT */
/* Numbers and texts of a message, within what they can be: a message that says
 * other things is marked bad. */
#ifndef TARE_HARNESS_NUMBERS_IN_H
#define TARE_HARNESS_NUMBERS_IN_H

#include "harness/bench/wire.h"

/* A count that the sender claims. */
uint64_t tare_get_count(struct tare_message *message, uint64_t most);

/* What is finite and not negative; a time of a launch is no longer than 30 years. */
double tare_get_amount(struct tare_message *message, double most);
double tare_get_time(struct tare_message *message);

/* Text that is valid whatever was sent; NULL stays NULL.  Returned. */
char *tare_get_clean(struct tare_message *message);

#endif
