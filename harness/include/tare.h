/* SPDX-License-Identifier: MIT */
/*
 * tare: a statistical micro-benchmarking harness.  This is the whole public
 * interface and the only header that a benchmark file includes.
 *
 *     #include <tare.h>
 *
 *     static void fib20(struct tare *t)
 *     {
 *         TARE_LOOP(t)
 *             tare_black_box(fib(tare_black_box(20)));
 *     }
 *     TARE_BENCH(fib20);
 *
 *     TARE_MAIN();
 *
 * A benchmark is a plain function.  It does its set-up, runs the measured
 * loop once, and tears down.  The loop decides by itself how often its body
 * runs; each process (a "launch") runs the function once, so that set-up is
 * paid once per launch and never inside the clock.
 *
 * Compile with `cc $(tare flags --cflags) file.c $(tare flags --libs)`; the
 * flags we recommend for code under test are `tare flags --bench-cflags`.
 * Works as C11 and as C++17, with GCC and Clang.
 */
#ifndef TARE_H
#define TARE_H

/* (a file that is not there ends the compilation, so that this error is not
 * followed by hundreds) */
#ifdef __cplusplus
#if __cplusplus < 201703L
#error "tare.h needs C++17: compile with -std=c++17 or newer"
#include "tare.h: the error is above"
#endif
#elif !defined(__STDC_VERSION__) || __STDC_VERSION__ < 201112L
#error "tare.h needs C11: compile with -std=c11, -std=gnu11 or newer"
#include "tare.h: the error is above"
#endif

#include <stddef.h>
#include <stdint.h>

#if defined(__cplusplus) && defined(__cpp_exceptions)
#include <cstdlib>
#include <cxxabi.h>
#include <exception>
#include <typeinfo>
#endif

#include "tare_barrier.h"

#define TARE_VERSION "0.1.0"

/* What is declared here is what a shared libtare shows (packaging/tare.map). */
#pragma GCC visibility push(default)

#ifdef __cplusplus
extern "C" {
#endif

/* What the running benchmark holds; only the functions below look inside. */
struct tare;

typedef void (*tare_bench_fn)(struct tare *t);

/* ---- the measured loop --------------------------------------------------- */

/*
 * The statement after it is measured.  `continue` works as in any loop; leaving
 * it early (break, return, goto) makes the benchmark fail, because then nobody
 * knows how often the body ran.  A benchmark has one loop.
 *
 *     TARE_LOOP(t)
 *         tare_black_box(work(tare_black_box(input)));
 *
 * The cost is one decrement and one branch per iteration.  (The empty asm
 * keeps the compiler from removing or merging iterations; it stands before the
 * decrement so that decrement and branch stay neighbours.)
 */
#define TARE_LOOP(t) TARE_LOOP_(t, TARE_PASTE_(tare_left_, __COUNTER__))
#define TARE_LOOP_(t, left)                                                    \
    for (uint64_t left = tare_loop_next_((t), 0); left != 0;                   \
         left = tare_loop_next_((t), left))                                    \
        for (; left != 0; tare_step_(&left))

/*
 * The same for a body that uses up its input: a batch of inputs is made
 * outside the clock, the whole batch is timed, and what is left is released
 * outside the clock again.
 *
 *     static void make(void *item, void *words)
 *     {
 *         *(uint32_t **)item = copy_of(words);
 *     }
 *     static void release(void *item, void *words) { free(*(uint32_t **)item); }
 *
 *     TARE_LOOP_BATCHED(t, uint32_t *, v, make, release, words)
 *         qsort(*v, n, sizeof **v, compare);
 *
 * `v` points at the item; `make` may find anything in it and sets it;
 * `release` may be NULL.  A make that draws its items at random is better off
 * with TARE_LOOP_INPUTS.
 */
#define TARE_LOOP_BATCHED(t, type, item, make, release, context)               \
    TARE_LOOP_BATCHED_(t, type, item, make, release, context,                  \
                       TARE_PASTE_(tare_left_, __COUNTER__))
#define TARE_LOOP_BATCHED_(t, type, item, make, release, context, left)        \
    for (uint64_t left = tare_batch_next_((t), 0, sizeof(type), (make),        \
                                          (release), (context));               \
         left != 0; left = tare_batch_next_((t), left, sizeof(type), (make),   \
                                            (release), (context)))             \
        for (type *item = TARE_CAST_(type *, tare_batch_items_(t)); left != 0; \
             (void)++item, tare_step_(&left))

/*
 * The same for a body that only reads its input, where each iteration gets
 * another one, so that no branch predictor knows what comes:
 *
 *     static void make(struct tare *t, void *key, void *table)
 *     {
 *         *(uint32_t *)key = tare_random(t) % size_of(table);
 *     }
 *
 *     TARE_LOOP_INPUTS(t, uint32_t, key, make, table)
 *         tare_black_box(find(table, *key));
 *
 * Before it measures, tare also times a few inputs again and again, and warns
 * (trained-predictor) where that would have seemed far faster.  Inputs are
 * copied as bytes, and never released.
 */
#define TARE_LOOP_INPUTS(t, type, item, make, context)                         \
    TARE_LOOP_INPUTS_(t, type, item, make, context,                            \
                      TARE_PASTE_(tare_left_, __COUNTER__))
#define TARE_LOOP_INPUTS_(t, type, item, make, context, left)                  \
    for (uint64_t left =                                                       \
             tare_inputs_next_((t), 0, sizeof(type), (make), (context));       \
         left != 0;                                                            \
         left = tare_inputs_next_((t), left, sizeof(type), (make), (context))) \
        for (const type *item =                                                \
                 TARE_CAST_(const type *, tare_batch_items_(t));               \
             left != 0; (void)++item, tare_step_(&left))

#ifdef __cplusplus
#define TARE_CAST_(type, value) static_cast<type>(value)
#else
#define TARE_CAST_(type, value) ((type)(value))
#endif

static inline __attribute__((always_inline)) void tare_step_(uint64_t *left)
{
    __asm__ volatile("" : "+r"(*left));
    --*left;
}

/*
 * For a body that wears its surroundings out slowly: called before each sample
 * (some 2 ms of iterations, the warm-up included), outside the clock, by the
 * thread whose handle it is.
 */
void tare_before_sample(struct tare *t, void (*reset)(void *context),
                        void *context);

/*
 * Stops and starts the clock inside the body.  Each pair costs two readings of
 * the clock, which are measured and subtracted: only for bodies that take far
 * longer than that (microseconds).  Prefer TARE_LOOP_BATCHED.
 */
void tare_pause(struct tare *t);
void tare_resume(struct tare *t);

/*
 * For a body that times itself: adds to the time of the running sample.  Once
 * a benchmark has called it, the wall clock no longer counts.
 */
void tare_add_time(struct tare *t, double elapsed_ns);

/* ---- inputs that change -------------------------------------------------- */

/*
 * Random inputs: another seed for each launch, so that no one input decides;
 * but the same on both sides of a pair in a duel, and for all contestants in a
 * round.  The run's own seed, which is in its record, gives them all again
 * (--seed).  tare_random() is the next of 64 random bits; each thread has a
 * sequence of its own.  Not for secrets.
 */
uint64_t tare_seed(struct tare *t);
uint64_t tare_random(struct tare *t);

/* ---- what the benchmark says about itself -------------------------------- */

/* The work of one iteration (of one thread): shown as a rate. */
void tare_bytes(struct tare *t, uint64_t per_iteration);
void tare_items(struct tare *t, uint64_t per_iteration);
void tare_bits(struct tare *t, uint64_t per_iteration);

enum tare_better {
    TARE_LOWER,
    TARE_HIGHER
};

/*
 * Reports a value of your own, for instance a hit rate or a queue length; the
 * mean over a sample is kept, compared and shown like time is.  In the loop or
 * after it.  tare_measure() declares unit and direction beforehand; without it
 * a value has no unit and less of it is better.
 */
void tare_report(struct tare *t, const char *name, double value);
void tare_measure(struct tare *t, const char *name, const char *unit,
                  enum tare_better better);

/*
 * What the benchmark computed, boiled down to a number.  It must be the same
 * in every launch, and on both sides of a duel: otherwise they did different
 * work, and comparing their times says nothing.  Call it after the loop (or
 * before it), and only with what does not depend on how often the body ran;
 * several calls count together, in any order and from any thread.  Where the
 * benchmark draws at random, only launches of one seed count, which is the same
 * in all runs.
 */
void tare_result(struct tare *t, uint64_t checksum);
void tare_result_bytes(struct tare *t, const void *data, size_t size);

/*
 * Ends the benchmark: not possible here, or wrong.  printf-like; neither
 * returns.  A benchmark that computes a wrong result should fail, so that it
 * never gets a number.
 */
void tare_skip(struct tare *t, const char *reason, ...)
    __attribute__((noreturn, format(printf, 2, 3)));
void tare_fail(struct tare *t, const char *reason, ...)
    __attribute__((noreturn, format(printf, 2, 3)));

/* ---- arguments, context and threads -------------------------------------- */

/* The value of the named argument in this case.  An argument that does not
 * exist fails the benchmark.  Whole numbers are exact up to 2^53. */
int64_t tare_arg(struct tare *t, const char *name);
double tare_arg_double(struct tare *t, const char *name);
const char *tare_arg_text(struct tare *t, const char *name);

/* What the declaration has as .context, so that benchmarks that are added at
 * run time can share a function: each launch of the program adds them anew. */
void *tare_context(const struct tare *t);

/* With .threads = N the function runs in N threads at once, each with its own
 * handle; their samples start together and last until the last is done.
 * tare_sync() waits for all of them, for set-up that one thread does. */
unsigned tare_thread(const struct tare *t);
unsigned tare_threads(const struct tare *t);
void tare_sync(struct tare *t);

/* ---- fixtures ------------------------------------------------------------ */

/*
 * Data that takes long to make and that all launches may share:
 *
 *     static void fill(struct tare *t, void *memory, size_t size);
 *     TARE_FIXTURE(words, fill, 64 << 20);
 *
 *     static void search(struct tare *t)
 *     {
 *         const uint32_t *table = words(t);
 *
 *         TARE_LOOP(t) ...
 *
 * The first launch of a run that asks for it fills it, from zeros; the time
 * that takes is in no budget and no timeout but one of ten times the usual.
 * All others find it there, and nobody may write into it.  It lies at another
 * address in each, so that it holds indices and no pointers.  What is not
 * written takes no memory: size is a bound.  Ask before the loop.
 */
struct tare_fixture_ {
    const char *name;
    void (*build)(struct tare *t, void *memory, size_t size);
    size_t size;
    const void *memory; /* once this process has it */
};

const void *tare_fixture_get_(struct tare *t, struct tare_fixture_ *fixture);

#define TARE_FIXTURE(name, build, size)                                        \
    static struct tare_fixture_ TARE_PASTE_(                                   \
        tare_fixture_, name) = { #name, build, size, NULL };                   \
    static inline __attribute__((unused)) const void *name(struct tare *t)     \
    {                                                                          \
        return tare_fixture_get_(t, &TARE_PASTE_(tare_fixture_, name));        \
    }                                                                          \
    struct tare

/* ---- declaring benchmarks ------------------------------------------------ */

enum tare_axis_kind {
    TARE_AXIS_NONE,
    TARE_AXIS_RANGE,  /* low, low*step, low*step*step, ... and always high */
    TARE_AXIS_STEPS,  /* low, low+step, ... while not above high */
    TARE_AXIS_VALUES, /* the numbers listed */
    TARE_AXIS_CHOICES /* the strings listed */
};

#define TARE_AXIS_MAX 64 /* values that can be listed in one axis */

/* One argument and the values it takes; written with the macros below. */
struct tare_axis {
    enum tare_axis_kind kind;
    const char *name;
    double low, high, step;
    size_t count;
    double values[TARE_AXIS_MAX];
    const char *choices[TARE_AXIS_MAX];
};

/* clang-format off */
#define TARE_RANGE(name, low, high, factor)                                    \
    { TARE_AXIS_RANGE, name, low, high, factor, 0, { 0 }, { NULL } }
#define TARE_STEPS(name, low, high, step)                                      \
    { TARE_AXIS_STEPS, name, low, high, step, 0, { 0 }, { NULL } }
#define TARE_VALUES(name, ...)                                                 \
    { TARE_AXIS_VALUES, name, 0, 0, 0, TARE_COUNT_(__VA_ARGS__),               \
      { __VA_ARGS__ }, { NULL } }
#define TARE_CHOICES(name, ...)                                                \
    { TARE_AXIS_CHOICES, name, 0, 0, 0, TARE_COUNT_(__VA_ARGS__),              \
      { 0 }, { __VA_ARGS__ } }
/* clang-format on */

enum tare_sampling {
    TARE_SAMPLING_AUTO,  /* tare chooses; at present: flat */
    TARE_SAMPLING_FLAT,  /* every sample runs the same number of iterations */
    TARE_SAMPLING_LINEAR /* d, 2d, 3d, ... in random order */
};

enum tare_work {
    TARE_WORK_NONE,
    TARE_WORK_BYTES,
    TARE_WORK_ITEMS,
    TARE_WORK_BITS
};

/* The work of one iteration, as an option: TARE_BYTES(4096) and so on. */
struct tare_throughput {
    enum tare_work kind;
    uint64_t per_iteration;
};

/* clang-format off */
#define TARE_BYTES(n) { TARE_WORK_BYTES, n }
#define TARE_ITEMS(n) { TARE_WORK_ITEMS, n }
#define TARE_BITS(n)  { TARE_WORK_BITS, n }
/* clang-format on */

/*
 * What the caches know when a sample begins.  In a state that is not warm, a
 * sample is one iteration, and before it, outside the clock, all that the
 * process has in memory is put out of every cache.
 */
enum tare_warmth {
    TARE_WARM = 1,      /* whatever the iterations before have left */
    TARE_COLD_DATA = 2, /* no data: heap, stacks, variables, files */
    TARE_COLD = 4       /* no code either */
};

/*
 * A benchmark and its options.  Zero means "default" everywhere.  Up to four
 * axes of arguments; they multiply, and each combination is one case.  An axis
 * named "threads" sets the number of threads.  C++ wants the options in this
 * order.
 */
struct tare_def {
    tare_bench_fn run;
    const char *group; /* first part of the id; default: none */
    const char *name;  /* default: the function's name */
    struct tare_axis args, args2, args3, args4;
    unsigned state;   /* TARE_WARM | TARE_COLD_DATA | TARE_COLD: one more axis,
                       named "state"; default: warm, and no such axis */
    unsigned threads; /* default 1 */
    struct tare_throughput throughput;
    enum tare_sampling sampling;
    double budget_s;  /* measuring time per case; default --measurement-time */
    double precision; /* wanted half width, 0.005 = 0.5 % */
    double noise;     /* changes of this benchmark below this fraction do not
                         matter; default: the suite's threshold */
    int baseline;     /* of its group: the others are shown against it */
    int no_contest;   /* it does something else than the others of its group */
    const char *contest_by; /* the argument whose values compete; default: the
                               names of a group do */
    double timeout_s;       /* set-up or one sample may take this long */
    unsigned samples;       /* samples per launch; default about 12 */
    uint64_t batch;         /* items in a batch; default: as needed */
    void *context;          /* yours: tare_context() gives it back */
    int reserved_;
};

/*
 * Registers a function as a benchmark, with options:
 *
 *     TARE_BENCH(sum, .group = "reduce",
 *                .args = TARE_RANGE("n", 100, 100000, 10));
 *
 * The id of a case is group/name/arg=value/....  The same function may be
 * registered several times under different names.
 */
#define TARE_BENCH(...)                                                        \
    TARE_BENCH_(__COUNTER__, TARE_TEXT_(__VA_ARGS__), __VA_ARGS__,             \
                .reserved_ = 0)
#define TARE_TEXT_(...) #__VA_ARGS__ /* by which macros are expanded */
#define TARE_BENCH_(id, text, ...)                                             \
    TARE_BENCH_AS_(TARE_PASTE_(tare_bench_, id), TARE_PASTE_(tare_def_, id),   \
                   TARE_PASTE_(tare_register_bench_, id), text, __VA_ARGS__)
#define TARE_BENCH_AS_(id, def_id, register_id, text, fn, ...)                 \
    TARE_QUIET_BEGIN_                                                          \
    static const struct tare_def def_id = { .run = fn, __VA_ARGS__ };          \
    static struct tare_entry_ id = { &def_id,  text, __FILE__,                 \
                                     __LINE__, NULL, NULL };                   \
    __attribute__((constructor)) static void register_id(void)                 \
    {                                                                          \
        static const struct tare_build_ how = { TARE_BUILD_MEMBERS_ };         \
        id.build = &how;                                                       \
        tare_register_(&id);                                                   \
    }                                                                          \
    TARE_QUIET_END_                                                            \
    struct tare

/*
 * Registers a benchmark at run time, before tare_main(); the name is needed
 * then.  Everything is copied but what .context points to.
 *
 *     tare_add(&(struct tare_def){ .run = probe, .name = file->name,
 *                                  .context = file });
 */
#define tare_add(...)                                                          \
    do {                                                                       \
        static const struct tare_build_ tare_how_ = { TARE_BUILD_MEMBERS_ };   \
        tare_add_(__VA_ARGS__, __FILE__, __LINE__, &tare_how_);                \
    } while (0)

/*
 * C++: registers a template of a benchmark for each of these types.  The type is
 * an argument called T, by which the cases compete; commas in types are fine.
 * With options, in parentheses, the second one.
 *
 *     template <class Map> static void insert(struct tare *t);
 *     TARE_BENCH_TYPES(insert, std::map<int, long>, flat_map<int, long>);
 *
 *     TARE_BENCH_TYPES_WITH((tare_def{ .args = TARE_VALUES("n", 10, 1000) }),
 *                           insert, std::map<int, long>, flat_map<int, long>);
 */
#ifdef __cplusplus
#define TARE_BENCH_TYPES(fn, ...)                                              \
    TARE_TYPES_(__COUNTER__, tare_def(), fn, #__VA_ARGS__, __VA_ARGS__)
#define TARE_BENCH_TYPES_WITH(options, fn, ...)                                \
    TARE_TYPES_(__COUNTER__, options, fn, #__VA_ARGS__, __VA_ARGS__)
#define TARE_TYPES_(id, ...)                                                   \
    TARE_TYPES_AS_(TARE_PASTE_(tare_types_, id),                               \
                   TARE_PASTE_(tare_register_types_, id), __VA_ARGS__)
#define TARE_TYPES_AS_(id, register_id, options, fn, texts, ...)               \
    TARE_QUIET_BEGIN_                                                          \
    namespace                                                                  \
    {                                                                          \
    struct id {                                                                \
        template <typename Type_> static void run(struct tare *t)              \
        {                                                                      \
            fn<Type_>(t);                                                      \
        }                                                                      \
    };                                                                         \
    }                                                                          \
    __attribute__((constructor)) static void register_id(void)                 \
    {                                                                          \
        static const struct tare_build_ how = { TARE_BUILD_MEMBERS_ };         \
        tare_add_types_<id, __VA_ARGS__>(options, #fn, texts, __FILE__,        \
                                         __LINE__, &how);                      \
    }                                                                          \
    TARE_QUIET_END_                                                            \
    struct tare
#endif

/* The program: parses the command line, measures, shows; the exit status. */
int tare_main(int argc, char **argv);

#define TARE_MAIN()                                                            \
    int main(int argc, char **argv)                                            \
    {                                                                          \
        return tare_main(argc, argv);                                          \
    }                                                                          \
    struct tare

/* ---- behind the macros: not for direct use ------------------------------- */

/* How many arguments, 1 to 72: more than an axis holds, so that it is told. */
/* clang-format off */
#define TARE_COUNT_(...)                                                       \
    TARE_PICK_(__VA_ARGS__, 72, 71, 70, 69, 68, 67, 66, 65, 64, 63, 62, 61,    \
               60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46,     \
               45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31,     \
               30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16,     \
               15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define TARE_PICK_(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13,     \
                   a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24,      \
                   a25, a26, a27, a28, a29, a30, a31, a32, a33, a34, a35,      \
                   a36, a37, a38, a39, a40, a41, a42, a43, a44, a45, a46,      \
                   a47, a48, a49, a50, a51, a52, a53, a54, a55, a56, a57,      \
                   a58, a59, a60, a61, a62, a63, a64, a65, a66, a67, a68,      \
                   a69, a70, a71, a72, n, ...)                                 \
    n
/* clang-format on */

/* How the including file was compiled, as far as the compiler tells it. */
enum tare_sanitizer_ {
    TARE_SANITIZER_ADDRESS = 1,
    TARE_SANITIZER_THREAD = 2,
    TARE_SANITIZER_MEMORY = 4,
    TARE_SANITIZER_UNDEFINED = 8
};

/* It begins with its size and that of struct tare_def: a library may be newer
 * than what is linked with it, and both get new members only at their ends. */
struct tare_build_ {
    size_t size, def_size;
    const char *compiler, *language, *flags;
    int optimized;
    unsigned sanitizers;
    void (*call)(tare_bench_fn run, struct tare *t); /* around it; NULL */
};

#ifdef __clang__
#define TARE_COMPILER_ __VERSION__
#else
#define TARE_COMPILER_ "GCC " __VERSION__
#endif

#ifdef __cplusplus
#define TARE_LANGUAGE_ "C++"
#else
#define TARE_LANGUAGE_ "C"
#endif

/* -DTARE_FLAGS='"-O3 -march=native"' puts the flags into the run record. */
#ifdef TARE_FLAGS
#define TARE_FLAGS_ TARE_FLAGS
#else
#define TARE_FLAGS_ NULL
#endif

#ifdef __OPTIMIZE__
#define TARE_OPTIMIZED_ 1
#else
#define TARE_OPTIMIZED_ 0
#endif

#ifdef __has_feature
#define TARE_HAS_(feature) __has_feature(feature)
#else
#define TARE_HAS_(feature) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || TARE_HAS_(address_sanitizer)
#define TARE_ASAN_ TARE_SANITIZER_ADDRESS
#else
#define TARE_ASAN_ 0
#endif
#if defined(__SANITIZE_THREAD__) || TARE_HAS_(thread_sanitizer)
#define TARE_TSAN_ TARE_SANITIZER_THREAD
#else
#define TARE_TSAN_ 0
#endif
#if TARE_HAS_(memory_sanitizer)
#define TARE_MSAN_ TARE_SANITIZER_MEMORY
#else
#define TARE_MSAN_ 0
#endif
#if TARE_HAS_(undefined_behavior_sanitizer)
#define TARE_UBSAN_ TARE_SANITIZER_UNDEFINED
#else
#define TARE_UBSAN_ 0
#endif

/* clang-format off */
#define TARE_BUILD_MEMBERS_                                                    \
    sizeof(struct tare_build_), sizeof(struct tare_def), TARE_COMPILER_,       \
        TARE_LANGUAGE_, TARE_FLAGS_, TARE_OPTIMIZED_,                          \
    TARE_ASAN_ + TARE_TSAN_ + TARE_MSAN_ + TARE_UBSAN_, TARE_CALL_

#if defined(__cplusplus) && defined(__cpp_exceptions)
#define TARE_CALL_ tare_call_
#else
#define TARE_CALL_ NULL
#endif
/* clang-format on */

/* Designated options are news to C++17, and to its pedantry. */
#ifdef __cplusplus
#ifdef __clang__
#define TARE_QUIET_BEGIN_                                                      \
    _Pragma("clang diagnostic push")                                           \
        _Pragma("clang diagnostic ignored \"-Wc++20-designator\"")             \
            _Pragma("clang diagnostic ignored \"-Wc99-designator\"") _Pragma(  \
                "clang diagnostic ignored \"-Wmissing-field-initializers\"")
#define TARE_QUIET_END_ _Pragma("clang diagnostic pop")
#else
#if __GNUC__ >= 12
#define TARE_QUIET_NAME_ "GCC diagnostic ignored \"-Wc++20-extensions\""
#else
#define TARE_QUIET_NAME_ "GCC diagnostic ignored \"-Wpedantic\""
#endif
#define TARE_QUIET_BEGIN_                                                      \
    _Pragma("GCC diagnostic push") _Pragma(TARE_QUIET_NAME_)                   \
        _Pragma("GCC diagnostic ignored \"-Wmissing-field-initializers\"")
#define TARE_QUIET_END_ _Pragma("GCC diagnostic pop")
#endif
#else
#define TARE_QUIET_BEGIN_
#define TARE_QUIET_END_
#endif

struct tare_entry_ {
    const struct tare_def *def;
    const char *symbol, *file;
    int line;
    const struct tare_build_ *build;
    struct tare_entry_ *next;
};

void tare_register_(struct tare_entry_ *entry);
void tare_add_(const struct tare_def *def, const char *file, int line,
               const struct tare_build_ *build);
void tare_add_type_(const struct tare_def *like, tare_bench_fn run,
                    const char *name, const char *types, size_t index,
                    const char *file, int line,
                    const struct tare_build_ *build);
uint64_t tare_loop_next_(struct tare *t, uint64_t left);
uint64_t tare_batch_next_(struct tare *t, uint64_t left, size_t item_size,
                          void (*make)(void *item, void *context),
                          void (*release)(void *item, void *context),
                          void *context);
uint64_t tare_inputs_next_(struct tare *t, uint64_t left, size_t item_size,
                           void (*make)(struct tare *t, void *item,
                                        void *context),
                           void *context);
void *tare_batch_items_(struct tare *t);

#ifdef __cplusplus
}
#endif

#pragma GCC visibility pop

#ifdef __cplusplus
#ifdef __cpp_exceptions
/* What leaves a benchmark by throw ends it as tare_fail() does. */
[[noreturn]] static inline void tare_threw_(struct tare *t, const char *what)
{
    const std::type_info *type = abi::__cxa_current_exception_type();
    char *name =
        type ? abi::__cxa_demangle(type->name(), nullptr, nullptr, nullptr)
             : nullptr;

    tare_fail(t, what ? "threw %s: %s" : "threw %s", name ? name : "something",
              what ? what : "");
}

static inline void tare_call_(tare_bench_fn run, struct tare *t)
{
    try {
        run(t);
    } catch (const std::exception &thrown) {
        tare_threw_(t, thrown.what());
#ifdef __GLIBCXX__
    } catch (abi::__forced_unwind &) { /* the end of a thread */
        throw;
#endif
    } catch (...) {
        tare_threw_(t, nullptr);
    }
}
#endif

template <typename Bench, typename... Types>
static inline void tare_add_types_(const tare_def &like, const char *name,
                                   const char *texts, const char *file,
                                   int line, const struct tare_build_ *build)
{
    const tare_bench_fn runs[] = { &Bench::template run<Types>... };

    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        tare_add_type_(&like, runs[i], name, texts, i, file, line, build);
}
#endif

#endif
