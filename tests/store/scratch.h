/* SPDX-License-Identifier: MIT */
/* A scratch folder, and small records to be kept in it. */
#ifndef TARE_TESTS_STORE_SCRATCH_H
#define TARE_TESTS_STORE_SCRATCH_H

#include <dirent.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/store.h"
#include "tests/test.h"

static char scratch[] = "/tmp/tare-scratch-XXXXXX";

/* A path in it; stays. */
__attribute__((format(printf, 1, 2))) static inline const char *
in_scratch(const char *format, ...)
{
    static char paths[256][160];
    char rest[120], path[160];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(rest, sizeof rest, format, arguments);
    va_end(arguments);
    snprintf(path, sizeof path, "%s/%s", scratch, rest);
    for (size_t i = 0; i < 256; i++) {
        if (paths[i][0] == '\0')
            memcpy(paths[i], path, sizeof path);
        if (strcmp(paths[i], path) == 0)
            return paths[i];
    }
    tare_die("more paths than a test has");
}

static inline void make_scratch(void)
{
    CHECK(mkdtemp(scratch) != NULL);
}

static inline void drop_scratch(void)
{
    char command[64];

    snprintf(command, sizeof command, "rm -rf %s", scratch);
    CHECK_INT(system(command), 0);
}

static inline void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    CHECK(file != NULL && fputs(text, file) >= 0);
    CHECK(file != NULL && fclose(file) == 0);
}

/* Whether the file holds just that text. */
static inline int holds(const char *path, const char *text)
{
    char found[4096] = { 0 };
    FILE *file = fopen(path, "r");

    if (file == NULL)
        return 0;
    (void)!fread(found, 1, sizeof found - 1, file);
    fclose(file);
    return strcmp(found, text) == 0;
}

static inline int exists(const char *path)
{
    struct stat facts;

    return lstat(path, &facts) == 0;
}

/* How many names there are in a folder, hidden ones too. */
static inline int count_in(const char *path)
{
    DIR *listing = opendir(path);
    int count = 0;

    if (listing == NULL)
        return -1;
    while (readdir(listing) != NULL)
        count++;
    closedir(listing);
    return count - 2; /* . and .. */
}

/* Skipped, so that they need no numbers. */
static inline void add_cases(struct tare_run *run, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct tare_case *c;
        char id[32];

        snprintf(id, sizeof id, "case%zu", run->case_count);
        run->cases = tare_grow(run->cases, run->case_count, sizeof *run->cases);
        c = &run->cases[run->case_count++];
        c->identity.id = tare_strdup(id);
        c->identity.name = tare_strdup(id);
        c->identity.threads = 1;
        c->status = TARE_STATUS_SKIPPED;
        c->reason = tare_strdup("no need");
    }
}

/* A record of one binary; the hash says what is kept of it, NULL: nothing. */
static inline struct tare_run make_run(const char *started, const char *hash)
{
    struct tare_run run = { 0 };

    run.started = tare_strdup(started);
    tare_facts_text(&run.machine, "cpu", "Abacus 9");
    run.binaries = tare_alloc(1, sizeof *run.binaries);
    run.binary_count = 1;
    run.binaries[0].path = tare_strdup("build/some_bench");
    run.binaries[0].hash = tare_strdup(hash);
    run.binaries[0].is_kept = hash != NULL;
    add_cases(&run, 1);
    return run;
}

/* Keeps the file (NULL: none) and saves a record that names it. */
static inline int save_with(struct tare_store *store, const char *name,
                            const char *started, const char *file,
                            struct tare_err *err)
{
    char hash[TARE_HASH_SIZE];
    struct tare_run run;
    int status = file != NULL ? tare_store_keep(store, file, hash, err) : 0;

    if (status < 0)
        return status;
    run = make_run(started, file != NULL ? hash : NULL);
    status = tare_store_save(store, name, &run, err);
    tare_run_release(&run);
    return status;
}

/* The same from opening to closing. */
static inline int save_in(const char *root, const char *name,
                          const char *started, const char *file,
                          struct tare_err *err)
{
    struct tare_store store;
    int status = tare_store_open_to_write(&store, root, err);

    if (status < 0)
        return status;
    status = save_with(&store, name, started, file, err);
    tare_store_close(&store);
    return status;
}

/* When the baseline of that name was started, "" if it cannot be loaded. */
static inline const char *started_of(const char *root, const char *name)
{
    static char text[64];
    struct tare_store store;
    struct tare_run run = { 0 };

    text[0] = '\0';
    if (tare_store_open(&store, root, NULL) < 0)
        return text;
    if (tare_store_load(&store, name, &run, TARE_LOAD_ALL, NULL) == 0 &&
        run.started != NULL)
        snprintf(text, sizeof text, "%s", run.started);
    tare_run_release(&run);
    tare_store_close(&store);
    return text;
}

/* 0 if the baseline and what it keeps are whole. */
static inline int verify_in(const char *root, const char *name,
                            struct tare_err *err)
{
    struct tare_store store;
    struct tare_run run = { 0 };
    int status = tare_store_open(&store, root, err);

    if (status < 0)
        return status;
    status = tare_store_verify(&store, name, &run, err);
    tare_run_release(&run);
    tare_store_close(&store);
    return status;
}

static inline int remove_in(const char *root, const char *name,
                            struct tare_err *err)
{
    struct tare_store store;
    int status = tare_store_open_to_write(&store, root, err);

    if (status < 0)
        return status;
    status = tare_store_remove(&store, name, err);
    tare_store_close(&store);
    return status;
}

#endif
