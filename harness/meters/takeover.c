/* SPDX-License-Identifier: MIT */
#include "harness/meters/takeover.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/meters/definitions.h"
#include "harness/meters/heap.h"
#include "harness/meters/hook.h"
#include "harness/meters/mallocs.h"
#include "harness/machine/sanitizers.h"
#include "harness/include/tare.h"
#include "store/words.h"

/* musl has none. */
extern void *pvalloc(size_t size);

/* A program need not have all of them. */
#pragma weak reallocarray
#pragma weak aligned_alloc
#pragma weak memalign
#pragma weak posix_memalign
#pragma weak valloc
#pragma weak pvalloc
#pragma weak malloc_usable_size

/* ---- operators of C++ ---------------------------------------------------- */

/* Of its run-time library, where that is there. */
extern void throw_bad_alloc(void) __asm__("_ZSt17__throw_bad_allocv")
    __attribute__((weak));
typedef void (*new_handler)(void);
extern new_handler get_new_handler(void) __asm__("_ZSt15get_new_handlerv")
    __attribute__((weak));

static void *new_aligned(size_t size, size_t alignment)
{
    void *block;

    while ((block = tare_mallocs_memalign(alignment, size)) == NULL) {
        new_handler handler =
            get_new_handler != NULL ? get_new_handler() : NULL;

        if (handler != NULL)
            handler();
        else if (throw_bad_alloc != NULL)
            throw_bad_alloc();
        else
            abort();
    }
    return block;
}

static void *new_plain(size_t size)
{
    return new_aligned(size, 16);
}

static void *new_aligned_nothrow(size_t size, size_t alignment)
{
    return tare_mallocs_memalign(alignment, size);
}

/* ---- what is replaced ---------------------------------------------------- */

struct role {
    const char *names; /* of functions, with a blank between any two */
    uintptr_t mine;
    uintptr_t linked; /* what this program calls by that name; 0: nothing */
};

#define ROLE(name, mine)                                                       \
    {                                                                          \
#name, (uintptr_t)tare_mallocs_##mine, (uintptr_t)name                 \
    }

/* Two names of one function want replacements that do the same. */
static const struct role roles[] = {
    ROLE(malloc, malloc),
    ROLE(free, free),
    ROLE(calloc, calloc),
    ROLE(realloc, realloc),
    ROLE(reallocarray, reallocarray),
    ROLE(aligned_alloc, memalign),
    ROLE(memalign, memalign),
    ROLE(posix_memalign, posix_memalign),
    ROLE(valloc, valloc),
    ROLE(pvalloc, pvalloc),
    ROLE(malloc_usable_size, usable_size),
    { "cfree", (uintptr_t)tare_mallocs_free, 0 },
};

/*
 * Allocators that come as a library bring operators of their own, which do not
 * call malloc().  (Those of other libraries do, and those of a program are its
 * own affair.)  Arguments that are of no use here, as sizes of what is deleted,
 * are behind those that are.
 */
static const struct role operators[] = {
    { "_Znwm _Znam", (uintptr_t)new_plain, 0 },
    { "_ZnwmRKSt9nothrow_t _ZnamRKSt9nothrow_t", (uintptr_t)tare_mallocs_malloc,
      0 },
    { "_ZnwmSt11align_val_t _ZnamSt11align_val_t", (uintptr_t)new_aligned, 0 },
    { "_ZnwmSt11align_val_tRKSt9nothrow_t _ZnamSt11align_val_tRKSt9nothrow_t",
      (uintptr_t)new_aligned_nothrow, 0 },
    { "_ZdlPv _ZdaPv _ZdlPvm _ZdaPvm _ZdlPvRKSt9nothrow_t "
      "_ZdaPvRKSt9nothrow_t _ZdlPvSt11align_val_t _ZdaPvSt11align_val_t "
      "_ZdlPvmSt11align_val_t _ZdaPvmSt11align_val_t "
      "_ZdlPvSt11align_val_tRKSt9nothrow_t _ZdaPvSt11align_val_tRKSt9nothrow_t",
      (uintptr_t)tare_mallocs_free, 0 },
};

enum {
    ROLES = sizeof roles / sizeof *roles,
    OPERATORS = sizeof operators / sizeof *operators
};

/* ---- looking ------------------------------------------------------------- */

struct search {
    struct tare_hook hooks[TARE_HOOKS_MAX];
    size_t count;
    int is_full;
    uintptr_t allocator; /* the library looked at, when it is one */
    const char *forbidden;
};

static const struct role *find_role(const struct role *among, size_t count,
                                    const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (tare_is_among(name, among[i].names))
            return &among[i];
    return NULL;
}

/* One address may be found under several names, and the other way round. */
static void add_hook(struct search *search, const char *name, uintptr_t mine,
                     uintptr_t at, size_t size)
{
    for (size_t i = 0; i < search->count; i++)
        if (search->hooks[i].entry == at) {
            search->hooks[i].size = size > 0 ? size : search->hooks[i].size;
            return;
        }
    search->is_full = search->count == TARE_HOOKS_MAX;
    if (!search->is_full)
        search->hooks[search->count++] =
            (struct tare_hook){ name, at, size, mine };
}

static int look_for_malloc(const struct tare_definition *found, void *context)
{
    struct search *search = context;
    const struct role *role = find_role(roles, ROLES, found->name);

    if (strstr(found->object, "/vgpreload_") != NULL)
        search->forbidden = "it runs under Valgrind, which has replaced "
                            "malloc() already";
    else if (role != NULL)
        add_hook(search, found->name, role->mine, found->at, found->size);
    return search->forbidden != NULL;
}

static int is_malloc(const struct tare_definition *found, void *context)
{
    const uintptr_t *object_at = context;

    return found->object_at == *object_at && strcmp(found->name, "malloc") == 0;
}

static int look_for_operators(const struct tare_definition *found,
                              void *context)
{
    struct search *search = context;
    const struct role *role = find_role(operators, OPERATORS, found->name);
    uintptr_t object_at = found->object_at;

    if (role != NULL && found->object[0] != '\0' &&
        tare_definitions_visit(is_malloc, &object_at))
        add_hook(search, found->name, role->mine, found->at, found->size);
    return 0;
}

static int look(struct search *search, char *reason, size_t size)
{
    for (size_t i = 0; i < ROLES; i++)
        if (roles[i].linked != 0)
            add_hook(search, roles[i].names, roles[i].mine, roles[i].linked, 0);
    tare_definitions_visit(look_for_malloc, search);
    tare_definitions_visit(look_for_operators, search);
    if (search->is_full)
        search->forbidden = "too many libraries have a malloc() of their own";
    if (search->forbidden == NULL)
        return 0;
    snprintf(reason, size, "%s", search->forbidden);
    return -1;
}

/* ---- taking over --------------------------------------------------------- */

static int refuse_sanitizer(const char *name, char *reason, size_t size)
{
    snprintf(reason, size,
             "the program is built with a sanitizer (%s), which has an "
             "allocator of its own",
             name);
    return -1;
}

extern void __lsan_init(void) __attribute__((weak));
extern void __hwasan_init(void) __attribute__((weak));

/* They watch every block; UBSan alone does not. */
static int check_sanitizers(char *reason, size_t size)
{
    unsigned watching = tare_sanitizers_linked() &
                        (TARE_SANITIZER_ADDRESS | TARE_SANITIZER_THREAD |
                         TARE_SANITIZER_MEMORY);
    char names[80];

    if (tare_sanitizers_name(watching, names, sizeof names))
        return refuse_sanitizer(names, reason, size);
    if (__lsan_init != NULL)
        return refuse_sanitizer("leak", reason, size);
    if (__hwasan_init != NULL)
        return refuse_sanitizer("hwaddress", reason, size);
    return 0;
}

/* Whether calls arrive, from here and from inside of the C library: some
 * emulators run code from copies that they made before. */
static int check_calls(char *reason, size_t size)
{
    void *(*volatile allocate)(size_t) = malloc;
    char *(*volatile duplicate)(const char *) = strdup;
    void *block = allocate(1);
    char *copy = duplicate("");
    int arrive = block != NULL && tare_heap_has(block) && copy != NULL &&
                 tare_heap_has(copy);

    free(block);
    free(copy);
    if (!arrive)
        snprintf(reason, size,
                 "calls of malloc() do not reach the function that counts them "
                 "(an emulator?)");
    return arrive ? 0 : -1;
}

int tare_takeover(char *reason, size_t size)
{
    struct search search = { 0 };

    if (check_sanitizers(reason, size) < 0 || look(&search, reason, size) < 0)
        return -1;
    tare_heap_open();
    if (tare_hook_all(search.hooks, search.count, reason, size) < 0)
        return -1;
    return check_calls(reason, size);
}

int tare_takeover_check(const char *events, char *reason, size_t size)
{
    (void)events;
    if (tare_hook_is_known())
        return 0;
    snprintf(reason, size, "not supported on this processor yet");
    return -1;
}
