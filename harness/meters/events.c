/* SPDX-License-Identifier: MIT */
#include "harness/meters/events.h"

#include <ctype.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/machine.h"

#define DEVICES "/sys/bus/event_source/devices"
#define USUAL   "cycles,retired-instructions,branches,branch-misses,cache-misses"

/* A cache, what is done with it, and how that ends. */
#define CACHE(which, how)                                                      \
    PERF_TYPE_HW_CACHE,                                                        \
        (PERF_COUNT_HW_CACHE_##which | PERF_COUNT_HW_CACHE_OP_READ << 8 |      \
         PERF_COUNT_HW_CACHE_RESULT_##how << 16)
#define HARDWARE(which) PERF_TYPE_HARDWARE, PERF_COUNT_HW_##which
#define SOFTWARE(which) PERF_TYPE_SOFTWARE, PERF_COUNT_SW_##which

struct known {
    const char *name, *unit, *what;
    uint32_t type;
    uint64_t config;
    enum tare_measure_kind kind;
    enum tare_event_space space;
};

/* Misses and stalls are near zero in good code, and tell why time went where
 * it went rather than that it did: evidence.  So are rare events. */
/* clang-format off */
static const struct known table[] = {
    { "cycles", "", "of the processor",
      HARDWARE(CPU_CYCLES), TARE_KIND_NOISY, TARE_SPACE_ANY },
    { "ref-cycles", "", "cycles at the nominal frequency",
      HARDWARE(REF_CPU_CYCLES), TARE_KIND_NOISY, TARE_SPACE_ANY },
    { "retired-instructions", "", "executed and not thrown away",
      HARDWARE(INSTRUCTIONS), TARE_KIND_NOISY, TARE_SPACE_ANY },
    { "branches", "", "of all kinds",
      HARDWARE(BRANCH_INSTRUCTIONS), TARE_KIND_NOISY, TARE_SPACE_ANY },
    { "branch-misses", "", "branches that were mispredicted",
      HARDWARE(BRANCH_MISSES), TARE_KIND_EVIDENCE, TARE_SPACE_ANY },
    { "cache-references", "", "accesses to the last cache",
      HARDWARE(CACHE_REFERENCES), TARE_KIND_EVIDENCE, TARE_SPACE_ANY },
    { "cache-misses", "", "accesses that the last cache could not serve",
      HARDWARE(CACHE_MISSES), TARE_KIND_EVIDENCE, TARE_SPACE_ANY },
    { "stalled-cycles-frontend", "", "cycles without instructions to execute",
      HARDWARE(STALLED_CYCLES_FRONTEND), TARE_KIND_EVIDENCE, TARE_SPACE_ANY },
    { "stalled-cycles-backend", "", "cycles waiting for data or units",
      HARDWARE(STALLED_CYCLES_BACKEND), TARE_KIND_EVIDENCE, TARE_SPACE_ANY },
    { "L1-dcache-loads", "", "loads from the first data cache",
      CACHE(L1D, ACCESS), TARE_KIND_EVIDENCE, TARE_SPACE_ANY },
    { "L1-dcache-load-misses", "", "loads that it could not serve",
      CACHE(L1D, MISS), TARE_KIND_EVIDENCE, TARE_SPACE_ANY },
    { "LLC-loads", "", "loads from the last cache",
      CACHE(LL, ACCESS), TARE_KIND_EVIDENCE, TARE_SPACE_ANY },
    { "LLC-load-misses", "", "loads that it could not serve",
      CACHE(LL, MISS), TARE_KIND_EVIDENCE, TARE_SPACE_ANY },
    { "dTLB-load-misses", "", "loads whose address was not known yet",
      CACHE(DTLB, MISS), TARE_KIND_EVIDENCE, TARE_SPACE_ANY },
    { "iTLB-load-misses", "", "the same for code",
      CACHE(ITLB, MISS), TARE_KIND_EVIDENCE, TARE_SPACE_ANY },
    { "task-clock", "ns", "CPU time, as perf counts it",
      SOFTWARE(TASK_CLOCK), TARE_KIND_NOISY, TARE_SPACE_ANY },
    { "page-faults-user", "", "page faults in user space",
      SOFTWARE(PAGE_FAULTS), TARE_KIND_EVIDENCE, TARE_SPACE_USER },
    { "minor-faults", "", "page faults without I/O",
      SOFTWARE(PAGE_FAULTS_MIN), TARE_KIND_EVIDENCE, TARE_SPACE_ANY },
    { "major-faults", "", "page faults with I/O",
      SOFTWARE(PAGE_FAULTS_MAJ), TARE_KIND_EVIDENCE, TARE_SPACE_ANY },
    { "cpu-migrations", "", "moves to another CPU",
      SOFTWARE(CPU_MIGRATIONS), TARE_KIND_EVIDENCE, TARE_SPACE_BOTH },
    { "alignment-faults", "", "accesses that the kernel had to fix up",
      SOFTWARE(ALIGNMENT_FAULTS), TARE_KIND_EVIDENCE, TARE_SPACE_ANY },
};

/* Names of perf's that are not ours, and what to say instead. */
static const struct {
    const char *name, *ours;
} others[] = {
    { "instructions", "retired-instructions" },
    { "cpu-cycles", "cycles" },
    { "branch-instructions", "branches" },
    { "page-faults", "page-faults-user, or the meter usage" },
    { "faults", "page-faults-user, or the meter usage" },
    { "context-switches", "the meter usage" },
    { "cs", "the meter usage" },
    { "cpu-clock", "task-clock" },
    { "time", "the measure time, which is always taken" },
};
/* clang-format on */

/* One event while it is read. */
struct reader {
    const char *devices;
    struct tare_event *event;
    struct tare_err *err;
    char text[TARE_EVENT_NAME]; /* without ":u" */
    char pmu[TARE_EVENT_NAME];
};

static int refuse(const struct reader *reader, const char *format,
                  const char *about)
{
    char reason[200];

    snprintf(reason, sizeof reason, format, about);
    return tare_fail_with(reader->err, TARE_EUSAGE, "--events: \"%s\": %s",
                          reader->event->name, reason);
}

/* Not here, but perhaps elsewhere. */
static int miss(const struct reader *reader, const char *format,
                const char *about)
{
    snprintf(reader->event->refusal, sizeof reader->event->refusal, format,
             about);
    return 0;
}

/* ---- as the kernel describes them ---------------------------------------- */

/* The line in that file of the device; whether there was one. */
static int read_line(const struct reader *reader, const char *folder,
                     const char *name, char *line, size_t size)
{
    char path[512];

    snprintf(path, sizeof path, "%s/%s/%s%s%s", reader->devices, reader->pmu,
             folder, folder[0] != '\0' ? "/" : "", name);
    return tare_machine_line(path, line, size);
}

/* "0-7,32-35": the lowest bits of the value go to the first of these. */
static int scatter(uint64_t value, const char *bits, uint64_t *config)
{
    while (*bits != '\0') {
        char *end;
        unsigned long first = strtoul(bits, &end, 10), last = first;

        if (end == bits)
            return -1;
        if (*end == '-')
            last = strtoul(end + 1, &end, 10);
        if (last > 63 || first > last || (*end != ',' && *end != '\0'))
            return -1;
        for (unsigned long bit = first; bit <= last; bit++, value >>= 1)
            *config |= (value & 1) << bit;
        bits = *end == ',' ? end + 1 : end;
    }
    return value == 0 ? 0 : -1;
}

/* Where a field goes: which of the configs, and "config:0-7" after the colon.
 * NULL when there is no such field. */
static const char *find_field(const struct reader *reader, const char *name,
                              char *line, size_t size, unsigned *which)
{
    *which = 0;
    if (strncmp(name, "config", 6) == 0 &&
        (name[6] == '\0' || strcmp(name + 6, "1") == 0 ||
         strcmp(name + 6, "2") == 0)) {
        *which = name[6] == '\0' ? 0 : (unsigned)(name[6] - '0');
        return "0-63";
    }
    if (!read_line(reader, "format", name, line, size) ||
        strncmp(line, "config", 6) != 0)
        return NULL;
    line += 6;
    if (*line == '1' || *line == '2')
        *which = (unsigned)(*line++ - '0');
    return *line == ':' ? line + 1 : NULL;
}

static int set_term(const struct reader *reader, const char *name,
                    const char *value)
{
    char line[128], *end = NULL;
    unsigned which;
    const char *bits = find_field(reader, name, line, sizeof line, &which);
    unsigned long long number = 1;

    if (bits == NULL)
        return refuse(reader, "that device has no field \"%s\"", name);
    if (value != NULL) {
        number = strtoull(value, &end, 0);
        if (!isdigit((unsigned char)*value) || *end != '\0')
            return refuse(reader, "\"%s\" is not a number", value);
    }
    if (scatter(number, bits, &reader->event->config[which]) < 0)
        return refuse(reader, "the value does not fit the field \"%s\"", name);
    return 0;
}

/* "event=0x3c,umask=1", in which a word alone may be an event with a name. */
static int set_terms(const struct reader *reader, const char *terms, int depth)
{
    char copy[256], line[256], *rest = copy;
    int status = 0;

    snprintf(copy, sizeof copy, "%s", terms);
    while (status == 0 && rest != NULL && *rest != '\0') {
        char *term = strsep(&rest, ",");
        char *value = strchr(term, '=');

        if (value != NULL)
            *value++ = '\0';
        if (value == NULL && depth == 0 &&
            read_line(reader, "events", term, line, sizeof line))
            status = set_terms(reader, line, 1);
        else
            status = set_term(reader, term, value);
    }
    return status;
}

static int set_described(struct reader *reader, const char *terms)
{
    struct tare_event *event = reader->event;
    char line[32];

    if (!read_line(reader, "", "type", line, sizeof line))
        return miss(reader,
                    "this machine has no device \"%s\" that counts events",
                    reader->pmu);
    event->type = (uint32_t)strtoul(line, NULL, 10);
    event->is_software = event->type == PERF_TYPE_SOFTWARE;
    event->what = "as the kernel describes it";
    return set_terms(reader, terms, 0);
}

/* DEVICE/TERMS/ */
static int read_described(struct reader *reader)
{
    size_t length = strcspn(reader->text, "/");
    char *terms = reader->text + length + 1;
    char *end = strchr(terms, '/');

    if (end == NULL || end[1] != '\0' || end == terms ||
        !isalnum((unsigned char)reader->text[0]))
        return refuse(reader, "is not of the form %s", "DEVICE/FIELD=VALUE/");
    *end = '\0';
    snprintf(reader->pmu, sizeof reader->pmu, "%.*s", (int)length,
             reader->text);
    return set_described(reader, terms);
}

/* ---- names --------------------------------------------------------------- */

static int read_known(const struct reader *reader)
{
    struct tare_event *event = reader->event;

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct known *known = &table[i];

        if (strcmp(known->name, reader->text) != 0)
            continue;
        event->unit = known->unit;
        event->what = known->what;
        event->kind = known->kind;
        event->type = known->type;
        event->config[0] = known->config;
        event->is_software = known->type == PERF_TYPE_SOFTWARE;
        if (event->space == TARE_SPACE_ANY)
            event->space = known->space;
        return 1;
    }
    return 0;
}

/* r and up to 16 hexadecimal digits. */
static int read_raw(const struct reader *reader)
{
    const char *digits = reader->text + 1;
    size_t length = strlen(digits);

    if (reader->text[0] != 'r' || length < 1 || length > 16 ||
        strspn(digits, "0123456789abcdefABCDEF") != length)
        return 0;
    reader->event->type = PERF_TYPE_RAW;
    reader->event->config[0] = strtoull(digits, NULL, 16);
    reader->event->what = "raw event of the processor";
    return 1;
}

/* A name that the CPU itself gives; it may be a word on another machine where
 * this one describes no CPU. */
static int read_of_cpu(struct reader *reader)
{
    static const char *const cpus[] = { "cpu", "cpu_core", "armv8_pmuv3_0",
                                        "armv8_pmuv3" };
    char line[256];
    int is_described = 0;

    for (size_t i = 0; i < sizeof cpus / sizeof *cpus; i++) {
        snprintf(reader->pmu, sizeof reader->pmu, "%s", cpus[i]);
        is_described |= read_line(reader, "", "type", line, sizeof line);
        if (read_line(reader, "events", reader->text, line, sizeof line))
            return set_described(reader, reader->text);
    }
    if (!is_described)
        return miss(reader,
                    "this machine does not describe the events of its "
                    "processor, so \"%s\" is unknown",
                    reader->text);
    return refuse(reader, "unknown event%s",
                  " (--list-measures names the usual ones)");
}

static int read_name(struct reader *reader)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(others[i].name, reader->text) == 0)
            return refuse(reader, "use %s", others[i].ours);
    if (read_known(reader) || read_raw(reader))
        return 0;
    return read_of_cpu(reader);
}

/* ---- the list ------------------------------------------------------------ */

/* Takes ":u", ":k" or both off the text. */
static int read_space(const struct reader *reader, char *text)
{
    char *colon = strrchr(text, ':');

    if (colon == NULL)
        return 0;
    if (strcmp(colon, ":u") == 0)
        reader->event->space = TARE_SPACE_USER;
    else if (strcmp(colon, ":k") == 0)
        reader->event->space = TARE_SPACE_KERNEL;
    else if (strcmp(colon, ":uk") == 0 || strcmp(colon, ":ku") == 0)
        reader->event->space = TARE_SPACE_BOTH;
    else
        return refuse(reader,
                      "the part after the colon must be u, k or uk, not \"%s\"",
                      colon + 1);
    *colon = '\0';
    return 0;
}

static int read_event(struct tare_event *event, const char *devices,
                      struct tare_err *err)
{
    struct reader reader = { .devices = devices, .event = event, .err = err };
    int status;

    event->unit = "";
    snprintf(reader.text, sizeof reader.text, "%s", event->name);
    status = read_space(&reader, reader.text);
    if (status < 0)
        return status;
    if (strchr(reader.text, '/') != NULL)
        return read_described(&reader);
    return read_name(&reader);
}

/* How long the first word is: a comma between slashes does not end it. */
static size_t word_length(const char *list)
{
    int is_inside = 0;
    size_t length = 0;

    for (; list[length] != '\0' && (is_inside || list[length] != ','); length++)
        is_inside ^= list[length] == '/';
    return length;
}

static int check_word(const char *word, size_t length, struct tare_err *err)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "-_./=,:";

    if (length == 0)
        return tare_fail_with(err, TARE_EUSAGE, "--events: a name is missing");
    if (length >= TARE_EVENT_NAME || strspn(word, allowed) < length)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--events: \"%.*s\" is not the name of an event",
                              (int)(length < 60 ? length : 60), word);
    return 0;
}

/* What is there already is not there twice. */
static int add_event(struct tare_events *events, const struct tare_event *event,
                     struct tare_err *err)
{
    for (unsigned i = 0; i < events->count; i++)
        if (strcmp(events->items[i].name, event->name) == 0)
            return 0;
    if (events->count == TARE_EVENTS_MAX)
        return tare_fail_with(err, TARE_EUSAGE, "--events: more than %d events",
                              TARE_EVENTS_MAX);
    events->items[events->count++] = *event;
    return 0;
}

int tare_events_parse(struct tare_events *events, const char *list,
                      const char *devices, struct tare_err *err)
{
    const char *word = list != NULL ? list : USUAL;

    *events = (struct tare_events){ 0 };
    for (;;) {
        struct tare_event event = { 0 };
        size_t length = word_length(word);
        int status = check_word(word, length, err);

        if (status < 0)
            return status;
        memcpy(event.name, word, length);
        status = read_event(&event, devices != NULL ? devices : DEVICES, err);
        if (status == 0)
            status = add_event(events, &event, err);
        if (status < 0 || word[length] == '\0')
            return status;
        word += length + 1;
    }
}
