/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/event.h"

#include <stdbool.h>

/*
 * Events as packets.  libvirt's wire has two generations of events: see subscriptions.h.  Any
 * thread; nothing blocks.
 */

/* Returns: (owned, nullable) the packet that tells a client of @event.  @callback_id: of the
 * client's subscription, or -1 for the older generation.  NULL when the wire has no such packet. */
GBytes *event_body_packet(const Event *event, int callback_id);

/* Returns: whether the older generation has @event_id (virDomainEventID). */
bool event_body_has_plain(int event_id);
