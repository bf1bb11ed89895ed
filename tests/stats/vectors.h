/* SPDX-License-Identifier: MIT */
/*
 * Reads the reference numbers in tests/vectors/ (numbers.R there tells the
 * format) and hands each statement of one kind to a check.
 */
#ifndef TARE_TESTS_STATS_VECTORS_H
#define TARE_TESTS_STATS_VECTORS_H

#include "tests/test.h"

#define VECTOR_VALUES 1024

struct vector {
    char set[32];
    double values[VECTOR_VALUES]; /* as R had them */
    double sorted[VECTOR_VALUES];
    size_t count;
    double a, b, c; /* arguments, 0 where there are fewer */
    double want;
};

typedef void vector_check_fn(const struct vector *vector);

/* Near by ratio, also far below 1 and far above. */
#define CHECK_RATIO(got, want, tolerance)                                      \
    vector_ratio((got), (want), (tolerance), __FILE__, __LINE__, #got)

static inline void vector_ratio(double got, double want, double tolerance,
                                const char *file, int line, const char *what)
{
    if (fabs(got - want) <= tolerance * fabs(want))
        return;
    test_near(got, want, 0, file, line, what);
}

static inline int vector_order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static inline void vector_values(FILE *file, struct vector *v, size_t count)
{
    double value;

    CHECK(count <= VECTOR_VALUES);
    for (v->count = 0; v->count < count && v->count < VECTOR_VALUES;) {
        if (fscanf(file, "%lf ", &value) != 1)
            break;
        v->values[v->count++] = value;
    }
    CHECK_INT(v->count, count);
    memcpy(v->sorted, v->values, v->count * sizeof *v->values);
    qsort(v->sorted, v->count, sizeof *v->sorted, vector_order);
}

/* "want WHAT A B C = X" with up to three arguments; 0 if it is not one. */
static inline int vector_statement(const char *line, const char *what,
                                   struct vector *v)
{
    char word[64];
    const char *equals = strchr(line, '=');

    if (equals == NULL || sscanf(line, "want %63s", word) != 1 ||
        strcmp(word, what) != 0)
        return 0;
    v->a = v->b = v->c = 0;
    (void)sscanf(line, "want %*s %lf %lf %lf", &v->a, &v->b, &v->c);
    return sscanf(equals, "= %lf", &v->want) == 1;
}

/* Calls check for every statement of that kind; there must be some. */
static inline void vectors_each(const char *name, const char *what,
                                vector_check_fn *check)
{
    static struct vector v;
    char path[96], line[256];
    size_t count;
    int found = 0;
    FILE *file;

    snprintf(path, sizeof path, "tests/vectors/%s.txt", name);
    file = fopen(path, "r");
    CHECK(file != NULL);
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        int failures = test_failures;

        if (sscanf(line, "set %31s", v.set) == 1)
            v.count = 0;
        else if (sscanf(line, "x %zu", &count) == 1)
            vector_values(file, &v, count);
        else if (vector_statement(line, what, &v) && ++found)
            check(&v);
        if (test_failures > failures)
            printf("# ... in %s: %s", v.set, line);
    }
    CHECK(found > 0);
    if (file != NULL)
        fclose(file);
}

#endif
