/* SPDX-License-Identifier: MIT */
#include "harness/judge/fingerprint.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/buf.h"
#include "store/utf8.h"

/* Facts of which nobody can do without the same. */
static const char *const machine_facts[] = {
    "architecture", "cpu",        "cpu_vendor", "cpu_family", "cpu_model",
    "cpu_stepping", "hypervisor", "kernel",     NULL
};
static const char *const build_facts[] = { "compiler", "flags", "optimized",
                                           "sanitizers", NULL };

/* What else is told where both sides know it. */
static const char *const told_of_machine[] = { "host",
                                               "microcode",
                                               "cpus",
                                               "cpus_allowed",
                                               "cache_l1d_bytes",
                                               "cache_l2_bytes",
                                               "cache_l3_bytes",
                                               "memory_bytes",
                                               "kernel",
                                               "libc",
                                               "governor",
                                               "boost",
                                               "smt",
                                               "huge_pages",
                                               "clock_source",
                                               NULL };
static const char *const told_of_settings[] = { "tare", "cpu", "no_fork",
                                                NULL };
static const char *const told_of_build[] = {
    "language", "aligned", "commit", "branch", "uncommitted_changes", NULL
};

enum {
    COMMIT_SHOWN = 12 /* of its digits */
};

/* The length of "6.1" in "6.1.0-17-amd64": the rest changes with every update
 * of the system. */
static size_t kernel_length(const char *release)
{
    size_t length = strspn(release, "0123456789");

    if (length > 0 && release[length] == '.')
        length += 1 + strspn(release + length + 1, "0123456789");
    return length > 0 ? length : strlen(release);
}

/* The fact as text; is_brief: of the kernel, what it is judged by.
 * Returned. */
static char *show_fact(const struct tare_fact *fact, int is_brief)
{
    struct tare_buf text = { 0 };

    if (fact == NULL)
        tare_buf_puts(&text, "not known");
    else if (fact->kind == TARE_FACT_NUMBER)
        tare_buf_printf(&text, "%.9g", fact->number);
    else if (fact->kind == TARE_FACT_BOOL)
        tare_buf_puts(&text, fact->number != 0 ? "yes" : "no");
    else if (is_brief && strcmp(fact->name, "kernel") == 0)
        tare_buf_add(&text, fact->text, kernel_length(fact->text));
    else if (strcmp(fact->name, "commit") == 0)
        tare_buf_printf(&text, "%.*s", COMMIT_SHOWN, fact->text);
    else
        tare_buf_puts(&text, fact->text);
    return tare_buf_detach(&text);
}

static int has_note(const struct tare_comparison *out, const char *code,
                    const char *text)
{
    for (size_t i = 0; i < out->note_count; i++)
        if (strcmp(out->notes[i].code, code) == 0 &&
            strcmp(out->notes[i].text, text) == 0)
            return 1;
    return 0;
}

/* The binaries of a suite mostly differ alike: that is said once. */
static void note_difference(struct tare_comparison *out, const char *code,
                            const char *name, const char *before,
                            const char *after)
{
    struct tare_buf text = { 0 };
    char *clean;

    tare_buf_printf(&text, "%s: old %.300s, new %.300s", name, before, after);
    clean = tare_utf8_clean(text.data); /* one may be cut inside a letter */
    if (!has_note(out, code, clean))
        tare_comparison_note(out, code, "%s", clean);
    free(clean);
    tare_buf_release(&text);
}

/* Whether one of that name is told already. */
static int is_told(const struct tare_comparison *out, const char *name)
{
    for (size_t i = 0; i < out->difference_count; i++)
        if (strcmp(out->differences[i].what, name) == 0)
            return 1;
    return 0;
}

/* How many of the facts differ; of each there is a note with that code. */
static size_t compare_facts(struct tare_comparison *out, const char *code,
                            const char *const *names,
                            const struct tare_facts *old,
                            const struct tare_facts *new)
{
    size_t differ = 0;

    for (size_t i = 0; names[i] != NULL; i++) {
        char *before = show_fact(tare_facts_find(old, names[i]), 1);
        char *after = show_fact(tare_facts_find(new, names[i]), 1);

        if (strcmp(before, after) != 0) {
            note_difference(out, code, names[i], before, after);
            tare_comparison_differ(out, names[i], before, after, 1);
            differ++;
        }
        free(before);
        free(after);
    }
    return differ;
}

static void tell_facts(struct tare_comparison *out, const char *const *names,
                       const struct tare_facts *old,
                       const struct tare_facts *new)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        const struct tare_fact *a = tare_facts_find(old, names[i]);
        const struct tare_fact *b = tare_facts_find(new, names[i]);
        char *before, *after;

        if (a == NULL || b == NULL)
            continue;
        before = show_fact(a, 0);
        after = show_fact(b, 0);
        if (strcmp(before, after) != 0)
            tare_comparison_differ(out, names[i], before, after, 0);
        free(before);
        free(after);
    }
}

/* None is a way to start launches too. */
static void tell_launcher(struct tare_comparison *out,
                          const struct tare_facts *old,
                          const struct tare_facts *new)
{
    const struct tare_fact *a = tare_facts_find(old, "launcher");
    const struct tare_fact *b = tare_facts_find(new, "launcher");
    char *before = a != NULL ? show_fact(a, 0) : tare_strdup("none");
    char *after = b != NULL ? show_fact(b, 0) : tare_strdup("none");

    if (strcmp(before, after) != 0)
        tare_comparison_differ(out, "launcher", before, after, 0);
    free(before);
    free(after);
}

/* What one side alone has been told is a difference too. */
static void tell_context(struct tare_comparison *out,
                         const struct tare_facts *old,
                         const struct tare_facts *new)
{
    for (size_t i = 0; i < old->count + new->count; i++) {
        const char *name = i < old->count ? old->items[i].name
                                          : new->items[i - old->count].name;
        const struct tare_fact *a = tare_facts_find(old, name);
        const struct tare_fact *b = tare_facts_find(new, name);
        char *before = show_fact(a, 0), *after = show_fact(b, 0);

        if (strcmp(before, after) != 0)
            tare_comparison_differ(out, name, before, after, 0);
        free(before);
        free(after);
    }
}

size_t tare_fingerprint_machine(struct tare_comparison *out,
                                const struct tare_run *old,
                                const struct tare_run *new)
{
    size_t differ = compare_facts(out, "other-machine", machine_facts,
                                  &old->machine, &new->machine);

    for (size_t i = 0; told_of_machine[i] != NULL; i++) {
        const char *const one[] = { told_of_machine[i], NULL };

        if (!is_told(out, one[0])) /* a kernel that is much another */
            tell_facts(out, one, &old->machine, &new->machine);
    }
    tell_launcher(out, &old->machine, &new->machine);
    tell_facts(out, told_of_settings, &old->settings, &new->settings);
    tell_context(out, &old->context, &new->context);
    return differ;
}

size_t tare_fingerprint_build(struct tare_comparison *out,
                              const struct tare_facts *old,
                              const struct tare_facts *new)
{
    tell_facts(out, told_of_build, old, new);
    return compare_facts(out, "other-build", build_facts, old, new);
}

void tare_fingerprint_sides(struct tare_comparison *out,
                            const struct tare_run *duel)
{
    const struct tare_case **others =
        tare_other_sides(duel->cases, duel->case_count);
    size_t last_old = SIZE_MAX, last_new = SIZE_MAX;

    for (size_t i = 0; i < duel->case_count; i++) {
        size_t old = duel->cases[i].binary, new;

        if (duel->cases[i].side != TARE_SIDE_OLD || others[i] == NULL)
            continue;
        new = others[i]->binary;
        if ((old == last_old && new == last_new) || old >= duel->binary_count ||
            new >= duel->binary_count)
            continue;
        last_old = old;
        last_new = new;
        tell_facts(out, build_facts, &duel->binaries[old].build,
                   &duel->binaries[new].build);
        tell_facts(out, told_of_build, &duel->binaries[old].build,
                   &duel->binaries[new].build);
    }
    free(others);
}
