/* SPDX-License-Identifier: MIT */
/* The same in C++: allocations.txt says what each must count. */
#include <cstdlib>
#include <map>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include <tare.h>

static void plain_new(struct tare *t)
{
    TARE_LOOP(t)
        delete tare_black_box(new int(7));
}
TARE_BENCH(plain_new);

static void array_new(struct tare *t)
{
    TARE_LOOP(t)
        delete[] tare_black_box(new int[10]);
}
TARE_BENCH(array_new);

struct alignas(64) line {
    char bytes[64];
};

static void aligned_new(struct tare *t)
{
    TARE_LOOP(t) {
        line *got = tare_black_box(new line);

        if (reinterpret_cast<uintptr_t>(got) % 64 != 0)
            tare_fail(t, "not aligned");
        delete got;
    }
}
TARE_BENCH(aligned_new);

static void nothrow_new(struct tare *t)
{
    TARE_LOOP(t)
        delete tare_black_box(new (std::nothrow) long(7));
}
TARE_BENCH(nothrow_new);

static void bad_alloc(struct tare *t)
{
    TARE_LOOP(t) {
        bool is_caught = false;

        try {
            tare_black_box(::operator new(tare_black_box(SIZE_MAX / 2)));
        } catch (const std::bad_alloc &) {
            is_caught = true;
        }
        if (!is_caught)
            tare_fail(t, "gets more than there is");
    }
}
TARE_BENCH(bad_alloc);

static void vector_of_100(struct tare *t)
{
    TARE_LOOP(t) {
        std::vector<int> numbers(100);

        tare_black_box(numbers.data());
    }
}
TARE_BENCH(vector_of_100);

/* 1, 2, 4, 8 numbers */
static void vector_that_grows(struct tare *t)
{
    TARE_LOOP(t) {
        std::vector<int> numbers;

        for (int i = 0; i < 8; i++) {
            numbers.push_back(i);
            tare_black_box(numbers.data());
        }
    }
}
TARE_BENCH(vector_that_grows);

static void short_string(struct tare *t)
{
    TARE_LOOP(t) {
        std::string text(5, 'x');

        tare_black_box(text.data());
    }
}
TARE_BENCH(short_string);

static void long_string(struct tare *t)
{
    TARE_LOOP(t) {
        std::string text(100, 'x');

        tare_black_box(text.data());
    }
}
TARE_BENCH(long_string);

static void three_in_a_map(struct tare *t)
{
    TARE_LOOP(t) {
        std::map<int, int> numbers;

        for (int i = 0; i < 3; i++)
            numbers[i] = i;
        tare_black_box(&numbers);
    }
}
TARE_BENCH(three_in_a_map);

static void unique_pointer(struct tare *t)
{
    TARE_LOOP(t) {
        auto got = std::make_unique<double>(0.5);

        tare_black_box(got.get());
    }
}
TARE_BENCH(unique_pointer);

TARE_MAIN();
