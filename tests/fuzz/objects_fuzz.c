/* SPDX-License-Identifier: MIT */
/* Hostile executables, of which functions are looked up and stacks unwound, for
 * libFuzzer; see tests/fuzz/fuzz.sh. */
#include <elf.h>
#include <stdint.h>

#include "harness/stacks/functions.h"
#include "harness/stacks/unwind.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum {
    ASKED = 64,  /* functions, at most */
    COPIED = 512 /* bytes of a stack: the last ones of the input */
};

static char path[160];

int LLVMFuzzerInitialize(int *count, char ***words)
{
    (void)count, (void)words;
    scratch_make();
    snprintf(path, sizeof path, "%s", scratch_path("object"));
    return 0;
}

/* ---- functions ----------------------------------------------------------- */

static void ask(const struct tare_functions *functions, uint64_t address)
{
    struct tare_function_at at = tare_functions_find(functions, address);

    demand(at.begin <= address, "begin", "after the address");
    demand(at.name == NULL || at.length <= strlen(at.name), "length", at.name);
}

static void check_symbols(const struct tare_symbols *symbols)
{
    for (size_t i = 0; i + 1 < symbols->count; i++)
        demand(symbols->items[i].begin < symbols->items[i + 1].begin,
               "symbols are in order", symbols->items[i].name);
    for (size_t i = 0; i < symbols->count; i++)
        demand(tare_symbols_find(symbols, symbols->items[i].begin) ==
                   &symbols->items[i],
               "symbol", symbols->items[i].name);
}

/* ---- stacks -------------------------------------------------------------- */

static void unwind_from(const struct tare_modules *modules, uint64_t pc,
                        const struct tare_extent_of_memory *copy)
{
    struct tare_registers registers = { .known = ~(uint64_t)0, .pc = pc };
    struct tare_stack stack;

    for (size_t i = 0; i < TARE_CFI_REGISTERS; i++)
        registers.values[i] = copy->address + 8 * i;
    registers
        .values[modules->machine == TARE_MACHINE_X86_64 ? TARE_CFI_X86_64_SP
                                                        : TARE_CFI_AARCH64_SP] =
        copy->address;
    tare_unwind(modules, &registers, copy, &stack);
    demand(stack.count >= 1 && stack.count <= TARE_FRAMES_MAX, "frames", "");
    demand(stack.sure >= 1 && stack.sure <= stack.count, "sure", "");
    demand(stack.guessed < stack.count + (stack.end == TARE_STACK_DEEPER),
           "guessed", "");
}

/* As if it was loaded as the file has it, all of it code. */
static void unwind_in(const struct tare_functions *functions, size_t size,
                      int machine)
{
    const unsigned char *bytes = (const unsigned char *)functions->bytes;
    size_t copied = size < COPIED ? size : COPIED;
    struct tare_extent_of_memory copy = { bytes + size - copied, 0x7fff0000,
                                          copied };
    struct tare_module module = { .code = { bytes, 0, size },
                                  .frames = functions->frames,
                                  .header = functions->header,
                                  .index = &functions->index,
                                  .name = "" };
    struct tare_modules modules = { &module, 1, machine };

    for (uint64_t pc = 0; pc < size; pc += size / ASKED + 1)
        unwind_from(&modules, pc, &copy);
    for (size_t i = 0; i < functions->index.count && i < ASKED; i++)
        unwind_from(&modules, functions->index.items[i].begin, &copy);
}

/* ---- what must hold ------------------------------------------------------ */

static void ask_all(const struct tare_functions *functions, size_t size)
{
    check_symbols(&functions->symbols);
    demand(functions->index.count <= size / 12, "entries", "");
    for (size_t i = 0; i < functions->symbols.count; i++)
        ask(functions, functions->symbols.items[i].begin);
    for (size_t i = 0; i < functions->index.count; i++)
        ask(functions, functions->index.items[i].begin);
    for (uint64_t address = 0; address < size; address += size / ASKED + 1)
        ask(functions, address);
    unwind_in(functions, size, TARE_MACHINE_X86_64);
    unwind_in(functions, size, TARE_MACHINE_AARCH64);
}

/* The second time without its program headers, so that it has no table. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct tare_functions functions;
    uint8_t *copy = malloc(size + 1);

    memcpy(copy, bytes, size);
    for (int i = 0; i < 2; i++) {
        scratch_put(path, copy, size);
        if (tare_functions_open(&functions, path, NULL) == 0)
            ask_all(&functions, size);
        tare_functions_release(&functions);
        if (size >= sizeof(Elf64_Ehdr))
            memset(copy + offsetof(Elf64_Ehdr, e_phnum), 0, 2);
    }
    free(copy);
    return 0;
}
