/* SPDX-License-Identifier: MIT */
#include "harness/image/image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/image/elf.h"
#include "harness/launch/launcher.h"
#include "store/alloc.h"
#include "store/path.h"

enum {
    SIZE_MAX_MB = 2048, /* of one file, which is held in memory */
    NAME_SIZE_MAX = 255 /* that file systems take */
};

/* ---- reading a file ------------------------------------------------------ */

static int refuse(struct tare_err *err, const char *path, const char *what)
{
    return tare_fail_with(err, TARE_EUSAGE, "%s: cannot %s: %s", path, what,
                          strerror(errno));
}

/* The size of what was opened; -1 when it is not a file to be held in memory. */
static off_t check_file(int fd, const char *path, struct tare_err *err)
{
    struct stat facts;

    if (fstat(fd, &facts) != 0)
        return refuse(err, path, "read");
    if (!S_ISREG(facts.st_mode))
        return tare_fail_with(err, TARE_EUSAGE, "%s: not a file", path);
    if (facts.st_size > (off_t)SIZE_MAX_MB << 20)
        return tare_fail_with(err, TARE_EUSAGE,
                              "%s: larger than %d MB: strip its debug "
                              "information",
                              path, SIZE_MAX_MB);
    return facts.st_size;
}

/* Reads size bytes, or what there is when the file has shrunk meanwhile. */
static int read_bytes(struct tare_image_file *file, int fd, size_t size,
                      struct tare_err *err)
{
    file->bytes = tare_alloc(size, 1);
    while (file->size < size) {
        ssize_t got = read(fd, file->bytes + file->size, size - file->size);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return refuse(err, file->path, "read");
        if (got == 0)
            break;
        file->size += (size_t)got;
    }
    return 0;
}

/* What is open, which is closed; refused when it has another hash than that
 * (NULL: any). */
static int read_opened(struct tare_image_file *file, int fd, const char *path,
                       const char *hash, struct tare_err *err)
{
    off_t size;
    int status;

    file->path = tare_strdup(path);
    size = check_file(fd, path, err);
    status = size < 0 ? (int)size : read_bytes(file, fd, (size_t)size, err);
    close(fd);
    if (status < 0)
        return status;
    tare_hash(file->hash, file->bytes, file->size);
    if (hash == NULL || strcmp(file->hash, hash) == 0)
        return 0;
    return tare_fail_with(err, TARE_EBASELINE,
                          "%s: is damaged or was changed: its content does not "
                          "match the hash in its name",
                          path);
}

/* A pipe under that name must not keep us waiting. */
static int open_file(const char *path, struct tare_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    return fd >= 0 ? fd : refuse(err, path, "open");
}

static void release_file(struct tare_image_file *file)
{
    free(file->name);
    free(file->soname);
    free(file->path);
    free(file->bytes);
    *file = (struct tare_image_file){ 0 };
}

/* ---- refusing what is none ----------------------------------------------- */

/* What this very program is; 0 when that cannot be known. */
static int look_at_self(struct tare_elf *self)
{
    unsigned char head[TARE_ELF_HEAD];
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    ssize_t size = fd >= 0 ? read(fd, head, sizeof head) : -1;

    if (fd >= 0)
        close(fd);
    return size == (ssize_t)sizeof head &&
           tare_elf_look(self, head, sizeof head);
}

static int check_machine(const struct tare_image_file *file,
                         const struct tare_elf *elf, struct tare_err *err)
{
    struct tare_elf self;
    char theirs[64], ours[64];

    if (tare_launcher_text() != NULL || !look_at_self(&self) ||
        tare_elf_same_machine(elf, &self))
        return 0;
    tare_elf_machine(elf, theirs, sizeof theirs);
    tare_elf_machine(&self, ours, sizeof ours);
    return tare_fail_with(
        err, TARE_EUSAGE,
        "%s: built for %s, but this machine is %s: --launcher "
        "names an emulator",
        file->path, theirs, ours);
}

static int check_elf(const struct tare_image_file *file, struct tare_elf *elf,
                     struct tare_err *err)
{
    if (file->size >= 2 && memcmp(file->bytes, "#!", 2) == 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "%s: a script: name the program that it starts",
                              file->path);
    if (!tare_elf_look(elf, file->bytes, file->size))
        return tare_fail_with(err, TARE_EUSAGE,
                              "%s: not an executable file (no ELF file)",
                              file->path);
    return check_machine(file, elf, err);
}

/* Whether it may be executed, if it is known by a path. */
static int check_mode(const struct tare_image_file *file, struct tare_err *err)
{
    if (access(file->path, X_OK) == 0)
        return 0;
    return tare_fail_with(err, TARE_EUSAGE,
                          "%s: not an executable file: chmod +x makes it one",
                          file->path);
}

static int check_program(const struct tare_image_file *file,
                         struct tare_err *err)
{
    struct tare_elf elf;
    int status = check_elf(file, &elf, err);

    if (status < 0)
        return status;
    if (!elf.is_program)
        return tare_fail_with(
            err, TARE_EUSAGE, "%s: %s, not an executable file", file->path,
            elf.is_library ? "a shared library" : "an object file");
    return 0;
}

static int check_library(const struct tare_image_file *file,
                         struct tare_err *err)
{
    struct tare_elf elf;
    int status = check_elf(file, &elf, err);

    if (status == 0 && !elf.is_library)
        return tare_fail_with(err, TARE_EUSAGE, "%s: not a shared library",
                              file->path);
    return status;
}

/* ---- the image ----------------------------------------------------------- */

static void add_file(struct tare_image *image, struct tare_image_file *file)
{
    *TARE_ADD(image->files, image->count) = *file;
    *file = (struct tare_image_file){ 0 };
}

/* Takes over what the file holds. */
static int add_program(struct tare_image *image, struct tare_image_file *file,
                       struct tare_err *err)
{
    int status = check_program(file, err);

    if (status < 0)
        return status;
    file->name = tare_strdup(TARE_IMAGE_PROGRAM);
    tare_elf_detach(file->bytes, file->size);
    add_file(image, file);
    return 0;
}

int tare_image_read(struct tare_image *image, const char *path,
                    struct tare_err *err)
{
    struct tare_image_file file = { 0 };
    int fd = open_file(path, err);
    int status = fd >= 0 ? read_opened(&file, fd, path, NULL, err) : fd;

    if (status == 0)
        status = check_mode(&file, err);
    if (status == 0)
        status = add_program(image, &file, err);
    release_file(&file);
    return status;
}

int tare_image_read_opened(struct tare_image *image, int fd, const char *path,
                           const char *hash, struct tare_err *err)
{
    struct tare_image_file file = { 0 };
    int status = read_opened(&file, fd, path, hash, err);

    if (status == 0)
        status = add_program(image, &file, err);
    release_file(&file);
    return status;
}

static int is_file_name(const char *name)
{
    return name[0] != '\0' && strlen(name) <= NAME_SIZE_MAX &&
           strchr(name, '/') == NULL && strcmp(name, ".") != 0 &&
           strcmp(name, "..") != 0;
}

/* The name must be a name, because files are made of it. */
static int name_library(struct tare_image_file *file, const char *name,
                        struct tare_err *err)
{
    const char *soname = tare_elf_soname(file->bytes, file->size);

    if (name == NULL)
        name = tare_path_name(file->path);
    if (!is_file_name(name))
        return tare_fail_with(
            err, TARE_EUSAGE,
            "%s: \"%.100s\" is not a valid name for a library", file->path,
            name);
    file->name = tare_strdup(name);
    if (soname != NULL && is_file_name(soname) && strcmp(soname, name) != 0)
        file->soname = tare_strdup(soname);
    return 0;
}

static const struct tare_image_file *find_file(const struct tare_image *image,
                                               const char *name)
{
    for (size_t i = 0; i < image->count; i++)
        if (strcmp(image->files[i].name, name) == 0)
            return &image->files[i];
    return NULL;
}

static int is_same(const struct tare_image_file *a,
                   const struct tare_image_file *b)
{
    return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

/* Two of one name cannot lie in one folder. */
static int add_unless_there(struct tare_image *image,
                            struct tare_image_file *file, struct tare_err *err)
{
    const struct tare_image_file *other = find_file(image, file->name);

    if (other == NULL)
        add_file(image, file);
    else if (!is_same(other, file))
        return tare_fail_with(err, TARE_EUSAGE,
                              "%s: has the same name as %s, and copies of both "
                              "cannot be in one folder: rename one",
                              file->path, other->path);
    return 0;
}

int tare_image_add_opened(struct tare_image *image, int fd, const char *path,
                          const char *name, const char *hash,
                          struct tare_err *err)
{
    struct tare_image_file file = { 0 };
    int status = read_opened(&file, fd, path, hash, err);

    if (status == 0)
        status = check_library(&file, err);
    if (status == 0)
        status = name_library(&file, name, err);
    if (status == 0) {
        tare_elf_detach(file.bytes, file.size);
        status = add_unless_there(image, &file, err);
    }
    release_file(&file);
    return status;
}

int tare_image_add_library(struct tare_image *image, const char *path,
                           const char *name, struct tare_err *err)
{
    int fd = open_file(path, err);

    return fd >= 0 ? tare_image_add_opened(image, fd, path, name, NULL, err)
                   : fd;
}

size_t tare_image_size(const struct tare_image *image)
{
    size_t size = 0;

    for (size_t i = 0; i < image->count; i++)
        size += image->files[i].size;
    return size;
}

void tare_image_release(struct tare_image *image)
{
    for (size_t i = 0; i < image->count; i++)
        release_file(&image->files[i]);
    free(image->files);
    *image = (struct tare_image){ 0 };
}
