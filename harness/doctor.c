/* SPDX-License-Identifier: MIT */
#include "harness/doctor.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/machine/clock.h"
#include "harness/meters/counters.h"
#include "harness/meters/profile.h"
#include "harness/meters/waits.h"
#include "harness/machine/cpus.h"
#include "harness/machine/disturb.h"
#include "harness/machine/machine.h"
#include "harness/stacks/functions.h"
#include "harness/stacks/modules.h"
#include "store/path.h"

#define CPU_DIR "/sys/devices/system/cpu/"

struct visit {
    struct tare_check_result *results;
    size_t count;
};

/* What was found; the advice is for what is not good. */
static void tell(struct visit *visit, const char *what, int is_good,
                 const char *advice, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

static void tell(struct visit *visit, const char *what, int is_good,
                 const char *advice, const char *format, ...)
{
    struct tare_check_result *result = &visit->results[visit->count++];
    va_list arguments;

    *result = (struct tare_check_result){ .what = what,
                                          .finding = is_good ? TARE_FINDING_GOOD
                                                             : TARE_FINDING_BAD,
                                          .advice = is_good ? NULL : advice };
    va_start(arguments, format);
    vsnprintf(result->detail, sizeof result->detail, format, arguments);
    va_end(arguments);
}

static void tell_unknown(struct visit *visit, const char *what)
{
    tell(visit, what, 1, NULL, "not reported here");
    visit->results[visit->count - 1].finding = TARE_FINDING_UNKNOWN;
}

/* A file whose content should be one certain text. */
static void expect_line(struct visit *visit, const char *what, const char *path,
                        const char *good, const char *advice)
{
    char line[128];

    if (tare_machine_line(path, line, sizeof line))
        tell(visit, what, strcmp(line, good) == 0, advice, "%s", line);
    else
        tell_unknown(visit, what);
}

/* ---- frequency ----------------------------------------------------------- */

static void check_turbo(struct visit *visit)
{
    char line[32];
    int is_on;

    if (tare_machine_line(CPU_DIR "intel_pstate/no_turbo", line, sizeof line))
        is_on = line[0] == '0';
    else if (tare_machine_line(CPU_DIR "cpufreq/boost", line, sizeof line))
        is_on = line[0] == '1';
    else {
        tell_unknown(visit, "turbo");
        return;
    }
    tell(visit, "turbo", !is_on,
         "echo 1 | sudo tee " CPU_DIR "intel_pstate/no_turbo, or "
         "echo 0 | sudo tee " CPU_DIR "cpufreq/boost",
         is_on ? "on: speed depends on temperature and on the other cores"
               : "off");
}

/* ---- CPUs ---------------------------------------------------------------- */

static void check_threads(struct visit *visit)
{
    char line[32];

    if (!tare_machine_line(CPU_DIR "smt/active", line, sizeof line))
        tell_unknown(visit, "hyper-threads");
    else
        tell(visit, "hyper-threads", line[0] == '0',
             "echo off | sudo tee " CPU_DIR "smt/control",
             line[0] == '0'
                 ? "off"
                 : "on: two CPUs share a core, and slow each other down");
}

static void check_cpus(struct visit *visit)
{
    struct tare_cpus allowed;
    int count;

    tare_cpus_read(&allowed);
    count = tare_cpus_count(&allowed);
    if (count == 1)
        tell(visit, "CPUs", 0,
             "give the job two CPUs: tare itself needs one while it waits",
             "only 1 is available");
    else
        tell(visit, "CPUs", 1, NULL, "%d are available", count);
    if (count < 1)
        visit->results[visit->count - 1].finding = TARE_FINDING_UNKNOWN;
}

static void check_isolation(struct visit *visit)
{
    char line[128];
    int is_isolated =
        tare_machine_line(CPU_DIR "isolated", line, sizeof line) &&
        line[0] != '\0';

    tell(visit, "isolated CPUs", is_isolated,
         "boot with isolcpus=N nohz_full=N to reserve a CPU (worth it only on "
         "a dedicated machine)",
         "%s",
         is_isolated ? line : "none: other work may share the measured CPU");
}

static void check_load(struct visit *visit)
{
    char line[128];
    double load = -1;

    if (tare_machine_line("/proc/loadavg", line, sizeof line))
        load = strtod(line, NULL);
    if (load < 0)
        tell_unknown(visit, "load");
    else
        tell(visit, "load", load < 0.7, "stop other programs (top shows them)",
             "%.2f in the last minute", load);
}

static void check_pressure(struct visit *visit)
{
    char line[128];
    char *average = NULL;
    double share;

    if (tare_machine_line("/proc/pressure/cpu", line, sizeof line))
        average = strstr(line, "avg10=");
    if (average == NULL) {
        tell_unknown(visit, "CPU pressure");
        return;
    }
    share = strtod(average + 6, NULL);
    tell(visit, "CPU pressure", share < 5,
         "tasks wait for CPUs: stop other programs",
         "tasks waited %.1f %% of the last 10 s", share);
}

/* ---- the hypervisor ------------------------------------------------------ */

static void check_hypervisor(struct visit *visit)
{
    char flags[4096];
    int is_virtual;

    if (!tare_machine_cpuinfo("flags", flags, sizeof flags)) {
        tell_unknown(visit, "virtual machine");
        return;
    }
    is_virtual = strstr(flags, "hypervisor") != NULL;
    tell(visit, "virtual machine", !is_virtual,
         "measure both builds now, rather than compare with saved numbers; "
         "dedicated hardware is quieter",
         is_virtual ? "yes: other guests may take CPU time unnoticed" : "no");
}

/* Half a second of watching tells whether it happens now. */
static void check_steal_and_quota(struct visit *visit)
{
    struct tare_disturb_source source = { 0 };
    struct tare_disturb before, after, between;

    tare_disturb_open(&source, -1);
    tare_disturb_read(&source, &before);
    usleep(500000);
    tare_disturb_read(&source, &after);
    between = tare_disturb_between(&before, &after);
    if (between.steal_ns < 0)
        tell_unknown(visit, "steal");
    else
        tell(visit, "steal", !(between.steal_ns > 0),
             "the host is overcommitted: try again later or use another one",
             "%.0f ms in half a second", between.steal_ns * 1e-6);
    if (between.throttled < 0)
        tell_unknown(visit, "CPU quota");
    else
        tell(visit, "CPU quota", !(between.throttled > 0),
             "raise the container's CPU limit",
             "throttled %.0f times in half a second", between.throttled);
}

/* ---- clock and permissions ----------------------------------------------- */

static void check_clock(struct visit *visit)
{
    struct tare_clock_facts clock = tare_clock_measure();
    char source[64];

    if (!tare_machine_line("/sys/devices/system/clocksource/clocksource0/"
                           "current_clocksource",
                           source, sizeof source))
        strcpy(source, "unknown source");
    tell(visit, "clock", clock.cost_ns < 200,
         "reading it takes a system call: boot with a better clock source "
         "(tsc)",
         "%s, steps of %.0f ns, %.0f ns a reading", source, clock.resolution_ns,
         clock.cost_ns);
}

static void check_perf(struct visit *visit)
{
    char line[32];

    if (tare_machine_line("/proc/sys/kernel/perf_event_paranoid", line,
                          sizeof line))
        tell(visit, "perf events", atoi(line) <= 2,
             "sudo sysctl kernel.perf_event_paranoid=2", "paranoid level %d",
             atoi(line));
    else
        tell_unknown(visit, "perf events");
}

/* Time is measured without them. */
static void check_counters(struct visit *visit)
{
    char reason[300];
    int is_here = tare_counters_meter.check(NULL, reason, sizeof reason) == 0;

    tell(visit, "performance counters", is_here,
         "see tare run --list-measures; measuring time does not need them",
         "%s", is_here ? "available (-m counters)" : reason);
}

static void check_profiles(struct visit *visit)
{
    char detail[200];
    int is_well = tare_profile_examine(detail, sizeof detail) == 0;

    tell(visit, "profiles", is_well,
         "sudo sysctl kernel.perf_event_paranoid=1 shows the kernel too", "%s",
         detail);
}

static void check_waits(struct visit *visit)
{
    char detail[300];
    int is_well = tare_waits_examine(detail, sizeof detail) == 0;

    tell(visit, "profiles of waits", is_well,
         "sudo sysctl kernel.perf_event_paranoid=1", "%s", detail);
}

/* Whether a program is in PATH. */
static int is_in_path(const char *name)
{
    const char *path = getenv("PATH");

    while (path != NULL && *path != '\0') {
        size_t size = strcspn(path, ":");
        char file[PATH_MAX];

        snprintf(file, sizeof file, "%.*s/%s", (int)size, path, name);
        if (access(file, X_OK) == 0)
            return 1;
        path += size + (path[size] == ':');
    }
    return 0;
}

/* Names of the C library's own functions are in a package of their own. */
static int has_names_of_libc(void)
{
    struct tare_module modules[64];
    size_t count = tare_modules_list(modules, 64);
    int is_there = 1; /* in a static executable */

    for (size_t i = 0; i < count; i++) {
        struct tare_functions functions;
        const char *name = modules[i].name;

        if (strncmp(tare_path_name(name), "libc.", 5) != 0)
            continue;
        tare_functions_open(&functions, name, NULL);
        is_there = functions.symbols.is_full || functions.debug_path != NULL;
        tare_functions_release(&functions);
    }
    return is_there;
}

static void check_names(struct visit *visit)
{
    int has_lines = is_in_path("addr2line"), has_code = is_in_path("objdump");
    int has_libc = has_names_of_libc();

    tell(visit, "names in profiles", has_lines && has_code && has_libc,
         "sudo apt install binutils libc6-dbg",
         "lines %s, instructions %s, functions of the C library %s",
         has_lines ? "yes" : "no", has_code ? "yes" : "no",
         has_libc ? "yes" : "only those that others may call");
}

size_t tare_doctor_examine(struct tare_check_result results[TARE_DOCTOR_MAX])
{
    struct visit visit = { .results = results };

    expect_line(&visit, "frequency governor",
                CPU_DIR "cpu0/cpufreq/scaling_governor", "performance",
                "sudo cpupower frequency-set -g performance");
    check_turbo(&visit);
    check_threads(&visit);
    check_cpus(&visit);
    check_isolation(&visit);
    check_load(&visit);
    check_pressure(&visit);
    check_hypervisor(&visit);
    check_steal_and_quota(&visit);
    check_clock(&visit);
    expect_line(&visit, "address layout randomised",
                "/proc/sys/kernel/randomize_va_space", "2",
                "sudo sysctl kernel.randomize_va_space=2 (tare averages over "
                "layouts; one fixed layout would be arbitrary)");
    check_perf(&visit);
    check_counters(&visit);
    check_profiles(&visit);
    check_waits(&visit);
    check_names(&visit);
    return visit.count;
}
