/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/outbox.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rpc/descriptors.h"

/* Memory that a packet takes beside its bytes, about. */
enum { COST_BYTES = 256 };

/* A packet on its way out. */
typedef struct {
    GBytes *bytes;
    size_t n_sent;
    GArray *descriptors; /* (owned, nullable) to be sent behind it, one a byte */
    Charge cost, descriptor_cost;
} Outgoing;

struct Outbox {
    Account *account; /* borrowed */
    GQueue packets;   /* Outgoing */
    size_t n_bytes;
};

static void
outgoing_free(gpointer item)
{
    Outgoing *outgoing = item;

    charge_release(&outgoing->cost);
    charge_release(&outgoing->descriptor_cost);
    g_bytes_unref(outgoing->bytes);
    descriptors_free(outgoing->descriptors);
    g_free(outgoing);
}

Outbox *
outbox_new(Account *account)
{
    Outbox *outbox = g_new0(Outbox, 1);

    outbox->account = account;
    g_queue_init(&outbox->packets);
    return outbox;
}

void
outbox_clear(Outbox *outbox)
{
    g_queue_clear_full(&outbox->packets, outgoing_free);
    outbox->n_bytes = 0;
}

void
outbox_free(Outbox *outbox)
{
    if (outbox == NULL)
        return;
    outbox_clear(outbox);
    g_free(outbox);
}

size_t
outbox_bytes(const Outbox *outbox)
{
    return outbox->n_bytes;
}

bool
outbox_add(Outbox *outbox, GBytes *packet, GArray *descriptors, GError **error)
{
    Outgoing *outgoing = g_new0(Outgoing, 1);
    size_t n_bytes = g_bytes_get_size(packet) + COST_BYTES;
    size_t n_descriptors = descriptors != NULL ? descriptors->len : 0;

    outgoing->bytes = packet;
    outgoing->descriptors = descriptors;
    if (!account_charge(outbox->account, ACCOUNT_BYTES, n_bytes, &outgoing->cost, error) ||
        !account_charge(outbox->account, ACCOUNT_DESCRIPTORS, n_descriptors,
                        &outgoing->descriptor_cost, error)) {
        outgoing_free(outgoing);
        return false;
    }
    g_queue_push_tail(&outbox->packets, outgoing);
    outbox->n_bytes += n_bytes;
    return true;
}

/* Sends @bytes to @fd, with @descriptor unless it is -1.  Returns: the number of bytes sent; 0 when
 * the socket takes none now; -1 when it has failed. */
static ssize_t
send_bytes(int fd, const uint8_t *bytes, size_t n_bytes, int descriptor)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct iovec vector = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = n_bytes};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
    ssize_t n_sent = 0;

    if (descriptor >= 0) {
        control.header = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof descriptor),
                                          .cmsg_level = SOL_SOCKET,
                                          .cmsg_type = SCM_RIGHTS};
        memcpy(CMSG_DATA(&control.header), &descriptor, sizeof descriptor);
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
    }
    n_sent = sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    return n_sent < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : n_sent;
}

/* Sends a part of @outgoing.  Returns: as send_bytes().  @is_done: nothing of it is left. */
static ssize_t
send_some(Outgoing *outgoing, int fd, bool *is_done)
{
    static const uint8_t carrier = 0;
    size_t n_bytes = 0;
    const uint8_t *bytes = g_bytes_get_data(outgoing->bytes, &n_bytes);
    ssize_t n_sent = 0;

    if (outgoing->n_sent < n_bytes) {
        n_sent = send_bytes(fd, bytes + outgoing->n_sent, n_bytes - outgoing->n_sent, -1);
        if (n_sent > 0)
            outgoing->n_sent += (size_t)n_sent;
    } else {
        int descriptor = g_array_index(outgoing->descriptors, int, 0);

        n_sent = send_bytes(fd, &carrier, 1, descriptor);
        if (n_sent > 0) {
            close(descriptor);
            g_array_remove_index(outgoing->descriptors, 0);
        }
    }
    *is_done = outgoing->n_sent == n_bytes &&
               (outgoing->descriptors == NULL || outgoing->descriptors->len == 0);
    return n_sent;
}

bool
outbox_flush(Outbox *outbox, int fd)
{
    ssize_t n_sent = 1;

    while (n_sent > 0 && !g_queue_is_empty(&outbox->packets)) {
        Outgoing *outgoing = g_queue_peek_head(&outbox->packets);
        bool is_done = false;

        n_sent = send_some(outgoing, fd, &is_done);
        if (is_done) {
            outbox->n_bytes -= outgoing->cost.amount;
            outgoing_free(g_queue_pop_head(&outbox->packets));
        }
    }
    return n_sent >= 0;
}
