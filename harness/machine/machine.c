/* SPDX-License-Identifier: MIT */
#include "harness/machine/machine.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "harness/machine/cpu.h"

int tare_machine_line(const char *path, char *line, size_t size)
{
    FILE *file = fopen(path, "re");
    int found = file != NULL && fgets(line, (int)size, file) != NULL;

    if (file != NULL)
        fclose(file);
    if (!found)
        line[0] = '\0';
    line[strcspn(line, "\n")] = '\0';
    return found;
}

int tare_machine_cpuinfo(const char *name, char *value, size_t size)
{
    FILE *file = fopen("/proc/cpuinfo", "re");
    char line[4096];
    size_t length = strlen(name);
    int found = 0;

    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL) {
        char *colon = strchr(line, ':');

        if (colon == NULL || strncmp(line, name, length) != 0 ||
            (line[length] != '\t' && line[length] != ' ' &&
             line[length] != ':'))
            continue;
        colon += 1 + strspn(colon + 1, " \t");
        colon[strcspn(colon, "\n")] = '\0';
        snprintf(value, size, "%s", colon);
        found = 1;
    }
    if (file != NULL)
        fclose(file);
    return found;
}

static void add_cpuinfo(struct tare_facts *facts, const char *name,
                        const char *field)
{
    char value[256];

    if (tare_machine_cpuinfo(field, value, sizeof value))
        tare_facts_text(facts, name, value);
}

static void add_line(struct tare_facts *facts, const char *name,
                     const char *path)
{
    char value[256];

    if (tare_machine_line(path, value, sizeof value))
        tare_facts_text(facts, name, value);
}

/* "glibc 2.36", where the library says so. */
static void add_libc(struct tare_facts *facts)
{
#ifdef _CS_GNU_LIBC_VERSION
    char name[128];

    if (confstr(_CS_GNU_LIBC_VERSION, name, sizeof name) > 0)
        tare_facts_text(facts, "libc", name);
#else
    (void)facts;
#endif
}

static void add_number(struct tare_facts *facts, const char *name, long value)
{
    if (value > 0)
        tare_facts_number(facts, name, (double)value);
}

static void add_cpu(struct tare_facts *facts)
{
    char flags[4096];

    add_cpuinfo(facts, "cpu", "model name");
    add_cpuinfo(facts, "cpu_vendor", "vendor_id");
    add_cpuinfo(facts, "cpu_family", "cpu family");
    add_cpuinfo(facts, "cpu_model", "model");
    add_cpuinfo(facts, "cpu_stepping", "stepping");
    add_cpuinfo(facts, "microcode", "microcode");
    if (tare_machine_cpuinfo("flags", flags, sizeof flags))
        tare_facts_bool(facts, "hypervisor",
                        strstr(flags, "hypervisor") != NULL);
    add_number(facts, "cpus", sysconf(_SC_NPROCESSORS_ONLN));
    add_number(facts, "cache_l1d_bytes", tare_cpu_cache_bytes(1));
    add_number(facts, "cache_l2_bytes", tare_cpu_cache_bytes(2));
    add_number(facts, "cache_l3_bytes", tare_cpu_cache_bytes(3));
    add_line(facts, "governor",
             "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    add_line(facts, "boost", "/sys/devices/system/cpu/cpufreq/boost");
    add_line(facts, "smt", "/sys/devices/system/cpu/smt/active");
    add_line(facts, "huge_pages",
             "/sys/kernel/mm/transparent_hugepage/enabled");
}

void tare_machine_facts(struct tare_facts *facts,
                        const struct tare_clock_facts *clock)
{
    struct utsname name;
    double pages = (double)sysconf(_SC_PHYS_PAGES);
    struct tare_cpus allowed;

    tare_cpus_read(&allowed);
    if (uname(&name) == 0) {
        tare_facts_text(facts, "host", name.nodename);
        tare_facts_text(facts, "system", name.sysname);
        tare_facts_text(facts, "kernel", name.release);
        tare_facts_text(facts, "architecture", name.machine);
    }
    add_libc(facts);
    add_cpu(facts);
    if (tare_cpus_count(&allowed) > 0)
        tare_facts_number(facts, "cpus_allowed", tare_cpus_count(&allowed));
    if (pages > 0)
        tare_facts_number(facts, "memory_bytes",
                          pages * (double)sysconf(_SC_PAGESIZE));
    add_line(facts, "clock_source",
             "/sys/devices/system/clocksource/clocksource0/"
             "current_clocksource");
    tare_facts_number(facts, "clock_resolution_ns", clock->resolution_ns);
    tare_facts_number(facts, "clock_cost_ns", clock->cost_ns);
}
