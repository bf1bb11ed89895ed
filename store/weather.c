/* SPDX-License-Identifier: MIT */
#include "store/weather.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/buf.h"
#include "store/file.h"
#include "store/folder.h"
#include "store/lock.h"

#define NAME   "weather"
#define WAIT_S 2.0

enum {
    MACHINES = 16,
    SLOWER_MOST = 10, /* runs, after which that is how it is */
    LINE_MAX_BYTES = 512
};

struct line {
    double pace_ns, share;
    int slower;
    char machine[LINE_MAX_BYTES];
};

struct lines {
    struct line items[MACHINES];
    size_t count;
};

/* Processor and host: another machine of the kind may be slower, and virtual
 * machines call several generations of processors the same. */
static void name_machine(const struct tare_facts *machine, char *name,
                         size_t size)
{
    static const char *const parts[] = { "cpu", "cpu_family", "cpu_model",
                                         "cpu_stepping", "host" };
    size_t at = 0;

    name[0] = '\0';
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const struct tare_fact *fact = tare_facts_find(machine, parts[i]);

        if (fact != NULL && fact->kind == TARE_FACT_TEXT && at < size)
            at += (size_t)snprintf(name + at, size - at, "%s%s",
                                   at > 0 ? ", " : "", fact->text);
    }
    for (char *c = name; *c != '\0'; c++)
        if (*c == '\n')
            *c = ' ';
}

/* What is no line of ours is passed over. */
static void read_lines(struct lines *lines, const struct tare_folder *folder)
{
    int fd = tare_folder_read(folder, NAME, NULL);
    FILE *stream = fd >= 0 ? fdopen(fd, "r") : NULL;
    char text[2 * LINE_MAX_BYTES];

    *lines = (struct lines){ 0 };
    while (stream != NULL && lines->count < MACHINES &&
           fgets(text, sizeof text, stream) != NULL) {
        struct line *line = &lines->items[lines->count];

        if (sscanf(text, "%lf %lf %d %511[^\n]", &line->pace_ns, &line->share,
                   &line->slower, line->machine) == 4 &&
            line->pace_ns > 0 && line->pace_ns < 1e9 && line->share > 0 &&
            line->share < 1e3)
            lines->count++;
    }
    if (stream != NULL)
        fclose(stream);
    else if (fd >= 0)
        close(fd);
}

static struct line *find(struct lines *lines, const char *machine)
{
    for (size_t i = 0; i < lines->count; i++)
        if (strcmp(lines->items[i].machine, machine) == 0)
            return &lines->items[i];
    return NULL;
}

struct tare_weather tare_weather_recall(const char *root,
                                        const struct tare_facts *machine)
{
    struct tare_folder folder = { 0 };
    struct tare_weather weather = { 0 };
    char name[LINE_MAX_BYTES];
    struct lines lines;
    const struct line *line;

    if (tare_folder_open(&folder, root, NULL) < 0 || folder.path == NULL)
        return weather;
    name_machine(machine, name, sizeof name);
    read_lines(&lines, &folder);
    line = find(&lines, name);
    if (line != NULL)
        weather = (struct tare_weather){ .pace_ns = line->pace_ns,
                                         .share = line->share };
    tare_folder_close(&folder);
    return weather;
}

/* The first pace stays, so that all runs are brought to the same; one that is
 * another by far has been told from it: it is what the machine is when it is
 * faster, or has been so for long. */
static void learn(struct line *line, const struct tare_weather *weather)
{
    int is_new = line->pace_ns <= 0 ||
                 (weather->pace_ns < line->pace_ns && weather->slower <= 0);

    line->slower = weather->slower > 0 ? line->slower + 1 : 0;
    if (is_new || line->slower >= SLOWER_MOST) {
        line->pace_ns = weather->pace_ns;
        line->slower = 0;
    }
    if (line->share <= 0 || weather->share < line->share)
        line->share = weather->share;
}

/* That of this machine goes to the front; the last one of many goes. */
static struct line *put_first(struct lines *lines, const char *machine)
{
    struct line *old = find(lines, machine);
    struct line line = { 0 };
    size_t before;

    if (old != NULL)
        line = *old;
    before = old != NULL ? (size_t)(old - lines->items) : lines->count;
    if (before == MACHINES)
        before--;
    if (old == NULL && lines->count < MACHINES)
        lines->count++;
    memmove(lines->items + 1, lines->items, before * sizeof line);
    snprintf(line.machine, sizeof line.machine, "%s", machine);
    lines->items[0] = line;
    return &lines->items[0];
}

static int write_lines(const struct lines *lines,
                       const struct tare_folder *folder, struct tare_err *err)
{
    struct tare_file file = { 0 };
    int status = tare_file_open_in(&file, folder, NAME, 0666, err);

    if (status < 0)
        return status;
    for (size_t i = 0; i < lines->count; i++)
        fprintf(file.stream, "%.17g %.17g %d %s\n", lines->items[i].pace_ns,
                lines->items[i].share, lines->items[i].slower,
                lines->items[i].machine);
    return tare_file_commit(&file, err);
}

int tare_weather_remember(const char *root, const struct tare_facts *machine,
                          const struct tare_weather *weather,
                          struct tare_err *err)
{
    struct tare_folder folder = { 0 };
    char name[LINE_MAX_BYTES];
    struct lines lines;
    int lock, status;

    if (!(weather->pace_ns > 0))
        return 0;
    status = tare_folder_make(&folder, root, err);
    if (status < 0)
        return status;
    lock = tare_lock_take(&folder, TARE_LOCK_STORE, WAIT_S, err);
    if (lock >= 0) {
        name_machine(machine, name, sizeof name);
        read_lines(&lines, &folder);
        learn(put_first(&lines, name), weather);
        status = write_lines(&lines, &folder, err);
        close(lock);
    } else
        status = lock;
    tare_folder_close(&folder);
    return status;
}
