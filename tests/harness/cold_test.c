/* SPDX-License-Identifier: MIT */
/* Emptying the caches of this process, on the machine as it is. */
#include "harness/machine/cold.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "stats/order.h"
#include "tests/test.h"

enum {
    WALKS = 51
};

static long faults(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt + usage.ru_majflt;
}

static void *map(size_t size, int mode)
{
    void *memory = mmap(NULL, size, mode,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    CHECK(memory != MAP_FAILED);
    return memory;
}

/* Pages of which only the first and the last are there, what may not be read, and
 * more address space than any machine has memory. */
TEST(what_is_not_in_memory_stays_out_of_it)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    unsigned char here[1000],
        *memory = map(1000 * page, PROT_READ | PROT_WRITE);
    size_t present = 0;
    long before;

    map(page, PROT_NONE);
    map((size_t)1 << 40, PROT_READ | PROT_WRITE);
    memory[0] = memory[999 * page] = 7;
    CHECK_INT(tare_cold_make(TARE_COLD_ALL), 0);
    before = faults();
    for (int i = 0; i < 10; i++)
        CHECK_INT(tare_cold_make(TARE_COLD_ALL), 0);
    CHECK_INT(faults() - before, 0);
    CHECK_INT(mincore(memory, 1000 * page, here), 0);
    for (size_t i = 0; i < 1000; i++)
        present += here[i] & 1;
    CHECK_INT(present, 2);
    CHECK_INT(memory[0], 7);
    CHECK_INT(memory[999 * page], 7);
}

/* Who may not ask where its memory is gets an error. */
TEST(a_refusal_of_the_kernel_is_told)
{
    struct rlimit limit, none;

    getrlimit(RLIMIT_NOFILE, &limit);
    none = limit;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_NOFILE, &none);
    CHECK(tare_cold_make(TARE_COLD_LINES) < 0);
    setrlimit(RLIMIT_NOFILE, &limit);
    CHECK_INT(tare_cold_make(TARE_COLD_LINES), 0);
}

/* Memory is tens of times slower than any cache of a core, so that a neighbour
 * cannot hide it from the median. */
static double median_miss_ns(int is_made_cold)
{
    double miss_ns[WALKS];

    for (int i = 0; i < WALKS; i++) {
        if (is_made_cold)
            CHECK_INT(tare_cold_make(TARE_COLD_LINES), 0);
        miss_ns[i] = tare_cold_miss_ns();
    }
    tare_sort(miss_ns, WALKS);
    return tare_median(miss_ns, WALKS);
}

TEST(the_caches_are_empty)
{
    if (tare_cold_refusal() != NULL)
        SKIP("not on this processor");
    CHECK(median_miss_ns(1) > 10 * fmax(median_miss_ns(0), 1));
}

TESTS(RUN(what_is_not_in_memory_stays_out_of_it),
      RUN(a_refusal_of_the_kernel_is_told), RUN(the_caches_are_empty))
