/* SPDX-License-Identifier: MIT */
/* A benchmark whose code under test lies in a shared library: linked, or with
 * PLUGIN opened by hand under that name and closed again. */
#include <tare.h>

#ifdef PLUGIN
#include <dlfcn.h>
#else
int work(void);
#endif

static void calls_work(struct tare *t)
{
    int value = 0;
#ifdef PLUGIN
    void *plugin = dlopen(PLUGIN, RTLD_NOW);
    int (*work)(void);

    if (plugin == NULL)
        tare_fail(t, dlerror());
    *(void **)&work = dlsym(plugin, "work");
#endif
    TARE_LOOP(t)
        value = work();
#ifdef PLUGIN
    dlclose(plugin);
#endif
    tare_report(t, "value", value);
}
TARE_BENCH(calls_work);

TARE_MAIN();
