/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/event.h"

#include <stdbool.h>

/* Returns: (owned, nullable) the packet that tells a client of @event; @callback_id: whose it is,
 * -1: of the older generation.  NULL: the wire has none. */
GBytes *event_body_packet(const Event *event, int callback_id);

/* Whether the older generation has the event. */
bool event_body_has_plain(int event_id);
