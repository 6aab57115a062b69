/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "driver/event.h"
#include "rpc/sender.h"

/*
 * The events that one connection has asked for.
 *
 * There are two generations on the wire: the older one is told of an event number, once a
 * connection; the newer one has ids, several for the same event if need be, each for one guest or
 * for all.  What QEMU itself says is asked for in a third way, by the name of QEMU's event.
 */
typedef struct Subscriptions Subscriptions;

/* Returns: (owned) no subscription; @sender is borrowed. */
Subscriptions *subscriptions_new(const Sender *sender);
void subscriptions_free(Subscriptions *subscriptions);

/* The older generation.  Errors: INTERNAL_ERROR for an unknown event, when it is there already, or
 * is not; RPC: the account has no room, which may happen to all that add. */
bool subscriptions_add_plain(Subscriptions *subscriptions, int event, GError **error);
bool subscriptions_remove_plain(Subscriptions *subscriptions, int event, GError **error);

/* The newer one.  @uuid: (nullable) of the only guest that counts.  Returns: the id, -1 on an
 * error. */
int subscriptions_add(Subscriptions *subscriptions, int event, const uint8_t *uuid, GError **error);

/* What QEMU says: @name (nullable) of the event, read as @flags (of
 * virConnectDomainQemuMonitorEventRegister) have it. */
int subscriptions_add_monitor(Subscriptions *subscriptions, const char *name, unsigned flags,
                              const uint8_t *uuid, GError **error);

/* @is_monitor: of which of the two the id must be. */
bool subscriptions_remove(Subscriptions *subscriptions, int id, bool is_monitor, GError **error);

/* The connection has ended. */
void subscriptions_remove_all(Subscriptions *subscriptions);

/* Sends @event, if somebody has asked for it. */
void subscriptions_deliver(Subscriptions *subscriptions, const Event *event);
