/* SPDX-License-Identifier: MIT */
#include "harness/run/profile_rows.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/run/source_lines.h"
#include "harness/stacks/functions.h"
#include "harness/stacks/unwind.h"
#include "store/alloc.h"
#include "store/path.h"

enum {
    /* what is inlined leaves room for the frames of a stack */
    INLINED_DEPTH_MAX = TARE_PROFILE_DEPTH_MAX - TARE_FRAMES_MAX - 2
};

/* ---- objects ------------------------------------------------------------- */

/* The launch calls its program ""; people call it by its path.  A library that is
 * beside a copy has another path in the next round, but its name stays. */
static char *known_path(const char *path,
                        const struct tare_suite_binary *program,
                        const char *folder)
{
    if (path[0] == '\0')
        return tare_strdup(program->path);
    if (folder != NULL && tare_path_is_inside(path, folder) &&
        tare_path_name(path)[0] != '\0')
        return tare_strdup(tare_path_name(path));
    return tare_strdup(path);
}

void tare_profile_harvest(struct tare_profile *profile,
                          struct tare_results *results,
                          const struct tare_suite_binary *program,
                          const char *folder)
{
    struct tare_profile *from = &results->profile;

    for (size_t i = 0; i < from->object_count; i++) {
        char *path = known_path(from->objects[i].path, program, folder);

        free(from->objects[i].path);
        from->objects[i].path = path;
    }
    tare_profile_join(profile, from);
}

/* Opens the file that an object is now, if it is that build. */
static int open_object(struct tare_functions *functions,
                       const struct tare_profile_object *object, char **path,
                       const struct tare_suite *suite)
{
    int status = -1;

    for (size_t i = 0; status < 0 && i < suite->binary_count; i++) {
        const struct tare_suite_binary *binary = &suite->binaries[i];
        char *folder = tare_path_folder(binary->exec);

        free(*path);
        if (strcmp(object->path, binary->path) == 0)
            *path = tare_strdup(binary->exec);
        else
            *path = object->path[0] == '/'
                        ? tare_strdup(object->path)
                        : tare_path_join(folder, object->path);
        free(folder);
        tare_functions_release(functions);
        status = tare_functions_open(functions, *path, object->build_id);
    }
    return status;
}

/* The file, which may be built again one day. */
static void note_time(struct tare_profile_object *object)
{
    struct stat facts;

    if (object->path[0] != '[' && stat(object->path, &facts) == 0)
        object->built_s = (double)facts.st_mtime;
}

/* ---- addresses ----------------------------------------------------------- */

/* All that are looked up in one object, in order, each once. */
struct addresses {
    uint64_t *items;
    size_t count;
    struct tare_source_place *places;   /* one for each */
    struct tare_function_at *functions; /* the same; names in the files */
    struct tare_functions file;
};

static int by_number(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static void sort_addresses(struct addresses *addresses)
{
    size_t kept = 0;

    if (addresses->count > 0)
        qsort(addresses->items, addresses->count, sizeof(uint64_t), by_number);
    for (size_t i = 0; i < addresses->count; i++)
        if (kept == 0 || addresses->items[i] != addresses->items[kept - 1])
            addresses->items[kept++] = addresses->items[i];
    addresses->count = kept;
}

/* Also where functions begin: that line is in the file they are written in. */
static void collect(struct addresses *addresses,
                    const struct tare_profile *profile, size_t object)
{
    size_t count;

    for (size_t i = 0; i < profile->node_count; i++)
        if (profile->nodes[i].object == object)
            *TARE_ADD(addresses->items, addresses->count) =
                profile->nodes[i].offset;
    sort_addresses(addresses);
    count = addresses->count;
    for (size_t i = 0; i < count; i++) {
        uint64_t begin =
            tare_functions_find(&addresses->file, addresses->items[i]).begin;

        *TARE_ADD(addresses->items, addresses->count) = begin;
    }
    sort_addresses(addresses);
}

static void look_up(struct addresses *addresses,
                    const struct tare_profile *profile, size_t number,
                    const struct tare_suite *suite)
{
    struct tare_functions *file = &addresses->file;
    char *path = NULL;
    int is_there =
        open_object(file, &profile->objects[number], &path, suite) == 0;
    size_t count;

    collect(addresses, profile, number);
    count = addresses->count;
    addresses->places = tare_alloc(count, sizeof *addresses->places);
    addresses->functions = tare_alloc(count, sizeof *addresses->functions);
    for (size_t i = 0; i < count; i++)
        addresses->functions[i] =
            tare_functions_find(file, addresses->items[i]);
    if (is_there)
        tare_source_lines(file->debug_path != NULL ? file->debug_path : path,
                          addresses->items, count, addresses->places);
    free(path);
}

/* Its number among them. */
static size_t find_address(const struct addresses *addresses, uint64_t address)
{
    const uint64_t *found = bsearch(&address, addresses->items,
                                    addresses->count, sizeof *found, by_number);

    return (size_t)(found - addresses->items);
}

/* The function itself, around all that is inlined there; NULL: not known. */
static const struct tare_source_frame *
outer_frame(const struct addresses *addresses, size_t number)
{
    const struct tare_source_place *place = &addresses->places[number];

    return place->count > 0 ? &place->frames[place->count - 1] : NULL;
}

static void release_addresses(struct addresses *addresses)
{
    for (size_t i = 0; i < addresses->count; i++)
        tare_source_place_release(&addresses->places[i]);
    free(addresses->places);
    free(addresses->functions);
    free(addresses->items);
    tare_functions_release(&addresses->file);
}

/* ---- functions ----------------------------------------------------------- */

static int is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Two copies of a function have one name; without names, one beginning. */
static int is_one_function(const struct tare_profile_function *a,
                           const struct tare_profile_function *b)
{
    return a->object == b->object && is_same(a->name, b->name) &&
           is_same(a->file, b->file) &&
           (a->name != NULL || a->begin == b->begin);
}

/* Its number, plus 1; takes over the texts. */
static size_t add_function(struct tare_profile *profile,
                           struct tare_profile_function function)
{
    for (size_t i = 0; i < profile->function_count; i++) {
        if (!is_one_function(&profile->functions[i], &function))
            continue;
        free(function.name);
        free(function.file);
        return i + 1;
    }
    *TARE_ADD(profile->functions, profile->function_count) = function;
    return profile->function_count;
}

/* Without the version that a library gives it, "read@@GLIBC_2.2.5". */
static char *copy_name(const struct tare_function_at *at)
{
    const char *version = memchr(at->name, '@', at->length);
    size_t length = version != NULL && version > at->name
                        ? (size_t)(version - at->name)
                        : at->length;
    char *name = tare_alloc(length + 1, 1);

    memcpy(name, at->name, length);
    name[length] = '\0';
    return name;
}

/* The symbol's name, except where it is one of C++, which addr2line can read.  Where
 * it knows no line it takes the name of whatever symbol is next. */
static size_t outer_function(struct tare_profile *profile, size_t object,
                             const struct addresses *addresses, size_t number)
{
    const struct tare_function_at *at = &addresses->functions[number];
    const struct tare_source_frame *frame =
        outer_frame(addresses, find_address(addresses, at->begin));
    struct tare_profile_function function = { .object = object,
                                              .begin = at->begin };

    if (at->begin == 0)
        return add_function(profile, function);
    if (frame != NULL) {
        function.file = tare_strdup(frame->file);
        if (at->name != NULL ? strncmp(at->name, "_Z", 2) == 0
                             : frame->line > 0)
            function.name = tare_strdup(frame->function);
    }
    if (function.name == NULL && at->name != NULL)
        function.name = copy_name(at);
    return add_function(profile, function);
}

static size_t inner_function(struct tare_profile *profile, size_t object,
                             const struct tare_source_frame *frame)
{
    struct tare_profile_function function = { .object = object,
                                              .name =
                                                  tare_strdup(frame->function),
                                              .file =
                                                  tare_strdup(frame->file) };

    return add_function(profile, function);
}

/* ---- the named tree ------------------------------------------------------ */

struct naming {
    const struct tare_profile *from;
    struct tare_profile to;
    struct addresses *addresses; /* one for each object */
    size_t *numbers;             /* of the old nodes, in the new tree */
    unsigned *depths;            /* of the new nodes */
};

static size_t add_node(struct naming *naming, size_t parent,
                       const struct tare_profile_node *old, unsigned inlined)
{
    size_t before = naming->to.node_count, number;

    if (parent > 0 && naming->depths[parent - 1] == TARE_PROFILE_DEPTH_MAX)
        return TARE_PROFILE_NODES_MAX;
    number = tare_profile_node(&naming->to, parent, old->object, old->offset,
                               inlined);
    if (naming->to.node_count > before) {
        naming->depths =
            tare_grow(naming->depths, number, sizeof *naming->depths);
        naming->depths[number] =
            parent > 0 ? naming->depths[parent - 1] + 1 : 1;
    }
    return number;
}

/* What is inlined there, from the outside in. */
static size_t add_inlined(struct naming *naming, size_t number,
                          const struct tare_profile_node *old,
                          const struct tare_source_place *place)
{
    for (size_t k = place->count; k-- > 1;) {
        const struct tare_source_frame *frame = &place->frames[k - 1];
        struct tare_profile_node *node;
        size_t inner;

        if (naming->depths[number] >= INLINED_DEPTH_MAX)
            break;
        inner = add_node(naming, number + 1, old, (unsigned)(place->count - k));
        if (inner == TARE_PROFILE_NODES_MAX)
            break;
        number = inner;
        node = &naming->to.nodes[number];
        node->function = inner_function(&naming->to, old->object, frame);
        node->line = frame->line;
    }
    return number;
}

/* Of that file, or it is not known. */
static int line_in(const struct tare_profile *profile, size_t function,
                   const struct tare_source_frame *frame)
{
    const char *file = profile->functions[function - 1].file;

    return frame != NULL && file != NULL && is_same(file, frame->file)
               ? frame->line
               : 0;
}

static void name_node(struct naming *naming, size_t index)
{
    const struct tare_profile_node *old = &naming->from->nodes[index];
    const struct addresses *addresses = &naming->addresses[old->object];
    size_t at = find_address(addresses, old->offset);
    size_t parent = old->parent > 0 ? naming->numbers[old->parent - 1] + 1 : 0;
    size_t number = add_node(naming, parent, old, 0);
    struct tare_profile_node *node;

    if (number == TARE_PROFILE_NODES_MAX) { /* as good as its caller */
        naming->numbers[index] = parent > 0 ? parent - 1 : 0;
        return;
    }
    node = &naming->to.nodes[number];
    node->function = outer_function(&naming->to, old->object, addresses, at);
    node->line =
        line_in(&naming->to, node->function, outer_frame(addresses, at));
    naming->numbers[index] =
        add_inlined(naming, number, old, &addresses->places[at]);
}

/* Objects and launches go over as they are. */
static void renumber(struct tare_profile_launch *launch, const size_t *numbers)
{
    for (size_t i = 0; i < launch->count; i++)
        launch->counts[i].node = numbers[launch->counts[i].node];
    for (size_t i = 0; i < launch->site_count; i++)
        launch->sites[i].node = numbers[launch->sites[i].node];
}

static void move_rest(struct naming *naming, struct tare_profile *from)
{
    struct tare_profile *to = &naming->to;

    to->objects = from->objects;
    to->object_count = from->object_count;
    to->launches = from->launches;
    to->launch_count = from->launch_count;
    from->objects = NULL;
    from->launches = NULL;
    from->object_count = from->launch_count = 0;
    for (size_t i = 0; i < to->launch_count; i++)
        renumber(&to->launches[i], naming->numbers);
}

void tare_profile_name(struct tare_profile *profile,
                       const struct tare_suite *suite)
{
    struct naming naming = { .from = profile };

    naming.addresses =
        tare_alloc(profile->object_count, sizeof *naming.addresses);
    naming.numbers = tare_alloc(profile->node_count, sizeof *naming.numbers);
    for (size_t i = 0; i < profile->object_count; i++) {
        note_time(&profile->objects[i]);
        look_up(&naming.addresses[i], profile, i, suite);
    }
    for (size_t i = 0; i < profile->node_count; i++)
        name_node(&naming, i);
    for (size_t i = 0; i < profile->object_count; i++)
        release_addresses(&naming.addresses[i]);
    move_rest(&naming, profile);
    tare_profile_release(profile);
    *profile = naming.to;
    free(naming.addresses);
    free(naming.numbers);
    free(naming.depths);
}
