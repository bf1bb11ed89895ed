/* SPDX-License-Identifier: MIT */
#include "harness/machine/sanitizers.h"

#include <stdio.h>
#include <string.h>

#include "harness/include/tare.h"

extern void __asan_init(void) __attribute__((weak));
extern void __tsan_init(void) __attribute__((weak));
extern void __msan_init(void) __attribute__((weak));
extern void __ubsan_handle_add_overflow(void) __attribute__((weak));

unsigned tare_sanitizers_linked(void)
{
    unsigned found = 0;

    if (__asan_init != NULL)
        found |= TARE_SANITIZER_ADDRESS;
    if (__tsan_init != NULL)
        found |= TARE_SANITIZER_THREAD;
    if (__msan_init != NULL)
        found |= TARE_SANITIZER_MEMORY;
    /* ASan and TSan bring UBSan's handlers along, used or not */
    if (__ubsan_handle_add_overflow != NULL && found == 0)
        found |= TARE_SANITIZER_UNDEFINED;
    return found;
}

int tare_sanitizers_name(unsigned sanitizers, char *text, size_t size)
{
    static const struct {
        unsigned bit;
        const char *name;
    } names[] = { { TARE_SANITIZER_ADDRESS, "address" },
                  { TARE_SANITIZER_THREAD, "thread" },
                  { TARE_SANITIZER_MEMORY, "memory" },
                  { TARE_SANITIZER_UNDEFINED, "undefined" } };
    size_t used = 0;

    text[0] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if ((sanitizers & names[i].bit) != 0) {
            snprintf(text + used, size - used, "%s%s", used > 0 ? ", " : "",
                     names[i].name);
            used = strlen(text);
        }
    return used > 0;
}
