/* SPDX-License-Identifier: MIT */
/* Processes that a launch leaves behind become children of the coordinator,
 * even those that made themselves daemons, and are found and killed. */
#ifndef TARE_HARNESS_ORPHANS_H
#define TARE_HARNESS_ORPHANS_H

/* From now on orphans come to us.  Children that exist already, of whoever
 * called us, are remembered and left alone. */
void tare_orphans_adopt(void);

/* Kills what is left behind, with its descendants; how many were alive. */
unsigned tare_orphans_kill(void);

#endif
