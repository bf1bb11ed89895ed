/* SPDX-License-Identifier: MIT */
/* Which functions allocate more or less than on the other side. */
#ifndef TARE_STORE_HEAP_MOVES_H
#define TARE_STORE_HEAP_MOVES_H

#include "store/moves.h"

/* Of two views (store/heap.h), in bytes of an iteration.  As nothing varies, each
 * change is shown to be one. */
void tare_heap_moves(struct tare_moves *moves, const struct tare_case *old,
                     const struct tare_case *new);

#endif
