/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/guest.h"

/* Sets @error to the reason why the guest agent of @guest cannot be used.  This driver never
 * connects to an agent, so there always is one; the checks are in libvirt's order: the guest does
 * not run, it has no agent channel, the agent is not connected.  Any thread; never blocks.  Errors:
 * OPERATION_INVALID, ARGUMENT_UNSUPPORTED, AGENT_UNRESPONSIVE. */
void agent_refuse(Guest *guest, GError **error);
