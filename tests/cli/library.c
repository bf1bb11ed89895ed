/* SPDX-License-Identifier: MIT */
/* A benchmark whose code under test lies in a shared library, which tells how
 * long it took: linked, or with PLUGIN opened by hand under that name. */
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/random.h>

#include <tare.h>

#ifdef PLUGIN
static double call_work(struct tare *t)
{
    void *plugin = dlopen(PLUGIN, RTLD_NOW);
    double (*work)(void);

    if (plugin == NULL)
        tare_fail(t, "%s", dlerror());
    *(void **)&work = dlsym(plugin, "work");
    return work();
}
#else
double work(void);

static double call_work(struct tare *t)
{
    (void)t;
    return work();
}
#endif

/* In [0, 1), another one for each process. */
static double draw(void)
{
    static unsigned long long state;

    if (state == 0 && getrandom(&state, sizeof state, 0) < 0)
        abort();
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (double)(state >> 33) / 2147483648.0;
}

static void works(struct tare *t)
{
    double time_ns = call_work(t) * (1 + 0.005 * draw());

    TARE_LOOP(t)
        tare_add_time(t, time_ns * (1 + 1e-4 * draw()));
}
TARE_BENCH(works);

#ifdef SIDE
const char side[] = SIDE; /* so that the two sides are two executables */
#endif

TARE_MAIN();
