/* SPDX-License-Identifier: MIT */
/* Names of events, on a machine whose devices are made up. */
#include "harness/meters/events.h"

#include <linux/perf_event.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/test.h"

/* ---- a machine ----------------------------------------------------------- */

static char devices[] = "/tmp/tare-devices-XXXXXX";

/* Like a common processor, with fields that are scattered.  Folders, which
 * have no text, come before what is in them. */
static const struct {
    const char *name, *text;
} files[] = {
    { "cpu", NULL },
    { "cpu/format", NULL },
    { "cpu/events", NULL },
    { "soft", NULL },
    { "cpu/type", "4" },
    { "cpu/format/event", "config:0-7,32-35" },
    { "cpu/format/umask", "config:8-15" },
    { "cpu/format/edge", "config:18" },
    { "cpu/format/offcore", "config1:0-37" },
    { "cpu/format/broken", "config:7-3" },
    { "cpu/format/strange", "config3:0-7" },
    { "cpu/events/mem-loads", "event=0xcd,umask=0x1" },
    { "cpu/events/instructions", "event=0xc0" },
    { "soft/type", "1" },
};

enum {
    FILES = sizeof files / sizeof *files
};

TEST(a_machine_is_described)
{
    CHECK(mkdtemp(devices) != NULL);
    for (size_t i = 0; i < FILES; i++) {
        char path[256];
        FILE *file;

        snprintf(path, sizeof path, "%s/%s", devices, files[i].name);
        if (files[i].text == NULL) {
            CHECK_INT(mkdir(path, 0700), 0);
            continue;
        }
        file = fopen(path, "w");
        CHECK(file != NULL);
        fprintf(file, "%s\n", files[i].text);
        fclose(file);
    }
}

/* Nothing was written beside. */
TEST(a_machine_is_taken_away)
{
    for (size_t i = FILES; i-- > 0;) {
        char path[256];

        snprintf(path, sizeof path, "%s/%s", devices, files[i].name);
        CHECK_INT(remove(path), 0);
    }
    CHECK_INT(rmdir(devices), 0);
}

/* ---- checks -------------------------------------------------------------- */

static struct tare_events parsed;

static const struct tare_event *parse(const char *list)
{
    struct tare_err err = { 0 };

    CHECK_INT(tare_events_parse(&parsed, list, devices, &err), 0);
    CHECK_STR(err.text, "");
    return &parsed.items[0];
}

static void check_event(const char *name, uint32_t type, uint64_t config)
{
    const struct tare_event *event = parse(name);

    CHECK_INT(parsed.count, 1);
    CHECK_STR(event->name, name);
    CHECK_INT(event->type, type);
    CHECK_INT(event->config[0], config);
    CHECK_STR(event->refusal, "");
}

static void check_refused(const char *list, const char *text)
{
    struct tare_err err = { 0 };

    CHECK_INT(tare_events_parse(&parsed, list, devices, &err), TARE_EUSAGE);
    CHECK_STR(err.text, text);
}

/* ---- words --------------------------------------------------------------- */

TEST(words_are_events)
{
    check_event("cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES);
    check_event("retired-instructions", PERF_TYPE_HARDWARE,
                PERF_COUNT_HW_INSTRUCTIONS);
    check_event("task-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK);
    /* cache 0, read 0, miss 1 << 16; cache 3: linux/perf_event.h */
    check_event("L1-dcache-load-misses", PERF_TYPE_HW_CACHE, 0x10000);
    check_event("dTLB-load-misses", PERF_TYPE_HW_CACHE, 0x10003);
}

TEST(what_is_mostly_zero_is_evidence)
{
    CHECK_INT(parse("cycles")->kind, TARE_KIND_NOISY);
    CHECK_INT(parse("task-clock")->kind, TARE_KIND_NOISY);
    CHECK_INT(parse("r1")->kind, TARE_KIND_NOISY);
    CHECK_INT(parse("cache-misses")->kind, TARE_KIND_EVIDENCE);
    CHECK_INT(parse("page-faults-user")->kind, TARE_KIND_EVIDENCE);
    CHECK_STR(parse("task-clock")->unit, "ns");
    CHECK_STR(parse("cycles")->unit, "");
}

TEST(software_events_need_no_counter_of_the_processor)
{
    CHECK(parse("task-clock")->is_software);
    CHECK(parse("soft/config=3/")->is_software);
    CHECK(!parse("cycles")->is_software);
    CHECK(!parse("r1")->is_software);
    CHECK(!parse("cpu/event=1/")->is_software);
}

TEST(the_usual_ones_stand_for_none)
{
    parse(NULL);
    CHECK_INT(parsed.count, 5);
    CHECK_STR(parsed.items[0].name, "cycles");
    CHECK_STR(parsed.items[4].name, "cache-misses");
}

TEST(names_of_other_measures_are_refused_with_what_to_say)
{
    check_refused("instructions",
                  "--events: \"instructions\": use retired-instructions");
    check_refused(
        "cycles,page-faults",
        "--events: \"page-faults\": use page-faults-user, or the meter usage");
    check_refused("context-switches:u",
                  "--events: \"context-switches:u\": use the meter usage");
    check_refused(
        "time",
        "--events: \"time\": use the measure time, which is always taken");
}

TEST(raw_numbers_are_hexadecimal)
{
    check_event("r003c", PERF_TYPE_RAW, 0x3c);
    check_event("rC0", PERF_TYPE_RAW, 0xc0);
    check_event("rffffffffffffffff", PERF_TYPE_RAW, UINT64_MAX);
    check_refused("r10000000000000000",
                  "--events: \"r10000000000000000\": unknown event "
                  "(--list-measures names the usual ones)");
    check_refused("r", "--events: \"r\": unknown event (--list-measures names "
                       "the usual ones)");
    check_refused("rxyz", "--events: \"rxyz\": unknown event (--list-measures "
                          "names the usual ones)");
}

TEST(after_a_colon_stands_where_to_count)
{
    CHECK_INT(parse("cycles")->space, TARE_SPACE_ANY);
    CHECK_INT(parse("cycles:u")->space, TARE_SPACE_USER);
    CHECK_INT(parse("r3c:k")->space, TARE_SPACE_KERNEL);
    CHECK_INT(parse("cpu/event=1/:uk")->space, TARE_SPACE_BOTH);
    CHECK_INT(parse("cycles:ku")->space, TARE_SPACE_BOTH);
    CHECK_INT(parse("page-faults-user")->space, TARE_SPACE_USER);
    CHECK_INT(parse("cpu-migrations")->space, TARE_SPACE_BOTH);
    check_event("cycles:u", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES);
    check_refused("cycles:x", "--events: \"cycles:x\": the part after the "
                              "colon must be u, k or uk, not \"x\"");
    check_refused("cycles:", "--events: \"cycles:\": the part after the colon "
                             "must be u, k or uk, not \"\"");
}

/* ---- as the kernel describes them ---------------------------------------- */

TEST(fields_go_where_the_device_says)
{
    check_event("cpu/event=0x3c/", 4, 0x3c);
    check_event("cpu/event=0x3c,umask=1/", 4, 0x13c);
    check_event("cpu/event=0x53c/", 4, 0x50000003c); /* 5 goes to bit 32 on */
    check_event("cpu/umask=255,edge/", 4, 0x4ff00);
    check_event("cpu/config=0x1234/", 4, 0x1234);
    check_event("cpu/event=1,offcore=0x3fffffffff/", 4, 1);
    CHECK_INT(parsed.items[0].config[1], 0x3fffffffff);
    check_event("cpu/config2=7/", 4, 0);
    CHECK_INT(parsed.items[0].config[2], 7);
}

TEST(events_with_names_are_looked_up)
{
    check_event("cpu/mem-loads/", 4, 0x1cd);
    check_event("mem-loads", 4, 0x1cd);
    check_event("cpu/mem-loads,edge/", 4, 0x401cd);
    check_event("cpu/instructions/", 4, 0xc0);
}

TEST(fields_that_do_not_fit_are_refused)
{
    check_refused("cpu/nosuch=1/",
                  "--events: \"cpu/nosuch=1/\": that device has no field "
                  "\"nosuch\"");
    check_refused("cpu/umask=256/", "--events: \"cpu/umask=256/\": the value "
                                    "does not fit the field \"umask\"");
    check_refused("cpu/edge=2/", "--events: \"cpu/edge=2/\": the value does "
                                 "not fit the field \"edge\"");
    check_refused("cpu/event=x/",
                  "--events: \"cpu/event=x/\": \"x\" is not a number");
    check_refused("cpu/event=-1/",
                  "--events: \"cpu/event=-1/\": \"-1\" is not a number");
    check_refused("cpu/event=/",
                  "--events: \"cpu/event=/\": \"\" is not a number");
    check_refused("cpu/broken=1/", "--events: \"cpu/broken=1/\": the value "
                                   "does not fit the field \"broken\"");
    check_refused("cpu/strange=1/", "--events: \"cpu/strange=1/\": that device "
                                    "has no field \"strange\"");
}

TEST(half_a_description_is_refused)
{
    check_refused("cpu/event=1", "--events: \"cpu/event=1\": is not of the "
                                 "form DEVICE/FIELD=VALUE/");
    check_refused("cpu//", "--events: \"cpu//\": is not of the form "
                           "DEVICE/FIELD=VALUE/");
    check_refused("/event=1/", "--events: \"/event=1/\": is not of the form "
                               "DEVICE/FIELD=VALUE/");
    check_refused("../cpu/event=1/", "--events: \"../cpu/event=1/\": is not of "
                                     "the form DEVICE/FIELD=VALUE/");
    check_refused("cpu/event=1/x", "--events: \"cpu/event=1/x\": is not of the "
                                   "form DEVICE/FIELD=VALUE/");
}

/* Another machine may have it: no misuse. */
TEST(a_device_that_is_not_here_is_a_reason)
{
    CHECK_STR(parse("gpu/event=1/")->refusal,
              "this machine has no device \"gpu\" that counts events");
}

TEST(a_processor_that_describes_nothing_is_a_reason)
{
    struct tare_err err = { 0 };

    CHECK_INT(tare_events_parse(&parsed, "mem-loads", "/nonexistent", &err), 0);
    CHECK_STR(parsed.items[0].refusal,
              "this machine does not describe the events of its processor, so "
              "\"mem-loads\" is unknown");
    check_refused("mem-stores", "--events: \"mem-stores\": unknown event "
                                "(--list-measures names the usual ones)");
}

/* ---- lists --------------------------------------------------------------- */

TEST(a_comma_between_slashes_ends_no_name)
{
    parse("cpu/event=1,umask=2/:u,cycles,r3c");
    CHECK_INT(parsed.count, 3);
    CHECK_STR(parsed.items[0].name, "cpu/event=1,umask=2/:u");
    CHECK_STR(parsed.items[1].name, "cycles");
    CHECK_STR(parsed.items[2].name, "r3c");
}

TEST(what_is_named_twice_is_there_once)
{
    parse("cycles,r1,cycles,cycles:u");
    CHECK_INT(parsed.count, 3);
    CHECK_STR(parsed.items[2].name, "cycles:u");
}

TEST(a_list_has_names_and_not_too_many)
{
    check_refused("", "--events: a name is missing");
    check_refused("cycles,", "--events: a name is missing");
    check_refused(",cycles", "--events: a name is missing");
    check_refused("cy cles",
                  "--events: \"cy cles\" is not the name of an event");
    check_refused("r0,r1,r2,r3,r4,r5,r6,r7,r8,r9,ra",
                  "--events: more than 10 events");
    parse("r0,r1,r2,r3,r4,r5,r6,r7,r8,r9,r9");
    CHECK_INT(parsed.count, 10);
    check_refused("a-name-that-is-as-long-as-no-name-of-any-event-could-be-in-"
                  "practice",
                  "--events: \"a-name-that-is-as-long-as-no-name-of-any-event-"
                  "could-be-in-p\" is not the name of an event");
}

TESTS(RUN(a_machine_is_described), RUN(words_are_events),
      RUN(what_is_mostly_zero_is_evidence),
      RUN(software_events_need_no_counter_of_the_processor),
      RUN(the_usual_ones_stand_for_none),
      RUN(names_of_other_measures_are_refused_with_what_to_say),
      RUN(raw_numbers_are_hexadecimal),
      RUN(after_a_colon_stands_where_to_count),
      RUN(fields_go_where_the_device_says),
      RUN(events_with_names_are_looked_up),
      RUN(fields_that_do_not_fit_are_refused),
      RUN(half_a_description_is_refused),
      RUN(a_device_that_is_not_here_is_a_reason),
      RUN(a_processor_that_describes_nothing_is_a_reason),
      RUN(a_comma_between_slashes_ends_no_name),
      RUN(what_is_named_twice_is_there_once),
      RUN(a_list_has_names_and_not_too_many), RUN(a_machine_is_taken_away))
