/* SPDX-License-Identifier: MIT */
#include "harness/stacks/modules.h"

#include <elf.h>
#include <link.h>
#include <stdlib.h>

#include "harness/stacks/symbols.h"

struct list {
    struct tare_module *items;
    size_t count, most;
};

/* The memory of the segment that holds that address; nothing for none. */
static struct tare_extent_of_memory segment_at(const struct dl_phdr_info *info,
                                               uint64_t address)
{
    for (unsigned i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        uint64_t begin = info->dlpi_addr + segment->p_vaddr;

        if (segment->p_type == PT_LOAD && (segment->p_flags & PF_R) != 0 &&
            address >= begin && address - begin < segment->p_memsz)
            return (struct tare_extent_of_memory){ (const unsigned char *)begin,
                                                   begin, segment->p_memsz };
    }
    return (struct tare_extent_of_memory){ 0 };
}

static uint64_t find_header(const struct dl_phdr_info *info)
{
    for (unsigned i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_GNU_EH_FRAME)
            return info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
    return 0;
}

/* The notes that hold the build id, as there may be several. */
static struct tare_extent_of_memory find_notes(const struct dl_phdr_info *info)
{
    unsigned char id[TARE_BUILD_ID_SIZE];

    for (unsigned i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        uint64_t begin = info->dlpi_addr + segment->p_vaddr;
        const unsigned char *bytes = (const unsigned char *)begin;

        if (segment->p_type == PT_NOTE &&
            tare_build_id_in_notes(bytes, segment->p_memsz, id) > 0)
            return (struct tare_extent_of_memory){ bytes, begin,
                                                   segment->p_memsz };
    }
    return (struct tare_extent_of_memory){ 0 };
}

/* Each segment that can be executed is one. */
static int add(struct dl_phdr_info *info, size_t size, void *context)
{
    struct list *list = context;
    uint64_t header = find_header(info);

    (void)size;
    for (unsigned i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        uint64_t begin = info->dlpi_addr + segment->p_vaddr;

        if (segment->p_type != PT_LOAD || (segment->p_flags & PF_X) == 0 ||
            list->count == list->most)
            continue;
        list->items[list->count++] = (struct tare_module){
            .code = { (const unsigned char *)begin, begin, segment->p_memsz },
            .frames = segment_at(info, header),
            .header = header,
            .base = info->dlpi_addr,
            .name = info->dlpi_name,
            .notes = find_notes(info),
        };
    }
    return 0;
}

static int by_address(const void *a, const void *b)
{
    const struct tare_module *x = a, *y = b;

    return (x->code.address > y->code.address) -
           (x->code.address < y->code.address);
}

size_t tare_modules_list(struct tare_module *items, size_t most)
{
    struct list list = { items, 0, most };

    dl_iterate_phdr(add, &list);
    qsort(items, list.count, sizeof *items, by_address);
    return list.count;
}
