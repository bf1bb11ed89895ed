/* SPDX-License-Identifier: MIT */
/* Names of this executable, against nm and readelf. */
#include "harness/stacks/symbols.h"

#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stats/rng.h"
#include "tests/test.h"

static unsigned char *own;
static size_t own_size;
static uint64_t base;

static int first_is_own(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    (void)context;
    base = info->dlpi_addr;
    return 1;
}

static void read_own(void)
{
    FILE *file;

    if (own != NULL)
        return;
    file = fopen("/proc/self/exe", "rb");
    fseek(file, 0, SEEK_END);
    own_size = (size_t)ftell(file);
    rewind(file);
    own = malloc(own_size);
    CHECK_INT(fread(own, 1, own_size, file), own_size);
    fclose(file);
    dl_iterate_phdr(first_is_own, NULL);
}

__attribute__((noinline)) static int nobody_else(int x)
{
    __asm__ volatile("");
    return x + 1;
}

TEST(an_address_has_the_name_of_the_function_around_it)
{
    struct tare_symbols symbols;
    const struct tare_symbol *found;
    uint64_t address = (uint64_t)(uintptr_t)nobody_else;

    read_own();
    tare_symbols_read(&symbols, own, own_size);
    CHECK(symbols.is_full);
    found = tare_symbols_find(&symbols, address - base);
    CHECK_STR(found != NULL ? found->name : NULL, "nobody_else");
    CHECK(found != NULL &&
          tare_symbols_find(&symbols, found->begin + found->size) != found);
    CHECK(tare_symbols_find(&symbols, 0) == NULL);
    CHECK(nobody_else(1) == 2);
    tare_symbols_release(&symbols);
}

/* Every function that nm knows, at its address, of whatever name. */
TEST(the_functions_are_those_of_nm)
{
    struct tare_symbols symbols;
    char command[64], line[512];
    size_t known = 0, unknown = 0;
    FILE *nm;

    read_own();
    if (system("command -v nm >/dev/null 2>&1") != 0) {
        SKIP("no nm");
        return;
    }
    tare_symbols_read(&symbols, own, own_size);
    snprintf(command, sizeof command, "nm -S --defined-only /proc/%ld/exe",
             (long)getpid());
    nm = popen(command, "r");
    while (fgets(line, sizeof line, nm) != NULL) {
        unsigned long begin, size;
        char kind;

        if (sscanf(line, "%lx %lx %c", &begin, &size, &kind) != 3 ||
            strchr("tTwWi", kind) == NULL || size == 0)
            continue;
        if (tare_symbols_find(&symbols, begin) != NULL)
            known++;
        else
            unknown++;
    }
    pclose(nm);
    CHECK(known > 20);
    CHECK_INT(unknown, 0);
    tare_symbols_release(&symbols);
}

TEST(the_build_is_that_of_readelf)
{
    unsigned char id[TARE_BUILD_ID_SIZE];
    char command[128], line[128] = "", ours[2 * TARE_BUILD_ID_SIZE + 1] = "";
    size_t length;
    FILE *readelf;

    read_own();
    length = tare_build_id(own, own_size, id);
    if (length == 0 || system("command -v readelf >/dev/null 2>&1") != 0) {
        SKIP("no build id, or no readelf");
        return;
    }
    for (size_t i = 0; i < length; i++)
        snprintf(ours + 2 * i, 3, "%02x", id[i]);
    snprintf(command, sizeof command,
             "readelf -n /proc/%ld/exe | sed -n 's/.*Build ID: //p'",
             (long)getpid());
    readelf = popen(command, "r");
    CHECK(fgets(line, sizeof line, readelf) != NULL);
    pclose(readelf);
    line[strcspn(line, "\n")] = '\0';
    CHECK_STR(ours, line);
}

TEST(what_compilers_add_to_names_is_not_theirs)
{
    CHECK_INT(tare_symbol_length("sum"), 3);
    CHECK_INT(tare_symbol_length("sum.constprop.0"), 3);
    CHECK_INT(tare_symbol_length("sum.isra.0.cold"), 3);
    CHECK_INT(tare_symbol_length(".part.1"), 7);
}

TEST(changed_and_cut_files_are_survived)
{
    unsigned char *bytes, id[TARE_BUILD_ID_SIZE];
    struct tare_rng rng;
    size_t names = 0;

    read_own();
    bytes = malloc(own_size);
    tare_rng_seed(&rng, 4);
    for (int round = 0; round < 60; round++) {
        struct tare_symbols symbols;
        size_t size = round % 3 == 0 ? tare_rng_below(&rng, (unsigned)own_size)
                                     : own_size;

        memcpy(bytes, own, own_size);
        for (int i = 0; i < 40; i++)
            bytes[tare_rng_below(&rng, 64 + (unsigned)(round % 2) *
                                                (unsigned)(own_size - 64))] =
                (unsigned char)tare_rng_below(&rng, 256);
        memcpy(bytes, own, 20); /* it stays such a file */
        tare_symbols_read(&symbols, bytes, size);
        for (size_t i = 0; i < symbols.count; i++)
            names += strlen(symbols.items[i].name) > 0;
        (void)tare_build_id(bytes, size, id);
        tare_symbols_release(&symbols);
    }
    printf("# %zu names\n", names);
    free(bytes);
}

TESTS(RUN(an_address_has_the_name_of_the_function_around_it),
      RUN(the_functions_are_those_of_nm), RUN(the_build_is_that_of_readelf),
      RUN(what_compilers_add_to_names_is_not_theirs),
      RUN(changed_and_cut_files_are_survived))
