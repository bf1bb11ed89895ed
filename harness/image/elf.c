/* SPDX-License-Identifier: MIT */
#include "harness/image/elf.h"

#include <elf.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "store/words.h"

#ifndef EM_LOONGARCH
#define EM_LOONGARCH 258
#endif

/* In a search path: the folder in which the file itself lies. */
#define ORIGIN "$ORIGIN ${ORIGIN}"

/* ---- reading ------------------------------------------------------------- */

/* The parts that matter here, as offsets into the file; all of it was checked
 * to lie within the size. */
struct view {
    const unsigned char *bytes;
    size_t size;
    int is_big_endian;
    size_t segments, segment_count;
    size_t dynamic, dynamic_count; /* count 0: none */
    size_t strings, strings_size;
};

static int fits(const struct view *view, uint64_t at, uint64_t size)
{
    return at <= view->size && size <= view->size - at;
}

/* Where a number has its i-th byte, counted from the one that weighs least; the
 * order is that of the file, whatever this machine has. */
static size_t byte_at(size_t i, size_t size, int is_big_endian)
{
    return is_big_endian ? size - 1 - i : i;
}

static uint64_t get_number(const unsigned char *bytes, size_t size,
                           int is_big_endian)
{
    uint64_t value = 0;

    for (size_t i = size; i-- > 0;)
        value = value << 8 | bytes[byte_at(i, size, is_big_endian)];
    return value;
}

static void put_number(unsigned char *bytes, size_t size, int is_big_endian,
                       uint64_t value)
{
    for (size_t i = 0; i < size; i++, value >>= 8)
        bytes[byte_at(i, size, is_big_endian)] = (unsigned char)value;
}

/* A member of the struct that lies at an offset that was checked. */
#define FIELD(view, at, type, member)                                          \
    get_number((view)->bytes + (at) + offsetof(type, member),                  \
               sizeof(((type *)0)->member), (view)->is_big_endian)

#define PUT_FIELD(view, changed, at, type, member, value)                      \
    put_number((changed) + (at) + offsetof(type, member),                      \
               sizeof(((type *)0)->member), (view)->is_big_endian, value)

static size_t segment_at(const struct view *view, size_t index)
{
    return view->segments + index * sizeof(Elf64_Phdr);
}

/* Where in the file the address is, or SIZE_MAX. */
static size_t offset_of(const struct view *view, uint64_t address)
{
    for (size_t i = 0; i < view->segment_count; i++) {
        size_t at = segment_at(view, i);
        uint64_t start = FIELD(view, at, Elf64_Phdr, p_vaddr);
        uint64_t offset = FIELD(view, at, Elf64_Phdr, p_offset);

        if (FIELD(view, at, Elf64_Phdr, p_type) != PT_LOAD || address < start ||
            address - start >= FIELD(view, at, Elf64_Phdr, p_filesz))
            continue;
        return fits(view, offset, address - start)
                   ? (size_t)(offset + (address - start))
                   : SIZE_MAX;
    }
    return SIZE_MAX;
}

static size_t entry_at(const struct view *view, size_t index)
{
    return view->dynamic + index * sizeof(Elf64_Dyn);
}

static uint64_t tag_of(const struct view *view, size_t index)
{
    return FIELD(view, entry_at(view, index), Elf64_Dyn, d_tag);
}

static uint64_t value_of(const struct view *view, size_t index)
{
    return FIELD(view, entry_at(view, index), Elf64_Dyn, d_un.d_val);
}

/* The value of the first entry with the tag, or 0. */
static uint64_t find_value(const struct view *view, uint64_t tag)
{
    for (size_t i = 0; i < view->dynamic_count; i++)
        if (tag_of(view, i) == tag)
            return value_of(view, i);
    return 0;
}

/* The index of the first segment of the type, or SIZE_MAX. */
static size_t find_segment(const struct view *view, uint64_t type)
{
    for (size_t i = 0; i < view->segment_count; i++)
        if (FIELD(view, segment_at(view, i), Elf64_Phdr, p_type) == type)
            return i;
    return SIZE_MAX;
}

static void find_dynamic(struct view *view)
{
    size_t index = find_segment(view, PT_DYNAMIC);
    uint64_t offset, size;

    if (index == SIZE_MAX)
        return;
    offset = FIELD(view, segment_at(view, index), Elf64_Phdr, p_offset);
    size = FIELD(view, segment_at(view, index), Elf64_Phdr, p_filesz);
    if (!fits(view, offset, size))
        return;
    view->dynamic = (size_t)offset;
    while (view->dynamic_count < size / sizeof(Elf64_Dyn) &&
           tag_of(view, view->dynamic_count) != DT_NULL)
        view->dynamic_count++;
}

static void find_strings(struct view *view)
{
    uint64_t size = find_value(view, DT_STRSZ);
    size_t at = offset_of(view, find_value(view, DT_STRTAB));

    if (at == SIZE_MAX)
        return;
    view->strings = at;
    view->strings_size =
        size < view->size - at ? (size_t)size : view->size - at;
}

/* Whether it is a file of the kind that can be looked into. */
static int open_view(struct view *view, const unsigned char *bytes, size_t size)
{
    *view = (struct view){ .bytes = bytes, .size = size };
    if (size < sizeof(Elf64_Ehdr) || memcmp(bytes, ELFMAG, SELFMAG) != 0 ||
        bytes[EI_CLASS] != ELFCLASS64)
        return 0;
    view->is_big_endian = bytes[EI_DATA] == ELFDATA2MSB;
    if (FIELD(view, 0, Elf64_Ehdr, e_phentsize) != sizeof(Elf64_Phdr))
        return 0;
    view->segments = (size_t)FIELD(view, 0, Elf64_Ehdr, e_phoff);
    view->segment_count = (size_t)FIELD(view, 0, Elf64_Ehdr, e_phnum);
    if (!fits(view, view->segments, view->segment_count * sizeof(Elf64_Phdr)))
        return 0;
    find_dynamic(view);
    find_strings(view);
    return 1;
}

/* The length of the string at that offset among the strings, or SIZE_MAX when
 * it does not end within reason. */
static size_t length_at(const struct view *view, uint64_t offset)
{
    const unsigned char *start, *end;
    size_t most;

    if (offset >= view->strings_size)
        return SIZE_MAX;
    most = view->strings_size - (size_t)offset;
    start = view->bytes + view->strings + offset;
    end = memchr(start, '\0', most < PATH_MAX ? most : PATH_MAX);
    return end != NULL ? (size_t)(end - start) : SIZE_MAX;
}

/* NULL where there is none. */
static const char *string_at(const struct view *view, uint64_t offset)
{
    if (offset == 0 || length_at(view, offset) == SIZE_MAX)
        return NULL;
    return (const char *)view->bytes + view->strings + offset;
}

/* ---- what it says of itself ---------------------------------------------- */

/* Position-independent programs and libraries are of one type.  A library has
 * no place to start at, or else a name of its own and nobody to load it. */
static int looks_like_library(const struct view *view)
{
    return FIELD(view, 0, Elf64_Ehdr, e_entry) == 0 ||
           (find_segment(view, PT_INTERP) == SIZE_MAX &&
            find_value(view, DT_SONAME) != 0);
}

int tare_elf_look(struct tare_elf *elf, const unsigned char *bytes, size_t size)
{
    struct view view;
    unsigned type;

    *elf = (struct tare_elf){ 0 };
    if (size < sizeof(Elf32_Ehdr) || memcmp(bytes, ELFMAG, SELFMAG) != 0)
        return 0;
    elf->bits = bytes[EI_CLASS] == ELFCLASS64 ? 64 : 32;
    elf->is_big_endian = bytes[EI_DATA] == ELFDATA2MSB;
    /* (these two are at the same place in both classes) */
    view = (struct view){ .bytes = bytes, .is_big_endian = elf->is_big_endian };
    elf->machine = (unsigned)FIELD(&view, 0, Elf64_Ehdr, e_machine);
    type = (unsigned)FIELD(&view, 0, Elf64_Ehdr, e_type);
    elf->is_library = type == ET_DYN;
    elf->is_program = type == ET_EXEC || type == ET_DYN;
    if (type == ET_DYN && open_view(&view, bytes, size))
        elf->is_program = !looks_like_library(&view);
    return 1;
}

int tare_elf_same_machine(const struct tare_elf *a, const struct tare_elf *b)
{
    return a->machine == b->machine && a->bits == b->bits &&
           a->is_big_endian == b->is_big_endian;
}

void tare_elf_machine(const struct tare_elf *elf, char *text, size_t size)
{
    static const struct {
        unsigned machine;
        unsigned bits;
        const char *name;
    } names[] = {
        { EM_X86_64, 64, "x86-64" }, { EM_X86_64, 32, "x32" },
        { EM_386, 32, "i386" },      { EM_AARCH64, 64, "aarch64" },
        { EM_ARM, 32, "arm" },       { EM_RISCV, 64, "riscv64" },
        { EM_RISCV, 32, "riscv32" }, { EM_PPC64, 64, "ppc64" },
        { EM_S390, 64, "s390x" },    { EM_MIPS, 64, "mips64" },
        { EM_MIPS, 32, "mips" },     { EM_LOONGARCH, 64, "loongarch64" }
    };
    const char *order = elf->is_big_endian ? "big" : "little";

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].machine == elf->machine && names[i].bits == elf->bits) {
            snprintf(text, size, "%s", names[i].name);
            return;
        }
    snprintf(text, size, "machine %u (%u bits, %s-endian)", elf->machine,
             elf->bits, order);
}

/* The string of the first entry with the tag; NULL when there is none. */
static const char *find_string(const struct view *view, uint64_t tag)
{
    return string_at(view, find_value(view, tag));
}

size_t tare_elf_code_size(const unsigned char *bytes, size_t size)
{
    struct view view;
    size_t code = 0;

    if (!open_view(&view, bytes, size))
        return 0;
    for (size_t i = 0; i < view.segment_count; i++) {
        size_t at = segment_at(&view, i);

        if (FIELD(&view, at, Elf64_Phdr, p_type) == PT_LOAD &&
            (FIELD(&view, at, Elf64_Phdr, p_flags) & PF_X) != 0)
            code += (size_t)FIELD(&view, at, Elf64_Phdr, p_filesz);
    }
    return code;
}

const char *tare_elf_soname(const unsigned char *bytes, size_t size)
{
    struct view view;

    return open_view(&view, bytes, size) ? find_string(&view, DT_SONAME) : NULL;
}

const char *tare_elf_search_path(const unsigned char *bytes, size_t size)
{
    struct view view;

    if (!open_view(&view, bytes, size))
        return NULL;
    return find_string(&view, find_value(&view, DT_RUNPATH) != 0 ? DT_RUNPATH
                                                                 : DT_RPATH);
}

int tare_elf_resolve(struct tare_buf *path, const char *search,
                     const char *folder)
{
    int has_origin = 0;

    while (*search != '\0') {
        size_t length = tare_begins_among(search, ORIGIN);

        if (length > 0)
            tare_buf_puts(path, folder);
        else
            tare_buf_add(path, search, 1);
        has_origin |= length > 0;
        search += length > 0 ? length : 1;
    }
    return has_origin;
}

const char *tare_elf_needed(const unsigned char *bytes, size_t size,
                            size_t index)
{
    struct view view;

    if (!open_view(&view, bytes, size))
        return NULL;
    for (size_t i = 0; i < view.dynamic_count; i++)
        if (tag_of(&view, i) == DT_NEEDED && index-- == 0)
            return string_at(&view, value_of(&view, i));
    return NULL;
}

/* ---- changing ------------------------------------------------------------ */

/* The offset of the last part of the path that is at that offset; the same
 * where there is no other, or it is empty. */
static uint64_t last_part(const struct view *view, uint64_t offset)
{
    size_t length = length_at(view, offset);
    const unsigned char *text;

    if (length == SIZE_MAX || length == 0)
        return offset;
    text = view->bytes + view->strings + offset;
    if (text[length - 1] == '/')
        return offset;
    for (size_t i = length; i > 0; i--)
        if (text[i - 1] == '/')
            return offset + i;
    return offset;
}

static void forget_origin(unsigned char *bytes, const struct view *view,
                          uint64_t offset)
{
    size_t length = length_at(view, offset);
    unsigned char *text;

    if (length == SIZE_MAX)
        return;
    text = bytes + view->strings + offset;
    for (size_t i = 0; i < length; i++)
        if (tare_begins_among((char *)text + i, ORIGIN) > 0)
            text[i] = '/';
}

/* A library that symbols are wanted from in a certain version is named there
 * once more, and has to be the same name. */
static void shorten_versions(unsigned char *bytes, const struct view *view)
{
    uint64_t count = find_value(view, DT_VERNEEDNUM);
    size_t at = offset_of(view, find_value(view, DT_VERNEED));

    for (uint64_t i = 0; at != SIZE_MAX && i < count; i++) {
        uint64_t offset, next;

        if (!fits(view, at, sizeof(Elf64_Verneed)))
            return;
        offset = FIELD(view, at, Elf64_Verneed, vn_file);
        next = FIELD(view, at, Elf64_Verneed, vn_next);
        PUT_FIELD(view, bytes, at, Elf64_Verneed, vn_file,
                  last_part(view, offset));
        if (next == 0 || !fits(view, at, next))
            return;
        at += (size_t)next;
    }
}

void tare_elf_detach(unsigned char *bytes, size_t size)
{
    struct view view;
    int has_runpath;

    if (!open_view(&view, bytes, size))
        return;
    has_runpath = find_value(&view, DT_RUNPATH) != 0;
    for (size_t i = 0; i < view.dynamic_count; i++) {
        size_t at = entry_at(&view, i);
        uint64_t tag = tag_of(&view, i), value = value_of(&view, i);

        if (tag == DT_NEEDED)
            PUT_FIELD(&view, bytes, at, Elf64_Dyn, d_un.d_val,
                      last_part(&view, value));
        if (tag == DT_RPATH || tag == DT_RUNPATH)
            forget_origin(bytes, &view, value);
        if (tag == DT_RPATH && !has_runpath) /* or it would not count */
            PUT_FIELD(&view, bytes, at, Elf64_Dyn, d_tag, DT_RUNPATH);
    }
    shorten_versions(bytes, &view);
}

/* ---- debug information --------------------------------------------------- */

static size_t section_at(const struct view *view, size_t index)
{
    return (size_t)FIELD(view, 0, Elf64_Ehdr, e_shoff) +
           index * sizeof(Elf64_Shdr);
}

/* How many sections have headers that can be read; 0 too when their names
 * cannot. */
static size_t count_sections(const struct view *view)
{
    uint64_t at = FIELD(view, 0, Elf64_Ehdr, e_shoff);
    uint64_t count = FIELD(view, 0, Elf64_Ehdr, e_shnum);

    if (FIELD(view, 0, Elf64_Ehdr, e_shentsize) != sizeof(Elf64_Shdr) ||
        FIELD(view, 0, Elf64_Ehdr, e_shstrndx) >= count ||
        !fits(view, at, count * sizeof(Elf64_Shdr)))
        return 0;
    return (size_t)count;
}

/* Whether the section's name begins with that. */
static int is_named(const struct view *view, size_t index, const char *start)
{
    size_t names =
        section_at(view, (size_t)FIELD(view, 0, Elf64_Ehdr, e_shstrndx));
    uint64_t offset = FIELD(view, names, Elf64_Shdr, sh_offset);
    uint64_t name = FIELD(view, section_at(view, index), Elf64_Shdr, sh_name);
    size_t length = strlen(start);

    return fits(view, offset, name) && fits(view, offset + name, length) &&
           memcmp(view->bytes + offset + name, start, length) == 0;
}

int tare_elf_hide_debug(unsigned char *bytes, size_t size)
{
    struct view view;
    size_t count = open_view(&view, bytes, size) ? count_sections(&view) : 0;
    int has_tables = 0;

    for (size_t i = 0; i < count; i++)
        has_tables |= is_named(&view, i, ".debug_str_offsets") ||
                      is_named(&view, i, ".debug_addr");
    for (size_t i = 0; i < count && has_tables; i++)
        if (is_named(&view, i, ".debug_"))
            PUT_FIELD(&view, bytes, section_at(&view, i), Elf64_Shdr, sh_name,
                      0);
    return has_tables;
}
