/* SPDX-License-Identifier: MIT */
#include "harness/stacks/cfi.h"

#include <string.h>

#include "harness/stacks/bytes.h"

enum {
    STATES_MAX = 8,         /* remembered, one in another */
    LETTERS_MAX = 16,       /* of an augmentation; there are eight */
    OPERATIONS_MAX = 65536, /* of one entry; large functions have thousands */
};

/* Encodings of pointers. */
enum {
    ENCODED_AS = 0x0f,
    ENCODED_UDATA2 = 0x02,
    ENCODED_UDATA4 = 0x03,
    ENCODED_UDATA8 = 0x04,
    ENCODED_SDATA2 = 0x0a,
    ENCODED_SDATA4 = 0x0b,
    ENCODED_SDATA8 = 0x0c,
    ENCODED_FROM = 0x70,
    ENCODED_FROM_HERE = 0x10,
    ENCODED_FROM_HEADER = 0x30,
    ENCODED_INDIRECT = 0x80,
    ENCODED_OMITTED = 0xff,
    TABLE_ENCODING = ENCODED_FROM_HEADER | ENCODED_SDATA4
};

/* ---- reading ------------------------------------------------------------- */

static struct tare_bytes read_from(const struct tare_extent_of_memory *memory,
                                   uint64_t address, size_t size)
{
    uint64_t offset = address - memory->address;

    if (address < memory->address || offset > memory->size ||
        size > memory->size - offset)
        return (struct tare_bytes){ .is_bad = 1 };
    return (struct tare_bytes){ memory->bytes + offset,
                                memory->bytes + offset + size, address, 0 };
}

static uint64_t read_value(struct tare_bytes *reader, unsigned encoding)
{
    switch (encoding & ENCODED_AS) {
    case ENCODED_UDATA2:
        return tare_bytes_number(reader, 2);
    case ENCODED_UDATA4:
        return tare_bytes_number(reader, 4);
    case ENCODED_SDATA2:
        return (uint64_t)tare_bytes_signed(reader, 2);
    case ENCODED_SDATA4:
        return (uint64_t)tare_bytes_signed(reader, 4);
    case 0: /* as wide as an address */
    case ENCODED_UDATA8:
    case ENCODED_SDATA8:
        return tare_bytes_number(reader, 8);
    default:
        reader->is_bad = 1;
        return 0;
    }
}

static uint64_t read_pointer(struct tare_bytes *reader, unsigned encoding,
                             uint64_t header)
{
    uint64_t here = reader->address, value = read_value(reader, encoding);

    switch (encoding & ENCODED_FROM) {
    case 0:
        return value;
    case ENCODED_FROM_HERE:
        return value + here;
    case ENCODED_FROM_HEADER:
        return value + header;
    default:
        reader->is_bad = 1;
        return 0;
    }
}

/* ---- entries ------------------------------------------------------------- */

/* What is common to the functions of a file. */
struct common {
    uint64_t code_align;
    int64_t data_align;
    unsigned return_register, encoding;
    int is_signal, has_sizes; /* of augmentation data */
    struct tare_bytes instructions;
};

/* An entry at that address, without its length. */
static struct tare_bytes read_entry(const struct tare_extent_of_memory *memory,
                                    uint64_t address)
{
    struct tare_bytes length = read_from(memory, address, 4);
    uint64_t size = tare_bytes_number(&length, 4);

    if (length.is_bad || size >= 0xfffffff0) /* those of 64 bits nobody makes */
        return (struct tare_bytes){ .is_bad = 1 };
    return read_from(memory, address + 4, (size_t)size);
}

static void read_augmentation(struct tare_bytes *entry, struct common *common,
                              const char *letters)
{
    if (*letters == '\0')
        return;
    if (*letters++ != 'z') { /* nobody knows how long it is */
        entry->is_bad = 1;
        return;
    }
    common->has_sizes = 1;
    for (; *letters != '\0' && !entry->is_bad; letters++)
        switch (*letters) {
        case 'R':
            common->encoding = (unsigned)tare_bytes_number(entry, 1);
            break;
        case 'P':
            (void)read_value(entry, (unsigned)tare_bytes_number(entry, 1));
            break;
        case 'L':
            (void)tare_bytes_number(entry, 1);
            break;
        case 'S':
            common->is_signal = 1;
            break;
        case 'B': /* signed by the other key */
            break;
        default: /* what follows is skipped by its size */
            return;
        }
}

/* The letters of the augmentation, which are a string in the entry. */
static const char *read_letters(struct tare_bytes *entry)
{
    const unsigned char *at = entry->at;
    size_t left = entry->is_bad ? 0 : (size_t)(entry->end - entry->at);
    const unsigned char *end =
        left > 0 ? memchr(at, 0, left < LETTERS_MAX ? left : LETTERS_MAX)
                 : NULL;

    if (end == NULL) {
        entry->is_bad = 1;
        return "";
    }
    (void)tare_bytes_take(entry, (size_t)(end - at) + 1);
    return (const char *)at;
}

static int read_common(const struct tare_extent_of_memory *memory,
                       uint64_t address, struct common *common)
{
    struct tare_bytes entry = read_entry(memory, address), data;
    const char *letters;
    unsigned version;
    uint64_t size;

    *common = (struct common){ 0 };
    if (tare_bytes_number(&entry, 4) != 0)
        return -1;
    version = (unsigned)tare_bytes_number(&entry, 1);
    letters = read_letters(&entry);
    if (version == 4)
        (void)tare_bytes_number(&entry,
                                2); /* sizes of addresses and segments */
    common->code_align = tare_bytes_leb(&entry, 0);
    common->data_align = (int64_t)tare_bytes_leb(&entry, 1);
    common->return_register =
        (unsigned)(version == 1 ? tare_bytes_number(&entry, 1)
                                : tare_bytes_leb(&entry, 0));
    data = entry;
    if (letters[0] == 'z') {
        size = tare_bytes_leb(&data, 0);
        entry = data;
        if (tare_bytes_take(&entry, (size_t)size) == NULL)
            return -1;
    }
    read_augmentation(&data, common, letters);
    common->instructions = entry;
    return entry.is_bad || data.is_bad || common->code_align == 0 ||
                   common->return_register >= TARE_CFI_REGISTERS
               ? -1
               : 0;
}

/* ---- instructions -------------------------------------------------------- */

struct machine {
    const struct common *common;
    struct tare_cfi_row *row;
    const struct tare_cfi_row *initial; /* after those of the common entry */
    struct tare_cfi_row remembered[STATES_MAX];
    size_t depth;
    struct tare_cfi_rule nobody; /* of a register that is not followed */
    uint64_t location, pc, header;
};

static struct tare_cfi_rule *rule_of(struct machine *machine, uint64_t number)
{
    return number < TARE_CFI_REGISTERS ? &machine->row->rules[number]
                                       : &machine->nobody;
}

static void set(struct machine *machine, uint64_t number,
                enum tare_cfi_kind kind, int64_t offset)
{
    *rule_of(machine, number) =
        (struct tare_cfi_rule){ .kind = kind, .offset = offset };
}

static struct tare_cfi_rule read_expression(struct tare_bytes *reader,
                                            enum tare_cfi_kind kind)
{
    size_t size = (size_t)tare_bytes_leb(reader, 0);

    return (struct tare_cfi_rule){ .kind = kind,
                                   .expression = tare_bytes_take(reader, size),
                                   .size = size };
}

static void set_cfa(struct machine *machine, uint64_t number, int64_t offset,
                    struct tare_bytes *reader)
{
    machine->row->is_expression = 0;
    machine->row->cfa_register = (unsigned)number;
    machine->row->cfa = (struct tare_cfi_rule){ .offset = offset };
    if (number >= TARE_CFI_REGISTERS)
        reader->is_bad = 1;
}

static void restore(struct machine *machine, uint64_t number)
{
    if (machine->initial != NULL && number < TARE_CFI_REGISTERS)
        machine->row->rules[number] = machine->initial->rules[number];
}

static int64_t scaled(const struct machine *machine, uint64_t value)
{
    return (int64_t)(value * (uint64_t)machine->common->data_align);
}

static void remember(struct machine *machine, struct tare_bytes *reader)
{
    if (machine->depth == STATES_MAX)
        reader->is_bad = 1;
    else
        machine->remembered[machine->depth++] = *machine->row;
}

static void recall(struct machine *machine, struct tare_bytes *reader)
{
    if (machine->depth == 0)
        reader->is_bad = 1;
    else
        *machine->row = machine->remembered[--machine->depth];
}

/* Those that say where the next rules begin to hold; whether it was one. */
static int advance(struct machine *machine, struct tare_bytes *reader,
                   unsigned operation)
{
    uint64_t delta;

    if (operation >> 6 == 1)
        delta = operation & 0x3f;
    else if (operation >= 0x02 && operation <= 0x04)
        delta = tare_bytes_number(reader, (size_t)1 << (operation - 2));
    else if (operation == 0x01) {
        machine->location =
            read_pointer(reader, machine->common->encoding, machine->header);
        return 1;
    } else
        return 0;
    machine->location += delta * machine->common->code_align;
    return 1;
}

/* Those about where the frame begins; whether it was one. */
static int define_cfa(struct machine *machine, struct tare_bytes *reader,
                      unsigned operation)
{
    uint64_t number;

    switch (operation) {
    case 0x0c: /* a register and an offset */
        number = tare_bytes_leb(reader, 0);
        set_cfa(machine, number, (int64_t)tare_bytes_leb(reader, 0), reader);
        return 1;
    case 0x12: /* the same with a factor */
        number = tare_bytes_leb(reader, 0);
        set_cfa(machine, number, scaled(machine, tare_bytes_leb(reader, 1)),
                reader);
        return 1;
    case 0x0d: /* another register */
        set_cfa(machine, tare_bytes_leb(reader, 0), machine->row->cfa.offset,
                reader);
        return 1;
    case 0x0e: /* another offset */
        machine->row->cfa.offset = (int64_t)tare_bytes_leb(reader, 0);
        return 1;
    case 0x13:
        machine->row->cfa.offset = scaled(machine, tare_bytes_leb(reader, 1));
        return 1;
    case 0x0f:
        machine->row->is_expression = 1;
        machine->row->cfa = read_expression(reader, TARE_CFI_EXPRESSION);
        return 1;
    default:
        return 0;
    }
}

/* Those about where a register was saved; whether it was one. */
static int define_rule(struct machine *machine, struct tare_bytes *reader,
                       unsigned operation)
{
    uint64_t number = operation & 0x3f;

    if (operation >> 6 == 2) {
        set(machine, number, TARE_CFI_OFFSET,
            scaled(machine, tare_bytes_leb(reader, 0)));
        return 1;
    }
    if (operation >> 6 == 3) {
        restore(machine, number);
        return 1;
    }
    if (operation < 0x05 || operation > 0x16 ||
        (operation >= 0x0a && operation <= 0x0f) || operation == 0x12 ||
        operation == 0x13)
        return 0;
    number = tare_bytes_leb(reader, 0);
    switch (operation) {
    case 0x05:
        set(machine, number, TARE_CFI_OFFSET,
            scaled(machine, tare_bytes_leb(reader, 0)));
        break;
    case 0x06:
        restore(machine, number);
        break;
    case 0x07:
        set(machine, number, TARE_CFI_UNDEFINED, 0);
        break;
    case 0x08:
        set(machine, number, TARE_CFI_SAME, 0);
        break;
    case 0x09:
        set(machine, number, TARE_CFI_REGISTER,
            (int64_t)tare_bytes_leb(reader, 0));
        break;
    case 0x10:
        *rule_of(machine, number) =
            read_expression(reader, TARE_CFI_EXPRESSION);
        break;
    case 0x11:
        set(machine, number, TARE_CFI_OFFSET,
            scaled(machine, tare_bytes_leb(reader, 1)));
        break;
    case 0x14:
    case 0x15:
        set(machine, number, TARE_CFI_VAL_OFFSET,
            scaled(machine, tare_bytes_leb(reader, operation == 0x15)));
        break;
    default: /* 0x16 */
        *rule_of(machine, number) =
            read_expression(reader, TARE_CFI_VAL_EXPRESSION);
        break;
    }
    return 1;
}

/* The rest. */
static void execute(struct machine *machine, struct tare_bytes *reader,
                    unsigned operation)
{
    switch (operation) {
    case 0x00: /* nothing */
        break;
    case 0x0a:
        remember(machine, reader);
        break;
    case 0x0b:
        recall(machine, reader);
        break;
    case 0x2d: /* from here on, or until here, it is signed */
        machine->row->is_signed = !machine->row->is_signed;
        break;
    case 0x2e: /* the size of arguments */
        (void)tare_bytes_leb(reader, 0);
        break;
    case 0x2f: /* an offset with the other sign */
    {
        uint64_t number = tare_bytes_leb(reader, 0);

        set(machine, number, TARE_CFI_OFFSET,
            -scaled(machine, tare_bytes_leb(reader, 0)));
        break;
    }
    default:
        reader->is_bad = 1;
    }
}

/* All up to the instruction pc. */
static int run(struct machine *machine, struct tare_bytes reader)
{
    unsigned left = OPERATIONS_MAX;

    while (reader.at < reader.end && !reader.is_bad) {
        unsigned operation = (unsigned)tare_bytes_number(&reader, 1);

        if (advance(machine, &reader, operation)) {
            if (machine->location > machine->pc)
                break;
        } else if (!define_cfa(machine, &reader, operation) &&
                   !define_rule(machine, &reader, operation))
            execute(machine, &reader, operation);
        if (--left == 0)
            reader.is_bad = 1;
    }
    return reader.is_bad ? -1 : 0;
}

/* ---- finding ------------------------------------------------------------- */

/* The entry that the table gives for the instruction: the last one that begins
 * at it or before.  0 for none. */
static uint64_t look_up(const struct tare_extent_of_memory *memory,
                        uint64_t header, uint64_t pc)
{
    struct tare_bytes head = read_from(memory, header, 4), table;
    unsigned version = (unsigned)tare_bytes_number(&head, 1);
    unsigned frame = (unsigned)tare_bytes_number(&head, 1);
    unsigned counted = (unsigned)tare_bytes_number(&head, 1);
    unsigned encoding = (unsigned)tare_bytes_number(&head, 1);
    uint64_t count, low = 0, high;

    if (head.is_bad || version != 1 || encoding != TABLE_ENCODING ||
        counted == ENCODED_OMITTED)
        return 0;
    table = read_from(memory, header + 4,
                      (size_t)(memory->size - (header + 4 - memory->address)));
    if (frame != ENCODED_OMITTED)
        (void)read_pointer(&table, frame, header);
    count = read_pointer(&table, counted, header);
    if (table.is_bad || count > (uint64_t)(table.end - table.at) / 8)
        return 0;
    for (high = count; low < high;) {
        uint64_t middle = low + (high - low) / 2;
        struct tare_bytes row =
            read_from(memory, table.address + 8 * middle, 8);

        if (read_pointer(&row, encoding, header) <= pc)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return 0;
    table = read_from(memory, table.address + 8 * (low - 1) + 4, 4);
    return read_pointer(&table, encoding, header);
}

/* The function that an entry is of, and its instructions; 0, or -1: it is not one
 * of a function. */
static int read_function(const struct tare_extent_of_memory *memory,
                         uint64_t header, uint64_t address,
                         struct common *common, struct tare_cfi_row *row,
                         struct tare_bytes *instructions)
{
    struct tare_bytes entry = read_entry(memory, address);
    uint64_t here = entry.address, back = tare_bytes_number(&entry, 4);

    if (entry.is_bad || back == 0 ||
        read_common(memory, here - back, common) < 0)
        return -1;
    row->begin = read_pointer(
        &entry, common->encoding & ~(unsigned)ENCODED_INDIRECT, header);
    row->end = row->begin + read_value(&entry, common->encoding & ENCODED_AS);
    if (common->has_sizes)
        (void)tare_bytes_take(&entry, (size_t)tare_bytes_leb(&entry, 0));
    *instructions = entry;
    return entry.is_bad ? -1 : 0;
}

int tare_cfi_function(const struct tare_extent_of_memory *memory,
                      uint64_t address, uint64_t *begin, uint64_t *end)
{
    struct common common;
    struct tare_cfi_row row;
    struct tare_bytes instructions;

    if (read_function(memory, 0, address, &common, &row, &instructions) < 0)
        return -1;
    *begin = row.begin;
    *end = row.end;
    return 0;
}

int tare_cfi_read(const struct tare_extent_of_memory *memory, uint64_t header,
                  uint64_t address, uint64_t pc, struct tare_cfi_row *row)
{
    struct common common;
    struct machine machine = {
        .common = &common, .row = row, .pc = pc, .header = header
    };
    struct tare_cfi_row initial;
    struct tare_bytes instructions;

    *row = (struct tare_cfi_row){ 0 };
    if (read_function(memory, header, address, &common, row, &instructions) <
            0 ||
        pc < row->begin || pc >= row->end)
        return -1;
    row->return_register = common.return_register;
    row->is_signal = common.is_signal;
    machine.location = row->begin;
    if (run(&machine, common.instructions) < 0)
        return -1;
    initial = *row;
    machine.initial = &initial;
    machine.location = row->begin;
    return run(&machine, instructions);
}

int tare_cfi_find(const struct tare_extent_of_memory *memory, uint64_t header,
                  uint64_t pc, struct tare_cfi_row *row)
{
    uint64_t address = look_up(memory, header, pc);

    *row = (struct tare_cfi_row){ 0 };
    return address != 0 ? tare_cfi_read(memory, header, address, pc, row) : -1;
}
