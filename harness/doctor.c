/* SPDX-License-Identifier: MIT */
#include "harness/doctor.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/machine/clock.h"
#include "harness/meters/counters.h"
#include "harness/machine/cpus.h"
#include "harness/machine/disturb.h"
#include "harness/machine/machine.h"

#define CPU_DIR "/sys/devices/system/cpu/"

struct visit {
    struct tare_check_result *results;
    size_t count;
};

static struct tare_check_result *add(struct visit *visit, const char *what,
                                     enum tare_finding finding,
                                     const char *advice)
{
    struct tare_check_result *result = &visit->results[visit->count++];

    *result = (struct tare_check_result){ .what = what,
                                          .finding = finding,
                                          .advice = advice };
    return result;
}

static void say(struct tare_check_result *result, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void say(struct tare_check_result *result, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(result->detail, sizeof result->detail, format, arguments);
    va_end(arguments);
}

/* A file whose content should be one certain text. */
static void expect_line(struct visit *visit, const char *what, const char *path,
                        const char *good, const char *advice)
{
    char line[128];

    if (!tare_machine_line(path, line, sizeof line)) {
        say(add(visit, what, TARE_FINDING_UNKNOWN, NULL), "not reported here");
        return;
    }
    if (strcmp(line, good) == 0)
        say(add(visit, what, TARE_FINDING_GOOD, NULL), "%s", line);
    else
        say(add(visit, what, TARE_FINDING_BAD, advice), "%s", line);
}

/* ---- frequency ----------------------------------------------------------- */

static void check_turbo(struct visit *visit)
{
    static const char what[] = "turbo";
    char line[32];
    int is_on;

    if (tare_machine_line(CPU_DIR "intel_pstate/no_turbo", line, sizeof line))
        is_on = line[0] == '0';
    else if (tare_machine_line(CPU_DIR "cpufreq/boost", line, sizeof line))
        is_on = line[0] == '1';
    else {
        say(add(visit, what, TARE_FINDING_UNKNOWN, NULL), "not reported here");
        return;
    }
    if (is_on)
        say(add(visit, what, TARE_FINDING_BAD,
                "echo 1 | sudo tee " CPU_DIR "intel_pstate/no_turbo, or "
                "echo 0 | sudo tee " CPU_DIR "cpufreq/boost"),
            "on: speed depends on temperature and on the other cores");
    else
        say(add(visit, what, TARE_FINDING_GOOD, NULL), "off");
}

/* ---- CPUs ---------------------------------------------------------------- */

static void check_threads(struct visit *visit)
{
    static const char what[] = "hyper-threads";
    char line[32];

    if (!tare_machine_line(CPU_DIR "smt/active", line, sizeof line))
        say(add(visit, what, TARE_FINDING_UNKNOWN, NULL), "not reported here");
    else if (line[0] == '0')
        say(add(visit, what, TARE_FINDING_GOOD, NULL), "off");
    else
        say(add(visit, what, TARE_FINDING_BAD,
                "echo off | sudo tee " CPU_DIR "smt/control"),
            "on: two CPUs share a core, and slow each other down");
}

static void check_cpus(struct visit *visit)
{
    struct tare_cpus allowed;
    int count;

    tare_cpus_read(&allowed);
    count = tare_cpus_count(&allowed);
    if (count == 1)
        say(add(visit, "CPUs", TARE_FINDING_BAD,
                "give the job two CPUs: tare itself needs one while it waits"),
            "only 1 is available");
    else
        say(add(visit, "CPUs",
                count > 1 ? TARE_FINDING_GOOD : TARE_FINDING_UNKNOWN, NULL),
            "%d are available", count);
}

static void check_isolation(struct visit *visit)
{
    char line[128];

    if (tare_machine_line(CPU_DIR "isolated", line, sizeof line) &&
        line[0] != '\0')
        say(add(visit, "isolated CPUs", TARE_FINDING_GOOD, NULL), "%s", line);
    else
        say(add(visit, "isolated CPUs", TARE_FINDING_BAD,
                "boot with isolcpus=N nohz_full=N to reserve a CPU (worth it "
                "only on a dedicated machine)"),
            "none: other work may share the measured CPU");
}

static void check_load(struct visit *visit)
{
    char line[128];
    double load = -1;

    if (tare_machine_line("/proc/loadavg", line, sizeof line))
        load = strtod(line, NULL);
    if (load < 0)
        say(add(visit, "load", TARE_FINDING_UNKNOWN, NULL),
            "not reported here");
    else
        say(add(visit, "load",
                load < 0.7 ? TARE_FINDING_GOOD : TARE_FINDING_BAD,
                load < 0.7 ? NULL : "stop other programs (top shows them)"),
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
        say(add(visit, "CPU pressure", TARE_FINDING_UNKNOWN, NULL),
            "not reported here");
        return;
    }
    share = strtod(average + 6, NULL);
    say(add(visit, "CPU pressure",
            share < 5 ? TARE_FINDING_GOOD : TARE_FINDING_BAD,
            share < 5 ? NULL : "tasks wait for CPUs: stop other programs"),
        "tasks waited %.1f %% of the last 10 s", share);
}

/* ---- the hypervisor ------------------------------------------------------ */

static void check_hypervisor(struct visit *visit)
{
    char flags[4096];

    if (!tare_machine_cpuinfo("flags", flags, sizeof flags))
        say(add(visit, "virtual machine", TARE_FINDING_UNKNOWN, NULL),
            "not reported here");
    else if (strstr(flags, "hypervisor") != NULL)
        say(add(visit, "virtual machine", TARE_FINDING_BAD,
                "measure both builds now, rather than compare with saved "
                "numbers; dedicated hardware is quieter"),
            "yes: other guests may take CPU time unnoticed");
    else
        say(add(visit, "virtual machine", TARE_FINDING_GOOD, NULL), "no");
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
        say(add(visit, "steal", TARE_FINDING_UNKNOWN, NULL),
            "not reported here");
    else
        say(add(visit, "steal",
                between.steal_ns > 0 ? TARE_FINDING_BAD : TARE_FINDING_GOOD,
                between.steal_ns > 0 ? "the host is overcommitted: try again "
                                       "later or use another one"
                                     : NULL),
            "%.0f ms in half a second", between.steal_ns * 1e-6);
    if (between.throttled < 0)
        say(add(visit, "CPU quota", TARE_FINDING_UNKNOWN, NULL),
            "not reported here");
    else
        say(add(visit, "CPU quota",
                between.throttled > 0 ? TARE_FINDING_BAD : TARE_FINDING_GOOD,
                between.throttled > 0 ? "raise the container's CPU limit"
                                      : NULL),
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
    say(add(visit, "clock",
            clock.cost_ns < 200 ? TARE_FINDING_GOOD : TARE_FINDING_BAD,
            clock.cost_ns < 200 ? NULL
                                : "reading it takes a system call: boot with "
                                  "a better clock source (tsc)"),
        "%s, steps of %.0f ns, %.0f ns a reading", source, clock.resolution_ns,
        clock.cost_ns);
}

static void check_perf(struct visit *visit)
{
    char line[32];
    int level;

    if (!tare_machine_line("/proc/sys/kernel/perf_event_paranoid", line,
                           sizeof line)) {
        say(add(visit, "perf events", TARE_FINDING_UNKNOWN, NULL),
            "not reported here");
        return;
    }
    level = atoi(line);
    say(add(visit, "perf events",
            level <= 2 ? TARE_FINDING_GOOD : TARE_FINDING_BAD,
            level <= 2 ? NULL : "sudo sysctl kernel.perf_event_paranoid=2"),
        "paranoid level %d", level);
}

/* Time is measured without them. */
static void check_counters(struct visit *visit)
{
    char reason[300];
    int is_here = tare_counters_meter.check(NULL, reason, sizeof reason) == 0;

    say(add(visit, "performance counters",
            is_here ? TARE_FINDING_GOOD : TARE_FINDING_BAD,
            is_here ? NULL
                    : "see tare run --list-measures; measuring time does not "
                      "need them"),
        "%s", is_here ? "available (-m counters)" : reason);
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
    return visit.count;
}
