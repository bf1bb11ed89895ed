/* SPDX-License-Identifier: MIT */
#include "harness/meters/definitions.h"

#include <link.h>
#include <sys/auxv.h>

#include "harness/machine/link_name.h"

struct visitor {
    int (*visit)(const struct tare_definition *found, void *context);
    void *context;
};

/* What the dynamic section of an object points to. */
struct tables {
    const ElfW(Sym) * symbols;
    const char *names;
    const uint32_t *hash, *gnu_hash;
};

/* Loaders write addresses into the section, but not on every processor. */
static uintptr_t address_of(const struct dl_phdr_info *object, uintptr_t value)
{
    return value < object->dlpi_addr ? value + object->dlpi_addr : value;
}

static const ElfW(Dyn) * dynamic_of(const struct dl_phdr_info *object)
{
    for (size_t i = 0; i < object->dlpi_phnum; i++)
        if (object->dlpi_phdr[i].p_type == PT_DYNAMIC)
            return (const ElfW(Dyn) *)(object->dlpi_addr +
                                       object->dlpi_phdr[i].p_vaddr);
    return NULL;
}

static void read_tables(struct tables *tables,
                        const struct dl_phdr_info *object)
{
    const ElfW(Dyn) *entry = dynamic_of(object);

    *tables = (struct tables){ 0 };
    for (; entry != NULL && entry->d_tag != DT_NULL; entry++) {
        uintptr_t at = address_of(object, entry->d_un.d_ptr);

        if (entry->d_tag == DT_SYMTAB)
            tables->symbols = (const ElfW(Sym) *)at;
        else if (entry->d_tag == DT_STRTAB)
            tables->names = (const char *)at;
        else if (entry->d_tag == DT_HASH)
            tables->hash = (const uint32_t *)at;
        else if (entry->d_tag == DT_GNU_HASH)
            tables->gnu_hash = (const uint32_t *)at;
    }
}

/* The last symbol is the end of the longest chain; the format: buckets, first
 * symbol, words of the filter, its shift, the filter, the buckets, and for
 * each symbol a word whose lowest bit ends the chain. */
static size_t count_gnu(const uint32_t *hash)
{
    uint32_t buckets = hash[0], first = hash[1], last = 0;
    const uint32_t *bucket =
        hash + 4 + hash[2] * (sizeof(ElfW(Addr)) / sizeof *hash);
    const uint32_t *chain = bucket + buckets;

    for (uint32_t i = 0; i < buckets; i++)
        if (bucket[i] > last)
            last = bucket[i];
    if (last < first)
        return 0;
    while ((chain[last - first] & 1) == 0)
        last++;
    return last + 1;
}

static size_t count_symbols(const struct tables *tables)
{
    if (tables->symbols == NULL || tables->names == NULL)
        return 0;
    if (tables->hash != NULL)
        return tables->hash[1];
    return tables->gnu_hash != NULL ? count_gnu(tables->gnu_hash) : 0;
}

static int is_function(const ElfW(Sym) * symbol)
{
    return symbol->st_shndx != SHN_UNDEF &&
           ELF64_ST_TYPE(symbol->st_info) == STT_FUNC;
}

/* The loader, whose functions are its own affair, and the kernel's library. */
static int is_left_out(const struct dl_phdr_info *object)
{
    unsigned long loader = getauxval(AT_BASE);
    unsigned long kernel = getauxval(AT_SYSINFO_EHDR);

    return (loader != 0 && object->dlpi_addr == loader) ||
           (kernel != 0 && object->dlpi_addr == kernel);
}

static int visit_object(struct dl_phdr_info *object, size_t size, void *context)
{
    const struct visitor *visitor = context;
    struct tables tables;
    size_t count;
    int status = 0;

    (void)size;
    if (is_left_out(object))
        return 0;
    read_tables(&tables, object);
    count = count_symbols(&tables);
    for (size_t i = 0; i < count && status == 0; i++) {
        const ElfW(Sym) *symbol = &tables.symbols[i];
        struct tare_definition found = { tables.names + symbol->st_name,
                                         tare_link_name(object),
                                         object->dlpi_addr,
                                         object->dlpi_addr + symbol->st_value,
                                         symbol->st_size };

        if (is_function(symbol))
            status = visitor->visit(&found, visitor->context);
    }
    return status;
}

int tare_definitions_visit(int (*visit)(const struct tare_definition *found,
                                        void *context),
                           void *context)
{
    struct visitor visitor = { visit, context };

    return dl_iterate_phdr(visit_object, &visitor);
}
