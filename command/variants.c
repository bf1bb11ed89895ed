/* SPDX-License-Identifier: MIT */
/* tare variants: one suite, built with several compilers and flags, and raced. */
#include "command/command.h"

#include <stdlib.h>
#include <string.h>

#include "command/gate_layouts.h"
#include "command/racing.h"
#include "command/relink.h"
#include "command/variant.h"
#include "report/terminal/say.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/child.h"
#include "store/signals.h"

static const char help[] =
    "Usage: tare variants [OPTIONS] --binary PATH [FILTER...] -- BUILD "
    "COMMAND\n\n"
    "Builds a suite with several compilers and flags, and races what comes of "
    "it. The\ncommand runs once for each variant in a fresh copy of this "
    "folder, and takes the\ncompiler and its flags from TARE_CC, TARE_CXX, "
    "TARE_CFLAGS and TARE_LDFLAGS.";

enum preset {
    QUICK,
    USUAL,
    EVERYTHING
};

static const struct {
    const char *name, *flags;
    enum preset from; /* the first preset that has it */
    int has_lto, has_profile;
} presets[] = {
    { "O2", "-O2", QUICK, 0, 0 },
    { "O3", "-O3", QUICK, 0, 0 },
    { "O3-native", "-O3 -march=native", USUAL, 0, 0 },
    { "O2-lto", "-O2", USUAL, 1, 0 },
    { "O2-pgo", "-O2", USUAL, 0, 1 },
    { "O2-pgo-lto", "-O2", USUAL, 1, 1 },
    { "O1", "-O1", EVERYTHING, 0, 0 },
    { "Os", "-Os", EVERYTHING, 0, 0 },
    { "O2-native", "-O2 -march=native", EVERYTHING, 0, 0 },
    { "O3-lto", "-O3", EVERYTHING, 1, 0 },
    { "O3-pgo-lto", "-O3", EVERYTHING, 1, 1 },
};

struct list {
    struct tare_variant *items;
    size_t count, built;
};

/* ---- which variants ------------------------------------------------------ */

static struct tare_variant *add(struct list *list, const char *compiler,
                                const char *name, const char *flags)
{
    struct tare_variant *variant = TARE_ADD(list->items, list->count);
    const char *slash = strrchr(compiler, '/');
    struct tare_buf text = { 0 };

    tare_buf_printf(&text, "%s-%s", slash != NULL ? slash + 1 : compiler, name);
    variant->name = tare_buf_detach(&text);
    variant->compiler = compiler;
    variant->flags = flags;
    return variant;
}

/* Those of the preset; with variants of one's own and none, the first. */
static void add_presets(struct list *list, const char *compiler,
                        const struct tare_options *options)
{
    for (size_t i = 0; i < sizeof presets / sizeof *presets; i++) {
        struct tare_variant *variant;

        if (i > 0 && (int)presets[i].from > options->preset)
            continue;
        variant = add(list, compiler, presets[i].name, presets[i].flags);
        variant->has_lto = presets[i].has_lto;
        variant->has_profile = presets[i].has_profile;
    }
}

static int add_own(struct list *list, const char *compiler,
                   const struct tare_options *options, struct tare_err *err)
{
    for (size_t i = 0; i < options->variants.count; i++) {
        char *name = tare_strdup(options->variants.items[i]);
        char *equals = strchr(name, '=');

        if (equals == NULL || equals == name) {
            tare_fail_with(err, TARE_EUSAGE,
                           "--variant: \"%.100s\" is not of the form "
                           "NAME=FLAGS",
                           name);
            free(name);
            return TARE_EUSAGE;
        }
        *equals = '\0';
        add(list, compiler, name, strchr(options->variants.items[i], '=') + 1);
        free(name);
    }
    return 0;
}

static int has_program(const char *name)
{
    struct tare_buf command = { 0 };
    int status = -1, ended;

    tare_buf_puts(&command, "command -v ");
    tare_child_quote(&command, name);
    tare_buf_puts(&command, " >/dev/null 2>&1");
    ended = tare_child_run_shell(command.data, NULL, &status, NULL);
    tare_buf_release(&command);
    return ended == 0 && status == 0;
}

/* names: "gcc,clang", taken apart; the list borrows from it. */
static int make_list(struct list *list, char *names,
                     const struct tare_options *options, struct tare_err *err)
{
    int status = 0;

    for (char *name = strtok(names, ","); name != NULL && status == 0;
         name = strtok(NULL, ",")) {
        if (!has_program(name)) {
            if (options->compilers != NULL)
                tare_say("%s: not installed: its variants are left out", name);
            continue;
        }
        add_presets(list, name, options);
        status = add_own(list, name, options, err);
    }
    for (size_t i = 0; i < list->count && status == 0; i++) {
        struct tare_build *builds = tare_alloc(i + 1, sizeof *builds);

        for (size_t k = 0; k <= i; k++)
            builds[k].name = list->items[k].name;
        status = tare_racing_check_name(builds, i + 1, err);
        free(builds);
    }
    if (status == 0 && list->count < 2)
        return tare_fail_with(err, TARE_EUSAGE,
                              "variants: fewer than two to build: name "
                              "compilers that are installed with --compilers");
    return status;
}

/* ---- building ------------------------------------------------------------ */

/* Whether it runs here at all. */
static int try(const struct tare_variant *variant,
               const struct tare_case_choice *choice, struct tare_err *err)
{
    struct tare_suite suite = { 0 };
    char *path = tare_strdup(variant->path);
    struct tare_words paths = { &path, 1 };
    struct tare_err why = { 0 };
    int status = tare_gather_cases(&suite, &paths, choice, &why);

    tare_suite_release(&suite);
    free(path);
    return status == 0
               ? 0
               : tare_fail_with(err, TARE_EBENCH, "%s: does not run here: %s",
                                variant->name, why.text);
}

/* A variant that cannot be built is said, and the others go on. */
static int build_all(struct list *list, const struct tare_variants *variants,
                     const struct tare_options *options, struct tare_err *err)
{
    for (size_t i = 0; i < list->count; i++) {
        struct tare_variant *variant = &list->items[i];
        struct tare_err why = { 0 };
        int status;

        if (!options->quiet)
            tare_say("building %s", variant->name);
        status = tare_variant_build(variants, variant, &why);
        if (status == 0)
            status = try(variant, variants->choice, &why);
        if (status > 0 || tare_signals_end_wanted())
            return status > 0 ? status : 128 + tare_signals_number();
        if (status < 0) {
            tare_say("%s", why.text);
            free(variant->path);
            variant->path = NULL;
        }
        list->built += variant->path != NULL;
    }
    return list->built >= 2
               ? 0
               : tare_fail_with(err, TARE_EBENCH,
                                "variants: %zu of %zu were built, and a race "
                                "needs two",
                                list->built, list->count);
}

/* ---- racing -------------------------------------------------------------- */

/* What was measured with what its profile has not seen is a build of its own. */
static struct tare_build *make_builds(const struct list *list,
                                      struct tare_words *names, size_t *count)
{
    struct tare_build *builds = tare_alloc(2 * list->count, sizeof *builds);

    *count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct tare_variant *variant = &list->items[i];
        struct tare_buf name = { 0 };

        if (variant->path == NULL)
            continue;
        builds[(*count)++] = (struct tare_build){ .name = variant->name,
                                                  .path = variant->path,
                                                  .line = variant->line };
        if (variant->halves[0] == NULL || variant->halves[1] == NULL)
            continue;
        tare_buf_printf(&name, "%s.held-out", variant->name);
        tare_words_add(names, tare_buf_detach(&name));
        builds[(*count)++] =
            (struct tare_build){ .name = names->items[names->count - 1],
                                 .path = variant->halves[1],
                                 .odd_path = variant->halves[0],
                                 .line = variant->line };
    }
    return builds;
}

static int race(const struct list *list, const struct tare_variants *variants,
                const struct tare_options *options, struct tare_err *err)
{
    struct tare_racing racing = { 0 };
    struct tare_words names = { 0 };
    size_t count;
    struct tare_build *builds = make_builds(list, &names, &count);
    int status =
        tare_racing_gather(&racing, builds, count, variants->choice, err);

    if (status == 0)
        status = tare_run_race(&racing, options, err);
    if (status == 0 && list->built < list->count)
        status = tare_fail_with(err, TARE_EBENCH,
                                "variants: only %zu of %zu were built",
                                list->built, list->count);
    tare_racing_release(&racing);
    for (size_t i = 0; i < names.count; i++)
        free(names.items[i]);
    tare_words_release(&names);
    free(builds);
    return status;
}

/* The command as the shell gets it: one word is a line of it. */
static char *join(const struct tare_words *words)
{
    struct tare_buf command = { 0 };

    if (words->count == 1)
        return tare_strdup(words->items[0]);
    for (size_t i = 0; i < words->count; i++) {
        tare_buf_puts(&command, i > 0 ? " " : "");
        tare_child_quote(&command, words->items[i]);
    }
    return tare_buf_detach(&command);
}

static int build_and_race(const struct tare_options *options, char *command,
                          char *compilers, struct tare_err *err)
{
    struct tare_case_choice choice = { &options->operands, options };
    struct tare_variants variants = { .command = command,
                                      .binary = options->binaries.items[0],
                                      .choice = &choice,
                                      .train = options->train,
                                      .layouts = tare_gate_layouts(options),
                                      .seed = options->seed >= 0
                                                  ? (uint64_t)options->seed
                                                  : TARE_RELINK_SEED };
    struct list list = { 0 };
    int status = make_list(&list, compilers, options, err);

    if (variants.layouts > 0)
        variants.link = options->links.items[0];
    tare_signals_install();
    if (status == 0)
        status = tare_variants_open(&variants, err);
    if (status == 0)
        status = build_all(&list, &variants, options, err);
    if (status == 0)
        status = race(&list, &variants, options, err);
    for (size_t i = 0; i < list.count; i++)
        tare_variant_release(&list.items[i]);
    free(list.items);
    tare_variants_close(&variants);
    return status;
}

static int act(struct tare_options *options, struct tare_err *err)
{
    char *command, *compilers;
    int status;

    if (options->binaries.count != 1 || options->after.count == 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "variants needs --binary PATH and, behind --, "
                              "the command that builds it (tare variants "
                              "--help)");
    if (options->binaries.items[0][0] == '/')
        return tare_fail_with(err, TARE_EUSAGE,
                              "--binary %s: must be relative to this folder, "
                              "which is built in a copy",
                              options->binaries.items[0]);
    if (options->links.count > 1 ||
        (options->links.count == 0 && options->layouts > 0))
        return tare_fail_with(err, TARE_EUSAGE,
                              "variants: --layouts needs one --link: the "
                              "command that links --binary");
    if (options->variants.count > 0 && options->preset < 0)
        options->preset = -2; /* the first alone */
    else if (options->preset < 0)
        options->preset = QUICK;
    command = join(&options->after);
    compilers = tare_strdup(options->compilers != NULL ? options->compilers
                                                       : "gcc,clang");
    status = build_and_race(options, command, compilers, err);
    free(command);
    free(compilers);
    return status;
}

int tare_verb_variants(int count, char **words, struct tare_err *err)
{
    return tare_options_run(TARE_VERB_VARIANTS, count, words, help, act, err);
}
