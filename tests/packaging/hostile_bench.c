/* Benchmarks with names that lists, shells and expressions take apart. */
#include <tare.h>

static void runs(struct tare *t)
{
    TARE_LOOP(t)
        tare_clobber();
}
TARE_BENCH(runs, .name = "a;b [c] ${D} $ENV{HOME} \"e\" 'f' \\ #g `h` %i");
TARE_BENCH(runs, .name = "]==]", .args = TARE_CHOICES("x", "a;b", "]]"));
TARE_BENCH(runs, .name = "-h");
TARE_BENCH(runs, .name = "skips  skipped: no");

static void skips(struct tare *t)
{
    tare_skip(t, "not here");
}
TARE_BENCH(skips);

TARE_MAIN();
