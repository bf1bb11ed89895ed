/* SPDX-License-Identifier: MIT */
#include "command/origin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/buf.h"
#include "store/child.h"
#include "store/words.h"

enum {
    LIMIT_S = 5 /* a tree that takes longer goes without */
};

static const char *const facts_of_origin[] = { "commit", "branch",
                                               "uncommitted_changes" };

void tare_origin_copy(struct tare_facts *to, const struct tare_facts *from)
{
    for (size_t i = 0; i < sizeof facts_of_origin / sizeof *facts_of_origin;
         i++) {
        const struct tare_fact *fact =
            tare_facts_find(from, facts_of_origin[i]);

        if (fact != NULL && fact->kind == TARE_FACT_TEXT)
            tare_facts_text(to, fact->name, fact->text);
        else if (fact != NULL && fact->kind == TARE_FACT_BOOL)
            tare_facts_bool(to, fact->name, fact->number != 0);
    }
}

/* What stands on a line that begins like this, if it is no "(...)". */
static void take_line(struct tare_facts *build, const char *name,
                      const char *line, size_t length, const char *begin)
{
    char value[256];

    if (!tare_begins(line, begin) || line[strlen(begin)] == '(')
        return;
    snprintf(value, sizeof value, "%.*s", (int)(length - strlen(begin)),
             line + strlen(begin));
    tare_facts_text(build, name, value);
}

void tare_origin_read(struct tare_facts *build, const char *status)
{
    int is_changed = 0;

    for (size_t length; *status != '\0'; status += length) {
        length = strcspn(status, "\n");
        is_changed |= length > 0 && *status != '#';
        take_line(build, "commit", status, length, "# branch.oid ");
        take_line(build, "branch", status, length, "# branch.head ");
        length += status[length] == '\n';
    }
    if (tare_facts_find(build, "commit") != NULL)
        tare_facts_bool(build, "uncommitted_changes", is_changed);
}

/* Its folder, if that or one above is a git tree; cut off at the last slash. */
static int find_tree(char *path)
{
    struct tare_buf mark = { 0 };
    size_t length = strlen(path);
    int found = 0;

    while (length > 0 && !found) {
        while (length > 0 && path[length - 1] != '/')
            length--;
        tare_buf_clear(&mark);
        tare_buf_printf(&mark, "%.*s.git", (int)length, path);
        found = access(mark.data, F_OK) == 0;
        length -= length > 0;
    }
    tare_buf_release(&mark);
    return found;
}

void tare_origin_describe(struct tare_facts *build, const char *path)
{
    const char *argv[] = { "git",      "--no-optional-locks",
                           "-c",       "core.fsmonitor=false",
                           "status",   "--porcelain=v2",
                           "--branch", "--untracked-files=no",
                           NULL };
    struct tare_buf output = { 0 }, errors = { 0 };
    struct tare_child child = {
        .argv = argv, .limit_s = LIMIT_S, .output = &output, .errors = &errors
    };
    char *real = realpath(path, NULL);
    int status = 0;

    if (real != NULL && find_tree(real)) {
        strrchr(real, '/')[1] = '\0';
        child.folder = real;
        if (tare_child_run(&child, &status, NULL) == 0 && status == 0) {
            tare_buf_add(&output, "", 1);
            tare_origin_read(build, output.data);
        }
    }
    free(real);
    tare_buf_release(&output);
    tare_buf_release(&errors);
}
