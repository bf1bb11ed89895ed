/* SPDX-License-Identifier: MIT */
#include "store/json_library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "store/alloc.h"
#include "store/json_check.h"

static const char *const names[] = { "libcjson.so.1", "libcjson.so" };

/* Where in the table each function goes. */
static const struct {
    const char *symbol;
    size_t offset;
} functions[] = {
#define PLACE(name) { "cJSON_" #name, offsetof(struct tare_cjson, name) },
    TARE_CJSON_FUNCTIONS(PLACE)
#undef PLACE
};

/* Loaded once for the process, like any library. */
static struct tare_cjson table;
static int is_loaded;

/* Its own calls of itself lead to itself, and not to what the program has under
 * the same names, where the C library can do that; sanitizers do not go with
 * it. */
#ifndef RTLD_DEEPBIND
#define RTLD_DEEPBIND 0
#endif

static int mode(void)
{
    int has_sanitizer = dlsym(RTLD_DEFAULT, "__asan_init") != NULL ||
                        dlsym(RTLD_DEFAULT, "__tsan_init") != NULL ||
                        dlsym(RTLD_DEFAULT, "__msan_init") != NULL;

    return RTLD_NOW | RTLD_LOCAL | (has_sanitizer ? 0 : RTLD_DEEPBIND);
}

static void *open_library(void)
{
    void *library = NULL;

    for (size_t i = 0; i < sizeof names / sizeof *names && library == NULL; i++)
        library = dlopen(names[i], mode());
    return library;
}

/* Whether all that we use is there. */
static int fill(void *library)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *function = dlsym(library, functions[i].symbol);

        if (function == NULL)
            return 0;
        memcpy((char *)&table + functions[i].offset, &function,
               sizeof function);
    }
    return 1;
}

int tare_json_check(struct tare_err *err)
{
    void *library = is_loaded ? NULL : open_library();

    if (!is_loaded)
        is_loaded = library != NULL && fill(library);
    if (is_loaded)
        return 0;
    return tare_fail_with(err, TARE_EOUTPUT,
                          "cJSON, which tare needs for its files, cannot be "
                          "loaded: %s: install it (Debian: libcjson1)",
                          library == NULL ? dlerror() : names[0]);
}

const struct tare_cjson *tare_cjson(void)
{
    struct tare_err err;

    if (!is_loaded && tare_json_check(&err) < 0)
        tare_die("%s", err.text);
    return &table;
}
