/* SPDX-License-Identifier: MIT */
/* The functions of tare.h by which a running benchmark ends. */
#include <stdarg.h>
#include <stdio.h>

#include "harness/bench/bench.h"

static void leave(struct tare *t, enum tare_leave how, const char *format,
                  va_list arguments) __attribute__((noreturn));

/* The first to leave says why; whoever comes after it follows. */
static void leave(struct tare *t, enum tare_leave how, const char *format,
                  va_list arguments)
{
    struct tare_threads *threads = t->threads;
    char reason[400];
    int is_first;

    vsnprintf(reason, sizeof reason, format, arguments);
    pthread_mutex_lock(&threads->mutex);
    is_first = !atomic_exchange(&threads->is_leaving, 1);
    pthread_cond_broadcast(&threads->everyone);
    pthread_mutex_unlock(&threads->mutex);
    threads->conductor->leave(threads->conductor,
                              is_first ? how : TARE_LEAVE_WITH_OTHERS, reason);
}

void tare_skip(struct tare *t, const char *reason, ...)
{
    va_list arguments;

    va_start(arguments, reason);
    leave(t, TARE_LEAVE_SKIPPED, reason, arguments);
}

void tare_fail(struct tare *t, const char *reason, ...)
{
    va_list arguments;

    va_start(arguments, reason);
    leave(t, TARE_LEAVE_FAILED, reason, arguments);
}
