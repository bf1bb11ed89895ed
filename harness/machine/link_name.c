/* SPDX-License-Identifier: MIT */
#include "harness/machine/link_name.h"

#include <stddef.h>
#include <sys/auxv.h>

const char *tare_link_name(const struct dl_phdr_info *object)
{
    int is_program = (uintptr_t)object->dlpi_phdr == getauxval(AT_PHDR);

    return is_program || object->dlpi_name == NULL ? "" : object->dlpi_name;
}
