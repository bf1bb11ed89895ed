/* SPDX-License-Identifier: MIT */
#include "harness/launch/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/bench/fixtures.h"
#include "harness/launch/launcher.h"
#include "harness/launch/messages.h"
#include "harness/launch/profile_messages.h"
#include "harness/launch/replay.h"
#include "harness/machine/emulation.h"
#include "store/alloc.h"
#include "store/path.h"

enum {
    BUILD_PATIENCE = 10, /* timeouts that building a fixture may take */
    ASKS_MAX = 1000      /* nobody asks for fixtures for ever */
};

/* ---- fixtures ------------------------------------------------------------ */

/* Where it is: in our hands, of which the launch opens a copy. */
static void send_fixture(struct tare_session *session,
                         const struct tare_fixture *fixture)
{
    struct tare_message answer = { .word = TARE_WORD_FIXTURE };
    char path[64];

    snprintf(path, sizeof path, "/proc/%ld/fd/%d", (long)getpid(), fixture->fd);
    tare_put_built(&answer, path, fixture->is_built);
    session->fixture = (size_t)(fixture - session->fixtures->items);
    if (!fixture->is_built)
        session->building_since_ns = tare_clock_now_ns();
    tare_launch_send(&session->launched,
                     &answer); /* receive tells of failing */
    tare_message_release(&answer);
}

static void answer_fixture(struct tare_session *session,
                           struct tare_message *message)
{
    struct tare_fixture *fixture = NULL;
    struct tare_err err = { 0 };
    uint64_t size;
    char *name = tare_get_fixture(message, &size);

    if (message->bad || session->fixtures == NULL ||
        session->asked++ == ASKS_MAX)
        tare_fail_with(&err, TARE_EUSAGE, "the request is not valid");
    else
        fixture = tare_fixtures_get(session->fixtures, session->binary, name,
                                    size, &err);
    if (fixture != NULL)
        send_fixture(session, fixture);
    else
        tare_launch_blame(&session->launched, TARE_STATUS_FAILED,
                          "fixture \"%s\": %s", name != NULL ? name : "",
                          err.text);
    free(name);
}

static void note_built(struct tare_session *session)
{
    tare_fixture_finish(&session->fixtures->items[session->fixture]);
    session->built_ns += tare_clock_now_ns() - session->building_since_ns;
    session->building_since_ns = 0;
}

static void say(struct tare_session *session,
                const struct tare_message *message)
{
    if (session->replayed == NULL)
        tare_launch_send(&session->launched, message);
}

/* The next message that is not about fixtures; 0 when none will come. */
static int receive(struct tare_session *session, struct tare_message *message,
                   double limit_s)
{
    struct tare_launched *launched = &session->launched;

    if (session->replayed != NULL)
        return tare_replay_next(session, message);
    while (tare_launch_receive(launched, message,
                               session->building_since_ns > 0
                                   ? BUILD_PATIENCE * session->timeout_s
                                   : limit_s)) {
        if (message->word == TARE_WORD_FIXTURE)
            answer_fixture(session, message);
        else if (message->word == TARE_WORD_BUILT &&
                 session->building_since_ns > 0)
            note_built(session);
        else
            return tare_replay_note(session->logged, message);
        if (launched->end.status != TARE_STATUS_OK)
            return 0;
    }
    return 0;
}

/* ---- waiting ------------------------------------------------------------- */

/* It came instead of what was expected; the benchmark may have left.  -1. */
static int refuse(struct tare_session *session, struct tare_message *message)
{
    struct tare_launched *launched = &session->launched;
    char *reason;

    if (message->word == TARE_WORD_END)
        return -1; /* of a list */
    if (message->word == TARE_WORD_DONE) {
        tare_launch_blame(launched, TARE_STATUS_FAILED,
                          "returned without entering TARE_LOOP");
        return -1;
    }
    reason = tare_get_text(message);
    if (message->word == TARE_WORD_SKIPPED)
        tare_launch_blame(launched, TARE_STATUS_SKIPPED, "%s",
                          reason != NULL ? reason : "");
    else if (message->word == TARE_WORD_FAILED)
        tare_launch_blame(launched, TARE_STATUS_FAILED, "%s",
                          reason != NULL ? reason : "");
    else
        tare_launch_blame(launched, TARE_STATUS_FAILED,
                          "sent an unexpected message (word %d)",
                          message->word);
    free(reason);
    return -1;
}

/* Waits for the message of that word. */
static int expect(struct tare_session *session, struct tare_message *message,
                  enum tare_word word, double limit_s)
{
    if (!receive(session, message, limit_s))
        return -1;
    return message->word == word ? 0 : refuse(session, message);
}

static int check_sound(struct tare_session *session,
                       const struct tare_message *message)
{
    if (!message->bad)
        return 0;
    tare_launch_blame(&session->launched, TARE_STATUS_FAILED,
                      "sent a message that is not valid");
    return -1;
}

/* ---- opening ------------------------------------------------------------- */

static int start(struct tare_session *session, const struct tare_where *where,
                 const struct tare_suite_binary *binary,
                 const struct tare_launch_options *options)
{
    struct tare_start how = { .exec = binary->exec,
                              .library_path = options->library_path != NULL
                                                  ? options->library_path
                                                  : binary->library_path,
                              .padding = options->padding,
                              .command = options->command,
                              .is_steady = options->is_steady };
    struct tare_err err = { 0 };
    int status;

    tare_cpu_step_back(&where->cpu);
    status = tare_launch_start(&session->launched, &how, &err);
    tare_cpu_step_aside(&where->cpu);
    if (status == 0)
        return 0;
    session->launched.pid = 0;
    tare_launch_blame(&session->launched, TARE_STATUS_FAILED, "%s", err.text);
    return -1;
}

/* Where that is, or was. */
static void place(struct tare_session *session,
                  const struct tare_suite_binary *binary)
{
    const struct tare_logged *replayed = session->replayed;

    if (replayed != NULL) {
        session->folder = tare_strdup(replayed->folder);
        session->cpu = replayed->cpu >= 0 ? (int)replayed->cpu : -1;
    } else if (binary->is_copy) {
        session->folder = tare_path_folder(binary->exec);
    }
}

/* Several threads need several CPUs. */
static int cpu_for(const struct tare_where *where,
                   const struct tare_suite_case *c)
{
    return c->identity.threads > 1 ? -1 : where->cpu.measured;
}

int tare_session_open(struct tare_session *session,
                      const struct tare_where *where,
                      const struct tare_suite_case *c,
                      const struct tare_launch_options *options)
{
    const struct tare_suite *suite = where->suite;
    struct tare_message message = { 0 };
    struct tare_opening opening = { .entry = c->entry,
                                    .index = c->index,
                                    .id = c->own_id != NULL ? c->own_id
                                                            : c->identity.id,
                                    .cpu = cpu_for(where, c),
                                    .clock_cost_ns = where->clock.cost_ns,
                                    .slowdown = c->slowdown,
                                    .wanted = options->wanted,
                                    .seed = options->seed };
    int status;

    *session = (struct tare_session){ .timeout_s = where->timeout_s,
                                      .cpu = opening.cpu,
                                      .fixtures = &where->suite->fixtures,
                                      .binary = c->binary,
                                      .logged = options->logged,
                                      .replayed = options->replayed };
    if (c->options.timeout_s > 0)
        session->timeout_s = c->options.timeout_s;
    if (c->spots != NULL) {
        opening.entry = c->spots[suite->binaries[c->binary].drawn].entry;
        opening.index = c->spots[suite->binaries[c->binary].drawn].index;
    }
    session->timeout_s += options->patience_s;
    place(session, tare_suite_drawn(suite, c));
    if (session->replayed == NULL &&
        start(session, where, tare_suite_drawn(suite, c), options) < 0)
        return -1;
    session->launched.echo = where->echo;
    status = expect(session, &message, TARE_WORD_HELLO, session->timeout_s);
    if (status == 0) {
        tare_message_release(&message);
        message.word = TARE_WORD_OPEN;
        tare_put_opening(&message, &opening);
        say(session, &message);
        status = expect(session, &message, TARE_WORD_READY, session->timeout_s);
    }
    if (status == 0) {
        session->setup_ns = tare_get_setup_ns(&message);
        status = check_sound(session, &message);
    }
    tare_message_release(&message);
    return status;
}

/* ---- running ------------------------------------------------------------- */

static int check_answer(struct tare_session *session,
                        const struct tare_request *request,
                        const struct tare_results *results)
{
    int is_same = results->count == request->count;

    for (unsigned i = 0; is_same && i < results->count; i++)
        is_same = results->timings[i].iterations == request->iterations[i];
    if (is_same)
        return 0;
    tare_launch_blame(&session->launched, TARE_STATUS_FAILED,
                      "answered with other iteration counts than requested");
    return -1;
}

/* What belongs to them may come before. */
static int receive_results(struct tare_session *session,
                           struct tare_message *message,
                           struct tare_results *results, double limit_s)
{
    while (receive(session, message, limit_s)) {
        if (message->word == TARE_WORD_RESULTS) {
            tare_get_results(message, results);
            return check_sound(session, message);
        }
        if (message->word != TARE_WORD_PROFILE)
            return refuse(session, message);
        tare_get_profile(message, &results->profile);
        if (check_sound(session, message) < 0)
            return -1;
        tare_message_release(message);
    }
    return -1;
}

int tare_session_run(struct tare_session *session,
                     const struct tare_request *request,
                     struct tare_results *results, double expected_s)
{
    struct tare_message message = { .word = TARE_WORD_RUN };
    int status;

    tare_put_request(&message, request);
    say(session, &message);
    status = receive_results(session, &message, results,
                             session->timeout_s + 2 * expected_s);
    if (status == 0)
        status = check_answer(session, request, results);
    tare_message_release(&message);
    return status;
}

/* ---- closing ------------------------------------------------------------- */

static void take_loaded(struct tare_session *session,
                        struct tare_message *message)
{
    struct tare_loaded_list loaded = { 0 };

    tare_get_loaded(message, &loaded);
    session->loaded = loaded.paths;
    session->loaded_count = loaded.count;
    session->loaded_left_out = loaded.left_out;
}

/* Whether it is as it should be, as far as can be seen. */
static int is_well(const struct tare_launched *launched)
{
    return launched->end.status == TARE_STATUS_OK && !launched->end.is_void &&
           !launched->has_exited;
}

static void stop(struct tare_session *session)
{
    struct tare_message message = { .word = TARE_WORD_STOP };

    say(session, &message);
    if (expect(session, &message, TARE_WORD_DONE, session->timeout_s) == 0) {
        tare_get_done(&message, &session->work, &session->late);
        take_loaded(session, &message);
        check_sound(session, &message);
    }
    tare_message_release(&message);
}

void tare_session_close(struct tare_session *session)
{
    struct tare_launched *launched = &session->launched;
    int is_started = launched->pid != 0;

    if (is_well(launched) && (is_started || session->replayed != NULL))
        stop(session);
    if (session->replayed != NULL) {
        tare_replay_end(session);
        return;
    }
    if (is_started)
        tare_launch_finish(launched, session->timeout_s);
    if (is_started && launched->end.status != TARE_STATUS_OK)
        session->output = tare_launch_output(launched);
    tare_replay_note_end(session->logged, session);
}

void tare_session_release(struct tare_session *session)
{
    tare_results_release(&session->late);
    for (size_t i = 0; i < session->loaded_count; i++)
        free(session->loaded[i]);
    free(session->loaded);
    free(session->output);
    free(session->folder);
    *session = (struct tare_session){ 0 };
}

/* ---- listing ------------------------------------------------------------- */

static int receive_cases(struct tare_session *session, struct tare_suite *suite,
                         size_t binary)
{
    struct tare_message message = { .word = TARE_WORD_LIST };
    int status;

    tare_launch_send(&session->launched, &message);
    while ((status = expect(session, &message, TARE_WORD_CASE,
                            session->timeout_s)) == 0) {
        struct tare_suite_case c = { .binary = binary };

        tare_get_case(&message, &c);
        c.is_emulated = suite->binaries[binary].is_emulated;
        if (check_sound(session, &message) < 0) {
            tare_suite_case_release(&c);
            break;
        }
        tare_suite_add(suite, &c);
    }
    tare_message_release(&message);
    return status;
}

/* What its cases have to know of how it was started. */
static void look_at_start(const struct tare_launched *launched,
                          struct tare_suite *suite, size_t binary)
{
    tare_launcher_note_cpus(launched->process);
    suite->binaries[binary].is_emulated =
        tare_emulation_of(launched->process, suite->binaries[binary].exec);
}

/* With the last that it said. */
static int refuse_list(const struct tare_launched *launched, const char *path,
                       struct tare_err *err)
{
    char *output = tare_launch_output(launched), *last = output;
    size_t size = output != NULL ? strlen(output) : 0;

    while (size > 0 && output[size - 1] == '\n')
        output[--size] = '\0';
    if (output != NULL && strrchr(output, '\n') != NULL)
        last = strrchr(output, '\n') + 1;
    tare_fail_with(err, TARE_EUSAGE,
                   "%s: not a tare benchmark, or broken: it %.200s%s%.200s",
                   path, launched->end.reason, size > 0 ? ": " : "",
                   size > 0 ? last : "");
    free(output);
    return TARE_EUSAGE;
}

int tare_session_list(struct tare_suite *suite, size_t binary, double timeout_s,
                      struct tare_err *err)
{
    const struct tare_suite_binary *file = &suite->binaries[binary];
    struct tare_session session = { .timeout_s = timeout_s };
    struct tare_message message = { 0 };
    struct tare_start how = { .exec = file->exec,
                              .library_path = file->library_path };
    size_t before = suite->count;
    struct tare_err why = { 0 };
    int status = tare_launch_start(&session.launched, &how, &why);

    if (status < 0)
        return tare_fail_with(err, TARE_EUSAGE, "%s: cannot be started: %.300s",
                              file->path, why.text);
    if (expect(&session, &message, TARE_WORD_HELLO, timeout_s) == 0) {
        look_at_start(&session.launched, suite, binary);
        receive_cases(&session, suite, binary);
    }
    tare_message_release(&message);
    tare_launch_finish(&session.launched, timeout_s);
    if (session.launched.end.status != TARE_STATUS_OK)
        status = refuse_list(&session.launched, file->path, err);
    else if (suite->count == before)
        status = tare_suite_refuse_empty(file->path, err);
    tare_session_release(&session);
    return status;
}
