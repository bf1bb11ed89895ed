/* SPDX-License-Identifier: MIT */
#include "harness/image/elf.h"
#include "harness/image/image.h"

#include <elf.h>
#include <fcntl.h>
#include <unistd.h>

#include "tests/test.h"

/* The order of bytes that the structs below have, and the one they do not. */
enum {
    IS_BIG = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__,
    OWN_ORDER = IS_BIG ? ELFDATA2MSB : ELFDATA2LSB,
    OTHER_ORDER = IS_BIG ? ELFDATA2LSB : ELFDATA2MSB
};

/* A small file with all that is looked at: a program header for the whole file
 * and one for the dynamic section, that section, the versions wanted, and the
 * strings.  Addresses are offsets plus BASE. */
enum {
    BASE = 0x1000,
    DYNAMIC_MAX = 12,
    VERSIONS = 2
};

struct small {
    Elf64_Ehdr head;
    Elf64_Phdr segments[2];
    Elf64_Dyn dynamic[DYNAMIC_MAX];
    Elf64_Verneed versions[VERSIONS];
    char strings[160];
};

/* The strings, each at a known place. */
enum {
    BY_PATH = 1,
    BY_NAME = 24,
    IN_FOLDER = 40,
    SEARCH = 64,
    SONAME = 110
};

static void add(struct small *file, int64_t tag, uint64_t value)
{
    size_t i = 0;

    while (file->dynamic[i].d_tag != DT_NULL)
        i++;
    file->dynamic[i].d_tag = tag;
    file->dynamic[i].d_un.d_val = value;
}

static void fill_strings(struct small *file)
{
    strcpy(file->strings + BY_PATH, "build/libpath.so");
    strcpy(file->strings + BY_NAME, "libname.so");
    strcpy(file->strings + IN_FOLDER, "/opt/folder/");
    strcpy(file->strings + SEARCH, "/opt/x:$ORIGIN/../lib:${ORIGIN}:/$LIB");
    strcpy(file->strings + SONAME, "libself.so.1");
}

static struct small make_small(void)
{
    struct small file = { 0 };

    memcpy(file.head.e_ident, ELFMAG, SELFMAG);
    file.head.e_ident[EI_CLASS] = ELFCLASS64;
    file.head.e_ident[EI_DATA] = OWN_ORDER;
    file.head.e_type = ET_DYN;
    file.head.e_machine = EM_X86_64;
    file.head.e_entry = BASE;
    file.head.e_phoff = offsetof(struct small, segments);
    file.head.e_phentsize = sizeof(Elf64_Phdr);
    file.head.e_phnum = 2;
    file.segments[0] = (Elf64_Phdr){ .p_type = PT_LOAD,
                                     .p_vaddr = BASE,
                                     .p_filesz = sizeof file };
    file.segments[1] =
        (Elf64_Phdr){ .p_type = PT_DYNAMIC,
                      .p_offset = offsetof(struct small, dynamic),
                      .p_filesz = sizeof file.dynamic };
    fill_strings(&file);
    add(&file, DT_STRTAB, BASE + offsetof(struct small, strings));
    add(&file, DT_STRSZ, sizeof file.strings);
    add(&file, DT_NEEDED, BY_PATH);
    add(&file, DT_NEEDED, BY_NAME);
    add(&file, DT_NEEDED, IN_FOLDER);
    add(&file, DT_RPATH, SEARCH);
    add(&file, DT_VERNEED, BASE + offsetof(struct small, versions));
    add(&file, DT_VERNEEDNUM, VERSIONS);
    file.versions[0].vn_file = BY_PATH;
    file.versions[0].vn_next = sizeof(Elf64_Verneed);
    file.versions[1].vn_file = BY_NAME;
    return file;
}

static void detach(struct small *file)
{
    tare_elf_detach((unsigned char *)file, sizeof *file);
}

static Elf64_Dyn *find(struct small *file, int64_t tag, int nth)
{
    for (size_t i = 0; i < DYNAMIC_MAX; i++)
        if (file->dynamic[i].d_tag == tag && nth-- == 0)
            return &file->dynamic[i];
    return NULL;
}

static const char *needed(struct small *file, int nth)
{
    return file->strings + find(file, DT_NEEDED, nth)->d_un.d_val;
}

TEST(needed_names_lose_their_path)
{
    struct small file = make_small();

    detach(&file);
    CHECK_STR(needed(&file, 0), "libpath.so");
    CHECK_STR(needed(&file, 1), "libname.so");
    CHECK_STR(needed(&file, 2), "/opt/folder/");
    CHECK_STR(file.strings + file.versions[0].vn_file, "libpath.so");
    CHECK_STR(file.strings + file.versions[1].vn_file, "libname.so");
}

TEST(search_paths_yield_and_forget_where_the_file_was)
{
    struct small file = make_small();

    detach(&file);
    CHECK(find(&file, DT_RPATH, 0) == NULL);
    CHECK(find(&file, DT_RUNPATH, 0) != NULL);
    CHECK_STR(file.strings + SEARCH, "/opt/x:/ORIGIN/../lib:/{ORIGIN}:/$LIB");
}

TEST(an_rpath_that_does_not_count_does_not_begin_to)
{
    struct small file = make_small();

    add(&file, DT_RUNPATH, BY_NAME);
    detach(&file);
    CHECK(find(&file, DT_RPATH, 0) != NULL);
    CHECK(find(&file, DT_RUNPATH, 1) == NULL);
}

TEST(detaching_twice_changes_nothing_more)
{
    struct small once = make_small(), twice;

    detach(&once);
    twice = once;
    detach(&twice);
    CHECK(memcmp(&once, &twice, sizeof once) == 0);
}

TEST(files_of_other_kinds_stay_as_they_are)
{
    struct small file = make_small(), before;

    file.head.e_ident[EI_DATA] = OTHER_ORDER;
    before = file;
    detach(&file);
    CHECK(memcmp(&file, &before, sizeof file) == 0);
    file = make_small();
    file.head.e_ident[EI_CLASS] = ELFCLASS32;
    before = file;
    detach(&file);
    CHECK(memcmp(&file, &before, sizeof file) == 0);
    file = make_small();
    file.segments[1].p_type = PT_NOTE; /* linked statically */
    before = file;
    detach(&file);
    CHECK(memcmp(&file, &before, sizeof file) == 0);
}

static const char *soname(const struct small *file)
{
    return tare_elf_soname((const unsigned char *)file, sizeof *file);
}

TEST(a_library_says_its_name)
{
    struct small file = make_small();

    CHECK(soname(&file) == NULL);
    add(&file, DT_SONAME, SONAME);
    CHECK_STR(soname(&file), "libself.so.1");
    memset(file.strings + SONAME, 'x', sizeof file.strings - SONAME);
    CHECK(soname(&file) == NULL); /* it does not end */
}

static void check_kind(const struct small *file, int is_program, int is_library)
{
    struct tare_elf elf;

    CHECK(tare_elf_look(&elf, (const unsigned char *)file, sizeof *file));
    CHECK_INT(elf.is_program, is_program);
    CHECK_INT(elf.is_library, is_library);
}

static const char *search_path(const struct small *file)
{
    return tare_elf_search_path((const unsigned char *)file, sizeof *file);
}

TEST(a_file_says_where_it_looks_for_its_libraries)
{
    struct small file = make_small();

    CHECK_STR(search_path(&file), "/opt/x:$ORIGIN/../lib:${ORIGIN}:/$LIB");
    add(&file, DT_RUNPATH, BY_NAME); /* then DT_RPATH does not count */
    CHECK_STR(search_path(&file), "libname.so");
    find(&file, DT_RUNPATH, 0)->d_un.d_val = sizeof file.strings;
    CHECK(search_path(&file) == NULL);
    find(&file, DT_RUNPATH, 0)->d_tag = DT_DEBUG;
    find(&file, DT_RPATH, 0)->d_tag = DT_DEBUG;
    CHECK(search_path(&file) == NULL);
}

static void check_linked(const struct small *file, size_t index,
                         const char *want)
{
    const char *name =
        tare_elf_needed((const unsigned char *)file, sizeof *file, index);

    CHECK_STR(name != NULL ? name : "none", want);
}

TEST(a_file_says_what_it_is_linked_with)
{
    struct small file = make_small();

    check_linked(&file, 0, "build/libpath.so");
    check_linked(&file, 1, "libname.so");
    check_linked(&file, 3, "none");
}

TEST(a_search_path_is_seen_from_the_folder_of_the_file)
{
    struct tare_buf path = { 0 };

    CHECK(tare_elf_resolve(&path, "/opt:$ORIGIN/../lib:${ORIGIN}", "/a b"));
    CHECK_STR(path.data, "/opt:/a b/../lib:/a b");
    tare_buf_clear(&path);
    CHECK(!tare_elf_resolve(&path, "/opt:$LIB", "/a b"));
    CHECK_STR(path.data, "/opt:$LIB");
    tare_buf_release(&path);
}

TEST(programs_and_libraries_are_told_apart)
{
    struct small file = make_small();
    struct tare_elf elf;

    check_kind(&file, 1, 1); /* position-independent, linked statically */
    add(&file, DT_SONAME, SONAME);
    check_kind(&file, 0, 1);
    file.segments[0].p_type = PT_INTERP;
    check_kind(&file, 1, 1);
    file.head.e_entry = 0;
    check_kind(&file, 0, 1);
    file.head.e_type = ET_EXEC;
    check_kind(&file, 1, 0);
    file.head.e_type = ET_REL;
    check_kind(&file, 0, 0);
    file.head.e_ident[0] = '#';
    CHECK(!tare_elf_look(&elf, (const unsigned char *)&file, sizeof file));
    CHECK(!tare_elf_look(&elf,
                         (const unsigned char *)"\x7f"
                                                "ELF",
                         4));
}

static void check_machine(unsigned machine, unsigned bits, int is_big_endian,
                          const char *want)
{
    struct tare_elf elf = { .machine = machine,
                            .bits = bits,
                            .is_big_endian = is_big_endian };
    char text[64];

    tare_elf_machine(&elf, text, sizeof text);
    CHECK_STR(text, want);
}

TEST(machines_have_the_names_that_people_know)
{
    check_machine(EM_X86_64, 64, 0, "x86-64");
    check_machine(EM_AARCH64, 64, 0, "aarch64");
    check_machine(EM_386, 32, 0, "i386");
    check_machine(EM_SPARCV9, 64, 1, "machine 43 (64 bits, big-endian)");
}

/* ---- hostile files ------------------------------------------------------- */

/* Everything that reads, on memory of exactly that size: sanitizers judge. */
static void read_all(const unsigned char *bytes, size_t size)
{
    unsigned char *copy = malloc(size > 0 ? size : 1);
    struct tare_elf elf;
    const char *name;

    memcpy(copy, bytes, size);
    tare_elf_look(&elf, copy, size);
    name = tare_elf_soname(copy, size);
    if (name != NULL)
        CHECK(strlen(name) < size);
    for (size_t i = 0; (name = tare_elf_needed(copy, size, i)) != NULL; i++)
        CHECK(strlen(name) < size);
    tare_elf_detach(copy, size);
    free(copy);
}

TEST(a_file_cut_anywhere_is_harmless)
{
    struct small file = make_small();

    add(&file, DT_SONAME, SONAME);
    for (size_t size = 0; size <= sizeof file; size++)
        read_all((const unsigned char *)&file, size);
}

TEST(a_file_with_random_bytes_is_harmless)
{
    uint64_t state = 99;

    for (int i = 0; i < 200000; i++) {
        struct small file = make_small();
        unsigned char *bytes = (unsigned char *)&file;

        add(&file, DT_SONAME, SONAME);
        for (int j = 0; j <= i % 8; j++) {
            size_t at;

            state = state * 6364136223846793005u + 1442695040888963407u;
            at = SELFMAG + 2 + (state >> 33) % (sizeof file - SELFMAG - 2);
            bytes[at] = (unsigned char)(state >> 24);
            if (j % 2 != 0) /* offsets and counts that nearly overflow */
                memset(bytes + at, 0xff,
                       sizeof file - at < 8 ? sizeof file - at : 8);
        }
        read_all(bytes, sizeof file);
    }
}

/* Values that matter most, at the edges of what is possible. */
TEST(offsets_at_the_edges_are_harmless)
{
    static const uint64_t edges[] = { 0,
                                      1,
                                      BASE,
                                      sizeof(struct small),
                                      BASE + sizeof(struct small) - 1,
                                      BASE + sizeof(struct small),
                                      INT64_MAX,
                                      UINT64_MAX - BASE,
                                      UINT64_MAX };

    for (size_t at = offsetof(struct small, segments);
         at + 8 <= offsetof(struct small, strings); at += 4)
        for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
            struct small file = make_small();

            memcpy((unsigned char *)&file + at, &edges[i], 8);
            read_all((const unsigned char *)&file, sizeof file);
        }
}

/* ---- debug information --------------------------------------------------- */

/* Names of sections, and a header for each. */
struct debugged {
    struct small file;
    Elf64_Shdr sections[4];
    char names[64];
};

static struct debugged make_debugged(const char *third)
{
    struct debugged made = { .file = make_small() };
    static const char *const names[] = { ".shstrtab", ".text", ".debug_info" };
    size_t at = 1;

    made.file.head.e_shoff = offsetof(struct debugged, sections);
    made.file.head.e_shnum = 4;
    made.file.head.e_shentsize = sizeof(Elf64_Shdr);
    for (size_t i = 0; i < 4; i++) {
        made.sections[i].sh_name = (Elf64_Word)at;
        strcpy(made.names + at, i < 3 ? names[i] : third);
        at += strlen(made.names + at) + 1;
    }
    made.sections[0].sh_offset = offsetof(struct debugged, names);
    return made;
}

static int hide(struct debugged *made)
{
    return tare_elf_hide_debug((unsigned char *)made, sizeof *made);
}

TEST(debug_information_in_tables_is_hidden)
{
    static const char *const tables[] = { ".debug_str_offsets", ".debug_addr" };

    for (size_t i = 0; i < 2; i++) {
        struct debugged made = make_debugged(tables[i]);

        CHECK_INT(hide(&made), 1);
        CHECK_STR(made.names + made.sections[0].sh_name, ".shstrtab");
        CHECK_STR(made.names + made.sections[1].sh_name, ".text");
        CHECK_INT(made.sections[2].sh_name, 0);
        CHECK_INT(made.sections[3].sh_name, 0);
    }
}

TEST(other_debug_information_stays)
{
    struct debugged made = make_debugged(".debug_line");
    struct debugged before = made;

    CHECK_INT(hide(&made), 0);
    CHECK(memcmp(&made, &before, sizeof made) == 0);
}

TEST(hostile_sections_are_harmless)
{
    static const uint64_t edges[] = { 0,          1,
                                      255,        sizeof(struct debugged) - 1,
                                      UINT32_MAX, INT64_MAX,
                                      UINT64_MAX };

    for (size_t at = 0; at + 8 <= offsetof(struct debugged, names); at += 2)
        for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
            struct debugged made = make_debugged(".debug_addr");

            memcpy((unsigned char *)&made + at, &edges[i], 8);
            hide(&made);
        }
}

/* ---- a real one ---------------------------------------------------------- */

static unsigned char *read_self(size_t *size)
{
    int fd = open("/proc/self/exe", O_RDONLY);
    unsigned char *bytes;
    ssize_t got;

    *size = (size_t)lseek(fd, 0, SEEK_END);
    bytes = malloc(*size);
    got = pread(fd, bytes, *size, 0);
    CHECK_INT(got, *size);
    close(fd);
    return bytes;
}

TEST(this_program_is_one_with_or_without_sections)
{
    size_t size;
    unsigned char *bytes = read_self(&size);
    struct tare_elf elf;
    Elf64_Ehdr *head = (Elf64_Ehdr *)bytes;

    CHECK(tare_elf_look(&elf, bytes, size));
    CHECK_INT(elf.is_program, 1);
    head->e_shoff = 0;
    head->e_shnum = 0;
    CHECK(tare_elf_look(&elf, bytes, size));
    CHECK_INT(elf.is_program, 1);
    tare_elf_detach(bytes, size);
    for (size_t cut = 1; cut < size; cut += 1 + cut / 16)
        read_all(bytes, cut);
    free(bytes);
}

TEST(code_is_what_is_loaded_to_be_executed)
{
    struct tare_image image = { 0 };
    size_t size;

    if (sizeof(void *) < 8)
        SKIP("executables of 32 bits are not looked into");
    if (tare_image_read(&image, "/proc/self/exe", NULL) != 0) {
        CHECK(0);
        return;
    }
    size = tare_elf_code_size(image.files[0].bytes, image.files[0].size);
    CHECK(size > 1000);
    CHECK(size < image.files[0].size);
    CHECK_INT(tare_elf_code_size(image.files[0].bytes, 40), 0);
    tare_image_release(&image);
}

TESTS(RUN(code_is_what_is_loaded_to_be_executed),
      RUN(needed_names_lose_their_path),
      RUN(search_paths_yield_and_forget_where_the_file_was),
      RUN(an_rpath_that_does_not_count_does_not_begin_to),
      RUN(detaching_twice_changes_nothing_more),
      RUN(files_of_other_kinds_stay_as_they_are), RUN(a_library_says_its_name),
      RUN(a_file_says_where_it_looks_for_its_libraries),
      RUN(a_file_says_what_it_is_linked_with),
      RUN(a_search_path_is_seen_from_the_folder_of_the_file),
      RUN(programs_and_libraries_are_told_apart),
      RUN(machines_have_the_names_that_people_know),
      RUN(a_file_cut_anywhere_is_harmless),
      RUN(a_file_with_random_bytes_is_harmless),
      RUN(offsets_at_the_edges_are_harmless),
      RUN(debug_information_in_tables_is_hidden),
      RUN(other_debug_information_stays), RUN(hostile_sections_are_harmless),
      RUN(this_program_is_one_with_or_without_sections))
