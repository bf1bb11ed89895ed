/* SPDX-License-Identifier: MIT */
/* One of eight kernels, by KERNEL; WORK is how much it does, BLOB moves it. */
typedef unsigned long size_t;
typedef unsigned int uint32_t;

#ifndef WORK
#define WORK 1000
#endif
#ifndef BLOB
#define BLOB 0
#endif
#define TEXT_(x) #x
#define TEXT(x)  TEXT_(x)
#if BLOB > 0
__asm__(".text\n\t.skip " TEXT(BLOB));
#endif

#define NOINLINE __attribute__((noinline, noclone))

#if KERNEL == 1 /* recursion */
static NOINLINE unsigned fib(unsigned n)
{
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}
unsigned kernel1(unsigned x)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < WORK; i++)
        sum += fib(4 + ((i + x) & 1));
    return sum;
}
#elif KERNEL == 2 /* calls of nothing */
static NOINLINE unsigned nothing(unsigned x)
{
    __asm__ volatile("" : "+r"(x));
    return x;
}
unsigned kernel2(unsigned x)
{
    for (unsigned i = 0; i < WORK; i++)
        x += nothing(i);
    return x;
}
#elif KERNEL == 3 /* a short hash */
static NOINLINE uint32_t hash(const unsigned char *s, size_t n)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ s[i]) * 16777619u;
    return h;
}
unsigned kernel3(unsigned x)
{
    static unsigned char text[16] = "layouts matter.";
    for (unsigned i = 0; i < WORK; i++) {
        text[i & 15] = (unsigned char)x;
        x += hash(text, 12);
    }
    return x;
}
#elif KERNEL == 4 /* a search with branches */
static NOINLINE int search(const int *v, int n, int want)
{
    int low = 0, high = n;
    while (low < high) {
        int mid = (low + high) / 2;
        if (v[mid] < want)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}
unsigned kernel4(unsigned x)
{
    static int table[64];
    for (int i = 0; i < 64; i++)
        table[i] = 3 * i;
    for (unsigned i = 0; i < WORK; i++)
        x += (unsigned)search(table, 64, (int)((i * 7) % 190));
    return x;
}
#elif KERNEL == 5 /* a tight loop */
unsigned kernel5(unsigned x)
{
    for (unsigned i = 0; i < 8 * WORK; i++) {
        x = (x >> 1) ^ (-(x & 1) & 0xedb88320u);
        __asm__ volatile("" : "+r"(x));
    }
    return x;
}
#elif KERNEL == 6 /* reading numbers */
static NOINLINE unsigned parse(const char *s)
{
    unsigned n = 0;
    for (; *s >= '0' && *s <= '9'; s++)
        n = n * 10 + (unsigned)(*s - '0');
    return n;
}
unsigned kernel6(unsigned x)
{
    static const char *const texts[] = { "7",        "1234", "99",  "4711",
                                         "31415926", "0",    "123", "65535" };
    for (unsigned i = 0; i < WORK; i++)
        x += parse(texts[(i + x) & 7]);
    return x;
}
#elif KERNEL == 7 /* a small interpreter */
unsigned kernel7(unsigned x)
{
    static const unsigned char code[] = { 0, 3, 1, 4, 2, 0, 5, 3,
                                          1, 6, 2, 7, 4, 0, 6, 5 };
    for (unsigned i = 0; i < 2 * WORK; i++)
        switch (code[i & 15]) {
        case 0:
            x += i;
            break;
        case 1:
            x ^= x << 3;
            break;
        case 2:
            x -= 7;
            break;
        case 3:
            x *= 5;
            break;
        case 4:
            x ^= x >> 5;
            break;
        case 5:
            x = ~x;
            break;
        case 6:
            x += x >> 1;
            break;
        default:
            x ^= i;
            break;
        }
    return x;
}
#elif KERNEL == 8 /* sorting a little */
static NOINLINE void sort(int *v, int n)
{
    for (int i = 1; i < n; i++) {
        int key = v[i], k = i;
        for (; k > 0 && v[k - 1] > key; k--)
            v[k] = v[k - 1];
        v[k] = key;
    }
}
unsigned kernel8(unsigned x)
{
    int v[8];
    for (unsigned i = 0; i < WORK / 5; i++) {
        for (unsigned k = 0; k < 8; k++)
            v[k] = (int)((k * 5 + i) & 7);
        sort(v, 8);
        x += (unsigned)v[3];
    }
    return x;
}
#endif
