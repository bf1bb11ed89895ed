/* SPDX-License-Identifier: MIT */
/* The whole interface from C++. */
#include <tare.h>

#include <string>
#include <utility>
#include <vector>

static void objects(struct tare *t)
{
    std::vector<int> values(10);
    std::string text;
    int array[3] = { 1, 2, 3 };

    tare_items(t, 10);
    TARE_LOOP(t) {
        tare_black_box(values).push_back(1);
        text = tare_black_box(std::string("a"));
        tare_black_box(tare_black_box(3L) + 1);
        tare_black_box(&values);
        tare_black_box(array);
        tare_black_box(true);
        tare_black_box(1.5);
        values.resize(10);
    }
}
TARE_BENCH(objects, .group = "c++", .args = TARE_VALUES("n", 1, 2),
           .throughput = TARE_BYTES(8));

template <typename A> static void one(struct tare *t)
{
    A value = 1;

    TARE_LOOP(t)
        tare_black_box(value);
}
TARE_BENCH(one<int>);
TARE_BENCH_TYPES(one, int, long);

template <typename A, typename B> static void two(struct tare *t)
{
    std::pair<A, B> pair(1, 2);

    TARE_LOOP(t)
        tare_black_box(pair);
}
TARE_BENCH((two<int, long>), .name = "two");

static void fill(struct tare *, void *memory, size_t)
{
    *static_cast<int *>(memory) = 3;
}
TARE_FIXTURE(numbers, fill, 4096);

static void uses(struct tare *t)
{
    const int *number = static_cast<const int *>(numbers(t));

    TARE_LOOP(t)
        tare_black_box(*number);
}
TARE_BENCH(uses, .context = nullptr);

static void make(void *item, void *)
{
    *static_cast<int *>(item) = 7;
}

static void batched(struct tare *t)
{
    TARE_LOOP_BATCHED(t, int, item, make, nullptr, nullptr)
        tare_black_box(*item);
}
TARE_BENCH(batched, .args = TARE_CHOICES("how", "a", "b"));

static void draw(struct tare *t, void *item, void *)
{
    *static_cast<uint64_t *>(item) = tare_random(t);
}

static void inputs(struct tare *t)
{
    uint64_t seed = tare_seed(t);

    TARE_LOOP_INPUTS(t, uint64_t, item, draw, nullptr)
    tare_black_box(*item ^ seed);
}
TARE_BENCH(inputs, .args = TARE_VALUES("n", 1), .state = TARE_WARM | TARE_COLD,
           .threads = 1);

TARE_MAIN();
