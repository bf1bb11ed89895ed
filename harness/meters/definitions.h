/* SPDX-License-Identifier: MIT */
/* Where functions are defined in what is loaded: the program and its shared
 * libraries, as far as others can link with them. */
#ifndef TARE_HARNESS_DEFINITIONS_H
#define TARE_HARNESS_DEFINITIONS_H

#include <stddef.h>
#include <stdint.h>

struct tare_definition {
    const char *name;
    const char *object; /* path of the library; "" is the program */
    uintptr_t object_at;
    uintptr_t at;
    size_t size; /* of its code */
};

/* Calls visit for each, object by object, until it returns other than 0, and
 * returns that.  The loader's own and the kernel's are left out; a program
 * that is linked statically shows none. */
int tare_definitions_visit(int (*visit)(const struct tare_definition *found,
                                        void *context),
                           void *context);

#endif
