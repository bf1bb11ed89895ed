/* SPDX-License-Identifier: MIT */
/*
 * The optimisation barrier, for GCC and Clang.  Pulled in by tare.h.
 *
 * tare_black_box(x) returns x, and the compiler may neither precompute what
 * went in nor drop what comes out.  A scalar stays in a register; behind a
 * pointer all memory becomes opaque as well; structs, unions, complex numbers
 * and 128-bit integers go through memory, because no register holds them.
 * In C an array decays to a pointer.  In C++ class objects are passed on by
 * reference where they can be, so that nothing is copied.
 *
 * tare_clobber() makes all memory opaque: stores before it must happen, loads
 * after it must be done again.
 */
#ifndef TARE_HARNESS_TARE_BARRIER_H
#define TARE_HARNESS_TARE_BARRIER_H

/* The constraint for a floating or vector register. */
#if defined(__x86_64__)
#define TARE_REAL_REGISTER_ "+x"
#elif defined(__aarch64__)
#define TARE_REAL_REGISTER_ "+w"
#elif defined(__riscv_flen)
#define TARE_REAL_REGISTER_ "+f"
#else
#define TARE_REAL_REGISTER_ "+m"
#endif

/* RISC-V keeps vectors in memory: its vector registers are no asm operands
 * with the compilers we know. */
#if defined(__x86_64__) || defined(__aarch64__)
#define TARE_VECTOR_REGISTER_ TARE_REAL_REGISTER_
#else
#define TARE_VECTOR_REGISTER_ "+m"
#endif

#if defined(__AVX512F__)
#define TARE_VECTOR_SIZE_ 64
#elif defined(__AVX__)
#define TARE_VECTOR_SIZE_ 32
#else
#define TARE_VECTOR_SIZE_ 16
#endif

#define tare_clobber() __asm__ volatile("" : : : "memory")

#define TARE_PASTE2_(a, b) a##b
#define TARE_PASTE_(a, b)  TARE_PASTE2_(a, b)

#ifndef __cplusplus

/*
 * What kind of value v is, by __builtin_classify_type, whose numbers GCC and
 * Clang share: 5 is a pointer, 8 a float, 9 complex, 12 and 13 struct and
 * union, 0 to 4 and 6 the integers; vectors are -1 or, in newer compilers, a
 * number above 13.
 */
#define TARE_IS_POINTER_(v) (__builtin_classify_type(v) == 5)
#define TARE_IS_INTEGER_(v)                                                    \
    (__builtin_classify_type(v) >= 0 && __builtin_classify_type(v) <= 6 &&     \
     !TARE_IS_POINTER_(v) && sizeof(v) <= sizeof(void *))
#define TARE_IS_REAL_(v)                                                       \
    (__builtin_classify_type(v) == 8 && sizeof(v) <= sizeof(double))
#define TARE_IS_VECTOR_(v)                                                     \
    ((__builtin_classify_type(v) == -1 || __builtin_classify_type(v) > 13) &&  \
     sizeof(v) >= 8 && sizeof(v) <= TARE_VECTOR_SIZE_)

/* Branches not taken must still compile: there a literal stands in for v. */
#define TARE_OPAQUE_(v)                                                        \
    if (TARE_IS_POINTER_(v))                                                   \
        __asm__ volatile(""                                                    \
                         : "+r"(*__builtin_choose_expr(TARE_IS_POINTER_(v),    \
                                                       &v, &(void *){ 0 }))    \
                         :                                                     \
                         : "memory");                                          \
    else if (TARE_IS_INTEGER_(v))                                              \
        __asm__ volatile(""                                                    \
                         : "+r"(*__builtin_choose_expr(TARE_IS_INTEGER_(v),    \
                                                       &v, &(int){ 0 })));     \
    else if (TARE_IS_REAL_(v))                                                 \
        __asm__ volatile(""                                                    \
                         : TARE_REAL_REGISTER_(*__builtin_choose_expr(         \
                             TARE_IS_REAL_(v), &v, &(double){ 0 })));          \
    else if (TARE_IS_VECTOR_(v))                                               \
        __asm__ volatile(""                                                    \
                         : TARE_VECTOR_REGISTER_(*__builtin_choose_expr(       \
                             TARE_IS_VECTOR_(v), &v, &(double){ 0 })));        \
    else                                                                       \
        __asm__ volatile("" : "+m"(v) : : "memory")

/* Every use gets a name of its own, or nested uses would shadow. */
#define TARE_BLACK_BOX_(x, v)                                                  \
    __extension__({                                                            \
        __extension__ __auto_type v = (x);                                     \
        TARE_OPAQUE_(v);                                                       \
        v;                                                                     \
    })
#define tare_black_box(x)                                                      \
    TARE_BLACK_BOX_(x, TARE_PASTE_(tare_value_, __COUNTER__))

#else

#include <type_traits>
#include <utility>

template <class T> __attribute__((always_inline)) inline void tare_opaque_(T &v)
{
    if constexpr (std::is_pointer<T>::value)
        __asm__ volatile("" : "+r"(v) : : "memory");
    else if constexpr ((std::is_integral<T>::value || std::is_enum<T>::value) &&
                       sizeof(T) <= sizeof(void *))
        __asm__ volatile("" : "+r"(v));
    else if constexpr (std::is_floating_point<T>::value &&
                       sizeof(T) <= sizeof(double))
        __asm__ volatile("" : TARE_REAL_REGISTER_(v));
    else if constexpr (!std::is_class<T>::value && !std::is_union<T>::value &&
                       !std::is_arithmetic<T>::value && sizeof(T) >= 8 &&
                       sizeof(T) <= TARE_VECTOR_SIZE_)
        __asm__ volatile("" : TARE_VECTOR_REGISTER_(v));
    else
        __asm__ volatile("" : "+m"(v) : : "memory");
}

/* Values that are not class objects: in and out by value. */
template <class T>
__attribute__((always_inline)) inline auto tare_black_box(T &&x) ->
    typename std::enable_if<!std::is_class<std::decay_t<T>>::value &&
                                !std::is_union<std::decay_t<T>>::value,
                            std::decay_t<T>>::type
{
    std::decay_t<T> value = std::forward<T>(x);

    tare_opaque_(value);
    return value;
}

/* An object that has a name: the same object comes back. */
template <class T>
__attribute__((always_inline)) inline auto tare_black_box(T &x) ->
    typename std::enable_if<std::is_class<T>::value || std::is_union<T>::value,
                            T &>::type
{
    const volatile void *where = std::addressof(x);

    __asm__ volatile("" : : "r"(where) : "memory");
    return x;
}

/* A temporary object: moved through. */
template <class T>
__attribute__((always_inline)) inline auto tare_black_box(T &&x) ->
    typename std::enable_if<(std::is_class<T>::value ||
                             std::is_union<T>::value) &&
                                !std::is_lvalue_reference<T>::value,
                            T>::type
{
    T value(std::move(x));
    const volatile void *where = std::addressof(value);

    __asm__ volatile("" : : "r"(where) : "memory");
    return value;
}

#endif /* __cplusplus */

#endif
