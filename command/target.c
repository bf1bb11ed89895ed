/* SPDX-License-Identifier: MIT */
#include "command/target.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/base64.h"
#include "store/child.h"
#include "store/hash.h"
#include "store/input.h"
#include "store/shell_words.h"
#include "store/signals.h"
#include "store/spawn.h"
#include "store/utf8.h"
#include "store/words.h"

#define FILE_MOST ((size_t)1 << 30)

enum {
    TOKEN_SIZE = 40,
    LINE_MOST = 4096,
    LINE_BYTES = 57, /* as the program base64 writes them */
    ANSWER_MOST = 1 << 30,
    SLICE_MS = 100,
    LEAVE_MS = 10000 /* for the target to end and to clean up */
};

extern char **environ;

/* Where the talk is. */
enum step {
    STEP_NONE,
    STEP_FOLDER,
    STEP_READY,
    STEP_END
};

struct talk {
    const struct tare_target *target;
    struct tare_target_answer *answer;
    char token[TOKEN_SIZE]; /* that our lines begin with */
    pid_t pid;
    int in, out;             /* -1: closed */
    struct tare_buf waiting; /* to be sent */
    size_t sent;
    struct tare_buf line;
    enum step step;
    char *folder;          /* there; owned */
    struct tare_buf *part; /* that lines belong to; NULL: none */
    char hash[TARE_HASH_SIZE];
    char last[200];  /* line that was none of ours */
    char error[300]; /* what the script says has failed */
};

/* ---- the script ---------------------------------------------------------- */

/* The folder goes when the shell ends, however that comes; tare is asked twice,
 * which means at once. */
static const char beginning[] =
    "d= v=\n"
    "end() { [ -z \"$v\" ] || { kill $v; kill $v; wait $v; } 2>/dev/null;"
    " cd /; [ -z \"$d\" ] || rm -rf \"$d\"; d= v=; }\n"
    "trap end EXIT; trap 'exit 1' HUP INT TERM; trap '' PIPE\n"
    "fail() { echo \"$t error $*\"; exit 1; }\n"
    "check() { [ \"$(sha256sum <\"$1\" | cut -c 1-64)\" = \"$2\" ] ||"
    " fail \"$1 has not arrived as it was sent: is there room, and "
    "sha256sum?\";"
    " chmod 700 \"$1\"; }\n"
    "part() { [ ! -s \"$2\" ] || {"
    " echo; echo \"$t part $1 $(sha256sum <\"$2\" | cut -c 1-64)\";"
    " base64 <\"$2\"; echo \"$t done\"; }; }\n"
    "umask 077\n"
    "d=$(mktemp -d \"${TMPDIR:-/tmp}/tare-at.XXXXXX\") ||"
    " fail 'cannot make a folder'\n"
    "cd \"$d\" || fail 'cannot enter the folder'\n"
    "echo; echo \"$t folder $d\"\n";

/* While the verb runs, a guard reads from us, to see when we are gone.  All of
 * it is one command, so that the shell itself reads nothing meanwhile. */
static const char run_before[] =
    "./tare --version >/dev/null 2>&1 || fail"
    " \"the tare that was copied cannot run there ($(uname -m)): name one that"
    " can with --tare\"\n"
    "{ exec 4<&0; TMPDIR=$d LD_LIBRARY_PATH='$ORIGIN'"
    "${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} ./tare ";
static const char run_after[] =
    " </dev/null >out 2>errors 4<&- & v=$!\n"
    "{ cat <&4; kill $v; sleep 1; kill $v; sleep 4; kill -9 $v; sleep 1; rm "
    "-rf \"$d\"; }"
    " >/dev/null 2>&1 & w=$!\n"
    "wait $v; s=$?; v=; kill $w; part errors errors; part record record.json\n"
    "echo; echo \"$t end $s\"; exit 0; } 2>/dev/null\n";

static void add_check(struct tare_buf *script, const char *name,
                      const char *hash)
{
    tare_buf_puts(script, "check ");
    tare_child_quote(script, name);
    tare_buf_printf(script, " %s\n", hash);
}

static void add_folder_of(struct tare_buf *script, const char *name)
{
    const char *slash = strrchr(name, '/');

    if (slash != NULL)
        tare_buf_printf(script, "mkdir -p %.*s\n", (int)(slash - name), name);
}

/* As text in the script itself, because not every way there is free for all
 * bytes. */
static void add_content(struct tare_buf *script, const char *name,
                        const char *bytes, size_t size)
{
    tare_buf_puts(script, "base64 -d >");
    tare_child_quote(script, name);
    tare_buf_puts(script, " <<'END-OF-FILE' || fail cannot write ");
    tare_child_quote(script, name);
    tare_buf_puts(script, "\n");
    for (size_t i = 0; i < size; i += LINE_BYTES) {
        size_t left = size - i;

        tare_base64_write(script, bytes + i,
                          left < LINE_BYTES ? left : LINE_BYTES);
        tare_buf_puts(script, "\n");
    }
    tare_buf_puts(script, "END-OF-FILE\n");
}

static int add_file(struct tare_buf *script, struct tare_buf *checks,
                    const struct tare_target_file *file, int is_copied,
                    struct tare_err *err)
{
    char hash[TARE_HASH_SIZE], *bytes;
    size_t size;
    int status = tare_input_read(&bytes, &size, file->path, FILE_MOST, err);

    if (status < 0)
        return status;
    tare_hash(hash, bytes, size);
    add_folder_of(script, file->name);
    if (!is_copied)
        add_content(script, file->name, bytes, size);
    add_check(checks, file->name, hash);
    free(bytes);
    return 0;
}

/* ---- what comes back ----------------------------------------------------- */

static void copy_text(char *to, size_t size, const char *text)
{
    char *clean = tare_utf8_clean(text);

    snprintf(to, size, "%.*s", (int)size - 1, clean);
    free(clean);
}

static void begin_part(struct talk *talk, const char *words)
{
    int is_record = tare_begins(words, "record ");

    talk->part = is_record ? &talk->answer->record : &talk->answer->errors;
    tare_buf_clear(talk->part);
    if (is_record)
        snprintf(talk->hash, sizeof talk->hash, "%s",
                 words + strlen("record "));
}

static void take_frame(struct talk *talk, const char *words)
{
    if (tare_begins(words, "folder /") && talk->folder == NULL) {
        talk->folder = tare_strdup(words + strlen("folder "));
        talk->step = STEP_FOLDER;
    } else if (strcmp(words, "ready") == 0) {
        talk->step = STEP_READY;
    } else if (tare_begins(words, "error ")) {
        copy_text(talk->error, sizeof talk->error, words + strlen("error "));
    } else if (tare_begins(words, "part ")) {
        begin_part(talk, words + strlen("part "));
    } else if (strcmp(words, "done") == 0) {
        talk->part = NULL;
    } else if (tare_begins(words, "end ")) {
        talk->answer->status = atoi(words + strlen("end "));
        talk->step = STEP_END;
    }
}

static void take_line(struct talk *talk, char *line)
{
    size_t length = strlen(talk->token);

    line[strcspn(line, "\r")] = '\0'; /* of a terminal in between */
    if (strncmp(line, talk->token, length) == 0 && line[length] == ' ')
        take_frame(talk, line + length + 1);
    else if (talk->part != NULL && talk->part->size < ANSWER_MOST)
        (void)tare_base64_read(talk->part, line); /* its hash is looked at */
    else if (line[0] != '\0')
        copy_text(talk->last, sizeof talk->last, line);
}

static void take_bytes(struct talk *talk, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != '\n') {
            if (talk->line.size < LINE_MOST && bytes[i] != '\0')
                tare_buf_add(&talk->line, &bytes[i], 1);
            continue;
        }
        tare_buf_puts(&talk->line, "");
        take_line(talk, talk->line.data);
        tare_buf_clear(&talk->line);
    }
}

/* ---- the connection ------------------------------------------------------ */

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void send_some(struct talk *talk)
{
    ssize_t size = write(talk->in, talk->waiting.data + talk->sent,
                         talk->waiting.size - talk->sent);

    if (size > 0)
        talk->sent += (size_t)size;
    else if (errno != EAGAIN && errno != EINTR)
        close_end(&talk->in);
}

static void receive_some(struct talk *talk)
{
    char bytes[16384];
    ssize_t size = read(talk->out, bytes, sizeof bytes);

    if (size > 0)
        take_bytes(talk, bytes, (size_t)size);
    else if (size == 0 || (errno != EAGAIN && errno != EINTR))
        close_end(&talk->out);
}

static void pump_once(struct talk *talk)
{
    int has_more = talk->in >= 0 && talk->sent < talk->waiting.size;
    struct pollfd polled[2] = { { talk->out, POLLIN, 0 },
                                { has_more ? talk->in : -1, POLLOUT, 0 } };

    poll(polled, 2, SLICE_MS);
    if (polled[1].revents != 0)
        send_some(talk);
    if (talk->out >= 0 && polled[0].revents != 0)
        receive_some(talk);
}

/* Until the target is so far: 0; or the connection has ended, or something has
 * failed, or we are asked to end: -1. */
static int pump(struct talk *talk, enum step step)
{
    while (talk->step < step && talk->out >= 0 && talk->error[0] == '\0' &&
           !tare_signals_end_wanted())
        pump_once(talk);
    return talk->step >= step ? 0 : -1;
}

static int connect_to(struct talk *talk, struct tare_err *err)
{
    int in[2], out[2], error;
    posix_spawn_file_actions_t actions;
    char **words;
    size_t count;
    const char *why = tare_shell_words(talk->target->command, &words, &count);

    if (why != NULL)
        return tare_fail_with(err, TARE_EUSAGE, "at: %.100s: %s",
                              talk->target->command, why);
    *TARE_ADD(words, count) = tare_strdup("sh");
    *TARE_ADD(words, count) = NULL;
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
        return tare_fail_with(err, TARE_EBENCH, "cannot make a pipe: %s",
                              strerror(errno));
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    error = tare_spawn(&talk->pid, words[0], 0, &actions, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    talk->in = in[1];
    talk->out = out[0];
    fcntl(talk->in, F_SETFL, O_NONBLOCK);
    if (error != 0)
        tare_fail_with(err, TARE_EUSAGE, "at: cannot run %.100s: %s", words[0],
                       strerror(error));
    tare_shell_words_release(words, count - 1);
    return error != 0 ? TARE_EUSAGE : 0;
}

/* Lets the target clean up, and waits for that. */
static int disconnect(struct talk *talk)
{
    int status = 0, ended = 0;

    close_end(&talk->in);
    for (int waited_ms = 0; talk->pid > 0 && !ended && waited_ms < LEAVE_MS;
         waited_ms += SLICE_MS) {
        if (talk->out >= 0)
            pump_once(talk);
        else
            poll(NULL, 0, SLICE_MS);
        ended = waitpid(talk->pid, &status, WNOHANG) == talk->pid;
    }
    if (talk->pid > 0 && !ended) {
        kill(talk->pid, SIGKILL);
        waitpid(talk->pid, &status, 0);
    }
    close_end(&talk->out);
    return status;
}

/* ---- copying by a command ------------------------------------------------ */

/* The word with the file and its place there; returned. */
static char *fill_in(const char *word, const char *file, const char *place)
{
    struct tare_buf text = { 0 };

    tare_buf_puts(&text, "");
    for (; *word != '\0'; word++)
        if (word[0] == '%' && (word[1] == 'f' || word[1] == 'd'))
            tare_buf_puts(&text, *++word == 'f' ? file : place);
        else
            tare_buf_add(&text, word, 1);
    return tare_buf_detach(&text);
}

/* Whether it failed.  Not by store/child.h, which ends all that runs beside. */
static int run_copier(char **words)
{
    posix_spawn_file_actions_t actions;
    int status = -1, error;
    pid_t pid;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    error = tare_spawn(&pid, words[0], 0, &actions, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    while (error == 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        if (tare_signals_end_wanted())
            kill(pid, SIGTERM);
    return status != 0;
}

static int copy_one(const struct talk *talk,
                    const struct tare_target_file *file, struct tare_err *err)
{
    struct tare_buf place = { 0 };
    char **words;
    size_t count;
    int result;
    const char *why = tare_shell_words(talk->target->copy, &words, &count);

    if (why != NULL)
        return tare_fail_with(err, TARE_EUSAGE, "--copy: %.100s: %s",
                              talk->target->copy, why);
    tare_buf_printf(&place, "%s/%s", talk->folder, file->name);
    for (size_t i = 0; i < count; i++) {
        char *word = words[i];

        words[i] = fill_in(word, file->path, place.data);
        free(word);
    }
    *TARE_ADD(words, count) = NULL;
    result = run_copier(words);
    if (result != 0)
        result =
            tare_fail_with(err, TARE_EBENCH, "--copy: %.60s failed for %.200s",
                           words[0], file->path);
    tare_shell_words_release(words, count - 1);
    tare_buf_release(&place);
    return result;
}

/* ---- the whole ----------------------------------------------------------- */

static int send_files(struct talk *talk, struct tare_buf *checks,
                      struct tare_err *err)
{
    const struct tare_target *target = talk->target;
    int status = 0;

    for (size_t i = 0; i < target->file_count && status == 0; i++)
        status = add_file(&talk->waiting, checks, &target->files[i],
                          target->copy != NULL, err);
    tare_buf_puts(&talk->waiting, "echo; echo \"$t ready\"\n");
    if (status < 0 || pump(talk, STEP_READY) < 0)
        return status;
    for (size_t i = 0;
         i < target->file_count && status == 0 && target->copy != NULL; i++)
        status = copy_one(talk, &target->files[i], err);
    return status;
}

static int talk_to(struct talk *talk, struct tare_err *err)
{
    struct tare_buf checks = { 0 };
    int status;

    tare_buf_printf(&talk->waiting, "t=%s\n%s", talk->token, beginning);
    if (pump(talk, STEP_FOLDER) < 0)
        return 0;
    status = send_files(talk, &checks, err);
    if (status == 0 && talk->step == STEP_READY) {
        tare_buf_puts(&checks, "");
        tare_buf_printf(&talk->waiting, "%s%s%s%s", checks.data, run_before,
                        talk->target->verb, run_after);
        pump(talk, STEP_END);
    }
    tare_buf_release(&checks);
    return status;
}

/* Why it has no end, if nothing has said so. */
static int explain(const struct talk *talk, int status, struct tare_err *err)
{
    struct tare_buf how = { 0 };

    if (talk->error[0] != '\0')
        return tare_fail_with(err, TARE_EBENCH, "at the target: %s",
                              talk->error);
    tare_child_tell_status(&how, status);
    tare_fail_with(err, TARE_EBENCH, "at: \"%.100s sh\" ended with %s %s%s%s",
                   talk->target->command, how.data,
                   talk->step == STEP_NONE ? "before a shell answered"
                                           : "before the answer was there",
                   talk->last[0] != '\0' ? ": " : "", talk->last);
    tare_buf_release(&how);
    return TARE_EBENCH;
}

/* What was changed on the way is no record. */
static int check_record(const struct talk *talk, struct tare_err *err)
{
    const struct tare_buf *record = &talk->answer->record;
    char hash[TARE_HASH_SIZE];

    tare_hash(hash, record->data, record->size);
    if (record->size == 0 || strcmp(hash, talk->hash) == 0)
        return 0;
    return tare_fail_with(err, TARE_EBENCH,
                          "at: the record was changed on its way here: what "
                          "else writes to the output of \"%.100s sh\"?",
                          talk->target->command);
}

static void draw_token(char token[TOKEN_SIZE])
{
    unsigned long long number = (unsigned long long)getpid();

    if (getrandom(&number, sizeof number, 0) < 0)
        number ^= (unsigned long long)(size_t)&number;
    snprintf(token, TOKEN_SIZE, "tare-at-%016llx", number);
}

int tare_target_run(const struct tare_target *target,
                    struct tare_target_answer *answer, struct tare_err *err)
{
    struct talk talk = {
        .target = target, .answer = answer, .in = -1, .out = -1
    };
    int status, ended;

    draw_token(talk.token);
    tare_signals_install();
    signal(SIGPIPE, SIG_IGN);
    status = connect_to(&talk, err);
    if (status == 0)
        status = talk_to(&talk, err);
    ended = disconnect(&talk);
    if (status == 0 && tare_signals_end_wanted())
        status = 128 + tare_signals_number();
    else if (status == 0 && talk.step < STEP_END)
        status = explain(&talk, ended, err);
    else if (status == 0)
        status = check_record(&talk, err);
    free(talk.folder);
    tare_buf_release(&talk.waiting);
    tare_buf_release(&talk.line);
    return status;
}

void tare_target_answer_release(struct tare_target_answer *answer)
{
    tare_buf_release(&answer->record);
    tare_buf_release(&answer->errors);
}
