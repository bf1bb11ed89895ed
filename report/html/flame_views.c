/* SPDX-License-Identifier: MIT */
/* Graphs of what is not CPU time: of waits, and of what is allocated. */
#include "report/html/flame.h"
#include "report/html/flame_parts.h"
#include "report/terminal/heap_text.h"
#include "report/terminal/waits.h"

static void describe_waits(struct tare_buf *about, struct tare_buf *doubts,
                           const struct tare_case *c)
{
    struct tare_waits waits;

    tare_waits_find(&waits, c);
    tare_waits_describe(about, &waits);
    if (doubts != NULL)
        tare_waits_doubts(doubts, &waits);
    tare_waits_release(&waits);
}

void tare_flame_waits(struct tare_buf *buf, const struct tare_case *before,
                      const struct tare_case *now, const char *key)
{
    struct tare_flame_subject subject = { .heading = "Where it waits",
                                          .unit = "ns",
                                          .leaf_is_reason = 1 };
    int has_both = before != NULL && before->waits.launch_count > 0;
    struct tare_case view, old = { 0 };

    if (now == NULL)
        return;
    describe_waits(&subject.about, &subject.doubts, now);
    view = tare_waits_view(now);
    if (has_both) {
        describe_waits(&subject.before, NULL, before);
        old = tare_waits_view(before);
    }
    tare_flame_view(buf, has_both ? &old : NULL, &view, &subject, key, "waits");
    tare_waits_view_release(&view);
    tare_waits_view_release(&old);
}

static void describe_heap(struct tare_buf *about, struct tare_buf *doubts,
                          const struct tare_case *c)
{
    struct tare_heap heap;

    tare_heap_find(&heap, c, 1);
    if (heap.iterations > 0)
        tare_heap_describe(about, &heap);
    if (doubts != NULL)
        tare_heap_doubts(doubts, &heap);
    tare_heap_release(&heap);
}

void tare_flame_heap(struct tare_buf *buf, const struct tare_case *before,
                     const struct tare_case *now, const char *key)
{
    struct tare_flame_subject subject = { .heading = "What it allocates",
                                          .unit = "B" };
    int has_both = before != NULL && before->heap.launch_count > 0;
    struct tare_case view, old = { 0 };

    if (now == NULL || now->heap.launch_count == 0)
        return;
    describe_heap(&subject.about, &subject.doubts, now);
    view = tare_heap_view(now);
    if (has_both) {
        describe_heap(&subject.before, NULL, before);
        old = tare_heap_view(before);
    }
    tare_flame_view(buf, has_both ? &old : NULL, &view, &subject, key, "heap");
    tare_heap_view_release(&view);
    tare_heap_view_release(&old);
}
