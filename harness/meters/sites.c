/* SPDX-License-Identifier: MIT */
#include "harness/meters/sites.h"

#include <stdlib.h>
#include <unistd.h>

#include "harness/bench/bench.h"
#include "harness/meters/heap.h"
#include "harness/meters/live_blocks.h"
#include "harness/meters/looks.h"
#include "harness/meters/mallocs.h"
#include "harness/meters/takeover.h"
#include "store/alloc.h"

enum {
    LAUNCHES = 2,      /* that have to agree */
    ITERATIONS = 16,   /* each a sample, after one to warm up; fewer where */
    LONG_ONES = 3,     /* one takes longer than LONG_NS, */
    VERY_LONG_ONES = 1 /* or VERY_LONG_NS */
};

/* Following a call takes some hundred times as long as an allocation. */
#define LONG_NS      2e6
#define VERY_LONG_NS 10e6

/* What is there now of the blocks of a site. */
struct stock {
    uint64_t blocks, bytes;
};

/* All under the lock of the heap. */
static struct tare_looks looks;
static struct tare_root *roots; /* one for each thread of the case */
static unsigned root_count;
static struct tare_site *sites;
static size_t site_count;
static struct stock *stocks; /* one for each site */
static size_t stock_count;
static size_t lost;     /* the node of all that there is no room for */
static size_t *site_of; /* of each node, plus 1 */
static size_t node_room;
static struct tare_live_blocks blocks;
static uint64_t clock_;               /* allocations so far */
static uint64_t there, peak, peak_at; /* bytes now, at most, and when */
static unsigned sample;

/* ---- sites --------------------------------------------------------------- */

static const struct tare_root *root_of_this(void)
{
    pid_t thread = gettid();

    for (unsigned i = 0; i < root_count; i++)
        if (roots[i].thread == thread)
            return &roots[i];
    return NULL;
}

/* Its number. */
static size_t site_at(size_t node)
{
    while (node_room <= node)
        *TARE_ADD(site_of, node_room) = 0;
    if (site_of[node] == 0) {
        TARE_ADD(sites, site_count)->node = node;
        (void)TARE_ADD(stocks, stock_count);
        site_of[node] = site_count;
    }
    return site_of[node] - 1;
}

static size_t find_site(const void *caller)
{
    size_t node = tare_looks_place(&looks, root_of_this(), caller);

    return site_at(node < TARE_PROFILE_NODES_MAX ? node : lost);
}

/* ---- blocks -------------------------------------------------------------- */

/* Only what is given back ends a peak. */
static void note_peak(void)
{
    if (there <= peak)
        return;
    peak = there;
    peak_at = clock_;
    for (size_t i = 0; i < site_count; i++) {
        sites[i].peak_blocks = stocks[i].blocks;
        sites[i].peak_bytes = stocks[i].bytes;
    }
}

static void note_most(struct tare_site *site, const struct stock *stock)
{
    if (stock->blocks > site->most_blocks)
        site->most_blocks = stock->blocks;
    if (stock->bytes > site->most_bytes)
        site->most_bytes = stock->bytes;
}

static void taken(void *at, int does_count)
{
    struct tare_live_block block;
    struct tare_site *site;

    if (tare_live_blocks_take(&blocks, at, &block) < 0)
        return;
    note_peak();
    site = &sites[block.site];
    site->freed++;
    site->brief += does_count && block.sample == sample;
    site->lived += clock_ - block.born;
    stocks[block.site].blocks--;
    stocks[block.site].bytes -= block.size;
    there -= block.size;
}

static void given(void *at, size_t size, void *old, const void *caller)
{
    struct tare_live_block block = { .at = at, .size = size, .sample = sample };
    struct tare_site *site;

    clock_++;
    if (old != NULL)
        taken(old, 1);
    block.born = clock_;
    block.site = find_site(caller);
    site = &sites[block.site];
    site->blocks++;
    site->bytes += size;
    site->resized += old != NULL;
    stocks[block.site].blocks++;
    stocks[block.site].bytes += size;
    note_most(site, &stocks[block.site]);
    there += size;
    tare_live_blocks_add(&blocks, &block);
}

/* ---- the launch ---------------------------------------------------------- */

static const struct tare_mallocs_watcher watcher = { given, taken };

static int open_sites(struct tare_threads *threads, const char *events,
                      char *reason, size_t size)
{
    struct tare_profile *profile = &threads->results.profile;

    (void)events;
    if (tare_takeover(reason, size) < 0)
        return -1;
    roots = tare_alloc(threads->count, sizeof *roots);
    root_count = threads->count;
    (void)TARE_ADD(profile->launches, profile->launch_count);
    looks.profile = profile;
    lost = tare_profile_node(
        profile, 0, tare_profile_object(profile, TARE_PROFILE_LOST, NULL), 0,
        0);
    tare_mallocs_watch(&watcher);
    return 0;
}

static void start(struct tare *t)
{
    static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;

    pthread_mutex_lock(&opening);
    if (roots[t->thread].thread == 0) {
        tare_looks_refresh(&looks);
        roots[t->thread] = tare_looks_root(&looks);
    }
    pthread_mutex_unlock(&opening);
    tare_mallocs_start();
}

static void stop(struct tare *t)
{
    (void)t;
    tare_mallocs_stop();
}

/* The warm-up fills buffers of the C library and caches of the benchmark. */
static void forget(struct tare_profile *profile)
{
    free(sites);
    free(stocks);
    free(site_of);
    sites = NULL;
    stocks = NULL;
    site_of = NULL;
    site_count = stock_count = node_room = 0;
    tare_live_blocks_clear(&blocks);
    clock_ = there = peak = peak_at = 0;
    profile->launches->guessed = 0;
}

static void finish(struct tare_profile_launch *launch)
{
    note_peak();
    for (size_t i = 0; i < blocks.room; i++)
        if (blocks.items[i].at != NULL)
            sites[blocks.items[i].site].lived += clock_ - blocks.items[i].born;
    for (size_t i = 0; i < site_count; i++) {
        sites[i].left_blocks = stocks[i].blocks;
        sites[i].left_bytes = stocks[i].bytes;
    }
    launch->sites = sites;
    launch->site_count = site_count;
    launch->peak_at = peak_at;
}

static void take(struct tare_threads *threads, unsigned index)
{
    const struct tare_timing *timing = &threads->results.timings[index];
    struct tare_profile_launch *launch = looks.profile->launches;

    tare_heap_lock();
    sample++;
    if (index == 0)
        forget(looks.profile);
    else
        launch->iterations += timing->iterations;
    if (index + 1 == threads->request.count)
        finish(launch);
    tare_heap_unlock();
    tare_looks_refresh(&looks); /* the sample may have loaded some */
}

/* ---- the meter ----------------------------------------------------------- */

static void plan(double iteration_ns, uint64_t batch,
                 struct tare_request *request)
{
    (void)batch; /* one item at a time */
    request->count = 1 + (iteration_ns > VERY_LONG_NS ? VERY_LONG_ONES
                          : iteration_ns > LONG_NS    ? LONG_ONES
                                                      : ITERATIONS);
    for (unsigned i = 0; i < request->count; i++)
        request->iterations[i] = 1;
}

static const struct tare_meter_inside inside = {
    .open = open_sites, .start = start, .stop = stop, .take = take
};

const struct tare_meter tare_sites_meter = {
    .name = "sites",
    .what = "which calls allocate: blocks and bytes, how long they live",
    .is_alone = 1,
    .explains = 1,
    .explained = "allocations allocated-bytes",
    .launches = LAUNCHES,
    .plan = plan,
    .inside = &inside,
    .check = tare_takeover_check,
};
