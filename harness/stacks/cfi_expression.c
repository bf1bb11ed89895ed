/* SPDX-License-Identifier: MIT */
#include "harness/stacks/cfi_expression.h"

#include "harness/stacks/bytes.h"

enum {
    SLOTS = 32,
    STEPS_MAX = 1000
};

struct expression {
    struct tare_bytes bytes;
    const uint64_t *registers;
    uint64_t known;
    const struct tare_extent_of_memory *memory;
    uint64_t slots[SLOTS];
    size_t depth;
    int is_bad;
};

static int is_bad(const struct expression *e)
{
    return e->is_bad || e->bytes.is_bad;
}

static void push(struct expression *e, uint64_t value)
{
    if (e->depth == SLOTS)
        e->is_bad = 1;
    else
        e->slots[e->depth++] = value;
}

static uint64_t pop(struct expression *e)
{
    if (e->depth == 0) {
        e->is_bad = 1;
        return 0;
    }
    return e->slots[--e->depth];
}

static void push_register(struct expression *e, unsigned number)
{
    uint64_t offset = tare_bytes_leb(&e->bytes, 1);

    if (number >= TARE_CFI_REGISTERS || (e->known >> number & 1) == 0)
        e->is_bad = 1;
    else
        push(e, e->registers[number] + offset);
}

static void load(struct expression *e, size_t size)
{
    const struct tare_extent_of_memory *memory = e->memory;
    uint64_t address = pop(e), offset = address - memory->address, value = 0;

    if (address < memory->address || offset > memory->size ||
        size > memory->size - offset || size > 8) {
        e->is_bad = 1;
        return;
    }
    for (size_t i = 0; i < size; i++)
        value |= (uint64_t)memory->bytes[offset + i] << (8 * i);
    push(e, value);
}

/* Constants; whether it was one. */
static int put_constant(struct expression *e, unsigned operation)
{
    if (operation >= 0x30 && operation <= 0x4f)
        push(e, operation - 0x30);
    else if (operation >= 0x08 && operation <= 0x0f) {
        size_t size = (size_t)1 << ((operation - 0x08) / 2);

        push(e, operation % 2 == 0
                    ? tare_bytes_number(&e->bytes, size)
                    : (uint64_t)tare_bytes_signed(&e->bytes, size));
    } else if (operation == 0x10 || operation == 0x11)
        push(e, tare_bytes_leb(&e->bytes, operation == 0x11));
    else
        return 0;
    return 1;
}

/* Of the two on top, the one below comes first. */
static int combine(struct expression *e, unsigned operation)
{
    uint64_t b, a;

    if ((operation < 0x1a || operation > 0x2e) || operation == 0x1f ||
        operation == 0x20 || operation == 0x23 || operation == 0x28 ||
        operation == 0x19 || operation == 0x1b || operation == 0x1d)
        return 0;
    b = pop(e);
    a = pop(e);
    switch (operation) {
    case 0x1a:
        push(e, a & b);
        break;
    case 0x1c:
        push(e, a - b);
        break;
    case 0x1e:
        push(e, a * b);
        break;
    case 0x21:
        push(e, a | b);
        break;
    case 0x22:
        push(e, a + b);
        break;
    case 0x24:
        push(e, b < 64 ? a << b : 0);
        break;
    case 0x25:
        push(e, b < 64 ? a >> b : 0);
        break;
    case 0x26:
        push(e, (uint64_t)((int64_t)a >> (b < 64 ? b : 63)));
        break;
    case 0x27:
        push(e, a ^ b);
        break;
    case 0x29:
        push(e, a == b);
        break;
    case 0x2a:
        push(e, (int64_t)a >= (int64_t)b);
        break;
    case 0x2b:
        push(e, (int64_t)a > (int64_t)b);
        break;
    case 0x2c:
        push(e, (int64_t)a <= (int64_t)b);
        break;
    case 0x2d:
        push(e, (int64_t)a < (int64_t)b);
        break;
    case 0x2e:
        push(e, a != b);
        break;
    default:
        e->is_bad = 1;
        break;
    }
    return 1;
}

static void move(struct expression *e, unsigned operation)
{
    uint64_t a, b;

    switch (operation) {
    case 0x06:
        load(e, 8);
        break;
    case 0x94:
        load(e, (size_t)tare_bytes_number(&e->bytes, 1));
        break;
    case 0x12:
        a = pop(e);
        push(e, a);
        push(e, a);
        break;
    case 0x13:
        (void)pop(e);
        break;
    case 0x14:
        b = pop(e);
        a = pop(e);
        push(e, a);
        push(e, b);
        push(e, a);
        break;
    case 0x16:
        b = pop(e);
        a = pop(e);
        push(e, b);
        push(e, a);
        break;
    case 0x1f:
        push(e, 0 - pop(e));
        break;
    case 0x20:
        push(e, ~pop(e));
        break;
    case 0x23:
        a = pop(e);
        push(e, a + tare_bytes_leb(&e->bytes, 0));
        break;
    case 0x96:
        break;
    default:
        e->is_bad = 1;
        break;
    }
}

int tare_cfi_evaluate(const unsigned char *expression, size_t size,
                      const uint64_t *registers, uint64_t known,
                      const struct tare_extent_of_memory *memory,
                      const uint64_t *first, uint64_t *value)
{
    struct expression e = { .bytes = { .at = expression },
                            .registers = registers,
                            .known = known,
                            .memory = memory };

    if (expression == NULL)
        return 0;
    e.bytes.end = expression + size;
    if (first != NULL)
        push(&e, *first);
    for (int steps = 0;
         e.bytes.at < e.bytes.end && !is_bad(&e) && steps < STEPS_MAX;
         steps++) {
        unsigned operation = (unsigned)tare_bytes_number(&e.bytes, 1);

        if (operation >= 0x70 && operation <= 0x8f)
            push_register(&e, operation - 0x70);
        else if (!put_constant(&e, operation) && !combine(&e, operation))
            move(&e, operation);
    }
    *value = pop(&e);
    return !is_bad(&e) && e.bytes.at == e.bytes.end;
}
