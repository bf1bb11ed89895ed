/* SPDX-License-Identifier: MIT */
#include "command/variant.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/relink.h"
#include "command/workspace.h"
#include "harness/bench/choice.h"
#include "report/terminal/say.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/child.h"
#include "store/path.h"
#include "store/store.h"

/* How long each case trains: as long as the others, so that none is hot only
 * because its iterations are long. */
#define TRAINING_S "0.3"

/* What a training is of. */
enum half {
    EVEN,
    ODD,
    ALL
};

/* ---- running ------------------------------------------------------------- */

/* Keeps the log, and says where. */
static void keep_log(const struct tare_variants *variants, const char *log,
                     const char *name, struct tare_buf *where)
{
    const char *root = variants->choice->options->store;
    struct tare_buf command = { 0 };
    struct tare_store store;
    int status = -1;

    if (tare_store_open_to_write(&store, root, NULL) < 0)
        return;
    tare_store_close(&store);
    tare_buf_printf(where, "%s/variants/%s.log", root, name);
    tare_buf_puts(&command, "mkdir -p ");
    tare_child_quote(&command, root);
    tare_buf_puts(&command, "/variants && cp ");
    tare_child_quote(&command, log);
    tare_buf_puts(&command, " ");
    tare_child_quote(&command, where->data);
    if (tare_child_run_shell(command.data, NULL, &status, NULL) != 0 ||
        status != 0)
        tare_buf_release(where);
    tare_buf_release(&command);
}

/* Runs the script in the folder; `what` is for the message when it fails. */
static int run(const struct tare_variants *variants, const char *name,
               const char *script, const char *folder, const char *what,
               struct tare_err *err)
{
    char *log = tare_path_join(variants->scratch.path, "log");
    struct tare_buf whole = { 0 }, how = { 0 }, where = { 0 };
    int status = 0, ended;

    tare_buf_puts(&whole, "exec >>");
    tare_child_quote(&whole, log);
    tare_buf_printf(&whole, " 2>&1\n%s\n", script);
    ended = tare_child_run_shell(whole.data, folder, &status, err);
    if (ended == 0 && status != 0) {
        tare_child_tell_status(&how, status);
        keep_log(variants, log, name, &where);
        ended = tare_fail_with(err, TARE_EBENCH, "%s: %s: %s%s%s", name, what,
                               how.data, where.size > 0 ? "; see " : "",
                               where.size > 0 ? where.data : "");
    }
    tare_buf_release(&whole);
    tare_buf_release(&how);
    tare_buf_release(&where);
    free(log);
    return ended;
}

/* ---- the copy ------------------------------------------------------------ */

int tare_variants_open(struct tare_variants *variants, struct tare_err *err)
{
    char here[PATH_MAX];

    if (getcwd(here, sizeof here) == NULL)
        return tare_fail_with(err, TARE_EOUTPUT,
                              "the current folder is gone: go to another one");
    tare_workspace_sweep();
    if (tare_workspace_make(&variants->scratch, here, err) < 0)
        return TARE_EOUTPUT;
    variants->tree = tare_path_join(variants->scratch.path, "tree");
    return 0;
}

/* Without what was built there: of git what is not ignored, else all but what is
 * hidden by name. */
static int copy_tree(const struct tare_variants *variants, const char *name,
                     struct tare_err *err)
{
    struct tare_buf script = { 0 };
    int status;

    tare_buf_puts(&script, "tree=");
    tare_child_quote(&script, variants->tree);
    tare_buf_puts(&script,
                  "\nrm -rf \"$tree\" && mkdir \"$tree\" || exit 1\n"
                  "if git rev-parse --is-inside-work-tree >/dev/null 2>&1\n"
                  "then git ls-files -z -c -o --exclude-standard |\n"
                  "    tar --null -T - --ignore-failed-read -cf -\n"
                  "else tar --exclude=./.tare -cf - .\n"
                  "fi | tar -xf - -C \"$tree\"");
    status =
        run(variants, name, script.data, NULL, "cannot copy the tree", err);
    tare_buf_release(&script);
    return status;
}

static void set(struct tare_buf *script, const char *name, const char *value)
{
    tare_buf_printf(script, "export %s=", name);
    tare_child_quote(script, value);
    tare_buf_puts(script, "\n");
}

static const char *cxx_of(const char *compiler)
{
    return strcmp(compiler, "gcc") == 0     ? "g++"
           : strcmp(compiler, "clang") == 0 ? "clang++"
                                            : compiler;
}

static int is_clang(const struct tare_variant *variant)
{
    return strstr(tare_path_name(variant->compiler), "clang") != NULL;
}

/* Builds in a fresh copy with these flags more, and takes the executable away
 * from it, into *path. */
/* The executable, out of the tree. */
static int take(const struct tare_variants *variants,
                const struct tare_variant *variant, const char *to,
                struct tare_err *err)
{
    struct tare_buf script = { 0 };
    int status;

    tare_buf_puts(&script, "cp -p -- ");
    tare_child_quote(&script, variants->binary);
    tare_buf_puts(&script, " ");
    tare_child_quote(&script, to);
    status = run(variants, variant->name, script.data, variants->tree,
                 "the build has not made --binary", err);
    tare_buf_release(&script);
    return status;
}

/* Or layouts of it, by the command that links it with these settings. */
static int take_layouts(const struct tare_variants *variants,
                        const struct tare_variant *variant,
                        const char *settings, const char *to,
                        struct tare_err *err)
{
    struct tare_relink relink = { .folder = to,
                                  .layouts = variants->layouts,
                                  .seed = variants->seed };
    struct tare_buf script = { 0 };
    int status;

    tare_buf_puts(&script, settings);
    tare_relink_line(&script, variants->link, &relink);
    status = run(variants, variant->name, script.data, variants->tree,
                 "its layouts could not be linked", err);
    tare_buf_release(&script);
    return status;
}

/* What the command finds in its environment, as lines of the shell; the record
 * has it on one line. */
static void set_flags(const struct tare_variants *variants,
                      struct tare_variant *variant, const char *more,
                      struct tare_buf *settings)
{
    struct tare_buf cflags = { 0 }, ldflags = { 0 }, line = { 0 };

    tare_buf_printf(&cflags, "%s%s%s%s", variant->flags,
                    !variant->has_lto   ? ""
                    : is_clang(variant) ? " -flto"
                                        : " -flto=auto",
                    more[0] != '\0' ? " " : "", more);
    tare_buf_printf(&ldflags, "%s%s", cflags.data,
                    variant->has_lto && is_clang(variant) ? " -fuse-ld=lld"
                                                          : "");
    set(settings, "TARE_CC", variant->compiler);
    set(settings, "TARE_CXX", cxx_of(variant->compiler));
    set(settings, "TARE_CFLAGS", cflags.data);
    set(settings, "TARE_LDFLAGS", ldflags.data);
    tare_buf_printf(&line, "TARE_CC=%s TARE_CFLAGS='%s' TARE_LDFLAGS='%s' %s",
                    variant->compiler, cflags.data, ldflags.data,
                    variants->command);
    free(variant->line);
    variant->line = tare_buf_detach(&line);
    tare_buf_release(&cflags);
    tare_buf_release(&ldflags);
}

/* more: flags beside those of the variant.  Only the last build of it has
 * layouts. */
static int build(const struct tare_variants *variants,
                 struct tare_variant *variant, const char *more,
                 const char *called, int is_last, char **path,
                 struct tare_err *err)
{
    struct tare_buf settings = { 0 }, script = { 0 };
    char *to = tare_path_join(variants->scratch.path, called);
    int status = copy_tree(variants, variant->name, err);

    set_flags(variants, variant, more, &settings);
    tare_buf_printf(&script, "%s%s", settings.data, variants->command);
    if (status == 0)
        status = run(variants, variant->name, script.data, variants->tree,
                     "the build failed", err);
    if (status == 0)
        status = is_last && variants->link != NULL
                     ? take_layouts(variants, variant, settings.data, to, err)
                     : take(variants, variant, to, err);
    if (status == 0) {
        *path = to;
        to = NULL;
    }
    tare_buf_release(&settings);
    tare_buf_release(&script);
    free(to);
    return status;
}

/* ---- training ------------------------------------------------------------ */

static int is_same_benchmark(const struct tare_identity *a,
                             const struct tare_identity *b)
{
    const char *one = a->group != NULL ? a->group : "";
    const char *other = b->group != NULL ? b->group : "";

    return strcmp(one, other) == 0 && strcmp(a->name, b->name) == 0;
}

char *tare_variant_halves(const struct tare_suite *suite)
{
    char *halves = tare_alloc(suite->count, 1);

    for (size_t i = 1; i < suite->count; i++)
        halves[i] = is_same_benchmark(&suite->cases[i - 1].identity,
                                      &suite->cases[i].identity)
                        ? halves[i - 1]
                        : !halves[i - 1];
    return halves;
}

/* The cases of the instrumented executable: those that are measured, or those
 * that train. */
static int list_cases(const struct tare_variants *variants, char *path,
                      struct tare_suite *suite, struct tare_err *err)
{
    struct tare_words paths = { &path, 1 };
    char *filter = (char *)(uintptr_t)variants->train;
    struct tare_words filters = { &filter, 1 };
    struct tare_case_choice choice = *variants->choice;

    if (variants->train != NULL)
        choice.filters = &filters;
    return tare_gather_cases(suite, &paths, &choice, err);
}

/* One process for each case, which writes its counts when it ends. */
static int train_with(const struct tare_variants *variants,
                      const struct tare_variant *variant, const char *path,
                      const struct tare_suite *suite, enum half half,
                      struct tare_err *err)
{
    char *halves = tare_variant_halves(suite);
    struct tare_buf script = { 0 };
    int status;

    tare_buf_puts(&script, "true");
    for (size_t i = 0; i < suite->count; i++) {
        if (half != ALL && halves[i] != (char)half)
            continue;
        tare_buf_puts(&script, " &&\n");
        tare_child_quote(&script, path);
        tare_buf_puts(&script, " --profile-time " TRAINING_S
                               " --noplot --quiet --exact -- ");
        tare_child_quote(&script, suite->cases[i].identity.id);
    }
    status = run(variants, variant->name, script.data, variants->scratch.path,
                 "training failed", err);
    tare_buf_release(&script);
    free(halves);
    return status;
}

static int train(const struct tare_variants *variants,
                 struct tare_variant *variant, char *path, enum half half,
                 struct tare_err *err)
{
    struct tare_suite suite = { 0 };
    char *halves;
    int status = list_cases(variants, path, &suite, err), has_two = 0;

    if (status == 0 && suite.count == 0)
        status =
            tare_fail_with(err, TARE_ENOTHING,
                           "%s: no case to train with matches", variant->name);
    halves = tare_variant_halves(&suite);
    for (size_t i = 0; i < suite.count; i++)
        has_two |= halves[i];
    free(halves);
    if (status == 0 && half != ALL && !has_two)
        status = TARE_ENOTHING; /* nothing can be held out */
    if (status == 0)
        status = train_with(variants, variant, path, &suite, half, err);
    tare_suite_release(&suite);
    return status;
}

/* What the profiles become that the launches have written. */
static int merge(const struct tare_variants *variants,
                 struct tare_variant *variant, const char *folder,
                 struct tare_err *err)
{
    struct tare_buf script = { 0 };
    int status;

    tare_buf_puts(&script, "cd ");
    tare_child_quote(&script, folder);
    tare_buf_puts(&script, " && test -n \"$(ls)\" || { echo 'no profile was "
                           "written'; exit 1; }\n");
    if (is_clang(variant)) {
        tare_buf_puts(&script, "major=$(");
        tare_child_quote(&script, variant->compiler);
        tare_buf_puts(&script,
                      " -dumpversion | cut -d . -f 1)\n"
                      "tool=$(command -v llvm-profdata-$major ||\n"
                      "    command -v llvm-profdata) ||\n"
                      "    { echo 'llvm-profdata is not installed'; exit 1; }\n"
                      "\"$tool\" merge -o merged.profdata ./*.profraw");
    }
    status = run(variants, variant->name, script.data, NULL,
                 "cannot use the profile", err);
    tare_buf_release(&script);
    return status;
}

/* Instruments, trains with that half, and builds with what was learned. */
static int build_trained(const struct tare_variants *variants,
                         struct tare_variant *variant, enum half half,
                         const char *called, char **path, struct tare_err *err)
{
    char *folder = tare_path_join(variants->scratch.path, "profile");
    char *raw = tare_path_join(folder, "%m.profraw"), *instrumented = NULL;
    struct tare_buf make = { 0 }, use = { 0 }, reset = { 0 };
    int status;

    tare_buf_puts(&reset, "rm -rf profile && mkdir profile");
    if (is_clang(variant)) {
        tare_buf_puts(&make, "-fprofile-instr-generate");
        tare_buf_printf(&use, "-fprofile-instr-use=%s/merged.profdata", folder);
    } else {
        tare_buf_printf(&make,
                        "-fprofile-generate -fprofile-update=atomic "
                        "-fprofile-dir=%s",
                        folder);
        tare_buf_printf(&use,
                        "-fprofile-use -fprofile-dir=%s "
                        "-fprofile-partial-training -Wno-missing-profile",
                        folder);
    }
    status = run(variants, variant->name, reset.data, variants->scratch.path,
                 "cannot make a folder for profiles", err);
    if (status == 0)
        status = build(variants, variant, make.data, "instrumented", 0,
                       &instrumented, err);
    setenv("LLVM_PROFILE_FILE", raw, 1);
    if (status == 0)
        status = train(variants, variant, instrumented, half, err);
    unsetenv("LLVM_PROFILE_FILE");
    if (status == 0)
        status = merge(variants, variant, folder, err);
    if (status == 0)
        status = build(variants, variant, use.data, called, 1, path, err);
    tare_buf_release(&make);
    tare_buf_release(&use);
    tare_buf_release(&reset);
    free(instrumented);
    free(folder);
    free(raw);
    return status;
}

/* Of which each is measured with what it has not seen. */
static int build_halves(const struct tare_variants *variants,
                        struct tare_variant *variant, struct tare_err *err)
{
    int status = 0;

    for (enum half half = EVEN; half < ALL && status == 0; half++) {
        struct tare_buf called = { 0 };

        tare_buf_printf(&called, "%s.%d", variant->name, (int)half);
        status = build_trained(variants, variant, half, called.data,
                               &variant->halves[half], err);
        tare_buf_release(&called);
    }
    return status == TARE_ENOTHING ? 0 : status;
}

int tare_variant_build(const struct tare_variants *variants,
                       struct tare_variant *variant, struct tare_err *err)
{
    char *log = tare_path_join(variants->scratch.path, "log");
    int status = 0;

    unlink(log);
    free(log);
    if (!variant->has_profile)
        return build(variants, variant, "", variant->name, 1, &variant->path,
                     err);
    if (variants->train == NULL)
        status = build_halves(variants, variant, err);
    return status == 0 ? build_trained(variants, variant, ALL, variant->name,
                                       &variant->path, err)
                       : status;
}

void tare_variant_release(struct tare_variant *variant)
{
    free(variant->name);
    free(variant->line);
    free(variant->path);
    free(variant->halves[EVEN]);
    free(variant->halves[ODD]);
    *variant = (struct tare_variant){ 0 };
}

void tare_variants_close(struct tare_variants *variants)
{
    if (variants->scratch.path != NULL &&
        tare_scratch_remove(&variants->scratch) < 0)
        tare_say("cannot remove all of what was built; the next tare variants "
                 "tries again");
    free(variants->tree);
    variants->tree = NULL;
}
