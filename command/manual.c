/* SPDX-License-Identifier: MIT */
#include "command/manual.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/help.h"
#include "command/option_names.h"
#include "harness/include/tare.h"
#include "report/export/export.h"
#include "store/buf.h"
#include "store/words.h"

#define DATE "November 30, 2026" /* of the last change of these words */

enum {
    COLUMNS = 66 /* escapes come on top */
};

/* docs/exit-status.md says more; tests/docs/man.sh compares them. */
static const struct {
    const char *status, *meaning;
} statuses[] = {
    { "0", "fine" },
    { "1", "regressed" },
    { "2", "misuse" },
    { "3", "a case crashed, failed or timed out" },
    { "4", "nothing was measured" },
    { "5", "the baseline or the revision is missing" },
    { "6", "output could not be written" },
    { "7", "it can't tell, if you asked for that to be a failure" },
    { "8", "the machine ran out of memory" },
};

/* ---- text as mdoc -------------------------------------------------------- */

/* No dash becomes a hyphen, and no backslash acts. */
static void print_literal(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] == '\\')
            fputs("\\e", stdout);
        else if (text[i] == '-')
            fputs("\\-", stdout);
        else
            putchar(text[i]);
}

/* Whether a sentence ends with this word. */
static int ends_sentence(const char *word, size_t length)
{
    return length > 0 && strchr(".!?", word[length - 1]) != NULL &&
           (length < 2 || word[length - 2] != '.');
}

/* Filled lines, each sentence on one of its own, as mdoc wants it. */
static void print_filled(const char *text, size_t length)
{
    size_t column = 0;

    for (size_t at = 0; at < length;) {
        size_t size = strcspn(text + at, " \n");

        size = size < length - at ? size : length - at;
        if (column > 0 && column + 1 + size > COLUMNS) {
            putchar('\n');
            column = 0;
        }
        if (column > 0)
            putchar(' ');
        else if (text[at] == '.' || text[at] == '\'')
            fputs("\\&", stdout); /* no macro */
        print_literal(text + at, size);
        column += 1 + size;
        if (ends_sentence(text + at, size)) {
            putchar('\n');
            column = 0;
        }
        at += size;
        at += strspn(text + at, " \n");
    }
    if (column > 0)
        putchar('\n');
}

/* Lines as they are. */
static void print_display(const char *text, size_t length)
{
    puts(".Bd -literal");
    if (text[0] == '.' || text[0] == '\'')
        fputs("\\&", stdout);
    print_literal(text, length);
    puts("\n.Ed");
}

/* The length of the paragraph that begins here. */
static size_t paragraph(const char *text)
{
    const char *end = strstr(text, "\n\n");

    return end != NULL ? (size_t)(end - text) : strlen(text);
}

/* Whether one of its lines is indented, as examples and tables are. */
static int is_laid_out(const char *text, size_t length)
{
    const char *indented = strstr(text, "\n ");

    return indented != NULL && indented < text + length;
}

static void print_prose(const char *text)
{
    for (int is_first = 1; *text != '\0'; is_first = 0) {
        size_t length = paragraph(text);

        if (is_laid_out(text, length)) {
            print_display(text, length);
        } else {
            if (!is_first)
                puts(".Pp");
            print_filled(text, length);
        }
        text += length;
        text += strspn(text, "\n");
    }
}

/* ---- its parts ----------------------------------------------------------- */

static void print_head(const char *name, const char *summary)
{
    char title[32];
    size_t i = 0;

    for (; name[i] != '\0' && i + 1 < sizeof title; i++)
        title[i] = (char)toupper((unsigned char)name[i]);
    title[i] = '\0';
    printf(".Dd " DATE "\n.Dt %s 1\n.Os\n.Sh NAME\n.Nm %s\n.Nd %s\n", title,
           name, summary);
}

/* "Usage: tare x A" and more such lines: what follows the name. */
static void print_synopsis(const char *usage, size_t length, const char *name)
{
    const char *end = usage + length;

    puts(".Sh SYNOPSIS");
    while (usage < end) {
        size_t size = strcspn(usage, "\n");
        size_t skipped = tare_begins(usage, "Usage: ") ? strlen("Usage: ") : 0;
        const char *line = usage + skipped + strspn(usage + skipped, " ");
        const char *line_end = usage + size;

        if (tare_begins(line, "tare ")) {
            line += strlen("tare ") + strlen(name);
            line += strspn(line, " ");
        }
        printf(".Nm tare %s\n", name);
        if (line < line_end)
            print_filled(line, (size_t)(line_end - line));
        usage += size + (usage[size] == '\n');
    }
}

/* Of "A|B", each is a word of its own. */
static void print_argument(const struct tare_option *option)
{
    const char *at = option->argument;

    if (option->kind != TARE_OPTION_CHOICE) {
        fputs(" Ar \"", stdout);
        print_literal(at, strlen(at));
        putchar('"');
        return;
    }
    fputs(" Cm ", stdout);
    for (; *at != '\0'; at++)
        if (*at == '|')
            fputs(" | ", stdout);
        else
            print_literal(at, 1);
}

static void print_option(const struct tare_option *option)
{
    fputs(".It ", stdout);
    if (option->letter != 0)
        printf("Fl %c , ", option->letter);
    fputs("Fl \\-", stdout);
    print_literal(option->name, strlen(option->name));
    if (option->argument != NULL)
        print_argument(option);
    putchar('\n');
    print_filled(option->help, strlen(option->help));
}

static void print_options(enum tare_verb_mask verb)
{
    const struct tare_option *option;
    size_t at = 0;
    int is_open = 0;

    puts(".Sh OPTIONS");
    while ((option = tare_option_next(verb, &at)) != NULL)
        if (option->kind == TARE_OPTION_SECTION) {
            printf("%s.Ss %s\n.Bl -tag -width Ds\n", is_open ? ".El\n" : "",
                   option->name);
            is_open = 1;
        } else if (option->help != NULL) {
            print_option(option);
        }
    puts(".El");
}

static void print_formats(void)
{
    puts(".Sh FORMATS\n.Bl -tag -width Ds");
    for (size_t i = 0; i < tare_export_format_count; i++) {
        const struct tare_export_format *format = &tare_export_formats[i];

        fputs(".It Cm ", stdout);
        print_literal(format->name, strlen(format->name));
        putchar('\n');
        print_filled(format->summary, strlen(format->summary));
    }
    puts(".El");
}

static void print_environment(enum tare_verb_mask verb)
{
    struct tare_buf text = { 0 };

    tare_help_environment(&text, verb);
    if (text.size > 0) {
        puts(".Sh ENVIRONMENT");
        print_filled(text.data, text.size);
    }
    tare_buf_release(&text);
}

static void print_statuses(void)
{
    puts(".Sh EXIT STATUS\n.Bl -tag -width Ds");
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        printf(".It %s\n", statuses[i].status);
        print_filled(statuses[i].meaning, strlen(statuses[i].meaning));
    }
    puts(".El");
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All verbs. */
static void print_see_also(void)
{
    const char *names[64];
    size_t count = 0;

    for (; count < tare_verb_count && count < 64; count++)
        names[count] = tare_verbs[count].name;
    qsort(names, count, sizeof *names, by_name);
    puts(".Sh SEE ALSO");
    for (size_t i = 0; i < count; i++)
        printf(".Xr tare-%s 1%s\n", names[i], i + 1 < count ? " ," : "");
}

/* ---- the pages ----------------------------------------------------------- */

void tare_manual_print(const struct tare_verb *verb, const char *help)
{
    size_t usage = paragraph(help);
    char name[32];

    snprintf(name, sizeof name, "tare-%s", verb->name);
    print_head(name, verb->summary);
    print_synopsis(help, usage, verb->name);
    puts(".Sh DESCRIPTION");
    print_prose(help + usage + strspn(help + usage, "\n"));
    print_options(verb->mask);
    if (verb->mask == TARE_VERB_EXPORT)
        print_formats();
    print_environment(verb->mask);
    puts(".Sh EXIT STATUS\nThose of\n.Xr tare 1 .\n.Sh SEE ALSO\n.Xr tare 1");
}

void tare_manual_print_program(void)
{
    print_head("tare", "a statistical benchmark harness for C");
    puts(".Sh SYNOPSIS\n.Nm\n.Ar VERB ...\n.Nm ./my_bench\n"
         ".Op Ar OPTIONS\n.Op Ar FILTER ...\n.Sh DESCRIPTION");
    print_prose(
        "Measures functions written in C, and says how far the numbers can be "
        "trusted. An executable with benchmarks measures them by itself, with "
        "the options of tare run; the verbs of tare measure several together, "
        "compare them, and show what was saved.");
    puts(".Pp\nThe verbs are:\n.Bl -tag -width Ds");
    for (size_t i = 0; i < tare_verb_count; i++) {
        printf(".It Cm %s\n", tare_verbs[i].name);
        print_filled(tare_verbs[i].summary, strlen(tare_verbs[i].summary));
    }
    puts(".El\n.Pp\nEach has a page of its own, such as\n.Xr tare-run 1 .");
    print_environment(TARE_VERB_RUN);
    puts(".Sh FILES\n.Bl -tag -width Ds\n.It Pa .tare\n"
         "Baselines, their executables, and the last runs.\n"
         ".It Pa tare.json\nThe policy of\n.Xr tare-gate 1 .\n.El");
    print_statuses();
    print_see_also();
}
