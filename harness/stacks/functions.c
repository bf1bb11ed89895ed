/* SPDX-License-Identifier: MIT */
#include "harness/stacks/functions.h"

#include <stdlib.h>
#include <string.h>

#include "harness/stacks/object_file.h"
#include "store/buf.h"
#include "store/input.h"

#define FILE_MAX ((size_t)2 << 30)

/* Where distributions keep debug information. */
#define DEBUG_FOLDER "/usr/lib/debug/.build-id"

/* ---- the build ----------------------------------------------------------- */

/* In hexadecimal; "" for none. */
static void write_build(char text[TARE_BUILD_ID_TEXT], const char *bytes,
                        size_t size)
{
    unsigned char id[TARE_BUILD_ID_SIZE];
    size_t length = tare_build_id((const unsigned char *)bytes, size, id);

    tare_build_id_text(text, id, length);
}

static int is_build(const char *bytes, size_t size, const char *build_id)
{
    char text[TARE_BUILD_ID_TEXT];

    write_build(text, bytes, size);
    return build_id == NULL || strcmp(text, build_id) == 0;
}

/* Reads that file, if it is that build. */
static int read_file(char **bytes, struct tare_symbols *symbols, size_t *size,
                     const char *path, const char *build_id)
{
    struct tare_err err = { 0 };

    if (tare_input_read(bytes, size, path, FILE_MAX, &err) < 0)
        return -1;
    if (!is_build(*bytes, *size, build_id))
        return -1;
    tare_symbols_read(symbols, (unsigned char *)*bytes, *size);
    return 0;
}

static void find_debug(struct tare_functions *functions, size_t file_size)
{
    char build_id[TARE_BUILD_ID_TEXT];
    struct tare_buf path = { 0 };
    size_t size;

    write_build(build_id, functions->bytes, file_size);
    if (build_id[0] == '\0')
        return;
    tare_buf_printf(&path, "%s/%.2s/%s.debug", DEBUG_FOLDER, build_id,
                    build_id + 2);
    if (read_file(&functions->debug_bytes, &functions->debug_symbols, &size,
                  tare_buf_text(&path), build_id) == 0)
        functions->debug_path = tare_buf_detach(&path);
    tare_buf_release(&path);
}

/* ---- frame information --------------------------------------------------- */

static int read_segment(const char *bytes, size_t size, size_t index,
                        Elf64_Phdr *segment)
{
    Elf64_Ehdr head;
    uint64_t at;

    if (size < sizeof head)
        return -1;
    memcpy(&head, bytes, sizeof head);
    at = head.e_phoff + index * sizeof *segment;
    if (memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 ||
        head.e_ident[EI_CLASS] != ELFCLASS64 ||
        head.e_phentsize != sizeof *segment || index >= head.e_phnum ||
        at > size || size - at < sizeof *segment)
        return -1;
    memcpy(segment, bytes + at, sizeof *segment);
    return segment->p_offset <= size &&
                   segment->p_filesz <= size - segment->p_offset
               ? 0
               : -1;
}

static void index_frames(struct tare_functions *functions, size_t size)
{
    if (tare_eh_frame_place((const unsigned char *)functions->bytes, size,
                            &functions->frames) == 0)
        tare_eh_frame_index_make(&functions->index, &functions->frames,
                                 functions->frames.address,
                                 functions->frames.size);
}

static void find_frames(struct tare_functions *functions, size_t size)
{
    Elf64_Phdr segment;

    for (size_t i = 0; read_segment(functions->bytes, size, i, &segment) == 0;
         i++)
        if (segment.p_type == PT_GNU_EH_FRAME)
            functions->header = segment.p_vaddr;
    for (size_t i = 0; read_segment(functions->bytes, size, i, &segment) == 0;
         i++)
        if (segment.p_type == PT_LOAD && functions->header >= segment.p_vaddr &&
            functions->header - segment.p_vaddr < segment.p_filesz)
            functions->frames = (struct tare_extent_of_memory){
                (const unsigned char *)functions->bytes + segment.p_offset,
                segment.p_vaddr, segment.p_filesz
            };
    if (functions->header == 0)
        index_frames(functions, size);
}

static int find_row(const struct tare_functions *functions, uint64_t address,
                    struct tare_cfi_row *row)
{
    return functions->header != 0
               ? tare_cfi_find(&functions->frames, functions->header, address,
                               row)
               : tare_eh_frame_index_find(&functions->index, &functions->frames,
                                          address, row);
}

/* ---- stubs --------------------------------------------------------------- */

static void find_stubs(struct tare_functions *functions, size_t size)
{
    static const char *const names[TARE_STUBS_MAX] = { ".plt", ".plt.sec",
                                                       ".plt.got" };
    struct tare_object_file file;
    Elf64_Shdr section;

    if (tare_object_file_open(&file, (const unsigned char *)functions->bytes,
                              size) < 0)
        return;
    for (size_t i = 0; i < TARE_STUBS_MAX; i++)
        if (tare_object_file_find(&file, names[i], &section) == 0)
            functions->stubs[i] =
                (struct tare_extent_of_memory){ .address = section.sh_addr,
                                                .size = section.sh_size };
}

static const struct tare_extent_of_memory *
stubs_at(const struct tare_functions *functions, uint64_t address)
{
    for (size_t i = 0; i < TARE_STUBS_MAX; i++)
        if (address - functions->stubs[i].address < functions->stubs[i].size)
            return &functions->stubs[i];
    return NULL;
}

/* ---- the file ------------------------------------------------------------ */

int tare_functions_open(struct tare_functions *functions, const char *path,
                        const char *build_id)
{
    size_t size;

    *functions = (struct tare_functions){ 0 };
    if (path[0] != '/' || read_file(&functions->bytes, &functions->symbols,
                                    &size, path, build_id) < 0)
        return -1;
    find_debug(functions, size);
    find_frames(functions, size);
    find_stubs(functions, size);
    return 0;
}

struct tare_function_at
tare_functions_find(const struct tare_functions *functions, uint64_t address)
{
    const struct tare_symbol *symbol =
        tare_symbols_find(&functions->debug_symbols, address);
    const struct tare_extent_of_memory *stubs = stubs_at(functions, address);
    struct tare_cfi_row row;

    if (symbol == NULL)
        symbol = tare_symbols_find(&functions->symbols, address);
    if (symbol != NULL)
        return (struct tare_function_at){ symbol->begin, symbol->name,
                                          tare_symbol_length(symbol->name) };
    if (stubs != NULL)
        return (struct tare_function_at){ stubs->address, TARE_STUBS_NAME,
                                          strlen(TARE_STUBS_NAME) };
    if (find_row(functions, address, &row) == 0)
        return (struct tare_function_at){ .begin = row.begin };
    return (struct tare_function_at){ 0 };
}

void tare_functions_release(struct tare_functions *functions)
{
    tare_symbols_release(&functions->symbols);
    tare_symbols_release(&functions->debug_symbols);
    tare_eh_frame_index_release(&functions->index);
    free(functions->bytes);
    free(functions->debug_bytes);
    free(functions->debug_path);
    *functions = (struct tare_functions){ 0 };
}
