/* SPDX-License-Identifier: MIT */
#include "harness/stacks/unwind.h"

#include "harness/stacks/calls.h"
#include "harness/stacks/cfi_expression.h"

enum {
    SCANNED_WORDS = 128, /* in search of a return address */
    LINKED_BYTES =
        65536 /* a frame that a frame pointer leads to is no larger */
};

struct walk {
    const struct tare_modules *modules;
    const struct tare_extent_of_memory *copy;
    struct tare_registers registers;
    struct tare_stack *stack;
    uint64_t sp; /* of the frame that is left */
};

int tare_unwind_machine(void)
{
#if defined(__aarch64__)
    return TARE_MACHINE_AARCH64;
#else
    return TARE_MACHINE_X86_64;
#endif
}

const struct tare_module *tare_modules_find(const struct tare_modules *modules,
                                            uint64_t pc)
{
    size_t low = 0, high = modules->count;
    const struct tare_module *module;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (modules->items[middle].code.address <= pc)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return NULL;
    module = &modules->items[low - 1];
    return pc - module->code.address < module->code.size ? module : NULL;
}

int tare_module_find_row(const struct tare_module *module, uint64_t pc,
                         struct tare_cfi_row *row)
{
    if (module->header != 0)
        return tare_cfi_find(&module->frames, module->header, pc, row);
    return module->index != NULL ? tare_eh_frame_index_find(
                                       module->index, &module->frames, pc, row)
                                 : -1;
}

/* ---- registers and memory ------------------------------------------------ */

static int is_x86(const struct walk *walk)
{
    return walk->modules->machine == TARE_MACHINE_X86_64;
}

static unsigned sp_of(const struct walk *walk)
{
    return is_x86(walk) ? TARE_CFI_X86_64_SP : TARE_CFI_AARCH64_SP;
}

static unsigned fp_of(const struct walk *walk)
{
    return is_x86(walk) ? TARE_CFI_X86_64_FP : TARE_CFI_AARCH64_FP;
}

static int is_known(const struct tare_registers *registers, unsigned number)
{
    return number < TARE_CFI_REGISTERS && (registers->known >> number & 1) != 0;
}

static void put(struct tare_registers *registers, unsigned number,
                uint64_t value)
{
    registers->values[number] = value;
    registers->known |= (uint64_t)1 << number;
}

static void forget(struct tare_registers *registers, unsigned number)
{
    registers->known &= ~((uint64_t)1 << number);
}

static int read_word(const struct tare_extent_of_memory *copy, uint64_t address,
                     uint64_t *word)
{
    uint64_t offset = address - copy->address;

    *word = 0;
    if (address < copy->address || offset > copy->size ||
        copy->size - offset < 8)
        return 0;
    for (unsigned i = 0; i < 8; i++)
        *word |= (uint64_t)copy->bytes[offset + i] << (8 * i);
    return 1;
}

/* ---- one step by frame information --------------------------------------- */

enum step {
    STEP_DONE,
    STEP_OUTERMOST,
    STEP_TRUNCATED,
    STEP_UNKNOWN
};

static int find_cfa(const struct walk *walk, const struct tare_cfi_row *row,
                    uint64_t *cfa)
{
    const struct tare_registers *now = &walk->registers;

    if (row->is_expression)
        return tare_cfi_evaluate(row->cfa.expression, row->cfa.size,
                                 now->values, now->known, walk->copy, NULL,
                                 cfa);
    if (!is_known(now, row->cfa_register))
        return 0;
    *cfa = now->values[row->cfa_register] + (uint64_t)row->cfa.offset;
    return 1;
}

/* Where a register was saved; 0 for nowhere. */
static int find_place(const struct walk *walk, const struct tare_cfi_rule *rule,
                      uint64_t cfa, uint64_t *place)
{
    if (rule->kind == TARE_CFI_OFFSET) {
        *place = cfa + (uint64_t)rule->offset;
        return 1;
    }
    return tare_cfi_evaluate(rule->expression, rule->size,
                             walk->registers.values, walk->registers.known,
                             walk->copy, &cfa, place);
}

/* What the caller had in that register.  -1: it lies beyond the copy. */
static int find_register(const struct walk *walk,
                         const struct tare_cfi_rule *rule, uint64_t cfa,
                         unsigned number, struct tare_registers *next)
{
    uint64_t place, value = 0;

    switch (rule->kind) {
    case TARE_CFI_SAME:
        return 0;
    case TARE_CFI_UNDEFINED:
        forget(next, number);
        return 0;
    case TARE_CFI_VAL_OFFSET:
        put(next, number, cfa + (uint64_t)rule->offset);
        return 0;
    case TARE_CFI_REGISTER:
        if (rule->offset >= 0 &&
            is_known(&walk->registers, (unsigned)rule->offset))
            put(next, number, walk->registers.values[rule->offset]);
        else
            forget(next, number);
        return 0;
    case TARE_CFI_VAL_EXPRESSION:
        if (find_place(walk, rule, cfa, &value))
            put(next, number, value);
        else
            forget(next, number);
        return 0;
    case TARE_CFI_OFFSET:
    case TARE_CFI_EXPRESSION:
        break;
    }
    if (!find_place(walk, rule, cfa, &place)) {
        forget(next, number);
        return 0;
    }
    /* below the stack pointer it has been popped already: compilers leave such
     * rules in epilogues */
    if (place < walk->sp)
        return 0;
    if (read_word(walk->copy, place, &value)) {
        put(next, number, value);
        return 0;
    }
    forget(next, number);
    return place >= walk->copy->address + walk->copy->size ? -1 : 0;
}

static enum step step_by_row(struct walk *walk, const struct tare_cfi_row *row,
                             uint64_t *cfa)
{
    struct tare_registers next = walk->registers;
    unsigned back = row->return_register;

    if (!find_cfa(walk, row, cfa))
        return STEP_UNKNOWN;
    if (row->rules[back].kind == TARE_CFI_UNDEFINED)
        return STEP_OUTERMOST;
    for (unsigned i = 0; i < TARE_CFI_REGISTERS; i++)
        if (find_register(walk, &row->rules[i], *cfa, i, &next) < 0 &&
            i == back)
            return STEP_TRUNCATED;
    if (row->rules[sp_of(walk)].kind == TARE_CFI_SAME)
        put(&next, sp_of(walk), *cfa);
    if (!is_known(&next, back))
        return STEP_UNKNOWN;
    next.pc = next.values[back];
    if (row->is_signed) /* user addresses have at most 48 bits, or 52 */
        next.pc &= ((uint64_t)1 << 48) - 1;
    if (next.pc == 0)
        return STEP_OUTERMOST;
    walk->registers = next;
    return STEP_DONE;
}

/* ---- one step without ---------------------------------------------------- */

/* Of the frame that is left. */
static struct tare_call call_before(const struct walk *walk, uint64_t back)
{
    return tare_call_before(walk->modules, back,
                            walk->stack->pcs[walk->stack->count - 1]);
}

static int go_to(struct walk *walk, uint64_t pc, uint64_t sp)
{
    struct tare_registers *now = &walk->registers;

    now->pc = pc;
    put(now, sp_of(walk), sp);
    if (walk->stack->guessed++ == 0)
        walk->stack->sure = walk->stack->count;
    return 1;
}

/* The innermost frame may be a function that calls nobody and saves nothing; a stub
 * surely is one, whoever has jumped to it. */
static int step_from_leaf(struct walk *walk)
{
    struct tare_registers *now = &walk->registers;
    uint64_t word;
    enum tare_call_kind least;

    if (walk->stack->count != 1)
        return 0;
    least = tare_is_stub(walk->modules, walk->stack->pcs[0])
                ? TARE_CALL_OTHER
                : TARE_CALL_UNKNOWN;
    if (!is_x86(walk)) {
        word = now->values[TARE_CFI_AARCH64_LINK];
        if (!is_known(now, TARE_CFI_AARCH64_LINK) ||
            call_before(walk, word).kind < least)
            return 0;
        forget(now, TARE_CFI_AARCH64_LINK);
        return go_to(walk, word, walk->sp);
    }
    return read_word(walk->copy, walk->sp, &word) &&
           call_before(walk, word).kind >= least &&
           go_to(walk, word, walk->sp + 8);
}

/* A word of the stack that may be the return address. */
struct candidate {
    struct tare_call call;
    uint64_t at, back;
    int is_linked; /* the frame pointer leads to it */
};

/* That may be another function's, further out: then the call there is not one of
 * this function. */
static struct candidate follow_frame_pointer(const struct walk *walk)
{
    uint64_t fp = walk->registers.values[fp_of(walk)];
    struct candidate found = { .at = fp + 8, .is_linked = 1 };

    if (is_known(&walk->registers, fp_of(walk)) && fp >= walk->sp &&
        fp - walk->sp <= LINKED_BYTES &&
        read_word(walk->copy, found.at, &found.back))
        found.call = call_before(walk, found.back);
    return found;
}

static int is_better(const struct tare_call *a, const struct tare_call *b)
{
    return a->kind > b->kind || (a->kind == TARE_CALL_LIKELY &&
                                 a->kind == b->kind && a->begin > b->begin);
}

/* The best one of those words, or the first of several.  What was called before
 * has left others behind. */
static struct candidate scan(const struct walk *walk, uint64_t end)
{
    struct candidate best = { 0 };

    for (unsigned i = 0; i < SCANNED_WORDS; i++) {
        struct candidate next = { .at = walk->sp + 8 * i };

        if (next.at >= end || !read_word(walk->copy, next.at, &next.back))
            break;
        next.call = call_before(walk, next.back);
        if (is_better(&next.call, &best.call))
            best = next;
    }
    return best;
}

/* A function that was called by a pointer has no call that is likely; then one of
 * those further in might be, and none further out. */
static struct candidate find_best(const struct walk *walk)
{
    struct candidate linked = follow_frame_pointer(walk), scanned;
    int is_bound = linked.call.kind == TARE_CALL_UNKNOWN;

    scanned = scan(walk, is_bound ? linked.at : UINT64_MAX);
    if (is_bound && scanned.call.kind < TARE_CALL_LIKELY)
        return linked;
    return is_better(&scanned.call, &linked.call) ? scanned : linked;
}

static int step_to_best(struct walk *walk)
{
    struct candidate best = find_best(walk);
    uint64_t link;

    if (best.call.kind == TARE_CALL_NONE)
        return 0;
    if (best.is_linked && read_word(walk->copy, best.at - 8, &link))
        put(&walk->registers, fp_of(walk), link);
    return go_to(walk, best.back, best.at + 8);
}

/* The frame begins where the stack pointer is after the return. */
static enum step guess(struct walk *walk, uint64_t *cfa)
{
    *cfa = 0;
    if (!step_from_leaf(walk) && !step_to_best(walk))
        return STEP_UNKNOWN;
    *cfa = walk->registers.values[sp_of(walk)];
    return STEP_DONE;
}

/* ---- the walk ------------------------------------------------------------ */

static enum step step(struct walk *walk, uint64_t pc, uint64_t *cfa,
                      int *is_signal)
{
    const struct tare_module *module = tare_modules_find(walk->modules, pc);
    struct tare_cfi_row row;
    enum step step;

    *cfa = 0;
    *is_signal = 0;
    walk->sp = walk->registers.values[sp_of(walk)];
    if (module == NULL || tare_module_find_row(module, pc, &row) < 0)
        return guess(walk, cfa);
    *is_signal = row.is_signal;
    step = step_by_row(walk, &row, cfa);
    return step == STEP_UNKNOWN ? guess(walk, cfa) : step;
}

static enum tare_stack_end end_of(enum step step)
{
    return step == STEP_OUTERMOST   ? TARE_STACK_WHOLE
           : step == STEP_TRUNCATED ? TARE_STACK_TRUNCATED
                                    : TARE_STACK_LOST;
}

void tare_unwind(const struct tare_modules *modules,
                 const struct tare_registers *registers,
                 const struct tare_extent_of_memory *copy,
                 struct tare_stack *stack)
{
    struct walk walk = { .modules = modules,
                         .copy = copy,
                         .registers = *registers,
                         .stack = stack };
    int is_exact = 1; /* pc is the instruction itself, not where it returns */

    stack->count = stack->guessed = 0;
    stack->end = TARE_STACK_DEEPER;
    while (stack->count < TARE_FRAMES_MAX) {
        uint64_t pc = walk.registers.pc - (is_exact ? 0 : 1);
        size_t at = stack->count++;
        enum step last;

        stack->pcs[at] = pc;
        last = step(&walk, pc, &stack->cfas[at], &is_exact);
        if (last != STEP_DONE) {
            stack->end = end_of(last);
            break;
        }
        /* outer frames lie above: else it would go on for ever */
        if (walk.registers.values[sp_of(&walk)] <= walk.sp && at > 0 &&
            !is_exact) {
            stack->end = TARE_STACK_LOST;
            break;
        }
    }
    if (stack->guessed == 0)
        stack->sure = stack->count;
}
