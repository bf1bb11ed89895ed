/* SPDX-License-Identifier: MIT */
#include "harness/stacks/object_file.h"

#include <string.h>

int tare_object_file_open(struct tare_object_file *file,
                          const unsigned char *bytes, size_t size)
{
    *file = (struct tare_object_file){ .bytes = bytes, .size = size };
    if (size < sizeof file->head)
        return -1;
    memcpy(&file->head, bytes, sizeof file->head);
    return memcmp(file->head.e_ident, ELFMAG, SELFMAG) == 0 &&
                   file->head.e_ident[EI_CLASS] == ELFCLASS64 &&
                   file->head.e_ident[EI_DATA] == ELFDATA2LSB &&
                   file->head.e_shentsize == sizeof(Elf64_Shdr)
               ? 0
               : -1;
}

const unsigned char *tare_object_file_part(const struct tare_object_file *file,
                                           uint64_t at, uint64_t size)
{
    return at <= file->size && size <= file->size - at ? file->bytes + at
                                                       : NULL;
}

int tare_object_file_section(const struct tare_object_file *file, size_t index,
                             Elf64_Shdr *section)
{
    const unsigned char *at =
        index < file->head.e_shnum
            ? tare_object_file_part(
                  file, file->head.e_shoff + index * sizeof *section,
                  sizeof *section)
            : NULL;

    if (at == NULL)
        return -1;
    memcpy(section, at, sizeof *section);
    return 0;
}

/* Whether the text begins there, with its end. */
static int is_text_at(const unsigned char *strings, uint64_t size,
                      uint32_t offset, const char *text)
{
    size_t length = strlen(text) + 1;

    return offset <= size && length <= size - offset &&
           memcmp(strings + offset, text, length) == 0;
}

int tare_object_file_find(const struct tare_object_file *file, const char *name,
                          Elf64_Shdr *section)
{
    Elf64_Shdr names;
    const unsigned char *strings;

    if (tare_object_file_section(file, file->head.e_shstrndx, &names) < 0)
        return -1;
    strings = tare_object_file_part(file, names.sh_offset, names.sh_size);
    if (strings == NULL)
        return -1;
    for (size_t i = 0; tare_object_file_section(file, i, section) == 0; i++)
        if (section->sh_type != SHT_NOBITS &&
            is_text_at(strings, names.sh_size, section->sh_name, name) &&
            tare_object_file_part(file, section->sh_offset, section->sh_size))
            return 0;
    return -1;
}
