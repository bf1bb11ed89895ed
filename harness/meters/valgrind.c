/* SPDX-License-Identifier: MIT */
#include "harness/meters/valgrind.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/meters/callgrind_marks.h"
#include "harness/bench/wire.h"
#include "store/alloc.h"

enum {
    DUMP_BYTES = 16 << 20, /* room that is looked for */
    DUMP_BYTES_MAX = 128 << 20
};

/* ---- finding it ---------------------------------------------------------- */

static int is_program(const char *path)
{
    struct stat facts;

    return stat(path, &facts) == 0 && S_ISREG(facts.st_mode) &&
           access(path, X_OK) == 0;
}

/* Where it is; returned; NULL when it is nowhere in PATH. */
static char *find(void)
{
    const char *at = getenv("PATH");
    struct tare_buf path = { 0 };

    while (at != NULL && *at != '\0') {
        size_t length = strcspn(at, ":");

        tare_buf_clear(&path);
        tare_buf_add(&path, at, length);
        tare_buf_puts(&path, length > 0 ? "/valgrind" : "./valgrind");
        if (is_program(path.data))
            return tare_buf_detach(&path);
        at += length;
        at += *at == ':';
    }
    tare_buf_release(&path);
    return NULL;
}

static int find_or_say(char **path, char *reason, size_t size)
{
    *path = find();
    if (*path != NULL)
        return 0;
    snprintf(reason, size, "valgrind is not installed (apt install valgrind)");
    return -1;
}

int tare_valgrind_check(char *reason, size_t size)
{
    char *path;
    int status = find_or_say(&path, reason, size);

    free(path);
    return status;
}

/* ---- the command --------------------------------------------------------- */

/* Owned from here on. */
static void add_word(struct tare_valgrind *valgrind, char *word)
{
    *TARE_ADD(valgrind->words, valgrind->count) = word;
}

/* In the name of its file, callgrind replaces what follows a "%". */
static char *make_out_file(const char *folder)
{
    struct tare_buf word = { 0 };

    tare_buf_puts(&word, "--callgrind-out-file=");
    for (; *folder != '\0'; folder++)
        tare_buf_printf(&word, *folder == '%' ? "%%%c" : "%c", *folder);
    tare_buf_puts(&word, "/out.%p");
    return tare_buf_detach(&word);
}

/* The caches are of fixed sizes, of a middling machine of these years, and not
 * those of the machine that this runs on.  Options from files and from the
 * environment are left out, because they would change what is counted. */
static void make_words(struct tare_valgrind *valgrind, const char *link)
{
    static const char *const options[] = {
        "--command-line-only=yes",
        "--quiet",
        "--vgdb=no",
        "--sigill-diagnostics=no",
        "--tool=callgrind",
        "--combine-dumps=yes",
        "--zero-before=" TARE_COUNTING_BEGINS,
        "--dump-before=" TARE_COUNTING_ENDS,
        "--cache-sim=yes",
        "--branch-sim=yes",
        "--I1=32768,8,64",
        "--D1=32768,8,64",
        "--LL=8388608,16,64",
    };

    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        add_word(valgrind, tare_strdup(options[i]));
    add_word(valgrind, make_out_file(valgrind->copy_folder.root));
    add_word(valgrind, tare_strdup(link));
    add_word(valgrind, NULL);
}

static int write_copy(const char *path, const struct tare_debugless *program)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    int status;

    if (file == NULL) {
        if (fd >= 0)
            close(fd);
        return -1;
    }
    status = fwrite(program->bytes, 1, program->size, file) == program->size
                 ? 0
                 : -1;
    return fclose(file) == 0 ? status : -1;
}

/* A launch is known by its name, which under Valgrind is that of the file. */
static int place(const struct tare_debugless *debugless, const char *exec,
                 const char *link)
{
    char own[64];

    if (debugless->size > 0)
        return write_copy(link, debugless);
    if (strcmp(exec, "/proc/self/exe") == 0) {
        snprintf(own, sizeof own, "/proc/%ld/exe", (long)getpid());
        exec = own;
    }
    return symlink(exec, link);
}

/* The folder, and the program in it. */
static int prepare(struct tare_valgrind *valgrind, const char *exec,
                   char *reason, size_t size)
{
    const struct tare_debugless *debugless = &valgrind->debugless;
    struct tare_err err = { 0 };
    struct tare_buf link = { 0 };
    int status;

    if (tare_copy_folder_open(&valgrind->copy_folder,
                              DUMP_BYTES + debugless->size, &err) < 0) {
        snprintf(reason, size, "%s", err.text);
        return -1;
    }
    tare_buf_printf(&link, "%s/" TARE_LAUNCH_NAME, valgrind->copy_folder.root);
    make_words(valgrind, link.data);
    status = place(debugless, exec, link.data);
    if (status < 0)
        snprintf(reason, size, "%s: %s", link.data, strerror(errno));
    tare_buf_release(&link);
    return status;
}

/* Valgrind reads all debug information, which nothing here needs, and some
 * makes it give up. */
int tare_valgrind_open(struct tare_valgrind *valgrind, const char *exec,
                       const char *library_path, char *reason, size_t size)
{
    char *program;
    int status;

    *valgrind = (struct tare_valgrind){ 0 };
    if (find_or_say(&program, reason, size) < 0)
        return -1;
    add_word(valgrind, program);
    status = tare_debugless_read(&valgrind->debugless, exec, library_path,
                                 reason, size);
    if (status == 0)
        status = prepare(valgrind, exec, reason, size);
    if (status < 0)
        tare_valgrind_close(valgrind);
    return status;
}

/* ---- what it leaves ------------------------------------------------------ */

static int read_all(FILE *file, struct tare_buf *text)
{
    char piece[16384];
    size_t size;

    while ((size = fread(piece, 1, sizeof piece, file)) > 0) {
        if (text->size + size > DUMP_BYTES_MAX) {
            errno = EFBIG;
            return -1;
        }
        tare_buf_add(text, piece, size);
    }
    return ferror(file) ? -1 : 0;
}

int tare_valgrind_read(const struct tare_valgrind *valgrind, pid_t pid,
                       struct tare_buf *text, char *reason, size_t size)
{
    struct tare_buf path = { 0 };
    FILE *file;
    int status;

    tare_buf_printf(&path, "%s/out.%ld", valgrind->copy_folder.root, (long)pid);
    file = fopen(path.data, "re");
    status = file != NULL ? read_all(file, text) : -1;
    if (status < 0)
        snprintf(reason, size,
                 "callgrind did not write the expected output: %s",
                 strerror(errno));
    if (file != NULL)
        fclose(file);
    tare_buf_release(&path);
    return status;
}

void tare_valgrind_close(struct tare_valgrind *valgrind)
{
    tare_copy_folder_close(&valgrind->copy_folder);
    tare_debugless_release(&valgrind->debugless);
    for (size_t i = 0; i < valgrind->count; i++)
        free(valgrind->words[i]);
    free(valgrind->words);
    *valgrind = (struct tare_valgrind){ 0 };
}
