/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/chardev.h"
#include "domain/domain.h"

/*
 * <channel>: connects programs of the host and the guest: a named port, such as a guest agent's, or
 * (guestfwd) a TCP address that the guest connects to in a private network.
 */
typedef enum {
    CHANNEL_TARGET_NONE,
    CHANNEL_TARGET_VIRTIO,
    CHANNEL_TARGET_GUESTFWD,
    CHANNEL_TARGET_XEN,
} ChannelTargetType;

typedef enum { CHANNEL_STATE_NONE, CHANNEL_CONNECTED, CHANNEL_DISCONNECTED } ChannelState;

typedef struct {
    ChannelTargetType type;
    char *name;         /* virtio */
    char *address;      /* guestfwd: what the guest connects to: "10.0.2.1" */
    OptionalUint port;  /* guestfwd */
    ChannelState state; /* of a running guest; no part of a definition */
} ChannelTarget;

typedef struct {
    Device device;
    Chardev chardev; /* a unix socket may lack its <source>: one is chosen at each start */
    ChannelTarget target;
} Channel;

extern const DeviceKind channel_kind;

/* Sets the run-time values of a placed channel: the path of its socket, and the state
 * "disconnected". */
void channel_choose_path(Channel *channel, const DomainContext *context);

/* Returns: (borrowed, nullable) the channel of QEMU's guest agent. */
const Channel *channel_of_agent(const Domain *domain);
