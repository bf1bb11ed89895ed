/* SPDX-License-Identifier: MIT */
/* Regular expressions from outside: regcomp(3) takes minutes, gigabytes or all
 * of the stack for some of a few characters, and those never get to it. */
#ifndef TARE_STORE_EXPRESSION_H
#define TARE_STORE_EXPRESSION_H

#include <regex.h>

enum {
    TARE_EXPRESSION_MAX = 65536,    /* bytes */
    TARE_EXPRESSION_DEPTH = 64,     /* of parentheses */
    TARE_EXPRESSION_STATES = 65536, /* with all repetitions written out */
    TARE_EXPRESSION_REASON = 128
};

/* Compiles an extended expression whose matches nobody wants to know; 0, or -1
 * and why not.  The caller frees with regfree(). */
int tare_expression_compile(regex_t *compiled, const char *text,
                            char reason[TARE_EXPRESSION_REASON]);

#endif
