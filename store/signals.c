/* SPDX-License-Identifier: MIT */
#include "store/signals.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

/* Signal handlers reach nothing but globals. */
static volatile sig_atomic_t end_wanted, end_number, stop_wanted, is_asked;

static void (*answer_by)(void);

enum {
    PATIENCE_S = 5 /* then whoever has asked is taken to ask again */
};

static void on_end(int number)
{
    if (end_number == 0) {
        end_number = number;
        alarm(PATIENCE_S);
    }
    end_wanted++;
}

static void on_stop(int number)
{
    (void)number;
    stop_wanted = 1;
}

/* Who was continued before having stopped has nothing to stop for. */
static void on_continue(int number)
{
    (void)number;
    stop_wanted = 0;
}

static void on_question(int number)
{
    (void)number;
    is_asked = 1;
}

/* Only poll(2) and sleep are interrupted: who waits for us has no answer to
 * give. */
static void handle_questions(void)
{
    struct sigaction action = { .sa_handler = on_question,
                                .sa_flags = SA_RESTART };

    sigaction(SIGUSR1, &action, NULL);
#ifdef SIGINFO
    sigaction(SIGINFO, &action, NULL);
#endif
}

/* No SA_RESTART: a wait is to be interrupted. */
static void handle(int number, void (*handler)(int))
{
    struct sigaction action = { .sa_handler = handler };

    sigaction(number, &action, NULL);
}

static sigset_t set_of(const int *numbers, size_t count)
{
    sigset_t set;

    sigemptyset(&set);
    for (size_t i = 0; i < count; i++)
        sigaddset(&set, numbers[i]);
    return set;
}

void tare_signals_reset(void)
{
    static const int numbers[] = { SIGCHLD, SIGINT,  SIGTERM, SIGHUP,
                                   SIGTSTP, SIGALRM, SIGUSR1 };
    sigset_t heard = set_of(numbers, sizeof numbers / sizeof *numbers);

    handle_questions();
    sigprocmask(SIG_UNBLOCK, &heard, NULL);
    alarm(0); /* an alarm outlives exec(2) */
    signal(SIGCHLD, SIG_DFL);
}

/* SIGHUP stays ignored under nohup.  SIGINT does not, although shells start
 * background jobs with it ignored: whoever sends it there means it. */
void tare_signals_install(void)
{
    struct sigaction old;

    handle(SIGINT, on_end);
    handle(SIGTERM, on_end);
    if (sigaction(SIGHUP, NULL, &old) != 0 || old.sa_handler != SIG_IGN)
        handle(SIGHUP, on_end);
    handle(SIGALRM, on_end);
    handle(SIGTSTP, on_stop);
    handle(SIGCONT, on_continue);
    signal(SIGPIPE, SIG_IGN);
}

int tare_signals_end_wanted(void)
{
    return end_wanted;
}

void tare_signals_ask_to_end(void)
{
    end_wanted += 2;
}

int tare_signals_number(void)
{
    return end_number;
}

int tare_signals_stop_wanted(void)
{
    return stop_wanted;
}

void tare_signals_hold(sigset_t *before)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGALRM };
    sigset_t held = set_of(numbers, sizeof numbers / sizeof *numbers);

    sigprocmask(SIG_BLOCK, &held, before);
}

/* Not when we are to end; and SIGCONT is held back while we look. */
void tare_signals_stop(void)
{
    sigset_t continued, before;

    sigemptyset(&continued);
    sigaddset(&continued, SIGCONT);
    sigprocmask(SIG_BLOCK, &continued, &before);
    if (stop_wanted && !end_wanted)
        raise(SIGSTOP);
    stop_wanted = 0;
    sigprocmask(SIG_SETMASK, &before, NULL);
}

void tare_signals_answer_by(void (*answer)(void))
{
    answer_by = answer;
}

void tare_signals_answer(void)
{
    if (!is_asked || answer_by == NULL)
        return;
    is_asked = 0;
    answer_by();
}
