/* SPDX-License-Identifier: MIT */
#include "command/racing.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "command/variant.h"
#include "harness/bench/builds.h"
#include "harness/image/elf.h"
#include "report/terminal/say.h"
#include "store/alloc.h"
#include "store/buf.h"

#define AGAIN "-again"

enum {
    ROOM = 64 << 20, /* for the copies */
    NAME_MAX_SIZE = 60
};

/* A build while it is gathered. */
struct entrant {
    const struct tare_build *build;
    struct tare_suite suite;
    struct tare_image image; /* empty for a folder of layouts */
    const char *same_as;     /* the build before it that is the same file */
};

/* ---- names --------------------------------------------------------------- */

static int is_name(const char *name)
{
    size_t size = strlen(name);

    if (size == 0 || size > NAME_MAX_SIZE || name[0] == '-')
        return 0;
    for (; *name != '\0'; name++)
        if (!isalnum((unsigned char)*name) && strchr("._+-", *name) == NULL)
            return 0;
    return 1;
}

int tare_racing_check_name(const struct tare_build *builds, size_t count,
                           struct tare_err *err)
{
    const char *last = builds[count - 1].name;
    size_t first = strlen(builds[0].name);

    if (!is_name(last))
        return tare_fail_with(err, TARE_EUSAGE,
                              "\"%.60s\" cannot be the name of a build: use up "
                              "to %d letters, digits, and \".\", \"_\", \"+\" "
                              "or \"-\" inside",
                              last, NAME_MAX_SIZE);
    for (size_t i = 0; i + 1 < count; i++)
        if (strcmp(builds[i].name, last) == 0)
            return tare_fail_with(err, TARE_EUSAGE,
                                  "two builds are called \"%s\": give one of "
                                  "them another name",
                                  last);
    if (strncmp(last, builds[0].name, first) == 0 &&
        strcmp(last + first, AGAIN) == 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "\"%s\" is what the control is called: give "
                              "that build another name",
                              last);
    return 0;
}

/* ---- what is the same ---------------------------------------------------- */

/* Files that look for libraries near themselves may load different ones. */
static int is_same(const struct entrant *a, const struct entrant *b)
{
    const struct tare_image_file *one = a->image.files;
    const struct tare_image_file *other = b->image.files;

    return a->image.count > 0 && b->image.count > 0 &&
           strcmp(one->hash, other->hash) == 0 &&
           tare_elf_search_path(one->bytes, one->size) == NULL;
}

/* "O3 = O2, fast = O2" */
static void find_same(struct entrant *entrants, size_t count,
                      struct tare_facts *facts)
{
    struct tare_buf text = { 0 };

    for (size_t i = 1; i < count; i++) {
        for (size_t k = 0; k < i && entrants[i].same_as == NULL; k++)
            if (entrants[k].same_as == NULL &&
                is_same(&entrants[k], &entrants[i]))
                entrants[i].same_as = entrants[k].build->name;
        if (entrants[i].same_as != NULL)
            tare_buf_printf(&text, "%s%s = %s", text.size > 0 ? ", " : "",
                            entrants[i].build->name, entrants[i].same_as);
    }
    if (text.size > 0)
        tare_facts_text(facts, "same_builds", text.data);
    tare_buf_release(&text);
}

static int has_case(const struct tare_suite *suite, const char *id)
{
    for (size_t i = 0; i < suite->count; i++)
        if (strcmp(suite->cases[i].identity.id, id) == 0)
            return 1;
    return 0;
}

static int is_everywhere(const char *id, const struct entrant *entrants,
                         size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!has_case(&entrants[i].suite, id))
            return 0;
    return 1;
}

/* Leaves the cases that all have, and tells of the others. */
static void keep_common(struct entrant *entrants, size_t count)
{
    for (size_t i = count; i-- > 0;) {
        struct tare_suite *suite = &entrants[i].suite;
        char *is_kept = tare_alloc(suite->count, 1);
        size_t kept = 0;

        for (size_t k = 0; k < suite->count; k++)
            is_kept[k] = (char)is_everywhere(suite->cases[k].identity.id,
                                             entrants, count);
        for (size_t k = 0; k < suite->count; k++) {
            if (is_kept[k]) {
                suite->cases[kept++] = suite->cases[k];
                continue;
            }
            if (i + 1 < count) /* the last is the first once more */
                tare_say("%s: not measured, because not all builds have it (%s "
                         "does)",
                         suite->cases[k].identity.id, entrants[i].build->name);
            tare_suite_case_release(&suite->cases[k]);
        }
        suite->count = kept;
        free(is_kept);
    }
}

/* ---- gathering ----------------------------------------------------------- */

/* Every second benchmark comes from another executable of the same cases. */
static int take_odd(struct tare_suite *suite, const char *path,
                    const struct tare_case_choice *choice, struct tare_err *err)
{
    char *copy = tare_strdup(path);
    struct tare_words paths = { &copy, 1 };
    struct tare_suite odd = { 0 };
    int status = tare_gather_cases(&odd, &paths, choice, err);
    char *halves = tare_variant_halves(suite);

    if (status == 0 && odd.count == suite->count) {
        for (size_t i = 0; i < suite->count; i++)
            suite->cases[i].binary = halves[i] ? suite->binary_count : 0;
        for (size_t i = 0; i < odd.binary_count; i++)
            *TARE_ADD(suite->binaries, suite->binary_count) = odd.binaries[i];
        odd.binary_count = 0;
    }
    tare_suite_release(&odd);
    free(halves);
    free(copy);
    return status;
}

static int open_build(struct entrant *entrant, const struct tare_build *build,
                      const struct tare_case_choice *choice,
                      struct tare_err *err)
{
    char *path = tare_strdup(build->path);
    struct tare_words paths = { &path, 1 };
    int status;

    entrant->build = build;
    status = tare_gather_cases(&entrant->suite, &paths, choice, err);
    if (status == 0 && build->odd_path != NULL)
        status = take_odd(&entrant->suite, build->odd_path, choice, err);
    else if (status == 0 && entrant->suite.binaries[0].layouts == 0)
        status = tare_image_read(&entrant->image,
                                 entrant->suite.binaries[0].exec, err);
    free(path);
    return status;
}

static void note_facts(struct tare_facts *facts, const struct entrant *entrant)
{
    const struct tare_image_file *file = entrant->image.files;

    if (entrant->image.count > 0)
        tare_facts_number(facts, "code_bytes",
                          (double)tare_elf_code_size(file->bytes, file->size));
    if (entrant->build->line != NULL)
        tare_facts_text(facts, "build_line", entrant->build->line);
}

static int enter(struct tare_racing *racing, struct entrant *entrant,
                 enum tare_build_role role, struct tare_err *err)
{
    struct tare_suite *suite = &racing->side.suite;
    size_t first = suite->binary_count;
    size_t added = entrant->suite.binary_count;
    struct tare_buf name = { 0 };
    int status;

    tare_buf_printf(&name, "%s%s", entrant->build->name,
                    role == TARE_BUILD_CONTROL ? AGAIN : "");
    status = tare_builds_add(suite, &entrant->suite, name.data, role, err);
    for (size_t i = 0; i < added && status == 0; i++) {
        racing->builds =
            tare_grow(racing->builds, first + i, sizeof *racing->builds);
        racing->builds[first + i] = (struct tare_facts){ 0 };
        tare_facts_text(&racing->builds[first + i], TARE_BUILD_ARG, name.data);
        note_facts(&racing->builds[first + i], entrant);
    }
    tare_buf_release(&name);
    return status;
}

static int enter_all(struct tare_racing *racing, struct entrant *entrants,
                     size_t count, struct tare_err *err)
{
    size_t entered = 0;
    int status = 0;

    for (size_t i = 0; i <= count && status == 0; i++) {
        if (entrants[i].same_as != NULL)
            continue;
        status = enter(racing, &entrants[i],
                       i == 0       ? TARE_BUILD_BASELINE
                       : i == count ? TARE_BUILD_CONTROL
                                    : TARE_BUILD_RIVAL,
                       err);
        entered++;
    }
    if (status == 0 && racing->side.suite.count == 0)
        return tare_fail_with(err, TARE_ENOTHING,
                              "no case that all builds have matches; tare list "
                              "shows those of each");
    if (status == 0 && entered < 3)
        return tare_fail_with(err, TARE_ENOTHING,
                              "nothing to race: all builds are the same file "
                              "(%s)",
                              racing->settings.items[0].text);
    return status;
}

int tare_racing_gather(struct tare_racing *racing,
                       const struct tare_build *builds, size_t count,
                       const struct tare_case_choice *choice,
                       struct tare_err *err)
{
    struct entrant *entrants = tare_alloc(count + 1, sizeof *entrants);
    int status = tare_copy_folder_open(&racing->folder, ROOM, err);

    for (size_t i = 0; i <= count && status == 0; i++)
        status =
            open_build(&entrants[i], &builds[i < count ? i : 0], choice, err);
    if (status == 0) {
        find_same(entrants, count, &racing->settings);
        keep_common(entrants, count + 1);
        status = enter_all(racing, entrants, count, err);
    }
    for (size_t i = 0; i <= count; i++) {
        tare_suite_release(&entrants[i].suite);
        tare_image_release(&entrants[i].image);
    }
    free(entrants);
    racing->copies = (struct tare_copies){ .side = &racing->side,
                                           .folder = &racing->folder };
    racing->side.are_rivals = 1;
    return status;
}

/* ---- the record ---------------------------------------------------------- */

static void add_facts(struct tare_facts *to, const struct tare_facts *from)
{
    for (size_t i = 0; i < from->count; i++)
        if (from->items[i].kind == TARE_FACT_TEXT)
            tare_facts_text(to, from->items[i].name, from->items[i].text);
        else
            tare_facts_number(to, from->items[i].name, from->items[i].number);
}

void tare_racing_note(const struct tare_racing *racing, struct tare_run *run)
{
    add_facts(&run->settings, &racing->settings);
    for (size_t i = 0; i < run->binary_count; i++)
        add_facts(&run->binaries[i].build, &racing->builds[i]);
}

void tare_racing_release(struct tare_racing *racing)
{
    for (size_t i = 0; i < racing->side.suite.binary_count; i++)
        tare_facts_release(&racing->builds[i]);
    free(racing->builds);
    tare_facts_release(&racing->settings);
    tare_copies_release(&racing->copies);
    tare_duel_side_release(&racing->side);
    tare_copy_folder_close(&racing->folder);
    *racing = (struct tare_racing){ 0 };
}
