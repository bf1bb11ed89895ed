/* SPDX-License-Identifier: MIT */
/* The life of a launch: this process obeys the coordinator at the other end of
 * the channel, and exits. */
#ifndef TARE_HARNESS_REMOTE_H
#define TARE_HARNESS_REMOTE_H

/* Exit status of a launch that can no longer reach its coordinator. */
enum {
    TARE_EXIT_UNREACHABLE = 113,
    TARE_EXIT_TOO_LONG = 114 /* what it said did not fit the channel */
};

/* Stands in the environment of a launch until it has found its channel. */
#define TARE_LAUNCH_MARK "TARE_LAUNCH"

/* Whether this process was started as a launch, whatever its arguments: it must
 * never become a coordinator, which would start more of them. */
int tare_remote_is_launch(void);

/* The descriptor of the channel when this process is a launch, or -1. */
int tare_remote_channel(int argc, char **argv);

/* Serves the coordinator; the exit status. */
int tare_remote_serve(int channel);

#endif
