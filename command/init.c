/* SPDX-License-Identifier: MIT */
/* tare init: a first benchmark in a project that has none. */
#include "command/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/first_files.h"
#include "command/languages.h"
#include "store/buf.h"
#include "store/child.h"
#include "store/input.h"
#include "store/store.h"

#define BASELINE "main"

static const char help[] =
    "Usage: tare init [OPTIONS] [make|cmake|meson]\n\n"
    "Writes a first benchmark, what the build system needs to build it, a "
    "policy, and\na CI job; then builds the benchmark, measures it once and "
    "keeps that as the\nbaseline " BASELINE ". Says what it writes, replaces "
    "no file, and adds to one only below a\nline that says so. Once more, it "
    "does what is left to do.";

static int is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

/* ---- what the project is ------------------------------------------------- */

static const char *const files[][3] = {
    [TARE_BUILD_MAKE] = { "GNUmakefile", "makefile", "Makefile" },
    [TARE_BUILD_CMAKE] = { "CMakeLists.txt" },
    [TARE_BUILD_MESON] = { "meson.build" },
};

/* The one that is there; the last of them, for a new one. */
static const char *file_of(enum tare_build_system system)
{
    size_t i = 0;

    while (i < 2 && files[system][i + 1] != NULL && !is_there(files[system][i]))
        i++;
    return files[system][i];
}

static int choose_system(const struct tare_options *options,
                         enum tare_build_system *system, struct tare_err *err)
{
    static const char *const names[] = { "make", "cmake", "meson" };
    const char *word =
        options->operands.count > 0 ? options->operands.items[0] : NULL;

    for (unsigned i = TARE_BUILD_SYSTEMS; i-- > 0;)
        if (word != NULL ? strcmp(word, names[i]) == 0
                         : i == 0 || is_there(file_of(i))) {
            *system = i;
            break;
        } else if (i == 0) {
            return tare_fail_with(
                err, TARE_EUSAGE,
                "init: \"%.60s\" is not one of make, cmake, meson", word);
        }
    if (options->operands.count > 1 || options->after.count > 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "init takes one build system at most");
    if (*system != TARE_BUILD_MAKE && !is_there(file_of(*system)))
        return tare_fail_with(err, TARE_EUSAGE,
                              "%s: there is none here; start tare init in the "
                              "top folder of the project",
                              file_of(*system));
    return 0;
}

static enum tare_ci choose_ci(const struct tare_options *options)
{
    if (options->ci >= 0)
        return (enum tare_ci)options->ci;
    return is_there(".github")          ? TARE_CI_GITHUB
           : is_there(".gitlab-ci.yml") ? TARE_CI_GITLAB
                                        : TARE_CI_NONE;
}

/* "bench", if no target of the makefile is called so. */
static const char *choose_targets(const struct tare_buf *makefile)
{
    const char *bytes = makefile->data;
    size_t size = makefile->size;

    for (size_t i = 0; i + 5 < size; i++)
        if ((i == 0 || bytes[i - 1] == '\n') &&
            memcmp(bytes + i, "bench", 5) == 0 &&
            memchr(bytes + i, ':', size - i < 40 ? size - i : 40) != NULL)
            return "tare-bench";
    return "bench";
}

/* What follows from the text of the build system's file, if there is one. */
static void read_file(struct tare_first *first)
{
    struct tare_buf text = { 0 };
    char *bytes = NULL;
    size_t size = 0;

    if (tare_input_read(&bytes, &size, first->file, (size_t)16 << 20, NULL) ==
        0)
        tare_buf_add(&text, bytes, size);
    free(bytes);
    first->bench = choose_targets(&text);
    first->is_cpp = first->system != TARE_BUILD_MAKE && text.data != NULL &&
                    tare_languages_are_cpp(text.data);
    tare_buf_release(&text);
}

/* "build", unless that is something else. */
static const char *choose_folder(enum tare_build_system system)
{
    static const char *const proofs[] = { "build/benches",
                                          "build/CMakeCache.txt",
                                          "build/meson-private" };

    return !is_there("build") || is_there(proofs[system]) ? "build"
                                                          : "build-bench";
}

/* ---- the first run ------------------------------------------------------- */

static int build(const struct tare_first *first, struct tare_err *err)
{
    struct tare_buf how = { 0 };
    int ended, status = 0;

    printf("\n$ %s\n", first->build);
    fflush(stdout);
    ended = tare_child_run_shell(first->build, NULL, &status, err);
    if (ended != 0)
        return ended < 0
                   ? tare_fail_with(err, TARE_EBENCH, "sh: cannot be started")
                   : ended;
    if (status == 0)
        return 0;
    tare_child_tell_status(&how, status);
    tare_fail_with(err, TARE_EBENCH,
                   "%s: it ended with %s: mend what it complains about, then "
                   "type tare init again",
                   first->build, how.data);
    tare_buf_release(&how);
    return TARE_EBENCH;
}

static int has_baseline(const struct tare_options *options)
{
    struct tare_store store;
    int has = 0;

    if (tare_store_open(&store, options->store, NULL) == 0) {
        has = tare_store_has(&store, BASELINE);
        tare_store_close(&store);
    }
    return has;
}

static int measure(const struct tare_first *first,
                   const struct tare_options *options, struct tare_err *err)
{
    char *words[] = { (char[]){ "--quick" },
                      (char[]){ "--noplot" },
                      (char[]){ "--save-baseline=" BASELINE },
                      NULL,
                      NULL,
                      first->binary };
    struct tare_buf store = { 0 }, time = { 0 };
    int status;

    tare_buf_printf(&store, "--store=%s", options->store);
    tare_buf_printf(&time, "--measurement-time=%g",
                    options->measurement_time_s);
    words[3] = store.data;
    words[4] = time.data;
    printf("\n$ tare run --quick --save-baseline " BASELINE " %s\n",
           first->binary);
    fflush(stdout);
    status = tare_verb_run(6, words, err);
    tare_buf_release(&store);
    tare_buf_release(&time);
    return status;
}

/* ---- the verb ------------------------------------------------------------ */

static int write_files(const struct tare_first *first, int is_dry,
                       struct tare_err *err)
{
    struct tare_additions all = { 0 };
    int status = tare_first_files(first, &all, err);

    if (status == 0) {
        tare_additions_print(&all, stdout);
        fflush(stdout);
    }
    if (status == 0 && !is_dry)
        status = tare_additions_write(&all, err);
    tare_additions_release(&all);
    return status;
}

static int start(struct tare_first *first, const struct tare_options *options,
                 struct tare_err *err)
{
    int status = write_files(first, options->dry_run, err);

    if (status != 0 || options->dry_run)
        return status;
    status = build(first, err);
    if (status == 0 && !has_baseline(options))
        status = measure(first, options, err);
    if (status == 0)
        printf("\nNext: change something, then type\n  %s\n", first->gate);
    return status;
}

static int init(struct tare_options *options, struct tare_err *err)
{
    struct tare_first first = { .ci = choose_ci(options),
                                .is_git = is_there(".git") ||
                                          is_there(".gitignore") };
    int status = choose_system(options, &first.system, err);

    if (status < 0)
        return status;
    first.file = file_of(first.system);
    read_file(&first);
    first.folder = choose_folder(first.system);
    tare_first_commands(&first);
    status = start(&first, options, err);
    tare_first_release(&first);
    return status;
}

int tare_verb_init(int count, char **words, struct tare_err *err)
{
    return tare_options_run(TARE_VERB_INIT, count, words, help, init, err);
}
