/* SPDX-License-Identifier: MIT */
/*
 * The coordinator of a run: calibrates every case once, then proceeds in
 * rounds.  In a round each case that still needs data gets one launch, in
 * random order, so that drift of the machine hits all alike.  A case leaves
 * when its interval is narrow enough, or when the time of the whole suite is
 * used up.
 */
#ifndef TARE_HARNESS_ROUNDS_H
#define TARE_HARNESS_ROUNDS_H

#include "harness/launch/session.h"
#include "harness/run/settings.h"
#include "store/record.h"

/*
 * Measures the cases of the suite into the run, whose cases it makes, in the
 * suite's order.  It may change the CPU to a quieter one.  Returns when all is
 * measured or the outside wants an end (then run->interrupted is set).
 */
void tare_rounds_run(struct tare_run *run, struct tare_where *where,
                     const struct tare_rounds_settings *settings,
                     const struct tare_watcher *watcher);

#endif
