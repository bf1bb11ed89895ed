/* SPDX-License-Identifier: MIT */
/* The whole interface from C++. */
#include <tare.h>

#include <string>
#include <vector>

static void objects(struct tare *t)
{
    std::vector<int> values(10);
    std::string text;
    int array[3] = { 1, 2, 3 };

    tare_items(t, 10);
    TARE_LOOP (t) {
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

static void make(void *item, void *)
{
    *static_cast<int *>(item) = 7;
}

static void batched(struct tare *t)
{
    TARE_LOOP_BATCHED (t, int, item, make, nullptr, nullptr)
        tare_black_box(*item);
}
TARE_BENCH(batched, .args = TARE_CHOICES("how", "a", "b"));

TARE_MAIN();
