/* SPDX-License-Identifier: MIT */
/* What is loaded into this process, by the names of the dynamic linker. */
#ifndef TARE_HARNESS_LINK_NAME_H
#define TARE_HARNESS_LINK_NAME_H

#include <link.h>

/* The path that the object was found by; "" for the program itself, to which
 * glibc gives no name and musl the one that it was started by. */
const char *tare_link_name(const struct dl_phdr_info *object);

#endif
