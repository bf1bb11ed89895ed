/* SPDX-License-Identifier: MIT */
#include "harness/stacks/symbols.h"

#include <stdlib.h>
#include <string.h>

#include "harness/stacks/object_file.h"
#include "store/alloc.h"

/* The first section of that type. */
static int find_section(const struct tare_object_file *file, uint32_t type,
                        Elf64_Shdr *section)
{
    for (size_t i = 0; tare_object_file_section(file, i, section) == 0; i++)
        if (section->sh_type == type)
            return 0;
    return -1;
}

/* ---- symbols ------------------------------------------------------------- */

/* Global before local, the C library's inner names last, short before long. */
static int rank_of(const Elf64_Sym *symbol, const char *name)
{
    int rank = ELF64_ST_BIND(symbol->st_info) == STB_LOCAL ? 0 : 1000;
    size_t length = strlen(name);

    if (strncmp(name, "__", 2) == 0)
        rank -= 500;
    return rank - (int)(length < 400 ? length : 400);
}

/* The name, if it ends inside of the strings. */
static const char *name_at(const unsigned char *strings, uint64_t size,
                           uint32_t offset)
{
    if (offset >= size || memchr(strings + offset, 0, size - offset) == NULL)
        return NULL;
    return (const char *)strings + offset;
}

static int is_function(const Elf64_Sym *symbol)
{
    unsigned type = ELF64_ST_TYPE(symbol->st_info);

    return (type == STT_FUNC || type == STT_GNU_IFUNC) &&
           symbol->st_shndx != SHN_UNDEF && symbol->st_size > 0;
}

static int by_address(const void *a, const void *b)
{
    const struct tare_symbol *x = a, *y = b;

    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank > y->rank ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* Of those at one address the first stays. */
static void thin(struct tare_symbols *symbols)
{
    size_t kept = 0;

    qsort(symbols->items, symbols->count, sizeof *symbols->items, by_address);
    for (size_t i = 0; i < symbols->count; i++)
        if (kept == 0 ||
            symbols->items[i].begin != symbols->items[kept - 1].begin)
            symbols->items[kept++] = symbols->items[i];
    symbols->count = kept;
}

void tare_symbols_read(struct tare_symbols *symbols, const unsigned char *bytes,
                       size_t size)
{
    struct tare_object_file file;
    Elf64_Shdr table, names;
    const unsigned char *entries, *strings;

    *symbols = (struct tare_symbols){ 0 };
    if (tare_object_file_open(&file, bytes, size) < 0)
        return;
    symbols->is_full = find_section(&file, SHT_SYMTAB, &table) == 0;
    if (!symbols->is_full && find_section(&file, SHT_DYNSYM, &table) < 0)
        return;
    entries = tare_object_file_part(&file, table.sh_offset, table.sh_size);
    if (entries == NULL ||
        tare_object_file_section(&file, table.sh_link, &names) < 0)
        return;
    strings = tare_object_file_part(&file, names.sh_offset, names.sh_size);
    if (strings == NULL)
        return;
    for (size_t i = 0; i < table.sh_size / sizeof(Elf64_Sym); i++) {
        Elf64_Sym symbol;
        const char *name;

        memcpy(&symbol, entries + i * sizeof symbol, sizeof symbol);
        name = name_at(strings, names.sh_size, symbol.st_name);
        if (is_function(&symbol) && name != NULL && name[0] != '\0')
            *TARE_ADD(symbols->items, symbols->count) =
                (struct tare_symbol){ symbol.st_value, symbol.st_size, name,
                                      rank_of(&symbol, name) };
    }
    if (symbols->count > 0)
        thin(symbols);
}

const struct tare_symbol *tare_symbols_find(const struct tare_symbols *symbols,
                                            uint64_t address)
{
    size_t low = 0, high = symbols->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (symbols->items[middle].begin <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 ||
        address - symbols->items[low - 1].begin >= symbols->items[low - 1].size)
        return NULL;
    return &symbols->items[low - 1];
}

void tare_symbols_release(struct tare_symbols *symbols)
{
    free(symbols->items);
    *symbols = (struct tare_symbols){ 0 };
}

size_t tare_symbol_length(const char *name)
{
    static const char *const added[] = {
        ".constprop.", ".isra.", ".part.", ".cold", ".llvm.", ".lto_priv."
    };
    size_t length = strlen(name);

    for (size_t i = 0; i < sizeof added / sizeof *added; i++) {
        const char *at = strstr(name, added[i]);

        if (at != NULL && at > name && (size_t)(at - name) < length)
            length = (size_t)(at - name);
    }
    return length;
}

/* ---- the build ----------------------------------------------------------- */

/* The note of that kind, from there on; its length, 0 for none. */
size_t tare_build_id_in_notes(const unsigned char *notes, size_t size,
                              unsigned char id[TARE_BUILD_ID_SIZE])
{
    Elf64_Nhdr note;

    for (uint64_t at = 0; size - at >= sizeof note;) {
        uint64_t name, description, end;

        memcpy(&note, notes + at, sizeof note);
        name = at + sizeof note;
        description = name + ((uint64_t)note.n_namesz + 3) / 4 * 4;
        end = description + ((uint64_t)note.n_descsz + 3) / 4 * 4;
        if (end > size)
            return 0;
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
            memcmp(notes + name, "GNU", 4) == 0 &&
            note.n_descsz <= TARE_BUILD_ID_SIZE) {
            memcpy(id, notes + description, note.n_descsz);
            return note.n_descsz;
        }
        at = end;
    }
    return 0;
}

size_t tare_build_id(const unsigned char *bytes, size_t size,
                     unsigned char id[TARE_BUILD_ID_SIZE])
{
    struct tare_object_file file;
    Elf64_Shdr section;
    size_t length = 0;

    if (tare_object_file_open(&file, bytes, size) < 0)
        return 0;
    for (size_t i = 0;
         length == 0 && tare_object_file_section(&file, i, &section) == 0;
         i++) {
        const unsigned char *notes =
            section.sh_type == SHT_NOTE
                ? tare_object_file_part(&file, section.sh_offset,
                                        section.sh_size)
                : NULL;

        if (notes != NULL)
            length = tare_build_id_in_notes(notes, section.sh_size, id);
    }
    return length;
}

void tare_build_id_text(char text[TARE_BUILD_ID_TEXT], const unsigned char *id,
                        size_t size)
{
    static const char digits[] = "0123456789abcdef";
    size_t length = 0;

    for (size_t i = 0; i < size; i++) {
        text[length++] = digits[id[i] >> 4];
        text[length++] = digits[id[i] & 15];
    }
    text[length] = '\0';
}
