/* SPDX-License-Identifier: MIT */
/* The vector forms of stats/lanes.c.  Each lane does what the plain form does,
 * in the same order and without fused operations, so that they agree bit for
 * bit. */
#include "stats/lanes.h"

#include <string.h>

#if defined(__x86_64__) && !defined(TARE_NO_AVX2) &&                           \
    (defined(__GNUC__) || defined(__clang__))

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

static inline AVX2 __m256i rotate_left(__m256i x, int by)
{
    return _mm256_or_si256(_mm256_slli_epi64(x, by),
                           _mm256_srli_epi64(x, 64 - by));
}

/* Eight indices from four words: the halves of word k become draws 2k and
 * 2k + 1, which is where they lie in memory already. */
static inline AVX2 __m256i scale(__m256i words, __m256i bound)
{
    __m256i low = _mm256_srli_epi64(_mm256_mul_epu32(words, bound), 32);
    __m256i high = _mm256_mul_epu32(_mm256_srli_epi64(words, 32), bound);

    return _mm256_blend_epi32(low, high, 0xaa);
}

static AVX2 void draw(struct tare_lanes *lanes, uint32_t bound,
                      uint32_t *indices, size_t count)
{
    __m256i *state = (__m256i *)(void *)lanes->state;
    __m256i a = _mm256_loadu_si256(state), b = _mm256_loadu_si256(state + 1);
    __m256i c = _mm256_loadu_si256(state + 2),
            d = _mm256_loadu_si256(state + 3);
    __m256i n = _mm256_set1_epi64x((long long)bound);

    for (size_t i = 0; i < count; i += TARE_LANES_STEP) {
        __m256i words =
            _mm256_add_epi64(rotate_left(_mm256_add_epi64(a, d), 23), a);
        __m256i t = _mm256_slli_epi64(b, 17);

        _mm256_storeu_si256((__m256i *)(void *)(indices + i), scale(words, n));
        c = _mm256_xor_si256(c, a);
        d = _mm256_xor_si256(d, b);
        b = _mm256_xor_si256(b, c);
        a = _mm256_xor_si256(a, d);
        c = _mm256_xor_si256(c, t);
        d = rotate_left(d, 45);
    }
    _mm256_storeu_si256(state, a);
    _mm256_storeu_si256(state + 1, b);
    _mm256_storeu_si256(state + 2, c);
    _mm256_storeu_si256(state + 3, d);
}

int tare_lanes_draw_vector(struct tare_lanes *lanes, uint32_t bound,
                           uint32_t *indices, size_t count)
{
    if (!__builtin_cpu_supports("avx2"))
        return 0;
    draw(lanes, bound, indices, count);
    return 1;
}

static AVX2 void expand(double *out, const double *sorted, uint32_t *tally,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        __m256d value = _mm256_broadcast_sd(sorted + i);
        uint32_t times = tally[i];

        _mm256_storeu_pd(out, value);
        for (uint32_t k = 4; k < times; k += 4)
            _mm256_storeu_pd(out + k, value);
        out += times;
    }
    memset(tally, 0, count * sizeof *tally);
}

int tare_lanes_expand_vector(double *out, const double *sorted, uint32_t *tally,
                             size_t count)
{
    if (!__builtin_cpu_supports("avx2"))
        return 0;
    expand(out, sorted, tally, count);
    return 1;
}

/* The lanes of a register, added pairwise. */
static AVX2 double across(__m256d lanes)
{
    double x[4];

    _mm256_storeu_pd(x, lanes);
    return (x[0] + x[1]) + (x[2] + x[3]);
}

static AVX2 void sums(const double *values, size_t count, double centre,
                      double *sum, double *squares)
{
    __m256d s = _mm256_setzero_pd(), q = s, c = _mm256_set1_pd(centre);
    size_t i = 0;

    for (; i + 4 <= count; i += 4) {
        __m256d x = _mm256_sub_pd(_mm256_loadu_pd(values + i), c);

        s = _mm256_add_pd(s, x);
        q = _mm256_add_pd(q, _mm256_mul_pd(x, x));
    }
    *sum = across(s);
    *squares = across(q);
    for (; i < count; i++) {
        *sum += values[i] - centre;
        *squares += (values[i] - centre) * (values[i] - centre);
    }
}

int tare_lanes_sums_vector(const double *values, size_t count, double centre,
                           double *sum, double *squares)
{
    if (!__builtin_cpu_supports("avx2"))
        return 0;
    sums(values, count, centre, sum, squares);
    return 1;
}

#else

int tare_lanes_draw_vector(struct tare_lanes *lanes, uint32_t bound,
                           uint32_t *indices, size_t count)
{
    (void)lanes, (void)bound, (void)indices, (void)count;
    return 0;
}

int tare_lanes_expand_vector(double *out, const double *sorted, uint32_t *tally,
                             size_t count)
{
    (void)out, (void)sorted, (void)tally, (void)count;
    return 0;
}

int tare_lanes_sums_vector(const double *values, size_t count, double centre,
                           double *sum, double *squares)
{
    (void)values, (void)count, (void)centre, (void)sum, (void)squares;
    return 0;
}

#endif
