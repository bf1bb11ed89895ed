/* SPDX-License-Identifier: MIT */
/* Which function an address is in: of this executable, of it without its
 * symbols, and of files that are something else. */
#include "harness/stacks/functions.h"

#include <link.h>
#include <sys/stat.h>

#include "tests/store/scratch.h"

static uint64_t base;
static char own_path[4096], own_build[2 * TARE_BUILD_ID_SIZE + 1];
static unsigned char *own;
static size_t own_size;

__attribute__((noinline)) static int nobody_else(int x)
{
    __asm__ volatile("");
    return x * 3 + 1;
}

static int first_is_own(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    (void)context;
    base = info->dlpi_addr;
    return 1;
}

static void read_own(void)
{
    FILE *file = fopen("/proc/self/exe", "rb");

    fseek(file, 0, SEEK_END);
    own_size = (size_t)ftell(file);
    rewind(file);
    own = malloc(own_size);
    CHECK_INT(fread(own, 1, own_size, file), own_size);
    fclose(file);
}

TEST(this_program_is_read)
{
    ssize_t size = readlink("/proc/self/exe", own_path, sizeof own_path - 1);
    unsigned char id[TARE_BUILD_ID_SIZE];

    own_path[size > 0 ? size : 0] = '\0';
    read_own();
    dl_iterate_phdr(first_is_own, NULL);
    size = (ssize_t)tare_build_id(own, own_size, id);
    for (ssize_t i = 0; i < size; i++)
        snprintf(own_build + 2 * i, 3, "%02x", id[i]);
    CHECK_INT(nobody_else(1), 4);
}

static uint64_t own_address(void)
{
    return (uint64_t)(uintptr_t)nobody_else - base;
}

static void check_own(const char *build_id)
{
    struct tare_functions functions;
    struct tare_function_at at;

    CHECK_INT(tare_functions_open(&functions, own_path, build_id), 0);
    at = tare_functions_find(&functions, own_address() + 1);
    CHECK_INT(at.begin, own_address());
    CHECK_INT(at.length, strlen("nobody_else"));
    CHECK(at.name != NULL && strncmp(at.name, "nobody_else", at.length) == 0);
    at = tare_functions_find(&functions, 0);
    CHECK(at.name == NULL && at.begin == 0);
    at = tare_functions_find(&functions, UINT64_MAX);
    CHECK(at.name == NULL && at.begin == 0);
    tare_functions_release(&functions);
}

TEST(an_address_is_in_its_function)
{
    check_own(NULL);
    if (own_build[0] == '\0')
        SKIP("no build id");
    check_own(own_build);
}

/* By which this program calls the C library; built with -fno-plt it has none. */
TEST(stubs_have_a_name)
{
    struct tare_functions functions;
    struct tare_function_at at;
    const struct tare_extent_of_memory *stubs = functions.stubs;

    CHECK_INT(tare_functions_open(&functions, own_path, NULL), 0);
    if (stubs->size > 0) {
        at = tare_functions_find(&functions, stubs->address + stubs->size - 1);
        CHECK_INT(at.begin, stubs->address);
        CHECK(at.name != NULL && strcmp(at.name, TARE_STUBS_NAME) == 0);
        CHECK_INT(at.length, strlen(TARE_STUBS_NAME));
        at = tare_functions_find(&functions, stubs->address + stubs->size);
        CHECK(at.name == NULL || strcmp(at.name, TARE_STUBS_NAME) != 0 ||
              at.begin != stubs->address);
    }
    tare_functions_release(&functions);
}

/* ---- other files --------------------------------------------------------- */

static void check_refused(const char *path, const char *build_id)
{
    struct tare_functions functions;

    CHECK_INT(tare_functions_open(&functions, path, build_id), -1);
    CHECK(tare_functions_find(&functions, own_address()).name == NULL);
    tare_functions_release(&functions);
}

TEST(another_build_is_not_it)
{
    static const char *const others[] = { "", "00", "../../../../etc/passwd",
                                          "0123456789012345678901234567890123"
                                          "456789",
                                          "00112233445566778899001122334455667"
                                          "7889900112233445566778899" };

    for (size_t i = own_build[0] == '\0'; i < sizeof others / sizeof *others;
         i++)
        check_refused(own_path, others[i]);
    check_refused("/nowhere/at/all", NULL);
    check_refused("relative", NULL); /* of a folder that is not ours */
    check_refused("", NULL);
}

/* Those bytes, as a file.  Its path. */
static const char *write_file(const char *name, const void *bytes, size_t size)
{
    const char *path = in_scratch("%s", name);
    FILE *file = fopen(path, "w");

    CHECK_INT(fwrite(bytes, 1, size, file), size);
    fclose(file);
    return path;
}

/* It is read, and nothing is found in it. */
static void check_empty(const char *path)
{
    struct tare_functions functions;
    struct tare_function_at at;

    tare_functions_open(&functions, path, NULL);
    at = tare_functions_find(&functions, own_address());
    CHECK(at.name == NULL && at.begin == 0);
    tare_functions_release(&functions);
    if (own_build[0] != '\0')
        check_refused(path, own_build);
}

TEST(what_is_no_elf_has_no_functions)
{
    unsigned char *class32 = malloc(own_size);

    check_empty(write_file("empty", "", 0));
    check_empty(write_file("text", "#!/bin/sh\necho\n", 15));
    check_empty(write_file("magic",
                           "\x7f"
                           "ELF",
                           4));
    memcpy(class32, own, own_size);
    class32[EI_CLASS] = ELFCLASS32;
    check_empty(write_file("class32", class32, own_size));
    free(class32);
}

/* Whatever is left of it: nothing outside is read, and what is found is what is
 * there in the whole. */
TEST(a_cut_file_has_no_wrong_functions)
{
    for (size_t i = 0; i < 40; i++) {
        size_t size = i < 20 ? i * 16 : own_size / 20 * (i - 20);
        const char *path = write_file("cut", own, size);
        struct tare_functions functions;
        struct tare_function_at at;

        tare_functions_open(&functions, path, NULL);
        at = tare_functions_find(&functions, own_address() + 1);
        CHECK(at.begin == 0 || at.begin == own_address());
        CHECK(at.name == NULL ||
              strncmp(at.name, "nobody_else", at.length) == 0);
        tare_functions_release(&functions);
    }
}

/* ---- without symbols ----------------------------------------------------- */

static int run(const char *format, const char *path)
{
    char command[5000];

    snprintf(command, sizeof command, format, path);
    return system(command);
}

/* The frame information has where a function begins, and not its name. */
TEST(without_symbols_a_function_has_its_beginning)
{
    struct tare_functions functions;
    struct tare_function_at at;
    const char *path = write_file("stripped", own, own_size);

    if (run("strip %s 2>/dev/null", path) != 0)
        SKIP("no strip");
    CHECK_INT(tare_functions_open(&functions, path, NULL), 0);
    at = tare_functions_find(&functions, own_address() + 2);
    CHECK_INT(at.begin, own_address());
    CHECK(at.name == NULL);
    tare_functions_release(&functions);
}

TEST(the_rest_is_removed)
{
    free(own);
    drop_scratch();
}

TESTS(RUN(make_scratch), RUN(this_program_is_read),
      RUN(an_address_is_in_its_function), RUN(stubs_have_a_name),
      RUN(another_build_is_not_it), RUN(what_is_no_elf_has_no_functions),
      RUN(a_cut_file_has_no_wrong_functions),
      RUN(without_symbols_a_function_has_its_beginning),
      RUN(the_rest_is_removed))
