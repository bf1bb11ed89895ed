/* SPDX-License-Identifier: MIT */
/* Reading records from memory and from the folder of examples. */
#ifndef TARE_TESTS_STORE_LOADING_H
#define TARE_TESTS_STORE_LOADING_H

#include "store/input.h"
#include "store/load.h"
#include "tests/test.h"

static const char format2[] = "tests/store/records/format2.json";
static const char format3[] = "tests/store/records/format3.json";

static int parse(struct tare_run *run, const char *text, size_t size,
                 enum tare_load_depth depth, struct tare_err *err)
{
    char *copy = malloc(size > 0 ? size : 1);
    int status;

    memcpy(copy, text, size);
    *run = (struct tare_run){ 0 };
    *err = (struct tare_err){ 0 };
    status = tare_run_parse(run, copy, size, "r.json", depth, err);
    free(copy);
    return status;
}

static char *text_of(const char *path, size_t *size)
{
    struct tare_err err = { 0 };
    char *text;

    CHECK_INT(tare_input_read(&text, size, path, 1 << 20, &err), 0);
    return text;
}

#endif
