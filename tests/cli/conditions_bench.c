/* SPDX-License-Identifier: MIT */
/* States and inputs.  Times are given by hand, so that they are known. */
#include <tare.h>

#include <string.h>

static void stateful(struct tare *t)
{
    const char *state = tare_arg_text(t, "state");
    double time_ns = strcmp(state, "warm") == 0        ? 1000
                     : strcmp(state, "cold-data") == 0 ? 3000
                                                       : 9000;

    TARE_LOOP(t)
        tare_add_time(t, time_ns);
}
TARE_BENCH(stateful, .group = "state",
           .state = TARE_WARM | TARE_COLD_DATA | TARE_COLD,
           .contest_by = "state");

/* As long as the launch draws, which is what rivals and sides draw too. */
static void drawn(struct tare *t)
{
    double time_ns = 1000 + (double)(tare_random(t) % 1000);

    tare_result(t, tare_random(t));
    TARE_LOOP(t)
        tare_add_time(t, time_ns);
}
TARE_BENCH(drawn, .group = "draw", .name = "one");
TARE_BENCH(drawn, .group = "draw", .name = "two");

/* Inputs that ascend, of which old ones are known. */
struct known {
    double made, highest;
};

static void make(struct tare *t, void *input, void *context)
{
    (void)t;
    *(double *)input = ++((struct known *)context)->made;
}

static void learns(struct tare *t)
{
    struct known known = { 0 };

    TARE_LOOP_INPUTS(t, double, input, make, &known)
    {
        tare_add_time(t, *input > known.highest ? 66 : 11);
        if (*input > known.highest)
            known.highest = *input;
    }
}
TARE_BENCH(learns);

TARE_MAIN();
