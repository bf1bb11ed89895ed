/* SPDX-License-Identifier: MIT */
/* Baselines exported and imported. */
#include "store/archive.h"
#include "store/bundle.h"
#include "tests/store/scratch.h"

#define STARTED "2024-01-01T00:00:00Z"

static char hash[TARE_HASH_SIZE];

static int export_to(const char *path, struct tare_err *err)
{
    struct tare_store store;
    int status;

    CHECK_INT(tare_store_open(&store, in_scratch("from"), err), 0);
    status = tare_bundle_export(&store, "main", path, err);
    tare_store_close(&store);
    return status;
}

static int import_from(const char *path, const char *name, struct tare_err *err)
{
    struct tare_store store;
    int status;

    CHECK_INT(tare_store_open_to_write(&store, in_scratch("to"), err), 0);
    status = tare_bundle_import(&store, name, path, err);
    tare_store_close(&store);
    return status;
}

/* Refused with that in the message, and nothing is there. */
static void check_refused(const char *path, const char *why)
{
    struct tare_err err = { 0 };

    CHECK_INT(import_from(path, "x", &err), TARE_EBASELINE);
    CHECK(strstr(err.text, why) != NULL);
    CHECK(strncmp(err.text, path, strlen(path)) == 0);
    if (strstr(err.text, why) == NULL)
        printf("# said: %s\n", err.text);
    CHECK_INT(count_in(in_scratch("to/baselines")), 0);
    CHECK_INT(count_in(in_scratch("to/objects")), 0);
}

TEST(what_was_exported_can_be_imported_elsewhere)
{
    struct tare_err err = { 0 };

    put(in_scratch("program"), "a program\n");
    tare_hash(hash, "a program\n", 10);
    CHECK_INT(save_in(in_scratch("from"), "main", STARTED,
                      in_scratch("program"), &err),
              0);
    CHECK_INT(export_to(in_scratch("main.tare"), &err), 0);
    CHECK_INT(import_from(in_scratch("main.tare"), "copy", &err), 0);
    CHECK_INT(verify_in(in_scratch("to"), "copy", &err), 0);
    CHECK_STR(started_of(in_scratch("to"), "copy"), STARTED);
    CHECK(holds(in_scratch("to/objects/%s", hash), "a program\n"));
    CHECK_INT(remove_in(in_scratch("to"), "copy", &err), 0);
}

static int run(const char *format, const char *path)
{
    char command[512];

    snprintf(command, sizeof command, format, path);
    return system(command);
}

TEST(tar_reads_it)
{
    char format[200];

    snprintf(format, sizeof format,
             "test \"$(tar tf %%s | tr '\\n' ' ')\" = "
             "'record.json objects/%s '",
             hash);
    CHECK_INT(run(format, in_scratch("main.tare")), 0);
    CHECK_INT(run("cd %s && tar xf main.tare && "
                  "cmp record.json from/baselines/main.json && "
                  "cmp objects/* program",
                  scratch),
              0);
}

TEST(what_tar_packs_in_that_form_is_taken)
{
    struct tare_err err = { 0 };

    CHECK_INT(run("cd %s && tar --format=ustar -cf packed record.json "
                  "objects/*",
                  scratch),
              0);
    CHECK_INT(import_from(in_scratch("packed"), "packed", &err), 0);
    CHECK_STR(err.text, "");
    CHECK_INT(remove_in(in_scratch("to"), "packed", &err), 0);
}

/* ---- damaged and hostile files ------------------------------------------- */

static char bytes[1 << 16];
static size_t size;

static void read_exported(void)
{
    FILE *file = fopen(in_scratch("main.tare"), "r");

    size = file != NULL ? fread(bytes, 1, sizeof bytes, file) : 0;
    CHECK(file != NULL && fclose(file) == 0);
    CHECK(size > 2048 && size < sizeof bytes);
}

static const char *write_bytes(size_t count)
{
    FILE *file = fopen(in_scratch("bad"), "w");

    CHECK(file != NULL && fwrite(bytes, 1, count, file) == count);
    CHECK(file != NULL && fclose(file) == 0);
    return in_scratch("bad");
}

TEST(a_file_cut_short_anywhere_is_refused)
{
    struct tare_err err = { 0 };

    read_exported();
    for (size_t cut = 0; cut < size; cut += cut % 512 == 1 ? 510 : 1) {
        CHECK_INT(import_from(write_bytes(cut), "x", &err), TARE_EBASELINE);
        CHECK_INT(count_in(in_scratch("to/baselines")), 0);
        CHECK_INT(count_in(in_scratch("to/objects")), 0);
    }
}

TEST(a_changed_byte_is_refused)
{
    size_t at = 512 * ((size - 1024) / 512 - 1); /* the program */

    CHECK(memcmp(bytes + at, "a program\n", 10) == 0);
    bytes[at]++;
    check_refused(write_bytes(size), "does not match the hash");
    bytes[at]--;
    bytes[at + 10] = 'x';
    check_refused(write_bytes(size), "between its files");
    bytes[at + 10] = 0;
    bytes[at - 512 + 120]++; /* in the header before it */
    check_refused(write_bytes(size), "checksum");
    bytes[at - 512 + 120]--;
    bytes[size] = 'x';
    check_refused(write_bytes(size + 1), "follows its end");
    bytes[size] = 0;
    check_refused(write_bytes(size - 512), "end is missing");
}

/* An archive of the record and one more file. */
static const char *with_file(const char *name, const char *content)
{
    struct tare_err err = { 0 };
    FILE *file = fopen(in_scratch("bad"), "w");
    uint64_t record_end = size - 2 * 512 - 2 * 512;

    CHECK(file != NULL);
    fwrite(bytes, 1, record_end, file);
    CHECK_INT(tare_archive_put(file, name, strlen(content), &err), 0);
    fputs(content, file);
    tare_archive_pad(file, strlen(content));
    tare_archive_end(file);
    CHECK_INT(fclose(file), 0);
    return in_scratch("bad");
}

TEST(files_that_the_record_does_not_name_are_refused)
{
    char other[TARE_HASH_SIZE], name[100];

    tare_hash(other, "another\n", 8);
    check_refused(with_file("../../outside", "x"), "does not name");
    check_refused(with_file("/tmp/outside", "x"), "does not name");
    check_refused(with_file("objects/../lock", "x"), "does not name");
    check_refused(with_file("record.json", "{}"), "does not name");
    snprintf(name, sizeof name, "objects/%s", other);
    check_refused(with_file(name, "another\n"), "does not name");
    snprintf(name, sizeof name, "objects/%s", hash);
    check_refused(with_file(name, "b program\n"), "does not match the hash");
}

/* Packs with tar what stands in the scratch folder. */
static void check_packed(const char *what, const char *why)
{
    char format[300];

    snprintf(format, sizeof format,
             "cd %%s && tar --format=ustar -cf packed %s", what);
    CHECK_INT(run(format, scratch), 0);
    check_refused(in_scratch("packed"), why);
}

TEST(other_archives_are_refused)
{
    CHECK_INT(run("cd %s && ln -s record.json link && ln record.json hard &&"
                  " echo '{}' >brace",
                  scratch),
              0);
    check_packed("program", "does not begin with record.json");
    check_packed("objects", "not a plain file");
    check_packed("link", "not a plain file");
    check_packed("record.json hard", "not a plain file");
    check_packed("record.json", "is missing");
    check_packed("record.json objects/* objects/*", "");
    check_packed("--transform s/brace/record.json/ brace", "");
    CHECK_INT(run("cd %s && tar --format=gnu -cf packed record.json", scratch),
              0);
    check_refused(in_scratch("packed"), "not a ustar");
    check_refused("/dev/null", "ends early");
    check_refused("/dev/zero", "does not end");
    check_refused(in_scratch("nosuch"), "cannot open");
    check_refused(in_scratch("program"), "ends early");
}

TEST(a_size_that_is_a_lie_costs_nothing)
{
    struct tare_err err = { 0 };
    FILE *file = fopen(in_scratch("bad"), "w");

    CHECK(file != NULL);
    CHECK_INT(tare_archive_put(file, "record.json", 1 << 29, &err), 0);
    fputs("{", file);
    CHECK_INT(fclose(file), 0);
    check_refused(in_scratch("bad"), "ends early");
    file = fopen(in_scratch("bad"), "w");
    CHECK(file != NULL);
    CHECK_INT(tare_archive_put(file, "record.json", 0x1ffffffff, &err), 0);
    CHECK_INT(tare_archive_put(file, "record.json", 0x200000000, &err),
              TARE_EOUTPUT);
    CHECK_INT(fclose(file), 0);
    check_refused(in_scratch("bad"), "larger than 1 GiB");
}

TEST(a_damaged_baseline_is_not_exported)
{
    struct tare_err err = { 0 };

    put(in_scratch("old.tare"), "old");
    CHECK_INT(unlink(in_scratch("from/objects/%s", hash)), 0);
    put(in_scratch("from/objects/%s", hash), "b program\n");
    CHECK_INT(export_to(in_scratch("old.tare"), &err), TARE_EBASELINE);
    CHECK(holds(in_scratch("old.tare"), "old"));
    CHECK_INT(export_to("/dev/full", &err), TARE_EBASELINE);
    CHECK_INT(save_in(in_scratch("from"), "main", STARTED,
                      in_scratch("program"), &err),
              0);
    CHECK_INT(export_to("/dev/full", &err), TARE_EOUTPUT);
}

TESTS(RUN(make_scratch), RUN(what_was_exported_can_be_imported_elsewhere),
      RUN(tar_reads_it), RUN(what_tar_packs_in_that_form_is_taken),
      RUN(a_file_cut_short_anywhere_is_refused), RUN(a_changed_byte_is_refused),
      RUN(files_that_the_record_does_not_name_are_refused),
      RUN(other_archives_are_refused), RUN(a_size_that_is_a_lie_costs_nothing),
      RUN(a_damaged_baseline_is_not_exported), RUN(drop_scratch))
