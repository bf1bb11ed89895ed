/* SPDX-License-Identifier: MIT */
/* Records of one case with one member, which is what a test is about. */
#ifndef TARE_TESTS_STORE_MEMBER_H
#define TARE_TESTS_STORE_MEMBER_H

#include <stdlib.h>
#include <string.h>

#include "store/buf.h"
#include "store/load.h"

/* NULL: the case has none of that name. */
static int load_member(struct tare_run *run, const char *name,
                       const char *member, struct tare_err *err)
{
    struct tare_buf text = { 0 };
    int status;

    tare_buf_puts(&text,
                  "{\"format\":2,\"started\":\"\",\"elapsed_s\":0,"
                  "\"interrupted\":false,\"machine\":{},\"build\":"
                  "{\"binaries\":[{\"path\":\"a\"}]},\"settings\":"
                  "{\"seed\":1},\"cases\":[\n{\"id\":\"a\",\"group\":\"\","
                  "\"name\":\"a\",\"args\":{},\"threads\":1,\"status\":"
                  "\"ok\",\"binary\":0,\"reason\":\"\",\"warnings\":[],"
                  "\"measures\":{}");
    if (member != NULL)
        tare_buf_printf(&text, ",\n\"%s\":%s", name, member);
    tare_buf_puts(&text, "}]}");
    status =
        tare_run_parse(run, text.data, text.size, "r.json", TARE_LOAD_ALL, err);
    tare_buf_release(&text);
    return status;
}

#endif
