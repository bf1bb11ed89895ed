/* SPDX-License-Identifier: MIT */
/* Where this tare lives, as flags for a compile line. */
#include "command/command.h"

#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/buf.h"

/* Cuts the last part of the path off. */
static void to_parent(char *path)
{
    char *slash = strrchr(path, '/');

    if (slash != NULL)
        *slash = '\0';
}

/* A file below the folder. */
static int has_file(const char *folder, const char *name)
{
    struct tare_buf path = { 0 };
    int found;

    tare_buf_printf(&path, "%s/%s", folder, name);
    found = access(path.data, R_OK) == 0;
    tare_buf_release(&path);
    return found;
}

/* In lib/, or as packages have it, in lib64/ or lib/x86_64-linux-gnu/. */
static int find_library(const char *prefix, char library[PATH_MAX])
{
    static const char *const names[] = { "lib", "lib64" };
    glob_t found = { 0 };
    int is_there;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(library, PATH_MAX, "%.4000s/%s", prefix, names[i]);
        if (has_file(library, "libtare.a"))
            return 1;
    }
    snprintf(library, PATH_MAX, "%.4000s/lib/*-linux-gnu*/libtare.a", prefix);
    is_there = glob(library, 0, NULL, &found) == 0;
    if (is_there) {
        snprintf(library, PATH_MAX, "%.4090s", found.gl_pathv[0]);
        to_parent(library);
    }
    globfree(&found);
    return is_there;
}

/* From the source tree (build/tare beside build/libtare.a, the header in
 * harness/ of a folder above) or from where it was installed. */
static int find_folders(char include[PATH_MAX], char library[PATH_MAX],
                        struct tare_err *err)
{
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);

    if (length < 0)
        return tare_fail_with(
            err, TARE_EUSAGE,
            "flags: /proc/self/exe cannot be read, so it is not known where "
            "tare is installed: mount /proc, or use pkg-config");
    program[length] = '\0';
    to_parent(program);
    strcpy(library, program);
    strcpy(include, program);
    if (has_file(library, "libtare.a")) {
        while (include[0] != '\0' &&
               !has_file(include, "harness/include/tare.h"))
            to_parent(include);
        if (include[0] != '\0') {
            strncat(include, "/harness/include",
                    PATH_MAX - strlen(include) - 1);
            return 0;
        }
    }
    to_parent(program);
    snprintf(include, PATH_MAX, "%.4000s/include", program);
    if (has_file(include, "tare.h") && find_library(program, library))
        return 0;
    return tare_fail_with(err, TARE_EUSAGE,
                          "flags: tare.h and libtare.a are not beside %s",
                          program);
}

static const char help[] =
    "Usage: tare flags --cflags | --libs | --bench-cflags\n\n"
    "Prints the flags that a compile line needs.\n\n"
    "Example: cc $(tare flags --bench-cflags) $(tare flags --cflags) "
    "my_bench.c\n"
    "            $(tare flags --libs)";

static int print_flags(struct tare_options *options, struct tare_err *err)
{
    char include[PATH_MAX], library[PATH_MAX];

    if (options->cflags + options->libs + options->bench_cflags != 1 ||
        options->operands.count + options->after.count > 0)
        return tare_fail_with(
            err, TARE_EUSAGE,
            "flags takes one of --cflags, --libs, --bench-cflags");
    if (options->bench_cflags) {
        puts(TARE_BENCH_CFLAGS); /* from the Makefile, their one place */
        return 0;
    }
    if (find_folders(include, library, err) < 0)
        return TARE_EUSAGE;
    if (strpbrk(include, " \t") != NULL)
        return tare_fail_with(
            err, TARE_EUSAGE,
            "flags: the path \"%.200s\" contains a blank, where a shell would "
            "split it: move tare to a folder without one",
            include);
    if (options->cflags)
        printf("-I%s\n", include);
    else
        printf("%s/libtare.a -lm -pthread\n", library);
    return 0;
}

int tare_verb_flags(int count, char **words, struct tare_err *err)
{
    return tare_options_run(TARE_VERB_FLAGS, count, words, help, print_flags,
                            err);
}
