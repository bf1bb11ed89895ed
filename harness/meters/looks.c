/* SPDX-License-Identifier: MIT */
#include "harness/meters/looks.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/include/tare.h"
#include "harness/stacks/here.h"
#include "harness/stacks/modules.h"
#include "harness/stacks/program_file.h"
#include "store/alloc.h"

/* ---- objects ------------------------------------------------------------- */

static void write_build_id(const struct tare_module *module, char *text)
{
    unsigned char id[TARE_BUILD_ID_SIZE];
    size_t size =
        tare_build_id_in_notes(module->notes.bytes, module->notes.size, id);

    tare_build_id_text(text, id, size);
}

/* Whoever loads a library by a path from where it is now may be anywhere when it
 * is asked for.  Returned; NULL: as it is. */
static char *whole_path(const char *name)
{
    return name[0] != '/' && strchr(name, '/') != NULL ? realpath(name, NULL)
                                                       : NULL;
}

static size_t object_of(struct tare_profile *profile,
                        const struct tare_module *module)
{
    char id[TARE_BUILD_ID_TEXT];
    char *path = whole_path(module->name);
    size_t object;

    write_build_id(module, id);
    object = tare_profile_object(profile, path != NULL ? path : module->name,
                                 id[0] != '\0' ? id : NULL);
    free(path);
    return object;
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

/* ---- functions ----------------------------------------------------------- */

/* Code that was compiled without unwind tables is told by its symbols: in the
 * program, as benchmarks are. */
static const struct tare_symbol *symbol_at(struct tare_looks *looks,
                                           const struct tare_module *module,
                                           uint64_t pc)
{
    size_t size;
    const unsigned char *bytes;

    if (module->name[0] != '\0')
        return NULL;
    if (!looks->has_symbols) {
        bytes = tare_program_file(&size);
        tare_symbols_read(&looks->symbols, bytes, size);
        looks->has_symbols = 1;
    }
    return tare_symbols_find(&looks->symbols, pc - module->base);
}

/* What holds an instruction. */
struct function {
    uint64_t begin, end; /* both 0: not known */
    int has_frames;      /* frame information */
};

static struct function function_at(struct tare_looks *looks, uint64_t pc)
{
    const struct tare_module *module = tare_modules_find(&looks->modules, pc);
    const struct tare_symbol *symbol;
    struct tare_cfi_row row;

    if (module == NULL)
        return (struct function){ 0 };
    if (tare_module_find_row(module, pc, &row) == 0)
        return (struct function){ row.begin, row.end, 1 };
    symbol = symbol_at(looks, module, pc);
    if (symbol == NULL)
        return (struct function){ 0 };
    return (struct function){ module->base + symbol->begin,
                              module->base + symbol->begin + symbol->size, 0 };
}

/* ---- where the loop is --------------------------------------------------- */

static int is_loop(uint64_t function)
{
    return function == (uint64_t)(uintptr_t)tare_loop_next_ ||
           function == (uint64_t)(uintptr_t)tare_batch_next_ ||
           function == (uint64_t)(uintptr_t)tare_inputs_next_;
}

/* What of the harness the body of a loop calls. */
static int is_harness(uint64_t function)
{
    return is_loop(function) ||
           function == (uint64_t)(uintptr_t)tare_batch_items_ ||
           function == (uint64_t)(uintptr_t)tare_pause ||
           function == (uint64_t)(uintptr_t)tare_resume;
}

/* A frame that was guessed may be guessed otherwise the next time, so then it is
 * the function itself that is looked for. */
static struct tare_root root_of(struct tare_looks *looks, uint64_t pc,
                                uint64_t cfa)
{
    struct function function = function_at(looks, pc);

    return function.has_frames ? (struct tare_root){ .cfa = cfa }
                               : (struct tare_root){ .cfa = cfa,
                                                     .begin = function.begin,
                                                     .end = function.end };
}

static struct tare_root find_loop(struct tare_looks *looks)
{
    struct tare_stack stack;

    tare_stack_here(&looks->modules, &stack);
    for (size_t i = 0; i + 1 < stack.count; i++)
        if (is_loop(function_at(looks, stack.pcs[i]).begin))
            return root_of(looks, stack.pcs[i + 1], stack.cfas[i + 1]);
    return (struct tare_root){ 0 };
}

struct tare_root tare_looks_root(struct tare_looks *looks)
{
    struct tare_root root = find_loop(looks);

    root.thread = gettid();
    return root;
}

/* ---- one look ------------------------------------------------------------ */

static int is_root(const struct tare_stack *stack, size_t i,
                   const struct tare_root *root)
{
    if (root->end != 0)
        return stack->pcs[i] >= root->begin && stack->pcs[i] < root->end;
    return root->cfa != 0 && stack->cfas[i] == root->cfa;
}

/* Where the root is in the stack, or its length. */
static size_t find_root(const struct tare_stack *stack,
                        const struct tare_root *root)
{
    size_t i = 0;

    while (i < stack->count && !is_root(stack, i, root))
        i++;
    return i;
}

static int has_harness(struct tare_looks *looks, const struct tare_stack *stack,
                       size_t root)
{
    for (size_t i = 0; i < root; i++)
        if (is_harness(function_at(looks, stack->pcs[i]).begin))
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

/* What is no file: the kernel, a thread. */
static size_t add_name(struct tare_looks *looks, size_t parent,
                       const char *name)
{
    size_t object = tare_profile_object(looks->profile, name, NULL);

    return object < TARE_PROFILE_OBJECTS_MAX
               ? tare_profile_node(looks->profile, parent, object, 0, 0)
               : TARE_PROFILE_NODES_MAX;
}

/* From the root on to the leaf; the number of that. */
static size_t add_frames(struct tare_looks *looks, const char *label,
                         const struct tare_stack *stack, size_t root,
                         size_t leaf, int is_kernel)
{
    size_t node = 0, parent = 0;

    if (label[0] != '\0') {
        node = add_name(looks, 0, label);
        parent = node + 1;
    }
    for (size_t i = root + 1; i-- > leaf; parent = node + 1) {
        if (node == TARE_PROFILE_NODES_MAX)
            return node;
        node = add_frame(looks, parent, stack->pcs[i]);
    }
    return is_kernel && node < TARE_PROFILE_NODES_MAX
               ? add_name(looks, parent, TARE_PROFILE_KERNEL)
               : node;
}

size_t tare_looks_below(struct tare_looks *looks, size_t node, const char *name)
{
    return add_name(looks, node + 1, name);
}

static struct tare_look_found add_stack(struct tare_looks *looks,
                                        const char *label,
                                        const struct tare_stack *stack,
                                        size_t at, int is_kernel)
{
    struct tare_look_found place = { .node = add_frames(looks, label, stack, at,
                                                        0, is_kernel) };

    place.is_broken = place.node == TARE_PROFILE_NODES_MAX;
    place.is_guessed = !place.is_broken && stack->sure <= at;
    return place;
}

static const struct tare_look_found nowhere = { .node =
                                                    TARE_PROFILE_NODES_MAX };

/* Of a thread without a loop, all that is known of its stack tells something. */
static struct tare_look_found add_other(struct tare_looks *looks,
                                        const struct tare_stack *stack,
                                        int is_kernel)
{
    return stack->count > 0 ? add_stack(looks, TARE_PROFILE_OTHERS, stack,
                                        stack->count - 1, is_kernel)
                            : nowhere;
}

struct tare_look_found tare_looks_find(struct tare_looks *looks,
                                       const struct tare_root *root,
                                       const struct tare_look *look)
{
    struct tare_look_found place = nowhere;
    struct tare_stack stack;
    size_t at;

    tare_unwind(&looks->modules, &look->registers, &look->copy, &stack);
    if (look->thread != 0 && look->thread != root->thread)
        return add_other(looks, &stack, look->is_kernel);
    at = find_root(&stack, root);
    if (at < stack.count && !has_harness(looks, &stack, at))
        return add_stack(looks, root->label, &stack, at, look->is_kernel);
    place.is_harness = at < stack.count;
    place.is_broken = !place.is_harness;
    place.is_truncated =
        place.is_broken &&
        (stack.end == TARE_STACK_TRUNCATED || stack.end == TARE_STACK_DEEPER);
    return place;
}

void tare_looks_add(struct tare_looks *looks, const struct tare_root *root,
                    const struct tare_look *look)
{
    struct tare_profile_launch *launch = looks->profile->launches;
    struct tare_look_found place = tare_looks_find(looks, root, look);

    launch->harness += place.is_harness;
    launch->broken += place.is_broken;
    launch->truncated += place.is_truncated;
    launch->guessed += place.is_guessed;
    if (place.node < TARE_PROFILE_NODES_MAX)
        tare_profile_count_of(looks->profile, place.node)->looks++;
}

void tare_looks_forget(struct tare_looks *looks)
{
    struct tare_profile_launch *launch = looks->profile->launches;

    for (size_t i = 0; i < launch->count; i++)
        launch->counts[i].looks = launch->counts[i].times = 0;
    *launch = (struct tare_profile_launch){ .counts = launch->counts,
                                            .count = launch->count,
                                            .is_blind = launch->is_blind,
                                            .is_timed = launch->is_timed,
                                            .refusal = launch->refusal };
}

/* ---- one call ------------------------------------------------------------ */

/* The frame that makes the call which returns there; 0 where it is not seen. */
static size_t find_caller(const struct tare_stack *stack, const void *back)
{
    uint64_t pc = (uint64_t)(uintptr_t)back - 1;

    for (size_t i = 0; i < stack->count; i++)
        if (stack->pcs[i] == pc)
            return i;
    return 0;
}

size_t tare_looks_place(struct tare_looks *looks, const struct tare_root *root,
                        const void *back)
{
    static struct tare_stack stack; /* that of the caller may be small */
    const char *label = root != NULL ? root->label : TARE_PROFILE_OTHERS;
    size_t leaf, at;

    tare_stack_here(&looks->modules, &stack);
    leaf = find_caller(&stack, back);
    at = root != NULL ? find_root(&stack, root) : stack.count - 1;
    if (at == stack.count) {
        label = TARE_PROFILE_LOST;
        at = stack.count - 1;
    } else {
        looks->profile->launches->guessed += stack.sure <= at;
    }
    return add_frames(looks, label, &stack, at, leaf, 0);
}
