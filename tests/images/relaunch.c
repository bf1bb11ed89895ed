/* SPDX-License-Identifier: MIT */
/*
 * Launches a benchmark where it lies, takes its image, has a shell command
 * spoil the original, and launches a copy:
 *
 *     relaunch BENCH COMMAND
 *
 * Prints what the benchmark reported as "value" each time, what it had loaded,
 * and what the copy did not load from its own folder.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/image/copy.h"
#include "harness/image/image.h"
#include "harness/launch/loaded.h"
#include "harness/launch/session.h"
#include "harness/run/calibrate.h"
#include "store/alloc.h"
#include "store/orphans.h"

static void must(int status, const struct tare_err *err)
{
    if (status == 0)
        return;
    printf("%s\n", err->text);
    exit(2);
}

static void launch(const struct tare_where *where, struct tare_session *session)
{
    struct tare_suite *suite = where->suite;

    if (tare_session_open(session, where, &suite->cases[0],
                          &(struct tare_launch_options){ .padding = 16 }) == 0)
        tare_calibrate_once(session);
    tare_session_close(session);
    if (session->launched.end.status != TARE_STATUS_OK) {
        printf("%s\n%s\n", session->launched.end.reason,
               session->output != NULL ? session->output : "");
        exit(3);
    }
}

static double value_of(const struct tare_session *session)
{
    for (size_t i = 0; i < session->late.report_count; i++)
        if (strcmp(session->late.reports[i].name, "value") == 0)
            return session->late.reports[i].values[0];
    return -1;
}

static const char *last_part(const char *path)
{
    return strrchr(path, '/') + 1;
}

/* The binary of the suite is the copy from now on. */
static void move_to(struct tare_suite *suite, const struct tare_copy *copy)
{
    struct tare_suite_binary *binary = &suite->binaries[0];

    free(binary->exec);
    binary->exec = tare_strdup(copy->exec);
    free(binary->library_path);
    binary->library_path = tare_strdup(copy->library_path);
}

int main(int argc, char **argv)
{
    struct tare_suite suite = { 0 };
    struct tare_where where = { .suite = &suite, .timeout_s = 30 };
    struct tare_session session = { 0 };
    struct tare_image image = { 0 };
    struct tare_copy_folder copy_folder = { 0 };
    struct tare_copy copy = { 0 };
    struct tare_err err = { 0 };
    const char *stray;
    size_t binary;

    if (argc != 3)
        return 2;
    tare_orphans_adopt();
    where.cpu.measured = -1;
    must(tare_suite_open(&suite, argv[1], &binary, &err), &err);
    must(tare_session_list(&suite, binary, 30, &err), &err);
    must(tare_image_read(&image, suite.binaries[0].exec, &err), &err);
    launch(&where, &session);
    printf("original %g\n", value_of(&session));
    for (size_t i = 0; i < session.loaded_count; i++) {
        printf("loaded %s\n", last_part(session.loaded[i]));
        must(tare_image_add_library(&image, session.loaded[i], NULL, &err),
             &err);
    }
    tare_session_release(&session);
    if (system(argv[2]) != 0)
        return 2;
    must(tare_copy_folder_open(&copy_folder, tare_image_size(&image), &err),
         &err);
    must(tare_copy_folder_put(&copy_folder, &image, &copy, &err), &err);
    move_to(&suite, &copy);
    launch(&where, &session);
    printf("copy %g\n", value_of(&session));
    stray =
        tare_loaded_stray(session.loaded, session.loaded_count, copy.folder);
    if (stray != NULL)
        printf("stray %s\n", last_part(stray));
    tare_session_release(&session);
    tare_copy_drop(&copy);
    tare_copy_folder_close(&copy_folder);
    tare_image_release(&image);
    tare_suite_release(&suite);
    return 0;
}
