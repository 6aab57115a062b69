/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * rtnetlink requests: network devices, addresses and routes.
 *
 * A request is a header, the struct of its type, and attributes, in one buffer; exceeding the
 * buffer is a bug.
 */
enum { NETLINK_BYTES = 1024 };

typedef struct {
    union {
        struct nlmsghdr header; /* for its alignment */
        uint8_t bytes[NETLINK_BYTES];
    } message;
    size_t length;
} NetlinkRequest;

/* Begins a request of @type (RTM_NEWLINK ...) with NLM_F_* @flags; @fixed: the struct of that type,
 * of @size bytes. */
void netlink_begin(NetlinkRequest *request, uint16_t type, uint16_t flags, const void *fixed,
                   size_t size);

/* Appends an attribute. */
void netlink_put(NetlinkRequest *request, uint16_t attribute, const void *value, size_t size);
void netlink_put_uint32(NetlinkRequest *request, uint16_t attribute, uint32_t value);
void netlink_put_string(NetlinkRequest *request, uint16_t attribute, const char *value);

/* Begins a nested attribute, and ends it.  Returns: the argument for netlink_end(). */
size_t netlink_nest(NetlinkRequest *request, uint16_t attribute);
void netlink_end(NetlinkRequest *request, size_t nest);

/* Sends the request and waits for the kernel's answer; for threads that may block.  Returns: 0, or
 * an errno. */
int netlink_send(NetlinkRequest *request);

/* Sends a request for one thing (RTM_GETLINK ...) and reads the kernel's answer, from its header
 * on, into @answer of @size bytes.  For threads that may block.  Returns: 0 and the @length of the
 * answer, or an errno. */
int netlink_ask(NetlinkRequest *request, void *answer, size_t size, size_t *length);
