/* SPDX-License-Identifier: MIT */
#include "harness/judge/fingerprint.h"

#include <stdlib.h>
#include <string.h>

#include "store/buf.h"
#include "store/utf8.h"

static const char *const machine_facts[] = { "architecture", "cpu",
                                             "cpu_vendor",   "cpu_family",
                                             "cpu_model",    "cpu_stepping",
                                             "hypervisor",   "kernel" };
static const char *const build_facts[] = { "compiler", "flags", "optimized",
                                           "sanitizers" };

/* The length of "6.1" in "6.1.0-17-amd64": the rest changes with every update
 * of the system. */
static size_t kernel_length(const char *release)
{
    size_t length = strspn(release, "0123456789");

    if (length > 0 && release[length] == '.')
        length += 1 + strspn(release + length + 1, "0123456789");
    return length > 0 ? length : strlen(release);
}

/* The fact as text.  Returned. */
static char *show_fact(const struct tare_fact *fact)
{
    struct tare_buf text = { 0 };

    if (fact == NULL)
        tare_buf_puts(&text, "not known");
    else if (fact->kind == TARE_FACT_NUMBER)
        tare_buf_printf(&text, "%.9g", fact->number);
    else if (fact->kind == TARE_FACT_BOOL)
        tare_buf_puts(&text, fact->number != 0 ? "yes" : "no");
    else if (strcmp(fact->name, "kernel") == 0)
        tare_buf_add(&text, fact->text, kernel_length(fact->text));
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

/* How many of the facts differ. */
static size_t compare_facts(struct tare_comparison *out, const char *code,
                            const char *const *names, size_t count,
                            const struct tare_facts *old,
                            const struct tare_facts *new)
{
    size_t differ = 0;

    for (size_t i = 0; i < count; i++) {
        char *before = show_fact(tare_facts_find(old, names[i]));
        char *after = show_fact(tare_facts_find(new, names[i]));

        if (strcmp(before, after) != 0) {
            note_difference(out, code, names[i], before, after);
            differ++;
        }
        free(before);
        free(after);
    }
    return differ;
}

size_t tare_fingerprint_machine(struct tare_comparison *out,
                                const struct tare_facts *old,
                                const struct tare_facts *new)
{
    return compare_facts(out, "other-machine", machine_facts,
                         sizeof machine_facts / sizeof *machine_facts, old,
                         new);
}

size_t tare_fingerprint_build(struct tare_comparison *out,
                              const struct tare_facts *old,
                              const struct tare_facts *new)
{
    return compare_facts(out, "other-build", build_facts,
                         sizeof build_facts / sizeof *build_facts, old, new);
}
