/* SPDX-License-Identifier: MIT */
/* A policy in a file that goes with the test. */
#ifndef TARE_TESTS_STORE_POLICY_FILE_H
#define TARE_TESTS_STORE_POLICY_FILE_H

#include <fcntl.h>
#include <unistd.h>

#include "store/buf.h"
#include "store/policy.h"
#include "tests/test.h"

static char path[] = "/tmp/tare-policy-test-XXXXXX";

static inline void write_file(const char *bytes, size_t size)
{
    int fd = open(path, O_WRONLY | O_TRUNC);

    CHECK(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
    close(fd);
}

static inline struct tare_policy load(const char *text)
{
    struct tare_policy policy = { 0 };
    struct tare_err err = { 0 };

    write_file(text, strlen(text));
    CHECK_INT(tare_policy_load(&policy, path, &err), 0);
    CHECK_STR(err.text, "");
    return policy;
}

/* Refused, with this after "PATH:", and the policy stays as it was. */
static inline void check_refused_bytes(const char *bytes, size_t size,
                                       const char *want)
{
    struct tare_policy policy = { .threshold = 0.5 };
    struct tare_err err = { 0 };

    write_file(bytes, size);
    CHECK_INT(tare_policy_load(&policy, path, &err), TARE_EUSAGE);
    CHECK_INT(err.code, TARE_EUSAGE);
    CHECK(strncmp(err.text, path, strlen(path)) == 0);
    if (strstr(err.text, want) == NULL)
        CHECK_STR(err.text + strlen(path) + 1, want);
    CHECK_NEAR(policy.threshold, 0.5, 0);
    CHECK_INT(policy.count, 0);
    tare_policy_release(&policy);
}

static inline void check_refused(const char *text, const char *want)
{
    check_refused_bytes(text, strlen(text), want);
}

static inline void remove_file(void)
{
    unlink(path);
}

__attribute__((constructor)) static void make_file(void)
{
    int fd = mkstemp(path);

    if (fd >= 0)
        close(fd);
    atexit(remove_file);
}

#endif
