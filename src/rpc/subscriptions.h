/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "driver/event.h"
#include "rpc/sender.h"

/*
 * The events that one client has subscribed to.
 *
 * The wire has two generations.  The older one subscribes to an event number, once a connection,
 * for all guests.  In the newer one each subscription has an id; several may be for the same event,
 * each for one guest or for all.  QEMU's own events are subscribed to by their names, with such an
 * id.
 *
 * Main thread only; nothing blocks.
 */
typedef struct Subscriptions Subscriptions;

/* Returns: (owned) no subscription; @sender is borrowed for its life. */
Subscriptions *subscriptions_new(const Sender *sender);

/* Frees @subscriptions; NULL: nothing to do. */
void subscriptions_free(Subscriptions *subscriptions);

/* Adds one of the older generation.  Errors: INTERNAL_ERROR when the event is unknown or subscribed
 * to already; RPC when the account has no room. */
bool subscriptions_add_plain(Subscriptions *subscriptions, int event, GError **error);

/* Removes one of the older generation.  Errors: INTERNAL_ERROR when the event is unknown or not
 * subscribed to. */
bool subscriptions_remove_plain(Subscriptions *subscriptions, int event, GError **error);

/* Adds one of the newer generation.  @uuid (nullable, copied): only of this guest.  Returns: its
 * id, -1 on an error.  Errors: INTERNAL_ERROR when the event is unknown; RPC when the account has
 * no room. */
int subscriptions_add(Subscriptions *subscriptions, int event, const uint8_t *uuid, GError **error);

/* Adds one for QEMU's own events.  @name (nullable: all events; copied) is compared as @flags (of
 * virConnectDomainQemuMonitorEventRegister) say.  @uuid and result: as above.  Errors: INVALID_ARG
 * when the name is too long or no pattern; RPC when the account has no room. */
int subscriptions_add_monitor(Subscriptions *subscriptions, const char *name, unsigned flags,
                              const uint8_t *uuid, GError **error);

/* Removes the subscription with @id.  @is_monitor: it must be one for QEMU's own events; otherwise
 * it must not.  Errors: INTERNAL_ERROR when there is none. */
bool subscriptions_remove(Subscriptions *subscriptions, int id, bool is_monitor, GError **error);

/* Removes all, when the connection has ended. */
void subscriptions_remove_all(Subscriptions *subscriptions);

/* Sends @event once for each subscription that it matches. */
void subscriptions_deliver(Subscriptions *subscriptions, const Event *event);
