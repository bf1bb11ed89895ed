/* SPDX-License-Identifier: MIT */
#include "harness/bench/wire.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "store/alloc.h"

static const char magic[4] = { 't', 'a', 'r', 'e' };

/* Both ends are the same machine, so native byte order will do. */
struct header {
    char magic[4];
    uint32_t version;
    uint32_t word;
    int32_t sender;
    uint64_t size;
};

void tare_message_release(struct tare_message *message)
{
    tare_buf_release(&message->body);
    *message = (struct tare_message){ 0 };
}

/* ---- building and reading ------------------------------------------------ */

void tare_put_u64(struct tare_message *message, uint64_t value)
{
    tare_buf_add(&message->body, &value, sizeof value);
}

void tare_put_double(struct tare_message *message, double value)
{
    tare_buf_add(&message->body, &value, sizeof value);
}

/* Length + 1, so that 0 means NULL. */
void tare_put_text(struct tare_message *message, const char *text)
{
    size_t size = text != NULL ? strlen(text) : 0;

    tare_put_u64(message, text != NULL ? size + 1 : 0);
    tare_buf_add(&message->body, text, size);
}

static const char *take(struct tare_message *message, size_t size)
{
    const char *bytes;

    if (message->bad || size > message->body.size - message->at) {
        message->bad = 1;
        return NULL;
    }
    bytes = message->body.data + message->at;
    message->at += size;
    return bytes;
}

/* Leaves the value as it is when the message is too short. */
static void take_into(struct tare_message *message, void *value, size_t size)
{
    const char *bytes = take(message, size);

    if (bytes != NULL)
        memcpy(value, bytes, size);
}

uint64_t tare_get_u64(struct tare_message *message)
{
    uint64_t value = 0;

    take_into(message, &value, sizeof value);
    return value;
}

double tare_get_double(struct tare_message *message)
{
    double value = 0;

    take_into(message, &value, sizeof value);
    return value;
}

char *tare_get_text(struct tare_message *message)
{
    uint64_t size = tare_get_u64(message);
    const char *bytes = size > 0 ? take(message, size - 1) : NULL;
    char *text;

    if (bytes == NULL)
        return NULL;
    text = tare_alloc(size, 1);
    memcpy(text, bytes, size - 1);
    return text;
}

int tare_get_is_over(const struct tare_message *message)
{
    return message->at >= message->body.size;
}

/* ---- sending and receiving ----------------------------------------------- */

int tare_message_send(int channel, const struct tare_message *message)
{
    struct header header = { .version = TARE_WIRE_VERSION,
                             .word = message->word,
                             .sender = getpid(),
                             .size = message->body.size };
    struct iovec parts[2] = { { &header, sizeof header },
                              { message->body.data, message->body.size } };
    struct msghdr packet = { .msg_iov = parts, .msg_iovlen = 2 };
    ssize_t sent;

    memcpy(header.magic, magic, sizeof magic);
    do
        sent = sendmsg(channel, &packet, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -1 : 0;
}

/* What the packet of that many bytes is. */
static enum tare_received classify(struct tare_message *message,
                                   const struct header *header, size_t size)
{
    if (size < sizeof *header ||
        memcmp(header->magic, magic, sizeof magic) != 0) {
        message->body.size = size;
        return TARE_RECEIVED_GARBAGE;
    }
    if (header->version != TARE_WIRE_VERSION) {
        message->body.size = header->version;
        return TARE_RECEIVED_VERSION;
    }
    if (header->size != size - sizeof *header || header->word == 0 ||
        header->word > TARE_WORD_PROFILE) {
        message->body.size = size;
        return TARE_RECEIVED_GARBAGE;
    }
    message->word = (enum tare_word)header->word;
    message->sender = header->sender;
    message->body.size = header->size;
    message->body.data[header->size] = '\0';
    return TARE_RECEIVED;
}

/* The size of the next packet, which stays in the queue. */
static ssize_t peek_size(int channel, int flags)
{
    char byte;
    ssize_t size;

    do
        size = recv(channel, &byte, 1, flags | MSG_PEEK | MSG_TRUNC);
    while (size < 0 && errno == EINTR);
    return size;
}

void tare_message_ask_process(int channel)
{
    int yes = 1;

    setsockopt(channel, SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes);
}

/* Who the kernel says has sent it; 0: it does not say. */
static pid_t find_process(struct msghdr *packet)
{
    for (struct cmsghdr *part = CMSG_FIRSTHDR(packet); part != NULL;
         part = CMSG_NXTHDR(packet, part))
        if (part->cmsg_level == SOL_SOCKET &&
            part->cmsg_type == SCM_CREDENTIALS) {
            struct ucred sender;

            memcpy(&sender, CMSG_DATA(part), sizeof sender);
            return sender.pid;
        }
    return 0;
}

enum tare_received tare_message_receive(int channel,
                                        struct tare_message *message, int flags)
{
    _Alignas(struct cmsghdr) char beside[CMSG_SPACE(sizeof(struct ucred))];
    struct header header = { 0 };
    struct iovec parts[2] = { { &header, sizeof header }, { 0 } };
    struct msghdr packet = { .msg_iov = parts,
                             .msg_iovlen = 2,
                             .msg_control = beside,
                             .msg_controllen = sizeof beside };
    ssize_t size = peek_size(channel, flags);

    if (size < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK ? TARE_RECEIVED_NOTHING
                                                       : TARE_RECEIVED_END;
    if (size == 0)
        return TARE_RECEIVED_END;
    message->at = 0;
    message->bad = 0;
    tare_buf_clear(&message->body);
    tare_buf_fill(&message->body, '\0', (size_t)size);
    parts[1] = (struct iovec){ message->body.data, (size_t)size };
    do
        size = recvmsg(channel, &packet, MSG_CMSG_CLOEXEC);
    while (size < 0 && errno == EINTR);
    if (size <= 0)
        return TARE_RECEIVED_END;
    message->process = find_process(&packet);
    return classify(message, &header, (size_t)size);
}
