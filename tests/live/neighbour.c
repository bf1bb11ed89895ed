/* SPDX-License-Identifier: MIT */
/*
 * A neighbour under control: bursts of load on one CPU, of lengths drawn from
 * a seed, so that each series of runs meets the same kind of weather.
 *
 *     neighbour CPU alu|memory|both DUTY SEED SECONDS
 *
 * Bursts last 0.2 to 5 s; DUTY is the share of time in bursts, from 0 to 1.
 */
#define _GNU_SOURCE
#include <math.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SHORTEST_S 0.2
#define LONGEST_S  5.0

enum {
    BYTES = 64 << 20,
    STEPS = 20000
};

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* In (0, 1). */
static double draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return ((double)(*state >> 11) + 0.5) * 0x1p-53;
}

static void load_alu(uint64_t *sink)
{
    uint64_t a = *sink | 1, b = a + 1, c = a + 2, d = a + 3;

    for (int i = 0; i < STEPS; i++) {
        a = (a ^ a >> 7) + b;
        b = (b ^ b << 9) + c;
        c = (c ^ c >> 5) + d;
        d = (d ^ d << 3) + a;
    }
    *sink = a ^ b ^ c ^ d;
}

static void load_memory(uint64_t *sink, uint64_t *words)
{
    static size_t at;
    size_t count = BYTES / sizeof *words;

    for (int i = 0; i < STEPS; i++) {
        at = (at + 4099 * 8) % count;
        words[at] += *sink;
        *sink += words[(at * 31) % count];
    }
}

static void load_until(double end_s, const char *kind, uint64_t *words)
{
    static uint64_t sink;

    while (now_s() < end_s) {
        if (strcmp(kind, "memory") != 0)
            load_alu(&sink);
        if (strcmp(kind, "alu") != 0)
            load_memory(&sink, words);
    }
    *(volatile uint64_t *)&words[0] = sink;
}

int main(int argc, char **argv)
{
    cpu_set_t set;
    uint64_t seed, *words = malloc(BYTES);
    double duty, end_s;

    if (argc != 6 || words == NULL) {
        fputs("usage: neighbour CPU alu|memory|both DUTY SEED SECONDS\n",
              stderr);
        return 2;
    }
    CPU_ZERO(&set);
    CPU_SET((size_t)atoi(argv[1]), &set);
    sched_setaffinity(0, sizeof set, &set);
    memset(words, 1, BYTES);
    duty = atof(argv[3]);
    seed = strtoull(argv[4], NULL, 10) * 0x9e3779b97f4a7c15u + 1;
    for (end_s = now_s() + atof(argv[5]); now_s() < end_s;) {
        double burst_s = SHORTEST_S * pow(LONGEST_S / SHORTEST_S, draw(&seed));
        double pause_s = burst_s * (1 - duty) / duty;

        load_until(fmin(now_s() + burst_s, end_s), argv[2], words);
        /* a quiet spell of a length of its own, with that mean */
        pause_s *= -log(draw(&seed));
        usleep((useconds_t)(1e6 * fmin(pause_s, fmax(end_s - now_s(), 0))));
    }
    return 0;
}
