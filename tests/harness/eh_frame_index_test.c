/* SPDX-License-Identifier: MIT */
/* The frame information of this executable by an index of our own, against the
 * linker's; and of bytes that are none. */
#include "harness/stacks/eh_frame_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/stacks/modules.h"
#include "harness/stacks/program_file.h"
#include "stats/rng.h"
#include "tests/test.h"

enum {
    MODULES_MAX = 64
};

static struct tare_module modules[MODULES_MAX];

__attribute__((noinline)) static int somebody(int x)
{
    __asm__ volatile("");
    return x + 1;
}

/* The module that is this program. */
static const struct tare_module *find_own(void)
{
    struct tare_modules all = { modules,
                                tare_modules_list(modules, MODULES_MAX),
                                tare_unwind_machine() };

    return tare_modules_find(&all, (uint64_t)(uintptr_t)somebody);
}

/* Its frame information, in memory. */
static struct tare_extent_of_memory find_place(const struct tare_module *module)
{
    size_t size;
    const unsigned char *file = tare_program_file(&size);
    struct tare_extent_of_memory place;

    CHECK_INT(tare_eh_frame_place(file, size, &place), 0);
    place.address += module->base;
    return place;
}

static int is_same_rule(const struct tare_cfi_rule *a,
                        const struct tare_cfi_rule *b)
{
    return a->kind == b->kind && a->offset == b->offset &&
           a->expression == b->expression && a->size == b->size;
}

static int is_same_row(const struct tare_cfi_row *a,
                       const struct tare_cfi_row *b)
{
    for (size_t i = 0; i < TARE_CFI_REGISTERS; i++)
        if (!is_same_rule(&a->rules[i], &b->rules[i]))
            return 0;
    return is_same_rule(&a->cfa, &b->cfa) && a->begin == b->begin &&
           a->end == b->end && a->is_expression == b->is_expression &&
           a->cfa_register == b->cfa_register &&
           a->return_register == b->return_register &&
           a->is_signal == b->is_signal && a->is_signed == b->is_signed;
}

TEST(it_finds_what_the_linker_finds)
{
    const struct tare_module *own = find_own();
    struct tare_extent_of_memory place = find_place(own);
    struct tare_eh_frame_index index;
    size_t different = 0, found = 0;

    if (own->header == 0) {
        SKIP("the linker has made no table");
        return;
    }
    tare_eh_frame_index_make(&index, &own->frames, place.address, place.size);
    CHECK(index.count > 20);
    for (uint64_t at = 0; at < own->code.size; at += 5) {
        uint64_t pc = own->code.address + at;
        struct tare_cfi_row ours, theirs;
        int status = tare_eh_frame_index_find(&index, &own->frames, pc, &ours);

        different +=
            status != tare_cfi_find(&own->frames, own->header, pc, &theirs) ||
            (status == 0 && !is_same_row(&ours, &theirs));
        found += status == 0;
    }
    printf("# %zu entries, %zu places in functions\n", index.count, found);
    CHECK(found > 1000);
    CHECK_INT(different, 0);
    tare_eh_frame_index_release(&index);
}

TEST(a_module_without_a_table_is_found_by_it)
{
    const struct tare_module *own = find_own();
    struct tare_extent_of_memory place = find_place(own);
    struct tare_module bare = *own;
    struct tare_eh_frame_index index;
    struct tare_cfi_row row;

    tare_eh_frame_index_make(&index, &own->frames, place.address, place.size);
    bare.header = 0;
    bare.index = NULL;
    CHECK_INT(tare_module_find_row(&bare, (uint64_t)(uintptr_t)somebody, &row),
              -1);
    bare.index = &index;
    CHECK_INT(
        tare_module_find_row(&bare, (uint64_t)(uintptr_t)somebody + 1, &row),
        0);
    CHECK(row.begin == (uint64_t)(uintptr_t)somebody);
    CHECK(somebody(1) == 2);
    tare_eh_frame_index_release(&index);
}

/* A common entry and one of a function of 16 bytes at 0x1000, the addresses as
 * they are, behind one of nothing; after an entry that ends beyond. */
TEST(entries_of_nothing_are_left_out)
{
    static const unsigned char bytes[] = {
        0,  0,    0,  0,                          /* nothing */
        12, 0,    0,  0,    0,    0, 0, 0, 1,  0, /* common to all */
        1,  0x78, 16, 0x0c, 7,    8,              /* r7 + 8 */
        20, 0,    0,  0,    20,   0, 0, 0,        /* of a function */
        0,  0x10, 0,  0,    0,    0, 0, 0, 16, 0, 0, 0,
        0,  0,    0,  0,    0xf0, 0, 0, 0, 0,  0, 0, 0 /* too long */
    };
    struct tare_extent_of_memory memory = { bytes, 0x8000, sizeof bytes };
    struct tare_eh_frame_index index;
    struct tare_cfi_row row;

    tare_eh_frame_index_make(&index, &memory, 0x8000, sizeof bytes);
    CHECK_INT(index.count, 1);
    CHECK_INT(tare_eh_frame_index_find(&index, &memory, 0x100f, &row), 0);
    CHECK_INT(row.cfa.offset, 8);
    CHECK_INT(tare_eh_frame_index_find(&index, &memory, 0x1010, &row), -1);
    CHECK_INT(tare_eh_frame_index_find(&index, &memory, 0xfff, &row), -1);
    tare_eh_frame_index_release(&index);
    tare_eh_frame_index_make(&index, &memory, 0x8001, sizeof bytes);
    CHECK_INT(index.count, 0);
    tare_eh_frame_index_make(&index, &memory, 0x7fff, 4);
    CHECK_INT(index.count, 0);
}

TEST(changed_frame_information_is_survived)
{
    const struct tare_module *own = find_own();
    struct tare_extent_of_memory place = find_place(own), memory = place;
    unsigned char *bytes = malloc(place.size);
    struct tare_rng rng;
    size_t found = 0;

    memory.bytes = bytes;
    tare_rng_seed(&rng, 5);
    for (int round = 0; round < 200; round++) {
        struct tare_eh_frame_index index;
        struct tare_cfi_row row;

        memcpy(bytes, place.bytes, place.size);
        for (int i = 0; i < 1 << round % 10; i++)
            bytes[tare_rng_below(&rng, (unsigned)place.size)] =
                (unsigned char)tare_rng_below(&rng, 256);
        tare_eh_frame_index_make(&index, &memory, place.address, place.size);
        CHECK(index.count <= place.size / 12);
        for (size_t i = 0; i < index.count; i++)
            found += tare_eh_frame_index_find(&index, &memory,
                                              index.items[i].begin, &row) == 0;
        tare_eh_frame_index_release(&index);
    }
    printf("# %zu rows\n", found);
    free(bytes);
}

TEST(changed_and_cut_files_are_survived)
{
    size_t size;
    const unsigned char *file = tare_program_file(&size);
    unsigned char *bytes = malloc(size);
    struct tare_rng rng;
    int found = 0;

    tare_rng_seed(&rng, 6);
    for (int round = 0; round < 60; round++) {
        struct tare_extent_of_memory place;
        size_t cut =
            round % 3 == 0 ? tare_rng_below(&rng, (unsigned)size) : size;

        memcpy(bytes, file, size);
        for (int i = 0; i < round % 4; i++)
            bytes[20 + tare_rng_below(&rng, 44)] =
                (unsigned char)tare_rng_below(&rng, 256);
        for (int i = 0; i < round; i++)
            bytes[size - 1 - tare_rng_below(&rng, 4096)] =
                (unsigned char)tare_rng_below(&rng, 256);
        if (tare_eh_frame_place(bytes, cut, &place) < 0)
            continue;
        found++;
        CHECK(place.bytes >= bytes && place.bytes <= bytes + cut &&
              place.size <= (size_t)(bytes + cut - place.bytes));
    }
    printf("# %d found\n", found);
    CHECK(found > 5);
    free(bytes);
}

TESTS(RUN(it_finds_what_the_linker_finds),
      RUN(a_module_without_a_table_is_found_by_it),
      RUN(entries_of_nothing_are_left_out),
      RUN(changed_frame_information_is_survived),
      RUN(changed_and_cut_files_are_survived))
