/* SPDX-License-Identifier: MIT */
#include "harness/meters/looks.h"

#include <stdio.h>

#include "harness/include/tare.h"
#include "harness/stacks/here.h"
#include "harness/stacks/modules.h"
#include "harness/stacks/symbols.h"
#include "store/alloc.h"

/* ---- objects ------------------------------------------------------------- */

static void write_build_id(const struct tare_module *module, char *text)
{
    unsigned char id[TARE_BUILD_ID_SIZE];
    size_t size =
        tare_build_id_in_notes(module->notes.bytes, module->notes.size, id);

    text[0] = '\0';
    for (size_t i = 0; i < size; i++)
        snprintf(text + 2 * i, 3, "%02x", id[i]);
}

static size_t object_of(struct tare_profile *profile,
                        const struct tare_module *module)
{
    char id[2 * TARE_BUILD_ID_SIZE + 1];

    write_build_id(module, id);
    return tare_profile_object(profile, module->name,
                               id[0] != '\0' ? id : NULL);
}

void tare_looks_refresh(struct tare_looks *looks)
{
    looks->modules = (struct tare_modules){
        looks->items, tare_modules_list(looks->items, TARE_MODULES_MAX),
        tare_unwind_machine()
    };
    for (size_t i = 0; i < looks->modules.count; i++)
        looks->objects[i] = object_of(looks->profile, &looks->items[i]);
}

/* ---- where the loop is --------------------------------------------------- */

/* The function that begins there holds that instruction; 0: not known. */
static uint64_t begin_of(const struct tare_module *module, uint64_t pc)
{
    struct tare_cfi_row row;

    return module != NULL &&
                   tare_cfi_find(&module->frames, module->header, pc, &row) == 0
               ? row.begin
               : 0;
}

static uint64_t function_at(const struct tare_looks *looks, uint64_t pc)
{
    return begin_of(tare_modules_find(&looks->modules, pc), pc);
}

static int is_loop(uint64_t function)
{
    return function == (uint64_t)(uintptr_t)tare_loop_next_ ||
           function == (uint64_t)(uintptr_t)tare_batch_next_;
}

/* What of the harness the body of a loop calls. */
static int is_harness(uint64_t function)
{
    return is_loop(function) ||
           function == (uint64_t)(uintptr_t)tare_batch_items_ ||
           function == (uint64_t)(uintptr_t)tare_pause ||
           function == (uint64_t)(uintptr_t)tare_resume;
}

uint64_t tare_looks_root(const struct tare_looks *looks)
{
    struct tare_stack stack;

    tare_stack_here(&looks->modules, &stack);
    for (size_t i = 0; i + 1 < stack.count; i++)
        if (is_loop(function_at(looks, stack.pcs[i])))
            return stack.cfas[i + 1];
    return 0;
}

/* ---- one look ------------------------------------------------------------ */

/* Where the root is in the stack, or its length. */
static size_t find_root(const struct tare_stack *stack, uint64_t root)
{
    size_t i = 0;

    while (i < stack->count && (root == 0 || stack->cfas[i] != root))
        i++;
    return i;
}

static int has_harness(const struct tare_looks *looks,
                       const struct tare_stack *stack, size_t root)
{
    for (size_t i = 0; i < root; i++)
        if (is_harness(function_at(looks, stack->pcs[i])))
            return 1;
    return 0;
}

static size_t add_frame(struct tare_looks *looks, size_t parent, uint64_t pc)
{
    const struct tare_module *module = tare_modules_find(&looks->modules, pc);
    size_t object =
        module != NULL
            ? looks->objects[module - looks->items]
            : tare_profile_object(looks->profile, TARE_PROFILE_ANONYMOUS, NULL);

    if (object == TARE_PROFILE_OBJECTS_MAX)
        return TARE_PROFILE_NODES_MAX;
    return tare_profile_node(looks->profile, parent, object,
                             module != NULL ? pc - module->base : 0, 0);
}

static size_t add_kernel(struct tare_looks *looks, size_t parent)
{
    size_t object =
        tare_profile_object(looks->profile, TARE_PROFILE_KERNEL, NULL);

    return object < TARE_PROFILE_OBJECTS_MAX
               ? tare_profile_node(looks->profile, parent, object, 0, 0)
               : TARE_PROFILE_NODES_MAX;
}

/* From the root on; the number of the innermost frame. */
static size_t add_frames(struct tare_looks *looks,
                         const struct tare_stack *stack, size_t root,
                         int is_kernel)
{
    size_t node = 0, parent = 0;

    for (size_t i = root + 1; i-- > 0; parent = node + 1) {
        node = add_frame(looks, parent, stack->pcs[i]);
        if (node == TARE_PROFILE_NODES_MAX)
            return node;
    }
    return is_kernel ? add_kernel(looks, parent) : node;
}

static struct tare_profile_count *count_of(struct tare_profile *profile,
                                           size_t node)
{
    struct tare_profile_launch *launch = profile->launches;

    while (launch->count < profile->node_count) {
        size_t next = launch->count;

        TARE_ADD(launch->counts, launch->count)->node = next;
    }
    return &launch->counts[node];
}

void tare_looks_add(struct tare_looks *looks, uint64_t root,
                    const struct tare_look *look)
{
    struct tare_profile_launch *launch = looks->profile->launches;
    struct tare_stack stack;
    size_t at, node;

    tare_unwind(&looks->modules, &look->registers, &look->copy, &stack);
    at = find_root(&stack, root);
    if (at == stack.count) {
        launch->broken++;
        launch->truncated += stack.end == TARE_STACK_TRUNCATED;
        return;
    }
    if (has_harness(looks, &stack, at)) {
        launch->harness++;
        return;
    }
    node = add_frames(looks, &stack, at, look->is_kernel);
    if (node == TARE_PROFILE_NODES_MAX) {
        launch->broken++;
        return;
    }
    launch->guessed += stack.guessed > 0;
    count_of(looks->profile, node)->looks++;
}
