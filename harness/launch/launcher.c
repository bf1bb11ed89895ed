/* SPDX-License-Identifier: MIT */
#include "harness/launch/launcher.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/bench/wire.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/scratch.h"
#include "store/shell_words.h"

#define STEM "tare-launcher-"

static struct {
    const char *text; /* NULL: none */
    char **words;     /* owned, as are the strings */
    size_t count;
    int names_program;           /* %p is among them */
    struct tare_scratch scratch; /* made when it is needed */
    struct tare_cpus cpus;
    int is_limited;
} launcher;

/* ---- the command --------------------------------------------------------- */

/* Of a letter after "%"; NULL when it stands for nothing. */
static const char *find_value(char letter, const char *program)
{
    return letter == 'p'   ? program
           : letter == 'n' ? TARE_LAUNCH_NAME
           : letter == '%' ? "%"
                           : NULL;
}

/* The word with what stands for something replaced; returned. */
static char *fill_in(const char *word, const char *program)
{
    struct tare_buf text = { 0 };

    tare_buf_puts(&text, "");
    for (; *word != '\0'; word++)
        if (*word == '%')
            tare_buf_puts(&text, find_value(*++word, program));
        else
            tare_buf_add(&text, word, 1);
    return tare_buf_detach(&text);
}

static int check_word(const char *word, struct tare_err *err)
{
    while ((word = strchr(word, '%')) != NULL) {
        if (find_value(word[1], "") == NULL)
            return tare_fail_with(err, TARE_EUSAGE,
                                  "--launcher: %.2s stands for nothing: %%p is "
                                  "the program, %%n its name, %%%% a percent "
                                  "sign",
                                  word);
        launcher.names_program |= word[1] == 'p';
        word += 2;
    }
    return 0;
}

int tare_launcher_use(const char *text, struct tare_err *err)
{
    const char *why;
    int status = 0;

    if (text == NULL)
        return 0;
    why = tare_shell_words(text, &launcher.words, &launcher.count);
    if (why != NULL)
        return tare_fail_with(err, TARE_EUSAGE, "--launcher: %.100s: %s", text,
                              why);
    for (size_t i = 0; i < launcher.count && status == 0; i++)
        status = check_word(launcher.words[i], err);
    launcher.text = text;
    return status;
}

const char *tare_launcher_text(void)
{
    return launcher.text;
}

/* ---- the program --------------------------------------------------------- */

static const char *place(void)
{
    const char *place = getenv("TMPDIR");

    return place != NULL && place[0] == '/' ? place : "/tmp";
}

/* The path of the file as others know it, not by a descriptor of ours, unless
 * another file has taken its place. */
static const char *find_path(const char *exec, char path[PATH_MAX])
{
    ssize_t size = readlink(exec, path, PATH_MAX - 1);
    struct stat facts[2];

    if (size <= 0 || path[0] != '/')
        return exec;
    path[size] = '\0';
    return stat(exec, &facts[0]) == 0 && stat(path, &facts[1]) == 0 &&
                   facts[0].st_dev == facts[1].st_dev &&
                   facts[0].st_ino == facts[1].st_ino
               ? path
               : exec;
}

/* The path of a link to the file, by the name of a launch, always the same and
 * made anew for each; returned, or NULL with an error. */
static char *make_link(const char *exec, struct tare_err *err)
{
    struct tare_buf link = { 0 };
    char path[PATH_MAX];

    if (launcher.scratch.path == NULL) {
        tare_scratch_sweep(place(), STEM);
        if (tare_scratch_make(&launcher.scratch, place(), STEM) != 0) {
            tare_fail_with(err, TARE_EBENCH, "%s: cannot make a folder: %s",
                           place(), strerror(errno));
            return NULL;
        }
    }
    tare_buf_printf(&link, "%s/" TARE_LAUNCH_NAME, launcher.scratch.path);
    unlink(link.data);
    if (symlink(find_path(exec, path), link.data) == 0)
        return tare_buf_detach(&link);
    tare_fail_with(err, TARE_EBENCH, "%s: cannot make a link: %s", link.data,
                   strerror(errno));
    tare_buf_release(&link);
    return NULL;
}

char **tare_launcher_words_around(const char *program, size_t *count)
{
    char **words = NULL;

    *count = 0;
    for (size_t i = 0; i < launcher.count; i++)
        *TARE_ADD(words, *count) = fill_in(launcher.words[i], program);
    if (!launcher.names_program)
        *TARE_ADD(words, *count) = tare_strdup(program);
    return words;
}

char **tare_launcher_words(const char *exec, size_t *count,
                           struct tare_err *err)
{
    char *link = make_link(exec, err);
    char **words =
        link != NULL ? tare_launcher_words_around(link, count) : NULL;

    free(link);
    return words;
}

void tare_launcher_end(void)
{
    if (launcher.scratch.path != NULL)
        tare_scratch_remove(&launcher.scratch);
    tare_shell_words_release(launcher.words, launcher.count);
    launcher.words = NULL;
    launcher.count = 0;
}

/* ---- its CPUs ------------------------------------------------------------ */

void tare_launcher_note_cpus(pid_t pid)
{
    struct tare_cpus ours;

    if (launcher.text == NULL)
        return;
    tare_cpus_read(&ours);
    tare_cpus_read_of(pid, &launcher.cpus);
    launcher.is_limited =
        tare_cpus_count(&launcher.cpus) > 0 &&
        tare_cpus_count(&launcher.cpus) != tare_cpus_count(&ours);
}

const struct tare_cpus *tare_launcher_cpus(void)
{
    return launcher.is_limited ? &launcher.cpus : NULL;
}
