/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/netlink.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/thread_role.h"

static void
append(NetlinkRequest *request, const void *bytes, size_t size)
{
    size_t padded = NLMSG_ALIGN(size);

    g_assert(padded <= sizeof request->message.bytes - request->length);
    if (size > 0)
        memcpy(request->message.bytes + request->length, bytes, size);
    request->length += padded;
}

void
netlink_begin(NetlinkRequest *request, uint16_t type, uint16_t flags, const void *fixed,
              size_t size)
{
    memset(request, 0, sizeof *request);
    request->length = NLMSG_HDRLEN;
    request->message.header.nlmsg_type = type;
    request->message.header.nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags);
    append(request, fixed, size);
}

void
netlink_put(NetlinkRequest *request, uint16_t attribute, const void *value, size_t size)
{
    const struct rtattr header = {
        .rta_type = attribute,
        .rta_len = (unsigned short)RTA_LENGTH(size),
    };

    append(request, &header, sizeof header);
    append(request, value, size);
}

void
netlink_put_uint32(NetlinkRequest *request, uint16_t attribute, uint32_t value)
{
    netlink_put(request, attribute, &value, sizeof value);
}

void
netlink_put_string(NetlinkRequest *request, uint16_t attribute, const char *value)
{
    netlink_put(request, attribute, value, strlen(value) + 1);
}

size_t
netlink_nest(NetlinkRequest *request, uint16_t attribute)
{
    size_t nest = request->length;

    netlink_put(request, attribute, NULL, 0);
    return nest;
}

void
netlink_end(NetlinkRequest *request, size_t nest)
{
    const struct rtattr header = {
        .rta_type =
            ((const struct rtattr *)(const void *)(request->message.bytes + nest))->rta_type,
        .rta_len = (unsigned short)(request->length - nest),
    };

    memcpy(request->message.bytes + nest, &header, sizeof header);
}

/* Reads one message.  Returns: 0 or an errno; one that says how a request went is what it says. */
static int
receive(int fd, void *answer, size_t size, size_t *length)
{
    struct nlmsghdr header;
    struct nlmsgerr problem;
    ssize_t n = recv(fd, answer, size, 0);

    if (n < 0)
        return errno;
    if ((size_t)n < sizeof header)
        return EPROTO;
    memcpy(&header, answer, sizeof header);
    *length = MIN((size_t)n, header.nlmsg_len);
    if (header.nlmsg_type != NLMSG_ERROR)
        return 0;
    if ((size_t)n < NLMSG_LENGTH(sizeof problem))
        return EPROTO;
    memcpy(&problem, (const uint8_t *)answer + NLMSG_LENGTH(0), sizeof problem);
    *length = 0;
    return -problem.error;
}

int
netlink_ask(NetlinkRequest *request, void *answer, size_t size, size_t *length)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    int problem = 0;

    assert_may_block();
    if (fd < 0)
        return errno;
    request->message.header.nlmsg_len = (uint32_t)request->length;
    if (send(fd, request->message.bytes, request->length, 0) < 0)
        problem = errno;
    else
        problem = receive(fd, answer, size, length);
    close(fd);
    return problem;
}

/* The kernel answers with how it went, and repeats the request when it failed. */
int
netlink_send(NetlinkRequest *request)
{
    uint8_t answer[NLMSG_LENGTH(sizeof(struct nlmsgerr)) + NETLINK_BYTES];
    size_t length = 0;
    int problem = netlink_ask(request, answer, sizeof answer, &length);

    return problem == 0 && length != 0 ? EPROTO : problem;
}
