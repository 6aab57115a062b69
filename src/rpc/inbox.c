/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/inbox.h"

#include <errno.h>
#include <sys/socket.h>

#include "rpc/byte_queue.h"
#include "rpc/descriptors.h"

enum { READ_BYTES = 64 * 1024, MAX_WAITING_DESCRIPTORS = 2 * PACKET_MAX_DESCRIPTORS };

struct Inbox {
    ByteQueue *bytes;
    GArray *descriptors; /* int: not yet taken with a packet */
    Charge bytes_cost, descriptors_cost;
};

Inbox *
inbox_new(Account *account)
{
    Inbox *inbox = g_new0(Inbox, 1);

    inbox->bytes = byte_queue_new();
    inbox->descriptors = descriptors_new();
    account_charge(account, ACCOUNT_BYTES, 0, &inbox->bytes_cost, NULL);
    account_charge(account, ACCOUNT_DESCRIPTORS, 0, &inbox->descriptors_cost, NULL);
    return inbox;
}

void
inbox_free(Inbox *inbox)
{
    if (inbox == NULL)
        return;
    charge_release(&inbox->bytes_cost);
    charge_release(&inbox->descriptors_cost);
    byte_queue_free(inbox->bytes);
    descriptors_free(inbox->descriptors);
    g_free(inbox);
}

static void
keep_descriptors(Inbox *inbox, struct msghdr *message)
{
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL;
         header = CMSG_NXTHDR(message, header)) {
        size_t n_descriptors = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);

        if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
            g_array_append_vals(inbox->descriptors, CMSG_DATA(header), (guint)n_descriptors);
    }
}

/* Charges what is in @inbox now.  Returns: false when the account has no room for it. */
static bool
charge_contents(Inbox *inbox)
{
    return charge_resize(&inbox->bytes_cost, byte_queue_length(inbox->bytes), NULL) &&
           charge_resize(&inbox->descriptors_cost, inbox->descriptors->len, NULL);
}

ssize_t
inbox_read(Inbox *inbox, int fd)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(PACKET_MAX_DESCRIPTORS * sizeof(int))];
    } control = {0};
    uint8_t bytes[READ_BYTES];
    struct iovec vector = {.iov_base = bytes, .iov_len = sizeof bytes};
    struct msghdr message = {.msg_iov = &vector,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    ssize_t n_bytes = recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

    if (n_bytes < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    if (n_bytes == 0)
        return -1;
    keep_descriptors(inbox, &message);
    if (inbox->descriptors->len > MAX_WAITING_DESCRIPTORS)
        return -1;
    byte_queue_append(inbox->bytes, bytes, (size_t)n_bytes);
    return charge_contents(inbox) ? n_bytes : -1;
}

/* Returns: how many descriptors belong to the packet at @bytes of @length. */
static size_t
descriptors_of(const PacketHeader *header, const uint8_t *bytes, size_t length)
{
    if (header->type != PACKET_CALL_WITH_DESCRIPTORS || length < PACKET_MIN_BYTES + 4)
        return 0;
    return packet_read_word(bytes + PACKET_MIN_BYTES);
}

/* Returns: (owned) the first @n_descriptors of those that came. */
static GArray *
take_descriptors(Inbox *inbox, guint n_descriptors)
{
    GArray *taken = descriptors_new();

    if (n_descriptors == 0)
        return taken;
    g_array_append_vals(taken, inbox->descriptors->data, n_descriptors);
    g_array_remove_range(inbox->descriptors, 0, n_descriptors);
    return taken;
}

InboxState
inbox_take(Inbox *inbox, Packet *packet)
{
    size_t n_there = byte_queue_length(inbox->bytes);
    const uint8_t *bytes = byte_queue_peek(inbox->bytes);
    size_t length = 0;
    size_t n_descriptors = 0;

    if (n_there < PACKET_LENGTH_BYTES)
        return INBOX_WAITS;
    if (!packet_read_length(bytes, &length))
        return INBOX_IS_BROKEN;
    if (n_there < length)
        return INBOX_WAITS;
    packet->header = packet_read_header(bytes + PACKET_LENGTH_BYTES);
    n_descriptors = descriptors_of(&packet->header, bytes, length);
    if (n_descriptors > PACKET_MAX_DESCRIPTORS)
        return INBOX_IS_BROKEN;
    /* libvirt sends each descriptor with a byte of its own, behind the packet. */
    if (n_there < length + n_descriptors)
        return INBOX_WAITS;
    if (inbox->descriptors->len < n_descriptors)
        return INBOX_IS_BROKEN;
    packet->descriptors = take_descriptors(inbox, (guint)n_descriptors);
    byte_queue_take(inbox->bytes, PACKET_MIN_BYTES);
    packet->body = byte_queue_take_bytes(inbox->bytes, length - PACKET_MIN_BYTES);
    byte_queue_take(inbox->bytes, n_descriptors);
    return INBOX_HAS_PACKET;
}

void
inbox_forget(Inbox *inbox)
{
    byte_queue_trim(inbox->bytes);
    charge_contents(inbox);
}
