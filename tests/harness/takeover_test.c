/* SPDX-License-Identifier: MIT */
/* This program's own malloc() is taken over, or, under sanitizers, is not. */
#include "harness/meters/takeover.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/meters/definitions.h"
#include "harness/meters/heap.h"
#include "harness/meters/mallocs.h"
#include "harness/machine/sanitizers.h"
#include "harness/include/tare.h"
#include "tests/test.h"

static char *early;
static int is_taken;

/* A value that the compiler knows nothing of. */
#define HIDE(x) tare_black_box(x)

#ifndef __GLIBC__ /* the others have no pvalloc() */
#define pvalloc(size) valloc((size_t)getpagesize())
#endif

static void check_count(uint64_t calls, uint64_t bytes)
{
    struct tare_mallocs_count count = tare_mallocs_take();

    CHECK_INT(count.calls, calls);
    CHECK_INT(count.bytes, bytes);
}

TEST(it_is_taken_over_or_the_reason_is_told)
{
    unsigned watching =
        tare_sanitizers_linked() & ~(unsigned)TARE_SANITIZER_UNDEFINED;
    char reason[300] = "";

    early = HIDE(malloc(HIDE((size_t)1000)));
    strcpy(early, "from before");
    is_taken = tare_takeover(reason, sizeof reason) == 0;
    printf("# %s\n", reason);
    CHECK_INT(is_taken, watching == 0);
    if (!is_taken)
        CHECK(strstr(reason, "sanitizer (") != NULL);
}

TEST(all_ways_to_memory_are_counted)
{
    void *blocks[10];

    if (!is_taken)
        SKIP("not taken over");
    tare_mallocs_start();
    blocks[0] = HIDE(malloc(HIDE((size_t)10)));
    blocks[1] = HIDE(calloc(HIDE((size_t)10), 2));
    blocks[2] = HIDE(realloc(NULL, HIDE((size_t)30)));
    blocks[3] = HIDE(reallocarray(NULL, HIDE((size_t)10), 4));
    blocks[4] = HIDE(aligned_alloc(16, HIDE((size_t)48)));
    blocks[5] = HIDE(memalign(32, HIDE((size_t)60)));
    if (posix_memalign(&blocks[6], 64, HIDE((size_t)70)) != 0)
        blocks[6] = NULL;
    blocks[7] = HIDE(valloc(HIDE((size_t)80)));
    blocks[8] = HIDE(pvalloc(HIDE((size_t)90)));
    blocks[9] = HIDE(strdup(HIDE("a text of 20 bytes.")));
    tare_mallocs_stop();
    check_count(10, 10 + 20 + 30 + 40 + 48 + 60 + 70 + 80 +
                        (uint64_t)getpagesize() + 20);
    for (size_t i = 0; i < 10; i++) {
        CHECK(tare_heap_has(blocks[i]));
        CHECK_INT(malloc_usable_size(blocks[i]), tare_heap_size(blocks[i]));
        free(blocks[i]);
    }
}

TEST(the_c_library_goes_on_working)
{
    FILE *file = tmpfile();
    char *text = NULL, *line = NULL;
    size_t room = 0;

    CHECK(file != NULL);
    CHECK(asprintf(&text, "%s, %.3f", "number", 1.5) == 13);
    CHECK_STR(text, "number, 1.500");
    fprintf(file, "%s\n", text);
    rewind(file);
    CHECK_INT(getline(&line, &room, file), 14);
    fclose(file);
    free(text);
    free(line);
}

TEST(blocks_from_before_can_be_resized_and_freed)
{
    void *other;

    if (!is_taken)
        SKIP("not taken over");
    CHECK(!tare_heap_has(early));
    other = HIDE(realloc(HIDE(early), HIDE((size_t)5000)));
    CHECK(tare_heap_has(other));
    CHECK_STR(other, "from before");
    free(HIDE(early)); /* is still there, and of no concern */
    free(other);
}

static int find_version(const struct tare_definition *found, void *context)
{
    const struct tare_definition **known = context;

    if (strcmp(found->name, "gnu_get_libc_version") != 0)
        return 0;
    CHECK(strstr(found->object, "libc") != NULL);
    *known = found;
    return 7;
}

TEST(definitions_are_found_in_libraries)
{
    const struct tare_definition *found = NULL;

    if (tare_definitions_visit(find_version, &found) == 0)
        SKIP("linked statically");
    CHECK(found != NULL);
}

TESTS(RUN(it_is_taken_over_or_the_reason_is_told),
      RUN(all_ways_to_memory_are_counted), RUN(the_c_library_goes_on_working),
      RUN(blocks_from_before_can_be_resized_and_freed),
      RUN(definitions_are_found_in_libraries))
