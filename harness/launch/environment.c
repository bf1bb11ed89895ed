/* SPDX-License-Identifier: MIT */
#include "harness/launch/environment.h"

#include <stdlib.h>
#include <string.h>

#include "harness/bench/axes.h"
#include "harness/launch/remote.h"
#include "store/alloc.h"
#include "store/buf.h"

extern char **environ;

#define LIBRARY_PATH "LD_LIBRARY_PATH="
#define PADDING      "TARE_PADDING="
#define BIND_NOW     "LD_BIND_NOW=1"

enum {
    STEADY_BYTES = 4096
};

/* What is meant for us, and what is given another value. */
static int is_inherited(const char *variable, const char *library_path)
{
    return strncmp(variable, "TARE_", 5) != 0 &&
           (library_path == NULL ||
            strncmp(variable, LIBRARY_PATH, strlen(LIBRARY_PATH)) != 0);
}

static void add_variable(struct tare_environment *environment,
                         struct tare_buf *text)
{
    environment->list[environment->count++] = tare_buf_detach(text);
}

/* What fills the environment up to a multiple: its strings, the pointers to
 * them, and the path of the program, lie on the stack, the path in two places;
 * the program is put at a certain address by what is above it. */
static unsigned steady_padding(const struct tare_environment *environment,
                               const char *path)
{
    size_t size = 2 * strlen(path);

    for (size_t i = 0; i < environment->count; i++)
        size += strlen(environment->list[i]) + 1 + sizeof(char *);
    return (unsigned)(STEADY_BYTES - size % STEADY_BYTES);
}

static const char *last_word(const struct tare_start *start)
{
    const char *const *word = start->command;

    while (word != NULL && word[1] != NULL)
        word++;
    return word != NULL ? *word : start->exec;
}

void tare_environment_make(struct tare_environment *environment,
                           const struct tare_start *start)
{
    size_t count = 0;
    struct tare_buf text = { 0 };
    unsigned padding = start->padding;

    while (environ[count] != NULL)
        count++;
    *environment = (struct tare_environment){ 0 };
    environment->list = tare_alloc(count + 6, sizeof *environment->list);
    for (size_t i = 0; i < count; i++)
        if (is_inherited(environ[i], start->library_path))
            environment->list[environment->count++] = environ[i];
    environment->borrowed = environment->count;
    if (start->library_path != NULL) {
        tare_buf_printf(&text, LIBRARY_PATH "%s", start->library_path);
        add_variable(environment, &text);
    }
    if (getenv(TARE_AXES_VARIABLE) != NULL) {
        tare_buf_printf(&text, TARE_AXES_VARIABLE "=%s",
                        getenv(TARE_AXES_VARIABLE));
        add_variable(environment, &text);
    }
    tare_buf_puts(&text, TARE_LAUNCH_MARK "=1");
    add_variable(environment, &text);
    if (start->is_steady) {
        tare_buf_puts(&text, BIND_NOW);
        add_variable(environment, &text);
        padding = steady_padding(environment, last_word(start));
    }
    tare_buf_puts(&text, PADDING);
    tare_buf_fill(&text, 'x', padding);
    add_variable(environment, &text);
}

void tare_environment_release(struct tare_environment *environment)
{
    for (size_t i = environment->borrowed; i < environment->count; i++)
        free(environment->list[i]);
    free(environment->list);
}
