/* SPDX-License-Identifier: MIT */
#include "store/signal_name.h"

#include <signal.h>

#include "tests/test.h"

TEST(signals_are_named_as_in_the_manual)
{
    CHECK_STR(tare_signal_name(SIGSEGV), "SIGSEGV");
    CHECK_STR(tare_signal_name(SIGKILL), "SIGKILL");
    CHECK_STR(tare_signal_name(SIGXFSZ), "SIGXFSZ");
}

TEST(what_has_no_name_has_words)
{
    CHECK_STR(tare_signal_name(SIGRTMIN + 3), "a real-time signal");
    CHECK_STR(tare_signal_name(0), "unknown");
    CHECK_STR(tare_signal_name(-1), "unknown");
    CHECK_STR(tare_signal_name(100000), "unknown");
}

TESTS(RUN(signals_are_named_as_in_the_manual), RUN(what_has_no_name_has_words))
