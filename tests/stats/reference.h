/* SPDX-License-Identifier: MIT */
/*
 * Reads tests/vectors/tests.txt, what R says of some data sets (tests.R beside
 * it tells the format), and hands each statement of one kind to a check.
 */
#ifndef TARE_TESTS_STATS_REFERENCE_H
#define TARE_TESTS_STATS_REFERENCE_H

#include "tests/test.h"

struct reference {
    char set[64];
    double x[1024], y[1024];
    size_t count_x, count_y;
    char what[32];
    double arguments[4];
    double results[64];
    size_t result_count;
};

typedef void reference_check_fn(const struct reference *reference);

/* Near by ratio, also far below 1. */
#define CHECK_CLOSE(got, want, tolerance)                                      \
    reference_close((got), (want), (tolerance), __FILE__, __LINE__, #got)

static inline void reference_close(double got, double want, double tolerance,
                                   const char *file, int line, const char *what)
{
    if (want != 0 && isfinite(want) &&
        fabs(got - want) <= tolerance * fabs(want))
        return;
    test_near(got, want, want != 0 ? 0 : tolerance, file, line, what);
}

static inline int reference_numbers(FILE *file, double *numbers, size_t *count)
{
    if (fscanf(file, "%zu", count) != 1 || *count > 1024)
        return 0;
    for (size_t i = 0; i < *count; i++) {
        if (fscanf(file, "%lf", &numbers[i]) != 1)
            return 0;
    }
    return 1;
}

/* The rest of a "want" line. */
static inline void reference_statement(FILE *file, struct reference *r)
{
    char line[2048], *place, *word;
    size_t arguments = 0;
    int after = 0;

    r->result_count = 0;
    if (!fgets(line, sizeof line, file))
        return;
    for (word = strtok_r(line, " \n", &place); word;
         word = strtok_r(NULL, " \n", &place)) {
        if (strcmp(word, "=") == 0)
            after = 1;
        else if (after && r->result_count < 64)
            r->results[r->result_count++] = strtod(word, NULL);
        else if (!after && arguments < 4)
            r->arguments[arguments++] = strtod(word, NULL);
    }
}

/* Calls check for every statement of that kind; there must be some. */
static inline void reference_each(const char *what, reference_check_fn *check)
{
    static struct reference r;
    FILE *file = fopen("tests/vectors/tests.txt", "r");
    char word[32];
    int found = 0;

    CHECK(file != NULL);
    while (file && fscanf(file, " %31s", word) == 1) {
        int failures = test_failures;

        if (strcmp(word, "set") == 0) {
            CHECK(fscanf(file, "%63s", r.set) == 1);
        } else if (strcmp(word, "x") == 0) {
            CHECK(reference_numbers(file, r.x, &r.count_x));
        } else if (strcmp(word, "y") == 0) {
            CHECK(reference_numbers(file, r.y, &r.count_y));
        } else if (strcmp(word, "want") == 0) {
            CHECK(fscanf(file, "%31s", r.what) == 1);
            reference_statement(file, &r);
            if (strcmp(r.what, what) == 0) {
                check(&r);
                found++;
            }
        } else {
            CHECK(fscanf(file, "%*[^\n]") >= 0); /* a remark */
        }
        if (test_failures > failures)
            printf("# ... in %s, %s %g\n", r.set, r.what, r.arguments[0]);
    }
    CHECK(found > 0);
    if (file)
        fclose(file);
}

#endif
