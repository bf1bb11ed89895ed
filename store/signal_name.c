/* SPDX-License-Identifier: MIT */
#include "store/signal_name.h"

#include <signal.h>
#include <stddef.h>

#define NAME(signal) [signal] = #signal

static const char *const names[] = {
    NAME(SIGABRT),   NAME(SIGALRM), NAME(SIGBUS),  NAME(SIGCHLD),
    NAME(SIGCONT),   NAME(SIGFPE),  NAME(SIGHUP),  NAME(SIGILL),
    NAME(SIGINT),    NAME(SIGKILL), NAME(SIGPIPE), NAME(SIGPROF),
    NAME(SIGQUIT),   NAME(SIGSEGV), NAME(SIGSTOP), NAME(SIGSYS),
    NAME(SIGTERM),   NAME(SIGTRAP), NAME(SIGTSTP), NAME(SIGTTIN),
    NAME(SIGTTOU),   NAME(SIGURG),  NAME(SIGUSR1), NAME(SIGUSR2),
    NAME(SIGVTALRM), NAME(SIGXCPU), NAME(SIGXFSZ),
#ifdef SIGIO
    NAME(SIGIO),
#endif
#ifdef SIGWINCH
    NAME(SIGWINCH),
#endif
#ifdef SIGPWR
    NAME(SIGPWR),
#endif
#ifdef SIGSTKFLT
    NAME(SIGSTKFLT),
#endif
};

const char *tare_signal_name(int number)
{
    int count = (int)(sizeof names / sizeof *names);

    if (number > 0 && number < count && names[number] != NULL)
        return names[number];
#ifdef SIGRTMIN
    if (number >= SIGRTMIN && number <= SIGRTMAX)
        return "a real-time signal";
#endif
    return "unknown";
}
