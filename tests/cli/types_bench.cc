/* SPDX-License-Identifier: MIT */
/* Templates as benchmarks, and benchmarks that throw. */
#include <tare.h>

#include <map>
#include <stdexcept>
#include <type_traits>
#include <utility>

template <typename T> static void by_hand(struct tare *t)
{
    TARE_LOOP(t)
        tare_add_time(t, sizeof(T) * 100.0);
}
TARE_BENCH_TYPES(by_hand, char, std::pair<char, char>);
TARE_BENCH_TYPES_WITH((tare_def{ .group = "sized",
                                 .args = TARE_VALUES("n", 1, 2) }),
                      by_hand, std::pair<int, int>, char);

template <typename A, typename B> static void both(struct tare *t)
{
    std::pair<A, B> pair(1, 2);

    TARE_LOOP(t)
        tare_black_box(pair);
}
TARE_BENCH(both<int, long>, .group = "pair");
TARE_BENCH(both<int, char>, .group = "pair");
TARE_BENCH((both<int, short>), .group = "pair");

/* Operators and quotes are no brackets. */
template <int> struct number {
};
TARE_BENCH_TYPES_WITH(tare_def{ .group = "hard" }, by_hand,
                      std::integral_constant<bool, (3 > 2)>, number<(1 << 3)>,
                      number<','>, char);

struct odd {
};

static void throws(struct tare *t)
{
    TARE_LOOP(t) {
        switch (tare_arg(t, "what")) {
        case 1:
            throw std::runtime_error("no \"luck\"");
        case 2:
            throw 3;
        default:
            throw odd();
        }
    }
}
TARE_BENCH(throws, .args = TARE_VALUES("what", 1, 2, 3));
TARE_BENCH(throws, .name = "thread", .args = TARE_VALUES("what", 1),
           .threads = 2);

static void throws_before(struct tare *)
{
    throw std::out_of_range("before the loop");
}
TARE_BENCH(throws_before);

TARE_MAIN();
